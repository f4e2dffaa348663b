"""Times as sources write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.ingest.times import read_time, zone_named

MOMENT = datetime(2026, 5, 9, 14, 3, 22, tzinfo=UTC)
# From where milliseconds can be told from seconds; the strategy wants its limits without a zone.
MOMENTS = st.datetimes(datetime(1973, 3, 4), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    "written",
    [
        "2026-05-09T14:03:22Z",
        "2026-05-09T14:03:22+00:00",
        "2026-05-09T16:03:22+02:00",
        "2026-05-09T16:03:22+0200",
        "2026-05-09T09:03:22-05",
        "2026-05-09 14:03:22",
        "2026-05-09T14:03:22",
        " 2026-05-09 14:03:22 Z ",
        "2026-05-09T14:03:22.0000000Z",
        "Sat, 09 May 2026 14:03:22 +0000",
        "Sat, 9 May 2026 16:03:22 +0200",
        "09 May 2026 14:03:22 GMT",
        "Sat, 09 May 2026 14:03:22 -0000",
        1778335402,
        1778335402.0,
        "1778335402",
        "1778335402.000000",
        1778335402000,
        1778335402000.0,
        "1778335402000",
        1778335402000000,
        "1778335402000000",
    ],
)
def test_one_moment_is_read_from_every_form(written: str | int | float) -> None:
    assert read_time(written) == MOMENT


def test_a_time_is_always_in_utc() -> None:
    read = read_time("2026-05-09T16:03:22+02:00")

    assert read is not None
    assert read.tzinfo is UTC


@pytest.mark.parametrize("written", [None, "", "  ", 0, 0.0, "0", "0.000", "00"])
def test_never_is_none(written: str | int | float | None) -> None:
    assert read_time(written) is None


def test_fractions_are_kept_to_the_microsecond_and_cut_off_there() -> None:
    fraction = timedelta(microseconds=123456)

    assert read_time("2026-05-09T14:03:22.1234569Z") == MOMENT + fraction
    assert read_time("2026-05-09T14:03:22,5Z") == MOMENT + timedelta(milliseconds=500)
    assert read_time("1778335402.123456") == MOMENT + fraction
    assert read_time("1778335402123.456") == MOMENT + fraction


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2026-05-09",
        "20260509T140322Z",
        "2026-02-30T00:00:00Z",
        "2026-05-09T24:00:01Z",
        "2026-05-09T14:03:61Z",
        "2026-05-09T14:03.5Z",
        "2026-05-09T14:03:22+99:00",
        "Sat, 40 May 2026 14:03:22 +0000",
        "Sat, 09 Mai 2026 14:03:22 +0000",
        "Sat, 09 May 2026 14:03:22 EST",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        -1,
        "-1",
        1e17,
        10**18,
        "1e9",
        float("nan"),
        float("inf"),
        1e300,
        5e-324,
        "١٧٧٨٣٣٥٤٠٢",
        "17\0",
        "9" * 5000,
    ],
)
def test_what_is_no_time_is_refused_without_being_repeated(written: str | int | float) -> None:
    with pytest.raises(ValueError, match="time") as refused:
        read_time(written)

    assert str(written) not in str(refused.value)


@given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_iso_8601_comes_back_in_any_zone(moment: datetime, offset: int) -> None:
    assert read_time(moment.astimezone(timezone(timedelta(minutes=offset))).isoformat()) == moment


@given(MOMENTS)
def test_rfc_2822_comes_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)

    assert read_time(format_datetime(whole)) == whole


@given(MOMENTS, st.sampled_from([1, 1_000, 1_000_000]), st.booleans())
def test_counts_come_back_in_every_unit(moment: datetime, per_second: int, as_text: bool) -> None:
    count = int(moment.timestamp()) * per_second

    assert read_time(str(count) if as_text else count) == moment.replace(microsecond=0)


@given(st.text() | st.integers() | st.floats() | st.none())
def test_anything_is_a_time_or_never_or_refused(written: str | int | float | None) -> None:
    try:
        read = read_time(written)
    except ValueError:
        return
    assert read is None or read.tzinfo is UTC


BERLIN = zone_named("Europe/Berlin")


def test_a_time_without_a_zone_is_local_where_the_source_says_so() -> None:
    assert read_time("2026-05-09 16:03:22", BERLIN) == MOMENT
    assert read_time("2026-05-09T16:03:22.1234567", BERLIN) == MOMENT + timedelta(microseconds=123456)
    assert read_time("2026-05-09T14:03:22Z", BERLIN) == MOMENT
    assert read_time("1778335402", BERLIN) == MOMENT
    assert read_time("", BERLIN) is None


def test_of_an_hour_that_comes_twice_the_first_counts() -> None:
    assert read_time("2026-10-25 02:30:00", BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_hour_that_never_was_goes_on_as_if_the_clock_had_not_been_changed() -> None:
    assert read_time("2026-03-29 02:30:00", BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a\0b", "x" * 5000])
def test_an_unknown_zone_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a time zone"):
        zone_named(name)
