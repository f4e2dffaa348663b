"""The directory's tables: writing its records, and reading all of it as one snapshot."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import TypeVar

import apsw
import msgspec

from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.matching import fold

R = TypeVar("R", Account, Customer, Endpoint)


class DirectoryCache:
    """The directory as a snapshot; of what has changed since, only that is read. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Directory | None = None
        self._book: int | None = None

    def current(self, connection: apsw.Connection) -> Directory:
        """The directory as this connection's transaction sees it."""
        sql = "SELECT value FROM meta WHERE name IN ('directory', 'generation') ORDER BY name"
        version, book = (row[0] for row in connection.execute(sql))
        with self._lock:
            kept = self._kept
            if kept is None or book != self._book or version < kept.version:
                kept = Directory(
                    _records(connection, "account", Account),
                    _records(connection, "customer", Customer),
                    _records(connection, "endpoint", Endpoint),
                    version=version,
                )
            elif version > kept.version:
                kept = kept.changed(
                    accounts=_changes(connection, "account", Account, kept.version),
                    customers=_changes(connection, "customer", Customer, kept.version),
                    endpoints=_changes(connection, "endpoint", Endpoint, kept.version),
                    version=version,
                )
            self._kept, self._book = kept, book
            return kept


def put(connection: apsw.Connection, key: int, record: Account | Customer | Endpoint) -> None:
    """Keep a record under its key; lists, scopes and sorts follow at once."""
    table = type(record).__name__.lower()
    sql = f"UPDATE {table} SET folded_name = ?, record = ?, changed = ? WHERE key = ?"  # noqa: S608 - a name of ours
    connection.execute(sql, (fold(record.name), msgspec.json.encode(record), _next_version(connection), key))


def drop(connection: apsw.Connection, table: str, record_id: str) -> None:
    """Forget a record of this table; its key stays, since rows may name it."""
    sql = f"UPDATE {table} SET folded_name = NULL, record = NULL, changed = ? WHERE id = ?"  # noqa: S608 - a name of ours
    connection.execute(sql, (_next_version(connection), record_id))


def _next_version(connection: apsw.Connection) -> int:
    version: int = connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'directory' RETURNING value").get
    return version


def _records(connection: apsw.Connection, table: str, kind: type[R]) -> Iterator[R]:
    decoder = msgspec.json.Decoder(kind)
    sql = f"SELECT record FROM {table} WHERE record IS NOT NULL"  # noqa: S608 - a name of ours
    return (decoder.decode(row[0]) for row in connection.execute(sql))


def _changes(connection: apsw.Connection, table: str, kind: type[R], since: int) -> Mapping[str, R | None]:
    """What was put or dropped (None) after a version, by its id."""
    sql = f"SELECT id, record FROM {table} WHERE changed > ?"  # noqa: S608 - a name of ours
    return {
        record_id: None if record is None else msgspec.json.decode(record, type=kind)
        for record_id, record in connection.execute(sql, (since,))
    }
