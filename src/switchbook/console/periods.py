"""The periods that a page of figures offers, and how a period is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.moments import moment
from switchbook.model.clock import on_clock

_DAY = timedelta(days=1)
_BEGINNING = datetime.min.replace(tzinfo=UTC) + _DAY


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From the beginning of one day to the end of another."""

    label: str
    first: date
    last: date


def offered(today: date) -> Sequence[Period]:
    """What can be chosen at one click. The last 30 days are what is meant where nothing is chosen."""
    month = today.replace(day=1)
    before = month - _DAY
    return (
        Period(label="Today", first=today, last=today),
        Period(label="Yesterday", first=today - _DAY, last=today - _DAY),
        *(Period(label=f"{days} days", first=today - (days - 1) * _DAY, last=today) for days in (7, 30, 90)),
        Period(label="This month", first=month, last=today),
        Period(label="Last month", first=before.replace(day=1), last=before),
    )


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The time that is looked at, by the clock of a zone; without an end it has none."""

    start: datetime | None
    end: datetime | None
    now: datetime

    @classmethod
    def of(cls, start: str | None, end: str | None, zone: ZoneInfo, now: datetime) -> Span:
        """As the filters startDate and endDate say it. Raises BadRequest as they do."""
        begins = moment("startDate", start, zone, whole_day=timedelta(0))
        ends = moment("endDate", end, zone, whole_day=_DAY)
        return cls(start=begins and on_clock(begins, zone), end=ends and on_clock(ends, zone), now=now.astimezone(zone))

    @property
    def first(self) -> date | None:
        """The first day of it."""
        return self.start.date() if self.start else None

    @property
    def last(self) -> date | None:
        """The last day of it."""
        # Nothing comes before the first moment of the calendar.
        return (max(self.end, _BEGINNING) - timedelta.resolution).date() if self.end else None

    @property
    def is_running(self) -> bool:
        """Whether its end is still to come."""
        return self.end is None or self.end > self.now

    @property
    def words(self) -> str:
        """It as people write it."""
        if self.first is None or self.last is None:
            since = f"since {written(self.first)}" if self.first else ""
            return since or (f"until {written(self.last)}" if self.last else "all time")
        return written(self.first) if self.first == self.last else f"{written(self.first)} – {written(self.last)}"

    @property
    def before(self) -> str:
        """What the time before of the same length is called."""
        if self.start is None or self.end is None:
            return ""
        days = round((self.end - self.start) / _DAY)
        return f"the {days} days before" if days > 1 else "the day before" if days == 1 else "the time before"


def written(day: date) -> str:
    """A day, such as `3 May 2026`."""
    return f"{day.day} {day:%b %Y}"
