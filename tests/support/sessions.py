"""Constructed sessions that are told apart by small numbers, and how tests keep and find them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from switchbook.model import lifecycle, story
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.event import SessionImported, StampedLine
from switchbook.model.query import SORT_FIELDS, SessionQuery, Shelf, Sort
from switchbook.model.session import LogLine, Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import ImportedSession, JournalEntry, Ledger, Page, Store

NOON = datetime(2026, 5, 9, 12, tzinfo=UTC)


def numbered(number: int) -> str:
    """The session id that stands for this number."""
    return f"{number:024x}"


def session(number: int, account_id: str = "a1", **facts: Any) -> Session:
    """A session of this number, created so many minutes after NOON unless it says otherwise."""
    created = facts.pop("date_created", None) or NOON + timedelta(minutes=number)
    return Session(id=numbered(number), account_id=account_id, date_created=created, **facts)


def told(messages: Iterable[str], start: datetime = NOON) -> tuple[LogLine, ...]:
    """Log lines, one a second."""
    return tuple(LogLine(start + timedelta(seconds=index), message) for index, message in enumerate(messages))


def stamped(messages: Iterable[str], start: datetime = NOON, mark: str = "0") -> tuple[StampedLine, ...]:
    """The same with the stamps that a fold would give them."""
    lines = told(messages, start)
    return tuple(StampedLine(line.date, -1, mark, index, line.message) for index, line in enumerate(lines))


def state_of(whole: Session) -> FoldState:
    """A fold state that describes exactly this session."""
    event = SessionImported(at=whole.date_last_modified or whole.date_created, session=whole)
    return lifecycle.lift(event, mark="0", arrived=event.at)


def keep(store: Store, *sessions: Session, log: Iterable[str] = (), shelf: Shelf = Shelf.live) -> int:
    """Import these sessions, each with this log, on this shelf; how many were new."""
    lines = told(log)
    batch = [ImportedSession(session=whole, log=lines, shelf=shelf) for whole in sessions]
    return store.write(lambda ledger: ledger.import_sessions(batch)).result()


def save(store: Store, whole: Session, lines: Sequence[StampedLine] = (), *, replace: bool = False) -> None:
    """Save this session with more lines, or with these alone."""

    def work(ledger: Ledger) -> None:
        kept = ledger.load(whole.id)
        if replace or kept is None or kept.state is not None:
            ledger.save(whole, state_of(whole), lines, whole=replace)
        else:
            told = [line for entry in ledger.entries(whole.id) for line in lines_of(entry)]
            ledger.save(whole, state_of(whole), [*told, *lines], whole=True)

    store.write(work).result()


def lines_of(entry: JournalEntry) -> list[StampedLine]:
    """The log lines that a journal entry brought."""
    return [line for event in entry.events for line in story.lines(event, mark=entry.key.hex())]


def by(name: str, *, descending: bool = False) -> Sort:
    """A sort by the field of this wire name."""
    return Sort(field=SORT_FIELDS[name.lower()], descending=descending)


def asked(scope: Scope = EVERYTHING, **parts: Any) -> SessionQuery:
    """A query for everything in scope that matches these parts."""
    return SessionQuery(scope=scope, **{"limit": None, **parts})


def found(store: Store, scope: Scope = EVERYTHING, **parts: Any) -> list[int]:
    """The numbers of the sessions that a query finds, in order."""
    return numbers(store.find(asked(scope, **parts)).documents)


def numbers(documents: Iterable[bytes]) -> list[int]:
    """The numbers of the sessions in these documents."""
    return [int(read(document)["id"], 16) for document in documents]


def shown(store: Store, number: int, shelf: Shelf = Shelf.live) -> dict[str, Any]:
    """The document of this session as a client reads it."""
    (document,) = store.find(asked(ids=frozenset({numbered(number)}), shelf=shelf)).documents
    return read(document)


def read(document: bytes) -> dict[str, Any]:
    """A document as a client reads it."""
    members: dict[str, Any] = json.loads(document)
    return members


def messages(document: dict[str, Any]) -> list[str]:
    """What the log of a document says, in order."""
    return [line["message"] for line in document["log"]]


def page(store: Store, offset: int, limit: int | None, **parts: Any) -> Page:
    """One page of a query."""
    return store.find(asked(offset=offset, limit=limit, **parts))
