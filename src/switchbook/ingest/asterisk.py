"""What Asterisk's call records and its channel events have in common: CSV, channel names, causes, applications."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from switchbook.errors import UnreadablePayload
from switchbook.ingest.times import read_time

LONGEST_VALUE = 1000
# Technology, peer, and what tells this channel from others of the peer: `PJSIP/101-0000001f`, `DAHDI/i1/5035550100-2`,
# `Local/101@from-queue-00000003;2`.
_CHANNEL = re.compile(r"(?P<technology>[A-Za-z0-9_]+)/(?P<peer>.*?)(?:-[0-9A-Fa-f]+)?(?:;[12])?", re.DOTALL)
# Extensions that name a step of the dialplan, not somebody.
_STEPS = frozenset({"s", "h", "i", "t", "T", "o", "a", "e"})
_NOBODYS = frozenset({"Local", "Announcer", "Recorder", "CBAnn", "CBRec", "Surrogate"})
RECORDINGS = (".wav", ".mp3", ".gsm", ".wav49", ".ogg", ".ulaw", ".alaw")

# How a leg ended, by the dial's status, and by Q.850 cause where it was dialled.
DIAL_STATUSES: Mapping[str, str] = {
    "ANSWER": "completed",
    "NOANSWER": "no-answer",
    "BUSY": "busy",
    "CANCEL": "canceled",
    "CONGESTION": "failed",
    "CHANUNAVAIL": "failed",
    "DONTCALL": "failed",
    "TORTURE": "failed",
    "INVALIDARGS": "failed",
}
CAUSES: Mapping[int, str] = {
    0: "canceled",  # not set: whoever dialled gave up
    16: "hung-up",  # normal clearing: of one that was answered, and of one that rang in vain beside others
    17: "busy",
    18: "no-answer",  # nothing was heard of it
    19: "no-answer",  # it rang
    26: "hung-up",  # answered elsewhere, also of the telephone that did
}
REJECTED = 21
# What Q.850 causes mean that calls fail with.
MEANINGS: Mapping[int, str] = {
    1: "unallocated number",
    3: "no route to destination",
    20: "subscriber absent",
    REJECTED: "call rejected",
    22: "number changed",
    27: "destination out of order",
    28: "invalid number",
    34: "congestion",
    38: "network out of order",
    41: "temporary failure",
    58: "no bearer",
    127: "interworking",
}


def fields(record: bytes) -> list[str]:
    """The columns of one CSV record, trimmed; inner quotes are doubled. Raises UnreadablePayload."""
    text = record.decode("utf-8", "replace").replace("\0", "\ufffd")
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as bad:
        raise UnreadablePayload("not a record of comma-separated values") from bad
    if len(rows) != 1:
        raise UnreadablePayload("not one record of comma-separated values")
    return [value.strip()[:LONGEST_VALUE] for value in rows[0]]


def time_of(value: str, column: str, zone: tzinfo) -> datetime | None:
    """A time in a column. Raises UnreadablePayload when it is none."""
    try:
        return read_time(value, zone)
    except ValueError as bad:
        raise UnreadablePayload(f"{column} is {bad}") from bad


def address(channel: str) -> str | None:
    """Who is at a channel, by its name: `PJSIP/101-0000001f` is 101, `Local/101@from-queue-00000003;2` is 101."""
    found = _CHANNEL.fullmatch(channel)
    if found is None:
        return None
    peer = found["peer"].partition("@")[0]
    return peer.rpartition("/")[2] or None


def number_dialled(data: str, channel: str) -> str | None:
    """The number that Dial called by way of a trunk, by its data: `PJSIP/15550100@west,30` and `PJSIP/west-00000002`.

    None where the channel is that of who was called.
    """
    for target in (first_argument(data) or "").split("&"):
        technology, _, rest = target.partition("/")
        number, _, peer = rest.partition("@") if "@" in rest else rest.partition("/")[::-1]
        if number and peer and channel.startswith(f"{technology}/{peer}-"):
            return number
    return None


def hangup_cause(cause: int) -> str:
    """A hangup cause for the log."""
    return f"Hangup cause {cause}" + (f" ({MEANINGS[cause]})" if cause in MEANINGS else "")


def is_local(channel: str) -> bool:
    """Whether a channel is nobody's: it only ties two others together, or plays and records."""
    return channel.partition("/")[0] in _NOBODYS


def called(extension: str) -> str | None:
    """An extension that names somebody."""
    return extension if extension and extension not in _STEPS else None


def first_argument(data: str) -> str | None:
    """The first argument of an application: the queue of Queue, the mailbox of VoiceMail."""
    return re.split(r"[,|]", data)[0].strip() or None


def application(name: str, data: str) -> str:
    """An application as dialplans write it."""
    return f"{name}({data})"


def mailbox(data: str) -> str:
    """The mailboxes of VoiceMail without their context."""
    boxes: Sequence[str] = (first_argument(data) or "").split("&")
    return ", ".join(box.partition("@")[0] for box in boxes)
