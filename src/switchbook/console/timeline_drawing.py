"""Lays out the drawing of a session: who did what when becomes bars, marks and ticks on one axis of time.

Across, places are percentages of the width, so that a drawing fits any page and its letters keep their size; down, they
are pixels. Nothing here knows what a session is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import msgspec

AXIS_HEIGHT, LOG_HEIGHT, LANE_HEIGHT, NAME_HEIGHT, BAR_HEIGHT = 18, 24, 42, 20, 20
# Narrower, and nobody can point at it.
_NARROWEST = 0.5
# Of the width, how far the marks of the axis shall be apart at least.
_BETWEEN_MARKS = 100 / 8
_STEPS = (
    *(1, 2, 5, 10, 15, 30),
    *(60, 120, 300, 600, 900, 1800),
    *(3600, 7200, 10_800, 21_600, 43_200, 86_400),
)
# Letters of a lane's name; the table below the drawing has all of them.
_LONGEST_NAME = 60
# Where the label of a bar begins, in pixels, and where if a mark stands at the bar's beginning.
_FROM_LEFT, _BESIDE_MARK = 7, 13
# In pixels: what a letter of a label takes, what stays free behind it, and the drawing on a narrow page and on a phone.
_LETTER, _BEHIND, _NARROW_PAGE, _PHONE = 7.2, 6, 900, 325


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time that something lasted: its kind, `what` it was, labels for its bar, and all of it `told` in a sentence.

    Of the labels the longest that has room is taken. `open`: it has not ended.
    """

    kind: str
    begin: datetime
    end: datetime
    what: str
    told: str
    labels: Sequence[str] = ()
    open: bool = False


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A moment at which something happened."""

    kind: str
    at: datetime
    what: str
    told: str


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One party or call, what it is there, and what became of it."""

    name: str
    role: str = ""
    spans: Sequence[Span] = ()
    marks: Sequence[Mark] = ()


