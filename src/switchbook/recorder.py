"""The one use case that writes sessions: journal what came, fold it, keep the session, say what became of it.

A source turns a payload into readings (pure). Each reading becomes a journal entry under its delivery key and, in
the same transaction, its events are folded into their sessions. Nothing is acknowledged before that is durable.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial, reduce
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from switchbook import conversations
from switchbook.ingest import Answer, Reading, Source
from switchbook.model import identity, lifecycle, story
from switchbook.model.event import (
    Event,
    LegEvent,
    SessionExpired,
    SessionImported,
    SnapshotTaken,
    StampedLine,
    call_sid,
    encode_events,
    names,
)
from switchbook.model.event_by_hand import SessionEvent
from switchbook.model.location import tenant
from switchbook.model.projection import project, root_leg
from switchbook.model.state import FoldState, join
from switchbook.recorder_placing import HABITS, Habits, locate, teach
from switchbook.stores.contract import SNAPSHOT_SOURCE, JournalEntry, Kept, Ledger, Store

if TYPE_CHECKING:
    from switchbook.measures import Measures

# The source of what the clock decides.
CLOCK = "clock"


class Result(StrEnum):
    """What became of a delivery."""

    taken = "taken"
    repeated = "repeated"
    quarantined = "quarantined"


class Receipt(msgspec.Struct, frozen=True):
    """What became of one delivery, its session, why it could not be read, and what its sender must hear, if that.

    `key` is the one it has in the journal.
    """

    result: Result
    session_id: str | None = None
    error: str | None = None
    answer: Answer | None = None
    key: bytes = b""


class Recorder:
    """Takes deliveries into a store, and counts them where there are measures."""

    def __init__(self, store: Store, habits: Habits = HABITS, measures: Measures | None = None) -> None:
        self._store = store
        self._habits = habits
        self._measures = measures

    def take(
        self,
        source: Source,
        account_id: str,
        payload: bytes,
        content_type: str,
        received: datetime,
        also: Callable[[Ledger, Sequence[Receipt]], None] | None = None,
    ) -> Future[Sequence[Receipt]]:
        """Journal a payload and fold its events; the future resolves once all of it is durable.

        A payload that cannot be read is kept with its error (quarantine) and reported, never raised. `also` is done
        in the same transaction, and given the receipts: both are durable, or neither.
        """
        return self.take_all(source, account_id, (payload,), content_type, received, also)

    def take_all(
        self,
        source: Source,
        account_id: str,
        payloads: Sequence[bytes],
        content_type: str,
        received: datetime,
        also: Callable[[Ledger, Sequence[Receipt]], None] | None = None,
    ) -> Future[Sequence[Receipt]]:
        """The same for several payloads at once, in one transaction; their receipts one after the other."""
        readings = [reading for payload in payloads for reading in source.read(payload, content_type, received)]

        def work(ledger: Ledger) -> Sequence[Receipt]:
            receipts = []
            for reading in readings:
                began = perf_counter()
                receipt = take(ledger, source.name, account_id, reading, content_type, received, self._habits)
                receipts.append(msgspec.structs.replace(receipt, answer=reading.answer))
                if self._measures is not None:
                    self._measures.folded(source.name, perf_counter() - began)
            if also is not None:
                also(ledger, receipts)
            return receipts

        taking = self._store.write(work)
        # First of those who wait: whoever hears that a delivery was taken finds it counted.
        taking.add_done_callback(partial(self._count, source.name))
        return taking

    def _count(self, source: str, taking: Future[Sequence[Receipt]]) -> None:
        if self._measures is None or taking.cancelled() or taking.exception() is not None:
            return
        for result, count in Counter(receipt.result for receipt in taking.result()).items():
            self._measures.delivered(source, result, count)

    def record(
        self,
        ledger: Ledger,
        source: str,
        account_id: str,
        events: tuple[Event, ...],
        payload: bytes,
        received: datetime,
    ) -> str | None:
        """Journal what somebody did to a session, in a transaction that is under way, and fold it; the session's id."""
        reading = Reading(payload=payload, key=("by hand", secrets.token_hex(12)), events=events)
        return take(ledger, source, account_id, reading, "application/json", received, self._habits).session_id

    def refold(self, session_id: str) -> Future[bool]:
        """Build a session anew from its journal; whether its state was another before."""
        return self._store.write(lambda ledger: refold(ledger, session_id))

    def reread(
        self, sources: Mapping[str, Source], ledger: Ledger, entry: JournalEntry
    ) -> tuple[str | None, str | None]:
        """Read a quarantined entry again, with today's reader, in a transaction that is under way.

        Its session, if it tells of one, and why it still cannot be read, if so.
        """
        source = sources.get(entry.source)
        if source is None:
            return None, f"no source is named {entry.source!r}"
        receipt = replay(ledger, source, entry, self._habits)
        return receipt.session_id, receipt.error


