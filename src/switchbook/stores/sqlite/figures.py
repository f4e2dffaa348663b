"""Tells the figures of the book: from counters and small tables, never by reading what they count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import apsw

from switchbook.model.lifecycle import moment
from switchbook.model.query import Shelf
from switchbook.stores.contract_figures import Figures, HookCalls, JournalTally
from switchbook.stores.snapshot import WHOLE_SOURCES
from switchbook.stores.sqlite import ways_in
from switchbook.stores.sqlite.connection import FILE_NAME

_SESSIONS = "SELECT coalesce(sum(sessions), 0) FROM rollup WHERE shelf = ? AND account = 0"
_TALLY = "SELECT source, appended, entries, kept_bytes, quarantined, newest FROM journal_tally ORDER BY source"


def figures(connection: apsw.Connection, directory: Path) -> Figures:
    """See `Watched.figures`."""
    page = int(connection.pragma("page_size"))
    return Figures(
        sessions={shelf: connection.execute(_SESSIONS, (int(shelf),)).get for shelf in Shelf},
        journal=list(_journal(connection)),
        hooks=list(_hooks(connection)),
        files=_files(directory),
        free_bytes=page * int(connection.pragma("freelist_count")),
    )


def _journal(connection: apsw.Connection) -> Iterator[JournalTally]:
    for source, appended, entries, kept_bytes, quarantined, newest in connection.execute(_TALLY):
        yield JournalTally(
            source=source,
            appended=appended,
            entries=entries,
            kept_bytes=kept_bytes,
            quarantined=quarantined,
            newest=None if source in WHOLE_SOURCES else moment(newest),
        )


def _hooks(connection: apsw.Connection) -> Iterator[HookCalls]:
    last = ways_in.last_deliveries(connection)
    for hook in ways_in.hooks(connection):
        called = last.get(hook.id)
        yield HookCalls(hook_id=hook.id, source=hook.source, last=None if called is None else called.at)


def _files(directory: Path) -> Mapping[str, int]:
    """The book, and the log of what is not yet in it, which may be missing while nobody writes."""
    sizes = {}
    for name, ending in (("book", ""), ("wal", "-wal")):
        try:
            sizes[name] = (directory / (FILE_NAME + ending)).stat().st_size
        except FileNotFoundError:
            sizes[name] = 0
    return sizes
