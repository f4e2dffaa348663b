"""Filling a store with the demo, and finding it there."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from switchbook.demo.fill import fill
from switchbook.demo.founding import found
from switchbook.demo.sessions import sessions
from switchbook.demo.world import World
from switchbook.errors import StoreClosed
from switchbook.model.actor import EVERYTHING
from switchbook.model.matching import AddressNeedle, log_needle
from switchbook.model.query import SessionQuery, Shelf
from switchbook.stores.memory import MemoryStore

COUNT = 2_000


@pytest.fixture(scope="module")
def progress() -> list[int]:
    return []


@pytest.fixture(scope="module")
def store(progress: list[int]) -> MemoryStore:
    filled = MemoryStore()
    fill(filled, sessions=COUNT, seed=1, now=datetime.fromisoformat("2026-05-09T14:03:22Z"), progress=progress.append)
    return filled


def test_every_session_is_on_one_of_the_shelves(store: MemoryStore, progress: list[int]) -> None:
    live = store.find(SessionQuery(scope=EVERYTHING, shelf=Shelf.live)).total
    archived = store.find(SessionQuery(scope=EVERYTHING, shelf=Shelf.archive)).total

    assert live is not None
    assert archived is not None
    assert live + archived == COUNT
    assert live > 50
    assert progress == [1_000, 2_000]


def test_the_directory_is_there(store: MemoryStore) -> None:
    world = found(1, COUNT)
    directory = store.directory()

    assert tuple(directory.accounts.values()) == world.accounts
    assert tuple(directory.customers.values()) == world.customers
    assert tuple(directory.endpoints.values()) == world.endpoints


def test_an_answer_names_account_endpoint_and_breadcrumb(store: MemoryStore) -> None:
    page = store.find(SessionQuery(scope=EVERYTHING, shelf=Shelf.archive, limit=200))
    answers = [msgspec.json.decode(document) for document in page.documents]

    assert all(answer["accountName"] and answer["endpointName"] for answer in answers)
    assert any(len(answer["customerBreadcrumb"]) > 1 for answer in answers)


def test_what_was_made_is_found_by_number_log_and_parent(store: MemoryStore) -> None:
    now = datetime.fromisoformat("2026-05-09T14:03:22Z")
    made = list(sessions(found(1, COUNT), COUNT, 1, now))
    one = next(one for one in made if one.session.parent_session_id and one.shelf is Shelf.archive)
    sid = one.session.call_sid or ""

    asked = SessionQuery(
        scope=EVERYTHING,
        shelf=Shelf.archive,
        accounts=frozenset({one.session.account_id}),
        from_needle=AddressNeedle.of(one.session.from_address),
        to_needle=AddressNeedle.of((one.session.to_address or "")[-7:]),
        log_needle=log_needle(sid[4:20].upper()),
        parent=one.session.parent_session_id,
    )
    page = store.find(asked)

    assert page.total == 1
    assert msgspec.json.decode(page.documents[0])["id"] == one.session.id


def test_the_same_seed_again_adds_nothing_and_more_adds_what_is_missing(world: World) -> None:
    store = MemoryStore()
    now = datetime.fromisoformat("2026-05-09T14:03:22Z")
    later = datetime.fromisoformat("2026-06-01T08:00:00Z")

    first = fill(store, sessions=60, seed=1, now=now, progress=lambda _: None)
    again = fill(store, sessions=60, seed=1, now=later, progress=lambda _: None)
    more = fill(store, sessions=100, seed=1, now=later, progress=lambda _: None)

    assert (first.sessions, again.sessions, more.sessions) == (60, 0, 40)
    assert first.accounts == 6


def test_what_the_store_raises_is_raised() -> None:
    store = MemoryStore()
    store.close()

    with pytest.raises(StoreClosed):
        fill(store, sessions=5, seed=1, now=datetime.fromisoformat("2026-05-09T14:03:22Z"), progress=lambda _: None)
