"""The parameters of ListSessions that narrow: one row each, from which the query, the docs and a form derive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from switchbook.api.moments import moment
from switchbook.api.types import Ids, ListSessions
from switchbook.errors import BadRequest
from switchbook.model import matching
from switchbook.model.clock import HOURS, OnClock, Weekday
from switchbook.model.identity import is_session_id
from switchbook.model.lifecycle import OUTCOMES
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import NO_OUTCOME, Shelf
from switchbook.model.session import CallState, Channel, Direction, wire_name

_DIGITS = 18  # of a length that is a number at all


class Nothing(Enum):
    """What a filter says when no session can pass it."""

    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One parameter that narrows, or that says how another one is meant: then it has no part and no `read`.

    `read` turns the request's value into the part of SessionQuery: None is no filter, NOTHING one that no session
    passes. It is given the zone whose days are meant, and raises BadRequest naming the field. `rule` says in words
    when a session passes. `choices` are the names that can be given, where they are few.
    """

    name: str  # on the wire
    attribute: str  # of ListSessions
    part: str | None = None  # of SessionQuery
    read: Callable[[Any, ZoneInfo], object] | None = None
    value: str
    rule: str
    choices: tuple[str, ...] = ()


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


def _flag(value: bool | None, _zone: ZoneInfo) -> bool | None:
    return value


def _members(field: str, kind: type[IntEnum]) -> Callable[[Ids, ZoneInfo], object]:
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


def _names(kind: type[IntEnum]) -> tuple[str, ...]:
    return tuple(map(wire_name, kind))


def _outcomes(names: Ids, _zone: ZoneInfo) -> frozenset[str] | None:
    return frozenset(matching.fold(name) for name in names if name is not None) if names else None


def _seconds(field: str) -> Callable[[int | None, ZoneInfo], object]:
    def read(seconds: int | None, _zone: ZoneInfo) -> int | None:
        if seconds is not None and seconds < 0:
            raise BadRequest.of_field(field, f"{field} is 0 seconds or more, not {seconds}")
        return seconds

    return read


def _modified(text: str | None, zone: ZoneInfo) -> datetime | None:
    return moment("modifiedAfter", text, zone, whole_day=timedelta(0))


def _weekdays(names: Ids, zone: ZoneInfo) -> OnClock | None:
    days = _members("weekdays", Weekday)(names, zone)
    return OnClock(zone.key, frozenset(map(int, days))) if isinstance(days, frozenset) else None


def _hours(texts: Ids, zone: ZoneInfo) -> OnClock | None:
    told = [text.strip() for text in texts if text is not None]
    for text in told:
        if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) < HOURS):
            raise BadRequest.of_field("hours", f"hours are from 0 to {HOURS - 1}, not '{text}'")
    return OnClock(zone.key, frozenset(map(int, told))) if texts else None


def _start(text: str | None, zone: ZoneInfo) -> datetime | None:
    return moment("startDate", text, zone, whole_day=timedelta(0))


def _end(text: str | None, zone: ZoneInfo) -> datetime | None:
    return moment("endDate", text, zone, whole_day=timedelta(days=1))


