"""One write transaction on the book: the ledger that works are given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import apsw

from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.event import StampedLine
from switchbook.model.message import MessageState
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import SNAPSHOT_SOURCE, Bookmark, ImportedSession, JournalEntry, Kept
from switchbook.stores.contract_calls import CALLS, call_name
from switchbook.stores.contract_sessions import ArchiveRun
from switchbook.stores.sqlite import changes, chats, joining, journal, leaving, rows, tree, ways_in
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.connection import generation
from switchbook.stores.sqlite.find import Finder
from switchbook.stores.sqlite.keys import Keys, id_bytes, id_text
from switchbook.stores.sqlite.leaving import Leaving
from switchbook.stores.sqlite.logs import LogIndex
from switchbook.stores.sqlite.people import SqlitePeople
from switchbook.stores.sqlite.preparing import Preparer
from switchbook.stores.sqlite.records import SqliteRecords
from switchbook.stores.sqlite.regrouping import regrouping
from switchbook.stores.sqlite.shelves import Shelves


class SqliteLedger(SqlitePeople, SqliteRecords):
    """See `stores.contract.Ledger` for every duty. Used by the writer's thread alone."""

    def __init__(self, connection: apsw.Connection, compression: Compression, preparer: Preparer) -> None:
        self._connection = connection
        self._preparer = preparer
        self._compression = compression
        self._keys = Keys(connection)
        self._logs = LogIndex(connection)
        self._shelves = Shelves(connection, compression, self._keys, self._logs)
        self._leaving = Leaving(connection, compression, self._keys, self._logs)
        self._directory = tree.DirectoryCache()
        self._directory_written = False
        self._finder = Finder(compression)
        self._generation: int | None = None

    def begun(self) -> None:
        """A transaction has begun; if the whole book was replaced since the last, nothing learnt of it holds."""
        book = generation(self._connection)
        if book != self._generation:
            self.undone()
            self._generation = book
        self._directory_written = False

    def undone(self) -> None:
        """Something was rolled back: forget what was learnt in it."""
        self._keys.forget()
        self._logs.forget()
        if self._directory_written:
            self._directory = tree.DirectoryCache()

    def document(self, session_id: str) -> bytes | None:
        known = rows.resolved(self._connection, session_id)
        found = self._connection.execute("SELECT n FROM session WHERE id = ?", (id_bytes(known),)).fetchone()
        if found is None:
            return None
        (shown,) = self._finder.documents(self._connection, self.directory(), [found[0]])
        return shown

    def settle(self) -> None:
        """A work is done: write what it put off."""
        self._logs.settle()

    def directory(self) -> Directory:
        return self._directory.current(self._connection)

    def digests(self, key: bytes) -> frozenset[bytes]:
        return journal.digests(self._connection, key)

    def append(self, entry: JournalEntry) -> int:
        row = journal.row(entry, self._keys.account(entry.account_id), self._compression)
        journal.append(self._connection, (row,))
        if entry.source == SNAPSHOT_SOURCE:
            self._connection.execute("INSERT OR IGNORE INTO meta VALUES ('trimmed', 1)")
        return self._connection.last_insert_rowid()

    def amend(self, entry: JournalEntry) -> None:
        journal.amend(self._connection, entry, self._keys.account(entry.account_id), self._compression)

    def trimmed(self) -> bool:
        return self._connection.execute("SELECT 1 FROM meta WHERE name = 'trimmed'").fetchone() is not None

    def quarantined(self, position: int) -> JournalEntry | None:
        only = QuarantineQuery(accounts=None, positions=frozenset({position}))
        return next(iter(journal.quarantined(self._connection, only, self._compression)[1]), None)

    def drop_entries(self, positions: Sequence[int]) -> None:
        journal.drop(self._connection, positions)

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        known = rows.resolved(self._connection, session_id)
        return list(journal.of_session(self._connection, known, self._compression))

    def session_of_leg(self, account_id: str, source: str, leg: str) -> str | None:
        sql = "SELECT session FROM leg WHERE account = ? AND source = ? AND leg = ?"
        found = self._connection.execute(sql, (self._keys.account(account_id), source, leg)).fetchone()
        return None if found is None else id_text(found[0])

    def bind_leg(self, account_id: str, source: str, leg: str, session_id: str) -> None:
        row = (self._keys.account(account_id), source, leg, id_bytes(session_id))
        self._connection.execute("INSERT OR REPLACE INTO leg VALUES (?, ?, ?, ?)", row)

    def bind_call(self, account_id: str, call_sid: str, session_id: str) -> None:
        row = (self._keys.account(account_id), CALLS, call_name(call_sid, session_id), id_bytes(session_id))
        # One that is there may have gone with its session into another, so it is left as it is.
        self._connection.execute("INSERT OR IGNORE INTO leg VALUES (?, ?, ?, ?)", row)

    def chats(self, account_id: str, source: str, conversation: str, first: int, last: int) -> Sequence[str]:
        return chats.chats(self._connection, self._keys.account(account_id), source, conversation, first, last)

    def bind_chat(
        self, account_id: str, source: str, conversation: str, session_id: str, first: int, last: int
    ) -> None:
        kept = rows.resolved(self._connection, session_id)
        chats.bind(self._connection, self._keys.account(account_id), source, conversation, kept, (first, last))

    def conversations(self, session_id: str) -> Sequence[tuple[str, str]]:
        return chats.conversations(self._connection, rows.resolved(self._connection, session_id))

    def message(self, session_id: str, source: str, message: str) -> MessageState | None:
        known = rows.resolved(self._connection, session_id)
        return chats.message(self._connection, self._compression, known, source, message)

    def put_message(self, session_id: str, state: MessageState) -> None:
        known = rows.resolved(self._connection, session_id)
        chats.put_message(self._connection, self._compression, known, state)

    def load(self, session_id: str) -> Kept | None:
        return self._shelves.load(session_id)

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        self._shelves.save(session, state, lines, whole=whole)

    def absorb(self, session_id: str, into: str) -> None:
        self._shelves.absorb(session_id, into)

    def keep_archive_run(self, run: ArchiveRun) -> None:
        leaving.keep_archive_run(self._connection, run)

    def archive(self, before: datetime, most: int) -> int:
        return self._leaving.archive(before, most)

    def ended_sessions(self, account_id: str, start: datetime | None, end: datetime | None, most: int) -> Sequence[str]:
        return self._leaving.ended_sessions(account_id, start, end, most)

    def delete(self, session_id: str) -> bool:
        return self._leaving.delete(session_id)

    def reclaim(self, most: int) -> int:
        return self._leaving.reclaim(most)

    def join_searches(self, most: int) -> int:
        return joining.join(self._connection, most)

    def forget_changes(self, now: datetime, before: datetime) -> int:
        return changes.forget(self._connection, now, before)

    def import_prepared(self, prepared: bytes) -> int:
        return self._shelves.import_prepared(prepared)

    def import_sessions(self, batch: Sequence[ImportedSession]) -> int:
        return self._shelves.import_prepared(self._preparer(batch))

    def put_account(self, account: Account) -> None:
        self._put(self._keys.account(account.id), account)

    def put_customer(self, customer: Customer) -> None:
        with regrouping(self._connection, customer.id):
            self._put(self._keys.customer(customer.id), customer)
            # It may be put later than those below it, whose sessions it then brings along: from now on it is mentioned.
            self._keys.customer(customer.parent_customer_id)

    def put_endpoint(self, endpoint: Endpoint) -> None:
        self._put(self._keys.endpoint(endpoint.id), endpoint)

    def note_delivery(self, hook_id: str, received: datetime, *, quarantined: bool = False) -> None:
        ways_in.note_delivery(self._connection, hook_id, received, quarantined=quarantined)

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        return ways_in.bookmark(self._connection, path, source, account_id)

    def put_bookmark(self, bookmark: Bookmark) -> None:
        ways_in.put_bookmark(self._connection, bookmark)

    def drop_bookmark(self, path: str, source: str, account_id: str) -> None:
        ways_in.drop_bookmark(self._connection, path, source, account_id)
