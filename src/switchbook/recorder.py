"""The one use case that writes sessions: journal what came, fold it, keep the session, say what became of it.

A source turns a payload into readings (pure). Each reading becomes a journal entry under its delivery key and, in
the same transaction, its events are folded into their sessions. Nothing is acknowledged before that is durable.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from enum import StrEnum

import msgspec

from switchbook.ingest import Reading, Source
from switchbook.model import identity, lifecycle
from switchbook.model.directory import Directory
from switchbook.model.event import Event, SessionImported, StampedLine
from switchbook.model.projection import project
from switchbook.model.session import Direction
from switchbook.model.state import FoldState, join
from switchbook.stores.contract import JournalEntry, Ledger, Store


class Result(StrEnum):
    """What became of a delivery."""

    taken = "taken"
    repeated = "repeated"
    quarantined = "quarantined"


class Receipt(msgspec.Struct, frozen=True):
    """What became of one delivery, the session it belongs to, and why it could not be read."""

    result: Result
    session_id: str | None = None
    error: str | None = None


class Recorder:
    """Takes deliveries into a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def take(
        self, source: Source, account_id: str, payload: bytes, content_type: str, received: datetime
    ) -> Future[Sequence[Receipt]]:
        """Journal a payload and fold its events; the future resolves once all of it is durable.

        A payload that cannot be read is kept with its error (quarantine) and reported, never raised.
        """
        readings = source.read(payload, content_type, received)

        def work(ledger: Ledger) -> Sequence[Receipt]:
            return [take(ledger, source.name, account_id, reading, content_type, received) for reading in readings]

        return self._store.write(work)

    def refold(self, session_id: str) -> Future[bool]:
        """Build a session anew from its journal; whether that changed what was stored."""
        return self._store.write(lambda ledger: refold(ledger, session_id))

    def replay(self, source: Source, entry: JournalEntry) -> Future[Receipt]:
        """Read a quarantined entry again, with today's reader."""
        return self._store.write(lambda ledger: replay(ledger, source, entry))


def take(
    ledger: Ledger, source: str, account_id: str, reading: Reading, content_type: str, received: datetime
) -> Receipt:
    """One reading in one transaction: a repeat changes nothing, the same key with other bytes is kept and folded."""
    directory = ledger.directory()
    account_id = _tenant(directory, account_id, reading.account_sid)
    digest = identity.payload_digest(reading.payload)
    key = identity.delivery_key(account_id, source, *(reading.key or (digest.hex(),)))
    if digest in ledger.digests(key):
        return Receipt(Result.repeated, _session_of(ledger, account_id, source, reading.events), reading.error)
    entry = JournalEntry(
        account_id=account_id,
        source=source,
        key=key,
        digest=digest,
        received=received,
        content_type=content_type,
        payload=reading.payload,
        events=tuple(located(event, directory, account_id) for event in reading.events),
        error=reading.error,
    )
    if entry.error is not None:
        ledger.append(entry)
        return Receipt(Result.quarantined, error=entry.error)
    session_id = _place(ledger, entry)
    ledger.append(msgspec.structs.replace(entry, session_id=session_id))
    _fold_in(ledger, session_id, entry)
    return Receipt(Result.taken, session_id)


def replay(ledger: Ledger, source: Source, entry: JournalEntry) -> Receipt:
    """Read a quarantined entry again; once it can be read, it is folded and leaves quarantine."""
    reading = source.read(entry.payload, entry.content_type, entry.received)[0]
    if reading.error is not None:
        ledger.amend(msgspec.structs.replace(entry, error=reading.error))
        return Receipt(Result.quarantined, error=reading.error)
    directory = ledger.directory()
    events = tuple(located(event, directory, entry.account_id) for event in reading.events)
    entry = msgspec.structs.replace(entry, events=events, error=None)
    session_id = _place(ledger, entry)
    ledger.amend(msgspec.structs.replace(entry, session_id=session_id))
    _fold_in(ledger, session_id, entry)
    return Receipt(Result.taken, session_id)


def refold(ledger: Ledger, session_id: str) -> bool:
    """Build a session anew from its journal and save it; whether its state or its record differ from before."""
    kept = ledger.load(session_id)
    if kept is None:
        return False
    state, lines = rebuilt(ledger.entries(kept.session_id))
    session = project(state, session_id=kept.session_id, account_id=kept.account_id)
    changed = kept.state is not None and kept.state != state
    ledger.save(session, state, lines, whole=True)
    return changed


