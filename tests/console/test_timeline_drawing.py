"""The layout of a session's drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from switchbook.console.timeline_drawing import Lane, LogTick, Mark, Span, drawing_of

BERLIN = ZoneInfo("Europe/Berlin")
BEGAN = datetime(2026, 5, 9, 10, 0, 3, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def span(kind: str, begin: float, end: float) -> Span:
    return Span(kind=kind, begin=after(begin), end=after(end), what=kind, told=f"{kind} it was")


def line(number: int, seconds: float) -> LogTick:
    return LogTick(number=number, at=after(seconds), told=f"line {number}")


def test_spans_and_marks_stand_at_their_share_of_the_time_each_lane_below_the_last() -> None:
    lanes = [
        Lane(name="Ida", spans=[span("flow", 0, 20), span("connected", 20, 100)]),
        Lane(
            name="Emma",
            spans=[span("ringing", 10, 20)],
            marks=[Mark(kind="answered", at=after(20), what="", told="took it")],
        ),
    ]

    drawn = drawing_of(lanes, [], BEGAN, after(100), BERLIN)

    assert [[(bar.left, bar.width) for bar in row.bars] for row in drawn.rows] == [[(0, 20), (20, 80)], [(10, 10)]]
    assert [(mark.left, mark.kind) for mark in drawn.rows[1].marks] == [(20, "answered")]
    assert drawn.rows[0].bar_top < drawn.rows[1].top < drawn.rows[1].bar_top < drawn.height
    assert drawn.kinds == ("flow", "connected", "ringing")


def test_what_took_no_time_can_still_be_pointed_at_and_nothing_leaves_the_drawing() -> None:
    lanes = [Lane(name="Ida", spans=[span("ringing", 50, 50), span("held", 100, 100), span("flow", -20, 500)])]

    (row,) = drawing_of(lanes, [], BEGAN, after(100), BERLIN).rows

    assert [(bar.left, bar.width) for bar in row.bars] == [(50, 0.5), (99.5, 0.5), (0, 100)]


def test_lines_of_the_log_that_lie_at_one_place_are_one_tick_that_tells_all_of_them() -> None:
    ticks = drawing_of(
        [], [line(1, 0), line(2, 0.1), line(3, 0.4), line(4, 30), line(5, 400)], BEGAN, after(100), BERLIN
    )

    assert [[(line.number, line.left) for line in tick.lines] for tick in ticks.ticks] == [
        [(1, 0), (2, 0.1), (3, 0.4)],
        [(4, 30)],
        [(5, 100)],
    ]
    assert ticks.ticks[0].told == "3 lines: line 1 · line 2 · line 3"
    assert ticks.ticks[1].told == "line 4"


@pytest.mark.parametrize(
    ("until", "label", "short"),
    [(100, "Held 0:40", "Held 0:40"), (15, "Held 0:40", "Held"), (6, "Held", ""), (2, "", "")],
)
def test_a_bar_says_what_it_is_as_far_as_there_is_room(until: float, label: str, short: str) -> None:
    held = Span(kind="held", begin=BEGAN, end=after(until), what="", told="", labels=("Held", "Held 0:40"))

    ((bar,),) = [row.bars for row in drawing_of([Lane(name="Ida", spans=[held])], [], BEGAN, after(100), BERLIN).rows]

    assert (bar.label, bar.short) == (label, short)


def test_a_label_makes_room_for_the_mark_that_stands_at_its_beginning() -> None:
    answered = Mark(kind="answered", at=after(20), what="", told="took it")
    lane = Lane(name="Ida", spans=[span("ringing", 0, 20), span("connected", 20, 100)], marks=[answered])

    (row,) = drawing_of([lane], [], BEGAN, after(100), BERLIN).rows

    assert row.bars[0].label_left < row.bars[1].label_left


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (6, ["12:00:03", "12:00:04", "12:00:05", "12:00:06", "12:00:07", "12:00:08", "12:00:09"]),
        (84, ["12:00:15", "12:00:30", "12:00:45", "12:01:00", "12:01:15"]),
        (1200, ["12:05", "12:10", "12:15", "12:20"]),
        (5 * 86_400, ["10 May", "11 May", "12 May", "13 May", "14 May"]),
    ],
)
def test_the_axis_has_round_times_of_the_readers_clock(seconds: float, written: list[str]) -> None:
    axis = drawing_of([], [], BEGAN, after(seconds), BERLIN).axis

    assert [mark.text for mark in axis] == written
    assert [mark.spare for mark in axis[:2]] == [False, True]


def test_a_label_ends_before_the_next_mark() -> None:
    held = Span(kind="held", begin=BEGAN, end=after(100), what="", told="", labels=("Held", "Held 0:40"))
    lane = Lane(name="Ida", spans=[held], marks=[Mark(kind="muted", at=after(7), what="", told="")])

    ((bar,),) = [row.bars for row in drawing_of([lane], [], BEGAN, after(100), BERLIN).rows]

    assert (bar.label, bar.short) == ("Held", "")


def test_a_party_of_whom_nothing_is_known_takes_little_room() -> None:
    rows = drawing_of([Lane(name="Ida"), Lane(name="Emma", spans=[span("flow", 0, 9)])], [], BEGAN, after(9), BERLIN)

    assert rows.rows[1].top - rows.rows[0].top < rows.height - rows.rows[1].top


def test_a_session_without_any_length_is_drawn_too() -> None:
    drawn = drawing_of([], [line(1, 0)], BEGAN, BEGAN, BERLIN)

    assert [tick.left for tick in drawn.ticks] == [0]
    assert len(drawn.axis) == 2
