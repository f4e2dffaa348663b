"""What a store is: every duty of the places where the book is kept, in one file.

A store is safe to call from many threads. Reading (`find`, `stream`, the look-ups) sees the last commit and is never
blocked by writing. Writing goes through `write`: the work gets a `Ledger`, runs alone in one transaction that other
works may share a commit with, and its future resolves only when what it did is durable. A work that raises changes
nothing, and its future raises the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import reduce
from typing import Protocol, TypeVar

import msgspec

from switchbook.model import lifecycle
from switchbook.model.actor import Scope
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.event import Event, StampedLine
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.query import Place, SessionQuery, Shelf
from switchbook.model.session import Channel, LogLine, Session
from switchbook.model.state import FoldState, join
from switchbook.model.stretch import Stretch
from switchbook.model.summary import Summary
from switchbook.stores.contract_changes import Changes
from switchbook.stores.contract_chats import ChatLedger
from switchbook.stores.contract_figures import Watched
from switchbook.stores.contract_people import Delivery, PeopleKept, PeopleLedger
from switchbook.stores.contract_records import RecordsKept, RecordsLedger
from switchbook.stores.contract_sessions import ArchiveRun, SessionsKept

T = TypeVar("T")
# Asked again and again while an answer is made, about once a millisecond: whether to give it up.
Stop = Callable[[], bool] | None


class Page(msgspec.Struct, frozen=True):
    """An answer to a query: documents ready to send, in order. `total` is None when it was not asked for.

    `last` is the place of the last of them in the order; None when there is none. `plan` says in words how they were
    found, with figures that reach beyond what the asking scope may see; it is put in words only when called.
    """

    documents: Sequence[bytes]
    total: int | None
    has_more: bool
    last: Place | None = None
    plan: Callable[[], Sequence[str]] = tuple


class JournalEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery as taken in. An entry with an `error` is in quarantine: kept, but without events.

    `key` names the delivery, `digest` its bytes (16 bytes each, see model/identity.py); `received` is aware UTC.
    `events` are as they were folded, with what the directory knew then. `position` is given by the store.
    """

    account_id: str
    source: str
    key: bytes
    digest: bytes
    received: datetime
    content_type: str
    payload: bytes
    events: tuple[Event, ...] = ()
    error: str | None = None
    session_id: str | None = None
    position: int = 0

    @property
    def mark(self) -> str:
        """The tie-break that the fold puts on everything this entry said."""
        return self.digest.hex()

    @property
    def said(self) -> FoldState:
        """What this entry alone says of its session. It has an event at least."""
        return reduce(join, (lifecycle.lift(event, mark=self.mark, arrived=self.received) for event in self.events))


# The source of entries that stand for those before them (see `SnapshotTaken`).
SNAPSHOT_SOURCE = "snapshot"