def rebuilt(entries: Sequence[JournalEntry]) -> tuple[FoldState, Sequence[StampedLine]]:
    """State and log of a session from all its journal entries. Raises ValueError when they hold no event."""
    state: FoldState | None = None
    lines: list[StampedLine] = []
    for entry in entries:
        for event in entry.events:
            state = lifecycle.fold(state, event, mark=entry.mark, arrived=entry.received)
            lines.extend(lifecycle.lines(event, mark=entry.mark))
    if state is None:
        raise ValueError("no event of this session is left in the journal")
    return state, sorted(lines)


def located(event: Event, directory: Directory, account_id: str) -> Event:
    """The event with what the directory knows of the address that was called: endpoint, its name, its customer.

    A leg that nobody dialled is placed by the number called, or for an outgoing one by who calls; a dialled leg by
    whom it dials. What the source itself said is left alone.
    """
    if isinstance(event, SessionImported) or event.facts.endpoint_id is not None:
        return event
    outgoing = event.parent is None and event.facts.direction is Direction.Outgoing
    address = event.facts.from_address if outgoing else event.facts.to_address
    endpoint = directory.endpoint_at(account_id, address)
    if endpoint is None:
        return event
    facts = msgspec.structs.replace(
        event.facts,
        endpoint_id=endpoint.id,
        endpoint_name=endpoint.name,
        customer_id=event.facts.customer_id or endpoint.customer_id,
    )
    return msgspec.structs.replace(event, facts=facts)


def _tenant(directory: Directory, account_id: str, account_sid: str | None) -> str:
    """The hook's account, or the descendant of it that the payload's AccountSid names; never any other."""
    named = directory.account_of_twilio(account_sid) if account_sid else None
    if named is not None and named.id in directory.account_subtree(account_id):
        return named.id
    return account_id


def _session_of(ledger: Ledger, account_id: str, source: str, events: Sequence[Event]) -> str | None:
    legs = (event.leg for event in events if not isinstance(event, SessionImported))
    return next((ledger.session_of_leg(account_id, source, leg) for leg in legs), None)


def _place(ledger: Ledger, entry: JournalEntry) -> str:
    """The session this entry's events belong to. Events that join two sessions make them one.

    A dialled leg belongs where the leg that dialled it does, so a session that began with a dialled leg goes into
    the session of its parent as soon as the parent is named, in whatever order they come.
    """
    placed: str | None = None
    for event in entry.events:
        placed = _place_event(ledger, entry, event)
    if placed is None:
        raise ValueError("an entry without events has no session")
    return placed


def _place_event(ledger: Ledger, entry: JournalEntry, event: Event) -> str:
    if isinstance(event, SessionImported):
        return event.session.id
    if event.parent is None:
        return _bound(ledger, entry, event.leg)
    of_parent = _bound(ledger, entry, event.parent)
    of_leg = ledger.session_of_leg(entry.account_id, entry.source, event.leg)
    if of_leg is None:
        ledger.bind_leg(entry.account_id, entry.source, event.leg, of_parent)
    elif of_leg != of_parent:
        _merge(ledger, of_leg, into=of_parent)
    return of_parent


def _bound(ledger: Ledger, entry: JournalEntry, leg: str) -> str:
    known = ledger.session_of_leg(entry.account_id, entry.source, leg)
    if known is None:
        known = identity.session_id(entry.account_id, entry.source, leg)
        ledger.bind_leg(entry.account_id, entry.source, leg, known)
    return known


def _merge(ledger: Ledger, session_id: str, *, into: str) -> None:
    """Join what both know, under the id of the second; the first becomes its alias."""
    both = [kept for kept in (ledger.load(session_id), ledger.load(into)) if kept is not None]
    known = [_known(ledger, kept.session_id) for kept in both]
    ledger.absorb(session_id, into)
    if not known:
        return
    state, lines = known[0]
    for other_state, other_lines in known[1:]:
        state, lines = join(state, other_state), sorted([*lines, *other_lines])
    session = project(state, session_id=into, account_id=both[0].account_id)
    ledger.save(session, state, lines, whole=True)


def _known(ledger: Ledger, session_id: str) -> tuple[FoldState, Sequence[StampedLine]]:
    return rebuilt(ledger.entries(session_id))


def _fold_in(ledger: Ledger, session_id: str, entry: JournalEntry) -> None:
    """Fold an entry (already journalled) into its session and save it."""
    kept = ledger.load(session_id)
    state = kept.state if kept is not None else None
    whole = kept is not None and state is None
    lines: Sequence[StampedLine]
    if whole:
        folded, lines = rebuilt(ledger.entries(session_id))
    else:
        lines = []
        for event in entry.events:
            state = lifecycle.fold(state, event, mark=entry.mark, arrived=entry.received)
            lines.extend(lifecycle.lines(event, mark=entry.mark))
        assert state is not None  # noqa: S101 - an entry that is folded has events
        folded = state
    ledger.save(project(folded, session_id=session_id, account_id=entry.account_id), folded, lines, whole=whole)
