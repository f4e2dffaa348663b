"""SQLite answers every random question about a random world as the store in memory does."""

from __future__ import annotations

import dataclasses
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.questions import described, make_query, make_scope
from support.worlds import World, make_world, worlds

from switchbook.errors import PositionExpired
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.query import SessionQuery, Shelf
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store
from switchbook.stores.contract_changes import Change
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import bounds, logs, open_store, pages, plan, summing

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@contextmanager
def both(world: World) -> Iterator[tuple[Store, Store]]:
    """The same world in memory and in SQLite."""
    memory = MemoryStore()
    world.load(memory)
    with tempfile.TemporaryDirectory() as directory:
        sqlite = open_store(Path(directory), readers=2)
        try:
            world.load(sqlite)
            yield memory, sqlite
        finally:
            sqlite.close()


@contextmanager
def any_plan(chance: Random) -> Iterator[None]:
    """Plans are chosen as books of other sizes would need them."""
    with pytest.MonkeyPatch.context() as limits:
        for module, name, others in (
            (plan, "MOST_COUNTED", (3, 0)),
            (plan, "MOST_NUMBERS", (3, 0)),
            (plan, "ALWAYS_FEW", (3, 0)),
            (plan, "TESTED_BY_TEXT", (0, 0)),
            (plan, "ADDRESSES_A_ROW", (1, 50)),
            (plan, "ROW_BY_INDEX", (1_000, 0)),
            (plan, "ROW_BY_DATE", (1_000, 0)),
            (plan, "SMALL_SHARE", (1.0, -1.0)),
            (plan, "NARROW_SHARE", (1.0, 0.0)),
            (pages, "FIRST_WINDOW", (5, 1)),
            (pages, "LARGE", (5, 0)),
            (bounds, "FEW_ACCOUNTS", (1, 0)),
            (logs, "MOST_ACCOUNT_WORDS", (1, 0)),
            (logs, "LONG_NEEDLE", (18, 18)),
            (summing, "MOST_ROWS", (3, 1)),
            (summing, "MOST_PLACES", (2, 0)),
        ):
            limits.setattr(module, name, chance.choice([getattr(module, name), *others]))
        yield


def assert_agree(memory: Store, sqlite: Store, query: SessionQuery) -> None:
    expected, actual = memory.find(query), sqlite.find(query)
    asked = described(query)
    assert list(actual.documents) == list(expected.documents), asked
    assert_told(actual.plan(), asked)
    assert (actual.total, actual.has_more) == (expected.total, expected.has_more), asked
    assert actual.last == expected.last, asked
    if query.offset == 0 and expected.has_more:
        further = msgspec.structs.replace(query, after=expected.last, limit=3)
        expected, actual = memory.find(further), sqlite.find(further)
        assert list(actual.documents) == list(expected.documents), described(further)
        assert (actual.total, actual.has_more, actual.last) == (expected.total, expected.has_more, expected.last), asked
    expected_total, expected_batches = memory.stream(query)
    total, batches = sqlite.stream(query)
    assert total == expected_total, asked
    streamed = [document for batch in batches for document in batch]
    assert streamed == [document for batch in expected_batches for document in batch], asked


def assert_told(told: Sequence[str], asked: str) -> None:
    """Whatever way the total and the page were found, it has words."""
    parts = [line.partition(":")[0] for line in told if not line.endswith(" ms")]
    assert any(part.endswith("total") for part in parts), (asked, told)
    assert any(", page" in part or part.startswith("page") for part in parts), (asked, told)


def in_scope(scope: Scope, shown: dict[str, Any]) -> bool:
    """Whether a document, as a client reads it, is one that this scope may see."""
    customers = {shown.get("customerId"), *(step["id"] for step in shown["customerBreadcrumb"])}
    endpoints = {shown.get("endpointId"), shown.get("answeredById"), *(m.get("endpointId") for m in shown["members"])}
    return (
        (scope.accounts is None or shown["accountId"] in scope.accounts)
        and (scope.customers is None or not scope.customers.isdisjoint(customers))
        and (scope.endpoints is None or not scope.endpoints.isdisjoint(endpoints))
    )


