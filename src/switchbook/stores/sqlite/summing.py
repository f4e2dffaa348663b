"""Adds up the sessions that match a query in one walk over their rows, which are read as columns of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import apsw
import numpy as np
import numpy.typing as npt

from switchbook.model.clock import QUARTER_MS
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import OUTCOMES
from switchbook.model.matching import fold
from switchbook.model.query import SessionQuery
from switchbook.model.summary import Figures, Summary, Summing
from switchbook.stores.sqlite.bounds import Way
from switchbook.stores.sqlite.filters import Filter
from switchbook.stores.sqlite.plan import plans

_Column = npt.NDArray[np.int64]

# So many rows are held at a time: 32 MB of them.
MOST_ROWS = 500_000
# Keys that lie no further apart have a place each: 32 MB of them.
MOST_PLACES = 4_000_000
_SECONDS = "CASE WHEN s.ended AND s.completed > s.created THEN (s.completed - s.created) / 1000 ELSE 0 END"
# Rounded down, also before 1970, where SQLite's division rounds up.
_QUARTER = f"(s.created - (s.created % {QUARTER_MS} + {QUARTER_MS}) % {QUARTER_MS}) / {QUARTER_MS}"
_DIRECTORY, _ADDRESSES = ("account", "customer", "endpoint"), ("from_address", "to_address")
# An outcome as a number: none at all, one of the table, or the words of a source, which are asked for apart.
_OUTCOMES = (None, *sorted({fold(row.name) for row in OUTCOMES}))
_OTHER = len(_OUTCOMES)
_CASES = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(_OUTCOMES) if name)
_OUTCOME = f"CASE WHEN s.outcome IS NULL THEN 0 ELSE CASE s.outcome {_CASES} ELSE {_OTHER} END END"
_OTHERS = Filter("own words", f"s.outcome NOT IN ({', '.join('?' * (_OTHER - 1))})", _OUTCOMES[1:])
# What a session is, as one number.
_KIND = f"(((s.ended << 1 | s.was_missed) << 4 | s.channel) << 4 | s.direction) << 5 | {_OUTCOME}"
_KEYS = (*_DIRECTORY, *_ADDRESSES)
_READ = ", ".join((_KIND, _QUARTER, _SECONDS, *(f"s.{key}" for key in _KEYS)))


def summed(connection: apsw.Connection, query: SessionQuery, directory: Directory, most: int) -> Summary:
    """See `contract.Store.summary`."""
    summing = Summing()
    for each in plans(connection, query, directory):
        others = False
        for columns in _read(connection, each.every):
            others |= _add(summing, *columns)
        if others:
            counts = f"s.outcome, count(*), sum(s.was_missed), sum({_SECONDS})"
            sql, parameters = each.every.select(counts, _OTHERS)
            summing.add_shares("outcome", connection.execute(f"{sql} GROUP BY s.outcome", parameters))

    def told(group: str, key: Any) -> Any:
        """The id or the text that a key of a row stands for; 0 stands for none."""
        if group in _DIRECTORY:
            row = connection.execute(f"SELECT id FROM {group} WHERE key = ?", (key,)).fetchone()  # noqa: S608 - ours
        elif group in _ADDRESSES:
            row = connection.execute("SELECT text FROM address WHERE key = ?", (key,)).fetchone()
        else:
            return key
        return None if row is None else row[0]

    summing.count_above(lambda key: told("customer", key), directory, query.scope)
    return summing.summary(most, lambda group, key: key if group == "customer" else told(group, key))


def _read(connection: apsw.Connection, way: Way) -> Iterator[_Column]:
    """The columns of `_READ`, some hundred thousand rows at a time."""
    cursor = connection.execute(*way.select(_READ))
    while True:
        numbers = np.fromiter(chain.from_iterable(islice(cursor, MOST_ROWS)), dtype=np.int64)
        if not numbers.size:
            return
        yield numbers.reshape(-1, 3 + len(_KEYS)).T


def _add(summing: Summing, kinds: _Column, quarters: _Column, seconds: _Column, *keys: _Column) -> bool:
    """Count these rows; whether any of them has an outcome that is none of the table."""
    missed, others = kinds >> 13 & 1, False
    for kind, sessions, lost, took in _shares(kinds, missed, seconds):
        outcome, direction, channel, ended = kind & 31, kind >> 5 & 15, kind >> 9 & 15, kind >> 14
        name = None if outcome == _OTHER else _OUTCOMES[outcome]
        summing.add(
            Figures(
                sessions=sessions,
                answered=sessions if name == "answered" else 0,
                missed=lost,
                abandoned=sessions if name == "abandoned" else 0,
                running=0 if ended else sessions,
                seconds=took,
            )
        )
        counts = (sessions, lost, took)
        summing.add_shares("channel", [(channel, *counts)])
        summing.add_shares("direction", [(direction, *counts)])
        if outcome == _OTHER:
            others = True
        else:
            summing.add_shares("outcome", [(name, *counts)])
    summing.add(Figures(longest=int(seconds.max())))
    for group, column in zip(_KEYS, keys, strict=True):
        summing.add_shares(group, _shares(column, missed, seconds))
    answered = (kinds & 31 == _OUTCOMES.index("answered")).astype(np.int64)
    summing.add_moments(_shares(quarters, answered, missed))
    return others


def _shares(keys: _Column, *figures: _Column) -> Iterator[tuple[int, int, int, int]]:
    """Each key with how many rows have it, and the sums of two figures of theirs."""
    least = keys.min()
    if keys.max() - least < MOST_PLACES:
        # A place for every key that lies between: on a million rows a fifth of what sorting them costs.
        places = keys - least
        counts = np.bincount(places)
        held = np.flatnonzero(counts)
        different, counts = held + least, counts[held]
    else:
        different, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
        held = np.arange(len(different))
    # Weights are floating, and exact up to 2^53.
    sums = [np.bincount(places, weights=each)[held].astype(np.int64).tolist() for each in figures]
    return zip(different.tolist(), counts.tolist(), *sums, strict=True)
