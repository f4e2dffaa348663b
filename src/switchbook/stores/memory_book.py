"""The book in memory: plain mappings of frozen values, and what in them must agree."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import msgspec

from switchbook.model import lifecycle
from switchbook.model.audit import AuditLine
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.model.picture import Picture
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import Bookmark, Finding, JournalEntry
from switchbook.stores.contract_people import ApiKey, Delivery, Hook, Login, User
from switchbook.stores.contract_records import KeptAnswer
from switchbook.stores.contract_sessions import ArchiveRun
from switchbook.stores.memory_query import Record


class Gone(msgspec.Struct, frozen=True):
    """A session that is no more, or no more what it was: as it was, the number of that change, what it went into."""

    session: Session
    number: int
    into: str | None


@dataclass
class Book:
    """All that is kept. Values in it are frozen, so a copy of the mappings is a copy of the book."""

    directory: Directory = field(default_factory=Directory)
    records: dict[str, Record] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    legs: dict[tuple[str, str, str], str] = field(default_factory=dict)
    # Earliest and latest message by account, source, conversation and session; messages by session, source and id.
    chats: dict[tuple[str, str, str, str], tuple[int, int]] = field(default_factory=dict)
    messages: dict[tuple[str, str, str], MessageState] = field(default_factory=dict)
    journal: list[JournalEntry] = field(default_factory=list)
    appended: int = 0
    # By source: how many entries there ever were, and when the newest was received.
    arrivals: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    preferences: dict[tuple[str, str], bytes] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    last_used: dict[str, date] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    last_deliveries: dict[str, Delivery] = field(default_factory=dict)
    bookmarks: dict[tuple[str, str, str], Bookmark] = field(default_factory=dict)
    logins: dict[bytes, Login] = field(default_factory=dict)
    audit: list[AuditLine] = field(default_factory=list)
    archive_run: ArchiveRun | None = None
    answers: dict[bytes, KeptAnswer] = field(default_factory=dict)
    pictures: dict[str, Picture] = field(default_factory=dict)
    # The number of each session's latest change, and what became of those that are gone.
    changed: dict[str, int] = field(default_factory=dict)
    gone: dict[str, Gone] = field(default_factory=dict)
    # Of each session, what it was where somebody could see it who could not after that change.
    left: dict[str, tuple[Gone, ...]] = field(default_factory=dict)
    # Customers below whom others came or went, and at which number.
    regrouped: dict[str, int] = field(default_factory=dict)
    latest: int = 0
    horizon: int = 0
    marks: list[tuple[datetime, int]] = field(default_factory=list)

    def copy(self) -> Book:
        """A book that says the same and can be written in without changing this one."""
        return Book(
            directory=self.directory,
            records=dict(self.records),
            aliases=dict(self.aliases),
            legs=dict(self.legs),
            chats=dict(self.chats),
            messages=dict(self.messages),
            journal=list(self.journal),
            appended=self.appended,
            arrivals=dict(self.arrivals),
            users=dict(self.users),
            preferences=dict(self.preferences),
            keys=dict(self.keys),
            last_used=dict(self.last_used),
            hooks=dict(self.hooks),
            last_deliveries=dict(self.last_deliveries),
            bookmarks=dict(self.bookmarks),
            logins=dict(self.logins),
            audit=list(self.audit),
            archive_run=self.archive_run,
            answers=dict(self.answers),
            pictures=dict(self.pictures),
            changed=dict(self.changed),
            gone=dict(self.gone),
            left=dict(self.left),
            regrouped=dict(self.regrouped),
            latest=self.latest,
            horizon=self.horizon,
            marks=list(self.marks),
        )

    def surviving(self, session_id: str) -> str:
        """The id under which a session is kept: the one given, or that of the session which absorbed it."""
        return self.aliases.get(session_id, session_id)

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        """The journal entries of a session, in order of arrival."""
        wanted = self.surviving(session_id)
        return [entry for entry in self.journal if entry.session_id == wanted]

    def keep(self, record: Record) -> None:
        """Put a record in its place: a change of its session."""
        session_id = record.session.id
        self.latest += 1
        was = list(self.left.pop(session_id, ()))
        if (gone := self.gone.pop(session_id, None)) is not None:
            was.append(gone)
        if (before := self.records.get(session_id)) is not None:
            was.append(Gone(before.session, self.latest, None))
        if left := tuple(each for each in was if not holds(record.session, each.session)):
            self.left[session_id] = left
        self.records[session_id] = record
        self.changed[session_id] = self.latest

    def drop(self, session_id: str, into: str | None) -> bool:
        """Take a record away, and say that it is gone, or went into another; whether there was one."""
        record = self.records.pop(session_id, None)
        if record is None:
            return False
        self.latest += 1
        del self.changed[session_id]
        self.gone[session_id] = Gone(record.session, self.latest, into)
        return True

    def all_gone(self) -> list[Gone]:
        """All that is gone from where it was, in no order."""
        return [*self.gone.values(), *itertools.chain(*self.left.values())]

    def regroup(self, customer_id: str, before: Directory) -> None:
        """A customer was put or dropped: say so where that gave sessions to those above it, or took them from some."""
        others = before.customers_above(customer_id) ^ self.directory.customers_above(customer_id)
        moved = self.directory.customer_subtree((customer_id,))
        sessions = [record.session for record in self.records.values()]
        sessions += [gone.session for gone in self.all_gone()]
        if others and any(session.customer_id in moved for session in sessions):
            self.latest += 1
            self.regrouped.update(dict.fromkeys(others, self.latest))

    def check(self) -> Iterator[Finding]:
        """What in this book disagrees with the rest of it."""
        for session_id, record in self.records.items():
            if session_id != record.session.id or session_id in self.aliases:
                yield Finding("sessions", f"{session_id} is filed under an id that is not its own")
            if list(record.lines) != sorted(record.lines):
                yield Finding("log", f"the lines of {session_id} are out of order")
        for session_id, state in self._told().items():
            kept = self.records.get(session_id)
            if kept is not None and kept.shelf is Shelf.live and kept.state != state:
                yield Finding("state", f"the state of {session_id} is not what its journal tells")
        if self.changed.keys() != self.records.keys() or not self.gone.keys().isdisjoint(self.records):
            yield Finding("changes", "they are not those of the sessions there are")
        for (*_, session_id), window in self.chats.items():
            chat = self.records[session_id].state.chat if session_id in self.records else None
            if chat is not None and (chat.first, chat.last) != window:
                yield Finding("chats", f"the window of {session_id} is not that of its messages")
        for part, name, session_id in self._references():
            if session_id not in self.records:
                yield Finding(part, f"{name} is of {session_id}, which is not kept")

    def _references(self) -> Iterator[tuple[str, str, str]]:
        """Every place that names a session: the part of the book, what names it there, and its id."""
        yield from (("aliases", alias, survivor) for alias, survivor in self.aliases.items())
        yield from (("legs", leg, session_id) for (_, _, leg), session_id in self.legs.items())
        yield from (("chats", conversation, session_id) for _, _, conversation, session_id in self.chats)
        yield from (("messages", message, session_id) for session_id, _, message in self.messages)
        for entry in self.journal:
            if entry.session_id is not None:
                yield "journal", f"entry {entry.position}", entry.session_id

    def _told(self) -> dict[str, FoldState]:
        """What the journal tells of each session."""
        told: dict[str, FoldState] = {}
        for entry in self.journal:
            for event in entry.events:
                if entry.session_id is not None:
                    state = told.get(entry.session_id)
                    told[entry.session_id] = lifecycle.fold(state, event, mark=entry.mark, arrived=entry.received)
        return told


def holds(here: Session, there: Session) -> bool:
    """Whether everybody who could see a session as it was there can see it as it is here."""
    return (
        here.account_id == there.account_id
        and there.customer_id in (None, here.customer_id)
        and there.involved_endpoints() <= here.involved_endpoints()
    )


def over(session: Session) -> datetime:
    """When a session was over, for the archive."""
    return session.date_completed or session.date_created


def due(book: Book, before: datetime) -> list[Record]:
    """The live records whose sessions ended before a time."""
    live = (record for record in book.records.values() if record.shelf is Shelf.live and record.session.ended)
    return [record for record in live if millis(over(record.session)) < millis(before)]
