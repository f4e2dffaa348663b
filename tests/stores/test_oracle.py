"""The oracle over columns answers as the store in memory does, in every state of a random world."""

from __future__ import annotations

from random import Random

import msgspec
from hypothesis import HealthCheck, given, settings
from support.history import History, Watched
from support.oracle import OF_THE_PAGE, TESTS, Oracle
from support.questions import described, make_query
from support.worlds import World, worlds

from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Page
from switchbook.stores.memory import MemoryStore

QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def told(page: Page) -> tuple[object, ...]:
    return list(page.documents), page.total, page.has_more, page.last


def test_no_part_of_a_query_is_forgotten() -> None:
    assert TESTS.keys() | OF_THE_PAGE == set(SessionQuery.__struct_fields__)


@given(worlds(30))
@QUICK
def test_it_answers_as_the_store_in_memory_does_in_every_state(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    store = MemoryStore()
    history = History(store)
    watched = Watched(store, history)
    expected = []
    for work in world.works:
        watched.write(work).result()
        query = make_query(chance, world)
        expected.append((history.begun, query, told(store.find(query))))
    oracle = Oracle(history)
    chance.shuffle(expected)

    assert history.settled == len(world.works)
    for state, query, answer in expected:
        assert told(oracle.at(state).find(query)) == answer, described(query)


@given(worlds(30))
@QUICK
def test_it_goes_on_from_a_place_as_the_store_in_memory_does(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    store = MemoryStore()
    history = History(store)
    for work in world.works:
        Watched(store, history).write(work).result()
    oracle = Oracle(history).at(history.begun)
    for _ in range(30):
        query = msgspec.structs.replace(make_query(chance, world), offset=0, limit=3)
        for _ in range(4):
            page = store.find(query)
            assert told(oracle.find(query)) == told(page), described(query)
            query = msgspec.structs.replace(query, after=page.last)
