"""FreeSWITCH: reads the call records that mod_json_cdr posts or writes, one for each leg when it is over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Cut, Reading, parameter
from switchbook.ingest.cutting import json_objects
from switchbook.ingest.freeswitch_moves import Leg, moves, voicemails
from switchbook.ingest.freeswitch_record import LOOPBACK, Record, as_leg, decoded
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
    LegRang,
    LegStarted,
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
    "CALL_REJECTED": "busy",  # 21: somebody declined, save with one of FORBIDDEN
}
# SIP responses that FreeSWITCH calls CALL_REJECTED, too, though nobody declined: it may not call there.
FORBIDDEN = frozenset({"sip:401", "sip:402", "sip:403", "sip:407"})
# Causes that say more than how it ended.
OUTCOMES: Mapping[str, str] = {
    "CALL_REJECTED": "Rejected",
    "INCOMING_CALL_BARRED": "Blocked",
    "OUTGOING_CALL_BARRED": "Blocked",
}
_DIRECTIONS = {"inbound": Direction.Incoming, "outbound": Direction.Outgoing, "local": Direction.Incoming}


class FreeSwitch:
    """Call records of mod_json_cdr: raw, in the form field `cdr`, URL-encoded or in base64.

    A delivery is named by its leg (`uuid`). The core's own `core-uuid` is no part of that: it is another one after
    each restart, and a record that is sent again from the error directory would be another delivery. Legs are grouped
    by who dialled whom (`originating_leg_uuid`, the call flow's originator) and whom each was bridged with
    (`bridge_uuid`, `signal_bond`, the call flow's originatees); `call_uuid`, which is wrong now and then, counts only
    where nothing else names another leg. A loopback channel only leads back into the dialplan and is no leg. Times are
    microseconds since 1970 where the record has them, whole seconds else; local stamps, in the zone of the media
    type's `time-zone`, are the last resort.

    Not told: what comes after a leg's end, such as a recording that is ready later, and when a leg left a conference
    that it did not stay in to its end.
    """

    name = "freeswitch"
    media_type = "application/json"
    acknowledges = True
    caution: str | None = None

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
    if _leads_back(record):
        yield from _led_back(record, leg, received)
        return
    answered = record.told_time("answer", "answered_time")
    ended = record.told_time("end", "hangup_time") or received
    parent = _parent(record, leg)
    common: dict[str, Any] = {
        "leg": leg,
        "parent": parent,
        "facts": _facts(record, parent),
        "linked": _linked(record, leg),
    }
    began = record.told_time("start", "created_time") or answered or ended
    yield LegStarted(at=began, **common)
    rang = record.told_time("progress", "progress_time") or record.told_time("progress_media", "progress_media_time")
    if rang is not None:
        yield LegRang(at=rang, **common)
    if answered is not None:
        # The switch answers a call that comes in to run its flow, also where nobody is there; a leg that it dialled
        # is answered by somebody.
        yield (LegEnteredFlow if _came_in(record) else LegAnswered)(at=answered, **common)
    told = Leg(record, common, came_in=_came_in(record))
    yield from moves(told, began=began, answered=answered, ended=ended)
    yield from _files(record, leg, ended)
    yield from _end(told, answered, ended)


def _leads_back(record: Record) -> bool:
    """Whether this is one half of a loopback channel, and names the leg that it leads back to."""
    channel = record.text("channel_name") or record.profile("chan_name") or ""
    return channel.startswith(LOOPBACK) and _led_from(record) is not None


def _led_from(record: Record) -> str | None:
    return record.leg_named("loopback_from_uuid", "other_loopback_from_uuid")


def _led_back(record: Record, leg: str, received: datetime) -> Iterator[Event]:
    """A loopback channel is no leg: what its far half does is done for the leg that it leads back to."""
    caller = _led_from(record)
    if caller is None or record.text("loopback_leg") == "A":
        return
    other = record.leg_named("other_loopback_leg_uuid")
    names = dict.fromkeys((leg, *((other,) if other else ()), *_linked(record, leg)))
    linked = tuple(name for name in names if name != caller)
    ended = record.told_time("end", "hangup_time") or received
    began = record.told_time("start", "created_time") or ended
    if record.text("loopback_app") is None:
        number = record.profile("destination_number") or "another extension"
        yield LineLogged(at=began, leg=caller, linked=linked, message=f"Goes on as a call to {number}")
    yield from _files(record, caller, ended)


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
    others = dict.fromkeys((*_bridged(record), *(party.leg for party in record.dialled())))
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


def _files(record: Record, leg: str, ended: datetime) -> Iterator[Event]:
    """Recordings of the call, each once, and a voice message."""
    path, name = record.text("record_path"), record.text("record_name")
    told = [f"{path}/{name}" if path and name else name or path]
    told += [data.split(" +")[0] for name, data, _ in record.applications() if name == "record_session"]
    told.append(record.text("cc_record_filename"))
    files = {uri.rpartition("/")[2]: uri for uri in reversed(told) if uri}
    for file in reversed(files):
        # What was recorded first may be over when the next one begins: of several, nobody says which is so long.
        seconds = record.seconds("record_seconds") if len(files) == 1 else None
        said = FileFacts(type="CallRecording", uri=files[file], seconds=seconds)
        yield FileTold(at=ended, file=file, leg=leg, said=said)
    message = record.text("voicemail_file_path")
    # Who listens to a message has its path, too.
    if message is not None and (voicemails(record) or record.text("loopback_app") == "voicemail"):
        said = FileFacts(type="VoiceMessage", uri=message, seconds=record.seconds("voicemail_message_len"))
        yield FileTold(at=ended, file=message.rpartition("/")[2], leg=leg, said=said)


def _end(leg: Leg, answered: datetime | None, ended: datetime) -> Iterator[Event]:
    record = leg.record
    if answered is not None:
        yield LegEnded(at=ended, ending="completed", duration=record.number("billsec"), **leg.common)
        return
    cause = record.text("hangup_cause") or "NORMAL_CLEARING"
    response = record.text("proto_specific_hangup_cause", "last_bridge_proto_specific_hangup_cause") or ""
    ending = "failed" if response in FORBIDDEN else ENDINGS.get(cause, "failed")
    # A caller's leg ends like the leg that it dialled in vain. If there was one, that one says why.
    others = bool(record.text("originated_legs")) or bool(record.dialled())
    dialled = others or record.text("originate_disposition") is not None
    outcome = None if dialled else "Blocked" if record.text("call_block") == "true" else OUTCOMES.get(cause)
    told = leg.with_facts(outcome=outcome)
    if ending in ("busy", "failed") and not others:
        said = f" ({response.replace('sip:', 'SIP ')})" if response.startswith("sip:") else ""
        yield LineLogged(at=ended, message=f"Hangup cause {cause}{said}", **told)
    yield LegEnded(at=ended, ending=ending, **told)
