"""Any order, repetition, split and interleaving of deliveries gives one and the same book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.callbacks import RECEIVED, after, as_json, callback, generic_event
from support.quarantine import quarantine_of
from support.random_events import generic_events
from support.recording import documents, new_book, take, take_all

from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.ingest.twilio.calls import STATUSES
from switchbook.model.identity import session_id
from switchbook.recorder import Recorder
from switchbook.stores.memory import MemoryStore

GENERIC, TWILIO = Generic(), Twilio()
Told = Sequence[dict[str, object]]


def kept(told: Told) -> MemoryStore:
    """A book of these events, each sent alone, in this order."""
    return take_all(new_book(), GENERIC, [as_json(event) for event in told])


def shuffled(told: Told, chance: Random) -> MemoryStore:
    """A book of these events in any order, some of them again, some of them together."""
    waiting = [*told, *chance.choices(told, k=len(told) // 2)]
    chance.shuffle(waiting)
    store = new_book()
    while waiting:
        together = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 3)))]
        take(store, GENERIC, as_json(together if len(together) > 1 else together[0]))
    return store


def groups(told: Told) -> list[set[str]]:
    """Which legs belong together: those that any event names together, with conferences and other names."""
    found: list[set[str]] = []
    for event in told:
        linked = event.get("linked") or ()
        assert isinstance(linked, list | tuple)
        named = {str(event["leg"]), *linked}
        named |= {str(event[name]) for name in ("parent", "conference", "targetLeg") if event.get(name)}
        touched = [group for group in found if group & named]
        found = [group for group in found if not group & named] + [named.union(*touched)]
    return found


# Two legs that dialled one another, and one that two dialled: no carrier says so, and it must not matter.
RING = [
    generic_event("started", 0, "A", parent="B"),
    generic_event("started", 1, "B", parent="A"),
    generic_event("ringing", 2, "A", parent="B"),
]
TWO_PARENTS = [
    generic_event("started", 5, "A", parent=None),
    generic_event("started", 0, "C", parent="A"),
    generic_event("answered", 1, "C", parent="B"),
    generic_event("started", 2, "B", parent=None),
    generic_event("ringing", 1, "B", parent=None),
]


@given(st.lists(generic_events(), min_size=1, max_size=12), st.randoms(use_true_random=False))
@example(RING, Random(1))
@example(TWO_PARENTS, Random(1))
@example(TWO_PARENTS, Random(2))
@settings(deadline=None)
def test_the_same_events_make_the_same_book(told: Told, chance: Random) -> None:
    store, other = kept(told), shuffled(told, chance)

    assert documents(store) == documents(other)
    assert len(documents(store)) == len(groups(told))
    assert not [*store.check(), *other.check()]


@given(st.lists(generic_events(), min_size=1, max_size=12), st.randoms(use_true_random=False))
@example(TWO_PARENTS, Random(1))
@settings(deadline=None)
def test_a_session_built_anew_is_what_was_stored(told: Told, chance: Random) -> None:
    store = shuffled(told, chance)
    before = documents(store)

    for known in before:
        assert Recorder(store).refold(known).result() is False

    assert documents(store) == before


@given(st.lists(generic_events(), min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_every_id_that_was_ever_told_leads_to_the_session(told: Told, chance: Random) -> None:
    store = new_book()
    ids = {
        receipt.session_id
        for event in chance.sample(told, len(told))
        for receipt in take(store, GENERIC, as_json(event))
    }

    for told_id in ids:
        assert told_id is not None
        assert {entry.session_id for entry in store.entries(told_id)} <= set(documents(store))
        assert store.entries(told_id)


@given(st.permutations(range(6)))
@settings(deadline=None)
def test_a_tree_of_legs_is_one_session_named_by_its_root(order: Sequence[int]) -> None:
    parents: Mapping[str, str | None] = {"R": None, "C": "R", "D": "R", "G": "C", "H": "G", "I": "D"}
    told = [generic_event("started", second, leg, parent=parents[leg]) for second, leg in enumerate(parents)]

    store = kept([told[index] for index in order])

    (document,) = documents(store).values()
    assert document["id"] == session_id("a1", "generic", "R")
    assert len(document["members"]) == 6
    assert len(document["log"]) == 6


@given(st.permutations(range(4)))
def test_a_leg_may_name_its_parent_in_any_one_event(order: Sequence[int]) -> None:
    told = [
        generic_event("started", 0, "R"),
        generic_event("started", 1, "C"),
        generic_event("ended", 9, "C", ending="completed", duration=5),
        generic_event("ringing", 2, "C", parent="R"),
    ]

    (document,) = documents(kept([told[index] for index in order])).values()

    assert document["id"] == session_id("a1", "generic", "R")
    assert [member["role"] for member in document["members"]] == ["Caller", "Agent"]


CALLS = st.lists(
    st.fixed_dictionaries(
        {
            "CallSid": st.sampled_from(["CA1", "CA2", "CA3", "CA4"]),
            "CallStatus": st.sampled_from([*STATUSES, "parked"]),
            "ParentCallSid": st.sampled_from(["CA1", "CA2", ""]),
            "SequenceNumber": st.sampled_from(["0", "1", "2", ""]),
            "Timestamp": st.sampled_from([after(0).isoformat(), after(1).isoformat(), ""]),
            "CallDuration": st.sampled_from(["1", "2", ""]),
        }
    ),
    max_size=12,
)


@given(CALLS, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_same_callbacks_make_the_same_book(told: list[dict[str, Any]], chance: Random) -> None:
    payloads = [callback(**fields) for fields in told]
    again = payloads + payloads[:3]
    chance.shuffle(again)

    store, other = take_all(new_book(), TWILIO, payloads), take_all(new_book(), TWILIO, again)

    assert documents(store) == documents(other)
    assert sorted(entry.payload for entry in quarantine_of(store)) == sorted(e.payload for e in quarantine_of(other))


@given(st.permutations(range(3)))
def test_the_last_arrival_of_anything_new_is_the_last_change(order: Sequence[int]) -> None:
    payloads = [as_json(generic_event(kind, 0)) for kind in ("started", "ringing", "held")]
    store = new_book()
    for minute, index in enumerate(order):
        take(store, GENERIC, payloads[index], received=RECEIVED.replace(minute=minute))
    take(store, GENERIC, payloads[0], received=RECEIVED.replace(minute=30))

    (document,) = documents(store).values()

    assert document["dateLastModified"] == "2026-11-23T12:02:00.000Z"
    assert document["dateCreated"] == "2026-11-23T09:00:00.000Z"
