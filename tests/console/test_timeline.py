"""The timeline of a session in words: its bars, its marks, its table, and how far its axis goes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from switchbook.api.types import SessionInfo, SessionLogInfo
from switchbook.api.types_timeline import SessionTimeline, TimelineLane, TimelineMark, TimelineSpan
from switchbook.console.timeline import Timeline, timeline_of
from switchbook.model.session import MemberRole
from switchbook.model.wire_json import instant

BERLIN = ZoneInfo("Europe/Berlin")
BEGAN = datetime(2026, 5, 9, 10, 0, 0, tzinfo=UTC)


def at(seconds: float) -> str:
    return instant(BEGAN + timedelta(seconds=seconds))


def shown(lane: TimelineLane, *, over: float | None = 100, log: tuple[float, ...] = ()) -> Timeline:
    """The timeline of a session of one lane, seen 120 seconds after it began."""
    told = SessionTimeline(begin=at(0), end=None if over is None else at(over), complete=True, lanes=(lane,))
    session = SessionInfo(log=tuple(SessionLogInfo(date=at(each), message="A line") for each in log))
    return timeline_of(told, session, BERLIN, BEGAN + timedelta(seconds=120))


@pytest.mark.parametrize(
    ("kind", "detail", "what"),
    [
        ("connected", None, "Connected"),
        ("queued", None, "In a queue"),
        ("queued", "sales", "In the queue sales"),
        ("held", "Emma", "On hold by Emma"),
        ("held", "transfer", "On hold for a transfer"),
    ],
)
def test_a_span_is_told_in_words(kind: str, detail: str | None, what: str) -> None:
    lane = TimelineLane(name="Ida", spans=(TimelineSpan(kind=kind, begin=at(10), end=at(75), detail=detail),))

    timeline = shown(lane)

    ((bar,),) = [row.bars for row in timeline.drawing.rows]
    assert bar.told == f"Ida: {what[0].lower()}{what[1:]} for 1:05, 12:00:10 until 12:01:15"
    assert [(step.who, step.what, step.seconds) for step in timeline.steps] == [("Ida", what, 65.0)]


@pytest.mark.parametrize(
    ("kind", "detail", "what"),
    [
        ("answered", None, "answered"),
        ("transferred", "+15035550188", "transferred to +1 503-555-0188"),
        ("ended", "no-answer", "did not answer"),
        ("file", "voicemail", "voicemail"),
    ],
)
def test_a_moment_is_told_in_words(kind: str, detail: str | None, what: str) -> None:
    lane = TimelineLane(identity="+15035550111", marks=(TimelineMark(kind=kind, at=at(20), detail=detail),))

    ((mark,),) = [row.marks for row in shown(lane).drawing.rows]

    assert (mark.left, mark.told) == (20, f"+1 503-555-0111: {what}, 12:00:20")


def test_what_goes_on_reaches_to_now() -> None:
    lane = TimelineLane(name="Ida", role=MemberRole.Caller, spans=(TimelineSpan(kind="held", begin=at(60)),))

    timeline = shown(lane, over=None)

    (row,) = timeline.drawing.rows
    assert (row.role, row.bars[0].left, row.bars[0].width, row.bars[0].open) == ("Caller", 50, 50, True)
    assert row.bars[0].told.endswith("12:01:00 until now")
    assert timeline.steps[0].end is None


@pytest.mark.parametrize(("late", "width"), [(105, 95.24), (90_000, 100)])
def test_a_line_soon_after_the_end_stretches_the_axis_one_of_the_next_day_does_not(late: float, width: float) -> None:
    lane = TimelineLane(name="Ida", spans=(TimelineSpan(kind="connected", begin=at(0), end=at(100)),))

    drawn = shown(lane, log=(0, late)).drawing

    assert drawn.ticks[-1].left == 100
    assert drawn.rows[0].bars[0].width == width


def test_the_table_is_in_the_order_of_the_times() -> None:
    lane = TimelineLane(
        name="Ida",
        spans=(
            TimelineSpan(kind="ringing", begin=at(0), end=at(9)),
            TimelineSpan(kind="held", begin=at(30), end=at(40)),
        ),
        marks=(TimelineMark(kind="answered", at=at(9)),),
    )

    assert [step.what for step in shown(lane).steps] == ["Ringing", "Answered", "On hold"]
