"""Asterisk call detail records: reads the lines of Master.csv, as cdr_csv writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Cut, Reading, parameter
from switchbook.ingest.asterisk import (
    RECORDINGS,
    address,
    application,
    called,
    fields,
    first_argument,
    mailbox,
    time_of,
)
from switchbook.ingest.cutting import csv_records
from switchbook.ingest.keyed import knows_secret
from switchbook.ingest.times import zone_named
from switchbook.model.event import (
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegLeftQueue,
    LegQueued,
    LegStarted,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

ENDINGS: Mapping[str, str] = {
    "ANSWERED": "completed",
    "NO ANSWER": "no-answer",
    "BUSY": "busy",
    "FAILED": "failed",
    "CONGESTION": "failed",
    "CANCEL": "canceled",
}
_ALWAYS = (
    *("accountcode", "src", "dst", "dcontext", "clid", "channel", "dstchannel", "lastapp", "lastdata"),
    *("start", "answer", "end", "duration", "billsec", "disposition", "amaflags"),
)
_NEW = ("peeraccount", "linkedid", "sequence")
# The columns after those that are always there, by how many there are in all; what cdr.conf switches on.
_OPTIONAL: Mapping[int, tuple[str, ...]] = {
    16: (),
    18: ("uniqueid", "userfield"),
    19: _NEW,
    21: ("uniqueid", "userfield", *_NEW),
}
LONGEST_LEG = 255
_UNIQUE_ID = re.compile(r"(?:[^\s,]*-)?\d{9,11}\.\d+")
_CALLER_ID = re.compile(r'\s*(?:"(?P<name>.*)"|(?P<bare>[^<"]*?))\s*<(?P<number>[^>]*)>\s*', re.DOTALL)


class AsteriskCdr:
    """Lines of Master.csv, of 16 to 21 columns.

    A delivery is named by `uniqueid` and `sequence`; where these columns are not switched on, by its bytes. Several
    records of one call are normal: legs are grouped by `uniqueid`, the caller's channel, and by `linkedid`. Each record
    tells of the caller's leg and, where it names a `dstchannel`, of the leg that was dialled. Times are local, in whole
    seconds, in the zone of the media type's `time-zone`; UTC without one, which is right for `usegmtime=yes`.
    """

    name = "asterisk-cdr"
    media_type = "text/csv"
    acknowledges = False

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading per record. One that breaks a rule has an error; the others stand."""
        try:
            zone = zone_named(parameter(content_type, "time-zone"))
        except ValueError as bad:
            return [Reading(payload=payload, error=f"time-zone is {bad}")]
        records = self.cut(payload, True).payloads or (payload,)
        return [_reading(record, zone, received) for record in records]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether the secret is the password, came as a bearer token, or signed the body."""
        return knows_secret(headers, payload, secret, password=True)

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """A record on each line, save where a quoted value has line ends."""
        return csv_records(buffer, final)


def _reading(record: bytes, zone: tzinfo, received: datetime) -> Reading:
    try:
        row = _row(record)
        key = ("cdr", row["uniqueid"], row["sequence"]) if row["uniqueid"] and row["sequence"] else ()
        return Reading(payload=record, key=key, events=tuple(_events(row, zone, received)))
    except UnreadablePayload as unread:
        return Reading(payload=record, error=unread.message)


def _row(record: bytes) -> dict[str, str]:
    values = fields(record)
    names = _OPTIONAL.get(len(values))
    if names is None and len(values) in (17, 20):
        only = "uniqueid" if _UNIQUE_ID.fullmatch(values[16]) else "userfield"
        names = (only,) if len(values) == 17 else (only, *_NEW)
    if names is None:
        raise UnreadablePayload(f"{len(values)} columns; a call detail record has 16 to 21")
    row = dict(zip((*_ALWAYS, *names), values, strict=True))
    if row["disposition"] not in ENDINGS:
        raise UnreadablePayload(f"disposition is none of {', '.join(ENDINGS)}")
    return dict.fromkeys(("uniqueid", "userfield", *_NEW), "") | row


def _events(row: Mapping[str, str], zone: tzinfo, received: datetime) -> Iterator[Event]:
    start, answer, end = (time_of(row[name], name, zone) for name in ("start", "answer", "end"))
    began = start or answer or end or received
    over = end or answer or began
    # Without a uniqueid, channel and start are what tells one call from others.
    leg = row["uniqueid"] or f"{row['channel']} {began.isoformat()}"
    linked = (row["linkedid"],) if row["linkedid"] not in ("", leg) else ()
    common: dict[str, Any] = {"leg": leg, "linked": linked, "facts": _facts(row)}
    yield LegStarted(at=began, **common)
    other = row["dstchannel"]
    if answer is not None:
        yield LegEnteredFlow(at=answer, **common)
    if row["lastapp"] == "Queue":
        yield from _queue(row, common, began, answer if other else None, over)
    if other:
        yield from _dialled(row, leg, began, answer, over)
    yield from _remarks(row, common, over)
    duration = _seconds(row["billsec"]) if answer is not None else None
    yield LegEnded(at=over, ending=ENDINGS[row["disposition"]], duration=duration, **common)


def _facts(row: Mapping[str, str]) -> Facts:
    name, number = _caller(row["clid"])
    number = row["src"] or number
    return Facts(
        channel=Channel.Voice,
        direction=_direction(row),
        from_address=number or None,
        from_name=name if name and name != number else None,
        to_address=called(row["dst"]),
        outcome=_outcome(row),
    )


def _caller(clid: str) -> tuple[str, str]:
    """Name and number of `"Jane Doe" <101>`."""
    found = _CALLER_ID.fullmatch(clid)
    if found is None:
        return "", clid
    return (found["name"] or found["bare"] or "").strip(), found["number"].strip()


def _direction(row: Mapping[str, str]) -> Direction:
    """Outgoing is a call from a telephone of ours: its channel is named like its caller."""
    return Direction.Outgoing if row["src"] and address(row["channel"]) == row["src"] else Direction.Incoming


def _outcome(row: Mapping[str, str]) -> str | None:
    if "blacklist" in row["dcontext"]:
        return "Blocked"
    if row["lastapp"] == "VoiceMail":
        return "Voicemail"
    return "Rejected" if row["lastapp"] == "Hangup" and row["lastdata"] == "21" else None


def _queue(
    row: Mapping[str, str], common: Mapping[str, Any], began: datetime, answer: datetime | None, over: datetime
) -> Iterator[Event]:
    """Waiting in a queue, from the start of the record: it does not say when the queue was entered."""
    told = {**common, "facts": msgspec.structs.replace(common["facts"], queue_name=first_argument(row["lastdata"]))}
    yield LegQueued(at=began, **told)
    yield LegLeftQueue(at=answer or over, result="abandoned" if answer is None else "answered", **told)


def _dialled(
    row: Mapping[str, str], parent: str, began: datetime, answer: datetime | None, over: datetime
) -> Iterator[Event]:
    """The leg that was dialled: known only as a channel, whose name comes again after a restart."""
    common: dict[str, Any] = {
        "leg": f"{parent} {row['dstchannel']}"[:LONGEST_LEG],
        "parent": parent,
        "facts": Facts(channel=Channel.Voice, to_address=address(row["dstchannel"])),
    }
    yield LegStarted(at=began, **common)
    if answer is not None:
        yield LegAnswered(at=answer, **common)
    duration = _seconds(row["billsec"]) if answer is not None else None
    yield LegEnded(at=over, ending=ENDINGS[row["disposition"]], duration=duration, **common)


def _remarks(row: Mapping[str, str], common: Mapping[str, Any], over: datetime) -> Iterator[Event]:
    if row["lastapp"] == "VoiceMail":
        yield LineLogged(at=over, message=f"Sent to voicemail {mailbox(row['lastdata'])}", **common)
    elif row["lastapp"]:
        yield LineLogged(at=over, message=f"Last ran {application(row['lastapp'], row['lastdata'])}", **common)
    note = row["userfield"]
    if note.lower().endswith(RECORDINGS):
        said = FileFacts(type="CallRecording", uri=note)
        yield FileTold(at=over, file=note.rpartition("/")[2], leg=common["leg"], said=said)
    elif note:
        yield LineLogged(at=over, message=note, **common)


def _seconds(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None
