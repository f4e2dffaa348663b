"""What a page of figures plots: each plot as a table of numbers, which is also its file and what is read aloud."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from switchbook.api.types_summary import SessionSummary, SummaryDay, SummaryHour, SummaryShare
from switchbook.console.filter_fields import word_of
from switchbook.console.periods import Span, written
from switchbook.console.words import number
from switchbook.formats import csv
from switchbook.model.clock import HOURS, Weekday

Cell = str | int

_DAY = timedelta(days=1)
# From so many days on a column of a plot is a week, then a month: narrower ones could not be told apart.
_MOST_DAYS, _MOST_WEEKS = 92, 731
_COUNTS = ("sessions", "answered", "missed", "other")


class Row(msgspec.Struct, frozen=True):
    """One row of numbers, and the parameters of ListSessions that find the sessions in it, where there are such."""

    cells: Sequence[Cell]
    only: Mapping[str, object] = {}


class Plot(msgspec.Struct, frozen=True, kw_only=True):
    """A table of numbers and how it is drawn: `kind` is stacked, heat or bars, `unit` what one column stands for.

    The first `heads` columns say what a row is about.
    """

    name: str
    title: str
    kind: str
    unit: str = ""
    columns: Sequence[str]
    heads: int = 1
    rows: Sequence[Row]

    @property
    def file(self) -> str:
        """It as CSV, as the address of a link to download."""
        content = csv.table(self.columns, (row.cells for row in self.rows))
        return f"data:text/csv;charset=utf-8;base64,{b64encode(content).decode()}"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One of those that had the most sessions, and the parameters of ListSessions that find them."""

    name: str
    share: SummaryShare
    only: Mapping[str, object]


class Top(msgspec.Struct, frozen=True, kw_only=True):
    """Those that had the most sessions, the first most of all, under the heading of their column."""

    title: str
    column: str
    lines: Sequence[Line]


def plots(summary: SessionSummary, span: Span) -> Sequence[Plot]:
    """The plots of a page: over time, by hour of the week, and what sessions were."""
    return (
        _over_time(summary, span),
        _week(summary.hours),
        _bars("outcomes", "Outcomes", "outcome", summary.outcomes),
        _bars("channels", "Channels", "channel", summary.channels),
        _bars("directions", "Directions", "direction", summary.directions),
    )


def tops(summary: SessionSummary) -> Sequence[Top]:
    """The tables of those that had the most."""
    found = (
        _records("Accounts", "Account", "account_ids", summary.accounts),
        _records("Customers", "Customer", "customer_ids", summary.customers),
        _records("Endpoints", "Endpoint", "endpoint_ids", summary.endpoints),
        _addresses("Who called or wrote most", "From", "from_", summary.from_addresses),
        _addresses("Who was called or written to most", "To", "to", summary.to_addresses),
    )
    # One account alone is what the whole page is about.
    return [top for top in found if top.lines and (len(top.lines) > 1 or top.column != "Account")]


def _records(title: str, column: str, by: str, shares: Sequence[SummaryShare]) -> Top:
    lines = [Line(name=each.name or each.id or "", share=each, only={by: (each.id,)}) for each in shares]
    return Top(title=title, column=column, lines=lines)


def _addresses(title: str, column: str, by: str, shares: Sequence[SummaryShare]) -> Top:
    lines = [Line(name=number(each.name), share=each, only={by: each.name}) for each in shares]
    return Top(title=title, column=column, lines=lines)


def _over_time(summary: SessionSummary, span: Span) -> Plot:
    """The sessions of each day; of each hour where one day is asked for, of each week or month where many are."""
    found = [date.fromisoformat(day.date or "") for day in summary.days]
    today = span.now.date()
    first = span.first or min(found, default=today)
    last = max([min(span.last or today, today), *found])
    if first >= last:
        return _hours(summary.hours, first)
    days = (last - first) // _DAY
    unit = "day" if days <= _MOST_DAYS else "week" if days <= _MOST_WEEKS else "month"
    return Plot(
        name="time",
        title=f"Sessions per {unit}",
        kind="stacked",
        unit=unit,
        columns=(unit, *_COUNTS),
        rows=_columns(summary.days, unit, max(first, min(found, default=first)) if unit != "day" else first, last),
    )


def _columns(days: Sequence[SummaryDay], unit: str, first: date, last: date) -> Sequence[Row]:
    """A row for each day, week or month, also for those in which nothing began."""
    counts: dict[date, list[int]] = {day: [0, 0, 0] for day in _starts(unit, first, last)}
    for each in days:
        at = counts.setdefault(_start(unit, date.fromisoformat(each.date or "")), [0, 0, 0])
        at[:] = [one + more for one, more in zip(at, (each.sessions, each.answered, each.missed), strict=True)]
    return [
        Row(
            (day.isoformat(), *_with_others(*counted)),
            {"start_date": max(day, first).isoformat(), "end_date": min(_end(unit, day), last).isoformat()},
        )
        for day, counted in sorted(counts.items())
    ]


def _hours(hours: Sequence[SummaryHour], day: date) -> Plot:
    """The sessions of each hour of one day."""
    found = {each.hour: each for each in hours}
    nothing = SummaryHour()
    return Plot(
        name="time",
        title=f"Sessions per hour, {written(day)}",
        kind="stacked",
        unit="hour",
        columns=("hour", *_COUNTS),
        rows=[Row((hour, *_counted(found.get(hour, nothing))), {"hours": (str(hour),)}) for hour in range(HOURS)],
    )


def _week(hours: Sequence[SummaryHour]) -> Plot:
    found = {(each.weekday, each.hour): each for each in hours}
    nothing = SummaryHour()
    return Plot(
        name="hours",
        title="Hours of the week",
        kind="heat",
        columns=("weekday", "hour", *_COUNTS),
        heads=2,
        rows=[
            Row(
                (day.name, hour, *_counted(found.get((day, hour), nothing))),
                {"weekdays": (day.name,), "hours": (str(hour),)},
            )
            for day in Weekday
            for hour in range(HOURS)
        ],
    )


def _bars(name: str, title: str, column: str, shares: Sequence[SummaryShare]) -> Plot:
    return Plot(
        name=name,
        title=title,
        kind="bars",
        columns=(column, "sessions", "missed", "seconds"),
        rows=[
            Row((_called(share.name or ""), share.sessions, share.missed, share.seconds), {name: (share.name,)})
            for share in shares
        ],
    )


def _called(name: str) -> str:
    """What people call a name of the wire; words of a source's own, which are kept folded, begin as the others do."""
    word = word_of(name)
    return word[:1].upper() + word[1:]


def _counted(hour: SummaryHour) -> Sequence[int]:
    return _with_others(hour.sessions, hour.answered, hour.missed)


def _with_others(sessions: int, answered: int, missed: int) -> Sequence[int]:
    """All, answered, missed, and those that were neither."""
    return sessions, answered, missed, max(0, sessions - answered - missed)


def _starts(unit: str, first: date, last: date) -> Iterator[date]:
    at = _start(unit, first)
    while at <= last:
        yield at
        at = _end(unit, at) + _DAY


def _start(unit: str, day: date) -> date:
    """The first day of the week or month that a day lies in, or the day."""
    if unit == "month":
        return day.replace(day=1)
    return day - day.weekday() * _DAY if unit == "week" else day


def _end(unit: str, start: date) -> date:
    """The last day of the week or month that begins on a day, or the day."""
    if unit == "month":
        return (start + 31 * _DAY).replace(day=1) - _DAY
    return start + 6 * _DAY if unit == "week" else start
