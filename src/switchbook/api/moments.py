"""Days and instants as a request spells them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from switchbook.errors import BadRequest

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_CALENDAR_BEGINS = datetime.min.replace(tzinfo=UTC)
_CALENDAR_ENDS = datetime.max.replace(tzinfo=UTC)


def moment(field: str, text: str | None, zone: ZoneInfo, *, whole_day: timedelta) -> datetime | None:
    """The instant in UTC at which a range begins or ends; `whole_day` is added to a day, never to an instant."""
    if text is None:
        return None
    wanted = text.strip().upper()
    try:
        if _DAY.fullmatch(wanted):
            midnight = datetime.combine(date.fromisoformat(wanted), time(), zone)
            # By the calendar, not by 24 hours: a day in which clocks change is longer or shorter.
            return (midnight + whole_day).astimezone(UTC)
        if _INSTANT.fullmatch(wanted):
            moment = datetime.fromisoformat(wanted)
            return (moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        return _CALENDAR_BEGINS if wanted.startswith("0001") else _CALENDAR_ENDS
    except ValueError:
        pass  # of the right form, but no such day or time
    raise BadRequest.of_field(
        field, f"{field} is a day (YYYY-MM-DD) or an instant (such as 2026-05-09T14:03:22Z), not '{text}'"
    )
