"""Joining what is known: in any order, any grouping and any number of times it comes to the same."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from support.callbacks import after
from support.random_events import MARKS, SEQUENCES, events, states

from switchbook.model import lifecycle
from switchbook.model.event import Event, Facts, LegRang, SessionImported, decode_events, encode_events
from switchbook.model.projection import project
from switchbook.model.session import Channel, Session
from switchbook.model.state import FoldState, Said, join

SAID = st.builds(
    Said, at=st.integers(0, 2), sequence=st.integers(-1, 2), mark=MARKS, value=st.sampled_from([0, 1, "a"])
)


@given(states(), states())
@settings(deadline=None)
def test_joining_is_commutative(one: FoldState, other: FoldState) -> None:
    assert join(one, other) == join(other, one)


@given(states(), states(), states())
@settings(deadline=None)
def test_joining_is_associative(one: FoldState, two: FoldState, three: FoldState) -> None:
    assert join(join(one, two), three) == join(one, join(two, three))


@given(states(), states())
@settings(deadline=None)
def test_joining_again_changes_nothing(one: FoldState, other: FoldState) -> None:
    assert join(one, one) == one
    assert join(join(one, other), other) == join(one, other)


@given(states())
@settings(deadline=None)
def test_a_state_comes_back_from_its_bytes(state: FoldState) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=FoldState) == state


@given(states(), states())
@settings(deadline=None)
def test_a_state_that_was_kept_joins_like_one_that_was_not(one: FoldState, other: FoldState) -> None:
    kept = msgspec.msgpack.decode(msgspec.msgpack.encode(one), type=FoldState)

    assert join(kept, other) == join(one, other)
    assert project(join(kept, other), session_id="1", account_id="a1") == project(
        join(other, one), session_id="1", account_id="a1"
    )


@given(st.lists(events(), min_size=1), st.lists(MARKS, min_size=1), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_events_fold_to_the_same_in_any_order(told: list[Event], marks: list[str], chance: Random) -> None:
    stamped = [(event, marks[index % len(marks)]) for index, event in enumerate(told)]
    shuffled = list(stamped) + stamped[: len(stamped) // 2]
    chance.shuffle(shuffled)

    assert folded(stamped) == folded(shuffled)


@given(SAID, SAID)
def test_no_two_things_said_differ_and_rank_alike(one: Said, other: Said) -> None:
    assert (one.rank == other.rank) == (one == other)


@given(st.lists(events(), max_size=3), SEQUENCES)
def test_events_come_back_from_their_bytes(told: list[Event], sequence: int | None) -> None:
    assert decode_events(encode_events(tuple(told))) == tuple(told)


def test_what_was_said_is_plain_numbers_and_text() -> None:
    event = LegRang(at=after(0), leg="A", facts=Facts(channel=Channel.Fax, to_address="+1"))

    said = lifecycle.lift(event, mark="0", arrived=after(1)).legs["A"].facts

    assert {name: (type(value.value), value.value) for name, value in said.items()} == {
        "channel": (int, 2),
        "to_address": (str, "+1"),
    }


def test_of_two_whole_sessions_with_one_stamp_a_fixed_one_counts() -> None:
    sessions = [Session(id="1", account_id="a1", date_created=after(0), outcome=outcome) for outcome in ("A", "B")]
    one, other = (
        lifecycle.lift(SessionImported(at=after(0), session=session), mark="0", arrived=after(0))
        for session in sessions
    )

    assert one != other
    assert join(one, other) == join(other, one)


def folded(stamped: list[tuple[Event, str]]) -> FoldState:
    state: FoldState | None = None
    for event, mark in stamped:
        state = lifecycle.fold(state, event, mark=mark, arrived=after(9))
    assert state is not None
    return state
