"""Puts sessions on their shelves: row, document, state, lines and search of each, together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import apsw
import msgspec

from switchbook.errors import StoreError
from switchbook.model import document
from switchbook.model.event import StampedLine
from switchbook.model.matching import fold
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import Kept
from switchbook.stores.snapshot import IMPORT_SOURCE
from switchbook.stores.sqlite import changes, chats, journal, positions, preparing, rows
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import Keys, id_bytes, id_text
from switchbook.stores.sqlite.letters import letters_of
from switchbook.stores.sqlite.logs import LogIndex, searchable

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
        row = rows.by_id(self._connection, rows.resolved(self._connection, session_id))
        if row is None:
            return None
        account_id: str = self._connection.execute("SELECT id FROM account WHERE key = ?", (row.account,)).get
        return Kept(
            session_id=id_text(row.id),
            account_id=account_id,
            shelf=Shelf(row.shelf),
            state=self._state(row.n),
        )

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        """See `Ledger.save`."""
        old = rows.by_id(self._connection, session.id)
        n = old.n if old is not None else rows.next_number(self._connection)
        shelf = Shelf(old.shelf) if old is not None else Shelf.live
        if old is not None and not whole and self._state(n) is None:
            raise StoreError(f"session {session.id} can only be saved whole: its state is in the journal alone")
        before, letters = (0, 0) if whole or old is None else (old.line_count, old.letters)
        row = rows.build(
            rows.outline(session),
            n=n,
            shelf=int(shelf),
            line_count=before + len(lines),
            letters=letters | letters_of(fold(line.message) for line in lines),
            changed=positions.numbers(self._connection),
            keys=self._keys,
        )
        changes.tell_place(self._connection, old, row)
        if old is None:
            rows.insert(self._connection, (row,))
        else:
            rows.replace(self._connection, old, row)
        if shelf is Shelf.archive:
            self._save_archived(session, row, lines)
        else:
            if old is not None and not whole and old.account != row.account:
                self._put_lines_under(row.account, old)
            self._save_live(session, row, state, lines, old if whole else None)

    def absorb(self, session_id: str, into: str) -> None:
        """See `Ledger.absorb`."""
        gone, stays = id_bytes(session_id), id_bytes(into)
        for table in ("leg", "journal", "alias"):
            sql = f"UPDATE {table} SET session = ? WHERE session = ?"  # noqa: S608 - a name of ours
            self._connection.execute(sql, (stays, gone))
        chats.move(self._connection, gone, stays)
        self._connection.execute("INSERT OR REPLACE INTO alias VALUES (?, ?)", (gone, stays))
        self._connection.execute("DELETE FROM alias WHERE id = ?", (stays,))
        row = rows.by_id(self._connection, session_id)
        if row is None:
            return
        rows.retire(self._connection, row)
        changes.tell_merged(self._connection, row, stays)
        self._logs.remove_session(row.n) if row.shelf == Shelf.archive else self._logs.remove_lines(
            row.n, row.line_count
        )
        for table in ("document", "state", "line"):
            self._connection.execute(f"DELETE FROM {table} WHERE n = ?", (row.n,))  # noqa: S608 - a name of ours

    def import_prepared(self, prepared: bytes) -> int:
        """See `Ledger.import_prepared`."""
        new = self._unknown(preparing.read(prepared))
        first = rows.next_number(self._connection)
        change = positions.numbers(self._connection, len(new)) - first
        built = [
            rows.build(
                item.outline,
                n=n,
                shelf=item.shelf,
                line_count=item.line_count,
                letters=item.letters,
                changed=change + n,
                keys=self._keys,
            )
            for n, item in enumerate(new, first)
        ]
        for row in built:
            changes.tell_place(self._connection, None, row)
        rows.insert(self._connection, built)
        for row, item in zip(built, new, strict=True):
            if item.shelf == Shelf.archive:
                self._logs.add_session(row.account, row.n, item.texts[0])
            else:
                self._logs.add_lines(row.account, row.n, 0, item.texts)
        documents = ((row.n, 0, item.document) for row, item in zip(built, new, strict=True))
        self._connection.executemany(_PUT_DOCUMENT, documents)
        snapshots = (_entry(row, item.snapshot) for row, item in zip(built, new, strict=True))
        journal.append(self._connection, snapshots)
        return len(new)

    def _state(self, n: int) -> FoldState | None:
        return read_state(self._connection, self._compression, n)

    def _save_archived(self, session: Session, row: rows.Row, lines: Sequence[StampedLine]) -> None:
        """An archived session is only ever rewritten whole; its state stays in the journal."""
        self._logs.remove_session(row.n)
        self._logs.add_session(row.account, row.n, searchable([line.message for line in lines]))
        self._put_document(session, row.n, lines)

    def _save_live(
        self, session: Session, row: rows.Row, state: FoldState, lines: Sequence[StampedLine], replaced: rows.Row | None
    ) -> None:
        """Add the new lines, or put them in the place of the `replaced` row's; freeze the document once it ended."""
        if replaced is not None:
            self._logs.remove_lines(row.n, replaced.line_count)
            self._connection.execute("DELETE FROM line WHERE n = ?", (row.n,))
        first = row.line_count - len(lines)
        self._logs.add_lines(row.account, row.n, first, [searchable((line.message,)) for line in lines])
        kept = [(row.n, first + i, msgspec.msgpack.encode(line)) for i, line in enumerate(lines)]
        self._connection.executemany("INSERT INTO line VALUES (?, ?, ?)", kept)
        packed = self._compression.pack(msgspec.msgpack.encode(state))
        self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (row.n, packed))
        self._put_document(session, row.n, read_lines(self._connection, row.n) if session.ended else None)

    def _put_lines_under(self, account: int, old: rows.Row) -> None:
        """The search finds a line by the account of its session too: bring those kept so far under another."""
        self._logs.remove_lines(old.n, old.line_count)
        texts = [searchable((line.message,)) for line in kept_lines(self._connection, old.n)]
        self._logs.add_lines(account, old.n, 0, texts)

    def _put_document(self, session: Session, n: int, lines: Sequence[StampedLine] | None) -> None:
        """Keep the document with its log, or open (without one) when `lines` is None."""
        log = [line.line() for line in lines or ()]
        packed = self._compression.pack(document.write(session, log).packed())
        self._connection.execute(_PUT_DOCUMENT, (n, int(lines is None), packed))

    def _unknown(self, batch: Sequence[preparing.Prepared]) -> list[preparing.Prepared]:
        """The sessions of a batch whose ids the book does not have."""
        wanted = {item.outline.id: item for item in batch}
        named = json.dumps([kept.hex() for kept in wanted])
        for table in ("session", "alias"):
            sql = f"SELECT id FROM {table} WHERE id IN (SELECT unhex(value) FROM json_each(?))"  # noqa: S608 - ours
            for (known,) in self._connection.execute(sql, (named,)):
                wanted.pop(known, None)
        return list(wanted.values())


def read_lines(connection: apsw.Connection, n: int) -> Sequence[StampedLine]:
    """The lines of a session that are kept as rows, in the order of the story."""
    return sorted(kept_lines(connection, n))


def kept_lines(connection: apsw.Connection, n: int) -> Sequence[StampedLine]:
    """The same in the order of their rows, which is that of their arrival."""
    found: Iterable[tuple[bytes]] = connection.execute("SELECT body FROM line WHERE n = ? ORDER BY i", (n,))
    return [_LINE.decode(body) for (body,) in found]


def read_state(connection: apsw.Connection, compression: Compression, n: int) -> FoldState | None:
    """What the fold knows of a session, where that is kept apart from the journal."""
    found = connection.execute("SELECT body FROM state WHERE n = ?", (n,)).fetchone()
    return None if found is None else _STATE.decode(compression.unpack(found[0]))


def _entry(row: rows.Row, snapshot: preparing.Snapshot) -> journal.RowToKeep:
    """The journal's row of an imported session."""
    said = (snapshot.key, snapshot.digest, snapshot.received)
    return (row.account, IMPORT_SOURCE, *said, "", row.id, b"", snapshot.events, None)