EXTENSIONS: tuple[Filter, ...] = (
    Filter(
        name="cursor",
        attribute="cursor",
        value="`*` or a cursor",
        rule="It stands after the place in the order where the page before ended. See *Cursors* below.",
    ),
    Filter(
        name="searchAll",
        attribute="search_all",
        part="both_shelves",
        read=_flag,
        value="true or false",
        rule="True: it is live or archived, whatever searchArchive says.",
    ),
    Filter(
        name="fields",
        attribute="fields",
        value="list of names",
        rule="Always: only the members named are answered, in any case; or, where every name has a minus before "
        "it, all members but those. Others are absent, in CSV with their columns, and empty in XML. The columns of CSV "
        "come in the order of the names. An unknown name is refused.",
    ),
    Filter(
        name="timeZone",
        attribute="time_zone",
        value="name of a zone",
        rule="Always: days, and instants without an offset, are those of this zone, such as `Europe/Berlin`.",
    ),
    Filter(
        name="includeSubaccounts",
        attribute="include_subaccounts",
        value="true or false",
        rule="True: its account may also be one below those of accountIds that you may see.",
    ),
    Filter(
        name="channels",
        attribute="channels",
        part="channels",
        read=_members("channels", Channel),
        value="list of names",
        rule="Its channel is one of these, by name or number.",
        choices=_names(Channel),
    ),
    Filter(
        name="directions",
        attribute="directions",
        part="directions",
        read=_members("directions", Direction),
        value="list of names",
        rule="Its direction is one of these, by name or number.",
        choices=_names(Direction),
    ),
    Filter(
        name="callStates",
        attribute="call_states",
        part="call_states",
        read=_members("callStates", CallState),
        value="list of names",
        rule="Its callState is one of these, by name or number.",
        choices=_names(CallState),
    ),
    Filter(
        name="outcomes",
        attribute="outcomes",
        part="outcomes",
        read=_outcomes,
        value="list of texts",
        rule=f"Its outcome is one of these, in any case. `{NO_OUTCOME}` stands for sessions without an outcome.",
        choices=tuple(sorted({each.name for each in OUTCOMES})),
    ),
    Filter(
        name="wasMissed",
        attribute="was_missed",
        part="was_missed",
        read=_flag,
        value="true or false",
        rule="Its wasMissed is this.",
    ),
    Filter(name="ended", attribute="ended", part="ended", read=_flag, value="true or false", rule="Its ended is this."),
    Filter(
        name="text",
        attribute="text",
        part="text",
        read=_needle,
        value="text",
        rule="Its fromAddress, toAddress, fromName or answeredByName contains the text by the rule of `from`; or its "
        "accountName, customerName or endpointName, or one message of its log, contains it as it stands, trimmed.",
    ),
    Filter(
        name="number",
        attribute="number",
        part="either_needle",
        read=_needle,
        value="text",
        rule="Its fromAddress or its toAddress contains the text, by the rule of `from`.",
    ),
    Filter(
        name="callSid",
        attribute="call_sid",
        value="id",
        rule="One of its calls is called exactly this by the source that told of it (a Twilio CallSid, a channel's "
        "unique id), or an event said this to be its callSid. It finds no sessions that were imported whole: no event "
        "told of their calls.",
    ),
    Filter(
        name="involvedEndpointIds",
        attribute="involved_endpoint_ids",
        part="involved",
        read=_any_of,
        value="list of ids",
        rule="One of these endpoints had a part in it: as its endpointId, its answeredById or one of its members.",
    ),
    Filter(
        name="minDuration",
        attribute="min_duration",
        part="min_duration",
        read=_seconds("minDuration"),
        value="whole seconds",
        rule="From dateCreated to dateCompleted it lasted that long or longer, which one "
        "without dateCompleted never did.",
    ),
    Filter(
        name="maxDuration",
        attribute="max_duration",
        part="max_duration",
        read=_seconds("maxDuration"),
        value="whole seconds",
        rule="From dateCreated to dateCompleted it lasted that long or less, which one "
        "without dateCompleted never did.",
    ),
    Filter(
        name="modifiedAfter",
        attribute="modified_after",
        part="modified_after",
        read=_modified,
        value="day or instant",
        rule="Its dateLastModified is after that instant, or after that day began.",
    ),
    Filter(
        name="weekdays",
        attribute="weekdays",
        part="weekdays",
        read=_weekdays,
        value="list of names",
        rule="It was created on one of these days of the week, by name or number, Monday being 0, by the clock of "
        "`timeZone`.",
        choices=_names(Weekday),
    ),
    Filter(
        name="hours",
        attribute="hours",
        part="hours",
        read=_hours,
        value="list of numbers",
        rule="It was created in one of these hours of the day, 0 to 23, by the clock of `timeZone`.",
        choices=tuple(map(str, range(HOURS))),
    ),
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
    *EXTENSIONS,
)


def narrowed(request: ListSessions, zone: ZoneInfo) -> Mapping[str, Any]:
    """The parts of SessionQuery that the filters of a request come to; `zone` is the one whose days are meant.

    Raises BadRequest naming a field that cannot be understood.
    """
    parts = {row.part: row.read(getattr(request, row.attribute), zone) for row in FILTERS if row.part and row.read}
    if Nothing.NOTHING in parts.values():
        return {"ids": frozenset()}
    return parts
