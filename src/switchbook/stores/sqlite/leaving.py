"""How sessions leave the live shelf for the archive, and the book for good."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.model.document import Document
from switchbook.model.lifecycle import millis
from switchbook.model.query import Shelf
from switchbook.model.session import LogLine
from switchbook.stores.contract_sessions import ArchiveRun, Shelved
from switchbook.stores.sqlite import changes, journal, rows
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import Keys, id_text
from switchbook.stores.sqlite.logs import LogIndex, searchable

# When a session was over, for the archive: an import may know of no end. The partial index session_due has the same.
_OVER = "coalesce(completed, created)"
_DUE = f"FROM session INDEXED BY session_due WHERE shelf = 0 AND ended = 1 AND {_OVER} < ?"
_LOG = msgspec.json.Decoder(list[LogLine])
# What a session has in tables of its own, by its number and by its id.
_BY_NUMBER = ("document", "line", "state")
_BY_ID = ("leg", "chat", "message", "alias")
# What was answered of it, under whatever id it had then.
_EMPTIED = """UPDATE kept_answer SET document = x''
              WHERE session = :session OR session IN (SELECT id FROM alias WHERE session = :session)"""


class Leaving:
    """Both ways out, on the writing connection, inside its transaction."""

    def __init__(self, connection: apsw.Connection, compression: Compression, keys: Keys, logs: LogIndex) -> None:
        self._connection = connection
        self._compression = compression
        self._keys = keys
        self._logs = logs

    def archive(self, before: datetime, most: int) -> int:
        """See `Ledger.archive`. The document stays as it is: it was frozen when the session ended."""
        sql = f"SELECT {rows.COLUMNS} {_DUE} ORDER BY {_OVER} LIMIT ?"
        moving = [rows.Row(*found) for found in self._connection.execute(sql, (millis(before), most))]
        for row in moving:
            messages = self._messages(row.n)
            self._logs.remove_lines(row.n, row.line_count)
            self._logs.add_session(row.account, row.n, searchable(messages))
            rows.delete(self._connection, row)
            for table in ("line", "state"):
                self._connection.execute(f"DELETE FROM {table} WHERE n = ?", (row.n,))  # noqa: S608 - a name of ours
        rows.insert(self._connection, [row._replace(shelf=int(Shelf.archive)) for row in moving])
        return len(moving)

    def ended_sessions(self, account_id: str, start: datetime | None, end: datetime | None, most: int) -> Sequence[str]:
        """See `Ledger.ended_sessions`."""
        sql = """SELECT id FROM session NOT INDEXED WHERE shelf = ? AND account = ? AND created >= ? AND created < ?
                 AND ended = 1 ORDER BY created, id LIMIT ?"""
        low = -(1 << 62) if start is None else rows.first_millis(start)
        high = 1 << 62 if end is None else rows.first_millis(end)
        found: list[str] = []
        for shelf in (Shelf.archive, Shelf.live):
            place = (int(shelf), self._keys.account(account_id), low, high, most - len(found))
            found.extend(id_text(kept) for (kept,) in self._connection.execute(sql, place))
        return found

    def delete(self, session_id: str) -> bool:
        """See `Ledger.delete`."""
        row = rows.by_id(self._connection, rows.resolved(self._connection, session_id))
        if row is None:
            return False
        rows.retire(self._connection, row)
        if row.shelf == Shelf.archive:
            self._logs.remove_session(row.n)
        else:
            self._logs.remove_lines(row.n, row.line_count)
        for table in _BY_NUMBER:
            self._connection.execute(f"DELETE FROM {table} WHERE n = ?", (row.n,))  # noqa: S608 - a name of ours
        journal.delete_of(self._connection, row.id)
        self._connection.execute(_EMPTIED, {"session": row.id})
        for table in _BY_ID:
            self._connection.execute(f"DELETE FROM {table} WHERE session = ?", (row.id,))  # noqa: S608 - the same
        self._keys.release(*row.texts)
        changes.tell_deleted(self._connection, row)
        return True

    def reclaim(self, most: int) -> int:
        """See `Ledger.reclaim`."""
        before: int = self._connection.pragma("freelist_count")
        for _ in self._connection.execute(f"PRAGMA incremental_vacuum({most:d})"):
            pass
        return before - int(self._connection.pragma("freelist_count"))

    def _messages(self, n: int) -> list[str]:
        """The messages of a frozen document's log, oldest first."""
        body: bytes = self._connection.execute("SELECT body FROM document WHERE n = ?", (n,)).get
        log = Document.unpacked(self._compression.unpack(body)).log
        return [line.message for line in _LOG.decode(b"[" + log + b"]")]


def due(connection: apsw.Connection, before: datetime) -> int:
    """See `Store.due`."""
    counted: int = connection.execute(f"SELECT count(*) {_DUE}", (millis(before),)).get
    return counted


def shelved(connection: apsw.Connection, before: datetime) -> Mapping[str, Shelved]:
    """See `SessionsKept.shelved`."""
    waiting = dict(connection.execute(f"SELECT account, count(*) {_DUE} GROUP BY account", (millis(before),)))
    sql = """SELECT a.id, a.key, sum(r.sessions * (r.shelf = 0)), sum(r.sessions * (r.shelf = 1))
             FROM rollup_period AS r JOIN account AS a ON a.key = r.account WHERE r.shelf IN (0, 1) GROUP BY a.key"""
    return {
        account_id: Shelved(live=live, archived=archived, due=waiting.get(key, 0))
        for account_id, key, live, archived in connection.execute(sql)
        if live or archived
    }


def keep_archive_run(connection: apsw.Connection, run: ArchiveRun) -> None:
    """See `Ledger.keep_archive_run`."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('archive_run', ?)", (msgspec.json.encode(run),))


def archive_run(connection: apsw.Connection) -> ArchiveRun | None:
    """See `SessionsKept.archive_run`."""
    row = connection.execute("SELECT value FROM meta WHERE name = 'archive_run'").fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=ArchiveRun)
