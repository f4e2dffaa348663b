"""Counts and finds pages by the rollup: sessions per shelf, account and UTC day."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import apsw

from switchbook.stores.sqlite.plan import Bounds, Plan, walk_days, within
from switchbook.stores.sqlite.rows import DAY_MS


class Window(NamedTuple):
    """Days that hold a page: created from `start` to before `end`, and how many rows of it to pass over."""

    start: int
    end: int
    offset: int


def count(connection: apsw.Connection, bounds: Bounds) -> int:
    """How many sessions meet these bounds: whole days from the rollup, days cut by the window from their rows."""
    first, last = _whole_days(bounds)
    counted = sum(sessions for _, sessions in _days(connection, bounds, first, last, descending=True))
    return counted + sum(_count_rows(connection, cut) for cut in _cut_days(bounds, first, last))


def window(
    connection: apsw.Connection, shelves: Sequence[Bounds], *, descending: bool, offset: int, wanted: int
) -> Window | None:
    """The days on which `wanted` rows after `offset` lie, in order of date; None when there are none.

    The bounds differ in nothing but their shelf.
    """
    passed = 0
    begun: int | None = None
    latest = 0
    for day, held in _held(connection, shelves, descending=descending):
        if begun is None:
            if passed + held <= offset:
                passed += held
                continue
            begun, offset, passed = day, offset - passed, 0
        passed += held
        latest = day
        if passed >= offset + wanted:
            break
    if begun is None:
        return None
    low, high = min(begun, latest), max(begun, latest)
    return Window(low * DAY_MS, (high + 1) * DAY_MS, offset)


def _held(connection: apsw.Connection, shelves: Sequence[Bounds], *, descending: bool) -> Iterator[tuple[int, int]]:
    """Days in order and how many sessions of each meet the bounds, all shelves together."""
    first = None if shelves[0].start is None else shelves[0].start // DAY_MS
    last = None if shelves[0].end is None else (shelves[0].end - 1) // DAY_MS
    each = [_days(connection, bounds, first, last, descending=descending) for bounds in shelves]
    merged = heapq.merge(*each, key=itemgetter(0), reverse=descending)
    for day, found in groupby(merged, key=itemgetter(0)):
        sessions = sum(counted for _, counted in found)
        if _is_cut(shelves[0], day):
            sessions = sum(
                _count_rows(connection, within(bounds, day * DAY_MS, (day + 1) * DAY_MS)) for bounds in shelves
            )
        yield day, sessions


def _days(
    connection: apsw.Connection, bounds: Bounds, first: int | None, last: int | None, *, descending: bool
) -> Iterable[tuple[int, int]]:
    """Days and their sessions, in order, from `first` to `last` (both included; None: no bound)."""
    sql = f"""SELECT day, sum(sessions) FROM rollup
              WHERE shelf = ? AND account IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
              GROUP BY day ORDER BY day {"DESC" if descending else "ASC"}"""  # noqa: S608 - texts of ours
    accounts = json.dumps([0] if bounds.accounts is None else bounds.accounts)
    days = (-(1 << 40) if first is None else first, 1 << 40 if last is None else last)
    rows: Iterable[tuple[int, int]] = connection.execute(sql, (bounds.shelf, accounts, *days))
    return rows


def _whole_days(bounds: Bounds) -> tuple[int | None, int | None]:
    """The first and last day that lie wholly inside the bounds."""
    first = None if bounds.start is None else -(-bounds.start // DAY_MS)
    last = None if bounds.end is None else bounds.end // DAY_MS - 1
    return first, last


def _is_cut(bounds: Bounds, day: int) -> bool:
    first, last = _whole_days(bounds)
    return (first is not None and day < first) or (last is not None and day > last)


def _cut_days(bounds: Bounds, first: int | None, last: int | None) -> list[Bounds]:
    """The parts of the bounds before the first and after the last whole day."""
    if first is not None and last is not None and first > last:
        return [bounds]
    cut = []
    if first is not None and bounds.start is not None and bounds.start < first * DAY_MS:
        cut.append(bounds._replace(end=first * DAY_MS))
    if last is not None and bounds.end is not None and bounds.end > (last + 1) * DAY_MS:
        cut.append(bounds._replace(start=(last + 1) * DAY_MS))
    return cut


def _count_rows(connection: apsw.Connection, bounds: Bounds) -> int:
    plan: Plan = walk_days(bounds)
    counted: int = connection.execute(*plan.select("count(*)")).get
    return counted
