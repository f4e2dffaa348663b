"""Days of the week and hours of the day by the clock of a zone, and in which of them a moment lies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from switchbook.model.state import EPOCH

# Every zone's clock is a whole number of quarters of an hour off UTC, so a quarter lies in one of its hours.
QUARTER_MS = 900_000
HOURS = 24
# Some years of quarters; whoever asks about more asks about them in order.
_KEPT = 1 << 18


class Weekday(IntEnum):
    """The days of the week."""

    Monday = 0
    Tuesday = 1
    Wednesday = 2
    Thursday = 3
    Friday = 4
    Saturday = 5
    Sunday = 6


class OnClock(msgspec.Struct, frozen=True):
    """Some days of the week, or some hours of the day, by the clock of a zone (IANA name)."""

    zone: str
    wanted: frozenset[int]


def on_clock(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment by the clock of a zone; in UTC at the ends of the calendar, where that may have no day any more."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.astimezone(UTC)


def hour_of_week(moment_ms: int, zone: str) -> int:
    """The hour of the week, 0 to 167 from Monday, of a moment in milliseconds since 1970 UTC, by a zone's clock."""
    return _hour_of_week(moment_ms // QUARTER_MS, zone)


@lru_cache(_KEPT)
def _hour_of_week(quarter: int, zone: str) -> int:
    begins = on_clock(EPOCH + timedelta(milliseconds=quarter * QUARTER_MS), ZoneInfo(zone))
    return begins.weekday() * HOURS + begins.hour