class JournalShare(msgspec.Struct, frozen=True, kw_only=True):
    """What the journal holds of one source: entries, their bytes as kept, those in quarantine, and since when."""

    source: str
    entries: int
    kept_bytes: int
    quarantined: int
    oldest: datetime
    newest: datetime


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the store holds it. `state` is None when only the journal can tell it (rebuild it from there)."""

    session_id: str
    account_id: str
    shelf: Shelf
    state: FoldState | None


class ImportedSession(msgspec.Struct, frozen=True, kw_only=True):
    """A whole session to be taken in, on the given shelf, with its log, oldest line first."""

    session: Session
    log: tuple[LogLine, ...] = ()
    shelf: Shelf = Shelf.live


class Bookmark(msgspec.Struct, frozen=True, kw_only=True):
    """How far a file has been taken into an account by a source: `offset` bytes of what it holds, uncompressed.

    `trace` is a digest of what lies at its beginning and before the offset, so that another file which has taken its
    path, or a file cut short, is told from the same one grown.
    """

    path: str
    source: str
    account_id: str
    offset: int
    trace: bytes


class Finding(msgspec.Struct, frozen=True):
    """Something `check` found wrong: where, and what."""

    part: str
    problem: str


class Ledger(ChatLedger, PeopleLedger, RecordsLedger, Protocol):
    """One write transaction. It sees its own changes."""

    def directory(self) -> Directory:
        """The directory as it is now."""

    def digests(self, key: bytes) -> frozenset[bytes]:
        """The digests journalled under this delivery key; empty when it is new. Quarantined ones count too."""

    def append(self, entry: JournalEntry) -> int:
        """Put an entry at the end of the journal; its position, growing by arrival."""

    def amend(self, entry: JournalEntry) -> None:
        """Replace what was made of the entry at `entry.position` (account, key, events, error, session) after a replay.

        What was sent and when it came stay as they are.
        """

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        """All entries of a session, in order of arrival."""

    def trimmed(self) -> bool:
        """Whether a snapshot stands for entries of any session at all."""

    def quarantined(self, position: int) -> JournalEntry | None:
        """The entry at this position that could not be read; None where there is none."""

    def drop_entries(self, positions: Sequence[int]) -> None:
        """Forget these entries: something else in the journal says what they said."""

    def session_of_leg(self, account_id: str, source: str, leg: str) -> str | None:
        """The session this leg belongs to."""

    def bind_leg(self, account_id: str, source: str, leg: str, session_id: str) -> None:
        """Say that this leg belongs to that session (which need not be saved yet)."""

    def bind_call(self, account_id: str, call_sid: str, session_id: str) -> None:
        """Say that a call of that session has this id of a carrier's; calls of several sessions may have the same."""

    def load(self, session_id: str) -> Kept | None:
        """The session of this id (or of which it is an alias); None when there is none."""

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        """Put a session with its state on its shelf (a new one: live), every index and counter with it.

        `lines` are added to its log, or replace it where `whole`. The document is rewritten, the log sorted. A kept
        session whose `state` is None can only be saved whole: otherwise raises StoreError.
        """

    def absorb(self, session_id: str, into: str) -> None:
        """Make `session_id` an alias of `into`: its legs, aliases, journal entries and messages move, its record goes.

        `into` need not be saved yet. It may so far have been an alias of `session_id`: then they change places.
        """

    def keep_archive_run(self, run: ArchiveRun) -> None:
        """Keep what a run of the archivist did, in place of the one before."""

    def archive(self, before: datetime, most: int) -> int:
        """Move at most so many live sessions to the archive that ended before a time, longest ago first; how many.

        What its end is to an import that knows none is when it was created. A move is no change of the session.
        """

    def ended_sessions(self, account_id: str, start: datetime | None, end: datetime | None, most: int) -> Sequence[str]:
        """Ids of at most so many ended sessions of an account, both shelves, created from `start` to before `end`."""

    def delete(self, session_id: str) -> bool:
        """Forget a session and all that led to it: record, log, journal, legs, aliases; whether there was one.

        Addresses that no other session has go too. The feed says `deleted`.
        """

    def reclaim(self, most: int) -> int:
        """Give at most so many free pages back to the file system; how many."""

    def join_searches(self, most: int) -> int:
        """Join parts that searches look into one after the other, about so many pages of 4 kB at most.

        How much was written, in parts of the store's own kind; 0 once there is nothing to join. Answers stay the same.
        """

    def forget_changes(self, now: datetime, before: datetime) -> int:
        """Forget what the feed tells of sessions that were gone, or had left where they were, by `before`; how many.

        To be called now and then.
        """

    def import_prepared(self, prepared: bytes) -> int:
        """The same for a batch that `Store.preparer` has made ready."""

    def import_sessions(self, batch: Sequence[ImportedSession]) -> int:
        """Journal and keep whole sessions, one snapshot event each; how many were new. Known ids are left alone."""

    def put_account(self, account: Account) -> None: ...
    def put_customer(self, customer: Customer) -> None: ...
    def put_endpoint(self, endpoint: Endpoint) -> None: ...
    def note_delivery(self, hook_id: str, received: datetime, *, quarantined: bool = False) -> None:
        """Say that something authentic came through this hook, and whether any could not be read. The latest stays."""

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        """How far this file has been taken."""

    def put_bookmark(self, bookmark: Bookmark) -> None:
        """Keep a bookmark, in place of the one of this path, source and account."""

    def drop_bookmark(self, path: str, source: str, account_id: str) -> None:
        """Forget how far a file has been taken; unknown ones are no error."""