@given(worlds())
@QUICK
def test_every_question_has_one_answer(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    with both(world) as (memory, sqlite):
        for _ in range(40):
            with any_plan(chance):
                assert_agree(memory, sqlite, make_query(chance, world))


@given(worlds())
@settings(QUICK, max_examples=15)
def test_no_answer_shows_what_the_scope_does_not_hold(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    # A document does not tell that its customer is below one which the directory does not know.
    known = dataclasses.replace(world, customers=tuple(set(world.customers) - {world.unknown_customer}))
    with both(world) as stores:
        for _ in range(20):
            query = make_query(chance, known)
            for document in (document for store in stores for document in store.find(query).documents):
                assert in_scope(query.scope, msgspec.json.decode(document)), described(query)


@given(worlds())
@settings(QUICK, max_examples=10)
def test_what_is_kept_besides_is_the_same(drawn: tuple[World, Random]) -> None:
    world, _ = drawn
    with both(world) as (memory, sqlite):
        assert sorted(sqlite.session_ids()) == sorted(memory.session_ids())
        for session_id in set(world.ids):
            expected, actual = memory.entries(session_id), sqlite.entries(session_id)
            assert [(entry.position, entry.session_id, entry.key, entry.events) for entry in actual] == [
                (entry.position, entry.session_id, entry.key, entry.events) for entry in expected
            ]
        for store in (memory, sqlite):
            assert list(store.check()) == []


@given(worlds())
@settings(QUICK, max_examples=10)
def test_building_every_session_anew_changes_nothing(drawn: tuple[World, Random]) -> None:
    world, _ = drawn
    with both(world) as stores:
        for store in stores:
            before = everything(store)
            for session_id in list(store.session_ids()):
                assert not Recorder(store).refold(session_id).result()
            assert everything(store) == before
            assert list(store.check()) == []


@given(worlds())
@settings(QUICK, max_examples=25)
def test_both_tell_the_same_of_changes(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    scopes = [EVERYTHING, *(make_scope(chance, world) for _ in range(8))]
    half = chance.randrange(len(world.works))
    with both(dataclasses.replace(world, works=world.works[:half])) as stores:
        begun = [[store.changes(scope, None, None, 1_000_000).next for scope in scopes] for store in stores]
        dataclasses.replace(world, works=world.works[half:]).load(stores[0])
        dataclasses.replace(world, works=world.works[half:]).load(stores[1])
        for place, scope in enumerate(scopes):
            expected, actual = (told_of(store, scope, None) for store in stores)
            assert actual == expected, scope
            expected, actual = (
                told_of(store, scope, positions[place]) for store, positions in zip(stores, begun, strict=True)
            )
            # Where SQLite only knows that there may have been sessions, followers begin anew too.
            assert actual in (expected, None), scope


def told_of(store: Store, scope: Scope, after: str | None) -> list[Change] | None:
    """What is told after a position, without where each change stands; None where it has expired."""
    try:
        told = store.changes(scope, None, after, 1_000_000)
    except PositionExpired:
        return None
    return [msgspec.structs.replace(change, position="") for change in told.items]


def everything(store: Store) -> list[bytes]:
    """Every document, both shelves."""
    queries = [SessionQuery(scope=EVERYTHING, shelf=shelf, limit=None) for shelf in Shelf]
    return [document for query in queries for document in store.find(query).documents]


@given(st.integers(0, 2**32))
@settings(QUICK, max_examples=4)
def test_every_question_has_one_answer_while_others_are_written_about(seed: int) -> None:
    chance = Random(seed)
    world, busy = make_world(chance, 20), make_world(chance, 60, prefix="busy ")
    with both(world) as (memory, sqlite):
        writer = threading.Thread(target=busy.load, args=(sqlite,))
        writer.start()
        asked = 0
        while writer.is_alive() or asked < 10:
            assert_agree(
                memory, sqlite, msgspec.structs.replace(make_query(chance, world), accounts=frozenset(world.accounts))
            )
            asked += 1
        writer.join()
        assert list(sqlite.check()) == []
