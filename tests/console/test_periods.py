"""Periods of a page of figures: which are offered, how they are written, and their hours where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from switchbook.console.periods import Span, offered
from switchbook.errors import BadRequest

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # the 27th in Berlin


def span(start: str | None, end: str | None) -> Span:
    return Span.of(start, end, BERLIN, NOW)


def test_offered_periods_end_today_or_with_a_month() -> None:
    periods = {each.label: (each.first, each.last) for each in offered(date(2026, 1, 15))}

    assert periods == {
        "Today": (date(2026, 1, 15), date(2026, 1, 15)),
        "Yesterday": (date(2026, 1, 14), date(2026, 1, 14)),
        "7 days": (date(2026, 1, 9), date(2026, 1, 15)),
        "30 days": (date(2025, 12, 17), date(2026, 1, 15)),
        "90 days": (date(2025, 10, 18), date(2026, 1, 15)),
        "This month": (date(2026, 1, 1), date(2026, 1, 15)),
        "Last month": (date(2025, 12, 1), date(2025, 12, 31)),
    }


@pytest.mark.parametrize(
    ("start", "end", "words", "before"),
    [
        ("2026-11-01", "2026-11-26", "1 Nov 2026 – 26 Nov 2026", "the 26 days before"),
        ("2026-11-26", "2026-11-26", "26 Nov 2026", "the day before"),
        ("2026-10-25", "2026-10-25", "25 Oct 2026", "the day before"),  # of 25 hours
        ("2026-03-01", "2026-03-31", "1 Mar 2026 – 31 Mar 2026", "the 31 days before"),  # an hour less than 31 days
        ("2026-11-26T08:00:00Z", "2026-11-26T09:00:00Z", "26 Nov 2026", "the time before"),
        ("2026-11-26", None, "since 26 Nov 2026", ""),
        (None, "2026-11-26", "until 26 Nov 2026", ""),
        (None, None, "all time", ""),
    ],
)
def test_a_period_is_written_as_people_do(start: str | None, end: str | None, words: str, before: str) -> None:
    assert (span(start, end).words, span(start, end).before) == (words, before)


@pytest.mark.parametrize(("end", "is_running"), [("2026-11-26", False), ("2026-11-27", True), (None, True)])
def test_a_period_runs_until_its_last_day_is_over_in_its_zone(end: str | None, is_running: bool) -> None:
    assert span("2026-11-01", end).is_running is is_running


def test_what_is_no_day_is_refused() -> None:
    with pytest.raises(BadRequest):
        span("soon", None)
