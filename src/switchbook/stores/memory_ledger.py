"""The ledger that writes in the book in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from switchbook.errors import StoreError
from switchbook.model import lifecycle, story
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.event import StampedLine
from switchbook.model.lifecycle import millis, moment
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import SNAPSHOT_SOURCE, Bookmark, ImportedSession, JournalEntry, Kept
from switchbook.stores.contract_calls import CALLS, call_name
from switchbook.stores.contract_people import Delivery
from switchbook.stores.contract_sessions import ArchiveRun
from switchbook.stores.memory_book import Book, due, over
from switchbook.stores.memory_chats import MemoryChats
from switchbook.stores.memory_people import MemoryPeople
from switchbook.stores.memory_query import Record
from switchbook.stores.memory_records import MemoryRecords
from switchbook.stores.snapshot import snapshot

_PREPARED = msgspec.msgpack.Decoder(list[ImportedSession])


class MemoryLedger(MemoryPeople, MemoryChats, MemoryRecords):
    """A `Ledger` over a book that nobody else sees yet."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def directory(self) -> Directory:
        """The directory as it is now."""
        return self._book.directory

    def digests(self, key: bytes) -> frozenset[bytes]:
        """The digests journalled under this delivery key."""
        return frozenset(entry.digest for entry in self._book.journal if entry.key == key)

    def append(self, entry: JournalEntry) -> int:
        """Put an entry at the end of the journal; positions count from 1."""
        self._book.appended += 1
        self._book.journal.append(msgspec.structs.replace(entry, position=self._book.appended))
        count, newest = self._book.arrivals.get(entry.source, (0, entry.received))
        self._book.arrivals[entry.source] = (count + 1, max(newest, entry.received))
        return self._book.appended

    def amend(self, entry: JournalEntry) -> None:
        """Replace what was made of the entry at this position; what was sent stays."""
        journal = self._book.journal
        index = next(index for index, kept in enumerate(journal) if kept.position == entry.position)
        journal[index] = msgspec.structs.replace(
            journal[index],
            account_id=entry.account_id,
            key=entry.key,
            events=entry.events,
            error=entry.error,
            session_id=entry.session_id,
        )

    def quarantined(self, position: int) -> JournalEntry | None:
        """The entry at this position that could not be read."""
        unread = (entry for entry in self._book.journal if entry.error is not None)
        return next((entry for entry in unread if entry.position == position), None)

    def trimmed(self) -> bool:
        """Whether there is any snapshot."""
        return any(entry.source == SNAPSHOT_SOURCE for entry in self._book.journal)

    def drop_entries(self, positions: Sequence[int]) -> None:
        """Forget these entries."""
        gone = set(positions)
        self._book.journal = [entry for entry in self._book.journal if entry.position not in gone]

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        """All entries of a session, in order of arrival."""
        return self._book.entries(session_id)

    def session_of_leg(self, account_id: str, source: str, leg: str) -> str | None:
        """The session this leg belongs to."""
        return self._book.legs.get((account_id, source, leg))

    def bind_leg(self, account_id: str, source: str, leg: str, session_id: str) -> None:
        """Say that this leg belongs to that session."""
        self._book.legs[account_id, source, leg] = self._book.surviving(session_id)

    def bind_call(self, account_id: str, call_sid: str, session_id: str) -> None:
        """Say that a call of that session has this id of a carrier's."""
        self.bind_leg(account_id, CALLS, call_name(call_sid, session_id), session_id)

    def load(self, session_id: str) -> Kept | None:
        """The session of this id, or of which it is an alias."""
        record = self._book.records.get(self._book.surviving(session_id))
        if record is None:
            return None
        return Kept(
            session_id=record.session.id,
            account_id=record.session.account_id,
            shelf=record.shelf,
            # As elsewhere, what is archived is told by the journal alone.
            state=record.state if record.shelf is Shelf.live else None,
        )

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        """Put a session on the shelf it is on, a new one on the live shelf, with these lines or these more."""
        before = self._book.records.get(session.id)
        if before is not None and before.shelf is Shelf.archive and not whole:
            raise StoreError(f"session {session.id} can only be saved whole: its state is in the journal alone")
        earlier = before.lines if before is not None and not whole else ()
        record = Record(
            session=session,
            shelf=before.shelf if before is not None else Shelf.live,
            state=state,
            lines=tuple(sorted((*earlier, *lines))),
        )
        self._book.keep(record)

    def absorb(self, session_id: str, into: str) -> None:
        """Make one session an alias of another, with everything that led to it."""
        book = self._book
        for alias in [session_id, *(alias for alias, owner in book.aliases.items() if owner == session_id)]:
            book.aliases[alias] = into
        book.aliases.pop(into, None)
        for leg in [leg for leg, owner in book.legs.items() if owner == session_id]:
            book.legs[leg] = into
        for index, entry in enumerate(book.journal):
            if entry.session_id == session_id:
                book.journal[index] = msgspec.structs.replace(entry, session_id=into)
        self.move_chats(session_id, into)
        book.drop(session_id, into)

    def keep_archive_run(self, run: ArchiveRun) -> None:
        """Put a run of the archivist in place of the one before."""
        self._book.archive_run = run

    def archive(self, before: datetime, most: int) -> int:
        """Move ended sessions of the live shelf, those that ended longest ago first."""
        moving = sorted(due(self._book, before), key=lambda record: over(record.session))[:most]
        for record in moving:
            self._book.records[record.session.id] = msgspec.structs.replace(record, shelf=Shelf.archive)
        return len(moving)

    def ended_sessions(self, account_id: str, start: datetime | None, end: datetime | None, most: int) -> Sequence[str]:
        """Ids of ended sessions of an account created in that time."""
        sessions = (record.session for record in self._book.records.values())
        found = [
            session.id
            for session in sessions
            if session.account_id == account_id
            and session.ended
            and (start is None or moment(millis(session.date_created)) >= start)
            and (end is None or moment(millis(session.date_created)) < end)
        ]
        return found[:most]

    def delete(self, session_id: str) -> bool:
        """Forget a session and all that led to it."""
        book = self._book
        known = book.surviving(session_id)
        if not book.drop(known, None):
            return False
        book.answers = {
            key: msgspec.structs.replace(each, document=b"")
            if each.session_id is not None and book.surviving(each.session_id) == known
            else each
            for key, each in book.answers.items()
        }
        book.aliases = {alias: owner for alias, owner in book.aliases.items() if owner != known}
        book.legs = {leg: owner for leg, owner in book.legs.items() if owner != known}
        book.journal = [entry for entry in book.journal if entry.session_id != known]
        book.chats = {chat: window for chat, window in book.chats.items() if chat[3] != known}
        book.messages = {named: state for named, state in book.messages.items() if named[0] != known}
        return True

    def join_searches(self, most: int) -> int:
        """Nothing is in parts."""
        return 0

    def reclaim(self, most: int) -> int:
        """There are no pages here."""
        return 0

    def forget_changes(self, now: datetime, before: datetime) -> int:
        """Forget what was gone at the last mark before a time; mark where the changes stand now."""
        book = self._book
        reached = max((number for at, number in book.marks if at < before), default=0)
        if all(at <= now - timedelta(hours=1) for at, _ in book.marks):
            book.marks.append((now, book.latest))
        book.marks = [(at, number) for at, number in book.marks if number >= reached]
        forgotten = sum(each.number <= reached for each in book.all_gone())
        if forgotten:
            book.gone = {session_id: gone for session_id, gone in book.gone.items() if gone.number > reached}
            left = {key: tuple(each for each in was if each.number > reached) for key, was in book.left.items()}
            book.left, book.horizon = left, reached
        return forgotten

    def import_prepared(self, prepared: bytes) -> int:
        """Take in a batch that `MemoryStore.preparer` made ready."""
        return self.import_sessions(_PREPARED.decode(prepared))

    def import_sessions(self, batch: Sequence[ImportedSession]) -> int:
        """Journal and keep the sessions of this batch that are not known yet; how many those were."""
        return sum(self._import(imported) for imported in batch)

    def put_account(self, account: Account) -> None:
        """Put an account into the directory, or in place of the one with its id."""
        self._put_in_directory(accounts=[account])

    def put_customer(self, customer: Customer) -> None:
        """Put a customer into the directory, or in place of the one with its id."""
        before = self._book.directory
        self._put_in_directory(customers=[customer])
        self._book.regroup(customer.id, before)

    def put_endpoint(self, endpoint: Endpoint) -> None:
        """Put an endpoint into the directory, or in place of the one with its id."""
        self._put_in_directory(endpoints=[endpoint])

    def note_delivery(self, hook_id: str, received: datetime, *, quarantined: bool = False) -> None:
        """Say that something came through this hook."""
        last = self._book.last_deliveries.get(hook_id)
        if last is None or last.at <= received:
            self._book.last_deliveries[hook_id] = Delivery(at=received, quarantined=quarantined)

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        """How far this file has been taken."""
        return self._book.bookmarks.get((path, source, account_id))

    def put_bookmark(self, bookmark: Bookmark) -> None:
        """Keep a bookmark, or replace the one of this file, source and account."""
        self._book.bookmarks[bookmark.path, bookmark.source, bookmark.account_id] = bookmark

    def drop_bookmark(self, path: str, source: str, account_id: str) -> None:
        """Forget how far a file has been taken."""
        self._book.bookmarks.pop((path, source, account_id), None)

    def _import(self, imported: ImportedSession) -> bool:
        session = imported.session
        if self.load(session.id) is not None:
            return False
        entry = snapshot(imported)
        self.append(entry)
        record = Record(
            session=session,
            shelf=imported.shelf,
            state=lifecycle.lift(entry.events[0], mark=entry.mark, arrived=entry.received),
            lines=tuple(sorted(story.lines(entry.events[0], mark=entry.key.hex()))),
        )
        self._book.keep(record)
        return True

    def _put_in_directory(
        self,
        *,
        accounts: Sequence[Account] = (),
        customers: Sequence[Customer] = (),
        endpoints: Sequence[Endpoint] = (),
    ) -> None:
        known = self._book.directory
        self._book.directory = Directory(
            [*known.accounts.values(), *accounts],
            [*known.customers.values(), *customers],
            [*known.endpoints.values(), *endpoints],
            version=known.version + 1,
        )
