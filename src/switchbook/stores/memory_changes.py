"""The feed of changes, for the store in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from switchbook.model import document
from switchbook.model.actor import Scope
from switchbook.model.directory import Directory
from switchbook.model.session import Session
from switchbook.stores.contract_changes import Change, ChangeKind, Changes, Position
from switchbook.stores.memory_book import Book
from switchbook.stores.memory_query import Record, in_scope


def changes(book: Book, scope: Scope, accounts: frozenset[str] | None, after: str | None, most: int) -> Changes:
    """See `Store.changes`."""
    reached = Position.read(after, book.latest, scope)
    reached.require(book.horizon, max((book.regrouped.get(each, 0) for each in scope.customers or ()), default=0))
    told = {number: tell for number, tell in _told(book, scope, accounts) if number > reached.number}
    numbers = sorted(told)
    has_more = len(numbers) > most
    return Changes(
        items=[told[number](reached.at(number).written()) for number in numbers[:most]],
        next=reached.at(numbers[most - 1] if has_more else book.latest).written(),
        has_more=has_more,
        latest=str(book.latest),
    )


def shown(record: Record, directory: Directory) -> bytes:
    """The wire-ready JSON of a record."""
    return document.splice(document.write(record.session, (line.line() for line in record.lines)), directory)


def _told(book: Book, scope: Scope, accounts: frozenset[str] | None) -> Iterator[tuple[int, Callable[[str], Change]]]:
    """The number of the latest change of each session that may or could be seen, and what tells it at a position."""

    def seen(session: Session) -> bool:
        asked_for = accounts is None or session.account_id in accounts
        return asked_for and in_scope(scope, session, book.directory)

    for session_id in book.changed.keys() | book.gone.keys() | book.left.keys():
        record, gone = book.records.get(session_id), book.gone.get(session_id)
        left = [each.number for each in book.left.get(session_id, ()) if seen(each.session)]
        if record is not None and seen(record.session):
            document = shown(record, book.directory)
            yield book.changed[session_id], _change(ChangeKind.changed, session_id, document)
        elif gone is not None and seen(gone.session):
            into = None if gone.into is None else book.records.get(book.surviving(gone.into))
            survivor = into.session.id if into is not None and seen(into.session) else None
            kind = ChangeKind.deleted if survivor is None else ChangeKind.merged
            yield gone.number, _change(kind, session_id, into=survivor)
        elif left:
            yield max(left), _change(ChangeKind.left, session_id)


def _change(
    kind: ChangeKind, session_id: str, document: bytes | None = None, into: str | None = None
) -> Callable[[str], Change]:
    return lambda position: Change(position=position, kind=kind, session_id=session_id, document=document, into=into)
