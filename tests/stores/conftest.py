"""The stores that the contract suite runs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import open_store

STORES: dict[str, Callable[[Path], Store]] = {
    "memory": lambda _: MemoryStore(),
    "sqlite": lambda directory: open_store(directory, readers=2),
}


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield opened
    opened.close()
