"""Asterisk call detail records: reads the lines of Master.csv, as cdr_csv writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
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
    is_local,
    mailbox,
    number_dialled,
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
    LegHeld,
    LegLeftQueue,
    LegQueued,
    LegResumed,
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
CONFERENCES = frozenset({"ConfBridge", "MeetMe"})
# In which order steps of one second are told; ends come last.
STEPS: tuple[type, ...] = (
    *(LegStarted, LegEnteredFlow, LegQueued, LegHeld, LegResumed, LineLogged, LegAnswered, LegLeftQueue, FileTold),
)
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
_UNIQUE_ID = re.compile(r"(?:[^\s,]*-)?(?P<epoch>\d{9,11})\.\d+", re.ASCII)
_CALLER_ID = re.compile(r'\s*(?:"(?P<name>.*)"|(?P<bare>[^<"]*?))\s*<(?P<number>[^>]*)>\s*', re.DOTALL)


class AsteriskCdr:
    """Lines of Master.csv, of 16 to 21 columns.

    A delivery is named by `uniqueid` and `sequence`; where these columns are not switched on, by its bytes. Several
    records of one call are normal, each a stretch of it: legs are grouped by `uniqueid`, the caller's channel, and by
    `linkedid`. Each record tells of the caller's leg and, where it names a `dstchannel`, of the leg that was dialled. A
    Local channel only ties others: as a caller it stands for who began the call, as a `dstchannel` for nobody. The
    `uniqueid` holds when its channel began, so it shows which records are a call's later stretches.

    Times are local, in whole seconds, in the zone of the media type's `time-zone`; UTC without one, which is right for
    `usegmtime=yes`.

    Not told: when it rang; holds; that a call was transferred or picked up (what shows is whom it went to); which
    conference of a name it was; when a queue was entered, and when its agent answered if the queue answers by itself;
    when a parked call was taken up again. A caller who gave up while it rang is `NO ANSWER`, too, unless
    `canceldispositionenabled` says otherwise. A recording that is ready later is not told of later.
    """

    name = "asterisk-cdr"
    media_type = "text/csv"
    acknowledges = False
    caution: str | None = None

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
    """What a record tells; within its second in the order of STEPS."""
    for event in _told(row, zone, received):
        # Who is dialled is dialled by what the call came to.
        kind = LegAnswered if isinstance(event, LegStarted) and event.parent is not None else type(event)
        yield event if event.sequence is not None else msgspec.structs.replace(event, sequence=STEPS.index(kind))


def _told(row: Mapping[str, str], zone: tzinfo, received: datetime) -> Iterator[Event]:
    start, answer, end = (time_of(row[name], name, zone) for name in ("start", "answer", "end"))
    began = start or answer or end or received
    record = _Stretch(row, began=began, answer=answer, over=end or answer or began)
    if record.by_local:
        yield from _to_voicemail(record) if row["lastapp"] == "VoiceMail" else record.dialled()
        return
    yield from record.caller()
    if row["lastapp"] in TOLD_BY:
        yield from TOLD_BY[row["lastapp"]](record)
    elif record.dialled_channel:
        yield from record.dialled()
    elif row["lastapp"] and not row["dstchannel"]:
        yield record.line(f"Last ran {application(row['lastapp'], row['lastdata'])}")
    yield from record.note()
    yield record.end()


class _Stretch:
    """What one record tells: a stretch of the caller's call, and whom it went to."""

    def __init__(self, row: Mapping[str, str], *, began: datetime, answer: datetime | None, over: datetime) -> None:
        self.row, self.began, self.answer, self.over = row, began, answer, over
        # Without a uniqueid, channel and start are what tells one call from others.
        leg = row["uniqueid"] or f"{row['channel']} {began.isoformat()}"
        self.group = row["linkedid"] or leg
        self.by_local = is_local(row["channel"]) and self.group != leg
        self.leg = self.group if self.by_local else leg
        self.is_first = _began_with(row["uniqueid"], began)

    @property
    def dialled_channel(self) -> str:
        """The channel that was dialled, empty when none, or one that only ties others together."""
        tied = is_local(self.row["dstchannel"]) and bool(self.row["linkedid"])
        return "" if tied else self.row["dstchannel"]

    def common(self, **facts: str | None) -> dict[str, Any]:
        """What every event of the caller's leg has."""
        linked = (self.group,) if self.group != self.leg else ()
        told = Facts(channel=Channel.Voice) if self.by_local else _facts(self.row, self.is_first)
        said: dict[str, Any] = {name: value for name, value in facts.items() if value is not None}
        return {"leg": self.leg, "linked": linked, "facts": msgspec.structs.replace(told, **said)}

    def line(self, message: str, **facts: str | None) -> LineLogged:
        """A line of the log, at the end: a record does not say when its application ran."""
        return LineLogged(at=self.over, message=message, **self.common(**facts))

    def caller(self) -> Iterator[Event]:
        """The beginning of the caller's leg, with its first stretch; and when the flow took it."""
        if self.is_first:
            yield LegStarted(at=self.began, once=True, **self.common())
        # A later stretch of a leg that had been answered is answered as it begins.
        if self.answer is not None and (self.is_first or self.answer > self.began):
            # Where somebody was dialled, it is that answer which is told.
            silent = bool(self.dialled_channel) and self.row["lastapp"] not in CONFERENCES
            yield LegEnteredFlow(at=self.answer, once=True, silent=silent, **self.common())

    def dialled(self) -> Iterator[Event]:
        """The leg that was dialled: known only as a channel, whose name comes again after a restart."""
        if not self.dialled_channel:
            return
        whom = number_dialled(self.row["lastdata"], self.dialled_channel) or address(self.dialled_channel)
        common: dict[str, Any] = {
            "leg": f"{self.group} {self.dialled_channel}"[:LONGEST_LEG],
            "parent": self.leg,
            "linked": (self.group,),
            "facts": Facts(channel=Channel.Voice, to_address=whom),
        }
        if self.answer == self.began and not self.is_first:
            yield LineLogged(at=self.began, message=f"Put through to {whom or 'another party'}", **common)
        else:
            yield LegStarted(at=self.began, **common)
            if self.answer is not None:
                yield LegAnswered(at=self.answer, **common)
        yield self.ended(common)

    def end(self) -> LegEnded:
        """The end of the caller's leg, for all that this record knows: a later stretch may go on from there.

        So it is a line only where no other line of this stretch says that it is over.
        """
        app = self.row["lastapp"]
        silent = not self.is_first if app in CONFERENCES else bool(self.dialled_channel) or app == "Park"
        return self.ended({**self.common(), "silent": silent and app != "ParkedCall"})

    def ended(self, common: Mapping[str, Any]) -> LegEnded:
        """Of several ends of a leg the latest counts."""
        duration = _seconds(self.row["billsec"]) if self.answer is not None else None
        sequence = int(self.over.timestamp())
        ending = ENDINGS[self.row["disposition"]]
        return LegEnded(at=self.over, sequence=sequence, ending=ending, duration=duration, **common)

    def note(self) -> Iterator[Event]:
        """What the dialplan noted down."""
        note = self.row["userfield"]
        if note.lower().endswith(RECORDINGS):
            said = FileFacts(type="CallRecording", uri=note)
            yield FileTold(at=self.over, file=note.rpartition("/")[2], leg=self.leg, said=said)
        elif note:
            yield self.line(note)


