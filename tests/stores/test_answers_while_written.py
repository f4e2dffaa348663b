"""A book of a hundred thousand sessions, written all the time, answers every random question as the oracle does."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest
from support.asking import answered, ask, right, told_apart
from support.history import History, Watched, imported, unpacked
from support.oracle import Oracle
from support.requests import FILTERS_DRAWN, OF_EVERY_LIST, Draw
from support.writing import Writers, fill

from switchbook.api.filters import FILTERS
from switchbook.api.types import ListSessions
from switchbook.model.actor import Scope
from switchbook.stores.sqlite import open_store

SESSIONS = 100_000
SEED = 20_26
ASKERS = 2
QUESTIONS_PER_ROUND = 60


@pytest.fixture(name="watched", scope="module")
def _watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    store = open_store(tmp_path_factory.mktemp("book"), readers=ASKERS + 1)
    yield Watched(store, History(store, map(imported, fill(store, SESSIONS, SEED))))
    store.close()


def test_every_parameter_is_drawn() -> None:
    assert FILTERS_DRAWN.keys() | {"cursor"} == {row.name for row in FILTERS}
    assert FILTERS_DRAWN.keys() | OF_EVERY_LIST == set(ListSessions.__struct_encode_fields__)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_every_answer_is_that_of_one_moment(watched: Watched, rounds: int) -> None:
    history, chance = watched.history, Random(SEED)
    oracle = Oracle(history, watched.cursor_key())
    draw = Draw(chance, history.sessions, lambda: history.directory)
    more: list[tuple[Scope, dict[str, str]]] = []
    found = overlapping = 0
    with Writers(watched, Random(SEED + 1), pause=0.02) as writers, ThreadPoolExecutor(ASKERS) as askers:
        for number in range(rounds * QUESTIONS_PER_ROUND // ASKERS):
            if number % 100 == 0:
                draw.refresh()
            asking = [more.pop() if more and chance.random() < 0.7 else drawn(draw) for _ in range(ASKERS)]
            told = list(askers.map(lambda each: ask(watched.store, history, *each), asking))
            for asked in told:
                assert right(oracle, asked), told_apart(asked, answered(oracle.at(asked.first), *asked[:2]))
                found += len(asked.answer) > 1 and bool(asked.answer[0])
                overlapping += asked.last > asked.first
                if len(asked.answer) > 1 and asked.answer[-1] is not None:
                    more = [*more[-3:], (asked.scope, asked.parameters | {"cursor": asked.answer[-1]})]
            assert not writers.failed
    kinds = kinds_of_changes(history)
    assert found > rounds * QUESTIONS_PER_ROUND / 3
    assert overlapping > rounds
    assert min(kinds.values()) > rounds / 10, kinds


def drawn(draw: Draw) -> tuple[Scope, dict[str, str]]:
    scope = draw.scope()
    return scope, draw.request(scope)


def kinds_of_changes(history: History) -> dict[str, int]:
    """How many sessions came, changed, moved, merged and went while they were asked for."""
    kinds = dict.fromkeys(("new", "changed", "moved", "merged", "deleted", "directory"), 0)
    for patch in history.patches:
        for (kind, key), (before, after) in patch.items():
            if kind == "directory":
                kinds["directory"] += 1
            elif kind == "session" and (before is not None or after is not None):
                kinds[_kind(patch, key, before, after)] += 1
    return kinds


def _kind(patch: Any, key: str, before: bytes | None, after: bytes | None) -> str:
    if before is None or after is None:
        return "new" if before is None else "merged" if ("alias", key) in patch else "deleted"
    return "changed" if unpacked(before).shelf is unpacked(after).shelf else "moved"
