"""Lets old journal entries go: a snapshot of what they said takes their place, and sessions stay rebuildable.

Only archived sessions are trimmed: they have ended and been quiet for as long as that takes, so what is still heard of
one is rare. Joining knows no order and no repetition, so what comes after a snapshot is folded as if all entries were
still there; and a snapshot keeps the names of the deliveries it stands for, so that one of them is still a repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import msgspec

from switchbook.model import identity
from switchbook.model.event import SnapshotTaken, encode_events
from switchbook.recorder import deliveries, rebuilt
from switchbook.stores.contract import SNAPSHOT_SOURCE, JournalEntry, Ledger, Store

# Sessions in one transaction.
STEP = 50


class Trimmer:
    """Trims the journal of a store. `kept` is how long entries stay whole; None is for ever."""

    def __init__(self, store: Store, kept: timedelta | None) -> None:
        self._store = store
        self._kept = kept

    def run(self, now: datetime, *, stop: Callable[[], bool] = bool, told: Callable[[int], None] | None = None) -> int:
        """Trim what is older at `now` (aware UTC), or as much as there is time for until `stop`; how many entries.

        `told` hears how many went so far after each step.
        """
        if self._kept is None:
            return 0
        before, gone = now - self._kept, 0
        while found := self._store.old_journals(before, STEP):
            gone += self._store.write(_trimming(found, before)).result()
            if told is not None:
                told(gone)
            if stop():
                break
        return gone


def trim(ledger: Ledger, session_id: str, before: datetime) -> int:
    """Put a snapshot in the place of a session's entries that were received before a time; how many went."""
    old = [entry for entry in ledger.entries(session_id) if entry.received < before]
    if not old:
        return 0
    state, lines = rebuilt(old)
    latest = old[-1]
    session_id = latest.session_id or session_id
    snapshot_taken = SnapshotTaken(
        at=latest.received,
        session_id=session_id,
        state=msgspec.structs.replace(state, trimmed=True),
        lines=tuple(lines),
        deliveries=frozenset(delivery for entry in old for delivery in deliveries(entry)),
    )
    events = (snapshot_taken,)
    snapshot = JournalEntry(
        account_id=latest.account_id,
        source=SNAPSHOT_SOURCE,
        key=identity.delivery_key(latest.account_id, SNAPSHOT_SOURCE, session_id, str(latest.position)),
        digest=identity.payload_digest(encode_events(events)),
        received=latest.received,
        content_type="",
        payload=b"",
        events=events,
        session_id=session_id,
    )
    ledger.drop_entries([entry.position for entry in old])
    ledger.append(snapshot)
    return len(old)


def _trimming(session_ids: Sequence[str], before: datetime) -> Callable[[Ledger], int]:
    def work(ledger: Ledger) -> int:
        return sum(trim(ledger, session_id, before) for session_id in session_ids)

    return work
