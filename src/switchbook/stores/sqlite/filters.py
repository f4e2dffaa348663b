"""What a query asks, as SQL over the narrow rows: each filter as a test on a row and as a way to find rows.

A filter's `clause` tests a row `s` of table session. Its `source` is a FROM that visits just the rows that may pass:
either a hint (then the clause still applies) or a join that replaces the clause. `estimate` selects what the source
visits; asked with a LIMIT, it is cheap however common the pattern. A filter without a source can only test rows.

A search in the log finds numbers of sessions. `by_number` says so: its SQL looks only at the numbers from Number.low to
Number.high, which stand among its parameters until they are put in, and `estimate` selects the numbers themselves.

`scattered`: the rows that `source` visits are looked up one by one, so that many of them cost more than a walk.
`counting` counts, with the parameters of `estimate`, all that it finds on its shelf without a look at any row.

`holds_bounds`: what `source` looks into holds the account too (and, of addresses, the date), so it visits no other
account's rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from enum import Enum, IntEnum
from typing import Any, NamedTuple

import apsw

from switchbook.model.clock import HOURS, OnClock
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import EPOCH
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import NO_CUSTOMER, NO_OUTCOME, SessionQuery, Shelf
from switchbook.stores.sqlite import logs
from switchbook.stores.sqlite.keys import id_bytes
from switchbook.stores.sqlite.letters import bit_of

LISTED = "(SELECT value FROM json_each(?))"
# How many milliseconds the session of a row `s` lasted; NULL where it was not completed.
LASTED = "(s.completed - s.created)"
_LISTED_BYTES = "(SELECT unhex(value) FROM json_each(?))"
_JOIN = """CROSS JOIN session AS s ON s.shelf = c.shelf AND s.account = c.account
           AND s.created = c.created AND s.n = c.n"""


class Number(Enum):
    """Stands among parameters for the lowest and the highest number of a session that is looked at."""

    low = "low"
    high = "high"


_NUMBERS = (Number.low, Number.high)


class Filter(NamedTuple):
    """One condition of a query; see the module's docstring. Every SQL takes its own parameters, in order."""

    name: str
    clause: str
    parameters: tuple[Any, ...]
    source: str = ""
    source_parameters: tuple[Any, ...] = ()
    estimate: str = ""
    estimate_parameters: tuple[Any, ...] = ()
    replaces_clause: bool = False
    by_number: bool = False
    holds_bounds: bool = False
    scattered: bool = False
    counting: str = ""


class Nothing(Exception):
    """No session can match."""


def filters(
    connection: apsw.Connection,
    query: SessionQuery,
    directory: Directory,
    accounts: Sequence[int] | None,
    shelf: Shelf,
    *,
    by_text: frozenset[str],
) -> list[Filter]:
    """Every filter of a query but accounts and dates, on one shelf. Raises Nothing when one matches nothing.

    `by_text` holds "from" and "to" where each row's address is looked at, and none that has the needle looked up.
    """
    found: list[Filter] = []
    if query.ids is not None:
        found.append(_ids(connection, query.ids, shelf))
    if query.parent is not None:
        found.append(_indexed("parent", "session_parent", "s.parent = ?", (id_bytes(query.parent),), shelf))
    if query.log_needle is not None:
        found.append(_log(connection, query.log_needle, accounts, shelf))
    for side, needle in (("from", query.from_needle), ("to", query.to_needle)):
        if needle is not None and side in by_text:
            found.append(_by_text(side, needle))
        elif needle is not None:
            listed = _listed(_addresses(connection, needle))
            by_side = _indexed(side, f"session_{side}", f"s.{side}_address IN {LISTED}", (listed,), shelf)
            found.append(by_side._replace(holds_bounds=True))
    if query.customers is not None:
        keys = _customers(connection, query.customers - {NO_CUSTOMER}, directory)
        keys += [0] if NO_CUSTOMER in query.customers else []
        found.append(_customer("customer", keys, shelf))
    if query.scope.customers is not None:
        found.append(_customer("scope of customers", _customers(connection, query.scope.customers, directory), shelf))
    found.extend(_endpoints(connection, query, shelf))
    if query.either_needle is not None:
        found.append(_either(connection, query.either_needle, shelf))
    if query.text is not None:
        found.append(_text(connection, query.text, accounts, shelf))
    found.extend(_kinds(query))
    found.extend(_times(query, shelf))
    return found


