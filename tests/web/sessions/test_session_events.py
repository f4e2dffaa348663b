"""What was delivered about a session: its journal, page by page, for staff, with nothing in it that is a secret."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.calling import Caller, Clock
from support.sessions import NOON, keep, numbered, session

from switchbook.ingest import Reading
from switchbook.model.actor import Role
from switchbook.model.event import Event, Facts, LegEnded, LegStarted
from switchbook.model.query import Shelf
from switchbook.recorder import take
from switchbook.stores.contract import Store
from switchbook.trimming import Trimmer

Limited = Callable[..., Caller]
Deliver = Callable[..., str]
FACTS = Facts(from_address="+18145550100", customer_id="c2")
RANG = LegStarted(leg="call", at=NOON, facts=FACTS)
ENDED = LegEnded(leg="call", at=NOON + timedelta(minutes=1), ending="completed")


@pytest.fixture
def deliver(store: Store, clock: Clock) -> Deliver:
    """Takes a payload in, from which these events were read; the id of its session."""

    def taken(payload: bytes, *events: Event, content_type: str = "application/json") -> str:
        reading = Reading(payload=payload, key=(repr(payload),), events=events)
        work = store.write(lambda ledger: take(ledger, "test", "a1", reading, content_type, clock.now))
        return work.result().session_id or ""

    return taken


def listed(caller: Caller, session_id: str, query: str = "") -> dict[str, Any]:
    answer = caller.get(f"/sessions/{session_id}/events?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(found: dict[str, Any]) -> list[int]:
    return [int(item["id"]) for item in found["items"]]


def test_an_entry_is_shown_as_it_came_and_as_it_was_read(caller: Caller, store: Store, deliver: Deliver) -> None:
    session_id = deliver(b'{"step": "rang"}', RANG)

    (item,) = listed(caller, session_id)["items"]

    (kept,) = store.entries(session_id)
    assert item == {
        "id": str(kept.position),
        "received": "2026-11-22T05:00:00.000Z",
        "source": "test",
        "contentType": "application/json",
        "key": kept.key.hex(),
        "payload": '{"step": "rang"}',
        "bytes": 16,
        "events": [
            {
                "kind": "LegStarted",
                "at": "2026-05-09T12:00:00.000Z",
                "said": {
                    "leg": "call",
                    "facts": {"from_address": "+18145550100", "customer_id": "c2"},
                },
            }
        ],
    }


def test_pages_go_from_the_oldest_on_unless_asked_otherwise(caller: Caller, store: Store, deliver: Deliver) -> None:
    for number in range(5):
        session_id = deliver(b"%d" % number, RANG)
    positions = [entry.position for entry in store.entries(session_id)]

    second = listed(caller, session_id, "countPerPage=2&page=1")

    assert ids(second) == positions[2:4]
    assert (second["totalCount"], second["totalPages"], second["hasMorePages"]) == (5, 3, True)
    assert ids(listed(caller, session_id, "all=true")) == positions
    assert ids(listed(caller, session_id, "sortOrder=Descend")) == positions[::-1]
    assert ids(listed(caller, session_id, f"specificIds={positions[3]},x,{positions[1]}")) == [
        positions[1],
        positions[3],
    ]
    assert listed(caller, session_id, "page=9")["items"] == []
    assert caller.get(f"/sessions/{session_id}/events?sortField=source").status_code == 400


def test_what_is_no_text_is_told_by_its_size_alone(caller: Caller, deliver: Deliver) -> None:
    (item,) = listed(caller, deliver(b"\xff\xfe\x00", RANG))["items"]

    assert (item.get("payload"), item["bytes"]) == (None, 3)


def test_secrets_and_pressed_keys_are_masked(caller: Caller, deliver: Deliver) -> None:
    sent = b"CallSid=CA1&AuthToken=sesame&Digits=4929&To=%2B1503"

    (item,) = listed(caller, deliver(sent, RANG, content_type="application/x-www-form-urlencoded"))["items"]

    assert item["payload"] == "CallSid=CA1&AuthToken=***&Digits=***&To=%2B1503"


def test_of_a_snapshot_is_told_what_it_stands_for(caller: Caller, store: Store, deliver: Deliver) -> None:
    deliver(b"rang", RANG)
    session_id = deliver(b"ended", ENDED)
    store.write(lambda ledger: ledger.archive(NOON + timedelta(days=900), 9)).result()
    Trimmer(store, timedelta(days=1)).run(NOON + timedelta(days=900))

    (item,) = listed(caller, session_id)["items"]

    assert (item["source"], item["payload"], item["bytes"]) == ("snapshot", "", 0)
    assert [(event["kind"], event["said"]) for event in item["events"]] == [
        ("SnapshotTaken", {"deliveries": 2, "lines": 2})
    ]


@pytest.mark.parametrize("shelf", list(Shelf), ids=lambda shelf: shelf.name)
def test_of_a_session_that_came_whole_there_is_one_entry(caller: Caller, store: Store, shelf: Shelf) -> None:
    keep(store, session(1), log=["one"], shelf=shelf)

    (item,) = listed(caller, numbered(1))["items"]

    assert item["source"] == "import"
    assert [event["said"]["log"][0]["message"] for event in item["events"]] == ["one"]


def test_staff_alone_may_see_them_and_only_within_their_scope(limited: Limited, deliver: Deliver) -> None:
    session_id = deliver(b"rang", RANG)
    asked = f"/sessions/{session_id}/events"

    assert limited(Role.Manager, accounts=frozenset({"a1"})).get(asked).status_code == 200
    assert limited(Role.Manager, accounts=frozenset({"a2"})).get(asked).status_code == 404
    assert limited(Role.Manager, accounts=frozenset({"a1"}), endpoints=frozenset({"e2"})).get(asked).status_code == 404
    assert limited(Role.Customer, accounts=frozenset({"a1"})).get(asked).status_code == 403
    assert limited(Role.User, accounts=frozenset({"a1"})).get(asked).status_code == 403
