"""Adds up the sessions that match a query, in one walk over their rows."""

from __future__ import annotations

from typing import Any

import apsw

from switchbook.model.directory import Directory
from switchbook.model.query import SessionQuery
from switchbook.model.summary import Summary, Summing
from switchbook.stores.sqlite.plan import plans

_COLUMNS = (
    "s.created, s.completed, s.channel, s.direction, s.outcome, s.ended, s.was_missed, "
    "s.account, s.customer, s.endpoint, s.from_address, s.to_address"
)
_OF_DIRECTORY = ("account", "customer", "endpoint")
_ADDRESSES = ("from_address", "to_address")


def summed(connection: apsw.Connection, query: SessionQuery, directory: Directory, most: int) -> Summary:
    """See `contract.Store.summary`."""
    summing = Summing()
    for each in plans(connection, query, directory):
        sql, parameters = each.every.select(_COLUMNS)
        summing.add(connection.execute(sql, parameters))

    def told(group: str, key: Any) -> Any:
        """The id or the text that a key of a row stands for; 0 stands for none."""
        if group in _OF_DIRECTORY:
            row = connection.execute(f"SELECT id FROM {group} WHERE key = ?", (key,)).fetchone()  # noqa: S608 - ours
        elif group in _ADDRESSES:
            row = connection.execute("SELECT text FROM address WHERE key = ?", (key,)).fetchone()
        else:
            return key
        return None if row is None else row[0]

    return summing.summary(most, told)