class LogTick(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log, by its number."""

    number: int
    at: datetime
    told: str


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """A span as it is drawn. `label` is what a wide page writes on it, `short` what a phone does; either may be empty.

    They begin `label_left` pixels into it.
    """

    left: float
    width: float
    kind: str
    told: str
    label: str
    short: str
    label_left: int
    open: bool


class DrawnMark(msgspec.Struct, frozen=True, kw_only=True):
    """A mark as it is drawn."""

    left: float
    kind: str
    told: str


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A lane as it is drawn: `top` is where its name stands, `bar_top` where its bars begin."""

    name: str
    role: str
    top: int
    bar_top: int
    bars: Sequence[Bar]
    marks: Sequence[DrawnMark]


class TickLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where a line of the log stands."""

    number: int
    left: float


class Tick(msgspec.Struct, frozen=True, kw_only=True):
    """Lines of the log that are pointed at together, since they are too close to be told apart."""

    left: float
    lines: Sequence[TickLine]
    told: str


class AxisMark(msgspec.Struct, frozen=True, kw_only=True):
    """A time written on the axis; where there is little room, every other `spare` one goes without its words."""

    left: float
    text: str
    spare: bool


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to draw. `kinds` are those of its spans, each once."""

    height: int
    axis: Sequence[AxisMark]
    ticks: Sequence[Tick]
    rows: Sequence[Row]
    kinds: Sequence[str]


class _Axis:
    """Where times stand across."""

    def __init__(self, begin: datetime, end: datetime) -> None:
        self.begin = begin
        self.seconds = max((end - begin).total_seconds(), 1.0)

    def left(self, at: datetime) -> float:
        """The place of a time; one outside stands at the edge."""
        share = (at - self.begin).total_seconds() / self.seconds
        return round(min(max(share, 0.0), 1.0) * 100, 2)


def drawing_of(
    lanes: Sequence[Lane], log: Sequence[LogTick], begin: datetime, end: datetime, zone: ZoneInfo
) -> Drawing:
    """The drawing of these lanes and log lines between two times, its axis on the clock of a zone."""
    axis = _Axis(begin, end)
    *tops, height = accumulate(map(_height, lanes), initial=AXIS_HEIGHT + LOG_HEIGHT)
    return Drawing(
        height=height,
        axis=tuple(_axis_marks(axis, zone)),
        ticks=tuple(_ticks(axis, log)),
        rows=tuple(_row(axis, lane, top) for lane, top in zip(lanes, tops, strict=True)),
        kinds=tuple(dict.fromkeys(span.kind for lane in lanes for span in lane.spans)),
    )


def _height(lane: Lane) -> int:
    """Of one that there is nothing to draw of, only the name is shown."""
    return LANE_HEIGHT if lane.spans or lane.marks else NAME_HEIGHT


def _row(axis: _Axis, lane: Lane, top: int) -> Row:
    return Row(
        name=lane.name if len(lane.name) <= _LONGEST_NAME else f"{lane.name[:_LONGEST_NAME]}…",
        role=lane.role,
        top=top,
        bar_top=top + LANE_HEIGHT - BAR_HEIGHT - 4,
        bars=tuple(_bar(axis, span, lane.marks) for span in lane.spans),
        marks=tuple(DrawnMark(left=axis.left(mark.at), kind=mark.kind, told=mark.told) for mark in lane.marks),
    )


def _bar(axis: _Axis, span: Span, marks: Sequence[Mark]) -> Bar:
    left, right = axis.left(span.begin), axis.left(span.end)
    width = round(max(right - left, _NARROWEST), 2)
    label_left = _BESIDE_MARK if any(mark.at == span.begin for mark in marks) else _FROM_LEFT
    # A mark on a label would hide it.
    free = min([width, *(axis.left(mark.at) - left for mark in marks if span.begin < mark.at < span.end)])
    return Bar(
        left=round(min(left, 100 - width), 2),
        width=width,
        kind=span.kind,
        told=span.told,
        label=_fitting(span.labels, free * _NARROW_PAGE / 100 - label_left),
        short=_fitting(span.labels, free * _PHONE / 100 - label_left),
        label_left=label_left,
        open=span.open,
    )


def _fitting(labels: Sequence[str], room: float) -> str:
    """The longest label that has room in so many pixels; none is empty."""
    return max((label for label in labels if len(label) * _LETTER + _BEHIND <= room), key=len, default="")


def _ticks(axis: _Axis, log: Sequence[LogTick]) -> Iterator[Tick]:
    """The lines of the log in order, those that lie at one place together."""
    together: list[LogTick] = []
    for line in sorted(log, key=lambda each: (each.at, each.number)):
        if together and axis.left(line.at) - axis.left(together[0].at) >= _NARROWEST:
            yield _tick(axis, together)
            together = []
        together.append(line)
    if together:
        yield _tick(axis, together)


def _tick(axis: _Axis, lines: Sequence[LogTick]) -> Tick:
    told = lines[0].told if len(lines) == 1 else f"{len(lines)} lines: {' · '.join(line.told for line in lines)}"
    return Tick(
        left=axis.left(lines[0].at),
        lines=tuple(TickLine(number=line.number, left=axis.left(line.at)) for line in lines),
        told=told,
    )


def _axis_marks(axis: _Axis, zone: ZoneInfo) -> Iterator[AxisMark]:
    """Round times of the clock, as close together as can be read."""
    wanted = axis.seconds * _BETWEEN_MARKS / 100
    step = next((each for each in _STEPS if each >= wanted), 86_400 * (1 + int(wanted // 86_400)))
    clock = axis.begin.astimezone(zone)
    midnight = clock.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    passed = (clock.replace(tzinfo=None) - midnight).total_seconds()
    at = axis.begin + timedelta(seconds=-passed % step)
    form = "%H:%M:%S" if step < 60 else "%H:%M" if step < 86_400 else "%d %b"
    number = 0
    while (at - axis.begin).total_seconds() <= axis.seconds:
        yield AxisMark(left=axis.left(at), text=at.astimezone(zone).strftime(form), spare=number % 2 == 1)
        at += timedelta(seconds=step)
        number += 1
