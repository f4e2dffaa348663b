"""Plots as tables of numbers: no day left out, long times by week or month, and each row with its sessions."""

from __future__ import annotations

import csv
import io
from base64 import b64decode
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from switchbook.api.types_summary import SessionSummary, SummaryDay, SummaryHour, SummaryShare
from switchbook.console.periods import Span
from switchbook.console.plotted import Plot, Row, plots, tops

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def plot(name: str, summary: SessionSummary, start: str | None, end: str | None) -> Plot:
    span = Span.of(start, end, ZoneInfo("Europe/Berlin"), NOW)
    return next(each for each in plots(summary, span) if each.name == name)


def days(*dates: str) -> SessionSummary:
    """A summary with 3 sessions on each of these days, of which 1 was answered and 1 missed."""
    return SessionSummary(days=tuple(SummaryDay(date=date, sessions=3, answered=1, missed=1) for date in dates))


def test_days_on_which_nothing_began_are_there_too() -> None:
    told = plot("time", days("2026-10-25"), "2026-10-24", "2026-10-26")

    assert told.unit == "day"
    assert [tuple(row.cells) for row in told.rows] == [
        ("2026-10-24", 0, 0, 0, 0),
        ("2026-10-25", 3, 1, 1, 1),
        ("2026-10-26", 0, 0, 0, 0),
    ]
    assert told.rows[1].only == {"start_date": "2026-10-25", "end_date": "2026-10-25"}


def test_days_to_come_are_not_drawn() -> None:
    told = plot("time", days("2026-11-24"), "2026-11-23", "2026-12-31")

    assert [row.cells[0] for row in told.rows] == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]


def test_a_long_time_is_told_by_week_and_a_very_long_one_by_month() -> None:
    weeks = plot("time", days("2026-06-03", "2026-06-07", "2026-06-08"), "2026-06-03", "2026-10-01")
    assert weeks.title == "Sessions per week"
    assert tuple(weeks.rows[0].cells) == ("2026-06-01", 6, 2, 2, 2)
    assert weeks.rows[0].only == {"start_date": "2026-06-03", "end_date": "2026-06-07"}
    assert weeks.rows[-1].only == {"start_date": "2026-09-28", "end_date": "2026-10-01"}

    months = plot("time", days("2020-02-29", "2026-01-31"), None, None)
    assert months.unit == "month"
    assert months.rows[0] == Row(("2020-02-01", 3, 1, 1, 1), {"start_date": "2020-02-29", "end_date": "2020-02-29"})
    assert len(months.rows) == 6 * 12 + 10


def test_one_day_is_told_by_hour() -> None:
    summary = SessionSummary(hours=(SummaryHour(weekday=6, hour=2, sessions=5, answered=2, missed=1),))

    told = plot("time", summary, "2026-10-25", "2026-10-25")

    assert told.title == "Sessions per hour, 25 Oct 2026"
    assert len(told.rows) == 24
    assert told.rows[2] == Row((2, 5, 2, 1, 2), {"hours": ("2",)})


def test_the_week_has_all_its_hours() -> None:
    summary = SessionSummary(hours=(SummaryHour(weekday=0, hour=23, sessions=4, answered=4, missed=0),))

    told = plot("hours", summary, "2026-11-01", "2026-11-26")

    assert len(told.rows) == 7 * 24
    assert told.rows[23] == Row(("Monday", 23, 4, 4, 0, 0), {"weekdays": ("Monday",), "hours": ("23",)})
    assert tuple(told.rows[-1].cells) == ("Sunday", 23, 0, 0, 0, 0)


def test_a_plot_is_a_file_of_its_numbers() -> None:
    shares = (SummaryShare(name="Voice", sessions=2, missed=1, seconds=90), SummaryShare(name="=Chat", sessions=1))

    told = plot("channels", SessionSummary(channels=shares), None, None)

    head, _, content = told.file.partition(",")
    assert head == "data:text/csv;charset=utf-8;base64"
    lines = list(csv.reader(io.StringIO(b64decode(content).decode("utf-8-sig"))))
    assert lines[:2] == [["channel", "sessions", "missed", "seconds"], ["Voice", "2", "1", "90"]]
    assert lines[2][0] == "'=Chat"  # no formula for a spreadsheet
    assert told.rows[0].only == {"channels": ("Voice",)}


def test_outcomes_are_called_as_people_call_them() -> None:
    shares = (SummaryShare(name="NoAnswer", sessions=2), SummaryShare(name="rang out", sessions=1))

    told = plot("outcomes", SessionSummary(outcomes=shares), None, None)

    assert [(row.cells[0], row.only) for row in told.rows] == [
        ("No answer", {"outcomes": ("NoAnswer",)}),
        ("Rang out", {"outcomes": ("rang out",)}),
    ]


def test_those_that_had_the_most_lead_to_their_sessions() -> None:
    one, other = SummaryShare(id="a1", name="One", sessions=2), SummaryShare(id="a2", sessions=1)
    caller = SummaryShare(name="+493012345678", sessions=2)

    found = tops(SessionSummary(accounts=(one, other), from_addresses=(caller,)))

    assert [(top.column, line.name, dict(line.only)) for top in found for line in top.lines] == [
        ("Account", "One", {"account_ids": ("a1",)}),
        ("Account", "a2", {"account_ids": ("a2",)}),
        ("From", "+49 30 12345678", {"from_": "+493012345678"}),
    ]
    # One account alone is what the whole page is about.
    assert tops(SessionSummary(accounts=(one,))) == []
