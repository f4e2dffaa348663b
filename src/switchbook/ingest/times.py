"""Reads the times that sources write: ISO 8601, RFC 2822, counts since 1970 in any unit, local times of a zone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COUNT = re.compile(r"\d{1,20}(\.\d{1,12})?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,12})?)?) ?(Z|[+-]\d\d(?::?\d\d)?)?", re.ASCII)
_RFC = re.compile(
    r"(?:[A-Z][a-z]{2}, *)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? (?:GMT|UTC|UT|Z|[+-]\d{4})", re.ASCII
)
# What a count since 1970 counts, by how large it is: each unit reaches from the 1970s to the year 5138.
_UNITS = (
    (Decimal(10) ** 11, 1_000_000),  # seconds
    (Decimal(10) ** 14, 1_000),  # milliseconds
    (Decimal(10) ** 17, 1),  # microseconds
)


def read_time(value: str | int | float | None, zone: tzinfo = UTC) -> datetime | None:
    """An aware UTC time, exact to the microsecond (finer digits are cut off); None where the value means "never".

    Never: None, a blank text, 0. A time without a zone is one of `zone`. Of the two moments that a local time means in
    the hour when clocks are put back, the earlier is taken: nothing in such a time tells them apart. A local time that
    was leapt over when clocks were put forward is taken as its writer's clock, not put forward yet, would have gone on:
    an hour later than the zone says. Raises ValueError, without repeating the value, when it is none of the forms, or
    before 1970.
    """
    text = value.strip() if isinstance(value, str) else "" if value is None else _digits(value)
    if not text:
        return None
    if _COUNT.fullmatch(text):
        return _counted(Decimal(text))
    try:
        read = _iso(text, zone) or _rfc(text)
    except (ValueError, OverflowError) as bad:
        raise ValueError("not a time that exists") from bad
    if read is None:
        raise ValueError("not a time: wanted is ISO 8601, RFC 2822 or a count since 1970")
    if read < _EPOCH:
        raise ValueError("a time before 1970")
    return read


def zone_named(name: str | None) -> tzinfo:
    """The time zone of this IANA name; UTC without one. Raises ValueError when there is no such zone."""
    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (OSError, KeyError, ValueError) as bad:
        raise ValueError("not the name of a time zone") from bad


def _digits(number: float) -> str:
    """A number written out, without an exponent where it can be a time at all."""
    if isinstance(number, float) and 1 <= number < 1e17:
        return f"{number:.6f}"
    return str(number)


def _counted(count: Decimal) -> datetime | None:
    if not count:
        return None
    for limit, microseconds in _UNITS:
        if count < limit:
            return _EPOCH + timedelta(microseconds=int(count * microseconds))
    raise ValueError("a count too large to be a time")


def _iso(text: str, local: tzinfo) -> datetime | None:
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day, clock, zone = found.groups()
    return _in_utc(datetime.fromisoformat(f"{day}T{clock}{zone or ''}"), local)


def _rfc(text: str) -> datetime | None:
    return _in_utc(parsedate_to_datetime(text), UTC) if _RFC.fullmatch(text) else None


def _in_utc(moment: datetime, local: tzinfo) -> datetime:
    return (moment.replace(tzinfo=local) if moment.tzinfo is None else moment).astimezone(UTC)
