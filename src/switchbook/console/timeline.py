"""The timeline of a session: what is known of its parties and its log, as a drawing and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.types import SessionInfo
from switchbook.api.types_timeline import SessionTimeline, TimelineLane, TimelineMark, TimelineSpan
from switchbook.console.timeline_drawing import Drawing, Lane, LogTick, Mark, Span, drawing_of
from switchbook.console.words import number, read, span
from switchbook.model.session import MemberRole

# Lines that come later than this after the end, such as a note of the next day, would press all else together.
_AFTER_THE_END, _SHARE_AFTER = timedelta(seconds=5), 0.15
KIND_WORDS: Mapping[str, str] = {
    "ringing": "Ringing",
    "flow": "In the flow",
    "queued": "In a queue",
    "connected": "Connected",
    "held": "On hold",
    "present": "In the session",
}
_MARK_WORDS: Mapping[str, str] = {
    "answered": "Answered",
    "transferred": "Transferred",
    "muted": "Muted",
    "unmuted": "Heard again",
    "joined": "Joined the conference",
    "left": "Left the conference",
    "message": "Wrote a message",
}
# How a leg of each standing ended.
_ENDED_WORDS: Mapping[str, str] = {
    "completed": "Ended",
    "hung-up": "Hung up",
    "no-answer": "Did not answer",
    "busy": "Was busy",
    "failed": "Failed",
    "canceled": "Cancelled before an answer",
}


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table: who was what from when until when. A moment has no length; what goes on has no end."""

    begin: datetime
    end: datetime | None
    seconds: float | None
    who: str
    what: str


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Both forms of it. `complete`: nothing but the log is missing from it."""

    drawing: Drawing
    steps: Sequence[Step]
    complete: bool


def timeline_of(told: SessionTimeline, session: SessionInfo, zone: ZoneInfo, now: datetime) -> Timeline:
    """The timeline of a session as it was told, with the log of its record, on the clock of a zone."""
    log = [
        LogTick(number=place, at=at, told=f"{_clock(at, zone)} {line.message or ''}")
        for place, line in enumerate(session.log, 1)
        if (at := read(line.date)) is not None
    ]
    begin = min([read(told.begin) or now, *(line.at for line in log)])
    lanes = [_lane(lane, zone, now) for lane in told.lanes]
    return Timeline(
        drawing=drawing_of(lanes, log, begin, _end(begin, read(told.end), now, log), zone),
        steps=sorted(_steps(lanes), key=lambda step: step.begin),
        complete=told.complete,
    )


def _end(begin: datetime, over: datetime | None, now: datetime, log: Sequence[LogTick]) -> datetime:
    """Where the axis ends: now while it runs, else at its end and what the log says soon after that."""
    if over is None:
        return now
    latest = over + max(_AFTER_THE_END, (over - begin) * _SHARE_AFTER)
    return max([over, *(line.at for line in log if line.at <= latest)])


def _lane(lane: TimelineLane, zone: ZoneInfo, now: datetime) -> Lane:
    name = number(lane.name or lane.identity) or "Unknown"
    return Lane(
        name=name,
        role="" if lane.role is MemberRole.None_ else lane.role.name,
        spans=[_span(name, each, zone, now) for each in lane.spans],
        marks=[_mark(name, each, zone) for each in lane.marks],
    )


def _span(who: str, told: TimelineSpan, zone: ZoneInfo, now: datetime) -> Span:
    word, what = KIND_WORDS.get(told.kind, told.kind), _what(told)
    begin, over = read(told.begin) or now, read(told.end)
    end = over or max(now, begin)
    lasted = span((end - begin).total_seconds())
    until = "now" if over is None else _clock(over, zone)
    return Span(
        kind=told.kind,
        begin=begin,
        end=end,
        open=over is None,
        what=what,
        told=f"{who}: {what[0].lower()}{what[1:]} for {lasted}, {_clock(begin, zone)} until {until}",
        labels=(word, f"{word} {lasted}", what, f"{what} {lasted}"),
    )


def _what(told: TimelineSpan) -> str:
    """What a span was, with what is known about it."""
    word = KIND_WORDS.get(told.kind, told.kind)
    if not told.detail:
        return word
    if told.kind == "held":
        return f"{word} for a transfer" if told.detail == "transfer" else f"{word} by {told.detail}"
    return f"In the queue {told.detail}" if told.kind == "queued" else f"{word}, {told.detail}"


def _mark(who: str, told: TimelineMark, zone: ZoneInfo) -> Mark:
    at = datetime.fromisoformat(told.at)
    what = _MARK_WORDS.get(told.kind, told.kind)
    if told.kind == "ended":
        what = _ENDED_WORDS.get(told.detail or "", "Ended")
    elif told.kind == "file":
        what = (told.detail or "file").capitalize()
    elif told.kind == "transferred" and told.detail:
        what = f"{what} to {number(told.detail)}"
    return Mark(kind=told.kind, at=at, what=what, told=f"{who}: {what[0].lower()}{what[1:]}, {_clock(at, zone)}")


def _steps(lanes: Sequence[Lane]) -> Iterator[Step]:
    for lane in lanes:
        for each in lane.spans:
            yield Step(
                begin=each.begin,
                end=None if each.open else each.end,
                seconds=(each.end - each.begin).total_seconds(),
                who=lane.name,
                what=each.what,
            )
        for mark in lane.marks:
            yield Step(begin=mark.at, end=mark.at, seconds=None, who=lane.name, what=mark.what)


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M:%S}"
