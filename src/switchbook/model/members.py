"""Who takes part in a session: its members with their roles and states, and who answered."""

from __future__ import annotations

import msgspec

from switchbook.model.event import Facts
from switchbook.model.evidence import Evidence, NamedLeg
from switchbook.model.leg import facts_of, is_held
from switchbook.model.session import Channel, Direction, Member, MemberCallState, MemberRole


def members(evidence: Evidence) -> tuple[Member, ...]:
    """The caller, then everybody else, in order of the beginning of their legs. A chat's caller needs no leg.

    A further line of somebody who is a member already is no second member, save in a conference.
    """
    chat = evidence.root is None and not evidence.others and evidence.channel is Channel.Chat
    found = [_caller(evidence)] if evidence.root is not None or chat else []
    for named in evidence.others:
        told = _other(evidence, named)
        same = [at for at, known in enumerate(found) if told.identity is not None and known.identity == told.identity]
        if same and evidence.came_calling(named) and not named[1].rooms:
            known = found[same[0]]
            found[same[0]] = msgspec.structs.replace(known, call_state=max(known.call_state, told.call_state))
        else:
            found.append(told)
    return tuple(found)


def party_of(evidence: Evidence, named: NamedLeg) -> Member:
    """Who is at one leg."""
    return _caller(evidence) if named == evidence.root else _other(evidence, named)


def answered_by(evidence: Evidence) -> tuple[str | None, str | None]:
    """Id and name of who answered: as the session states it, else the endpoint of the leg, else its address."""
    if evidence.answered is None or evidence.channel is Channel.Fax:
        return None, None
    own = evidence.facts
    if evidence.root is not None and (own.answered_by_id or own.answered_by_name):
        return own.answered_by_id, own.answered_by_name
    facts = facts_of(evidence.answered[1])
    if facts.answered_by_id or facts.answered_by_name:
        return facts.answered_by_id, facts.answered_by_name
    if evidence.answered == evidence.root and evidence.direction is Direction.Outgoing:
        return facts.called_id, facts.called_name or facts.to_address
    _, endpoint_id, name = _party(evidence, evidence.answered, facts)
    return endpoint_id, name


def last_participant(evidence: Evidence) -> str | None:
    """The carrier's id of the leg, other than the root, that was the last to join a conference for the first time."""
    joined = [(leg.joined, name, leg) for name, leg in evidence.others if leg.joined is not None]
    if not joined:
        return None
    *_, leg = max(joined, key=lambda found: found[:2])
    return facts_of(leg).call_sid


def _caller(evidence: Evidence) -> Member:
    facts = evidence.facts
    return Member(
        identity=facts.from_address,
        endpoint_id=facts.endpoint_id if evidence.direction is Direction.Outgoing and not _is_called(facts) else None,
        display_name=facts.from_name or facts.from_address,
        is_original_member=True,
        call_state=_caller_state(evidence),
        role=facts.role or MemberRole.Caller,
        call_sid=facts.call_sid,
        muted=_is_muted(evidence.root),
    )


def _other(evidence: Evidence, named: NamedLeg) -> Member:
    facts = facts_of(named[1])
    identity, endpoint_id, name = _party(evidence, named, facts)
    role = MemberRole.Transfer if evidence.is_passed_to(named) else MemberRole.Agent
    return Member(
        identity=identity,
        endpoint_id=endpoint_id,
        display_name=name,
        call_state=_state(evidence, named),
        role=facts.role or role,
        call_sid=facts.call_sid,
        muted=_is_muted(named),
    )


def _party(evidence: Evidence, named: NamedLeg, facts: Facts) -> tuple[str | None, str | None, str | None]:
    """Address, endpoint and name of a leg's own party: who was called, or who came calling without being dialled."""
    if evidence.came_calling(named):
        own = facts.endpoint_id is not None and facts.direction is Direction.Outgoing and not _is_called(facts)
        name = (facts.endpoint_name if own else None) or facts.display_name or facts.from_name or facts.from_address
        return facts.from_address, facts.endpoint_id if own else None, name
    called_for = evidence.root is not None and facts.endpoint_id == evidence.facts.endpoint_id
    made = named != evidence.root and named[1].parent is None and facts.direction is Direction.Outgoing
    if made and (called_for or facts.called_id is not None):
        # A call that the platform made in the name of the session's own endpoint: that is who calls, not its party.
        return facts.to_address, facts.called_id, facts.called_name or facts.display_name or facts.to_address
    name = facts.endpoint_name or (facts.display_name if named != evidence.root else None) or facts.to_address
    return facts.to_address, facts.endpoint_id, name


def _is_called(facts: Facts) -> bool:
    """Whether an outgoing call is placed by whom it is to: nobody knows who makes it."""
    return facts.called_id is not None and facts.called_id == facts.endpoint_id


def _caller_state(evidence: Evidence) -> MemberCallState:
    if evidence.root is None:  # a chat's caller
        return MemberCallState.Connected if evidence.written and not evidence.lost else MemberCallState.None_
    if evidence.lost or evidence.over_at(evidence.root[1]) is not None:
        return MemberCallState.None_
    if is_held(evidence.root[1]):
        return MemberCallState.Hold
    # A caller in the flow is on the line; a dialled leg is only once it was answered.
    chatting = evidence.channel is Channel.Chat and evidence.written
    return MemberCallState.Connected if evidence.at_hand or chatting else MemberCallState.Ringing


def _state(evidence: Evidence, named: NamedLeg) -> MemberCallState:
    _, leg = named
    if evidence.lost or evidence.over_at(leg) is not None or (leg.standing is None and not leg.rooms):
        return MemberCallState.None_
    if is_held(leg):
        return MemberCallState.Hold
    if evidence.answered_at(named) is None:
        return MemberCallState.Ringing
    return MemberCallState.Connected if evidence.on_line(named) else MemberCallState.None_


def _is_muted(named: NamedLeg | None) -> bool:
    return named is not None and named[1].muted is not None and bool(named[1].muted.value)
