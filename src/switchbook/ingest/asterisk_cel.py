"""Asterisk channel events: reads the lines of cel_custom's Master.csv, in the column order of its sample."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Cut, Reading, parameter
from switchbook.ingest.asterisk import (
    CAUSES,
    DIAL_STATUSES,
    RECORDINGS,
    REJECTED,
    address,
    application,
    called,
    fields,
    first_argument,
    is_local,
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
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegLeftQueue,
    LegQueued,
    LegResumed,
    LegStarted,
    LegTransferred,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

# The columns of cel_custom.conf.sample's mapping Master.csv.
COLUMNS = (
    *("eventtype", "eventtime", "cidname", "cidnum", "ani", "rdnis", "dnid", "exten", "context", "channame"),
    *("appname", "appdata", "amaflags", "accountcode", "uniqueid", "linkedid", "peer", "userfield", "userdeftype"),
    "extra",
)
# The number of each type, counted from 1, where a backend writes numbers.
TYPES = (
    *("CHAN_START", "CHAN_END", "HANGUP", "ANSWER", "APP_START", "APP_END", "BRIDGE_ENTER", "BRIDGE_EXIT"),
    *("PARK_START", "PARK_END", "BLINDTRANSFER", "ATTENDEDTRANSFER", "USER_DEFINED", "LINKEDID_END", "PICKUP"),
    *("FORWARD", "LOCAL_OPTIMIZE", "LOCAL_OPTIMIZE_BEGIN", "STREAM_BEGIN", "STREAM_END", "DTMF"),
)
_CONFERENCES = frozenset({"ConfBridge", "MeetMe"})
_NOBODY = frozenset({"", "N/A"})
_EXTRA = msgspec.json.Decoder(dict[str, Any])


class AsteriskCel:
    """Lines of channel events, one delivery each.

    A delivery is named by its bytes: events carry no number, and two of a channel can have the same microsecond. For
    the same reason they have no sequence. Legs are grouped by `linkedid`, whose bearer dialled the others, and by
    transfers, pickups and conferences, which tie two of them together. A Local channel only ties others: it is read
    and is no leg. The clock is Asterisk's, to the microsecond; with a `dateformat` of its own local, in the zone of the
    media type's `time-zone` (UTC without one). Holds are not told: Asterisk has no channel event for them; parking is.

    A channel that was dialled (its `linkedid` is another's `uniqueid`) is answered by its ANSWER; the ANSWER of a
    caller's channel only says that the flow runs.
    """

    name = "asterisk-cel"
    media_type = "text/csv"
    acknowledges = False

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading per line, without events where it says nothing of a session. One that is wrong has an error."""
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
        """An event on each line, save where a quoted value has line ends."""
        return csv_records(buffer, final)


class _Row:
    """One event: its columns, and what follows from them."""

    def __init__(self, record: bytes, zone: tzinfo, received: datetime) -> None:
        values = fields(record)
        if len(values) < COLUMNS.index("linkedid") + 1 or len(values) > len(COLUMNS):
            raise UnreadablePayload(f"{len(values)} columns; a channel event has 16 to {len(COLUMNS)}")
        self.columns = dict.fromkeys(COLUMNS, "") | dict(zip(COLUMNS, values, strict=False))
        self.type = _type(self["eventtype"])
        self.at = time_of(self["eventtime"], "eventtime", zone) or received
        self.leg = self["uniqueid"]
        if not self.leg:
            raise UnreadablePayload("uniqueid is missing")
        self.group = self["linkedid"] or self.leg
        self.extra = _extra(self["extra"])

    def __getitem__(self, column: str) -> str:
        return self.columns[column]

    @property
    def is_dialled(self) -> bool:
        """Whether another channel began this session."""
        return self.group != self.leg

    @property
    def facts(self) -> Facts:
        """What is said of the channel in every event of it."""
        if self.is_dialled:
            return Facts(channel=Channel.Voice, to_address=address(self["channame"]))
        return Facts(channel=Channel.Voice)

    def common(self, *linked: str, **facts: str | None) -> dict[str, Any]:
        """What every event of this row has; `linked` are other legs that it ties to this one."""
        others = (name for name in (self.group, *linked) if name not in _NOBODY and name != self.leg)
        told = msgspec.structs.replace(self.facts, **facts)
        return {"at": self.at, "leg": self.leg, "linked": tuple(dict.fromkeys(others)), "facts": told}

    def named(self, member: str) -> str:
        """What the extra says under this name; empty when nothing."""
        value = self.extra.get(member, "")
        return value.replace("\0", "\ufffd").strip()[:1000] if isinstance(value, str) else ""


def _reading(record: bytes, zone: tzinfo, received: datetime) -> Reading:
    try:
        row = _Row(record, zone, received)
    except UnreadablePayload as unread:
        return Reading(payload=record, error=unread.message)
    tell = _TOLD.get(row.type)
    silent = tell is None or is_local(row["channame"])
    return Reading(payload=record, events=() if silent or tell is None else tuple(tell(row)))


def _type(written: str) -> str:
    """The name of an event's type. A name that is none of them is that of an event which users define."""
    if written.isascii() and written.isdigit():
        number = int(written[:3])
        if not 1 <= number <= len(TYPES):
            raise UnreadablePayload(f"eventtype is no number from 1 to {len(TYPES)}")
        return TYPES[number - 1]
    if not written:
        raise UnreadablePayload("eventtype is missing")
    return written if written in TYPES else "USER_DEFINED"


def _extra(written: str) -> Mapping[str, Any]:
    try:
        return _EXTRA.decode(written) if written else {}
    except (msgspec.DecodeError, RecursionError):
        return {}


def _started(row: _Row) -> Iterator[Event]:
    if row.is_dialled:
        yield LegStarted(parent=row.group, **row.common())
        return
    number = row["cidnum"] or row["ani"] or None
    ours = number is not None and address(row["channame"]) == number
    common = row.common(
        from_address=number,
        from_name=row["cidname"] if row["cidname"] not in ("", number) else None,
        to_address=called(row["exten"]) or row["dnid"] or None,
    )
    # A telephone of ours calls under its own name: that is an outgoing call.
    direction = Direction.Outgoing if ours else Direction.Incoming
    yield LegStarted(**{**common, "facts": msgspec.structs.replace(common["facts"], direction=direction)})


def _answered(row: _Row) -> Iterator[Event]:
    if row.is_dialled:
        yield LegAnswered(parent=row.group, **row.common())
    else:
        yield LegEnteredFlow(**row.common())


def _hung_up(row: _Row) -> Iterator[Event]:
    cause = row.extra.get("hangupcause")
    status = row.named("dialstatus").upper()
    # A caller's channel ends as its last dial did; one that dialled nobody was in the flow, and that is complete.
    by_cause = CAUSES.get(cause, "failed") if isinstance(cause, int) else "canceled"
    ending = by_cause if row.is_dialled else DIAL_STATUSES.get(status, "completed")
    refused = cause == REJECTED and not row.is_dialled and not status
    parent = row.group if row.is_dialled else None
    yield LegEnded(ending=ending, parent=parent, **row.common(outcome="Rejected" if refused else None))


def _app_started(row: _Row) -> Iterator[Event]:
    app, data = row["appname"], row["appdata"]
    if app == "Queue":
        yield LegQueued(**row.common(queue_name=first_argument(data)))
    elif app == "VoiceMail":
        yield LineLogged(message=f"Sent to voicemail {mailbox(data)}", **row.common(outcome="Voicemail"))
    elif app == "MixMonitor" and (first_argument(data) or "").lower().endswith(RECORDINGS):
        path = first_argument(data) or ""
        said = FileFacts(type="CallRecording", uri=path)
        yield FileTold(at=row.at, file=path.rpartition("/")[2], leg=row.leg, said=said)
    elif app not in _CONFERENCES and app:
        yield LineLogged(message=f"Runs {application(app, data)}", **row.common())


def _entered_bridge(row: _Row) -> Iterator[Event]:
    bridge = row.named("bridge_id")
    if row["appname"] in _CONFERENCES and bridge:
        yield LegJoinedConference(conference=bridge, **row.common())
        return
    if row["appname"] == "Queue" and not row.is_dialled:
        yield LegLeftQueue(result="answered", **row.common(queue_name=first_argument(row["appdata"])))
    yield LineLogged(message=f"{_who(row)} is connected{_with_whom(row)}", **row.common(bridge))


def _left_bridge(row: _Row) -> Iterator[Event]:
    bridge = row.named("bridge_id")
    if row["appname"] in _CONFERENCES and bridge:
        yield LegLeftConference(conference=bridge, **row.common())


def _who(row: _Row) -> str:
    return (address(row["channame"]) if row.is_dialled else row["cidnum"]) or "The caller"


def _with_whom(row: _Row) -> str:
    peers = [address(peer.strip()) for peer in row["peer"].split(",") if peer and not is_local(peer)]
    names = [peer for peer in peers if peer is not None]
    return f" with {', '.join(names)}" if names else ""


def _parked(row: _Row) -> Iterator[Event]:
    yield LegHeld(**row.common(hold_queue_name=row.named("parking_lot") or None))


def _unparked(row: _Row) -> Iterator[Event]:
    yield LegResumed(**row.common())


def _passed_on(row: _Row) -> Iterator[Event]:
    others = (row.named("transferee_channel_uniqueid"), row.named("channel2_uniqueid"))
    if row.type == "BLINDTRANSFER":
        yield LegTransferred(how="blind", target=called(row.named("extension")), **row.common(*others))
        return
    leg, channel = row.named("transfer_target_channel_uniqueid"), row.named("transfer_target_channel_name")
    target = None if channel in _NOBODY or is_local(channel) else address(channel)
    target_leg = None if leg in _NOBODY or target is None else leg
    yield LegTransferred(how="attended", target=target, target_leg=target_leg, **row.common(*others, leg))


def _picked_up(row: _Row) -> Iterator[Event]:
    """The channel of the event rang; another one took the call."""
    leg, who = row.named("pickup_channel_uniqueid"), address(row.named("pickup_channel"))
    yield LineLogged(message=f"Picked up by {who or 'another telephone'}", **row.common(leg))
    if leg not in _NOBODY and leg != row.group:
        yield LegAnswered(at=row.at, leg=leg, parent=row.group, facts=Facts(channel=Channel.Voice, to_address=who))


def _forwarded(row: _Row) -> Iterator[Event]:
    yield LineLogged(message=f"Forwarded to {row.named('forward') or 'somebody else'}", **row.common())


def _said_by_user(row: _Row) -> Iterator[Event]:
    name = row["userdeftype"] or row["eventtype"]
    note = row.named("extra")
    yield LineLogged(message=f"{name}: {note}" if note else name, **row.common())


_TOLD: Mapping[str, Callable[[_Row], Iterator[Event]]] = {
    "CHAN_START": _started,
    "ANSWER": _answered,
    "HANGUP": _hung_up,
    "APP_START": _app_started,
    "BRIDGE_ENTER": _entered_bridge,
    "BRIDGE_EXIT": _left_bridge,
    "PARK_START": _parked,
    "PARK_END": _unparked,
    "BLINDTRANSFER": _passed_on,
    "ATTENDEDTRANSFER": _passed_on,
    "PICKUP": _picked_up,
    "FORWARD": _forwarded,
    "USER_DEFINED": _said_by_user,
}
