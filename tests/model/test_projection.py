"""Every state there can be is shown, and what is shown of it agrees with itself."""

from __future__ import annotations

from hypothesis import given, settings
from support.random_events import states

from switchbook.model.lifecycle import OUTCOMES
from switchbook.model.projection import project, root_leg
from switchbook.model.session import (
    CallState,
    DialState,
    Direction,
    HoldReason,
    MemberCallState,
    MemberRole,
    QueueState,
    Session,
)
from switchbook.model.state import FoldState, join


def shown(state: FoldState) -> Session:
    return project(state, session_id="1", account_id="a1")


@given(states())
@settings(deadline=None)
def test_every_state_can_be_shown_and_named(state: FoldState) -> None:
    session = shown(state)

    assert (session.id, session.account_id) == ("1", "a1")
    parents = {leg.parent.value for leg in state.legs.values() if leg.parent}
    chat = {state.chat.opening.message} if state.chat is not None else set()
    assert root_leg(state) in {*state.legs, *parents, *chat, *state.conferences, *state.files, ""}
    assert root_leg(state) or not (state.legs or state.conferences or state.files or state.chat)


@given(states())
@settings(deadline=None)
def test_an_ended_session_is_over_in_every_member(state: FoldState) -> None:
    session = shown(state)
    if state.imported is not None:  # it says what it was made with
        return

    if session.ended:
        assert (session.call_state, session.dial_state) == (CallState.Disconnected, DialState.None_)
        assert session.queue_state in (QueueState.None_, QueueState.Disconnected)
        assert session.date_completed is not None
        assert session.date_completed >= session.date_created
        assert session.outcome
    else:
        assert session.call_state is not CallState.Disconnected
        assert (session.date_completed, session.was_missed) == (None, False)


@given(states())
@settings(deadline=None)
def test_what_depends_on_one_another_agrees(state: FoldState) -> None:
    session = shown(state)
    if state.imported is not None:
        return

    if session.call_state is not CallState.Hold:
        told = (session.hold_reason, session.hold_queue_name, session.held_by_user_id)
        assert told == (HoldReason.None_, None, None)
    if session.ring_queue_id is not None:
        assert session.queue_state in (QueueState.Queued, QueueState.Ringing)
    if session.queue_state is QueueState.Queued:
        assert session.call_state is CallState.Passive
    if session.was_missed:
        assert session.direction is Direction.Incoming
        assert session.answered_by_id is None
    if session.outcome in {row.name for row in OUTCOMES}:
        assert session.ended
    assert sum(member.is_original_member for member in session.members) <= 1
    assert not any(member.call_state is MemberCallState.Hold for member in session.members if session.ended)
    for member in session.members:
        assert member.role is not MemberRole.None_


@given(states(), states())
@settings(deadline=None)
def test_a_session_that_really_ended_stays_so_whatever_is_told_of_the_same_legs(
    one: FoldState, more: FoldState
) -> None:
    """Only news of a leg that carries the session (a root that was not known) or that outlasts it opens it again."""
    both = join(one, more)
    legs = set(both.legs) == set(one.legs) and root_leg(both) == root_leg(one)
    root = one.legs.get(root_leg(one))
    lone = legs and not any(leg.rooms or leg.transferred is not None for leg in both.legs.values())

    if lone and root is not None and root.standing is not None and root.standing.ended:
        assert shown(one).ended or one.imported is not None
        assert shown(both).ended or both.imported is not None
