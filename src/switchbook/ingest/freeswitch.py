"""FreeSWITCH: reads the call records that mod_json_cdr posts or writes, one for each leg when it is over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Cut, Reading, parameter
from switchbook.ingest.cutting import json_objects
from switchbook.ingest.freeswitch_record import Record, as_leg, decoded, listed
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
    LegLeftQueue,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LegTransferred,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

# How a leg that was never answered ended, by FreeSWITCH's hangup cause (its Q.850 number where it has one); all others
# failed. A leg that was answered completed, whatever its cause.
ENDINGS: Mapping[str, str] = {
    **dict.fromkeys(("ORIGINATOR_CANCEL", "LOSE_RACE", "PICKED_OFF", "MANAGER_REQUEST"), "canceled"),  # 487, 502…506
    **dict.fromkeys(("NORMAL_CLEARING", "NORMAL_UNSPECIFIED", "BLIND_TRANSFER", "ATTENDED_TRANSFER"), "canceled"),  # 16
    **dict.fromkeys(("NO_ANSWER", "NO_USER_RESPONSE"), "no-answer"),  # 19, 18
    **dict.fromkeys(("ALLOTTED_TIMEOUT", "PROGRESS_TIMEOUT", "RECOVERY_ON_TIMER_EXPIRE"), "no-answer"),  # 602, 607, 102
    "USER_BUSY": "busy",  # 17
    "CALL_REJECTED": "busy",  # 21: somebody declined
}
# Causes that say more than how it ended.
OUTCOMES: Mapping[str, str] = {
    "CALL_REJECTED": "Rejected",
    "INCOMING_CALL_BARRED": "Blocked",
    "OUTGOING_CALL_BARRED": "Blocked",
}
TRANSFERS: Mapping[str, str] = {"bl_xfer": "blind", "att_xfer": "attended"}
_DIRECTIONS = {"inbound": Direction.Incoming, "outbound": Direction.Outgoing, "local": Direction.Incoming}
_HELD = re.compile(r"\{\{?(\d{1,20}),(\d{1,20})\}")


class FreeSwitch:
    """Call records of mod_json_cdr: raw, in the form field `cdr`, URL-encoded or in base64.

    A delivery is named by its leg (`uuid`). The core's own `core-uuid` is no part of that: it is another one after
    each restart, and a record that is sent again from the error directory would be another delivery. Legs are grouped
    by who dialled whom (`originating_leg_uuid`, the call flow's originator) and whom each was bridged with
    (`bridge_uuid`, `signal_bond`, the call flow's originatees); `call_uuid`, which is wrong now and then, counts only
    where nothing else names another leg. Times are microseconds since 1970 where the record has them, whole seconds
    else; local stamps, in the zone of the media type's `time-zone`, are the last resort.
    """

    name = "freeswitch"
    media_type = "application/json"
    acknowledges = True

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading: all that the record tells of its leg."""
        try:
            record = decoded(payload, zone_named(parameter(content_type, "time-zone")))
            leg = _leg(record)
            return [Reading(payload=payload, key=("cdr", leg), events=tuple(_events(record, leg, received)))]
        except UnreadablePayload as unread:
            return [Reading(payload=payload, error=unread.message)]
        except ValueError as bad:
            return [Reading(payload=payload, error=f"time-zone is {bad}")]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether the secret is the password (`cred` in json_cdr.conf.xml), or came in one of the generic ways."""
        return knows_secret(headers, payload, secret, password=True)

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """Records one after the other, on lines of their own or not."""
        return json_objects(buffer, final)


def _leg(record: Record) -> str:
    leg = record.leg_named("uuid") or as_leg(record.profile("uuid"))
    if leg is None:
        raise UnreadablePayload("uuid is missing, or is none")
    return leg


def _events(record: Record, leg: str, received: datetime) -> Iterator[Event]:
    started = record.told_time("start", "created_time")
    answered = record.told_time("answer", "answered_time")
    ended = record.told_time("end", "hangup_time")
    parent = _parent(record, leg)
    common: dict[str, Any] = {
        "leg": leg,
        "parent": parent,
        "facts": _facts(record, parent),
        "linked": _linked(record, leg),
    }
    began = started or answered or ended or received
    yield LegStarted(at=began, **common)
    rang = record.told_time("progress", "progress_time") or record.told_time("progress_media", "progress_media_time")
    if rang is not None:
        yield LegRang(at=rang, **common)
    if answered is not None:
        # The switch answers a call that comes in to run its flow, also where nobody is there; a leg that it dialled
        # is answered by somebody.
        yield (LegEnteredFlow if _came_in(record) else LegAnswered)(at=answered, **common)
    yield from _queue(record, common, ended or received)
    yield from _holds(record, common)
    if answered is not None:
        yield from _transfers(record, common, answered)
    yield from _applications(record, common, began)
    yield from _files(record, leg, ended or received)
    yield _end(record, common, answered, ended or received)


def _parent(record: Record, leg: str) -> str | None:
    """The leg that dialled this one; of a leg that came in, none."""
    if _came_in(record):
        return None
    named = record.leg_named("originating_leg_uuid", "ent_originate_aleg_uuid", "cc_member_session_uuid")
    named = named or next(iter(record.dialled_by()), None)
    # A leg that was dialled by the switch itself, and then dialled others, names them here and has no parent.
    if named is None and not record.dialled() and not _bridged(record):
        named = record.leg_named("call_uuid")
    return named if named != leg else None


def _bridged(record: Record) -> Sequence[str]:
    legs = (record.leg_named(name) for name in ("bridge_uuid", "signal_bond", "last_bridge_to", "bleg_uuid"))
    return [leg for leg in legs if leg is not None]


def _linked(record: Record, leg: str) -> tuple[str, ...]:
    others = dict.fromkeys((*_bridged(record), *record.dialled()))
    return tuple(other for other in others if other != leg)


def _came_in(record: Record) -> bool:
    told = record.told.get("channel_data")
    stated = told.get("direction") if isinstance(told, dict) else None
    return (record.text("direction") or stated) != "outbound"


def _facts(record: Record, parent: str | None) -> Facts:
    number = record.profile("caller_id_number") or record.text("caller_id_number", "sip_from_user")
    name = record.profile("caller_id_name") or record.text("caller_id_name", "sip_from_display")
    called = record.profile("destination_number") or record.text("destination_number", "dialed_user", "sip_to_user")
    return Facts(
        channel=Channel.Voice,
        direction=_direction(record) if parent is None else None,
        from_address=number,
        from_name=name if name != number else None,
        to_address=called,
        call_sid=record.text("sip_call_id"),
    )


def _direction(record: Record) -> Direction:
    """Who began: as FusionPBX states it; else a call that the switch makes by itself, or a user's through a gateway."""
    stated = _DIRECTIONS.get(record.text("call_direction") or "")
    if stated is not None:
        return stated
    if not _came_in(record):
        return Direction.Outgoing
    ours = record.text("sip_auth_username", "user_name") is not None
    through = f"{record.text('last_arg') or ''} {record.text('bridge_channel') or ''}"
    return Direction.Outgoing if ours and ("/gateway/" in through or "/external/" in through) else Direction.Incoming


def _queue(record: Record, common: Mapping[str, Any], ended: datetime) -> Iterator[Event]:
    """Waiting in a queue of mod_callcenter."""
    joined = record.moment(record.text("cc_queue_joined_epoch"), "cc_queue_joined_epoch")
    if joined is None or record.text("cc_side") == "agent":
        return
    queue = (record.text("cc_queue") or "").partition("@")[0] or None
    told = {**common, "facts": _with(common["facts"], queue_name=queue)}
    answered = record.moment(record.text("cc_queue_answered_epoch"), "cc_queue_answered_epoch")
    left = answered or record.moment(record.text("cc_queue_canceled_epoch"), "cc_queue_canceled_epoch") or ended
    yield LegQueued(at=joined, **told)
    waited = max(0, (left - joined) // timedelta(seconds=1))
    yield LegLeftQueue(at=left, result="answered" if answered else "abandoned", waited=waited, **told)


def _holds(record: Record, common: Mapping[str, Any]) -> Iterator[Event]:
    told = record.told.get("hold_record")
    items = told if isinstance(told, list) else []
    stretches = [(item.get("on"), item.get("off")) for item in items if isinstance(item, dict)]
    for on, off in stretches or _HELD.findall(record.text("hold_events") or ""):
        held, resumed = record.moment(on, "hold_record"), record.moment(off, "hold_record")
        if held is not None:
            yield LegHeld(at=held, **common)
            if resumed is not None:
                yield LegResumed(at=resumed, **common)


def _transfers(record: Record, common: Mapping[str, Any], answered: datetime) -> Iterator[Event]:
    """Transfers of the answered leg. Before the answer they are only how the dialplan routes it."""
    for entry in listed(record.text("transfer_history")):
        at, _, rest = entry.partition(":")
        _, _, kind_and_target = rest.partition(":")
        kind, _, target = kind_and_target.partition(":")
        how = TRANSFERS.get(kind)
        when = record.moment(at, "transfer_history") if at.isdigit() else None
        if how is None or when is None or when < answered.replace(microsecond=0):
            continue
        # `1002/default/XML`, or both users `1001@host/1002@host`: the last word about whom.
        first, *more = target.split("/")
        whom = (more[0] if how == "attended" and more else first).partition("@")[0] or None
        # The record is that of the party passed on; who passed it on is whom it was talking with.
        dialled = record.dialled()
        passing = dialled[0] if dialled else common["parent"]
        if passing is not None:
            linked = (common["leg"], *common["linked"])
            yield LegTransferred(leg=passing, linked=linked, at=when, how=how, target=whom)
        else:
            yield LineLogged(at=when, message=f"Transferred to {whom or 'another party'} ({how})", **common)


def _applications(record: Record, common: Mapping[str, Any], began: datetime) -> Iterator[Event]:
    conference = record.text("conference_uuid")
    for name, data, at in record.applications():
        if name == "conference" and conference is not None:
            yield LegJoinedConference(at=at or began, conference=conference, **common)
        elif name == "conference":
            yield LineLogged(at=at or began, message=f"Entered conference {data.partition('@')[0]}", **common)
        elif name == "voicemail" and not data.startswith("check"):
            yield LineLogged(at=at or began, message=f"Sent to voicemail {data.split(' ')[-1]}".rstrip(), **common)


def _files(record: Record, leg: str, ended: datetime) -> Iterator[Event]:
    """A recording of the call, and a voice message."""
    path, name = record.text("record_path"), record.text("record_name")
    if path is not None and name is None:
        path, _, name = path.rpartition("/")
    if name is not None:
        said = FileFacts(
            type="CallRecording", uri=f"{path}/{name}" if path else name, seconds=record.number("record_seconds")
        )
        yield FileTold(at=ended, file=name, leg=leg, said=said)
    message = record.text("voicemail_file_path")
    if message is not None:
        seconds = record.number("voicemail_message_len")
        said = FileFacts(type="VoiceMessage", uri=message, seconds=seconds)
        yield FileTold(at=ended, file=message.rpartition("/")[2], leg=leg, said=said)


def _end(record: Record, common: Mapping[str, Any], answered: datetime | None, ended: datetime) -> LegEnded:
    cause = record.text("hangup_cause") or "NORMAL_CLEARING"
    voicemail = any(name == "voicemail" and not data.startswith("check") for name, data, _ in record.applications())
    talked = bool(record.told_time("bridge", "bridged_time"))
    outcome = "Voicemail" if voicemail and not talked else OUTCOMES.get(cause) if answered is None else None
    told = {**common, "facts": _with(common["facts"], outcome=outcome)}
    if answered is None:
        return LegEnded(at=ended, ending=ENDINGS.get(cause, "failed"), **told)
    return LegEnded(at=ended, ending="completed", duration=record.number("billsec"), **told)


def _with(facts: Facts, **more: str | None) -> Facts:
    stated: dict[str, Any] = {name: getattr(facts, name) for name in Facts.__struct_fields__}
    return Facts(**{**stated, **{name: value for name, value in more.items() if value is not None}})
