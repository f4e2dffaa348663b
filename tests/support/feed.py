"""The feed of changes as a store tells it: all of it at once, and those who keep a copy by it."""

from __future__ import annotations

import json
from typing import Any

from support.following import without_names

from switchbook.errors import PositionExpired
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Store
from switchbook.stores.contract_changes import Change


def told(store: Store, after: str | None = None, scope: Scope = EVERYTHING, most: int = 100) -> list[Change]:
    """All changes after a position, asked for in small parts."""
    items: list[Change] = []
    while True:
        part = store.changes(scope, None, after, most)
        items.extend(part.items)
        after = part.next
        if not part.has_more:
            return items


def named(changes: list[Change]) -> list[tuple[str, int]]:
    """Kind and number of the session of each."""
    return [(change.kind.value, int(change.session_id, 16)) for change in changes]


def seen(store: Store, scope: Scope) -> dict[str, dict[str, Any]]:
    """What somebody of this scope sees: every document by id, without what the directory says."""
    page = store.find(SessionQuery(scope=scope, both_shelves=True, limit=None))
    documents = map(json.loads, page.documents)
    return {document["id"]: without_names(document) for document in documents}


class Mirror:
    """Keeps a copy of what its scope sees, and begins anew when its position has expired."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.copy: dict[str, dict[str, Any]] = {}
        self.told: list[Change] = []
        self.begun = 0
        self._after: str | None = None

    def pull(self, store: Store, most: int) -> bool:
        """Ask once; whether there is more."""
        try:
            part = store.changes(self.scope, None, self._after, most)
        except PositionExpired:
            assert self._after is not None, "one who begins has no position that expires"
            self.copy, self._after = {}, None
            self.begun += 1
            return True
        assert len(part.items) <= most
        for change in part.items:
            self.copy.pop(change.session_id, None)
            if change.document is not None:
                self.copy[change.session_id] = without_names(json.loads(change.document))
        self.told += part.items
        self._after = part.next
        return part.has_more

    def catch_up(self, store: Store, most: int) -> list[Change]:
        """Ask until there is no more; what was told."""
        before = len(self.told)
        while self.pull(store, most):
            pass
        return self.told[before:]
