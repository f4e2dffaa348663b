"""The directory's tables: writing its records, and reading all of it as one snapshot."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import TypeVar

import apsw
import msgspec

from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.matching import fold

R = TypeVar("R", Account, Customer, Endpoint)


class DirectoryCache:
    """The directory as a snapshot, read again only after it has changed. Safe to use from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: Directory | None = None
        # Endpoints that were added to what is kept, and the version of the directory with them.
        self._added: list[Endpoint] = []
        self._version = 0

    def current(self, connection: apsw.Connection) -> Directory:
        """The directory as this connection's transaction sees it."""
        version: int = connection.execute("SELECT value FROM meta WHERE name = 'directory'").get
        with self._lock:
            if self._kept is None or version != (self._version if self._added else self._kept.version):
                self._kept = Directory(
                    _records(connection, "account", Account),
                    _records(connection, "customer", Customer),
                    _records(connection, "endpoint", Endpoint),
                    version=version,
                )
            elif self._added:
                self._kept = self._kept.with_endpoints(self._added, version=version)
            self._added.clear()
            return self._kept

    def put_endpoint(self, connection: apsw.Connection, key: int, endpoint: Endpoint) -> None:
        """Keep an endpoint under its key without having to read the others again."""
        before: int = connection.execute("SELECT value FROM meta WHERE name = 'directory'").get
        put(connection, key, endpoint)
        with self._lock:
            if self._kept is not None and before == (self._version if self._added else self._kept.version):
                self._added.append(endpoint)
                self._version = connection.execute("SELECT value FROM meta WHERE name = 'directory'").get


def put(connection: apsw.Connection, key: int, record: Account | Customer | Endpoint) -> None:
    """Keep a record under its key; lists, scopes and sorts follow at once."""
    table = type(record).__name__.lower()
    sql = f"UPDATE {table} SET folded_name = ?, record = ? WHERE key = ?"  # noqa: S608 - a name of ours
    connection.execute(sql, (fold(record.name), msgspec.json.encode(record), key))
    connection.execute("UPDATE meta SET value = abs(random()) WHERE name = 'directory'")


def _records(connection: apsw.Connection, table: str, kind: type[R]) -> Iterator[R]:
    decoder = msgspec.json.Decoder(kind)
    sql = f"SELECT record FROM {table} WHERE record IS NOT NULL"  # noqa: S608 - a name of ours
    return (decoder.decode(row[0]) for row in connection.execute(sql))


def drop(connection: apsw.Connection, table: str, record_id: str) -> None:
    """Forget a record of this table; its key stays, since rows may name it."""
    sql = f"UPDATE {table} SET folded_name = NULL, record = NULL WHERE id = ?"  # noqa: S608 - a name of ours
    connection.execute(sql, (record_id,))
    connection.execute("UPDATE meta SET value = abs(random()) WHERE name = 'directory'")