def _began_with(uniqueid: str, began: datetime) -> bool:
    """Whether a record begins with its channel, by the time in the `uniqueid`; without one it does.

    Whole quarters of an hour between them come from a time zone that was not said.
    """
    found = _UNIQUE_ID.fullmatch(uniqueid)
    if found is None:
        return True
    return int(began.timestamp() - int(found["epoch"]) + 1) % 900 <= 2


def _in_queue(record: _Stretch) -> Iterator[Event]:
    """Waiting in a queue, from the start of the record: it does not say when the queue was entered."""
    told = record.common(queue_name=first_argument(record.row["lastdata"]))
    yield LegQueued(at=record.began, once=True, silent=not record.is_first, **told)
    yield from record.dialled()
    if not record.row["dstchannel"]:
        yield LegLeftQueue(at=record.over, result="abandoned", **told)
    elif record.answer is not None:
        yield LegLeftQueue(at=record.answer, result="answered", **told)


def _to_voicemail(record: _Stretch) -> Iterator[Event]:
    box = mailbox(record.row["lastdata"])
    told = record.common(voicemail=box or "voicemail")
    yield LineLogged(at=record.began, message=f"Sent to voicemail {box}".rstrip(), **told)


def _in_conference(record: _Stretch) -> Iterator[Event]:
    """There are records with each of the others in it as dialled."""
    room = first_argument(record.row["lastdata"]) or ""
    if record.is_first or not record.row["dstchannel"]:
        yield LineLogged(at=record.began, message=f"Entered conference {room}".rstrip(), once=True, **record.common())


def _parked(record: _Stretch) -> Iterator[Event]:
    yield LegHeld(at=record.began, **record.common(hold_queue_name=record.row["lastdata"] or None))


def _took_parked(record: _Stretch) -> Iterator[Event]:
    """Whoever fetches a parked call answers it."""
    name, number = _caller(record.row["clid"])
    told = record.common(answered_by_name=name or record.row["src"] or number or None)
    yield LegAnswered(at=record.answer or record.began, **told)
    if record.group != record.leg:
        other: dict[str, Any] = {"leg": record.group, "linked": (record.leg,)}
        yield LegResumed(at=record.answer or record.began, **other)
        # Who was parked hangs up with who took the call, and has no record of that.
        yield record.ended({**other, "silent": True})


def _facts(row: Mapping[str, str], is_first: bool) -> Facts:
    """What is said of the caller's leg. Later stretches have another `dst`: it is where the call went to."""
    name, number = _caller(row["clid"])
    number = row["src"] or number
    return Facts(
        channel=Channel.Voice,
        direction=_direction(row),
        from_address=number or None,
        from_name=name if name and name != number else None,
        to_address=called(row["dst"]) if is_first else None,
        outcome=_outcome(row),
    )


def _caller(clid: str) -> tuple[str, str]:
    """Name and number of `"Jane Doe" <101>`."""
    found = _CALLER_ID.fullmatch(clid)
    if found is None:
        return "", clid
    return (found["name"] or found["bare"] or "").strip(), found["number"].strip()


def _direction(row: Mapping[str, str]) -> Direction:
    """Outgoing is a call from a telephone of ours: its channel is named like its caller. Not one into another call."""
    ours = row["src"] and address(row["channel"]) == row["src"]
    return Direction.Outgoing if ours and row["linkedid"] in ("", row["uniqueid"]) else Direction.Incoming


def _outcome(row: Mapping[str, str]) -> str | None:
    if "blacklist" in row["dcontext"]:
        return "Blocked"
    return "Rejected" if row["lastapp"] == "Hangup" and row["lastdata"] == "21" else None


def _seconds(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else None


TOLD_BY: Mapping[str, Callable[[_Stretch], Iterator[Event]]] = {
    "Queue": _in_queue,
    "VoiceMail": _to_voicemail,
    "ConfBridge": _in_conference,
    "MeetMe": _in_conference,
    "Park": _parked,
    "ParkedCall": _took_parked,
}
