"""The sessions of a page in order: by a column, by date from the rollup's days, or window after window of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import apsw
import msgspec

from switchbook.model.query import SORTED_LETTERS, Place, SessionQuery, Sort
from switchbook.stores.sqlite import rollup
from switchbook.stores.sqlite.bounds import Bounds, Way, numbers_of, over_days
from switchbook.stores.sqlite.filters import Filter
from switchbook.stores.sqlite.keys import id_bytes
from switchbook.stores.sqlite.plan import Plan, beyond, column_of, may_be_cut, order_by
from switchbook.stores.sqlite.rows import DAY_MS

# A session in an order: its number, the value it is sorted by, its id.
Row = tuple[int, str | int | bytes | None, bytes]
_EVER = (-(1 << 62), 1 << 62)
# From so many rows on, going from address to address beats reading and sorting them: 53 ms of 128,000 rows.
LARGE = 20_000
# Pages that end beyond so many rows are left to sorting: a list of all before them would be held.
_MOST_MERGED = 20_000
_SIDES = {"fromAddress": "from", "toAddress": "to"}
# The first window of a search, and how much larger each next one is than all before it.
FIRST_WINDOW, _GROWTH = 4_000, 3


class Found(NamedTuple):
    """Rows in order. `told` says in words how they were found; whatever finds rows brings its own."""

    rows: list[Row]
    told: Callable[[], list[str]]


def rows_of_page(
    connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int, total: int | None
) -> Found:
    """Up to so many sessions of a query sorted by a column; `total` (None: unknown) is how many match.

    `wanted` below 0 means all.
    """
    if wanted < 0:
        return _sorted(connection, query, chosen, wanted)
    if query.sort.field.name != "dateCreated":
        return _by_column(connection, query, chosen, wanted)
    if all(each.by_rollup for each in chosen):
        return _by_rollup(connection, query, chosen, wanted)
    if any(each.in_windows for each in chosen):
        met = islice(_by_windows(connection, query, chosen, wanted, total), query.offset, query.offset + wanted)
        part = "page by date, window after window of days"
        return Found(list(met), lambda: [each.in_window.told(part) for each in chosen])
    ways = [each.first for each in chosen]
    rows = list(in_order(connection, query, ways, wanted, query.offset))
    return Found(rows, lambda: [way.told("page by date") for way in ways])


def in_order(
    connection: apsw.Connection,
    query: SessionQuery,
    ways: Sequence[Way],
    wanted: int,
    offset: int,
    *,
    whole: bool = False,
) -> Iterator[Row]:
    """Rows in order by a column, shelves merged; `wanted` below 0 means all. `whole`: by all of a text, uncut."""
    column = column_of(query.sort.field, whole=whole)
    further = None if query.after is None else beyond(query.sort, query.after, column)
    columns = f"s.n, {column} AS value, s.id AS session_id"
    selects = [each.select(columns, further) for each in ways]
    sql = " UNION ALL ".join(f"SELECT * FROM ({each})" if len(selects) > 1 else each for each, _ in selects)  # noqa: S608
    named = ("value", "session_id") if len(selects) > 1 else (column, "s.id")
    parameters = [each for _, own in selects for each in own]
    if ways:
        yield from connection.execute(
            f"{sql} {order_by(query.sort, *named)} LIMIT ? OFFSET ?", (*parameters, wanted, offset)
        )


def order_key(sort: Sort, value: str | int | bytes | None, session_id: bytes) -> tuple[bool, Any, bytes]:
    """What rows are sorted by, to be reversed where the order descends: those without a value are last both ways."""
    return ((value is None) is not sort.descending, value if value is not None else 0, session_id)


def _sorted(
    connection: apsw.Connection,
    query: SessionQuery,
    chosen: Sequence[Plan],
    wanted: int,
    because: str = "",
    *,
    whole: bool = False,
) -> Found:
    """All matches, sorted by SQLite; `because`: in words, what was tried before."""
    ways = [each.every for each in chosen]
    rows = list(in_order(connection, query, ways, wanted, query.offset, whole=whole))
    return Found(rows, lambda: [way.told(f"page sorted by {query.sort.field.name}{because}") for way in ways])


def _by_column(connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int) -> Found:
    """A page by a column; texts are read whole first, since to cut each costs a tenth of sorting them.

    Only among texts that begin with the same `SORTED_LETTERS` letters is the order of whole texts another than that of
    cut ones, and what stands before and after all of these is the same. So a page without a text so long is right, as
    is what stands beyond a place whose text is shorter.
    """
    if may_be_cut(query.sort.field):
        if query.after is None or not _may_begin_alike(query.after.value):
            found = _by_whole(connection, query, chosen, wanted)
            if not any(_may_begin_alike(value) for _, value, _ in found.rows):
                return found
        return _sorted(connection, query, chosen, wanted, ", since texts are long")
    return _by_whole(connection, query, chosen, wanted)


def _may_begin_alike(value: str | int | bytes | None) -> bool:
    """Whether texts may differ that are equal to this one in an order."""
    return isinstance(value, str) and len(value) >= SORTED_LETTERS


def _by_whole(connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int) -> Found:
    """A page by whole values: all matches are sorted, but of very many by From or To, the first of each shelf merged.

    They are sorted too where a shelf's rows are not found before those without an address, which come last.
    """
    side, most = _SIDES.get(query.sort.field.name), query.offset + wanted
    if side is None or not all(each.by_rollup for each in chosen) or all(each.rows < LARGE for each in chosen):
        return _sorted(connection, query, chosen, wanted, whole=True)
    if most > _MOST_MERGED or (query.after is not None and query.after.value is None):
        return _sorted(connection, query, chosen, wanted, whole=True)
    first = msgspec.structs.replace(query, offset=0)
    found: list[Found] = []
    for each in chosen:
        if each.rows < LARGE:
            found.append(_sorted(connection, first, [each], most, whole=True))
            continue
        one = _by_address(connection, query, each.bounds, side, most)
        if len(one.rows) < most:
            return _sorted(connection, query, chosen, wanted, ", since too few have an address", whole=True)
        found.append(one)
    rows = [row for one in found for row in one.rows]
    rows.sort(key=lambda row: order_key(query.sort, row[1], row[2]), reverse=query.sort.descending)
    return Found(rows[query.offset : most], lambda: [line for one in found for line in one.told()])


def _by_address(connection: apsw.Connection, query: SessionQuery, bounds: Bounds, side: str, most: int) -> Found:
    """The first sessions of a shelf that have an address on a side: address after address, each with its sessions."""
    further: tuple[Filter, ...] = ()
    source = f"""address AS a INDEXED BY address_folded CROSS JOIN session AS s INDEXED BY session_{side}
                 ON s.{side}_address = a.key"""
    if (after := query.after) is not None:
        sign = "<" if query.sort.descending else ">"
        clause = f"a.folded {sign}= ? AND (a.folded, s.id) {sign} (?, ?)"
        further = (Filter("after", clause, (after.value, after.value, id_bytes(after.session_id))),)
    sql, parameters = Way(bounds, source, (), further, "").select("s.n, a.folded, s.id")
    order = "DESC" if query.sort.descending else "ASC"
    sql += f" ORDER BY a.folded {order}, s.id {order} LIMIT ?"
    rows = list(connection.execute(sql, (*parameters, most)))
    return Found(rows, lambda: [bounds.told(f"page by {query.sort.field.name}", "address after address")])


def _by_rollup(connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int) -> Found:
    chosen, passed = _reached(connection, query, chosen)
    shelves = [each.bounds for each in chosen]
    descending, offset = query.sort.descending, query.offset + passed
    found = rollup.window(connection, shelves, descending=descending, offset=offset, wanted=wanted)
    if found is None:
        return Found([], lambda: ["page by date: the rollup has no days left"])
    ways = [over_days(bounds.within(found.start, found.end)) for bounds in shelves]
    query = msgspec.structs.replace(query, after=None)
    rows = list(in_order(connection, query, ways, wanted, found.offset))
    days = (found.end - found.start) // DAY_MS
    return Found(rows, lambda: [f"page by date: days from the rollup, a stretch of {days}"])


def _by_windows(
    connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int, total: int | None
) -> Iterator[Row]:
    """Matches in order of date, from windows that grow until nobody asks for more."""
    low, high = _ahead(query)
    bounds = [each.bounds.within(low, high) for each in chosen]
    size = FIRST_WINDOW
    if total:
        # As many as hold the page if matches are spread evenly, and half as many again.
        size = max(size, (query.offset + wanted) * sum(each.rows for each in chosen) * 3 // (2 * total))
    days: list[int] = []
    rows = seen = 0
    for day, held in rollup.days_held(connection, bounds, descending=query.sort.descending):
        days.append(day)
        rows += held
        if rows >= size:
            yield from _in_window(connection, query, chosen, days)
            seen += rows
            size, rows = seen * _GROWTH, 0
            days.clear()
    if days:
        yield from _in_window(connection, query, chosen, days)


def _in_window(
    connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], days: Sequence[int]
) -> Iterator[Row]:
    ways = []
    for each in chosen:
        bounds = each.bounds.within(min(days) * DAY_MS, (max(days) + 1) * DAY_MS)
        way = each.in_window._replace(bounds=bounds)
        if each.in_windows:
            way = way._replace(numbers=numbers_of(connection, bounds))
        ways.append(way)
    return in_order(connection, query, ways, -1, 0)


def _ahead(query: SessionQuery) -> tuple[int, int]:
    """From when to before when sessions lie that stand after the place that was reached, or beside it."""
    if query.after is None:
        return _EVER
    at = query.after.value
    assert isinstance(at, int)  # noqa: S101 - every session has a date
    return (_EVER[0], at + 1) if query.sort.descending else (at, _EVER[1])


def _reached(connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan]) -> tuple[Sequence[Plan], int]:
    """The plans bounded to the time of the place that was reached, and how many rows of that time it is past."""
    place: Place | None = query.after
    if place is None:
        return chosen, 0
    assert isinstance(place.value, int)  # noqa: S101 - every session has a date
    passed = 0
    for each in chosen:
        same = over_days(each.bounds.within(place.value, place.value + 1))
        sign = ">=" if query.sort.descending else "<="
        told = Filter("before", f"s.id {sign} ?", (id_bytes(place.session_id),))
        passed += int(connection.execute(*same.select("count(*)", told)).get)
    return [each._replace(bounds=each.bounds.within(*_ahead(query))) for each in chosen], passed
