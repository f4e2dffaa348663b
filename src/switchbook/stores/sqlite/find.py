"""Answers queries on a reading connection: plan, count, page, documents."""

from __future__ import annotations

import json
import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

import apsw
import msgspec

from switchbook.errors import QueryTooExpensive
from switchbook.model.directory import Directory
from switchbook.model.document import Document, names, write_log
from switchbook.model.query import UNCOLUMNED_SORT_LIMIT, Place, SessionQuery, Sort, SortKind, sorted_text
from switchbook.model.session import DialState, HoldReason, QueueState, wire_name
from switchbook.stores.contract import Page
from switchbook.stores.sqlite import rollup
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import id_bytes, id_text
from switchbook.stores.sqlite.pages import Found, Row, in_order, order_key, rows_of_page
from switchbook.stores.sqlite.plan import Plan, plans
from switchbook.stores.sqlite.shelves import read_lines

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
        watch = _Watch()
        chosen = plans(connection, query, directory)
        watch.lap("plan")
        limit = -1 if query.limit is None else query.limit
        total = None if query.with_total else _NO_TOTAL
        if total is None and not _tells_its_total(query, chosen):
            total = _total(connection, chosen)
            watch.lap("total")
        known = None if total is None else total.sessions
        found = self._rows(connection, query, directory, chosen, limit if limit < 0 else limit + 1, known)
        watch.lap("rows of the page")
        page = found.rows if limit < 0 else found.rows[:limit]
        has_more = len(found.rows) > len(page)
        if total is None:
            whole = not query.offset and query.after is None and not has_more
            total = _total_of(page) if whole else _total(connection, chosen)
            watch.lap("total")
        last = None if not page else _place(query.sort, page[-1])
        documents = self.documents(connection, directory, [row[0] for row in page])
        watch.lap("documents")
        return Page(documents, total.sessions, has_more, last, plan=lambda: _told(chosen, total, found, watch.laps))

    def everything(self, connection: apsw.Connection, query: SessionQuery, directory: Directory) -> array[int]:
        """The numbers of all sessions that match, in order: eight bytes each."""
        chosen = plans(connection, msgspec.structs.replace(query, limit=None), directory)
        query = msgspec.structs.replace(query, after=None, offset=0)
        if not query.sort.field.columned:
            return array("q", [row[0] for row in self._rows(connection, query, directory, chosen, -1, None).rows])
        # One column of what was sorted, so that no list of rows is ever held.
        return array("q", (row[0] for row in in_order(connection, query, [each.every for each in chosen], -1, 0)))

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
        total: int | None,
    ) -> Found:
        """The sessions of a page in order; `wanted` below 0 means all."""
        if not chosen:
            return Found([], lambda: ["page: there is nothing to read"])
        if not query.sort.field.columned:
            return self._sorted_by_document(connection, query, directory, chosen, wanted)
        return rows_of_page(connection, query, chosen, wanted, total)

    def _sorted_by_document(
        self,
        connection: apsw.Connection,
        query: SessionQuery,
        directory: Directory,
        chosen: Sequence[Plan],
        wanted: int,
    ) -> Found:
        """A page of all matches in the order of a field that only documents hold."""
        found: list[tuple[int, bytes]] = []
        ways = [each.every for each in chosen]
        for way in ways:
            sql, parameters = way.select("s.n, s.id")
            most = UNCOLUMNED_SORT_LIMIT + 1 - len(found)
            found.extend(connection.execute(f"{sql} LIMIT ?", (*parameters, most)))
        sort = query.sort
        if len(found) > UNCOLUMNED_SORT_LIMIT:
            raise QueryTooExpensive.of_field(
                "sortField",
                f"More than {UNCOLUMNED_SORT_LIMIT} sessions match, too many to sort by {sort.field.name}; narrow the "
                "query, or sort by dateCreated",
            )
        ids = dict(found)
        read = _reader_of(sort)
        numbers = list(ids)
        rows: list[Row] = []
        for first in range(0, len(numbers), 1000):
            shown = self.numbered(connection, directory, numbers[first : first + 1000])
            rows.extend((n, read(document), ids[n]) for n, document in shown.items())
        rows.sort(key=lambda row: order_key(sort, row[1], row[2]), reverse=sort.descending)
        told = f"page: read and sort {len(rows)} documents by {sort.field.name}"
        if query.after is not None:
            reached = order_key(sort, query.after.value, id_bytes(query.after.session_id))
            keys = ((order_key(sort, row[1], row[2]), row) for row in rows)
            rows = [row for key, row in keys if (key < reached if sort.descending else key > reached)]
        rows = rows[query.offset : None if wanted < 0 else query.offset + wanted]
        return Found(rows, lambda: [*(way.told("page") for way in ways), told])

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


