"""Answers queries on a reading connection: plan, count, page, documents."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

import apsw
import msgspec

from switchbook.errors import BadRequest
from switchbook.model.directory import Directory
from switchbook.model.document import Document, names, write_log
from switchbook.model.matching import fold
from switchbook.model.query import UNCOLUMNED_SORT_LIMIT, Place, SessionQuery, Sort, SortKind
from switchbook.model.session import DialState, HoldReason, QueueState, wire_name
from switchbook.stores.contract import Page
from switchbook.stores.sqlite import rollup
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.filters import Filter
from switchbook.stores.sqlite.keys import id_bytes, id_text
from switchbook.stores.sqlite.plan import Plan, beyond, column_of, order_by, plans, walk_days, within
from switchbook.stores.sqlite.shelves import read_lines

# A session in an order: its number, the value it is sorted by, its id.
_Row = tuple[int, str | int | bytes | None, bytes]
_EVER = (-(1 << 62), 1 << 62)
# Splices are kept for this many different combinations of account, customer and endpoint.
_MOST_SPLICES = 100_000
# Sort fields without a column whose values are members of an enum.
_ENUMS: dict[str, type[IntEnum]] = {"dialState": DialState, "queueState": QueueState, "holdReason": HoldReason}


class Finder:
    """Answers queries; holds nothing of a connection, only the splices of the directory's present version."""

    def __init__(self, compression: Compression) -> None:
        self._compression = compression
        self._splices: dict[tuple[int, str, str, str], bytes] = {}

    def page(self, connection: apsw.Connection, query: SessionQuery, directory: Directory) -> Page:
        """See `Store.find`."""
        chosen = plans(connection, query, directory)
        total = sum(_count(connection, each) for each in chosen) if query.with_total else None
        limit = -1 if query.limit is None else query.limit
        found = self._rows(connection, query, directory, chosen, limit if limit < 0 else limit + 1)
        page = found if limit < 0 else found[:limit]
        last = None if not page else _place(query.sort, page[-1])
        documents = self.documents(connection, directory, [row[0] for row in page])
        return Page(documents, total, has_more=len(found) > len(page), last=last)

    def everything(self, connection: apsw.Connection, query: SessionQuery, directory: Directory) -> array[int]:
        """The numbers of all sessions that match, in order: eight bytes each."""
        chosen = plans(connection, query, directory)
        query = msgspec.structs.replace(query, after=None, offset=0)
        if not query.sort.field.columned:
            return array("q", [row[0] for row in self._rows(connection, query, directory, chosen, -1)])
        # One column of what was sorted, so that no list of rows is ever held.
        return array("q", (row[0] for row in _sorted(connection, query, chosen, -1, 0)))

    def documents(self, connection: apsw.Connection, directory: Directory, numbers: Sequence[int]) -> list[bytes]:
        """The wire-ready JSON of sessions by number, in the order given; numbers that are gone are passed over."""
        return list(self.numbered(connection, directory, numbers).values())

    def numbered(
        self, connection: apsw.Connection, directory: Directory, numbers: Sequence[int]
    ) -> Mapping[int, bytes]:
        """The same by their numbers."""
        sql = "SELECT n, open, body FROM document WHERE n IN (SELECT value FROM json_each(?))"
        kept = {n: (is_open, body) for n, is_open, body in connection.execute(sql, (json.dumps(list(numbers)),))}
        return {n: self._spliced(connection, directory, n, *kept[n]) for n in numbers if n in kept}

    def _rows(
        self,
        connection: apsw.Connection,
        query: SessionQuery,
        directory: Directory,
        chosen: Sequence[Plan],
        wanted: int,
    ) -> list[_Row]:
        """The sessions of a page in order; `wanted` below 0 means all."""
        if wanted == 0 or not chosen:
            return []
        if not query.sort.field.columned:
            return self._sorted_by_document(connection, query, directory, chosen, wanted)
        offset = query.offset
        if wanted > 0 and chosen[0].by_rollup and query.sort.field.name == "dateCreated":
            chosen, passed = _reached(connection, query, chosen)
            descending, shelves = query.sort.descending, [each.bounds for each in chosen]
            found = rollup.window(connection, shelves, descending=descending, offset=offset + passed, wanted=wanted)
            if found is None:
                return []
            chosen, offset = [walk_days(within(each, found.start, found.end)) for each in shelves], found.offset
            query = msgspec.structs.replace(query, after=None)
        return list(_sorted(connection, query, chosen, wanted, offset))

    def _sorted_by_document(
        self,
        connection: apsw.Connection,
        query: SessionQuery,
        directory: Directory,
        chosen: Sequence[Plan],
        wanted: int,
    ) -> list[_Row]:
        """A page of all matches in the order of a field that only documents hold."""
        found: list[tuple[int, bytes]] = []
        for each in chosen:
            sql, parameters = each.select("s.n, s.id")
            most = UNCOLUMNED_SORT_LIMIT + 1 - len(found)
            found.extend(connection.execute(f"{sql} LIMIT ?", (*parameters, most)))
        sort = query.sort
        if len(found) > UNCOLUMNED_SORT_LIMIT:
            raise BadRequest.of_field(
                "sortField",
                f"More than {UNCOLUMNED_SORT_LIMIT} sessions match, too many to sort by {sort.field.name}; narrow the "
                "query, or sort by dateCreated",
            )
        ids = dict(found)
        read = _reader_of(sort)
        numbers = list(ids)
        rows: list[_Row] = []
        for first in range(0, len(numbers), 1000):
            shown = self.numbered(connection, directory, numbers[first : first + 1000])
            rows.extend((n, read(document), ids[n]) for n, document in shown.items())
        rows.sort(key=lambda row: _order_key(sort, row[1], row[2]), reverse=sort.descending)
        if query.after is not None:
            reached = _order_key(sort, query.after.value, id_bytes(query.after.session_id))
            keys = ((_order_key(sort, row[1], row[2]), row) for row in rows)
            rows = [row for key, row in keys if (key < reached if sort.descending else key > reached)]
        return rows[query.offset : None if wanted < 0 else query.offset + wanted]

    def _spliced(self, connection: apsw.Connection, directory: Directory, n: int, is_open: int, body: bytes) -> bytes:
        kept = Document.unpacked(self._compression.unpack(body))
        log = write_log(line.line() for line in read_lines(connection, n)) if is_open else None
        place = (directory.version, kept.account_id, kept.customer_id, kept.endpoint_id)
        named = self._splices.get(place)
        if named is None:
            if len(self._splices) >= _MOST_SPLICES:
                self._splices.clear()
            named = self._splices[place] = names(directory, *place[1:])
        return kept.filled(named, log)


