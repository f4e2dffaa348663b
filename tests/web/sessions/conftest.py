"""A small constructed directory in each kind of store, behind the application, and deliveries that fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from stores.conftest import STORES
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.ingest import Reading
from switchbook.model.actor import Role
from switchbook.model.event import Event
from switchbook.recorder import take
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
Tell = Callable[..., str]


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the small directory; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    put_directory(opened)
    yield opened
    opened.close()


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator of everything, by a key."""
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


@pytest.fixture
def limited(store: Store, clock: Clock) -> Limited:
    """Makes somebody of a role and limits, by a key."""

    def made(role: Role, **limits: Any) -> Caller:
        someone = Caller(application(store, clock))
        someone.headers.update(bearer(put_key(store, role, **limits)))
        return someone

    return made


@pytest.fixture
def tell(store: Store, clock: Clock) -> Tell:
    """Takes events in, each as a delivery of its own, received now; the id of the session of the last."""

    def taken(*events: Event, account_id: str = "a1") -> str:
        session_id = ""
        for event in events:
            name = repr(event)
            reading = Reading(payload=name.encode(), key=(name,), events=(event,))
            written = store.write(lambda ledger, told=reading: take(ledger, "test", account_id, told, "", clock.now))
            session_id = written.result().session_id or ""
        return session_id

    return taken
