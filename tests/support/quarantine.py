"""What could not be read, in a store."""

from __future__ import annotations

from switchbook.model.quarantine import QuarantineQuery
from switchbook.stores.contract import JournalEntry, Store


def quarantine_of(store: Store) -> list[JournalEntry]:
    """All of it, oldest first."""
    return list(store.quarantine(QuarantineQuery(accounts=None, ascending=True))[1])
