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
    hangup_cause,
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
# What says nothing that other events do not say better: how old versions told of bridges, and the end of a recording.
_UNTOLD = frozenset({"BRIDGE_START", "BRIDGE_END", "MIXMONITOR_STOP"})
_CONFERENCES = frozenset({"ConfBridge", "MeetMe"})
# What a channel runs that was dialled, for as long as it has no dialplan of its own.
_DIALLED = frozenset({"AppDial", "AppDial2", "AppQueue"})
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
    caller's channel only says that the flow runs. When a channel is bridged, its `linkedid` may become that of an older
    call, so later events tell a dialled channel by what it runs, and by having no dialled number of its own. A dialled
    channel is hung up with cause 16 whether it was answered or not.

    Who was dialled goes by its own number, where it has a name besides; else by its channel's name. Not told: when it
    rang; that a caller gave up in a queue (it shows as waiting to the end); what was dialled by way of a trunk, which
    goes by the trunk's name; a recording made after the call.
    """

    name = "asterisk-cel"
    media_type = "text/csv"
    acknowledges = False
    caution: str | None = None

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
        """Whether another channel dialled this one, or it took the place of one that was dialled."""
        if self["appname"] in _DIALLED:
            return True
        return self.group != self.leg and (self.type == "CHAN_START" or not (self["dnid"] or self["appname"]))

    @property
    def parent(self) -> str | None:
        """The channel that dialled this one. One that was picked up knows of it only when it is bridged."""
        return self.group if self.is_dialled and self.group != self.leg else None

    def common(self, *linked: str, **facts: Any) -> dict[str, Any]:
        """What every event of this row has; `linked` are other legs that it ties to this one."""
        others = (name for name in (self.group, *linked) if name not in _NOBODY and name != self.leg)
        told = Facts(channel=Channel.Voice, to_address=self.called if self.parent is not None else None)
        told = msgspec.structs.replace(told, **{name: value for name, value in facts.items() if value is not None})
        return {"at": self.at, "leg": self.leg, "linked": tuple(dict.fromkeys(others)), "facts": told}

    @property
    def called(self) -> str | None:
        """Who is called at a channel that was dialled: by its own number, where it has one and a name.

        A number without a name may be that of the caller's extension, and one that an originated channel is given is
        the caller's.
        """
        own = self["cidname"] and self["cidnum"] and self["appname"] not in ("AppDial2", "Stasis")
        return self["cidnum"] if own else address(self["channame"])

    @property
    def party(self) -> str | None:
        """Who is at this channel, as it calls itself."""
        return self["cidname"] or self["cidnum"] or address(self["channame"])

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
        # A name without a number is that of a trunk.
        name = row["cidname"] if row["cidnum"] not in ("", row["cidname"]) else None
        yield LegStarted(parent=row.group, **row.common(display_name=name))
        return
    number = row["cidnum"] or row["ani"] or None
    # A telephone of ours calls under its own name: that is an outgoing call.
    ours = number is not None and address(row["channame"]) == number
    yield LegStarted(
        **row.common(
            direction=Direction.Outgoing if ours else Direction.Incoming,
            from_address=number,
            from_name=row["cidname"] if row["cidname"] not in ("", number) else None,
            party=number,
            to_address=called(row["exten"]) or row["dnid"] or None,
        )
    )


def _answered(row: _Row) -> Iterator[Event]:
    if row.parent is not None:
        yield LegAnswered(parent=row.parent, **row.common())
    else:
        # With the answer of whom it dialled, it is that answer which is told.
        yield LegEnteredFlow(silent=row["appname"] in ("Dial", "Queue"), **row.common())


def _hung_up(row: _Row) -> Iterator[Event]:
    cause = row.extra.get("hangupcause")
    status = row.named("dialstatus").upper()
    if row.is_dialled:
        ending = CAUSES.get(cause, "failed") if isinstance(cause, int) else "hung-up"
        if ending == "failed" and isinstance(cause, int):
            yield LineLogged(message=hangup_cause(cause), **row.common())
        yield LegEnded(ending=ending, parent=row.parent, **row.common())
        return
    # A caller's channel ends as its last dial did; one that dialled nobody was in the flow, and that is complete.
    outcome = "Rejected" if cause == REJECTED and not status else None
    if outcome is not None:
        yield LineLogged(message=hangup_cause(REJECTED), **row.common())
    blocked = "Blocked" if "blacklist" in row["context"] else outcome
    yield LegEnded(ending=DIAL_STATUSES.get(status, "completed"), **row.common(outcome=blocked))


def _app_started(row: _Row) -> Iterator[Event]:
    app, data = row["appname"], row["appdata"]
    if app == "Queue":
        yield LegQueued(**row.common(queue_name=first_argument(data)))
    elif app == "VoiceMail":
        box = mailbox(data)
        yield LineLogged(message=f"Sent to voicemail {box}".rstrip(), **row.common(voicemail=box or "voicemail"))
    elif app == "MixMonitor" and (first_argument(data) or "").lower().endswith(RECORDINGS):
        path = first_argument(data) or ""
        said = FileFacts(type="CallRecording", uri=path)
        yield FileTold(at=row.at, file=path.rpartition("/")[2], leg=row.leg, said=said)
    elif app not in _CONFERENCES and app:
        yield LineLogged(message=f"Runs {application(app, data)}", **row.common())


def _entered_bridge(row: _Row) -> Iterator[Event]:
    bridge, app = row.named("bridge_id"), row["appname"]
    if app in _CONFERENCES and bridge:
        yield LegJoinedConference(conference=bridge, **row.common(**_caller(row)))
        return
    if app == "Queue":
        yield LegLeftQueue(result="answered", **row.common(bridge, queue_name=first_argument(row["appdata"])))
    elif app == "ParkedCall" or (row.is_dialled and row.parent is None):
        # It took a parked call, or took the place of a telephone that rang.
        yield LegAnswered(**row.common(bridge, answered_by_name=row.party))
    else:
        # No step for those who were dialled and answered; what counts is whom it ties together.
        silent = row.is_dialled or app == "Dial" or not _with_whom(row)
        message = f"{row.party or 'The caller'} is connected{_with_whom(row)}"
        yield LineLogged(message=message, silent=silent, **row.common(bridge))


def _left_bridge(row: _Row) -> Iterator[Event]:
    bridge = row.named("bridge_id")
    if row["appname"] in _CONFERENCES and bridge:
        yield LegLeftConference(conference=bridge, **row.common(**_caller(row)))


def _caller(row: _Row) -> Mapping[str, str | None]:
    """Who calls, for a line of the log."""
    if row.parent is not None:
        return {}
    name = row["cidname"] if row["cidname"] != row["cidnum"] else None
    return {"from_address": row["cidnum"] or None, "from_name": name or None}


def _with_whom(row: _Row) -> str:
    peers = [address(peer.strip()) for peer in row["peer"].split(",") if peer and not is_local(peer)]
    names = [peer for peer in peers if peer is not None]
    return f" with {', '.join(names)}" if names else ""


def _parked(row: _Row) -> Iterator[Event]:
    yield LegHeld(**row.common(hold_queue_name=row.named("parking_lot") or None))


def _unparked(row: _Row) -> Iterator[Event]:
    reason = row.named("reason")
    if reason == "ParkedCallTimeOut":
        yield LineLogged(message="Nobody took the parked call", **row.common())
    if reason != "ParkedCallGiveUp":
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


def _forwarded(row: _Row) -> Iterator[Event]:
    yield LineLogged(message=f"Forwarded to {row.named('forward') or 'somebody else'}", **row.common())


def _said_by_user(row: _Row) -> Iterator[Event]:
    name = row["userdeftype"] or row["eventtype"]
    if name in _UNTOLD:
        return
    if name == "MIXMONITOR_START" and row.named("filename"):
        said = FileFacts(type="CallRecording", uri=row.named("filename"))
        yield FileTold(at=row.at, file=row.named("filename").rpartition("/")[2], leg=row.leg, said=said)
        return
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