def keys_of(connection: apsw.Connection, table: str, ids: Iterable[str]) -> list[int]:
    """The keys of those ids that the book has ever seen."""
    sql = f"SELECT key FROM {table} WHERE id IN {LISTED}"  # noqa: S608 - a name of ours
    return [key for (key,) in connection.execute(sql, (json.dumps(sorted(ids)),))]


def _indexed(name: str, index: str, clause: str, parameters: tuple[Any, ...], shelf: Shelf) -> Filter:
    """A filter that an index of table session answers."""
    source = f"session AS s INDEXED BY {index}"
    return Filter(
        name=name,
        clause=clause,
        parameters=parameters,
        source=source,
        source_parameters=(),
        estimate=f"SELECT 1 FROM {source} WHERE {clause} AND s.shelf = ?",  # noqa: S608 - texts of ours
        estimate_parameters=(*parameters, int(shelf)),
    )


def _ids(connection: apsw.Connection, ids: Iterable[str], shelf: Shelf) -> Filter:
    kept = [id_bytes(session_id) for session_id in ids]
    sql = f"SELECT hex(session) FROM alias WHERE id IN {_LISTED_BYTES}"  # noqa: S608 - texts of ours
    named = [raw.hex() for raw in kept]
    aliased = [found for (found,) in connection.execute(sql, (json.dumps(named),))]
    return _indexed("ids", "session_id", f"s.id IN {_LISTED_BYTES}", (json.dumps([*named, *aliased]),), shelf)


def _log(connection: apsw.Connection, needle: str, accounts: Sequence[int] | None, shelf: Shelf) -> Filter:
    bit = bit_of(needle)
    if bit is not None:
        return Filter("log, one letter", "s.letters & ?", (bit,))
    expression = logs.match_expression(connection, needle, accounts)
    if expression is None:
        raise Nothing
    candidates, further = logs.candidates_of(needle, shelf)
    found = _numbered("log", candidates, (expression, *_NUMBERS, *further))
    return found._replace(holds_bounds=logs.names_accounts(accounts))


def listed_numbers(name: str, numbers: Sequence[int]) -> Filter:
    """A filter that these sessions pass, by number."""
    clause = f"s.n IN {LISTED}"
    source = f"{LISTED} AS c CROSS JOIN session AS s INDEXED BY session_n ON s.n = c.value"
    listed = json.dumps(numbers)
    return Filter(name, clause, (listed,), source, (listed,), replaces_clause=True)


def _numbered(name: str, found: str, parameters: tuple[Any, ...], clause: str = "") -> Filter:
    """A filter for which some SQL finds the numbers `n` of sessions."""
    return Filter(
        name=name,
        clause=clause or f"s.n IN ({found})",
        parameters=parameters,
        source=f"({found}) AS c CROSS JOIN session AS s INDEXED BY session_n ON s.n = c.n",
        source_parameters=parameters,
        estimate=found,
        estimate_parameters=parameters,
        replaces_clause=True,
        by_number=True,
    )


def _by_text(side: str, needle: AddressNeedle) -> Filter:
    clause = f"""(SELECT instr(a.folded, ?) > 0 OR coalesce(instr(a.digits, ?), 0) > 0
                  FROM address AS a WHERE a.key = s.{side}_address)"""  # noqa: S608 - a name of ours
    return Filter(side, clause, (needle.folded, needle.digits))


