"""A fast oracle: the answer to any query in any state of a history.

It knows nothing of indexes, rollups or plans: every filter is a test on a whole column, every order a sort of all that
passed. How texts are folded and documents written is the model's; the rest is said anew here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from support.columns import ABSENT, Columns
from support.history import History

from switchbook.errors import QueryTooExpensive
from switchbook.model.actor import Scope
from switchbook.model.clock import OnClock
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import EPOCH
from switchbook.model.matching import AddressNeedle, fold
from switchbook.model.query import (
    COMPUTED,
    DIRECTORY_NAMES,
    NO_CUSTOMER,
    NO_OUTCOME,
    SORTED_LETTERS,
    UNCOLUMNED_SORT_LIMIT,
    Place,
    SessionQuery,
    SortField,
    SortKind,
)
from switchbook.stores.contract import Page, Stop

_ADDRESSES = ("from_address", "to_address", "from_name", "answered_by_name")


class Oracle:
    """As much of a store as a list asks for, in one state of a history; `at` goes to any other."""

    def __init__(self, history: History, cursor_key: bytes = b"") -> None:
        self._history = history
        self._key = cursor_key
        self.state = 0
        self.aliases: dict[str, str] = {}
        self.columns = Columns()
        self.columns.put(list(history.first.values()))
        self._directory = history.founded

    def at(self, state: int) -> Oracle:
        """Go to this state."""
        while self.state != state:
            forward = self.state < state
            patch = self._history.patches[self.state if forward else self.state - 1]
            coming = []
            for (kind, key), (before, after) in patch.items():
                value = after if forward else before
                if kind == "directory":
                    self._directory = value
                elif kind == "alias":
                    self.aliases.pop(key, None)
                    self.aliases |= {} if value is None else {key: value}
                elif value is not None:
                    coming.append(value)
                elif key in self.columns.row_of:
                    self.columns.drop(key)
            self.columns.put(coming)
            self.state += 1 if forward else -1
        return self

    def directory(self) -> Directory:
        """The directory of this state."""
        return self._directory

    def cursor_key(self) -> bytes:
        """The key that the oracle was given."""
        return self._key

    def sessions_of_leg(self, _leg: str) -> frozenset[str]:
        """None: what legs a session has is not told by a history, and no question of these tests names one."""
        return frozenset()

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        """See `Store.find`."""
        ordered = self.matches(query)
        left = ordered if query.after is None else ordered[self._reached(query, ordered, query.after) :]
        end = len(left) if query.limit is None else query.offset + query.limit
        page = left[query.offset : end]
        return Page(
            documents=[self.columns.kept(row).shown(self._directory) for row in page],
            total=len(ordered) if query.with_total else None,
            has_more=end < len(left),
            last=self.place(query, page[-1]) if len(page) else None,
        )

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        """See `Store.stream`: all at once, as it is in this state."""
        ordered = self.matches(query)
        return len(ordered), iter([[self.columns.kept(row).shown(self._directory) for row in ordered]])

    def matches(self, query: SessionQuery) -> Any:
        """The rows of all that match, in order. Raises QueryTooExpensive as a store does."""
        passed = self._in_scope(query.scope)
        for name, test in TESTS.items():
            value = getattr(query, name)
            if value is not None:
                # Tests of texts that differ from row to row look only at rows that have passed so far.
                passed = test(self, query, value, passed)
        rows = np.flatnonzero(passed)
        if not query.sort.field.columned and len(rows) > UNCOLUMNED_SORT_LIMIT:
            raise QueryTooExpensive("too many to sort")
        return self._ordered(query, rows)

    def place(self, query: SessionQuery, row: int) -> Place:
        """Where a session stands in the order."""
        field = query.sort.field
        session_id = self.columns.ids[row]
        if field.name == "id":
            return Place(session_id, session_id)
        if field.name in DIRECTORY_NAMES:
            return Place(_cut(self._names(field.name).get(self._id_of(field.name, row))), session_id)
        if field.kind is SortKind.text:
            code = self.columns.code[field.attribute][row]
            return Place(None if code < 0 else _cut(self.columns.texts[field.attribute].folded[code]), session_id)
        number = int(self._numbers(field, row))
        return Place(None if number == ABSENT else number, session_id)

    def below(self, customers: Iterable[str]) -> list[int]:
        """The codes of these customers and of all below them."""
        return self.columns.texts["customer_id"].known(self._directory.customer_subtree(customers))

    def _names(self, field: str) -> Mapping[str | None, str]:
        """The folded names of accounts, customers or endpoints, by id."""
        records: Mapping[str, Any] = getattr(self._directory, field.removesuffix("Name") + "s")
        return {key: fold(record.name) for key, record in records.items()}

    def _id_of(self, field: str, row: int) -> str | None:
        column = field.removesuffix("Name") + "_id"
        code = self.columns.code[column][row]
        return None if code < 0 else list(self.columns.texts[column].codes)[code]

    def named(self, field: str, folded: str) -> Any:
        """Which rows have an account, a customer or an endpoint with such a name."""
        column = field.removesuffix("Name") + "_id"
        ids = [key for key, name in self._names(field).items() if key is not None and folded in name]
        return self.columns.coded(column, self.columns.texts[column].known(ids))

    def _in_scope(self, scope: Scope) -> Any:
        columns = self.columns
        passed = columns.shelf >= 0
        if scope.accounts is not None:
            passed &= columns.coded("account_id", columns.texts["account_id"].known(scope.accounts))
        if scope.customers is not None:
            passed &= columns.coded("customer_id", self.below(scope.customers))
        if scope.endpoints is not None:
            passed = self.involving(scope.endpoints, passed)
        return passed

    def involving(self, endpoints: Iterable[str], passed: Any) -> Any:
        """Which of these rows one of the endpoints had a part in."""
        touched = np.zeros_like(passed)
        touched[list(set[int]().union(*(self.columns.touched.get(each, ()) for each in endpoints)))] = True
        return passed & touched

    def _keys(self, query: SessionQuery, rows: Any) -> Any:
        """What these rows are sorted by, as numbers in the same order; ABSENT where there is no value."""
        field = query.sort.field
        if field.name == "id":
            return np.zeros(len(rows), np.int64)
        if field.kind is not SortKind.text:
            return self._numbers(field, rows)
        by_directory = field.name in DIRECTORY_NAMES
        column = field.name.removesuffix("Name") + "_id" if by_directory else field.attribute
        codes, place = np.unique(self.columns.code[column][rows], return_inverse=True)
        texts = self.columns.texts[column]
        values: Sequence[Any] = [*texts.folded, None]
        if by_directory:
            names = self._names(field.name)
            values = [*(names.get(key) for key in texts.codes), None]
        told = [_cut(values[code]) for code in codes]
        ranks = {value: rank for rank, value in enumerate(sorted({each for each in told if each is not None}))}
        return np.array([ranks.get(value, ABSENT) for value in told], np.int64)[place]

    def _numbers(self, field: SortField, rows: Any) -> Any:
        return self.columns.lasted(rows) if field.name in COMPUTED else self.columns.number[field.attribute][rows]

    def _ordered(self, query: SessionQuery, rows: Any) -> Any:
        """By the field, those without a value last both ways, then by the id."""
        keys, high, low = self._keys(query, rows), self.columns.high[rows], self.columns.low[rows]
        absent = keys == ABSENT
        if query.sort.descending:
            keys, high, low = -np.where(absent, 0, keys), ~high, ~low
        return rows[np.lexsort((low, high, keys, absent))]

    def _reached(self, query: SessionQuery, ordered: Any, after: Place) -> int:
        """How many of these stand up to a place."""
        low, high = 0, len(ordered)
        while low < high:
            middle = (low + high) // 2
            if stands_after(query, self.place(query, ordered[middle]), after):
                high = middle
            else:
                low = middle + 1
        return low


def stands_after(query: SessionQuery, place: Place, other: Place) -> bool:
    """Whether one place comes after another in the order of a query."""
    if (place.value is None) != (other.value is None):
        return place.value is None
    one, two = ((each.value if each.value is not None else 0, each.session_id) for each in (place, other))
    return one < two if query.sort.descending else one > two  # type: ignore[operator] # values of one field


def _cut(folded: str | None) -> str | None:
    """What of a folded text counts for an order."""
    return None if folded is None else folded[:SORTED_LETTERS]


def _micros(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)


def _shelf(oracle: Oracle, query: SessionQuery, _: Any, passed: Any) -> Any:
    return passed if query.both_shelves else passed & (oracle.columns.shelf == int(query.shelf))


def _coded(name: str) -> Callable[[Oracle, SessionQuery, Any, Any], Any]:
    def test(oracle: Oracle, _: SessionQuery, wanted: Any, passed: Any) -> Any:
        values = [wanted] if isinstance(wanted, str) else wanted
        return passed & oracle.columns.coded(name, oracle.columns.texts[name].known(values))

    return test


def _customers(oracle: Oracle, _: SessionQuery, wanted: frozenset[str], passed: Any) -> Any:
    # An id that is `_` itself is not meant: it is no customer's.
    below = oracle.below(wanted - {NO_CUSTOMER})
    return passed & oracle.columns.coded("customer_id", below, absent=NO_CUSTOMER in wanted)


def _ids(oracle: Oracle, _: SessionQuery, wanted: frozenset[str], passed: Any) -> Any:
    rows = [oracle.columns.row_of.get(oracle.aliases.get(each, each)) for each in wanted]
    among = np.zeros_like(passed)
    among[[row for row in rows if row is not None]] = True
    return passed & among


def _start(oracle: Oracle, _: SessionQuery, start: datetime, passed: Any) -> Any:
    return passed & (oracle.columns.number["date_created"] * 1000 >= _micros(start))


def _end(oracle: Oracle, _: SessionQuery, end: datetime, passed: Any) -> Any:
    return passed & (oracle.columns.number["date_created"] * 1000 < _micros(end))


def _addressed(name: str) -> Callable[[Oracle, SessionQuery, Any, Any], Any]:
    def test(oracle: Oracle, _: SessionQuery, needle: AddressNeedle, passed: Any) -> Any:
        return passed & oracle.columns.coded(name, oracle.columns.texts[name].containing(needle))

    return test


def _log(oracle: Oracle, _: SessionQuery, needle: str, passed: Any) -> Any:
    logs = oracle.columns.logs
    found = np.zeros_like(passed)
    found[[row for row in np.flatnonzero(passed).tolist() if needle in logs[row]]] = True
    return found


def _text(oracle: Oracle, query: SessionQuery, needle: AddressNeedle, passed: Any) -> Any:
    found = np.zeros_like(passed)
    for name in _ADDRESSES:
        found |= oracle.columns.coded(name, oracle.columns.texts[name].containing(needle))
    for field in DIRECTORY_NAMES:
        found |= oracle.named(field, needle.folded)
    return (passed & found) | _log(oracle, query, needle.folded, passed & ~found)


def _either(oracle: Oracle, _: SessionQuery, needle: AddressNeedle, passed: Any) -> Any:
    sides = [oracle.columns.coded(name, oracle.columns.texts[name].containing(needle)) for name in _ADDRESSES[:2]]
    return passed & (sides[0] | sides[1])


def _member(name: str) -> Callable[[Oracle, SessionQuery, Any, Any], Any]:
    def test(oracle: Oracle, _: SessionQuery, wanted: Any, passed: Any) -> Any:
        values = [int(wanted)] if isinstance(wanted, bool) else [int(each) for each in wanted]
        return passed & np.isin(oracle.columns.number[name], values)

    return test


def _outcomes(oracle: Oracle, _: SessionQuery, wanted: frozenset[str], passed: Any) -> Any:
    codes = [code for code, text in enumerate(oracle.columns.texts["outcome"].folded) if text in wanted]
    return passed & oracle.columns.coded("outcome", codes, absent=NO_OUTCOME in wanted)


def _lasted(oracle: Oracle, passed: Any) -> tuple[Any, Any]:
    """Which rows were completed, and after how many milliseconds."""
    lasted = oracle.columns.lasted(slice(None))
    return passed & (lasted != ABSENT), lasted


def _min_duration(oracle: Oracle, _: SessionQuery, seconds: int, passed: Any) -> Any:
    passed, lasted = _lasted(oracle, passed)
    return passed & (lasted >= seconds * 1000)


def _max_duration(oracle: Oracle, _: SessionQuery, seconds: int, passed: Any) -> Any:
    passed, lasted = _lasted(oracle, passed)
    return passed & (lasted <= seconds * 1000)


def _modified(oracle: Oracle, _: SessionQuery, after: datetime, passed: Any) -> Any:
    modified = oracle.columns.number["date_last_modified"]
    return passed & (modified != ABSENT) & (np.where(modified == ABSENT, 0, modified) * 1000 > _micros(after))


def _on_clock(number: Callable[[datetime], int]) -> Callable[[Oracle, SessionQuery, Any, Any], Any]:
    def test(oracle: Oracle, _: SessionQuery, asked: OnClock, passed: Any) -> Any:
        zone, created = ZoneInfo(asked.zone), oracle.columns.number["date_created"]
        found = np.zeros_like(passed)
        for row in np.flatnonzero(passed).tolist():
            at = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(created[row]))).astimezone(zone)
            found[row] = number(at) in asked.wanted
        return found

    return test


# What each part of a query asks of a row; what is cheap first. A part that is missing here is found by a test.
TESTS: Mapping[str, Callable[[Oracle, SessionQuery, Any, Any], Any]] = {
    "shelf": _shelf,
    "accounts": _coded("account_id"),
    "customers": _customers,
    "endpoints": _coded("endpoint_id"),
    "involved": lambda oracle, _, wanted, passed: oracle.involving(wanted, passed),
    "ids": _ids,
    "parent": _coded("parent_session_id"),
    "start": _start,
    "end": _end,
    "channels": _member("channel"),
    "directions": _member("direction"),
    "call_states": _member("call_state"),
    "outcomes": _outcomes,
    "was_missed": _member("was_missed"),
    "ended": _member("ended"),
    "min_duration": _min_duration,
    "max_duration": _max_duration,
    "modified_after": _modified,
    "weekdays": _on_clock(datetime.weekday),
    "hours": _on_clock(lambda at: at.hour),
    "from_needle": _addressed("from_address"),
    "to_needle": _addressed("to_address"),
    "either_needle": _either,
    "text": _text,
    "log_needle": _log,
}
# Parts that say which shelf, scope or page, not which sessions on it.
OF_THE_PAGE = frozenset({"scope", "both_shelves", "sort", "after", "offset", "limit", "with_total"})
