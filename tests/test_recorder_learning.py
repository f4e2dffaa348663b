"""Endpoints that are learnt: with the session, in its account, once, and the same in whatever order calls arrive."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stores.conftest import STORES
from support.callbacks import CALLER, FRONT_DESK, RECEIVED, as_json, generic_event
from support.pbx import freeswitch, leg_id, party, raw
from support.quarantine import quarantine_of
from support.recording import ACCOUNTS, CUSTOMERS, ENDPOINTS
from support.twilio_calls import placed_callback

from switchbook.errors import StoreError
from switchbook.ingest import Source
from switchbook.ingest.freeswitch import FreeSwitch
from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import EVERYTHING
from switchbook.model.directory import Endpoint
from switchbook.model.query import SessionQuery
from switchbook.recorder import Receipt, Recorder, Result, replay
from switchbook.recorder_placing import Habits
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.memory import MemoryStore

LEARNING = Habits(learns=None)
BRITISH = "application/json; region=GB"
LONDON = "+442079460958"


def founded(store: Store) -> Store:
    """The store with the directory of the books in tests."""

    def work(ledger: Ledger) -> None:
        for account in ACCOUNTS:
            ledger.put_account(account)
        for customer in CUSTOMERS:
            ledger.put_customer(customer)
        for endpoint in ENDPOINTS:
            ledger.put_endpoint(endpoint)

    store.write(work).result()
    return store


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with a directory and no session; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield founded(opened)
    opened.close()


def tell(
    store: Store,
    payload: bytes,
    content_type: str = "",
    *,
    source: Source | None = None,
    account_id: str = "a1",
    habits: Habits = LEARNING,
) -> Receipt:
    """Put one delivery in."""
    taking = Recorder(store, habits).take(source or Generic(), account_id, payload, content_type, RECEIVED)
    (receipt,) = taking.result()
    return receipt


def call(leg: str, to: str, from_: str = CALLER, direction: str = "Incoming", **more: object) -> bytes:
    """The beginning of a call (constructed)."""
    return as_json(generic_event("started", 0, leg, **{"from": from_, "to": to, "direction": direction, **more}))


def sessions(store: Store) -> dict[str, dict[str, Any]]:
    """Every session as a client reads it, by id."""
    read = [json.loads(each) for each in store.find(SessionQuery(scope=EVERYTHING, limit=None)).documents]
    return {document["id"]: document for document in read}


def learnt(store: Store) -> dict[str, Endpoint]:
    """The endpoints that nobody put into the directory."""
    return {each.id: each for each in store.directory().endpoints.values() if each.learnt}


def test_a_number_that_is_called_becomes_an_endpoint_with_its_session(store: Store) -> None:
    before = store.directory().version

    receipt = tell(store, call("l1", "020 7946 0958"), BRITISH)

    (endpoint,) = learnt(store).values()
    assert (endpoint.account_id, endpoint.type, endpoint.name, endpoint.address) == (
        "a1",
        "PhoneNumber",
        LONDON,
        LONDON,
    )
    assert endpoint.customer_id is None
    assert store.directory().version != before
    seen = sessions(store)[str(receipt.session_id)]
    assert (seen["endpointId"], seen["endpointName"], seen["toAddress"]) == (endpoint.id, LONDON, LONDON)
    assert list(store.check()) == []


def test_what_the_directory_has_is_found_and_teaches_nothing(store: Store) -> None:
    receipt = tell(store, call("l1", "(503) 555-1234"), "application/json; region=us")

    seen = sessions(store)[str(receipt.session_id)]
    assert (seen["endpointId"], seen["customerId"]) == ("e1", "c1")
    assert learnt(store) == {}


def test_a_learnt_endpoint_is_one_whatever_spells_it(store: Store) -> None:
    for number, (told, content_type) in enumerate(
        [("020 7946 0958", BRITISH), ("+44 20 7946 0958", ""), ("0044-20-79460958", ""), ("tel:+442079460958", "")]
    ):
        tell(store, call(f"l{number}", told), content_type)
    tell(store, call("out", CALLER, from_="sip:+442079460958@gw.example.com", direction="Outgoing"))

    assert len(learnt(store)) == 1
    assert {seen["endpointId"] for seen in sessions(store).values()} == set(learnt(store))


def test_nothing_is_learnt_unasked_nor_for_other_accounts(store: Store) -> None:
    tell(store, call("l1", LONDON), habits=Habits())
    tell(store, call("l2", LONDON), habits=Habits(learns=frozenset({"b1"})))
    assert learnt(store) == {}

    tell(store, call("l3", LONDON), habits=Habits(learns=frozenset({"b1"})), account_id="b1")
    tell(store, call("l4", LONDON), habits=Habits(learns=frozenset({"b1"})))

    (endpoint,) = learnt(store).values()
    assert endpoint.account_id == "b1"
    placed = {seen["accountId"] for seen in sessions(store).values() if "endpointId" in seen}
    assert placed == {"b1"}


def test_an_account_below_learns_for_itself(store: Store) -> None:
    payload = placed_callback("ringing", 0, 0, "CA1", CALLER, AccountSid="AC" + "2" * 32, From=LONDON, Caller=LONDON)

    tell(store, payload, source=Twilio())

    assert [each.account_id for each in learnt(store).values()] == ["a2"]


def test_a_session_that_is_not_kept_teaches_nothing(store: Store) -> None:
    def refuse(*_: object) -> None:
        raise StoreError("no")

    taking = Recorder(store, LEARNING).take(Generic(), "a1", call("l1", LONDON), "", RECEIVED, also=refuse)
    with pytest.raises(StoreError):
        taking.result()

    assert learnt(store) == {}
    assert sessions(store) == {}
    tell(store, call("l1", LONDON))
    assert len(learnt(store)) == 1


def test_what_people_make_of_a_learnt_endpoint_is_kept(store: Store) -> None:
    tell(store, call("l1", LONDON))
    (endpoint,) = learnt(store).values()
    named = msgspec.structs.replace(endpoint, name="Hotline", customer_id="c1")
    store.write(lambda ledger: ledger.put_endpoint(named)).result()

    receipt = tell(store, call("l2", LONDON))
    again = tell(store, call("l2", LONDON))

    assert again.result is Result.repeated
    assert learnt(store) == {named.id: named}
    seen = sessions(store)[str(receipt.session_id)]
    assert (seen["endpointName"], seen["customerId"]) == ("Hotline", "c1")


def test_extensions_that_a_telephone_system_dials_are_learnt(store: Store) -> None:
    caller = freeswitch(
        1, start=0, end=50, answer=1, caller=("", CALLER), called="02079460958", dialled=[party(2, "101")]
    )
    agent = freeswitch(2, start=2, end=50, answer=8, direction="outbound", called="101", originating_leg_uuid=leg_id(1))
    for record in (caller, agent):
        assert tell(store, raw(record), BRITISH, source=FreeSwitch()).error is None

    assert sorted((each.type, str(each.address)) for each in learnt(store).values()) == [
        ("PhoneNumber", LONDON),
        ("User", "101"),
    ]


def test_the_client_that_the_platform_calls_is_the_member_who_answered(store: Store) -> None:
    for number, status in enumerate(["initiated", "ringing", "in-progress", "completed"]):
        tell(store, placed_callback(status, number, number, "CA1", "client:bob"), source=Twilio())

    (client,) = learnt(store).values()
    (seen,) = sessions(store).values()
    assert (client.type, client.address) == ("User", "client:bob")
    assert (seen["endpointId"], seen["fromAddress"]) == ("e1", FRONT_DESK)
    assert "Ringing client:bob" in [line["message"] for line in seen["log"]]


def test_a_replayed_delivery_is_placed_as_it_would_have_been(store: Store) -> None:
    class Deaf(Generic):
        """The generic source before it could read."""

        def read(self, payload: bytes, content_type: str, received: Any) -> Any:
            (reading,) = super().read(payload, content_type, received)
            return [msgspec.structs.replace(reading, events=(), error="not yet")]

    assert tell(store, call("l1", "020 7946 0958"), BRITISH, source=Deaf()).result is Result.quarantined
    assert learnt(store) == {}
    (entry,) = quarantine_of(store)

    receipt = store.write(partial(replay, source=Generic(), entry=entry, habits=LEARNING)).result()

    (endpoint,) = learnt(store).values()
    assert sessions(store)[str(receipt.session_id)]["endpointId"] == endpoint.id
    assert endpoint.address == LONDON


SPELT = (
    "020 7946 0958",
    LONDON,
    "0044 20 7946 0958",
    "sip:+442079460958@gw.example.com",
    "101",
    "102",
    "999",
    "client:bob",
)
ADDRESSES = st.sampled_from(
    [*SPELT, "sip:desk@pbx.example.com", "SIP:desk@PBX.example.com:5061", CALLER, FRONT_DESK, "anonymous", "s"]
)


@st.composite
def told(draw: st.DrawFn) -> tuple[bytes, str]:
    """A delivery about one of a few legs, between addresses that may be anybody's, with or without a region."""
    kind, leg = draw(st.sampled_from(["started", "ringing", "answered"])), draw(st.sampled_from("ABCD"))
    parties = {"from": draw(st.none() | ADDRESSES), "to": draw(st.none() | ADDRESSES)}
    direction, parent = draw(st.sampled_from([None, "Incoming", "Outgoing"])), draw(st.sampled_from([None, "A"]))
    if draw(st.integers(0, 4)) == 0:
        event: dict[str, object] = {"version": 1, "type": "message", "message": draw(st.sampled_from("12"))}
        event |= {**parties, "direction": direction, "text": "Hello"}
    else:
        event = generic_event(
            kind, draw(st.sampled_from([0, 1, 2])), leg, **parties, direction=direction, parent=parent
        )
    return as_json(event), draw(st.sampled_from(["", BRITISH]))