def take(
    ledger: Ledger,
    source: str,
    account_id: str,
    reading: Reading,
    content_type: str,
    received: datetime,
    habits: Habits = HABITS,
) -> Receipt:
    """One reading in one transaction: a repeat changes nothing, the same key with other bytes is kept and folded."""
    directory = ledger.directory()
    account_id = tenant(directory, account_id, reading.account_sid)
    digest = identity.payload_digest(reading.payload)
    key = _key(account_id, source, reading)
    told = partial(Receipt, key=key)
    seen = ledger.digests(key)
    if digest in seen:
        return told(Result.repeated, _session_of(ledger, account_id, source, reading.events), reading.error)
    events, learnt = locate(reading, directory, account_id, content_type, habits)
    entry = JournalEntry(
        account_id=account_id,
        source=source,
        key=key,
        digest=digest,
        received=received,
        content_type=content_type,
        payload=reading.payload,
        events=events,
        error=reading.error,
    )
    if entry.error is not None:
        ledger.append(entry)
        return told(Result.quarantined, error=entry.error)
    if not entry.events:
        # What was sent says nothing of any session (an announcement, a speech event).
        ledger.append(entry)
        return told(Result.taken)
    known = _told_by_snapshot(ledger, entry)
    if known is not None:
        return told(Result.repeated, known)
    teach(ledger, learnt)
    return told(Result.taken, _fold_in(ledger, entry, habits, again=bool(seen)))


def replay(ledger: Ledger, source: Source, entry: JournalEntry, habits: Habits = HABITS) -> Receipt:
    """Read a quarantined entry again; once it can be read, it is folded and leaves quarantine.

    An entry that turns out to hold several deliveries becomes the first of them, the others are taken as new ones.
    The receipt is that of the first.
    """
    first, *others = source.read(entry.payload, entry.content_type, entry.received)
    if first.error is not None and not others:
        error = _still(entry, first.error)
        ledger.amend(msgspec.structs.replace(entry, error=error))
        return Receipt(Result.quarantined, error=error)
    receipt = _replay_one(ledger, entry, first, habits)
    for other in others:
        take(ledger, entry.source, entry.account_id, other, entry.content_type, entry.received, habits)
    return receipt


def _still(entry: JournalEntry, error: str) -> str:
    """Why an entry still cannot be read; one that was sent among several, and is read alone, keeps the path to it."""
    return entry.error if entry.error is not None and entry.error.endswith(error) else error


def refold(ledger: Ledger, session_id: str) -> bool:
    """Build a session anew from its journal and save it; whether its state was another before.

    Where the store keeps no state to compare, the answer is no. Raises ValueError when no event of it is left.
    """
    kept = ledger.load(session_id)
    if kept is None:
        return False
    entries = ledger.entries(kept.session_id)
    state, lines = rebuilt(entries)
    session = project(state, session_id=kept.session_id, account_id=kept.account_id)
    ledger.save(session, state, lines, whole=True)
    conversations.keep_messages(ledger, kept.session_id, conversations.messages_in(entries))
    return kept.state is not None and kept.state != state


