"""Chooses how a query is answered, from figures the book keeps: the ways over rows for its totals and its pages.

What is chosen between, with W rows within the bounds (accounts, dates) as the rollup tells, and V rows that the rarest
filter visits as its index tells, counted only as far as it matters:

1. Only shelf, accounts and dates are asked: the rollup gives the total, and the days on which the page lies.
2. Every match is wanted (a total, an order that is not by date): begin with the rarest filter where that visits few of
   the W rows, or with the search of the log, which costs the same however it is used; else walk the W rows.
3. The newest or oldest few are wanted: a walk by date has met `wanted` matches after about wanted * W / V rows, so
   begin with the filter only where V is fewer than that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from math import isqrt
from typing import Any, NamedTuple

import apsw

from switchbook.model.directory import Directory
from switchbook.model.query import SORTED_LETTERS, Place, SessionQuery, Shelf, Sort, SortField, SortKind
from switchbook.stores.sqlite import rollup
from switchbook.stores.sqlite.bounds import ALL_NUMBERS, AS_THEY_LIE, BY_DATE, Bounds, Way, filled, numbers_of
from switchbook.stores.sqlite.filters import LASTED, Filter, Nothing, filters, keys_of, listed_numbers
from switchbook.stores.sqlite.keys import id_bytes
from switchbook.stores.sqlite.rows import first_millis

# What a filter visits is counted up to this: a count costs about 0.1 us a row, a row that is begun with 2 us.
MOST_COUNTED = 20_000
# Numbers that a search finds are kept up to so many, so that it is done once and not three times.
MOST_NUMBERS = 1_000
# A row found by an index costs so many of a walk's: on a million, 0.28 us to reach and 1 us to read against 0.05 us
# where rows lie side by side, and 0.45 us by date.
ROW_BY_INDEX, ROW_BY_DATE = 5, 8
# Up to this share of a shelf, accounts' own rows are sorted rather than everybody's walked by date.
SMALL_SHARE = 0.05
# Dates that hold up to this share of a shelf narrow the numbers that a search looks at; finding
# them out costs 0.05 us a row.
NARROW_SHARE = 0.5
# Where no more rows lie within the bounds, the text of each one's address is looked at: 0.3 us a row, against some
# milliseconds to find every address of the book that contains the needle.
TESTED_BY_TEXT = 5_000
# Short needles stand in so many addresses that finding them takes longer, the more there are in the book: of 940,000
# 7 to 90 ms, and as long again each time that their rows are counted, against 20 ms for 12,000 rows by their text.
SHORT_NEEDLE, ADDRESSES_A_ROW = 3, 50
# So few rows are always begun with.
ALWAYS_FEW = 1_000

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
    "duration": LASTED,
}
_NEVER_NULL = frozenset({"dateCreated", "id", "channel", "direction", "callState", "ended", "wasMissed"})


class Plan(NamedTuple):
    """How a query is answered on one shelf, where about `rows` rows meet its bounds.

    `every` visits all matches, `first` meets the newest or oldest first; `in_windows`: window after window of days,
    since its search costs less the fewer numbers it looks at. `by_rollup`: there is no filter. `counted` is SQL, with
    parameters, that counts the matches better than `every` does. `visits` is how many rows each filter would visit
    that could be begun with, counted up to a limit.
    """

    bounds: Bounds
    rows: int
    every: Way
    first: Way
    by_rollup: bool = False
    in_windows: bool = False
    counted: tuple[str, tuple[Any, ...]] | None = None
    visits: Mapping[str, int] = {}

    @property
    def in_window(self) -> Way:
        """The way over the rows of one window: as to all matches where that begins with a filter, else by date."""
        return self.every if self.in_windows and not self.every.walks else self.first

    def figures(self) -> list[str]:
        """What it was chosen by, in words. How an answer was found is told by what found it."""
        shelf = Shelf(self.bounds.shelf).name
        lines = [f"{shelf} shelf: at most {self.rows} rows within accounts and dates"]
        return lines + [f"{shelf} shelf: {name} visits {_visited(rows)} rows" for name, rows in self.visits.items()]


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
    rows = rollup.at_most(connection, bounds)
    if rows == 0:
        raise Nothing
    everything = Bounds(bounds.shelf, None, None, None)
    held = rows if bounds == everything else rollup.at_most(connection, everything)
    by_text = _sides_by_text(connection, query, rows)
    asked = filters(connection, query, directory, bounds.accounts, shelf, by_text=by_text)
    if not asked:
        walk = _walk_all(bounds, rows, held)
        return Plan(bounds, rows, walk, _walk_by_date(bounds, rows, held), by_rollup=True)
    numbers = _numbers(connection, bounds, asked, rows, held)
    wanted = rows if query.limit is None else query.offset + query.limit + 1
    asked, visits = _measured(connection, bounds, asked, numbers)
    begun = min((f for f in asked if f.source), key=lambda f: visits[f.name], default=None)
    least = visits[begun.name] if begun is not None else rows
    every, first = _walk_all(bounds, rows, held), _walk_by_date(bounds, rows, held)
    if begun is not None and _worth(begun, least, rows, alone=len(asked) == 1):
        every = _begin(bounds, begun, visits)
    if begun is not None and least <= MOST_COUNTED and least <= max(ALWAYS_FEW, isqrt(wanted * rows)):
        first = _begin(bounds, begun, visits)
    every, first = (way._replace(tests=_tests(way, asked, begun), numbers=numbers) for way in (every, first))
    in_windows = first.walks and any(f.by_number for f in asked)
    return Plan(
        bounds, rows, every, first, in_windows=in_windows, counted=_counted(bounds, asked, numbers), visits=visits
    )


def _worth(begun: Filter, least: int, rows: int, *, alone: bool) -> bool:
    """Whether to visit what a filter finds costs less than to walk all rows; `alone`: there is no other test."""
    if begun.scattered:
        return least <= MOST_COUNTED and least * ROW_BY_INDEX < rows
    return least * ROW_BY_INDEX < rows or begun.by_number or alone


def column_of(field: SortField, *, whole: bool = False) -> str:
    """SQL for the value that a row `s` is sorted by, for a field with a column; `whole`: all of a text, uncut."""
    column = _COLUMNS[field.name]
    return f"substr({column}, 1, {SORTED_LETTERS})" if may_be_cut(field) and not whole else column


def may_be_cut(field: SortField) -> bool:
    """Whether values of a field may be texts of more letters than are sorted by."""
    return field.kind is SortKind.text and field.name != "id"


def order_by(sort: Sort, value: str, session_id: str) -> str:
    """SQL for an order by these two columns: nulls last both ways, then the id."""
    way = "DESC" if sort.descending else "ASC"
    nulls = "" if sort.field.name in _NEVER_NULL or sort.descending else " NULLS LAST"
    return f"ORDER BY {value} {way}{nulls}, {session_id} {way}"


def beyond(sort: Sort, place: Place, column: str) -> Filter:
    """The test that a row stands after a place in the order by a column, which is SQL as `column_of` gives it."""
    sign = "<" if sort.descending else ">"
    kept_id = id_bytes(place.session_id)
    if place.value is None:
        return Filter("after", f"({column} IS NULL AND s.id {sign} ?)", (kept_id,))
    value = id_bytes(str(place.value)) if sort.field.name == "id" else place.value
    nulls = "" if sort.field.name in _NEVER_NULL else f" OR {column} IS NULL"
    return Filter("after", f"(({column}, s.id) {sign} (?, ?){nulls})", (value, kept_id))


def _bounds(connection: apsw.Connection, query: SessionQuery, shelf: Shelf) -> Bounds:
    visible = query.visible_accounts
    accounts = None if visible is None else keys_of(connection, "account", visible)
    start = None if query.start is None else first_millis(query.start)
    end = None if query.end is None else first_millis(query.end)
    if accounts == [] or (start is not None and end is not None and start >= end):
        raise Nothing
    return Bounds(int(shelf), accounts, start, end)


def _sides_by_text(connection: apsw.Connection, query: SessionQuery, rows: int) -> frozenset[str]:
    """Whose address is looked at as text on each of so many rows: "from", "to"."""
    needles = {"from": query.from_needle, "to": query.to_needle}
    asked = {side: needle for side, needle in needles.items() if needle is not None}
    if not asked or rows <= TESTED_BY_TEXT:
        return frozenset(asked)
    addresses: int = connection.execute("SELECT coalesce(max(key), 0) FROM address").get
    if rows * ADDRESSES_A_ROW > addresses:
        return frozenset()
    return frozenset(side for side, needle in asked.items() if len(needle.digits or needle.folded) <= SHORT_NEEDLE)


def _numbers(
    connection: apsw.Connection, bounds: Bounds, asked: Sequence[Filter], rows: int, held: int
) -> tuple[int, int]:
    """The numbers that rows of these dates have, where that narrows a search."""
    dated = bounds.start is not None or bounds.end is not None
    if not dated or rows > NARROW_SHARE * held or not any(f.by_number for f in asked):
        return ALL_NUMBERS
    numbers = numbers_of(connection, bounds)
    if numbers[0] > numbers[1]:
        raise Nothing
    return numbers


def _measured(
    connection: apsw.Connection, bounds: Bounds, asked: Sequence[Filter], numbers: tuple[int, int]
) -> tuple[list[Filter], dict[str, int]]:
    """The filters, rare searches replaced by what they found, and how many rows each would visit, up to a limit."""
    measured: list[Filter] = []
    visits: dict[str, int] = {}
    for each in asked:
        one = each
        if each.by_number:
            sql = f"SELECT n FROM ({each.estimate}) LIMIT {MOST_NUMBERS + 1}"  # noqa: S608 - texts of ours
            found = [n for (n,) in connection.execute(sql, filled(each.estimate_parameters, numbers))]
            visits[each.name] = len(found) if len(found) <= MOST_NUMBERS else MOST_COUNTED
            if not found:
                raise Nothing
            if len(found) <= MOST_NUMBERS:
                one = listed_numbers(each.name, found)
        elif each.source:
            visits[each.name] = _visits(connection, bounds, each)
        measured.append(one)
    return measured, visits


def _visits(connection: apsw.Connection, bounds: Bounds, asked: Filter) -> int:
    """How many rows a filter's source visits, counted up to just above a limit."""
    sql, parameters = asked.estimate, asked.estimate_parameters
    if asked.holds_bounds and bounds.accounts is not None and len(bounds.accounts) == 1:
        sql, parameters = Way(bounds, asked.source, (), (asked,), "").select("1")
    counted: int = connection.execute(f"SELECT count(*) FROM ({sql} LIMIT {MOST_COUNTED + 1})", parameters).get  # noqa: S608
    return counted


