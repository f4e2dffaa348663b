"""Counts and finds pages by the rollup: sessions per shelf, account and UTC day, and per period of four weeks.

Periods keep a list of many accounts from being a sum over all their days.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import apsw

from switchbook.stores.sqlite.bounds import Bounds, over_days
from switchbook.stores.sqlite.rows import DAY_MS, PERIOD_DAYS

_EVER = 1 << 40


class Window(NamedTuple):
    """Days that hold a page: created from `start` to before `end`, and how many rows of it to pass over."""

    start: int
    end: int
    offset: int


def count(connection: apsw.Connection, bounds: Bounds) -> int:
    """How many sessions meet these bounds: whole days from the rollup, days cut by the window from their rows."""
    first, last = _whole_days(bounds)
    counted = _count_days(connection, bounds, -_EVER if first is None else first, _EVER if last is None else last)
    return counted + sum(_count_rows(connection, cut) for cut in _cut_days(bounds, first, last))


def at_most(connection: apsw.Connection, bounds: Bounds) -> int:
    """About how many sessions meet these bounds, never fewer: days that are cut are counted whole."""
    first, last = _days_met(bounds)
    return _count_days(connection, bounds, first, last)


def window(
    connection: apsw.Connection, shelves: Sequence[Bounds], *, descending: bool, offset: int, wanted: int
) -> Window | None:
    """The days on which `wanted` rows after `offset` lie, in order of date; None when there are none.

    The bounds differ in nothing but their shelf.
    """
    passed = 0
    begun: int | None = None
    latest = 0
    for day, held in days_held(connection, shelves, descending=descending, offset=offset):
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


def days_held(
    connection: apsw.Connection, shelves: Sequence[Bounds], *, descending: bool, offset: int = 0
) -> Iterator[tuple[int, int]]:
    """Days in order and how many sessions of each meet the bounds, all shelves together.

    Of the first `offset` sessions, those of whole periods are told as if they were of the period's first day.
    """
    met_first, met_last = _days_met(shelves[0])
    passed = 0
    for period, held in _periods_held(connection, shelves, descending=descending):
        first, last = period * PERIOD_DAYS, (period + 1) * PERIOD_DAYS - 1
        whole = not _is_cut(shelves[0], first) and not _is_cut(shelves[0], last)
        if whole and passed + held <= offset:
            passed += held
            yield first, held
            continue
        each = [_days(connection, b, max(first, met_first), min(last, met_last), descending) for b in shelves]
        for day, sessions in _together(each, descending=descending):
            if _is_cut(shelves[0], day):
                cut = [bounds.within(day * DAY_MS, (day + 1) * DAY_MS) for bounds in shelves]
                sessions = sum(_count_rows(connection, bounds) for bounds in cut)
            passed += sessions
            yield day, sessions


def _periods_held(
    connection: apsw.Connection, shelves: Sequence[Bounds], *, descending: bool
) -> Iterator[tuple[int, int]]:
    """Periods in order and how many sessions of each are of the accounts, whatever days of it are asked."""
    first, last = (day // PERIOD_DAYS for day in _days_met(shelves[0]))
    sql = f"""SELECT period, sum(sessions) FROM rollup_period
              WHERE shelf = ? AND account IN (SELECT value FROM json_each(?)) AND period BETWEEN ? AND ?
              GROUP BY period ORDER BY period {"DESC" if descending else "ASC"}"""  # noqa: S608 - texts of ours
    each = [connection.execute(sql, (bounds.shelf, _accounts(bounds), first, last)) for bounds in shelves]
    return _together(each, descending=descending)


def _days(
    connection: apsw.Connection, bounds: Bounds, first: int, last: int, descending: bool
) -> Iterable[tuple[int, int]]:
    """Days and their sessions, in order, from `first` to `last` (both included)."""
    sql = f"""SELECT day, sum(sessions) FROM rollup
              WHERE shelf = ? AND account IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
              GROUP BY day ORDER BY day {"DESC" if descending else "ASC"}"""  # noqa: S608 - texts of ours
    rows: Iterable[tuple[int, int]] = connection.execute(sql, (bounds.shelf, _accounts(bounds), first, last))
    return rows


def _together(each: Sequence[Iterable[tuple[int, int]]], *, descending: bool) -> Iterator[tuple[int, int]]:
    merged = heapq.merge(*each, key=itemgetter(0), reverse=descending)
    for place, found in groupby(merged, key=itemgetter(0)):
        yield place, sum(counted for _, counted in found)


def _count_days(connection: apsw.Connection, bounds: Bounds, first: int, last: int) -> int:
    """How many sessions of the accounts these days hold (both included): whole periods, and the days around them."""
    # What reaches back or ahead for ever holds no cut period there.
    whole_first, whole_last = -(-first // PERIOD_DAYS), (last + 1) // PERIOD_DAYS - 1
    first = whole_first * PERIOD_DAYS if first == -_EVER else first
    last = (whole_last + 1) * PERIOD_DAYS - 1 if last == _EVER else last
    parts: Mapping[str, Sequence[tuple[int, int]]] = {"day": [(first, last)], "period": []}
    if whole_first <= whole_last:
        around = [(first, whole_first * PERIOD_DAYS - 1), ((whole_last + 1) * PERIOD_DAYS, last)]
        parts = {"day": around, "period": [(whole_first, whole_last)]}
    counted = 0
    for part, spans in parts.items():
        table = "rollup" if part == "day" else "rollup_period"
        sql = f"""SELECT total(sessions) FROM {table}
                  WHERE shelf = ? AND account IN (SELECT value FROM json_each(?))
                  AND {part} BETWEEN ? AND ?"""  # noqa: S608 - names of ours
        for low, high in spans:
            if low <= high:
                counted += int(connection.execute(sql, (bounds.shelf, _accounts(bounds), low, high)).get)
    return counted


def _accounts(bounds: Bounds) -> str:
    return json.dumps([0] if bounds.accounts is None else bounds.accounts)


def _days_met(bounds: Bounds) -> tuple[int, int]:
    """The first and last day that any row within the bounds may have."""
    first = -_EVER if bounds.start is None else bounds.start // DAY_MS
    last = _EVER if bounds.end is None else (bounds.end - 1) // DAY_MS
    return first, last


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
    counted: int = connection.execute(*over_days(bounds).select("count(*)")).get
    return counted