def _count(connection: apsw.Connection, chosen: Plan) -> int:
    if chosen.by_rollup:
        return rollup.count(connection, chosen.bounds)
    total: int = connection.execute(*chosen.select("count(*)")).get
    return total


def _sorted(
    connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan], wanted: int, offset: int
) -> Iterator[_Row]:
    """Rows in order by a column, both shelves merged; `wanted` below 0 means all."""
    further = None if query.after is None else beyond(query.sort, query.after)
    columns = f"s.n, {column_of(query.sort.field)} AS value, s.id AS session_id"
    selects = [each.select(columns, further) for each in chosen]
    sql = " UNION ALL ".join(f"SELECT * FROM ({each})" if len(selects) > 1 else each for each, _ in selects)  # noqa: S608
    named = ("value", "session_id") if len(selects) > 1 else (column_of(query.sort.field), "s.id")
    parameters = [each for _, own in selects for each in own]
    if chosen:
        yield from connection.execute(
            f"{sql} {order_by(query.sort, *named)} LIMIT ? OFFSET ?", (*parameters, wanted, offset)
        )


def _reached(connection: apsw.Connection, query: SessionQuery, chosen: Sequence[Plan]) -> tuple[Sequence[Plan], int]:
    """The plans bounded to the time of the place that was reached, and how many rows of that time it is past."""
    place = query.after
    if place is None:
        return chosen, 0
    assert isinstance(place.value, int)  # noqa: S101 - every session has a date
    low, high = (_EVER[0], place.value + 1) if query.sort.descending else (place.value, _EVER[1])
    passed = 0
    for each in chosen:
        same = walk_days(within(each.bounds, place.value, place.value + 1))
        sign = ">=" if query.sort.descending else "<="
        told = Filter("before", f"s.id {sign} ?", (id_bytes(place.session_id),))
        passed += int(connection.execute(*same.select("count(*)", told)).get)
    return [each._replace(bounds=within(each.bounds, low, high)) for each in chosen], passed


def _place(sort: Sort, row: _Row) -> Place:
    value = id_text(row[2]) if sort.field.name == "id" else row[1]
    assert not isinstance(value, bytes)  # noqa: S101 - only ids are bytes
    return Place(value, id_text(row[2]))


def _order_key(sort: Sort, value: str | int | bytes | None, kept_id: bytes) -> tuple[bool, Any, bytes]:
    """What rows are sorted by, to be reversed where the order descends: those without a value are last both ways."""
    return ((value is None) is not sort.descending, value if value is not None else 0, kept_id)


def _reader_of(sort: Sort) -> Callable[[bytes], str | int | None]:
    """Reads the sort value of a field from a session's JSON: folded text, or the number of an enum's member."""
    holder = msgspec.defstruct("Holder", [("value", str | None, None)], rename={"value": sort.field.name})
    decoder = msgspec.json.Decoder(holder)
    if sort.field.kind is SortKind.text:
        return lambda raw: None if (value := decoder.decode(raw).value) is None else fold(value)  # type: ignore[attr-defined]
    numbers = {wire_name(member): int(member) for member in _ENUMS[sort.field.name]}
    return lambda raw: numbers[decoder.decode(raw).value]  # type: ignore[attr-defined]