def give_up(ledger: Ledger, session_id: str, limit: timedelta, now: datetime) -> bool:
    """Have the clock end a session that gave no sign of life for longer than `limit`; whether it did so now."""
    kept = ledger.load(session_id)
    if kept is None:
        return False
    state = kept.state or rebuilt(ledger.entries(kept.session_id))[0]
    since = lifecycle.moment(state.last or state.first)
    key = identity.delivery_key(kept.account_id, CLOCK, kept.session_id, since.isoformat())
    if since > now - limit or ledger.digests(key):
        return False
    events = (SessionExpired(at=since + limit, session_id=kept.session_id, since=since),)
    entry = JournalEntry(
        account_id=kept.account_id,
        source=CLOCK,
        key=key,
        digest=identity.payload_digest(encode_events(events)),
        received=now,
        content_type="",
        payload=b"",
        events=events,
    )
    _fold_in(ledger, entry, HABITS, again=False)
    return True


def rebuilt(entries: Sequence[JournalEntry]) -> tuple[FoldState, Sequence[StampedLine]]:
    """State and log of a session from all its journal entries. Raises ValueError when they hold no event."""
    states = [entry.said for entry in entries if entry.events]
    if not states:
        raise ValueError("no event of this session is left in the journal")
    return reduce(join, states), sorted({line for entry in entries for line in _lines(entry)})


def _key(account_id: str, source: str, reading: Reading) -> bytes:
    """What names the delivery; its bytes, where the source has no name for it."""
    parts = reading.key or (identity.payload_digest(reading.payload).hex(),)
    return identity.delivery_key(account_id, source, *parts)


def _session_of(ledger: Ledger, account_id: str, source: str, events: Sequence[Event]) -> str | None:
    legs = (name for event in events for name in names(event))
    return next((ledger.session_of_leg(account_id, source, leg) for leg in legs), None)


def _replay_one(ledger: Ledger, entry: JournalEntry, reading: Reading, habits: Habits) -> Receipt:
    """Put what is read now in the place of what was not. It is named as it would be if it came today."""
    directory = ledger.directory()
    account_id = tenant(directory, entry.account_id, reading.account_sid)
    key = _key(account_id, entry.source, reading)
    events, learnt = locate(reading, directory, account_id, entry.content_type, habits)
    session_id = _session_of(ledger, account_id, entry.source, events)
    if session_id is not None and any(e.position == entry.position for e in ledger.entries(session_id)):
        return Receipt(Result.repeated, session_id)  # somebody else has replayed it since it was looked up
    taken_already = key != entry.key and entry.digest in ledger.digests(key)
    entry = msgspec.structs.replace(entry, account_id=account_id, error=reading.error)
    if reading.error is not None or taken_already:
        ledger.amend(msgspec.structs.replace(entry, session_id=session_id))
        return Receipt(Result.quarantined if reading.error else Result.repeated, session_id, reading.error)
    entry = msgspec.structs.replace(entry, key=key, events=events)
    if not events:
        ledger.amend(entry)
        return Receipt(Result.taken)
    teach(ledger, learnt)
    return Receipt(Result.taken, _fold_in(ledger, entry, habits, again=True))


