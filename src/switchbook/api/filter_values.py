"""How the value of a filter is read: from what a request says to the part of SessionQuery that it comes to.

Each is given the zone whose days are meant. None is no filter, NOTHING one that no session passes; what cannot be
understood raises BadRequest naming the field.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from zoneinfo import ZoneInfo

from switchbook.api.moments import moment
from switchbook.api.types import Ids
from switchbook.errors import BadRequest
from switchbook.model import matching
from switchbook.model.clock import HOURS, OnClock, Weekday
from switchbook.model.identity import is_session_id
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import Shelf
from switchbook.model.session import wire_name

_DIGITS = 18  # of a length that is a number at all


class Nothing(Enum):
    """What a filter says when no session can pass it."""

    NOTHING = "nothing"


def any_of(ids: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    """Some ids, empty elements left out."""
    return frozenset(each for each in ids if each is not None) if ids else None


def sessions(ids: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    """Ids of sessions; what can be none is left out."""
    return frozenset(each for each in ids if each is not None and is_session_id(each)) if ids else None


def session(session_id: str | None, _zone: ZoneInfo) -> str | Nothing | None:
    """The id of one session; what can be none is nobody's."""
    return session_id if session_id is None or is_session_id(session_id) else Nothing.NOTHING


def shelf(archive: bool, _zone: ZoneInfo) -> Shelf:
    """One of the shelves."""
    return Shelf.archive if archive else Shelf.live


def needle(text: str | None, _zone: ZoneInfo) -> AddressNeedle | None:
    """A text to look for in addresses; None of a blank one."""
    return AddressNeedle.of(text)


def log_needle(text: str | None, _zone: ZoneInfo) -> str | None:
    """A text to look for in messages of a log; None of a blank one."""
    return matching.log_needle(text)


def flag(value: bool | None, _zone: ZoneInfo) -> bool | None:
    """Yes, no, or not asked."""
    return value


def members(field: str, kind: type[IntEnum]) -> Callable[[Ids, ZoneInfo], object]:
    """Reads members of an enum, each by its name in any case or its number."""
    known = {spelled: member for member in kind for spelled in (wire_name(member).lower(), str(int(member)))}

    def read(names: Ids, _zone: ZoneInfo) -> frozenset[IntEnum] | None:
        if not names:
            return None
        named = [name.strip() for name in names if name is not None]
        for name in named:
            if name.lower() not in known:
                offered = ", ".join(map(wire_name, kind))
                raise BadRequest.of_field(field, f"{field} are of {offered}, not '{name}'")
        return frozenset(known[name.lower()] for name in named)

    return read


def outcomes(names: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    """Outcomes, folded."""
    return frozenset(matching.fold(name) for name in names if name is not None) if names else None


def seconds(field: str) -> Callable[[int | None, ZoneInfo], object]:
    """Reads a length of time, which is not below 0."""

    def read(seconds: int | None, _zone: ZoneInfo) -> int | None:
        if seconds is not None and seconds < 0:
            raise BadRequest.of_field(field, f"{field} is 0 seconds or more, not {seconds}")
        return seconds

    return read


def modified(text: str | None, zone: ZoneInfo) -> datetime | None:
    """The instant after which it changed; a day is meant from its beginning."""
    return moment("modifiedAfter", text, zone, whole_day=timedelta(0))


def weekdays(names: Ids, zone: ZoneInfo) -> OnClock | None:
    """Days of the week on the clock of the zone."""
    days = members("weekdays", Weekday)(names, zone)
    return OnClock(zone.key, frozenset(map(int, days))) if isinstance(days, frozenset) else None


def hours(texts: Ids, zone: ZoneInfo) -> OnClock | None:
    """Hours of the day on the clock of the zone."""
    told = [text.strip() for text in texts if text is not None]
    for text in told:
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) < HOURS):
            raise BadRequest.of_field("hours", f"hours are from 0 to {HOURS - 1}, not '{text}'")
    return OnClock(zone.key, frozenset(map(int, told))) if texts else None


def start(text: str | None, zone: ZoneInfo) -> datetime | None:
    """The instant from which on it was created; a day is meant from its beginning."""
    return moment("startDate", text, zone, whole_day=timedelta(0))


def end(text: str | None, zone: ZoneInfo) -> datetime | None:
    """The instant before which it was created; a day is meant to its end."""
    return moment("endDate", text, zone, whole_day=timedelta(days=1))
