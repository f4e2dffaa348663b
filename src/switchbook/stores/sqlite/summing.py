"""Adds up the sessions that match a query: each part of the figures is one statement that groups their rows."""

from __future__ import annotations

from typing import Any

import apsw

from switchbook.model.clock import QUARTER_MS
from switchbook.model.directory import Directory
from switchbook.model.query import SessionQuery
from switchbook.model.summary import ADDRESSES, Summary, Summing
from switchbook.stores.sqlite.plan import plans

_SECONDS = "CASE WHEN s.ended AND s.completed > s.created THEN (s.completed - s.created) / 1000 ELSE 0 END"
# Rounded down, also before 1970, where SQLite's division rounds up.
_QUARTER = f"(s.created - (s.created % {QUARTER_MS} + {QUARTER_MS}) % {QUARTER_MS}) / {QUARTER_MS}"
_KINDS = "s.account, s.customer, s.endpoint, s.channel, s.direction, s.outcome, s.ended, s.was_missed"
_OF_DIRECTORY = ("account", "customer", "endpoint")


def summed(connection: apsw.Connection, query: SessionQuery, directory: Directory, most: int) -> Summary:
    """See `contract.Store.summary`."""
    summing = Summing()
    for each in plans(connection, query, directory):

        def grouped(keys: str, figures: str, plan: Any = each) -> apsw.Cursor:
            sql, parameters = plan.every.select(f"{keys}, {figures}")
            return connection.execute(f"{sql} GROUP BY {keys}", parameters)

        summing.add(grouped(_KINDS, f"count(*), sum({_SECONDS}), max({_SECONDS})"))
        answered = "sum(s.outcome IS 'answered'), sum(s.was_missed)"
        summing.add_moments(grouped(_QUARTER, f"count(*), {answered}"))
        for side in ADDRESSES:
            summing.add_addresses(side, grouped(f"s.{side}", f"count(*), sum(s.was_missed), sum({_SECONDS})"))

    def told(group: str, key: Any) -> Any:
        """The id or the text that a key of a row stands for; 0 stands for none."""
        if group in _OF_DIRECTORY:
            row = connection.execute(f"SELECT id FROM {group} WHERE key = ?", (key,)).fetchone()  # noqa: S608 - ours
        elif group in ADDRESSES:
            row = connection.execute("SELECT text FROM address WHERE key = ?", (key,)).fetchone()
        else:
            return key
        return None if row is None else row[0]

    return summing.summary(most, told)
