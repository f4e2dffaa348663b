"""From what is known of a session to the session as it is shown."""

from __future__ import annotations

import msgspec

from switchbook.model.event import Facts
from switchbook.model.lifecycle import OUTCOMES, SITUATIONS, Legs, answered_at, is_ended, moment, standing_of
from switchbook.model.session import (
    Channel,
    Direction,
    Member,
    MemberCallState,
    MemberRole,
    QueueState,
    Session,
)
from switchbook.model.state import FoldState, LegState


def project(state: FoldState, *, session_id: str, account_id: str) -> Session:
    """The session that this state describes. Pure: equal states give equal sessions."""
    if state.imported is None:
        return _from_legs(state, session_id, account_id)
    imported = msgspec.structs.replace(state.imported.session, id=session_id, account_id=account_id)
    return _over_import(imported, _from_legs(state, session_id, account_id)) if state.legs else imported


def sort_legs(state: FoldState) -> Legs:
    """The legs in order of first appearance, the root apart (the first one that nobody dialled)."""
    by_start = sorted(state.legs.items(), key=lambda item: (item[1].started, item[0]))
    root = next(((name, leg) for name, leg in by_start if leg.parent is None), None)
    return Legs(root=root, dialled=tuple((name, leg) for name, leg in by_start if root is None or name != root[0]))


def root_leg(state: FoldState) -> str:
    """The leg that all others of a session go back to, and that names it. The state must know a leg.

    That is the root. While nothing was said about it, it is the parent that the first dialled leg names; and of legs
    that dialled one another in a ring, the first. It follows from the state alone, whatever came first.
    """
    legs = sort_legs(state)
    if legs.root is not None:
        return legs.root[0]
    if not legs.dialled:
        conferences = sorted((room.started, name) for name, room in state.conferences.items())
        return state.chat.opening.message if state.chat is not None else conferences[0][1]
    parents = (str(leg.parent.value) for _, leg in legs.dialled if leg.parent is not None)
    return next((parent for parent in parents if parent not in state.legs), legs.dialled[0][0])


def _from_legs(state: FoldState, session_id: str, account_id: str) -> Session:
    legs = sort_legs(state)
    facts = facts_of((legs.root or legs.dialled[0])[1])
    direction = facts.direction if legs.root and facts.direction is not None else Direction.Incoming
    situation = next(row for row in SITUATIONS if row.fits(legs))
    ended = situation.name == "ended"
    outcome = next(row for row in OUTCOMES if row.fits(legs, direction)) if ended else None
    answered_id, answered_name = _answered_by(legs)
    other_side = facts.from_address if direction is Direction.Incoming else facts.to_address
    return Session(
        dial_state=situation.dial,
        call_state=situation.call,
        queue_state=situation.queue if legs.queued else QueueState.None_,
        account_id=account_id,
        customer_id=facts.customer_id if legs.root else None,
        endpoint_id=facts.endpoint_id if legs.root else None,
        date_completed=moment(_completed(legs)) if ended else None,
        destination=facts.destination or (facts.to_address if direction is Direction.Outgoing else None),
        to_address=facts.to_address,
        from_address=facts.from_address,
        from_name=facts.from_name,
        answered_by_name=answered_name,
        channel=facts.channel if facts.channel is not None else Channel.Voice,
        ended=ended,
        outcome=facts.outcome or (outcome.name if outcome else None),
        call_sid=facts.call_sid,
        display_name=facts.display_name or facts.from_name or other_side,
        members=_members(legs),
        callback_number=facts.callback_number,
        answered_by_id=answered_id,
        direction=direction,
        was_missed=outcome is not None and outcome.missed and direction is Direction.Incoming,
        id=session_id,
        date_created=moment(state.first),
        date_last_modified=moment(state.arrived),
    )


def facts_of(leg: LegState) -> Facts:
    """What was said about a leg, with its types back."""
    return msgspec.convert({name: said.value for name, said in leg.facts.items()}, Facts)


def _completed(legs: Legs) -> int:
    """When the session ended: with its root, or with the last of the others."""
    ends = [leg.standing.at for _, leg in ((legs.root,) if legs.root else legs.dialled) if leg.standing]
    return max(ends)


def _answered_by(legs: Legs) -> tuple[str | None, str | None]:
    """Id and name of who answered: as stated, else the endpoint that was dialled, else its address."""
    answered = legs.answered
    if answered is None:
        return None, None
    name, leg = answered
    facts = facts_of(leg)
    if facts.answered_by_id or facts.answered_by_name:
        return facts.answered_by_id, facts.answered_by_name
    if legs.root is not None and name == legs.root[0] and facts.direction is not Direction.Outgoing:
        return facts.endpoint_id, facts.endpoint_name or facts.to_address
    if legs.root is not None and name == legs.root[0]:
        return None, facts.to_address
    return facts.endpoint_id, facts.endpoint_name or facts.to_address


def _members(legs: Legs) -> tuple[Member, ...]:
    """The caller, then everybody who was dialled."""
    members = []
    if legs.root is not None:
        facts = facts_of(legs.root[1])
        members.append(
            Member(
                identity=facts.from_address,
                endpoint_id=facts.endpoint_id if facts.direction is Direction.Outgoing else None,
                display_name=facts.from_name or facts.from_address,
                is_original_member=True,
                call_state=_member_state(legs.root[1], caller=True),
                role=MemberRole.Caller,
                call_sid=facts.call_sid,
            )
        )
    for _, leg in legs.dialled:
        facts = facts_of(leg)
        members.append(
            Member(
                identity=facts.to_address,
                endpoint_id=facts.endpoint_id,
                display_name=facts.endpoint_name or facts.to_address,
                call_state=_member_state(leg, caller=False),
                role=MemberRole.Agent,
                call_sid=facts.call_sid,
            )
        )
    return tuple(members)


def _member_state(leg: LegState, *, caller: bool) -> MemberCallState:
    if is_ended(leg):
        return MemberCallState.None_
    if leg.held is not None and leg.held.value:
        return MemberCallState.Hold
    # A caller in the flow is on the line; a dialled leg is only once it was answered.
    in_flow = caller and standing_of(leg) == "in-flow"
    return MemberCallState.Connected if answered_at(leg) is not None or in_flow else MemberCallState.Ringing


def _over_import(imported: Session, told: Session) -> Session:
    """An imported session with what was told since: an end is never undone, and the import fills what is missing."""
    if imported.ended:
        dates = {"date_created": told.date_created, "date_last_modified": told.date_last_modified}
        return msgspec.structs.replace(imported, **dates)
    filled = {
        name: getattr(imported, name)
        for name in Session.__struct_fields__
        if getattr(told, name) in (None, ()) and getattr(imported, name) not in (None, ())
    }
    return msgspec.structs.replace(told, **filled)
