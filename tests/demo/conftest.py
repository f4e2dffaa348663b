"""One demo, made once for all tests that only look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from switchbook.demo.founding import found
from switchbook.demo.sessions import sessions
from switchbook.demo.world import World
from switchbook.stores.contract import ImportedSession

SEED = 7
COUNT = 4_000
NOW = datetime(2026, 5, 9, 14, 3, 22, 120_000, tzinfo=UTC)


@pytest.fixture(scope="session")
def world() -> World:
    return found(SEED, COUNT)


@pytest.fixture(scope="session")
def made(world: World) -> Sequence[ImportedSession]:
    """Every session of the demo."""
    return tuple(sessions(world, COUNT, SEED, NOW))


@pytest.fixture
def now() -> datetime:
    """The time at which that demo was made."""
    return NOW