class _Watch:
    """Takes down how many seconds the parts of an answer took."""

    def __init__(self) -> None:
        self.laps: list[tuple[str, float]] = []
        self._begun = time.perf_counter()

    def lap(self, part: str) -> None:
        """A part has ended."""
        now = time.perf_counter()
        self.laps.append((part, now - self._begun))
        self._begun = now


class _Total(NamedTuple):
    """How many sessions match; None: not asked. `told` says in words how that was found."""

    sessions: int | None
    told: Callable[[], list[str]]


_NO_TOTAL = _Total(None, lambda: ["total: none asked"])


def _told(chosen: Sequence[Plan], total: _Total, found: Found, laps: Sequence[tuple[str, float]]) -> list[str]:
    """How an answer was found, in words, and how long its parts took. They repeat no value of the question."""
    figures = [line for each in chosen for line in each.figures()] or ["nothing can match"]
    times = (f"{part}: {seconds * 1000:.2f} ms" for part, seconds in laps)
    return [*figures, *total.told(), *found.told(), *times]


def _tells_its_total(query: SessionQuery, chosen: Sequence[Plan]) -> bool:
    """Whether a page is likely the whole answer, or too rare to be worth counting first."""
    rare = all(each.first.source == each.every.source for each in chosen)
    return rare and query.limit != 0 and not query.offset and query.after is None


def _total(connection: apsw.Connection, chosen: Sequence[Plan]) -> _Total:
    counted = [_count(connection, each) for each in chosen]
    none = ["total: there is nothing to count"]
    return _Total(sum(sessions for sessions, _ in counted), lambda: [told() for _, told in counted] or none)


def _total_of(page: Sequence[Row]) -> _Total:
    return _Total(len(page), lambda: ["total: the page is all that matches"])


def _count(connection: apsw.Connection, chosen: Plan) -> tuple[int, Callable[[], str]]:
    """How many sessions of a shelf match, and how that was found."""
    bounds, told = chosen.bounds, chosen.bounds.told
    if chosen.by_rollup and bounds.start is None and bounds.end is None:
        return chosen.rows, lambda: told("total", "from the rollup")
    if chosen.by_rollup:
        return rollup.count(connection, bounds), lambda: told("total", "from the rollup, parts of days from their rows")
    if chosen.counted is not None:
        return connection.execute(*chosen.counted).get, lambda: told("total", "count what the search finds")
    return connection.execute(*chosen.every.select("count(*)")).get, lambda: chosen.every.told("total")


def _place(sort: Sort, row: Row) -> Place:
    value = id_text(row[2]) if sort.field.name == "id" else row[1]
    assert not isinstance(value, bytes)  # noqa: S101 - only ids are bytes
    return Place(value, id_text(row[2]))


def _reader_of(sort: Sort) -> Callable[[bytes], str | int | None]:
    """Reads the sort value of a field from a session's JSON: `sorted_text`, or the number of an enum's member."""
    holder = msgspec.defstruct("Holder", [("value", str | None, None)], rename={"value": sort.field.name})
    decoder = msgspec.json.Decoder(holder)
    if sort.field.kind is SortKind.text:
        return lambda raw: None if (value := decoder.decode(raw).value) is None else sorted_text(value)  # type: ignore[attr-defined]
    numbers = {wire_name(member): int(member) for member in _ENUMS[sort.field.name]}
    return lambda raw: numbers[decoder.decode(raw).value]  # type: ignore[attr-defined]
