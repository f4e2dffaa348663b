"""Joins the segments of the search indexes: each letter triple of a needle is looked up in every segment anew."""

from __future__ import annotations

import apsw

SEARCHES = ("archive_log", "live_log", "address_search")
# The statement that merges counts as one change by itself.
_NOTHING = 1


def join(connection: apsw.Connection, most: int) -> int:
    """See `Ledger.join_searches`. Two segments of one level are enough (`usermerge` of the schema)."""
    for table in SEARCHES:
        before = connection.total_changes()
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (most,))  # noqa: S608 - a name of ours
        written = connection.total_changes() - before - _NOTHING
        if written > 0:
            return written
    return 0
