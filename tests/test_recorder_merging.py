"""Sessions that turn out to be one, and sessions that came whole: in memory and on disk alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.asterisk import BOBS, PHONE, stretch
from support.callbacks import RECEIVED, after, as_json, generic_event
from support.random_events import generic_events

from switchbook.ingest import Reading, Source
from switchbook.ingest.asterisk_cdr import AsteriskCdr
from switchbook.ingest.generic import Generic
from switchbook.model.actor import EVERYTHING
from switchbook.model.event import LegAnswered, LegEnded, LegStarted, SessionImported
from switchbook.model.identity import session_id
from switchbook.model.query import SessionQuery, Shelf
from switchbook.model.session import CallState, LogLine, Session
from switchbook.recorder import Recorder
from switchbook.stores import sqlite
from switchbook.stores.contract import ImportedSession, Store
from switchbook.stores.memory import MemoryStore

GENERIC = Generic()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    opened: Store = MemoryStore() if request.param == "memory" else sqlite.open_store(tmp_path, readers=1)
    yield opened
    opened.close()


def test_a_step_that_several_deliveries_tell_of_once_is_one_line(store: Store) -> None:
    """Two call detail records of one call begin with one and the same step."""
    told_twice = [
        stretch(1, end=8, dstchannel=PHONE, disposition="NO ANSWER"),
        stretch(2, answer=8, end=51, dstchannel=BOBS),
    ]

    first, second = (take(store, record, AsteriskCdr()) for record in told_twice)

    assert first == second
    (document,) = documents(store)
    assert [line["message"].split(" from ")[0] for line in document["log"]] == [
        "Call received",
        "Dialling 101",
        "Dialling 102",
        "Answered by 102",
        "Call to 101 was not answered",
        "Call to 102 ended after 43 s",
    ]
    assert list(store.check()) == []


class Snapshots:
    """A source for these tests: what it is made with, whatever the payload says."""

    name = "snapshots"

    def __init__(self, *readings: Reading) -> None:
        self._readings = readings

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        return self._readings

    def authentic(self, url: str, headers: object, payload: bytes, secret: str) -> bool:
        return True


def take(store: Store, payload: bytes, source: Source = GENERIC) -> str:
    """Put a payload in; the session it went into."""
    (receipt,) = Recorder(store).take(source, "a1", payload, "", RECEIVED).result()
    assert receipt.session_id is not None
    return receipt.session_id


def told(store: Store, *events: dict[str, object]) -> list[str]:
    return [take(store, as_json(event)) for event in events]


def documents(store: Store) -> list[dict[str, Any]]:
    found = store.find(SessionQuery(scope=EVERYTHING, limit=None)).documents
    return sorted((msgspec.json.decode(document) for document in found), key=lambda document: str(document["id"]))


def survivor(store: Store, session: str) -> str | None:
    found = store.write(lambda ledger: ledger.load(session)).result()
    return None if found is None else found.session_id


def named(leg: str) -> str:
    return session_id("a1", "generic", leg)


def test_a_dialled_leg_that_was_taken_for_a_call_goes_into_its_parents_session(store: Store) -> None:
    ids = told(
        store,
        generic_event("started", 1, "child"),
        generic_event("started", 0, "root"),
        generic_event("ringing", 2, "child", parent="root"),
        generic_event("answered", 3, "child"),
    )

    assert ids == [named("child"), named("root"), named("root"), named("root")]
    (document,) = documents(store)
    assert [line["date"][17:19] for line in document["log"]] == ["00", "01", "02", "03"]
    assert survivor(store, named("child")) == named("root")
    assert len(store.entries(named("child"))) == 4


def test_a_session_moves_up_with_every_parent_that_is_named(store: Store) -> None:
    ids = told(
        store,
        generic_event("started", 3, "grandchild", parent="child"),
        generic_event("started", 2, "child", parent="root"),
        generic_event("started", 1, "root"),
    )

    assert ids == [named("child"), named("root"), named("root")]
    assert survivor(store, named("child")) == named("root")
    assert [document["id"] for document in documents(store)] == [named("root")]


def test_two_sessions_that_change_places_keep_both_ids(store: Store) -> None:
    ids = told(
        store,
        generic_event("started", 5, "one"),
        generic_event("started", 6, "other"),
        generic_event("started", 7, "child", parent="one"),
        generic_event("started", 8, "child", parent="other"),
        generic_event("logged", 1, "other", message="Began before all else"),
    )

    assert ids == [named("one"), named("other"), named("one"), named("one"), named("other")]
    assert survivor(store, named("one")) == survivor(store, named("other")) == named("other")
    assert [document["id"] for document in documents(store)] == [named("other")]
    assert not list(store.check())


def test_a_whole_session_goes_on_with_events_of_its_own_source(store: Store) -> None:
    whole = Session(id="f" * 24, account_id="a1", date_created=after(0), destination="4001", from_address="+1")
    imported = SessionImported(at=after(1), session=whole, log=(LogLine(after(0), "Began elsewhere"),))
    answered = LegAnswered(at=after(2), leg="leg")
    ended = LegEnded(at=after(9), leg="leg", ending="completed")

    first = take(store, b"1", Snapshots(Reading(payload=b"1", events=(imported, answered))))
    second = take(store, b"2", Snapshots(Reading(payload=b"2", events=(ended,))))

    assert first == second == whole.id
    (document,) = documents(store)
    assert (document["destination"], document["ended"], document["outcome"]) == ("4001", True, "Answered")
    assert [line["message"] for line in document["log"]] == [
        "Began elsewhere",
        "Answered by the other side",
        "Call ended",
    ]


@pytest.mark.parametrize("shelf", list(Shelf), ids=lambda shelf: shelf.name)
def test_a_late_event_of_a_session_kept_without_its_state_is_folded_from_the_journal(
    store: Store, shelf: Shelf
) -> None:
    whole = Session(id="f" * 24, account_id="a1", date_created=after(0), call_state=CallState.Connected)
    batch = [ImportedSession(session=whole, log=(LogLine(after(0), "Began elsewhere"),), shelf=shelf)]
    store.write(lambda ledger: ledger.import_sessions(batch)).result()
    store.write(lambda ledger: ledger.bind_leg("a1", "snapshots", "leg", whole.id)).result()

    into = take(
        store, b"1", Snapshots(Reading(payload=b"1", events=(LegEnded(at=after(9), leg="leg", ending="busy"),)))
    )

    assert into == whole.id
    (kept,) = store.find(SessionQuery(scope=EVERYTHING, shelf=shelf, limit=None)).documents
    document = msgspec.json.decode(kept)
    assert (document["ended"], [line["message"] for line in document["log"]]) == (
        True,
        ["Began elsewhere", "Call met a busy line"],
    )


def test_a_session_that_was_merged_can_be_built_anew_under_either_id(store: Store) -> None:
    told(store, generic_event("started", 3, "child"), generic_event("ringing", 4, "child", parent="root"))
    before = documents(store)

    assert [Recorder(store).refold(named(leg)).result() for leg in ("child", "root")] == [False, False]
    assert Recorder(store).refold(named("nobody")).result() is False
    assert documents(store) == before


def test_events_of_one_reading_are_one_session(store: Store) -> None:
    events = (LegStarted(at=after(0), leg="b"), LegStarted(at=after(1), leg="a"))

    into = take(store, b"1", Snapshots(Reading(payload=b"1", events=events)))

    assert into == session_id("a1", "snapshots", "b")
    assert len(documents(store)) == 1


@given(st.lists(generic_events(), min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_a_book_on_disk_is_the_same_as_one_in_memory(events: list[dict[str, object]], chance: Random) -> None:
    memory = MemoryStore()
    told(memory, *events)
    with TemporaryDirectory() as directory:
        disk = sqlite.open_store(Path(directory), readers=1)
        try:
            told(disk, *chance.sample(events, len(events)))

            assert documents(disk) == documents(memory)
            assert not list(disk.check())
        finally:
            disk.close()
