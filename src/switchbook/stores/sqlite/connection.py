"""Opens the book's file: how writing and reading connections are set up, and how the schema is brought up to date."""

from __future__ import annotations

import time
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from queue import LifoQueue
from typing import TYPE_CHECKING, Any

import apsw

from switchbook.errors import GivenUp, StoreClosed, StoreDamaged, StoreError
from switchbook.model.clock import hour_of_week

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FILE_NAME = "book.sqlite"
# Long enough for another process to finish a large batch; a commit waits for it, nothing else does.
_BUSY_MS = 60_000
# How often a writer looks whether the other is done. SQLite's own waiting looks ever more rarely, up to ten times a
# second, and hardly ever meets the short time between two commits of a process that writes much.
_LOOK_AGAIN_SECONDS = 0.001
_WRITER_CACHE_KB = 131_072
_READER_CACHE_KB = 16_384
_READER_MMAP = 1 << 36
# A statement looks whether to go on once in so many steps of SQLite's machine: about once a millisecond.
_STEPS_BETWEEN_LOOKS = 20_000


def open_writer(directory: Path, vfs: str | None, *, synchronous: str = "FULL") -> apsw.Connection:
    """A connection that may write, on a book whose schema is current. Creates directory and file when missing."""
    directory.mkdir(parents=True, exist_ok=True)
    flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
    connection = apsw.Connection(str(directory / FILE_NAME), flags=flags, vfs=vfs)
    connection.set_busy_handler(_Patience())
    if connection.pragma("page_count") == 0:
        connection.pragma("page_size", 8192)
        connection.pragma("auto_vacuum", "INCREMENTAL")
    connection.pragma("journal_mode", "WAL")
    connection.pragma("synchronous", synchronous)
    connection.pragma("secure_delete", True)
    connection.pragma("cache_size", -_WRITER_CACHE_KB)
    connection.pragma("temp_store", "MEMORY")
    _teach(connection)
    _migrate(connection)
    return connection


def open_reader(directory: Path, vfs: str | None) -> apsw.Connection:
    """A connection that can only read. The book must exist."""
    connection = apsw.Connection(str(directory / FILE_NAME), flags=apsw.SQLITE_OPEN_READONLY, vfs=vfs)
    connection.set_busy_timeout(_BUSY_MS)
    connection.pragma("cache_size", -_READER_CACHE_KB)
    connection.pragma("temp_store", "MEMORY")
    if vfs is None:
        connection.pragma("mmap_size", _READER_MMAP)
    _teach(connection)
    return connection


def _teach(connection: apsw.Connection) -> None:
    """What SQL cannot say by itself: the clocks of zones."""
    taught: Any = hour_of_week
    connection.create_scalar_function("hour_of_week", taught, 2, deterministic=True)


def generation(connection: apsw.Connection) -> int:
    """The number of the book as it is: another one once a backup was put in its place."""
    number: int = connection.execute("SELECT value FROM meta WHERE name = 'generation'").get
    return number


def translated(error: BaseException) -> BaseException:
    """An error of SQLite as one of ours; any other as it is."""
    if not isinstance(error, apsw.Error):
        return error
    if isinstance(error, apsw.InterruptError):
        return GivenUp("the answer was given up before it was made")
    damaged = isinstance(error, apsw.CorruptError | apsw.NotADBError)
    told = (
        StoreDamaged(f"the book is damaged: {error}") if damaged else StoreError(f"the book does not answer: {error}")
    )
    told.__cause__ = error
    return told


class _Patience:
    """Whether to look again if another process is done with writing: for a minute."""

    def __init__(self) -> None:
        self._until = 0.0

    def __call__(self, tries: int) -> bool:
        now = time.monotonic()
        if tries == 0:
            self._until = now + _BUSY_MS / 1000
        time.sleep(_LOOK_AGAIN_SECONDS)
        return now < self._until


class Readers:
    """A fixed number of reading connections, opened when first needed, lent one at a time.

    `teach` gives each of them what else its SQL is to know.
    """

    def __init__(self, directory: Path, count: int, vfs: str | None, teach: Callable[[apsw.Connection], None]) -> None:
        self._directory = directory
        self._vfs = vfs
        self._teach = teach
        self._count = count
        self._idle: LifoQueue[apsw.Connection | None] = LifoQueue()
        self._closed = False
        for _ in range(count):
            self._idle.put(None)

    @contextmanager
    def lend(self, stop: Callable[[], bool] | None = None) -> Iterator[apsw.Connection]:
        """A connection inside a read transaction, so that all its statements see one state of the book.

        `stop` is asked about once a millisecond of each statement; when it says so, the statement ends with GivenUp.
        """
        if self._closed:
            raise StoreClosed("the store has been closed")
        connection = self._idle.get()
        try:
            if connection is None:
                connection = open_reader(self._directory, self._vfs)
                self._teach(connection)
            connection.execute("BEGIN")
            connection.set_progress_handler(stop, _STEPS_BETWEEN_LOOKS)
            try:
                yield connection
            finally:
                connection.set_progress_handler(None)
                connection.execute("ROLLBACK")
        except apsw.Error as failed:
            raise translated(failed) from failed
        finally:
            self._idle.put(connection)

    def close(self) -> None:
        """Close every connection once it is idle."""
        self._closed = True
        for _ in range(self._count):
            connection = self._idle.get()
            if connection is not None:
                connection.close()


def _migrate(connection: apsw.Connection) -> None:
    """Apply the migrations this book has not seen, all in one transaction. Raises StoreError for a newer book."""
    migrations = sorted(
        (int(file.name[:4]), file)
        for file in resources.files(__package__).joinpath("migrations").iterdir()
        if file.name.endswith(".sql")
    )
    if _version(connection) == migrations[-1][0]:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > migrations[-1][0]:
            raise StoreError(
                f"this book has schema {version}, made by a newer Switchbook (this one: {migrations[-1][0]})"
            )
        for number, file in migrations:
            if number > version:
                for _ in connection.execute(file.read_text("utf-8")):
                    pass
                connection.pragma("user_version", number)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: apsw.Connection) -> int:
    version: int = connection.pragma("user_version")
    return version