def same(one: Store, other: Store) -> None:
    """Two books say the same: sessions, and the endpoints that were learnt."""
    assert sessions(one) == sessions(other)
    assert learnt(one) == learnt(other)


def book(deliveries: Sequence[tuple[bytes, str]]) -> Store:
    """A book in memory of these deliveries in this order."""
    store = founded(MemoryStore())
    for payload, content_type in deliveries:
        tell(store, payload, content_type)
    return store


@given(st.lists(told(), min_size=1, max_size=10, unique_by=lambda each: each[0]), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_any_order_teaches_the_same_and_gives_the_same_book(
    deliveries: list[tuple[bytes, str]], chance: Random
) -> None:
    again = [*deliveries, *chance.choices(deliveries, k=2)]
    chance.shuffle(again)

    one, other = book(deliveries), book(again)

    same(one, other)
    assert not [*one.check(), *other.check()]


@given(st.lists(told(), min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_a_session_built_anew_is_what_was_stored_and_teaches_nothing(
    deliveries: list[tuple[bytes, str]], chance: Random
) -> None:
    store = book(chance.sample(deliveries, len(deliveries)))
    before, taught = sessions(store), learnt(store)

    for known in before:
        assert Recorder(store).refold(known).result() is False

    assert (sessions(store), learnt(store)) == (before, taught)


def test_both_stores_learn_the_same_in_any_order(tmp_path: Path) -> None:
    spelt = [
        "020 7946 0958",
        "+442079460958",
        "sip:+442079460958@gw.example.com",
        "101",
        "client:bob",
        "anonymous",
        "s",
    ]
    deliveries = [
        (call(f"{number}-{direction}-{parent}", to, from_=from_, direction=direction, parent=parent), BRITISH)
        for number, (to, from_) in enumerate(zip(spelt, spelt[1:] + spelt[:1], strict=True))
        for direction in ("Incoming", "Outgoing")
        for parent in (None, "root")
    ]
    expected = book(deliveries)
    assert len(learnt(expected)) == 3
    for seed in range(3):
        opened = STORES["sqlite"](tmp_path / str(seed))
        store = founded(opened)
        for payload, content_type in Random(seed).sample(deliveries, len(deliveries)):
            tell(store, payload, content_type)

        same(store, expected)
        assert list(store.check()) == []
        opened.close()
