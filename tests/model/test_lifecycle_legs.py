"""Where a leg stands: the highest report counts, an end is never left, and of two ends a fixed one counts."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import pytest
from support.callbacks import after
from support.folding import FIRST, first, first_ended, leg_of, root, root_ended

from switchbook.model.event import (
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LineLogged,
)
from switchbook.model.lifecycle import ENDINGS, LEG_STATES, MOVES, answered_at, is_ended, millis, moment, standing_of

GOING = (LegStarted, LegRang, LegEnteredFlow, LegAnswered)


def test_the_table_is_in_order_of_rank_and_ends_come_last() -> None:
    assert [row.rank for row in LEG_STATES] == list(range(len(LEG_STATES)))
    assert sorted(LEG_STATES, key=lambda row: row.ended) == list(LEG_STATES)
    assert set(MOVES.values()) | set(ENDINGS) == {row.name for row in LEG_STATES}


@pytest.mark.parametrize(("early", "late"), list(combinations(GOING, 2)))
def test_a_report_of_a_lower_state_never_moves_a_leg_back(early: type[LegEvent], late: type[LegEvent]) -> None:
    name = MOVES[late]

    assert standing_of(leg_of(root(early, 0), root(late, 1))) == name
    assert standing_of(leg_of(root(late, 0), root(early, 1))) == name


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kind", [*GOING, LegQueued, LegHeld, LegResumed])
def test_an_end_is_never_left(ending: str, kind: type[LegEvent]) -> None:
    leg = leg_of(root_ended(ending, 1), root(kind, 9, sequence=9))

    assert (standing_of(leg), is_ended(leg)) == (ending, True)


@pytest.mark.parametrize("kind", [LegHeld, LegResumed, LineLogged])
def test_some_events_leave_a_leg_where_it_stands(kind: type[LegEvent]) -> None:
    more = {"message": "Pressed 2"} if kind is LineLogged else {}

    assert standing_of(leg_of(root(LegRang), root(kind, 1, **more))) == "ringing"
    assert standing_of(leg_of(root(kind, 1, **more))) is None


def test_of_two_ends_the_one_with_the_higher_sequence_counts() -> None:
    for ends in permutations([root_ended("completed", 9, sequence=1), root_ended("busy", 5, sequence=2)]):
        assert standing_of(leg_of(*ends)) == "busy"


def test_an_end_without_a_sequence_yields_to_one_that_has_one() -> None:
    for ends in permutations([root_ended("completed", 9), root_ended("canceled", 5, sequence=0)]):
        assert standing_of(leg_of(*ends)) == "canceled"


@pytest.mark.parametrize("sequence", [None, 3])
def test_of_two_ends_with_one_sequence_the_higher_rank_counts(sequence: int | None) -> None:
    for lower, higher in pairwise(ENDINGS):
        for ends in permutations([root_ended(lower, 9, sequence=sequence), root_ended(higher, 5, sequence=sequence)]):
            assert standing_of(leg_of(*ends)) == higher


def test_the_same_end_reported_twice_has_the_later_time() -> None:
    for ends in permutations([root_ended("busy", 5), root_ended("busy", 7)]):
        standing = leg_of(*ends).standing

        assert standing is not None
        assert standing.at == millis(after(7))


def test_on_hold_is_what_was_said_last() -> None:
    for events in permutations([root(LegHeld, 1), root(LegResumed, 2), root(LegHeld, 3)]):
        held = leg_of(*events).held

        assert held is not None
        assert (held.value, held.at) == (1, millis(after(3)))


def test_an_answer_counts_from_its_first_report() -> None:
    assert answered_at(leg_of(root(LegAnswered, 5), root(LegAnswered, 3))) == millis(after(3))


def test_a_dialled_leg_that_completed_was_answered_when_its_talk_began() -> None:
    assert answered_at(leg_of(first_ended("completed", 50, duration=20), name=FIRST)) == millis(after(30))
    assert answered_at(leg_of(first_ended("completed", 50), name=FIRST)) == millis(after(50))


def test_a_reported_answer_comes_before_one_that_was_inferred() -> None:
    told = [first(LegAnswered, 31), first_ended("completed", 50, duration=20)]

    assert all(answered_at(leg_of(*events, name=FIRST)) == millis(after(31)) for events in permutations(told))


def test_a_leg_that_nobody_dialled_may_complete_without_an_answer() -> None:
    assert answered_at(leg_of(root_ended("completed", 50, duration=20))) is None


def test_a_leg_that_ended_otherwise_was_not_answered() -> None:
    for ending in set(ENDINGS) - {"completed"}:
        assert answered_at(leg_of(first_ended(ending, 50, duration=20), name=FIRST)) is None


def test_it_does_not_matter_which_event_names_the_leg_that_dialled() -> None:
    told = [first(LegStarted, 1), LegEnded(at=after(50), leg=FIRST, ending="completed", duration=20)]

    assert all(answered_at(leg_of(*events, name=FIRST)) == millis(after(30)) for events in permutations(told))


def test_a_leg_never_dials_itself() -> None:
    assert LegRang(at=after(0), leg="a", parent="a") == LegRang(at=after(0), leg="a")


def test_a_leg_begins_with_the_earliest_of_all_its_events() -> None:
    assert leg_of(root(LegAnswered, 5), root(LegHeld, 2), root_ended(second=9)).started == millis(after(2))


def test_times_are_whole_milliseconds_rounded_down() -> None:
    assert moment(millis(after(0.0019))) == after(0.001)
    assert millis(moment(-1)) == -1
