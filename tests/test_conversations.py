"""Messages of a conversation are one session for as long as nobody is silent for too long, whatever comes first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores.conftest import STORES
from support.sessions import NOON, asked, read

from switchbook.ingest import Reading
from switchbook.model.event import Facts, MessageFacts, MessageTold
from switchbook.model.query import Shelf
from switchbook.model.session import Channel, Direction
from switchbook.recorder import refold, take
from switchbook.recorder_placing import HABITS
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore
from switchbook.timekeeper import Timekeeper
from switchbook.trimming import trim

HOUR = timedelta(hours=1)
OURS, THEIRS = "+15035550100", "+15035550222"
LIMITS = {Channel.Chat: HABITS.chat_idle}


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield opened
    opened.close()


def written(name: str, hours: float, text: str = "", *, other: str = THEIRS) -> MessageTold:
    """A message that somebody wrote so many hours after noon."""
    facts = Facts(channel=Channel.Chat, direction=Direction.Incoming, from_address=other, to_address=OURS)
    said = MessageFacts(
        direction=Direction.Incoming, sender=other, recipient=OURS, text=text or name, status="received"
    )
    return MessageTold(message=name, conversation=f"{OURS} {other}", at=NOON + hours * HOUR, facts=facts, said=said)


def fate(name: str, hours: float, status: str) -> MessageTold:
    """What became of a message."""
    said = MessageFacts(status=status)
    conversation = f"{OURS} {THEIRS}"
    return MessageTold(message=name, conversation=conversation, at=NOON + hours * HOUR, opens=False, said=said)


def tell(store: Store, *events: MessageTold, received: datetime = NOON) -> None:
    for event in events:
        name = repr(event)
        reading = Reading(payload=name.encode(), key=(name,), events=(event,))
        store.write(lambda ledger, told=reading: take(ledger, "test", "a1", told, "", received)).result()


def chats(store: Store) -> dict[str, list[str]]:
    """The messages of each session, by its id."""
    documents = [read(each) for shelf in Shelf for each in store.find(asked(shelf=shelf)).documents]
    return {document["id"]: [each.id for each in store.messages(document["id"])] for document in documents}


def test_a_pause_as_long_as_the_idle_time_begins_another_session(store: Store) -> None:
    tell(store, written("m1", 0), written("m2", 3.9), written("m3", 7.9), written("m4", 11))

    assert sorted(chats(store).values()) == [["m1", "m2"], ["m3", "m4"]]
    assert list(store.check()) == []


def test_others_write_in_sessions_of_their_own(store: Store) -> None:
    tell(store, written("m1", 0), written("m2", 0, other="+15035550333"))

    assert sorted(chats(store).values()) == [["m1"], ["m2"]]


def test_a_message_that_comes_late_makes_two_sessions_one(store: Store) -> None:
    tell(store, written("m1", 0), written("m3", 6))
    assert len(chats(store)) == 2
    first = next(session_id for session_id, names in chats(store).items() if names == ["m1"])

    tell(store, written("m2", 3))

    assert chats(store) == {first: ["m1", "m2", "m3"]}
    assert list(store.check()) == []


def test_what_became_of_a_message_follows_it_and_prolongs_nothing(store: Store) -> None:
    tell(store, fate("m1", 20, "read"), written("m1", 0), fate("m1", 0.1, "delivered"), fate("m1", 0.2, "sent"))
    tell(store, written("m2", 21))

    ((session_id, _),) = [(each, names) for each, names in chats(store).items() if names == ["m1"]]
    (kept,) = store.messages(session_id)
    assert (kept.facts.status, kept.facts.text, kept.date) == ("read", "m1", NOON)
    assert sorted(chats(store).values()) == [["m1"], ["m2"]]


def test_the_clock_ends_a_chat_and_a_message_in_time_takes_that_back(store: Store) -> None:
    tell(store, written("m1", 0))
    assert Timekeeper(store, LIMITS).run(NOON + 5 * HOUR) == 1
    (document,) = [read(each) for each in store.find(asked()).documents]
    assert (document["ended"], document["outcome"]) == (True, "Completed")

    tell(store, written("m2", 2), received=NOON + 5 * HOUR)

    (document,) = [read(each) for each in store.find(asked()).documents]
    assert (document["ended"], document["callState"]) == (False, "Connected")
    assert document["channel"] == "Chat"


def test_built_anew_it_is_the_same_also_from_a_snapshot(store: Store) -> None:
    tell(store, written("m1", 0, "Hello"), fate("m1", 1, "delivered"), written("m2", 2))
    ((session_id, _),) = chats(store).items()
    before = store.messages(session_id)
    far = NOON + 9000 * HOUR
    Timekeeper(store, LIMITS).run(far)
    shown = store.find(asked()).documents

    store.write(lambda ledger: refold(ledger, session_id)).result()
    assert (store.find(asked()).documents, store.messages(session_id)) == (shown, before)
    store.write(lambda ledger: (ledger.archive(far, 9), trim(ledger, session_id, far))).result()
    store.write(lambda ledger: refold(ledger, session_id)).result()
    assert (store.find(asked(shelf=Shelf.archive)).documents, store.messages(session_id)) == (shown, before)
    assert list(store.check()) == []


def test_a_deleted_chat_takes_its_messages_along(store: Store) -> None:
    tell(store, written("m1", 0))
    ((session_id, _),) = chats(store).items()
    store.write(lambda ledger: ledger.delete(session_id)).result()

    assert store.messages(session_id) == []
    tell(store, written("m2", 1))
    assert list(chats(store).values()) == [["m2"]]
    assert list(store.check()) == []


def grouped(hours: Sequence[float]) -> list[list[float]]:
    """What belongs together, by the plain rule."""
    groups: list[list[float]] = []
    for each in sorted(hours):
        if groups and each * HOUR - groups[-1][-1] * HOUR < HABITS.chat_idle:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


@given(st.lists(st.integers(0, 160), min_size=1, max_size=14, unique=True), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_gives_the_same_sessions(quarters: list[int], chance: Random) -> None:
    hours = [quarter / 4 for quarter in quarters]
    events = [written(f"m{each}", each) for each in hours]
    events += [
        fate(f"m{each}", each + chance.randrange(30), chance.choice(["sent", "read", "failed"])) for each in hours
    ]
    books = []
    for order in (events, list(reversed(events)), chance.sample(events, len(events))):
        store = MemoryStore()
        tell(store, *order)
        assert list(store.check()) == []
        books.append({session_id: store.messages(session_id) for session_id in chats(store)})

    assert books[0] == books[1] == books[2]
    expected = sorted([f"m{each}" for each in group] for group in grouped(hours))
    assert sorted([each.id for each in kept] for kept in books[0].values()) == expected
