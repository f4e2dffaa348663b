"""Chooses how a query is answered, from figures the book keeps, and says it as SQL.

Three ways, tried in this order:

1. Only shelf, accounts and dates are asked: the rollup gives the total, and the day on which the page lies.
2. The rarest filter visits at most RARE rows: begin with what it finds, test the others on each row.
3. Otherwise walk the narrow rows, one account's or by date, and test every filter on each row.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import apsw

from switchbook.model.directory import Directory
from switchbook.model.query import SessionQuery, Sort
from switchbook.stores.sqlite.filters import Filter, Nothing, filters, keys_of
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
    """A way to answer. `select(columns)` and an order make the SQL; `by_rollup` says that no filter is left."""

    bounds: Bounds
    source: str
    where: str
    parameters: tuple[Any, ...]
    by_rollup: bool
    reason: str

    def select(self, columns: str) -> str:
        """SQL for these columns of every row that matches, in no particular order."""
        return f"SELECT {columns} FROM {self.source} WHERE {self.where}"  # noqa: S608 - texts of ours


def plan(connection: apsw.Connection, query: SessionQuery, directory: Directory) -> Plan:
    """The plan for a query. Raises Nothing when it is known to match no session."""
    bounds = _bounds(connection, query)
    asked = filters(connection, query, directory, bounds.accounts)
    if not asked:
        return _walk(connection, bounds, (), by_rollup=True)
    visits = {asked_for: _visits(connection, asked_for) for asked_for in asked}
    rarest = min(asked, key=lambda asked_for: visits[asked_for])
    if visits[rarest] > RARE:
        return _walk(connection, bounds, asked, by_rollup=False)
    others = [f for f in asked if f is not rarest or not f.replaces_clause]
    where, parameters = _where(bounds, others)
    return Plan(
        bounds=bounds,
        source=rarest.source,
        where=where,
        parameters=(*rarest.source_parameters, *parameters),
        by_rollup=False,
        reason=f"begin with {rarest.name}, which visits {visits[rarest]} rows",
    )


def order_by(sort: Sort) -> str:
    """SQL for an order by a field with a column: nulls last both ways, then the id."""
    way = "DESC" if sort.descending else "ASC"
    column = _COLUMNS[sort.field.name]
    nulls = "" if sort.field.name in _NEVER_NULL else f"{column} IS NULL, "
    return f"ORDER BY {nulls}{column} {way}, s.id {way}"


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


def _bounds(connection: apsw.Connection, query: SessionQuery) -> Bounds:
    visible = query.visible_accounts
    accounts = None if visible is None else keys_of(connection, "account", visible)
    start = None if query.start is None else first_millis(query.start)
    end = None if query.end is None else first_millis(query.end)
    if accounts == [] or (start is not None and end is not None and start >= end):
        raise Nothing
    return Bounds(int(query.shelf), accounts, start, end)


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
    where, parameters = _where(bounds, asked)
    return Plan(bounds, source, where, parameters, by_rollup, reason)


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


__all__ = ["Bounds", "Nothing", "Plan", "order_by", "plan", "walk_days", "within"]
