"""Which sessions answer a query, and in which order: the rules as plain code, for the store in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from switchbook.errors import QueryTooExpensive
from switchbook.model import matching
from switchbook.model.actor import Scope
from switchbook.model.clock import HOURS, hour_of_week
from switchbook.model.directory import Directory
from switchbook.model.event import StampedLine
from switchbook.model.lifecycle import millis, moment
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import (
    DIRECTORY_NAMES,
    NO_CUSTOMER,
    NO_OUTCOME,
    UNCOLUMNED_SORT_LIMIT,
    Place,
    SessionQuery,
    Shelf,
    SortField,
    SortKind,
    sorted_text,
)
from switchbook.model.session import Session
from switchbook.model.state import FoldState

SortValue = str | int


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it is kept: with its shelf, its fold state and its log, sorted."""

    session: Session
    shelf: Shelf
    state: FoldState
    lines: tuple[StampedLine, ...]


def answers(query: SessionQuery, records: Iterable[Record], directory: Directory) -> list[Place]:
    """The places of all sessions that match, in the order asked for; `after`, limit and offset are left to the caller.

    Raises QueryTooExpensive when the sort field has no column and more than its limit of sessions match.
    """
    matched = [record.session for record in records if matches(query, record, directory)]
    if not query.sort.field.columned and len(matched) > UNCOLUMNED_SORT_LIMIT:
        raise QueryTooExpensive.of_field(
            "sortField",
            f"{query.sort.field.name} sorts up to {UNCOLUMNED_SORT_LIMIT:,} sessions, and {len(matched):,} match: "
            "narrow the question or sort by another field",
        )
    field, descending = query.sort.field, query.sort.descending
    places = [Place(sort_value(field, session, directory), session.id) for session in matched]
    return sorted(places, key=lambda place: order_key(place, descending=descending), reverse=descending)


def matches(query: SessionQuery, record: Record, directory: Directory) -> bool:
    """Whether a session passes the scope and every filter. `ids` of the query are those of sessions, not aliases."""
    session = record.session
    return (
        in_scope(query.scope, session, directory)
        and record.shelf in query.shelves
        and (query.accounts is None or session.account_id in query.accounts)
        and (query.customers is None or of_customers(query.customers, session, directory))
        and (query.endpoints is None or session.endpoint_id in query.endpoints)
        and (query.involved is None or not query.involved.isdisjoint(session.involved_endpoints()))
        and (query.ids is None or session.id in query.ids)
        and (query.parent is None or session.parent_session_id == query.parent)
        and (query.start is None or moment(millis(session.date_created)) >= query.start)
        and (query.end is None or moment(millis(session.date_created)) < query.end)
        and (query.from_needle is None or query.from_needle.found_in(session.from_address))
        and (query.to_needle is None or query.to_needle.found_in(session.to_address))
        and (query.either_needle is None or in_either(query.either_needle, session))
        and (query.log_needle is None or in_log(query.log_needle, record.lines))
        and (query.text is None or in_text(query.text, record, directory))
        and of_kinds(query, session)
        and within_times(query, session)
        and on_clock(query, session)
    )


def of_kinds(query: SessionQuery, session: Session) -> bool:
    """Whether the session is of the kinds asked for."""
    outcome = NO_OUTCOME if session.outcome is None else matching.fold(session.outcome)
    return (
        (query.channels is None or session.channel in query.channels)
        and (query.directions is None or session.direction in query.directions)
        and (query.call_states is None or session.call_state in query.call_states)
        and (query.outcomes is None or outcome in query.outcomes)
        and (query.was_missed is None or session.was_missed is query.was_missed)
        and (query.ended is None or session.ended is query.ended)
    )


def within_times(query: SessionQuery, session: Session) -> bool:
    """Whether the session lasted as long as asked for, and changed as lately."""
    lasted, modified = duration(session), session.date_last_modified
    return (
        (query.min_duration is None or (lasted is not None and lasted >= query.min_duration * 1000))
        and (query.max_duration is None or (lasted is not None and lasted <= query.max_duration * 1000))
        and (query.modified_after is None or (modified is not None and moment(millis(modified)) > query.modified_after))
    )


def duration(session: Session) -> int | None:
    """How many milliseconds the session lasted; None where it was not completed."""
    completed = session.date_completed
    return None if completed is None else millis(completed) - millis(session.date_created)


def on_clock(query: SessionQuery, session: Session) -> bool:
    """Whether the session was created on one of the days of the week, and in one of the hours, asked for."""
    created = millis(session.date_created)
    days, hours = query.weekdays, query.hours
    return (days is None or hour_of_week(created, days.zone) // HOURS in days.wanted) and (
        hours is None or hour_of_week(created, hours.zone) % HOURS in hours.wanted
    )


def in_either(needle: AddressNeedle, session: Session) -> bool:
    """Whether one of the session's addresses contains the needle."""
    return needle.found_in(session.from_address) or needle.found_in(session.to_address)


def in_text(needle: AddressNeedle, record: Record, directory: Directory) -> bool:
    """Whether an address, a name or a message of the log contains the needle."""
    session = record.session
    named = (present_name(name, session, directory) for name in DIRECTORY_NAMES)
    own = (session.from_address, session.to_address, session.from_name, session.answered_by_name)
    return (
        any(map(needle.found_in, own))
        or any(name is not None and needle.folded in matching.fold(name) for name in named)
        or in_log(needle.folded, record.lines)
    )


def in_scope(scope: Scope, session: Session, directory: Directory) -> bool:
    """Whether somebody of this scope may see the session: all three tests, by the directory as it is now."""
    return (
        (scope.accounts is None or session.account_id in scope.accounts)
        and (scope.customers is None or session.customer_id in directory.customer_subtree(scope.customers))
        and (scope.endpoints is None or not scope.endpoints.isdisjoint(session.involved_endpoints()))
    )


def of_customers(customers: frozenset[str], session: Session, directory: Directory) -> bool:
    """Whether the session is of one of these customers or of one below them, or of none where that is asked for."""
    if session.customer_id is None:
        return NO_CUSTOMER in customers
    return session.customer_id in directory.customer_subtree(customers)


def in_log(needle: str, lines: Sequence[StampedLine]) -> bool:
    """Whether any one message of the log contains the needle."""
    return matching.found_in_log(needle, (line.message for line in lines))


def order_key(place: Place, *, descending: bool) -> tuple[bool, SortValue, str]:
    """What places are sorted by, to be reversed where the order descends: those without a value are last both ways."""
    absent = place.value is None
    return (absent is not descending, place.value if place.value is not None else 0, place.session_id)


def sort_value(field: SortField, session: Session, directory: Directory) -> SortValue | None:
    """What a session sorts by: `sorted_text`, a number, or milliseconds since 1970; None when it has no such value."""
    if field.name == "duration":
        return duration(session)
    if field.name in DIRECTORY_NAMES:
        name = present_name(field.name, session, directory)
        return None if name is None else sorted_text(name)
    value = getattr(session, field.attribute)
    if value is None:
        return None
    match field.kind:
        case SortKind.text:
            return sorted_text(value)
        case SortKind.number:
            return int(value)
        case SortKind.instant:
            return millis(value)


def present_name(name: str, session: Session, directory: Directory) -> str | None:
    """The name that the directory now has for the session's account, customer or endpoint."""
    named = {
        "accountName": directory.accounts.get(session.account_id),
        "customerName": directory.customers.get(session.customer_id or ""),
        "endpointName": directory.endpoints.get(session.endpoint_id or ""),
    }[name]
    return None if named is None else named.name
