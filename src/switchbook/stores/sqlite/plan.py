"""Chooses how a query is answered, from figures the book keeps, and says it as SQL.

Three ways, tried in this order:

1. Only shelf, accounts and dates are asked: the rollup gives the total, and the day on which the page lies.
2. The rarest filter visits at most RARE rows: begin with what it finds, test the others on each row.
3. Otherwise walk the narrow rows, one account's or by date, and test every filter on each row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import apsw

from switchbook.model.directory import Directory
from switchbook.model.query import Place, SessionQuery, Shelf, Sort, SortField
from switchbook.stores.sqlite.filters import Filter, Nothing, filters, keys_of
from switchbook.stores.sqlite.keys import id_bytes
from switchbook.stores.sqlite.rows import first_millis

# A filter that visits no more rows than this is worth beginning with, whatever else is asked.
RARE = 20_000
# Up to this share of a shelf, an account's own rows are sorted rather than everybody's walked by date.
_SMALL_SHARE = 0.05

# How each sort field with a column is read from a row `s`.
_COLUMNS = {
    "dateCreated": "s.created",
    "dateCompleted": "s.completed",
    "dateLastModified": "s.modified",
    "id": "s.id",
    "fromAddress": "(SELECT folded FROM address WHERE key = s.from_address)",
    "toAddress": "(SELECT folded FROM address WHERE key = s.to_address)",
    "accountName": "(SELECT folded_name FROM account WHERE key = s.account)",
    "customerName": "(SELECT folded_name FROM customer WHERE key = s.customer)",
    "endpointName": "(SELECT folded_name FROM endpoint WHERE key = s.endpoint)",
    "fromName": "(SELECT folded FROM address WHERE key = s.from_name)",
    "answeredByName": "(SELECT folded FROM address WHERE key = s.answered_by_name)",
    "outcome": "s.outcome",
    "channel": "s.channel",
    "direction": "s.direction",
    "callState": "s.call_state",
    "ended": "s.ended",
    "wasMissed": "s.was_missed",
}
_NEVER_NULL = frozenset({"dateCreated", "id", "channel", "direction", "callState", "ended", "wasMissed"})


class Bounds(NamedTuple):
    """What every row must meet: its shelf, its account (None: any) and created from `start` to before `end`."""

    shelf: int
    accounts: Sequence[int] | None
    start: int | None
    end: int | None


class Plan(NamedTuple):
    """A way to answer on one shelf: where rows come from, and the filters that test each; `by_rollup`: none is left.

    `visits` is how many rows each filter would visit that could be begun with, counted up to just above RARE.
    """

    bounds: Bounds
    source: str
    source_parameters: tuple[Any, ...]
    tests: tuple[Filter, ...]
    by_rollup: bool
    reason: str
    visits: Mapping[str, int] = {}

    def select(self, columns: str, further: Filter | None = None) -> tuple[str, tuple[Any, ...]]:
        """SQL for these columns of every row that matches, in no particular order, and its parameters."""
        where, parameters = _where(self.bounds, self.tests if further is None else (*self.tests, further))
        sql = f"SELECT {columns} FROM {self.source} WHERE {where}"  # noqa: S608 - texts of ours
        return sql, (*self.source_parameters, *parameters)


def plans(connection: apsw.Connection, query: SessionQuery, directory: Directory) -> list[Plan]:
    """A plan for each shelf on which a query may match a session."""
    found = []
    for shelf in query.shelves:
        with suppress(Nothing):
            found.append(plan(connection, query, directory, shelf))
    return found


def plan(connection: apsw.Connection, query: SessionQuery, directory: Directory, shelf: Shelf) -> Plan:
    """The plan for a query on one shelf. Raises Nothing when it is known to match no session."""
    bounds = _bounds(connection, query, shelf)
    asked = filters(connection, query, directory, bounds.accounts, shelf)
    if not asked:
        return _walk(connection, bounds, (), by_rollup=True)
    visits = {asked_for.name: _visits(connection, asked_for) for asked_for in asked if asked_for.source}
    begun = min((f for f in asked if f.source), key=lambda f: visits[f.name], default=None)
    if begun is None or visits[begun.name] > RARE:
        return _walk(connection, bounds, asked, by_rollup=False)._replace(visits=visits)
    return Plan(
        bounds=bounds,
        source=begun.source,
        source_parameters=begun.source_parameters,
        tests=tuple(f for f in asked if f is not begun or not f.replaces_clause),
        by_rollup=False,
        reason=f"begin with {begun.name}, which visits {visits[begun.name]} rows",
        visits=visits,
    )


def column_of(field: SortField) -> str:
    """SQL for the value that a row `s` is sorted by, for a field with a column."""
    return _COLUMNS[field.name]


def order_by(sort: Sort, value: str, session_id: str) -> str:
    """SQL for an order by these two columns: nulls last both ways, then the id."""
    way = "DESC" if sort.descending else "ASC"
    nulls = "" if sort.field.name in _NEVER_NULL or sort.descending else " NULLS LAST"
    return f"ORDER BY {value} {way}{nulls}, {session_id} {way}"


def beyond(sort: Sort, place: Place) -> Filter:
    """The test that a row stands after a place in the order."""
    column, sign = _COLUMNS[sort.field.name], "<" if sort.descending else ">"
    kept_id = id_bytes(place.session_id)
    if place.value is None:
        return Filter("after", f"({column} IS NULL AND s.id {sign} ?)", (kept_id,))
    value = id_bytes(str(place.value)) if sort.field.name == "id" else place.value
    nulls = "" if sort.field.name in _NEVER_NULL else f" OR {column} IS NULL"
    return Filter("after", f"(({column}, s.id) {sign} (?, ?){nulls})", (value, kept_id))


def within(bounds: Bounds, start: int, end: int) -> Bounds:
    """The same bounds with a narrower window of time."""
    return bounds._replace(
        start=start if bounds.start is None else max(start, bounds.start),
        end=end if bounds.end is None else min(end, bounds.end),
    )


def walk_days(bounds: Bounds) -> Plan:
    """A walk over a window of few days, where going by date is right for every number of accounts but a few."""
    few = bounds.accounts is not None and len(bounds.accounts) <= 50
    return _walking("session AS s NOT INDEXED" if few else _BY_DATE, bounds, (), by_rollup=True, reason="days")


_BY_DATE = "session AS s INDEXED BY session_date"


def _bounds(connection: apsw.Connection, query: SessionQuery, shelf: Shelf) -> Bounds:
    visible = query.visible_accounts
    accounts = None if visible is None else keys_of(connection, "account", visible)
    start = None if query.start is None else first_millis(query.start)
    end = None if query.end is None else first_millis(query.end)
    if accounts == [] or (start is not None and end is not None and start >= end):
        raise Nothing
    return Bounds(int(shelf), accounts, start, end)


def _walk(connection: apsw.Connection, bounds: Bounds, asked: Sequence[Filter], *, by_rollup: bool) -> Plan:
    """One account by its own rows; several by theirs when they are a small part of the shelf; else all by date."""
    if bounds.accounts is None:
        return _walking(_BY_DATE, bounds, asked, by_rollup=by_rollup, reason="walk all accounts by date")
    if len(bounds.accounts) > 1:
        theirs = _held(connection, bounds.shelf, bounds.accounts)
        if theirs > _SMALL_SHARE * _held(connection, bounds.shelf, (0,)):
            reason = f"walk by date: {len(bounds.accounts)} accounts hold {theirs} rows"
            return _walking(_BY_DATE, bounds, asked, by_rollup=by_rollup, reason=reason)
    reason = f"walk the rows of {len(bounds.accounts)} accounts"
    return _walking("session AS s NOT INDEXED", bounds, asked, by_rollup=by_rollup, reason=reason)


def _walking(source: str, bounds: Bounds, asked: Sequence[Filter], *, by_rollup: bool, reason: str) -> Plan:
    return Plan(bounds, source, (), tuple(asked), by_rollup, reason)


def _where(bounds: Bounds, asked: Sequence[Filter]) -> tuple[str, tuple[Any, ...]]:
    clauses = ["s.shelf = ?"]
    parameters: list[Any] = [bounds.shelf]
    if bounds.accounts is not None:
        clauses.append("s.account IN (SELECT value FROM json_each(?))" if len(bounds.accounts) > 1 else "s.account = ?")
        parameters.append(json.dumps(bounds.accounts) if len(bounds.accounts) > 1 else bounds.accounts[0])
    if bounds.start is not None:
        clauses.append("s.created >= ?")
        parameters.append(bounds.start)
    if bounds.end is not None:
        clauses.append("s.created < ?")
        parameters.append(bounds.end)
    for asked_for in asked:
        clauses.append(asked_for.clause)
        parameters.extend(asked_for.parameters)
    return " AND ".join(clauses), tuple(parameters)


def _visits(connection: apsw.Connection, asked: Filter) -> int:
    """How many rows a filter's source visits, counted up to just above RARE."""
    sql = f"SELECT count(*) FROM ({asked.estimate} LIMIT {RARE + 1})"  # noqa: S608 - texts of ours
    visits: int = connection.execute(sql, asked.estimate_parameters).get
    return visits


def _held(connection: apsw.Connection, shelf: int, accounts: Sequence[int]) -> int:
    sql = "SELECT total(sessions) FROM rollup WHERE shelf = ? AND account IN (SELECT value FROM json_each(?))"
    return int(connection.execute(sql, (shelf, json.dumps(accounts))).get)
