"""A small book, and what a handler needs beside a request to be asked about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from switchbook import settings
from switchbook.api.context import Context
from switchbook.model.actor import EVERYTHING, Actor, Role, Scope
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store."""
    opened = MemoryStore()
    yield opened
    opened.close()


@pytest.fixture
def asking(store: Store) -> Callable[..., Context]:
    """Makes the context of somebody of a scope (platform-wide unless told), under the default settings or others."""

    def context(scope: Scope = EVERYTHING, **changed: str) -> Context:
        actor = Actor(kind="user", id="u1", name="Ann", role=Role.Manager, scope=scope)
        environ = {settings.PREFIX + name.upper(): value for name, value in changed.items()}
        return Context(actor=actor, store=store, settings=settings.load(environ), now=datetime(2026, 6, 1, tzinfo=UTC))

    return context
