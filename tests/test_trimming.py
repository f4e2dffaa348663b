"""Old journal entries go, and every session stays what it is, whatever is still delivered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores.conftest import STORES
from support.random_events import generic_events
from support.recording import new_book
from support.sessions import NOON, asked, keep, read, session

from switchbook.ingest.generic import Generic
from switchbook.model.event import SessionImported
from switchbook.model.query import Shelf
from switchbook.recorder import Recorder, Result, refold
from switchbook.stores.contract import SNAPSHOT_SOURCE, Store
from switchbook.stores.memory import MemoryStore
from switchbook.trimming import STEP, Trimmer

DAY = timedelta(days=1)
FAR = NOON + timedelta(days=36_500)


def take(store: Store, payload: bytes, at=NOON) -> list[Result]:  # type: ignore[no-untyped-def]
    return [receipt.result for receipt in Recorder(store).take(Generic(), "a1", payload, "", at).result()]


def archive(store: Store) -> None:
    store.write(lambda ledger: ledger.archive(FAR, 1_000)).result()


def trim(store: Store, now=NOON + 2 * DAY) -> int:  # type: ignore[no-untyped-def]
    return Trimmer(store, DAY).run(now)


def everything(store: Store) -> dict[str, object]:
    documents = [read(each) for shelf in Shelf for each in store.find(asked(shelf=shelf)).documents]
    return {str(document["id"]): document for document in documents}


def told(leg: str, *kinds: str) -> list[bytes]:
    minutes = {"started": 0, "ringing": 1, "in-flow": 2, "logged": 3, "ended": 4}
    more = {"ended": {"ending": "completed", "duration": 60}, "logged": {"message": "Pressed 2"}}
    return [
        json.dumps(
            {"version": 1, "type": kind, "leg": leg, "at": f"2026-05-08T09:0{minutes[kind]}:00Z", **more.get(kind, {})}
        ).encode()
        for kind in kinds
    ]


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    """An empty store; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield opened
    opened.close()


CALL = told("A", "started", "in-flow", "logged", "ended")


def test_a_snapshot_stands_for_what_went(store: Store) -> None:
    for payload in CALL:
        take(store, payload)
    assert trim(store) == 0  # it is live
    archive(store)
    before = everything(store)

    assert trim(store) == len(CALL)
    (session_id,) = before
    assert [entry.source for entry in store.entries(session_id)] == [SNAPSHOT_SOURCE]
    assert trim(store) == 0
    assert not store.write(lambda ledger: refold(ledger, session_id)).result()
    assert everything(store) == before
    assert list(store.check()) == []


def test_entries_that_are_young_enough_stay(store: Store) -> None:
    for payload in CALL[:2]:
        take(store, payload)
    for payload in CALL[2:]:
        take(store, payload, at=NOON + 1.5 * DAY)
    archive(store)

    assert trim(store) == 2
    (session_id,) = everything(store)
    assert len(store.entries(session_id)) == 3


def test_a_repeat_of_what_went_changes_nothing(store: Store) -> None:
    for payload in CALL:
        take(store, payload)
    archive(store)
    trim(store)
    before, position = everything(store), store.position()

    for payload in CALL:
        assert take(store, payload, at=NOON + 3 * DAY) == [Result.repeated]
    assert everything(store) == before
    assert store.position() == position
    assert [entry.source for entry in store.entries(next(iter(before)))] == [SNAPSHOT_SOURCE]


def test_what_is_new_after_a_snapshot_is_taken_once(store: Store) -> None:
    for payload in CALL:
        take(store, payload)
    archive(store)
    trim(store)
    late = told("A", "ringing")[0]

    assert [take(store, late), take(store, late)] == [[Result.taken], [Result.repeated]]
    (document,) = everything(store).values()
    assert len(document["log"]) == 5  # type: ignore[index]
    assert trim(store) == 1 + 1  # the snapshot before goes into the next
    assert list(store.check()) == []


def test_imports_are_snapshots_already(store: Store) -> None:
    keep(store, session(1, ended=True), log=("said",), shelf=Shelf.archive)

    assert trim(store, NOON + 900 * DAY) == 0
    (session_id,) = everything(store)
    assert isinstance(store.entries(session_id)[0].events[0], SessionImported)


def test_many_are_trimmed_in_steps_that_may_stop(store: Store) -> None:
    for number in range(STEP + 3):
        take(store, told(f"leg {number}", "ended")[0])
    archive(store)
    heard: list[int] = []

    assert Trimmer(store, DAY).run(NOON + 2 * DAY, stop=lambda: True, told=heard.append) == STEP
    assert Trimmer(store, DAY).run(NOON + 2 * DAY) == 3
    assert heard == [STEP]


def test_kept_for_ever_nothing_goes(store: Store) -> None:
    take(store, CALL[-1])
    archive(store)

    assert Trimmer(store, None).run(FAR) == 0


def delivered(payloads: Sequence[bytes], seed: int | None) -> MemoryStore:
    """A book that took these payloads; with a seed, archived and trimmed at points of its choice."""
    store = new_book()
    chance = Random(seed)
    for number, payload in enumerate(payloads):
        take(store, payload, at=NOON + number * timedelta(hours=1))
        if seed is not None and chance.random() < 0.3:
            archive(store)
            Trimmer(store, timedelta(hours=chance.randrange(1, 9))).run(NOON + (number + 2) * timedelta(hours=1))
    return store


@given(
    st.lists(st.lists(generic_events(), min_size=1, max_size=3), min_size=1, max_size=12),
    st.integers(0, 2**32),
    st.randoms(use_true_random=False),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_trimmed_or_not_the_same_deliveries_give_the_same_book(
    batches: list[list[dict[str, object]]], seed: int, chance: Random
) -> None:
    payloads = [json.dumps(batch).encode() for batch in batches]
    payloads += chance.sample(payloads, len(payloads) // 2)
    plain, trimmed = delivered(payloads, None), delivered(payloads, seed)

    assert everything(trimmed) == everything(plain)
    assert list(trimmed.check()) == []
    for session_id in everything(trimmed):
        assert not trimmed.write(lambda ledger, wanted=session_id: refold(ledger, wanted)).result()  # type: ignore[misc]
    assert everything(trimmed) == everything(plain)