def _begin(bounds: Bounds, begun: Filter, visits: Mapping[str, int]) -> Way:
    reason = f"begin with {begun.name}, which visits {_visited(visits[begun.name])} rows"
    return Way(bounds, begun.source, begun.source_parameters, (), reason)


def _visited(rows: int) -> str:
    """A count that ended at its limit is no count."""
    return "many" if rows >= MOST_COUNTED else str(rows)


def _tests(way: Way, asked: Sequence[Filter], begun: Filter | None) -> tuple[Filter, ...]:
    """The filters that are still to be tested on this way."""
    is_begun = begun is not None and way.source == begun.source
    return tuple(f for f in asked if not (is_begun and f is begun and f.replaces_clause))


def _counted(bounds: Bounds, asked: Sequence[Filter], numbers: tuple[int, int]) -> tuple[str, tuple[Any, ...]] | None:
    """SQL that counts what a search alone finds, without a look at any row; None where rows decide."""
    if len(asked) > 1 or bounds.start is not None or bounds.end is not None:
        return None
    if asked[0].counting and bounds.accounts is None:
        return asked[0].counting, asked[0].estimate_parameters
    if not asked[0].by_number or not asked[0].holds_bounds:
        return None
    sql = f"SELECT count(*) FROM ({asked[0].estimate})"  # noqa: S608 - texts of ours
    return sql, filled(asked[0].estimate_parameters, numbers)


def _walk_all(bounds: Bounds, rows: int, held: int) -> Way:
    """Rows as they lie; by date where a window of it holds few of all accounts' rows."""
    if bounds.accounts is None and rows * ROW_BY_DATE < held:
        return Way(bounds, BY_DATE, (), (), f"walk {rows} rows by date")
    return Way(bounds, AS_THEY_LIE, (), (), f"walk {rows} rows as they lie")


def _walk_by_date(bounds: Bounds, rows: int, held: int) -> Way:
    """One account by its own rows; several by theirs when they are a small part of the shelf; else all by date."""
    if bounds.accounts is not None and (len(bounds.accounts) == 1 or rows <= SMALL_SHARE * held):
        return Way(bounds, AS_THEY_LIE, (), (), f"walk the {rows} rows of {len(bounds.accounts)} accounts")
    return Way(bounds, BY_DATE, (), (), f"walk by date, of {held} rows {rows} may be met")