def _addresses(connection: apsw.Connection, needle: AddressNeedle) -> list[int]:
    """Keys of all addresses that contain a needle: the index pre-selects, the text decides."""
    exact = "(instr(a.folded, ?1) > 0 OR (?2 IS NOT NULL AND instr(a.digits, ?2) > 0))"
    shortest = min(len(needle.folded), len(needle.digits or needle.folded))
    if shortest < 3:
        sql = f"SELECT a.key FROM address AS a WHERE {exact}"  # noqa: S608 - texts of ours
        return [key for (key,) in connection.execute(sql, (needle.folded, needle.digits))]
    words = " OR ".join(logs.phrases(text) for text in {needle.folded, needle.digits or needle.folded})
    sql = f"""SELECT a.key FROM address_search AS found CROSS JOIN address AS a ON a.key = found.rowid
              WHERE address_search MATCH ?3 AND {exact}"""  # noqa: S608 - texts of ours
    return [key for (key,) in connection.execute(sql, (needle.folded, needle.digits, words))]


def _customers(connection: apsw.Connection, customers: frozenset[str], directory: Directory) -> list[int]:
    """Keys of these customers and all below them."""
    return keys_of(connection, "customer", directory.customer_subtree(customers))


def _customer(name: str, keys: Sequence[int], shelf: Shelf) -> Filter:
    return _indexed(name, "session_customer", f"s.customer IN {LISTED}", (_listed(keys),), shelf)


def _endpoints(connection: apsw.Connection, query: SessionQuery, shelf: Shelf) -> Iterator[Filter]:
    named = (
        ("endpoint", query.endpoints, "own = 1"),
        ("involved endpoint", query.involved, "own IN (0, 1)"),
        ("scope of endpoints", query.scope.endpoints, "own IN (0, 1)"),
    )
    for name, endpoints, part in named:
        if endpoints is not None:
            listed = _listed(keys_of(connection, "endpoint", endpoints))
            yield _involved(name, f"endpoint IN {LISTED} AND {part} AND shelf = ?", (listed, int(shelf)))


def _involved(name: str, condition: str, parameters: tuple[Any, ...]) -> Filter:
    found = f"SELECT DISTINCT shelf, account, created, n FROM involved WHERE {condition}"  # noqa: S608 - ours
    return Filter(
        name=name,
        clause=f"s.n IN (SELECT n FROM involved WHERE {condition})",  # noqa: S608 - texts of ours
        parameters=parameters,
        source=f"({found}) AS c {_JOIN}",
        source_parameters=parameters,
        estimate=found,
        estimate_parameters=parameters,
        replaces_clause=True,
        counting=f"SELECT count(*) FROM (SELECT DISTINCT n FROM involved WHERE {condition})",  # noqa: S608 - texts of ours
    )


def _either(connection: apsw.Connection, needle: AddressNeedle, shelf: Shelf) -> Filter:
    """The sessions with such an address on either side."""
    listed, sides = _listed(_addresses(connection, needle)), ("from_address", "to_address")
    rows = [
        f"SELECT shelf, account, created, n FROM session INDEXED BY session_{side} "  # noqa: S608 - names of ours
        f"WHERE {side}_address IN {LISTED} AND shelf = ?"
        for side in ("from", "to")
    ]
    # A UNION would be made in the order of the rows, which means a look at every one of them.
    found, parameters = " UNION ALL ".join(rows), (listed, int(shelf)) * 2
    return Filter(
        name="either",
        clause=f"({' OR '.join(f's.{side} IN {LISTED}' for side in sides)})",
        parameters=(listed, listed),
        source=f"(SELECT DISTINCT shelf, account, created, n FROM ({found})) AS c {_JOIN}",  # noqa: S608 - ours
        source_parameters=parameters,
        estimate=found,
        estimate_parameters=parameters,
        replaces_clause=True,
        scattered=True,
        counting=f"SELECT count(*) FROM (SELECT DISTINCT n FROM ({found}))",  # noqa: S608 - texts of ours
    )


