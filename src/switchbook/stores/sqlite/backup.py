"""Copies the whole book while it is in use: out into one file, or back from one."""

from __future__ import annotations

from pathlib import Path

import apsw

from switchbook.errors import StoreError
from switchbook.stores.sqlite.connection import FILE_NAME, open_reader, open_writer

_PAGES_PER_STEP = 4096


def backup(directory: Path, target: Path) -> None:
    """Copy the book in `directory` as it is now into the new file `target`; readers and writers go on meanwhile.

    Raises StoreError when there is no book, or when `target` exists already.
    """
    if not (directory / FILE_NAME).exists():
        raise StoreError(f"there is no book in {directory}")
    if target.exists():
        raise StoreError(f"{target} exists already; a backup never overwrites")
    target.parent.mkdir(parents=True, exist_ok=True)
    source = open_reader(directory, None)
    try:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM meta").get  # noqa: B018 - reading begins the snapshot
        _copy(source, apsw.Connection(str(target)))
    finally:
        source.close()


def restore(source: Path, directory: Path) -> None:
    """Put the content of a backup in the place of the book in `directory`; a server that runs there sees it at once.

    Raises StoreError when `source` is not a book. What was in the book before is gone.
    """
    if not source.is_file():
        raise StoreError(f"there is no backup at {source}")
    kept = apsw.Connection(str(source), flags=apsw.SQLITE_OPEN_READONLY)
    staged = directory / "restoring.sqlite"
    try:
        if kept.pragma("quick_check") != "ok" or not kept.table_exists("main", "journal"):
            raise StoreError(f"{source} is not an intact backup of a book")
        directory.mkdir(parents=True, exist_ok=True)
        staged.unlink(missing_ok=True)
        _copy(kept, apsw.Connection(str(staged)))
        _put_in_place(staged, directory)
    except apsw.NotADBError as bad:
        raise StoreError(f"{source} is not a backup of a book") from bad
    finally:
        kept.close()
        staged.unlink(missing_ok=True)


def _put_in_place(staged: Path, directory: Path) -> None:
    """Mark the staged copy as another book, so that no cache mistakes it for the one before, then copy it over."""
    renewed = apsw.Connection(str(staged))
    try:
        renewed.execute("UPDATE meta SET value = abs(random() >> 1) WHERE name IN ('directory', 'generation')")
        _copy(renewed, open_writer(directory, None))
    finally:
        renewed.close()


def _copy(source: apsw.Connection, target: apsw.Connection) -> None:
    """Copy every page and close the target."""
    try:
        with target.backup("main", source, "main") as copying:
            while not copying.done:
                copying.step(_PAGES_PER_STEP)
    finally:
        target.close()
