"""The hour of the week of a moment, by clocks that change, are quarters of an hour off, or have skipped a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from switchbook.model.clock import HOURS, Weekday, hour_of_week


@pytest.mark.parametrize(
    ("moment", "zone", "day", "hour"),
    [
        (datetime(2026, 11, 26, 23, 59, 59, 999_000, UTC), "UTC", Weekday.Thursday, 23),
        (datetime(2026, 11, 26, 23, 59, tzinfo=UTC), "Europe/Berlin", Weekday.Friday, 0),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/Berlin", Weekday.Sunday, 1),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin", Weekday.Sunday, 3),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", Weekday.Sunday, 2),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", Weekday.Sunday, 2),
        (datetime(2026, 1, 1, 18, 14, tzinfo=UTC), "Asia/Kathmandu", Weekday.Thursday, 23),
        (datetime(2026, 1, 1, 18, 15, tzinfo=UTC), "Asia/Kathmandu", Weekday.Friday, 0),
        (datetime(2011, 12, 30, 9, 59, tzinfo=UTC), "Pacific/Apia", Weekday.Thursday, 23),
        (datetime(2011, 12, 30, 10, 0, tzinfo=UTC), "Pacific/Apia", Weekday.Saturday, 0),
        (datetime(1969, 12, 31, 23, 50, tzinfo=UTC), "UTC", Weekday.Wednesday, 23),
        (datetime(9999, 12, 31, 23, 50, tzinfo=UTC), "Europe/Berlin", Weekday.Friday, 23),
    ],
)
def test_a_moment_lies_in_an_hour_of_the_week(moment: datetime, zone: str, day: Weekday, hour: int) -> None:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)

    assert divmod(hour_of_week(since // (since.resolution * 1000), zone), HOURS) == (day, hour)
