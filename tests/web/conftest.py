"""An empty book, its application and a client of it, at a time that tests set."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.calling import Caller, Clock, application, put_key

from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store."""
    opened = MemoryStore()
    yield opened
    opened.close()


@pytest.fixture
def caller(store: Store, clock: Clock) -> Caller:
    """A client of the application under default settings."""
    return Caller(application(store, clock))


@pytest.fixture
def key(store: Store) -> str:
    """The secret of a key that sees everything."""
    return put_key(store)
