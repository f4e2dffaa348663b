"""Stretches of the journal in memory: of one session, and of what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.stretch import Stretch
from switchbook.stores.contract import JournalEntry
from switchbook.stores.memory_book import Book


def quarantined(book: Book, query: QuarantineQuery) -> tuple[int, Sequence[JournalEntry]]:
    """See `Store.quarantine`."""
    unread = (
        entry
        for entry in book.journal
        if entry.error is not None
        and (query.accounts is None or entry.account_id in query.accounts)
        and (query.sources is None or entry.source in query.sources)
    )
    return stretch_of(unread, query)


def stretch_of(entries: Iterable[JournalEntry], stretch: Stretch) -> tuple[int, Sequence[JournalEntry]]:
    """How many of these entries, which are in order of arrival, match (0 where not counted), and those wanted."""
    found = [
        entry
        for entry in entries
        if (stretch.positions is None or entry.position in stretch.positions)
        and (stretch.first is None or entry.position >= stretch.first)
        and (stretch.last is None or entry.position <= stretch.last)
    ]
    ordered = found if stretch.ascending else found[::-1]
    last = None if stretch.limit is None else stretch.offset + stretch.limit
    return len(found) if stretch.counted else 0, ordered[stretch.offset : last]
