"""What durability tests ask of a book that was cut off: all that was acknowledged, once, and nothing that disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from switchbook.model.actor import EVERYTHING
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Store


def disagreements(store: Store) -> list[str]:
    """What `check` finds, and payloads that are in the journal twice."""
    problems = [f"{finding.part}: {finding.problem}" for finding in store.check()]
    journalled = payloads(store)
    if len(set(journalled)) != len(journalled):
        problems.append("a delivery is in the journal twice")
    return problems


def payloads(store: Store) -> Sequence[bytes]:
    """Every payload in the journal that belongs to a session."""
    return [entry.payload for session_id in store.session_ids() for entry in store.entries(session_id)]


def sessions(store: Store) -> Mapping[str, object]:
    """Every session as the wire shows it, by its id."""
    _, batches = store.stream(SessionQuery(scope=EVERYTHING))
    documents = [msgspec.json.decode(document) for batch in batches for document in batch]
    return {document["id"]: document for document in documents}
