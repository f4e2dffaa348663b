"""Answers queries on a reading connection: plan, count, page, documents."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum

import apsw
import msgspec

from switchbook.errors import BadRequest
from switchbook.model.directory import Directory
from switchbook.model.document import Document, names, write_log
from switchbook.model.matching import fold
from switchbook.model.query import UNCOLUMNED_SORT_LIMIT, SessionQuery, Sort, SortKind
from switchbook.model.session import DialState, HoldReason, QueueState, wire_name
from switchbook.stores.contract import Page
from switchbook.stores.sqlite import rollup
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.filters import Nothing
from switchbook.stores.sqlite.plan import Plan, order_by, plan, walk_days, within
from switchbook.stores.sqlite.shelves import read_lines

_EMPTY = Page((), 0, has_more=False)
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
        limit = query.limit if query.limit is not None else -1
        try:
            chosen = plan(connection, query, directory)
        except Nothing:
            return _EMPTY if query.with_total else Page((), None, has_more=False)
        total = self._count(connection, chosen) if query.with_total else None
        wanted = limit if limit < 0 else limit + 1
        numbers = self._numbers(connection, query, directory, chosen, query.offset, wanted)
        page = numbers if limit < 0 else numbers[:limit]
        return Page(self.documents(connection, directory, page), total, has_more=len(numbers) > len(page))

    def everything(self, connection: apsw.Connection, query: SessionQuery, directory: Directory) -> array[int]:
        """The numbers of all sessions that match, in order: eight bytes each."""
        try:
            chosen = plan(connection, query, directory)
        except Nothing:
            return array("q")
        return array("q", self._numbers(connection, query, directory, chosen, 0, -1))

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

    def _count(self, connection: apsw.Connection, chosen: Plan) -> int:
        if chosen.by_rollup:
            return rollup.count(connection, chosen.bounds)
        total: int = connection.execute(chosen.select("count(*)"), chosen.parameters).get
        return total

    def _numbers(
        self,
        connection: apsw.Connection,
        query: SessionQuery,
        directory: Directory,
        chosen: Plan,
        offset: int,
        wanted: int,
    ) -> list[int]:
        """Numbers of the sessions of a page in order; `wanted` below 0 means all."""
        if wanted == 0:
            return []
        if not query.sort.field.columned:
            return self._sorted_by_document(connection, query.sort, directory, chosen)[
                offset : None if wanted < 0 else offset + wanted
            ]
        if chosen.by_rollup and wanted > 0 and query.sort.field.name == "dateCreated":
            descending = query.sort.descending
            found = rollup.window(connection, chosen.bounds, descending=descending, offset=offset, wanted=wanted)
            if found is None:
                return []
            chosen, offset = walk_days(within(chosen.bounds, found.start, found.end)), found.offset
        sql = f"{chosen.select('s.n')} {order_by(query.sort)} LIMIT ? OFFSET ?"
        return [n for (n,) in connection.execute(sql, (*chosen.parameters, wanted, offset))]

    def _sorted_by_document(
        self, connection: apsw.Connection, sort: Sort, directory: Directory, chosen: Plan
    ) -> list[int]:
        """Numbers of all matches in the order of a field that only documents hold."""
        sql = f"{chosen.select('s.n, s.id')} LIMIT ?"
        found = list(connection.execute(sql, (*chosen.parameters, UNCOLUMNED_SORT_LIMIT + 1)))
        if len(found) > UNCOLUMNED_SORT_LIMIT:
            raise BadRequest.of_field(
                "sortField",
                f"More than {UNCOLUMNED_SORT_LIMIT} sessions match, too many to sort by {sort.field.name}; narrow the "
                "query, or sort by dateCreated",
            )
        ids = dict(found)
        read = _reader_of(sort)
        numbers = list(ids)
        values: dict[int, str | int | None] = {}
        for first in range(0, len(numbers), 1000):
            some = numbers[first : first + 1000]
            values.update(zip(some, map(read, self.documents(connection, directory, some)), strict=True))
        present = sorted((n for n in numbers if values[n] is not None), key=lambda n: (values[n], ids[n]))
        absent = sorted((n for n in numbers if values[n] is None), key=ids.__getitem__)
        return present[::-1] + absent[::-1] if sort.descending else present + absent

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


def _reader_of(sort: Sort) -> Callable[[bytes], str | int | None]:
    """Reads the sort value of a field from a session's JSON: folded text, or the number of an enum's member."""
    holder = msgspec.defstruct("Holder", [("value", str | None, None)], rename={"value": sort.field.name})
    decoder = msgspec.json.Decoder(holder)
    if sort.field.kind is SortKind.text:
        return lambda raw: None if (value := decoder.decode(raw).value) is None else fold(value)  # type: ignore[attr-defined]
    numbers = {wire_name(member): int(member) for member in _ENUMS[sort.field.name]}
    return lambda raw: numbers[decoder.decode(raw).value]  # type: ignore[attr-defined]