class Store(Watched, PeopleKept, RecordsKept, SessionsKept, Protocol):
    """Where the book is kept."""

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        """One page. Raises QueryTooExpensive where too many match to be sorted by a field without column; GivenUp."""

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        """Everything that matches (of any `after`, limit and offset): the total, then batches of documents in order.

        Memory stays constant; no read transaction outlives a batch. Sessions are those that existed at the call:
        later ones are left out, ones deleted meanwhile are skipped.
        """

    def summary(self, query: SessionQuery, most: int, stop: Stop = None) -> Summary:
        """The figures of every session that matches, and of the largest parts, at most so many of each group.

        A session counts in its customer and in each one above that the scope holds or that has sessions here.
        Order, place and limit of the query do not count. Raises GivenUp.
        """

    def changes(self, scope: Scope, accounts: frozenset[str] | None, after: str | None, most: int) -> Changes:
        """What changed after a position (None: ever), in the order in which it was taken in, gap-free.

        A session stands once, at its latest change: one that the scope held and holds no more where it left it, without
        a word of what became of it since. `accounts` narrows the scope. An answer may hold fewer than `most`, or none,
        and yet have more. Raises PositionExpired when what came after is not known: since it was forgotten, or since
        the scope is another, or customers came into its tree or left it.
        """

    def cursor_key(self) -> bytes:
        """The secret that cursors are signed with: 32 bytes, made with the book and kept in it."""

    def position(self) -> str:
        """The position of the latest change."""

    def due(self, before: datetime) -> int:
        """How many live sessions ended before a time."""

    def write(self, work: Callable[[Ledger], T]) -> Future[T]:
        """Run work in a write transaction; the future resolves once it is durable, or raises what the work raised."""

    def preparer(self) -> Callable[[Sequence[ImportedSession]], bytes]:
        """What makes batches ready to be taken in; it can be pickled, so that another process can do that part."""

    def directory(self) -> Directory:
        """The directory as last committed, by any process."""

    def entries(self, session_id: str) -> Sequence[JournalEntry]:
        """The journal of one session, in order of arrival."""

    def journal(self, session_id: str, stretch: Stretch) -> tuple[int, Sequence[JournalEntry]]:
        """How many entries of one session match (0 where that is not wanted), and those that are wanted.

        No other entry is read, however many there are.
        """

    def old_journals(self, before: datetime, most: int) -> Sequence[str]:
        """Ids of archived sessions that have entries received before a time; snapshots and imports do not count."""

    def journal_shares(self) -> Sequence[JournalShare]:
        """What the journal holds, by source in order. It reads all of it."""

    def quarantine(self, query: QuarantineQuery) -> tuple[int, Sequence[JournalEntry]]:
        """How many entries that could not be read match (0 where that is not wanted), and those that are wanted."""

    def silent_sessions(self, channel: Channel, before: datetime, most: int) -> Sequence[str]:
        """Live sessions of a channel that have not ended and last received something before a time, oldest first."""

    def account_ids(self) -> Sequence[str]:
        """Every account that the directory or any session names, in order."""

    def session_ids(self, account_id: str | None = None, since: datetime | None = None) -> Iterator[str]:
        """Ids of all sessions, both shelves; of one account, of those created since, if said."""

    def last_deliveries(self) -> Mapping[str, Delivery]:
        """When something authentic last came through each hook (by id); hooks never called are absent."""

    def bookmark(self, path: str, source: str, account_id: str) -> Bookmark | None:
        """How far this file has been taken, as last committed."""

    def check(self) -> Iterator[Finding]:
        """Compare every index, counter and document with the others; yield what disagrees."""

    def close(self) -> None:
        """Finish what was accepted, then let go of everything. Later calls raise StoreClosed."""
