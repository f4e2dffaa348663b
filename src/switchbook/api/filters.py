"""The parameters of ListSessions that narrow: one row each, from which the query, the docs and a form derive."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from switchbook.api.types import Ids, ListSessions, descriptions
from switchbook.errors import BadRequest
from switchbook.model import matching
from switchbook.model.identity import is_session_id
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import Shelf


class Nothing(Enum):
    """What a filter says when no session can pass it."""

    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One parameter that narrows.

    `read` turns the request's value into the part of SessionQuery: None is no filter, NOTHING one that no session
    passes. It is given the zone whose days are meant, and raises BadRequest naming the field. `rule` says in words
    when a session passes.
    """

    name: str  # on the wire
    attribute: str  # of ListSessions
    part: str  # of SessionQuery
    read: Callable[[Any, ZoneInfo], object]
    value: str
    rule: str


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

_CALENDAR_BEGINS = datetime.min.replace(tzinfo=UTC)
_CALENDAR_ENDS = datetime.max.replace(tzinfo=UTC)


def _any_of(ids: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    return frozenset(each for each in ids if each is not None) if ids else None


def _sessions(ids: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    return frozenset(each for each in ids if each is not None and is_session_id(each)) if ids else None


def _session(session_id: str | None, _zone: ZoneInfo) -> str | Nothing | None:
    return session_id if session_id is None or is_session_id(session_id) else Nothing.NOTHING


def _shelf(archive: bool, _zone: ZoneInfo) -> Shelf:
    return Shelf.archive if archive else Shelf.live


def _needle(text: str | None, _zone: ZoneInfo) -> AddressNeedle | None:
    return AddressNeedle.of(text)


def _log_needle(text: str | None, _zone: ZoneInfo) -> str | None:
    return matching.log_needle(text)


def _start(text: str | None, zone: ZoneInfo) -> datetime | None:
    return _moment("startDate", text, zone, whole_day=timedelta(0))


def _end(text: str | None, zone: ZoneInfo) -> datetime | None:
    return _moment("endDate", text, zone, whole_day=timedelta(days=1))


def _moment(field: str, text: str | None, zone: ZoneInfo, *, whole_day: timedelta) -> datetime | None:
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


FILTERS: tuple[Filter, ...] = (
    Filter(
        name="accountIds",
        attribute="account_ids",
        part="accounts",
        read=_any_of,
        value="list of ids",
        rule="Its account is one of these; the accounts below them are not meant. Absent: every account you may see. "
        "An id that you may not see, or that does not exist, is refused with 403; if you may see all accounts, an "
        "unknown id finds nothing.",
    ),
    Filter(
        name="searchArchive",
        attribute="search_archive",
        part="shelf",
        read=_shelf,
        value="true or false",
        rule="True: it is archived. False or absent: it is live.",
    ),
    Filter(
        name="startDate",
        attribute="start_date",
        part="start",
        read=_start,
        value="day or instant",
        rule="It was created on that day or later; or at that instant or later.",
    ),
    Filter(
        name="endDate",
        attribute="end_date",
        part="end",
        read=_end,
        value="day or instant",
        rule="It was created on that day or earlier, the whole day included; or before that instant.",
    ),
    Filter(
        name="customerIds",
        attribute="customer_ids",
        part="customers",
        read=_any_of,
        value="list of ids",
        rule="Its customer, or one above it in the customer tree, is one of these. `_` stands for sessions without a "
        "customer.",
    ),
    Filter(
        name="endpointIds",
        attribute="endpoint_ids",
        part="endpoints",
        read=_any_of,
        value="list of ids",
        rule="Its endpointId is one of these.",
    ),
    Filter(
        name="from",
        attribute="from_",
        part="from_needle",
        read=_needle,
        value="text",
        rule="Its fromAddress contains the text. If both are digits and phone punctuation, digits alone are compared "
        "too: `(503) 555` finds `+15035551234`.",
    ),
    Filter(
        name="to",
        attribute="to",
        part="to_needle",
        read=_needle,
        value="text",
        rule="Its toAddress contains the text, by the same rule as `from`.",
    ),
    Filter(
        name="log",
        attribute="log",
        part="log_needle",
        read=_log_needle,
        value="text",
        rule="One message of its log contains the text.",
    ),
    Filter(
        name="parentSessionId",
        attribute="parent_session_id",
        part="parent",
        read=_session,
        value="id",
        rule="Its parent is exactly this session.",
    ),
    Filter(
        name="specificIds",
        attribute="specific_ids",
        part="ids",
        read=_sessions,
        value="list of ids",
        rule="Its id is one of these; unknown ids are silently absent.",
    ),
)


def narrowed(request: ListSessions, zone: ZoneInfo) -> Mapping[str, Any]:
    """The parts of SessionQuery that the filters of a request come to; `zone` is the one whose days are meant.

    Raises BadRequest naming a field that cannot be understood.
    """
    parts = {row.part: row.read(getattr(request, row.attribute), zone) for row in FILTERS}
    if Nothing.NOTHING in parts.values():
        return {"ids": frozenset()}
    return parts


def filters_page() -> str:
    """The page `docs/filters.md`, from the table."""
    asked = descriptions(ListSessions)
    rows = (f"| `{row.name}` | {row.value} | {asked[row.name]} | {row.rule} |" for row in FILTERS)
    return "\n".join((_PAGE_TOP, *rows, _PAGE_END))


_PAGE_TOP = """\
# Filters of `GET /sessions`

A session is listed when it passes every filter that is given. This page is made from the table in
`src/switchbook/api/filters.py`.

| parameter | value | asks for | a session passes when |
|---|---|---|---|"""

_PAGE_END = """
**Lists** are written `a,b`, `[a,b]` or `"a,x",b`, or by repeating the parameter. An element left empty matches nothing.

**Days** are days of the server's zone (setting `day_zone`, UTC unless changed), as are instants without an offset. An
end before the start finds nothing. Anything else than a day or an instant is refused with 400.

**Text** is compared without regard to case and as it stands: `%`, `_`, quotes and backslashes are plain text. Blank
text is no filter. `from` and `to` are trimmed first; in a URL a plus sign is written `%2B`.

**Names** of parameters count in any case; an empty value is an absent one, and unknown parameters are ignored.
"""
