"""The embedded store: the whole book in one SQLite file inside a directory."""

from __future__ import annotations

from pathlib import Path

import apsw

from switchbook.stores.sqlite.backup import backup, restore
from switchbook.stores.sqlite.connection import translated
from switchbook.stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore", "backup", "open_store", "restore"]


def open_store(path: Path, readers: int = 4, *, vfs: str | None = None, synchronous: str = "FULL") -> SqliteStore:
    """Open the book in this directory, creating it when missing.

    `readers` is how many questions are answered at the same time. `vfs` names the SQLite file layer to go through and
    `synchronous` how far commits are made durable: both are for tests that lose what was not synced.
    Raises StoreDamaged when what lies there is no book.
    """
    try:
        return SqliteStore(path, readers, vfs, synchronous)
    except apsw.Error as failed:
        raise translated(failed) from failed
