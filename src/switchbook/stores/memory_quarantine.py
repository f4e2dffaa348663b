"""What could not be read, in the book in memory."""

from __future__ import annotations

from collections.abc import Sequence

from switchbook.model.quarantine import QuarantineQuery
from switchbook.stores.contract import JournalEntry
from switchbook.stores.memory_book import Book


def quarantined(book: Book, query: QuarantineQuery) -> tuple[int, Sequence[JournalEntry]]:
    """See `Store.quarantine`."""

    def wanted(entry: JournalEntry) -> bool:
        return (
            entry.error is not None
            and (query.accounts is None or entry.account_id in query.accounts)
            and (query.sources is None or entry.source in query.sources)
            and (query.positions is None or entry.position in query.positions)
            and (query.first is None or entry.position >= query.first)
            and (query.last is None or entry.position <= query.last)
        )

    found = [entry for entry in (book.journal if query.ascending else reversed(book.journal)) if wanted(entry)]
    last = None if query.limit is None else query.offset + query.limit
    return len(found) if query.counted else 0, found[query.offset : last]
