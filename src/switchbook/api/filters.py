"""The parameters of ListSessions that narrow: one row each, from which the query, the docs and a form derive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

from switchbook.api import filter_values
from switchbook.api.types import ListSessions
from switchbook.model.clock import HOURS, Weekday
from switchbook.model.lifecycle import OUTCOMES
from switchbook.model.query import NO_OUTCOME
from switchbook.model.session import CallState, Channel, Direction, wire_name


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


def _names(kind: type[IntEnum]) -> tuple[str, ...]:
    return tuple(map(wire_name, kind))


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
        read=filter_values.flag,
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
        read=filter_values.members("channels", Channel),
        value="list of names",
        rule="Its channel is one of these, by name or number.",
        choices=_names(Channel),
    ),
    Filter(
        name="directions",
        attribute="directions",
        part="directions",
        read=filter_values.members("directions", Direction),
        value="list of names",
        rule="Its direction is one of these, by name or number.",
        choices=_names(Direction),
    ),
    Filter(
        name="callStates",
        attribute="call_states",
        part="call_states",
        read=filter_values.members("callStates", CallState),
        value="list of names",
        rule="Its callState is one of these, by name or number.",
        choices=_names(CallState),
    ),
    Filter(
        name="outcomes",
        attribute="outcomes",
        part="outcomes",
        read=filter_values.outcomes,
        value="list of texts",
        rule=f"Its outcome is one of these, in any case. `{NO_OUTCOME}` stands for sessions without an outcome.",
        choices=tuple(sorted({each.name for each in OUTCOMES})),
    ),
    Filter(
        name="wasMissed",
        attribute="was_missed",
        part="was_missed",
        read=filter_values.flag,
        value="true or false",
        rule="Its wasMissed is this.",
    ),
    Filter(
        name="ended",
        attribute="ended",
        part="ended",
        read=filter_values.flag,
        value="true or false",
        rule="Its ended is this.",
    ),
    Filter(
        name="text",
        attribute="text",
        part="text",
        read=filter_values.needle,
        value="text",
        rule="Its fromAddress, toAddress, fromName or answeredByName contains the text by the rule of `from`; or its "
        "accountName, customerName or endpointName, or one message of its log, contains it as it stands, trimmed.",
    ),
    Filter(
        name="number",
        attribute="number",
        part="either_needle",
        read=filter_values.needle,
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
        read=filter_values.any_of,
        value="list of ids",
        rule="One of these endpoints had a part in it: as its endpointId, its answeredById or one of its members.",
    ),
    Filter(
        name="minDuration",
        attribute="min_duration",
        part="min_duration",
        read=filter_values.seconds("minDuration"),
        value="whole seconds",
        rule="From dateCreated to dateCompleted it lasted that long or longer, which one "
        "without dateCompleted never did.",
    ),
    Filter(
        name="maxDuration",
        attribute="max_duration",
        part="max_duration",
        read=filter_values.seconds("maxDuration"),
        value="whole seconds",
        rule="From dateCreated to dateCompleted it lasted that long or less, which one "
        "without dateCompleted never did.",
    ),
    Filter(
        name="modifiedAfter",
        attribute="modified_after",
        part="modified_after",
        read=filter_values.modified,
        value="day or instant",
        rule="Its dateLastModified is after that instant, or after that day began.",
    ),
    Filter(
        name="weekdays",
        attribute="weekdays",
        part="weekdays",
        read=filter_values.weekdays,
        value="list of names",
        rule="It was created on one of these days of the week, by name or number, Monday being 0, by the clock of "
        "`timeZone`.",
        choices=_names(Weekday),
    ),
    Filter(
        name="hours",
        attribute="hours",
        part="hours",
        read=filter_values.hours,
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
        read=filter_values.any_of,
        value="list of ids",
        rule="Its account is one of these; the accounts below them are not meant. Absent: every account you may see. "
        "An id that you may not see, or that does not exist, is refused with 403; if you may see all accounts, an "
        "unknown id finds nothing.",
    ),
    Filter(
        name="searchArchive",
        attribute="search_archive",
        part="shelf",
        read=filter_values.shelf,
        value="true or false",
        rule="True: it is archived. False or absent: it is live.",
    ),
    Filter(
        name="startDate",
        attribute="start_date",
        part="start",
        read=filter_values.start,
        value="day or instant",
        rule="It was created on that day or later; or at that instant or later.",
    ),
    Filter(
        name="endDate",
        attribute="end_date",
        part="end",
        read=filter_values.end,
        value="day or instant",
        rule="It was created on that day or earlier, the whole day included; or before that instant.",
    ),
    Filter(
        name="customerIds",
        attribute="customer_ids",
        part="customers",
        read=filter_values.any_of,
        value="list of ids",
        rule="Its customer, or one above it in the customer tree, is one of these. `_` stands for sessions without a "
        "customer.",
    ),
    Filter(
        name="endpointIds",
        attribute="endpoint_ids",
        part="endpoints",
        read=filter_values.any_of,
        value="list of ids",
        rule="Its endpointId is one of these.",
    ),
    Filter(
        name="from",
        attribute="from_",
        part="from_needle",
        read=filter_values.needle,
        value="text",
        rule="Its fromAddress contains the text. If both are digits and phone punctuation, digits alone are compared "
        "too: `(503) 555` finds `+15035551234`.",
    ),
    Filter(
        name="to",
        attribute="to",
        part="to_needle",
        read=filter_values.needle,
        value="text",
        rule="Its toAddress contains the text, by the same rule as `from`.",
    ),
    Filter(
        name="log",
        attribute="log",
        part="log_needle",
        read=filter_values.log_needle,
        value="text",
        rule="One message of its log contains the text.",
    ),
    Filter(
        name="parentSessionId",
        attribute="parent_session_id",
        part="parent",
        read=filter_values.session,
        value="id",
        rule="Its parent is exactly this session.",
    ),
    Filter(
        name="specificIds",
        attribute="specific_ids",
        part="ids",
        read=filter_values.sessions,
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
    if filter_values.Nothing.NOTHING in parts.values():
        return {"ids": frozenset()}
    return parts
