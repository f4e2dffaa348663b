"""Tells the figures of the book in memory, and of sessions in it, by counting what is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from switchbook.model import summary
from switchbook.model.actor import Scope
from switchbook.model.clock import QUARTER_MS
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.model.matching import fold
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.stores.contract_figures import Figures, HookCalls, JournalTally
from switchbook.stores.contract_sessions import Shelved
from switchbook.stores.memory_book import Book, due
from switchbook.stores.snapshot import WHOLE_SOURCES


def figures(book: Book) -> Figures:
    """See `Watched.figures`. There are no files."""
    shelves = [record.shelf for record in book.records.values()]
    return Figures(
        sessions={shelf: shelves.count(shelf) for shelf in Shelf},
        journal=list(_journal(book)),
        hooks=[
            HookCalls(hook_id=hook.id, source=hook.source, last=_called(book, hook.id))
            for _, hook in sorted(book.hooks.items())
        ],
    )


def _called(book: Book, hook_id: str) -> datetime | None:
    last = book.last_deliveries.get(hook_id)
    return None if last is None else last.at


def _journal(book: Book) -> Iterator[JournalTally]:
    for source, (appended, newest) in sorted(book.arrivals.items()):
        held = [entry for entry in book.journal if entry.source == source]
        yield JournalTally(
            source=source,
            appended=appended,
            entries=len(held),
            kept_bytes=sum(len(entry.payload) for entry in held),
            quarantined=sum(entry.error is not None for entry in held),
            newest=None if source in WHOLE_SOURCES else newest,
        )


def shelved(book: Book, before: datetime) -> Mapping[str, Shelved]:
    """See `SessionsKept.shelved`."""
    on: dict[Shelf, Counter[str]] = {shelf: Counter() for shelf in Shelf}
    for record in book.records.values():
        on[record.shelf][record.session.account_id] += 1
    waiting = Counter(record.session.account_id for record in due(book, before))
    live, archived = on[Shelf.live], on[Shelf.archive]
    return {
        account_id: Shelved(live=live[account_id], archived=archived[account_id], due=waiting[account_id])
        for account_id in live.keys() | archived.keys()
    }


def counted_in(sessions: Iterable[Session], scope: Scope, directory: Directory) -> Mapping[str, Sequence[str]]:
    """For each customer of these sessions those that it counts in: whoever has it in their tree and may be named."""
    own = {each.customer_id for each in sessions if each.customer_id is not None}
    known = directory.customers
    parents = {each.parent_customer_id for each in known.values() if each.parent_customer_id is not None}
    held = summary.held_by(scope, directory)
    trees = {each: directory.customer_subtree((each,)) for each in own | set(filter(held, known.keys() | parents))}
    return {below: [each for each, tree in trees.items() if below in tree] for below in own}


def summed(sessions: Iterable[Session], customers: Mapping[str, Sequence[str]], most: int) -> summary.Summary:
    """See `Store.summary`; `customers` are those that each counts in."""
    summing = summary.Summing()
    for each in sessions:
        lasted = 0
        if each.ended and each.date_completed is not None:
            lasted = max(0, millis(each.date_completed) - millis(each.date_created)) // 1000
        outcome = None if each.outcome is None else fold(each.outcome)
        missed, answered = int(each.was_missed), int(outcome == "answered")
        abandoned, running = int(outcome == "abandoned"), int(not each.ended)
        summing.add(
            summary.Figures(
                sessions=1,
                answered=answered,
                missed=missed,
                abandoned=abandoned,
                running=running,
                seconds=lasted,
                longest=lasted,
            )
        )
        keys = {
            "channel": int(each.channel),
            "direction": int(each.direction),
            "outcome": outcome,
            "account": each.account_id,
            "endpoint": each.endpoint_id,
            "from_address": each.from_address,
            "to_address": each.to_address,
        }
        for group, key in keys.items():
            summing.add_shares(group, [(key, 1, missed, lasted)])
        for customer_id in customers.get(each.customer_id or "", ()):
            summing.add_shares("customer", [(customer_id, 1, missed, lasted)])
        summing.add_moments([(millis(each.date_created) // QUARTER_MS, 1, answered, missed)])
    return summing.summary(most, lambda _, key: key)
