"""When sessions begin: a rhythm of days and weeks over two growing years."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from switchbook.demo.luck import Luck

SPAN = timedelta(days=730)
_HOUR = timedelta(hours=1)
# How many times more happens at the end than two years before.
_GROWTH = 6.0
# UTC hours of business days from Europe to the west of North America.
_BY_HOUR = (2, 1, 1, 1, 1, 2, 4, 9, 14, 16, 16, 15, 17, 22, 27, 30, 30, 28, 26, 23, 17, 11, 6, 3)
_BY_WEEKDAY = (1.15, 1.05, 1.0, 1.0, 0.95, 0.35, 0.22)


def times(count: int, until: datetime, luck: Luck) -> Iterator[datetime]:
    """That many times in ascending order, in whole milliseconds, over the SPAN before `until` (aware UTC)."""
    start = until - SPAN
    hours = SPAN // _HOUR
    weights = [_weight(start + hour * _HOUR, hour / hours) for hour in range(hours)]
    step = sum(weights) / max(count, 1)
    hour, passed = 0, 0.0
    for index in range(count):
        # One draw in each of `count` equal parts of all weight: ascending, without sorting.
        mark = (index + luck.random()) * step
        while hour + 1 < hours and passed + weights[hour] < mark:
            passed += weights[hour]
            hour += 1
        milliseconds = min(3_599_999, int((mark - passed) / weights[hour] * 3_600_000))
        yield start + timedelta(0, hour * 3600 + milliseconds // 1000, milliseconds % 1000 * 1000)


def _weight(moment: datetime, progress: float) -> float:
    growth: float = _GROWTH**progress
    return _BY_HOUR[moment.hour] * _BY_WEEKDAY[moment.weekday()] * growth
