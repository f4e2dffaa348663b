"""The stores that the contract suite runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import switchbook.stores
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore

SQLITE = Path(switchbook.stores.__path__[0]) / "sqlite" / "store.py"


@pytest.fixture(params=["memory", *(["sqlite"] if SQLITE.exists() else [])])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store; every test that takes it runs once for each kind."""
    if request.param == "memory":
        opened: Store = MemoryStore()
    else:
        from switchbook.stores.sqlite import open_store

        opened = open_store(tmp_path / "book", readers=2)
    yield opened
    opened.close()
