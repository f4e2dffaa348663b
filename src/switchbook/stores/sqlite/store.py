"""The SQLite store: one file, one writer with group commit, many readers that never wait for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from functools import reduce
from pathlib import Path
from typing import TypeVar

from switchbook.errors import StoreError
from switchbook.model.actor import Scope
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.model.picture import Picture
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.query import SessionQuery
from switchbook.model.session import Channel
from switchbook.model.state import FoldState, join
from switchbook.model.stretch import Stretch
from switchbook.model.summary import Summary
from switchbook.stores.contract import Bookmark, Finding, JournalEntry, JournalShare, Ledger, Page, Stop
from switchbook.stores.contract_calls import CALLS, bounds, call_sid_in
from switchbook.stores.contract_changes import Changes
from switchbook.stores.contract_figures import Figures
from switchbook.stores.contract_people import ApiKey, Delivery, Hook, Login, User
from switchbook.stores.contract_sessions import ArchiveRun, Shelved
from switchbook.stores.sqlite import (
    changes,
    chats,
    check,
    figures,
    journal,
    leaving,
    people,
    positions,
    records,
    rows,
    shelves,
    verifying,
    ways_in,
)
from switchbook.stores.sqlite.compression import Compression, dictionaries
from switchbook.stores.sqlite.connection import Readers, generation, open_writer
from switchbook.stores.sqlite.find import Finder
from switchbook.stores.sqlite.keys import id_text
from switchbook.stores.sqlite.ledger import SqliteLedger
from switchbook.stores.sqlite.preparing import Preparer
from switchbook.stores.sqlite.regrouping import regrouped
from switchbook.stores.sqlite.tree import DirectoryCache
from switchbook.stores.sqlite.writer import Writer

T = TypeVar("T")
_BATCH = 500


class SqliteStore:
    """See `stores.contract.Store` for every duty. Other processes may use the same directory at the same time."""

    def __init__(self, directory: Path, readers: int, vfs: str | None, synchronous: str) -> None:
        connection = open_writer(directory, vfs, synchronous=synchronous)
        known = dictionaries(connection)
        self._compression = Compression(known)
        self._preparer = Preparer(known)
        self._connection = connection
        self._writer = Writer(connection, SqliteLedger(connection, self._compression, self._preparer))
        self._readers = Readers(directory, readers, vfs, lambda reader: verifying.teach(reader, self._compression))
        self._directories = DirectoryCache()
        self._finder = Finder(self._compression)
        self._directory = directory
        self._closed = False

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        with self._readers.lend(stop) as connection:
            return self._finder.page(connection, query, self._directories.current(connection))

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        with self._readers.lend(stop) as connection:
            book = generation(connection)
            numbers = self._finder.everything(connection, query, self._directories.current(connection))
        return len(numbers), (self._batch(book, numbers[i : i + _BATCH]) for i in range(0, len(numbers), _BATCH))

    def summary(self, query: SessionQuery, most: int, stop: Stop = None) -> Summary:
        # Only figures need numpy, and it takes a tenth of a second to load.
        from switchbook.stores.sqlite.summing import summed

        with self._readers.lend(stop) as connection:
            return summed(connection, query, self._directories.current(connection), most)

    def changes(self, scope: Scope, accounts: frozenset[str] | None, after: str | None, most: int) -> Changes:
        with self._readers.lend() as connection:
            directory = self._directories.current(connection)
            reached = positions.read(connection, after, scope, regrouped(connection, scope))
            seen = changes.visible(connection, scope, accounts, directory)
            found, end = changes.after(connection, reached.number, seen, most)
            shown = self._finder.numbered(connection, directory, [change.n for change in found if change.n is not None])

            def place(number: int) -> str:
                return positions.told(connection, reached.at(number))

            return Changes(
                items=[change.told(place(change.number), shown) for change in found],
                next=place(end),
                has_more=end < positions.latest(connection),
                latest=positions.current(connection),
            )

    def cursor_key(self) -> bytes:
        with self._readers.lend() as connection:
            key: bytes = connection.execute("SELECT value FROM meta WHERE name = 'cursor_key'").get
            return key

    def position(self) -> str:
        with self._readers.lend() as connection:
            return positions.current(connection)

    def due(self, before: datetime) -> int:
        with self._readers.lend() as connection:
            return leaving.due(connection, before)

    def shelved(self, before: datetime) -> Mapping[str, Shelved]:
        with self._readers.lend() as connection:
            return leaving.shelved(connection, before)

    def archive_run(self) -> ArchiveRun | None:
        with self._readers.lend() as connection:
            return leaving.archive_run(connection)

    def write(self, work: Callable[[Ledger], T]) -> Future[T]:
        return self._writer.submit(work)

    def preparer(self) -> Preparer:
        return self._preparer

    def directory(self) -> Directory:
        with self._readers.lend() as connection:
            return self._directories.current(connection)

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        with self._readers.lend() as connection:
            known = rows.resolved(connection, session_id)
            return list(journal.of_session(connection, known, self._compression))

    def journal(self, session_id: str, stretch: Stretch) -> tuple[int, Sequence[JournalEntry]]:
        with self._readers.lend() as connection:
            known = rows.resolved(connection, session_id)
            return journal.stretch_of(connection, known, stretch, self._compression)

    def old_journals(self, before: datetime, most: int) -> Sequence[str]:
        with self._readers.lend() as connection:
            return journal.old(connection, before, most)

    def journal_shares(self) -> Sequence[JournalShare]:
        with self._readers.lend() as connection:
            return journal.shares(connection)

    def sessions_of_leg(self, leg: str) -> frozenset[str]:
        # By the whole key of each account and source, since no index begins with the leg.
        legs = """SELECT session FROM leg WHERE account IN (SELECT key FROM account)
                  AND source IN (SELECT source FROM journal_tally) AND leg = ?"""
        calls = """SELECT session, leg FROM leg WHERE account IN (SELECT key FROM account)
                   AND source = ? AND leg >= ? AND leg < ?"""
        with self._readers.lend() as connection:
            found = {session for (session,) in connection.execute(legs, (leg,))}
            named = connection.execute(calls, (CALLS, *bounds(leg)))
            found.update(session for session, name in named if call_sid_in(name) == leg)
        return frozenset(map(id_text, found))

    def state(self, session_id: str) -> FoldState | None:
        with self._readers.lend() as connection:
            row = rows.by_id(connection, rows.resolved(connection, session_id))
            if row is None:
                return None
            kept = shelves.read_state(connection, self._compression, row.n)
            if kept is not None:
                return kept
            entries = journal.of_session(connection, id_text(row.id), self._compression)
            return reduce(join, (entry.said for entry in entries if entry.events))

    def parent(self, session_id: str) -> str | None:
        with self._readers.lend() as connection:
            row = rows.by_id(connection, rows.resolved(connection, session_id))
            return None if row is None or row.parent is None else id_text(row.parent)

    def earlier_chats(self, session_id: str, since: datetime) -> Sequence[str]:
        with self._readers.lend() as connection:
            return chats.earlier(connection, rows.resolved(connection, session_id), since)

    def messages(self, session_id: str) -> Sequence[MessageState]:
        with self._readers.lend() as connection:
            return chats.of_session(connection, self._compression, rows.resolved(connection, session_id))

    def quarantine(self, query: QuarantineQuery) -> tuple[int, Sequence[JournalEntry]]:
        with self._readers.lend() as connection:
            return journal.quarantined(connection, query, self._compression)

    def silent_sessions(self, channel: Channel, before: datetime, most: int) -> Sequence[str]:
        sql = """SELECT id FROM session INDEXED BY session_open WHERE shelf = 0 AND ended = 0 AND channel = ?
                 AND coalesce(modified, created) < ? ORDER BY coalesce(modified, created) LIMIT ?"""
        with self._readers.lend() as connection:
            return [id_text(kept) for (kept,) in connection.execute(sql, (int(channel), millis(before), most))]

    def account_ids(self) -> Sequence[str]:
        with self._readers.lend() as connection:
            return [account_id for (account_id,) in connection.execute("SELECT id FROM account ORDER BY id")]

    def session_ids(self, account_id: str | None = None, since: datetime | None = None) -> Iterator[str]:
        sql = """SELECT s.n, s.id FROM session AS s INDEXED BY session_n JOIN account AS a ON a.key = s.account
                 WHERE s.n > ? AND (?2 IS NULL OR a.id = ?2) AND (?3 IS NULL OR s.created >= ?3)
                 ORDER BY s.n LIMIT 1000"""
        after = 0
        while True:
            with self._readers.lend() as connection:
                created = None if since is None else millis(since)
                found: list[tuple[int, bytes]] = list(connection.execute(sql, (after, account_id, created)))
            if not found:
                return
            yield from (id_text(kept) for _, kept in found)
            after = found[-1][0]

    def user(self, email: str) -> User | None:
        with self._readers.lend() as connection:
            return people.user(connection, email)

    def user_by_id(self, user_id: str) -> User | None:
        with self._readers.lend() as connection:
            return people.user_by_id(connection, user_id)

    def users(self) -> Sequence[User]:
        with self._readers.lend() as connection:
            return people.users(connection)

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        with self._readers.lend() as connection:
            return people.preferences(connection, user_id)

    def key(self, digest: bytes) -> ApiKey | None:
        with self._readers.lend() as connection:
            return people.key(connection, digest)

    def key_by_id(self, key_id: str) -> ApiKey | None:
        with self._readers.lend() as connection:
            return people.key_by_id(connection, key_id)

    def api_keys(self) -> Sequence[ApiKey]:
        with self._readers.lend() as connection:
            return people.keys(connection)

    def last_used(self) -> Mapping[str, date]:
        with self._readers.lend() as connection:
            return people.last_used(connection)

    def hook(self, hook_id: str) -> Hook | None:
        with self._readers.lend() as connection:
            return ways_in.hook(connection, hook_id)

    def hooks(self) -> Sequence[Hook]:
        with self._readers.lend() as connection:
            return ways_in.hooks(connection)

    def last_deliveries(self) -> Mapping[str, Delivery]:
        with self._readers.lend() as connection:
            return ways_in.last_deliveries(connection)

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        with self._readers.lend() as connection:
            return ways_in.bookmark(connection, path, source, account_id)

    def login(self, digest: bytes) -> Login | None:
        with self._readers.lend() as connection:
            return people.login(connection, digest)

    def audited(self, query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
        with self._readers.lend() as connection:
            return records.audited(connection, query)

    def picture(self, picture_id: str) -> Picture | None:
        with self._readers.lend() as connection:
            return records.picture(connection, picture_id)

    def session_count(self, account_id: str) -> int:
        with self._readers.lend() as connection:
            return records.session_count(connection, account_id)

    def figures(self) -> Figures:
        with self._readers.lend() as connection:
            return figures.figures(connection, self._directory)

    def has_users(self) -> bool:
        with self._readers.lend() as connection:
            return people.has_users(connection)

    def check(self) -> Iterator[Finding]:
        with self._readers.lend() as connection:
            yield from check.findings(connection, self._compression, self._directories.current(connection))

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._writer.close()
            self._readers.close()
            self._connection.close()

    def _batch(self, book: int, numbers: Sequence[int]) -> Sequence[bytes]:
        with self._readers.lend() as connection:
            if generation(connection) != book:
                # The numbers may be those of other sessions now, which the one who asked may not see.
                raise StoreError("the book was replaced by another while it was read")
            return self._finder.documents(connection, self._directories.current(connection), numbers)
