"""The store in memory: small and obviously right, the measure of the others, and good for a first look."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

import msgspec

from switchbook.errors import StoreClosed
from switchbook.model.actor import Scope
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.model.picture import Picture
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.query import Place, SessionQuery, Shelf
from switchbook.model.session import Channel
from switchbook.model.state import FoldState
from switchbook.model.stretch import Stretch
from switchbook.model.summary import Summary
from switchbook.stores.contract import (
    Bookmark,
    Finding,
    ImportedSession,
    JournalEntry,
    JournalShare,
    Ledger,
    Page,
    Stop,
)
from switchbook.stores.contract_calls import CALLS, call_sid_in
from switchbook.stores.contract_changes import Changes
from switchbook.stores.contract_figures import Figures
from switchbook.stores.contract_people import ApiKey, Delivery, Hook, Login, User
from switchbook.stores.contract_sessions import ArchiveRun, Shelved
from switchbook.stores.memory_book import Book, due
from switchbook.stores.memory_changes import changes, shown
from switchbook.stores.memory_chats import earlier
from switchbook.stores.memory_figures import counted_in, figures, shelved, summed
from switchbook.stores.memory_journal import quarantined, stretch_of
from switchbook.stores.memory_ledger import MemoryLedger
from switchbook.stores.memory_people import preferences_of, user_of
from switchbook.stores.memory_query import answers, order_key
from switchbook.stores.memory_records import audited, session_count
from switchbook.stores.snapshot import WHOLE_SOURCES

T = TypeVar("T")

BATCH = 500


class MemoryStore:
    """A `Store` that is gone when the process ends.

    A write works on a copy of the book, which takes the place of the book when the work is done: so readers need no
    lock, see only what was committed, and a work that raises leaves no trace.
    """

    def __init__(self) -> None:
        self._book: Book | None = Book()
        self._cursor_key = secrets.token_bytes(32)
        self._writing = Lock()

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        """One page; it is never stopped."""
        book = self._open_book()
        places = _answers(query, book)
        left = _after(query, places)
        end = len(left) if query.limit is None else query.offset + query.limit
        page = left[query.offset : end]
        return Page(
            documents=[shown(book.records[place.session_id], book.directory) for place in page],
            total=len(places) if query.with_total else None,
            has_more=end < len(left),
            last=page[-1] if page else None,
        )

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        """Everything that matches, in batches, each as the sessions are when it is asked for."""
        ids = [place.session_id for place in _answers(query, self._open_book())]
        return len(ids), self._batches(ids)

    def summary(self, query: SessionQuery, most: int, stop: Stop = None) -> Summary:
        """The figures of every session that matches."""
        book = self._open_book()
        found = [book.records[place.session_id].session for place in _answers(query, book)]
        return summed(found, counted_in(found, query.scope, book.directory), most)

    def changes(self, scope: Scope, accounts: frozenset[str] | None, after: str | None, most: int) -> Changes:
        """What changed after a position, in order."""
        return changes(self._open_book(), scope, accounts, after, most)

    def cursor_key(self) -> bytes:
        """The secret that cursors are signed with."""
        return self._cursor_key

    def position(self) -> str:
        """The position of the latest change."""
        return str(self._open_book().latest)

    def due(self, before: datetime) -> int:
        """How many live sessions ended before a time."""
        return len(due(self._open_book(), before))

    def shelved(self, before: datetime) -> Mapping[str, Shelved]:
        """How many sessions of each account are on which shelf, and due."""
        return shelved(self._open_book(), before)

    def archive_run(self) -> ArchiveRun | None:
        """The run of the archivist that was kept last."""
        return self._open_book().archive_run

    def write(self, work: Callable[[Ledger], T]) -> Future[T]:
        """Run work at once, alone; the future that is returned has resolved."""
        future: Future[T] = Future()
        with self._writing:
            book = self._open_book().copy()
            try:
                done = work(MemoryLedger(book))
            except BaseException as raised:
                future.set_exception(raised)
            else:
                self._book = book
                future.set_result(done)
        return future

    def preparer(self) -> Callable[[Sequence[ImportedSession]], bytes]:
        """Batches need no preparing here: they are only encoded."""
        return msgspec.msgpack.encode

    def directory(self) -> Directory:
        """The directory as last committed."""
        return self._open_book().directory

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        """The journal of one session, in order of arrival."""
        return self._open_book().entries(session_id)

    def journal(self, session_id: str, stretch: Stretch) -> tuple[int, Sequence[JournalEntry]]:
        """How many entries of one session match, and those that are wanted."""
        return stretch_of(self._open_book().entries(session_id), stretch)

    def old_journals(self, before: datetime, most: int) -> Sequence[str]:
        """Ids of archived sessions that have entries received before a time."""
        book = self._open_book()
        old = [
            entry.session_id
            for entry in book.journal
            if entry.session_id is not None and entry.source not in WHOLE_SOURCES and entry.received < before
        ]
        archived = [each for each in dict.fromkeys(old) if book.records[each].shelf is Shelf.archive]
        return archived[:most]

    def journal_shares(self) -> Sequence[JournalShare]:
        """What the journal holds, by source."""
        journal = self._open_book().journal
        by_source = {source: [e for e in journal if e.source == source] for source in {e.source for e in journal}}
        return [
            JournalShare(
                source=source,
                entries=len(entries),
                kept_bytes=sum(len(entry.payload) for entry in entries),
                quarantined=sum(entry.error is not None for entry in entries),
                oldest=min(entry.received for entry in entries),
                newest=max(entry.received for entry in entries),
            )
            for source, entries in sorted(by_source.items())
        ]

    def sessions_of_leg(self, leg: str) -> frozenset[str]:
        """The sessions of a leg, or a call, by its name alone."""
        legs = self._open_book().legs.items()
        return frozenset(
            found for (_, source, name), found in legs if leg == (call_sid_in(name) if source == CALLS else name)
        )

    def state(self, session_id: str) -> FoldState | None:
        """All that is known of a session."""
        book = self._open_book()
        record = book.records.get(book.surviving(session_id))
        return None if record is None else record.state

    def parent(self, session_id: str) -> str | None:
        """The id of the session that one followed from."""
        book = self._open_book()
        record = book.records.get(book.surviving(session_id))
        return None if record is None else record.session.parent_session_id

    def earlier_chats(self, session_id: str, since: datetime) -> Sequence[str]:
        """The sessions before this one in its conversations, oldest first."""
        return earlier(self._open_book(), session_id, since)

    def messages(self, session_id: str) -> Sequence[MessageState]:
        """The messages of one session, by time, then by id."""
        book = self._open_book()
        wanted = book.surviving(session_id)
        found = (state for (kept, _, _), state in book.messages.items() if kept == wanted)
        return sorted(found, key=lambda state: (state.first, state.id, state.source))

    def quarantine(self, query: QuarantineQuery) -> tuple[int, Sequence[JournalEntry]]:
        """How many entries that could not be read match, and those that are wanted."""
        return quarantined(self._open_book(), query)

    def silent_sessions(self, channel: Channel, before: datetime, most: int) -> Sequence[str]:
        """Live sessions that have not ended and last received something before a time, the longest silent first."""
        records = self._open_book().records.values()
        live = (record.session for record in records if record.shelf is Shelf.live)
        silent = [
            (session.date_last_modified or session.date_created, session.id)
            for session in live
            if not session.ended and session.channel is channel
        ]
        return [session_id for since, session_id in sorted(silent) if millis(since) < millis(before)][:most]

    def account_ids(self) -> Sequence[str]:
        """Every account that the directory or any session names."""
        book = self._open_book()
        return sorted(book.directory.accounts.keys() | {record.session.account_id for record in book.records.values()})

    def session_ids(self, account_id: str | None = None, since: datetime | None = None) -> Iterator[str]:
        """Ids of all sessions, both shelves; of one account, of those created since, if said."""
        sessions = [record.session for record in self._open_book().records.values()]
        return iter(
            [
                session.id
                for session in sessions
                if account_id in (None, session.account_id) and (since is None or session.date_created >= since)
            ]
        )

    def user(self, email: str) -> User | None:
        """The user who signs in with this e-mail address, in any case."""
        return user_of(self._open_book(), email)

    def user_by_id(self, user_id: str) -> User | None:
        """The user of this id."""
        return self._open_book().users.get(user_id)

    def users(self) -> Sequence[User]:
        """Every user, in order of id."""
        return [user for _, user in sorted(self._open_book().users.items())]

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        """The preferences of a user."""
        return preferences_of(self._open_book(), user_id)

    def key(self, digest: bytes) -> ApiKey | None:
        """The key whose secret has this digest, or had it before."""
        return next((key for key in self._open_book().keys.values() if digest in (key.digest, key.old_digest)), None)

    def key_by_id(self, key_id: str) -> ApiKey | None:
        """The key of this id."""
        return self._open_book().keys.get(key_id)

    def api_keys(self) -> Sequence[ApiKey]:
        """Every key, in order of id."""
        return [key for _, key in sorted(self._open_book().keys.items())]

    def last_used(self) -> Mapping[str, date]:
        """The day on which each key was last used."""
        return dict(self._open_book().last_used)

    def hook(self, hook_id: str) -> Hook | None:
        """The hook of this id."""
        return self._open_book().hooks.get(hook_id)

    def hooks(self) -> Sequence[Hook]:
        """Every hook, in order of id."""
        return [hook for _, hook in sorted(self._open_book().hooks.items())]

    def last_deliveries(self) -> Mapping[str, Delivery]:
        """When something last came through each hook."""
        return dict(self._open_book().last_deliveries)

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        """How far this file has been taken."""
        return self._open_book().bookmarks.get((path, source, account_id))

    def login(self, digest: bytes) -> Login | None:
        """The login session whose id has this digest."""
        return self._open_book().logins.get(digest)

    def audited(self, query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
        """How many lines of the audit trail match, and the page of them that is wanted."""
        return audited(self._open_book(), query)

    def picture(self, picture_id: str) -> Picture | None:
        """The picture of this id."""
        return self._open_book().pictures.get(picture_id)

    def session_count(self, account_id: str) -> int:
        """How many sessions of an account there are."""
        return session_count(self._open_book(), account_id)

    def figures(self) -> Figures:
        """What whoever watches over the book wants to know."""
        return figures(self._open_book())

    def has_users(self) -> bool:
        """Whether anybody can sign in yet."""
        return bool(self._open_book().users)

    def check(self) -> Iterator[Finding]:
        """Compare the parts of the book with one another; yield what disagrees."""
        return self._open_book().check()

    def close(self) -> None:
        """Wait for the work that runs, then let go of everything. Closing twice is no error."""
        with self._writing:
            self._book = None

    def _open_book(self) -> Book:
        book = self._book
        if book is None:
            raise StoreClosed("the store is closed")
        return book

    def _batches(self, ids: Sequence[str]) -> Iterator[Sequence[bytes]]:
        for first in range(0, len(ids), BATCH):
            book = self._open_book()
            batch = itertools.islice(ids, first, first + BATCH)
            present = (book.records.get(session_id) for session_id in batch)
            yield [shown(record, book.directory) for record in present if record is not None]


def _after(query: SessionQuery, places: Sequence[Place]) -> Sequence[Place]:
    """Those that stand after the place that the query names, if it names one."""
    if query.after is None:
        return places
    descending = query.sort.descending
    reached = order_key(query.after, descending=descending)
    keys = ((order_key(place, descending=descending), place) for place in places)
    return [place for key, place in keys if (key < reached if descending else key > reached)]


def _answers(query: SessionQuery, book: Book) -> Sequence[Place]:
    if query.ids is not None:
        query = msgspec.structs.replace(query, ids=frozenset(map(book.surviving, query.ids)))
    return answers(query, book.records.values(), book.directory)
