"""Puts sessions on their shelves: row, document, state, lines and search of each, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import apsw
import msgspec

from switchbook.errors import StoreError
from switchbook.model import document, identity
from switchbook.model.event import SessionImported, StampedLine
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import ImportedSession, JournalEntry, Kept
from switchbook.stores.sqlite import journal, rows
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import Keys, id_bytes, id_text
from switchbook.stores.sqlite.logs import LogIndex

_STATE = msgspec.msgpack.Decoder(FoldState)
_LINE = msgspec.msgpack.Decoder(StampedLine)
_PUT_DOCUMENT = "INSERT OR REPLACE INTO document VALUES (?, ?, ?)"


class Shelves:
    """Both shelves, on the writing connection, inside its transaction."""

    def __init__(self, connection: apsw.Connection, compression: Compression, keys: Keys, logs: LogIndex) -> None:
        self._connection = connection
        self._compression = compression
        self._keys = keys
        self._logs = logs

    def load(self, session_id: str) -> Kept | None:
        """See `Ledger.load`."""
        row = rows.by_id(self._connection, self.resolved(session_id))
        if row is None:
            return None
        account_id: str = self._connection.execute("SELECT id FROM account WHERE key = ?", (row.account,)).get
        return Kept(
            session_id=id_text(row.id),
            account_id=account_id,
            shelf=Shelf(row.shelf),
            state=self._state(row.n),
        )

    def resolved(self, session_id: str) -> str:
        """The id that this one is an alias of, or itself."""
        sql = "SELECT session FROM alias WHERE id = ?"
        found = self._connection.execute(sql, (id_bytes(session_id),)).fetchone()
        return session_id if found is None else id_text(found[0])

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        """See `Ledger.save`."""
        old = rows.by_id(self._connection, session.id)
        n = old.n if old is not None else rows.next_number(self._connection)
        shelf = Shelf(old.shelf) if old is not None else Shelf.live
        if old is not None and not whole and self._state(n) is None:
            raise StoreError(f"session {session.id} can only be saved whole: its state is in the journal alone")
        before = 0 if whole or old is None else old.line_count
        row = rows.build(session, n=n, shelf=shelf, line_count=before + len(lines), keys=self._keys)
        if old is None:
            rows.insert(self._connection, (row,))
        else:
            rows.replace(self._connection, old, row)
        if shelf is Shelf.archive:
            self._save_archived(session, row, lines)
        else:
            self._save_live(session, row, state, lines, old if whole else None)

    def absorb(self, session_id: str, into: str) -> None:
        """See `Ledger.absorb`."""
        gone, stays = id_bytes(session_id), id_bytes(into)
        for table in ("leg", "journal", "alias"):
            sql = f"UPDATE {table} SET session = ? WHERE session = ?"  # noqa: S608 - a name of ours
            self._connection.execute(sql, (stays, gone))
        self._connection.execute("INSERT OR REPLACE INTO alias VALUES (?, ?)", (gone, stays))
        self._connection.execute("DELETE FROM alias WHERE id = ?", (stays,))
        row = rows.by_id(self._connection, session_id)
        if row is None:
            return
        rows.delete(self._connection, row)
        self._logs.remove_session(row.n) if row.shelf == Shelf.archive else self._logs.remove_lines(
            row.n, row.line_count
        )
        for table in ("document", "state", "line"):
            self._connection.execute(f"DELETE FROM {table} WHERE n = ?", (row.n,))  # noqa: S608 - a name of ours

    def import_sessions(self, batch: Sequence[ImportedSession]) -> int:
        """See `Ledger.import_sessions`."""
        new = self._unknown(batch)
        first = rows.next_number(self._connection)
        built = [
            rows.build(item.session, n=n, shelf=item.shelf, line_count=len(item.log), keys=self._keys)
            for n, item in enumerate(new, first)
        ]
        rows.insert(self._connection, built)
        for row, item in zip(built, new, strict=True):
            messages = [line.message for line in item.log]
            if item.shelf is Shelf.archive:
                self._logs.add_session(row.account, row.n, messages)
            else:
                self._logs.add_lines(row.account, row.n, 0, messages)
        documents = (document.write(item.session, item.log).packed() for item in new)
        packed = [(row.n, 0, self._compression.pack(raw)) for row, raw in zip(built, documents, strict=True)]
        self._connection.executemany(_PUT_DOCUMENT, packed)
        entries = (
            journal.row(_snapshot(item), row.account, self._compression) for row, item in zip(built, new, strict=True)
        )
        journal.append(self._connection, entries)
        return len(new)

    def _state(self, n: int) -> FoldState | None:
        found = self._connection.execute("SELECT body FROM state WHERE n = ?", (n,)).fetchone()
        return None if found is None else _STATE.decode(self._compression.unpack(found[0]))

    def _save_archived(self, session: Session, row: rows.Row, lines: Sequence[StampedLine]) -> None:
        """An archived session is only ever rewritten whole; its state stays in the journal."""
        self._logs.remove_session(row.n)
        self._logs.add_session(row.account, row.n, [line.message for line in lines])
        self._put_document(session, row.n, lines)

    def _save_live(
        self, session: Session, row: rows.Row, state: FoldState, lines: Sequence[StampedLine], replaced: rows.Row | None
    ) -> None:
        """Add the new lines, or put them in the place of the `replaced` row's; freeze the document once it ended."""
        if replaced is not None:
            self._logs.remove_lines(row.n, replaced.line_count)
            self._connection.execute("DELETE FROM line WHERE n = ?", (row.n,))
        first = row.line_count - len(lines)
        self._logs.add_lines(row.account, row.n, first, [line.message for line in lines])
        kept = [(row.n, first + i, msgspec.msgpack.encode(line)) for i, line in enumerate(lines)]
        self._connection.executemany("INSERT INTO line VALUES (?, ?, ?)", kept)
        packed = self._compression.pack(msgspec.msgpack.encode(state))
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (row.n, packed))
        self._put_document(session, row.n, read_lines(self._connection, row.n) if session.ended else None)

    def _put_document(self, session: Session, n: int, lines: Sequence[StampedLine] | None) -> None:
        """Keep the document with its log, or open (without one) when `lines` is None."""
        log = [line.line() for line in lines or ()]
        packed = self._compression.pack(document.write(session, log).packed())
        self._connection.execute(_PUT_DOCUMENT, (n, int(lines is None), packed))

    def _unknown(self, batch: Sequence[ImportedSession]) -> list[ImportedSession]:
        known = set()
        new = []
        for item in batch:
            wanted = id_bytes(item.session.id)
            sql = "SELECT 1 FROM session WHERE id = ?1 UNION ALL SELECT 1 FROM alias WHERE id = ?1"
            if wanted not in known and self._connection.execute(sql, (wanted,)).fetchone() is None:
                new.append(item)
            known.add(wanted)
        return new


def read_lines(connection: apsw.Connection, n: int) -> Sequence[StampedLine]:
    """The lines of a session that are kept as rows, in the order of the story."""
    found: Iterable[tuple[bytes]] = connection.execute("SELECT body FROM line WHERE n = ?", (n,))
    return sorted(_LINE.decode(body) for (body,) in found)


def _snapshot(item: ImportedSession) -> JournalEntry:
    """The journal's entry of an imported session: one event that holds all of it, and no payload beside it."""
    session = item.session
    at = session.date_last_modified or session.date_created
    event = SessionImported(at=at, session=session, log=item.log)
    digest = identity.payload_digest(id_bytes(session.id))
    return JournalEntry(
        account_id=session.account_id,
        source="import",
        key=identity.delivery_key(session.account_id, "import", session.id),
        digest=digest,
        received=at,
        content_type="",
        payload=b"",
        events=(event,),
        session_id=session.id,
    )