def _text(connection: apsw.Connection, needle: AddressNeedle, accounts: Sequence[int] | None, shelf: Shelf) -> Filter:
    """Every place in which the text may stand, joined by OR; what each of them finds, one after the other."""
    texts = json.dumps(_addresses(connection, needle))
    columns = dict.fromkeys(("from_address", "to_address", "from_name", "answered_by_name"), texts)
    for table in ("account", "customer", "endpoint"):
        sql = f"SELECT key FROM {table} WHERE instr(folded_name, ?) > 0"  # noqa: S608 - a name of ours
        columns[table] = json.dumps([key for (key,) in connection.execute(sql, (needle.folded,))])
    columns = {column: keys for column, keys in columns.items() if keys != "[]"}
    clauses = [f"s.{column} IN {LISTED}" for column in columns]
    found = [f"SELECT n FROM session WHERE {column} IN {LISTED} AND {column} > 0" for column in columns]  # noqa: S608
    parameters: list[Any] = list(columns.values())
    bit = bit_of(needle.folded)
    if bit is not None:
        # Nearly every session has any one letter: a test on rows, with nothing to begin with.
        return Filter("text, one letter", f"({' OR '.join([*clauses, 's.letters & ?'])})", (*parameters, bit))
    expression = logs.match_expression(connection, needle.folded, accounts)
    if expression is not None:
        candidates, further = logs.candidates_of(needle.folded, shelf)
        found.append(candidates)
        clauses.append(f"s.n IN ({candidates})")
        parameters.extend((expression, *_NUMBERS, *further))
    if not found:
        raise Nothing
    every = f"SELECT DISTINCT n FROM ({' UNION ALL '.join(found)})"  # noqa: S608 - texts of ours
    return _numbered("text", every, tuple(parameters), f"({' OR '.join(clauses)})")


def _kinds(query: SessionQuery) -> Iterator[Filter]:
    """Filters with few different values, which only test rows."""
    listed: Iterable[tuple[str, frozenset[IntEnum] | None]] = (
        ("channel", query.channels),
        ("direction", query.directions),
        ("call_state", query.call_states),
    )
    for column, values in listed:
        if values is not None:
            yield Filter(column, f"s.{column} IN {LISTED}", (_listed(sorted(map(int, values))),))
    if query.outcomes is not None:
        none = " OR s.outcome IS NULL" if NO_OUTCOME in query.outcomes else ""
        outcomes = json.dumps(sorted(query.outcomes))
        yield Filter("outcome", f"(s.outcome IN {LISTED}{none})", (outcomes,))
    for column, wanted in (("was_missed", query.was_missed), ("ended", query.ended)):
        if wanted is not None:
            yield Filter(column, f"s.{column} = ?", (int(wanted),))


def _times(query: SessionQuery, shelf: Shelf) -> Iterator[Filter]:
    if query.min_duration is not None:
        yield Filter("min duration", f"{LASTED} >= ?", (query.min_duration * 1000,))
    if query.max_duration is not None:
        yield Filter("max duration", f"{LASTED} <= ?", (query.max_duration * 1000,))
    if query.modified_after is not None:
        after = (query.modified_after - EPOCH) // timedelta(milliseconds=1)
        yield _indexed("modified", "session_modified", "s.modified > ?", (after,), shelf)
    if query.weekdays is not None:
        yield _on_clock("weekdays", f"hour_of_week(s.created, ?) / {HOURS}", query.weekdays)
    if query.hours is not None:
        yield _on_clock("hours", f"hour_of_week(s.created, ?) % {HOURS}", query.hours)


def _on_clock(name: str, number: str, asked: OnClock) -> Filter:
    return Filter(name, f"{number} IN {LISTED}", (asked.zone, json.dumps(sorted(asked.wanted))))


def _listed(keys: Sequence[int]) -> str:
    if not keys:
        raise Nothing
    return json.dumps(keys)