def _fold_in(ledger: Ledger, entry: JournalEntry, habits: Habits, *, again: bool) -> str:
    """Journal an entry and fold it into its session; the session's id.

    Every session that the entry's legs belong to is that one session, and its id is that of the leg that all of it
    goes back to (see `root_leg`). So what is known decides the id, not what came first. `again` says that a delivery
    of this name came before, whose lines may be the same.
    """
    placed = {leg: ledger.session_of_leg(entry.account_id, entry.source, leg) for leg in _legs(entry)}
    known = _known(ledger, entry, (*placed.values(), *conversations.near(ledger, entry, habits.chat_idle)))
    states = [kept.state or rebuilt(ledger.entries(kept.session_id))[0] for kept in known]
    state = reduce(join, states, entry.said)
    # What names no leg of its own, as the clock does, is about the session that it names.
    session_id = _session_id(entry, state) if placed else known[0].session_id if known else _session_id(entry, state)
    for kept in known:
        if kept.session_id != session_id:
            ledger.absorb(kept.session_id, session_id)
    for leg, place in placed.items():
        if place is None:
            ledger.bind_leg(entry.account_id, entry.source, leg, session_id)
    # By the SIDs of its calls a session is found, too, but none of them makes two sessions one.
    for sid in dict.fromkeys(filter(None, map(call_sid, entry.events))):
        ledger.bind_call(entry.account_id, sid, session_id)
    entry = msgspec.structs.replace(entry, session_id=session_id)
    if entry.position:
        ledger.amend(entry)
    else:
        ledger.append(entry)
    lines: Sequence[StampedLine] = _lines(entry)
    # A session that others went into, or that is kept without its state, is written anew from the journal.
    whole = again or any(kept.session_id != session_id or kept.state is None for kept in known)
    # A line that is told once may be there already.
    whole = whole or any(isinstance(event, LegEvent) and event.once for event in entry.events)
    if whole:
        state, lines = rebuilt(ledger.entries(session_id))
    session = project(state, session_id=session_id, account_id=entry.account_id)
    ledger.save(session, state, lines, whole=whole)
    conversations.keep(ledger, entry, session_id, state)
    return session_id


def deliveries(entry: JournalEntry) -> frozenset[bytes]:
    """Key and digest of every delivery that an entry holds or stands for."""
    snapshots = (event.deliveries for event in entry.events if isinstance(event, SnapshotTaken))
    return frozenset({entry.key + entry.digest}).union(*snapshots)


def _told_by_snapshot(ledger: Ledger, entry: JournalEntry) -> str | None:
    """The session in whose journal a snapshot stands for this very delivery."""
    if not ledger.trimmed():
        return None
    sessions = {ledger.session_of_leg(entry.account_id, entry.source, leg) for leg in _legs(entry)} - {None}
    for session_id in sessions:
        kept = ledger.load(session_id or "")
        if kept is not None and (kept.state is None or kept.state.trimmed):
            entries = ledger.entries(kept.session_id)
            if any(each.source == SNAPSHOT_SOURCE and entry.key + entry.digest in deliveries(each) for each in entries):
                return kept.session_id
    return None


def _known(ledger: Ledger, entry: JournalEntry, placed: Iterable[str | None]) -> Sequence[Kept]:
    """The sessions kept so far that this entry speaks of, by its legs or by name."""
    named = [found for found in map(_named, entry.events) if found is not None]
    kept = (ledger.load(session_id) for session_id in (*placed, *named) if session_id is not None)
    return list({found.session_id: found for found in kept if found is not None}.values())


def _named(event: Event) -> str | None:
    """The session that an event names by its id."""
    if isinstance(event, SessionImported):
        return event.session.id
    return event.session_id if isinstance(event, SessionExpired | SnapshotTaken | SessionEvent) else None


def _legs(entry: JournalEntry) -> Sequence[str]:
    """The legs, and other names in the leg table, that an entry speaks of, each once, in order."""
    return list(dict.fromkeys(name for event in entry.events for name in names(event)))


def _session_id(entry: JournalEntry, state: FoldState) -> str:
    if state.imported is not None:
        return state.imported.session.id
    return identity.session_id(entry.account_id, entry.source, root_leg(state))


def _lines(entry: JournalEntry) -> Sequence[StampedLine]:
    """The log lines that an entry brings, in order of its events."""
    found: list[StampedLine] = []
    for event in entry.events:
        found.extend(story.lines(event, mark=entry.key.hex(), first=len(found)))
    return found
