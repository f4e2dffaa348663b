"""From what is known of a session to the session as it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

import msgspec

from switchbook.model.event import Facts
from switchbook.model.evidence import Evidence, gather, root_leg
from switchbook.model.leg import begun_at, facts_of
from switchbook.model.lifecycle import Situation, outcome_of, queue_state, situation_of
from switchbook.model.members import answered_by, last_participant, members
from switchbook.model.session import CallState, Channel, Direction, HoldReason, Member, MemberRole, QueueState, Session
from switchbook.model.state import FoldState, Said, moment

__all__ = ["project", "root_leg"]

_STATES: Mapping[str, type[IntEnum]] = {"call_state": CallState, "hold_reason": HoldReason, "queue_state": QueueState}
_PHONE_NUMBER = re.compile(r"\+\d{4,15}", re.ASCII)


def project(state: FoldState, *, session_id: str, account_id: str) -> Session:
    """The session that this state describes. Pure: equal states give equal sessions."""
    told = _told(state, session_id, account_id)
    if state.imported is not None:
        imported = msgspec.structs.replace(state.imported.session, id=session_id, account_id=account_id)
        told = _over_import(state, imported, told)
    return _by_hand(state, told) if state.amended or state.guests else told


def _by_hand(state: FoldState, told: Session) -> Session:
    """The session with what somebody set by hand: states only until the next sign of life, and not once it is over."""
    shown: dict[str, Any] = {"date_last_modified": moment(state.arrived)}
    for name, said in state.amended.items():
        if name not in _STATES:
            shown[name] = said.value or None
        elif said.at >= state.last and not told.ended:
            shown[name] = _STATES[name](int(said.value))
    guests = [
        Member(
            identity=identity,
            display_name=_guest(guest, "name") or identity,
            endpoint_id=_guest(guest, "endpoint_id"),
            role=MemberRole.Transfer,
        )
        for identity, guest in sorted(state.guests.items())
        if guest["present"].value
    ]
    return msgspec.structs.replace(told, **shown, members=(*told.members, *guests))


def _guest(guest: Mapping[str, Said], name: str) -> str | None:
    return str(guest[name].value) if name in guest else None


def _told(state: FoldState, session_id: str, account_id: str) -> Session:
    evidence = gather(state)
    facts = evidence.facts
    # While the root is unknown, the facts are those of a leg it dialled: that says nothing of the session's endpoint.
    own = facts if evidence.root is not None or not evidence.others else Facts()
    situation = situation_of(evidence)
    outcome = outcome_of(evidence) if situation.ended else None
    incoming = evidence.direction is Direction.Incoming
    answered_id, answered_name = answered_by(evidence)
    hold = _Hold.of(evidence, situation)
    room = max(((room.started, name) for name, room in state.conferences.items()), default=None)
    return Session(
        dial_state=situation.dial,
        call_state=situation.call,
        queue_state=queue_state(evidence, situation),
        account_id=account_id,
        customer_id=own.customer_id,
        endpoint_id=own.endpoint_id,
        date_completed=moment(_completed(state, evidence, situation)) if situation.ended else None,
        destination=facts.destination or (None if incoming or evidence.channel is Channel.Chat else facts.to_address),
        to_address=facts.to_address,
        from_address=facts.from_address,
        from_name=facts.from_name,
        answered_by_name=answered_name,
        queue_member_id=_queue_member(state),
        channel=evidence.channel,
        ended=situation.ended,
        outcome=facts.outcome or (outcome.name if outcome else None),
        call_sid=facts.call_sid,
        hold_queue_name=hold.queue,
        held_by_user_id=hold.by,
        hold_reason=hold.reason,
        conference_sid=room[1] if room is not None else None,
        display_name=_display_name(state, evidence),
        members=members(evidence),
        callback_number=facts.callback_number,
        answered_by_id=answered_id,
        direction=evidence.direction,
        from_phone_number=facts.from_phone_number or _chat_number(evidence),
        most_recent_participant_call_sid=last_participant(evidence),
        was_missed=outcome is not None and outcome.missed and incoming,
        ring_queue_id=_ring_queue(evidence, situation),
        id=session_id,
        date_created=moment(min((state.first, *map(begun_at, state.legs.values())))),
        date_last_modified=moment(state.arrived),
    )


def _completed(state: FoldState, evidence: Evidence, situation: Situation) -> int:
    """When the session ended: by its legs; a lost one at the last sign of life; of files, with the last thing told."""
    if situation.name == "ended":
        return evidence.ended_at
    if situation.name == "lost":
        return state.last
    told = [said.at for file in state.files.values() for said in file.values()]
    return max((state.first, *told, *(leg.started for leg in state.legs.values())))


class _Hold(msgspec.Struct, frozen=True):
    """By whom, why and in which queue a session is held: as the event said that put the leg on hold."""

    reason: HoldReason = HoldReason.None_
    by: str | None = None
    queue: str | None = None

    @classmethod
    def of(cls, evidence: Evidence, situation: Situation) -> _Hold:
        if situation.name != "held" or evidence.on_hold is None:
            return cls()
        held, facts = evidence.on_hold[1].held, evidence.on_hold[1].facts
        if held is None:
            return cls()
        since = (held.at, held.sequence)
        said = {name: str(said.value) for name, said in facts.items() if (said.at, said.sequence) >= since}
        reason = HoldReason(int(held.value) - 1)
        return cls(reason, said.get("held_by_user_id"), said.get("hold_queue_name"))


def _ring_queue(evidence: Evidence, situation: Situation) -> str | None:
    """The queue the session is in now, by its id, else its name."""
    if evidence.waiting is None or situation.name not in ("queued", "dialling"):
        return None
    facts = facts_of(evidence.waiting[1])
    return facts.queue_id or facts.queue_name


def _queue_member(state: FoldState) -> str | None:
    """The member that any leg was last given to."""
    said = [leg.facts["queue_member_id"] for leg in state.legs.values() if "queue_member_id" in leg.facts]
    return str(max(said, key=lambda each: each.rank).value) if said else None


def _display_name(state: FoldState, evidence: Evidence) -> str | None:
    facts = evidence.facts
    incoming = evidence.direction is Direction.Incoming
    other_side = (facts.from_name or facts.from_address) if incoming else facts.to_address
    names = sorted((room.started, name, str(room.name.value)) for name, room in state.conferences.items() if room.name)
    return facts.display_name or other_side or facts.from_name or (names[-1][2] if names else None)


def _chat_number(evidence: Evidence) -> str | None:
    """The number that a chat of text messages comes from."""
    sender = evidence.facts.from_address
    return sender if evidence.channel is Channel.Chat and sender and _PHONE_NUMBER.fullmatch(sender) else None


def _over_import(state: FoldState, imported: Session, told: Session) -> Session:
    """An imported session with what was told since: an end is never undone, and the import fills what is missing."""
    dates = {"date_created": told.date_created, "date_last_modified": told.date_last_modified}
    stood = any(leg.standing is not None for leg in state.legs.values())
    if imported.ended or not (stood or state.conferences or state.chat is not None or state.given_up):
        return msgspec.structs.replace(imported, **dates) if state.legs or state.files else imported
    filled = {
        name: getattr(imported, name)
        for name in Session.__struct_fields__
        if getattr(told, name) in (None, ()) and getattr(imported, name) not in (None, ())
    }
    return msgspec.structs.replace(told, **filled)
