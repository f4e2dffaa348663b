"""Scenarios: all that a source delivers of one life, in any order, and the sessions that must come of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from support.callbacks import RECEIVED, as_json
from support.recording import documents, new_book

from switchbook.ingest import Source
from switchbook.model.identity import session_id
from switchbook.recorder import Recorder
from switchbook.stores.memory import MemoryStore

ORDERS = 12
"""How many shuffles a scenario is played in, beside its own order and the reverse."""


class Delivery:
    """A payload with how it is sent and when it is received; most scenarios need only its bytes."""

    def __init__(self, payload: bytes, content_type: str = "", received: Any = RECEIVED) -> None:
        self.payload, self.content_type, self.received = payload, content_type, received


Told = Sequence[bytes | Delivery]


def played(source: Source, deliveries: Told, *, account_id: str = "a1") -> MemoryStore:
    """A book (that of `new_book`) after these deliveries, none of which may be quarantined."""
    store = new_book()
    for delivery in deliveries:
        sent = delivery if isinstance(delivery, Delivery) else Delivery(delivery)
        taking = Recorder(store).take(source, account_id, sent.payload, sent.content_type, sent.received)
        errors = [receipt.error for receipt in taking.result() if receipt.error is not None]
        assert errors == [], f"not read: {sent.payload!r}"
    return store


def assert_comes_to(source: Source, deliveries: Told, *expected: Mapping[str, Any]) -> None:
    """The deliveries make exactly these sessions: as sent, in reverse, shuffled, and with some of them sent again.

    An expected session is its whole document as a client reads it (see `session`), with its log as lines of time and
    message: `09:00:05 Answered by Anna Berg`.
    """
    wanted = {document["id"]: dict(document) for document in expected}
    assert len(wanted) == len(expected)
    for order in _orders(deliveries):
        store = played(source, order)
        found = {name: shown(document) for name, document in documents(store).items()}
        for name in wanted.keys() | found.keys():  # one by one, so that a failure shows one session's difference
            assert found.get(name) == wanted.get(name)
        assert list(store.check()) == []


def session(source: Source, root: str, log: Sequence[str], **members: Any) -> dict[str, Any]:
    """A whole document of account `a1`: these members, and those that are always there as they are unless said."""
    always: dict[str, Any] = {
        "id": session_id("a1", source.name, root),
        "accountId": "a1",
        "accountName": "Acme Telephony",
        "customerBreadcrumb": [],
        "dialState": "None",
        "callState": "Disconnected",
        "queueState": "None",
        "holdReason": "None",
        "channel": "Voice",
        "direction": "Incoming",
        "ended": True,
        "wasMissed": False,
        "members": [],
        "dateLastModified": "2026-11-23T12:00:00.000Z",
    }
    return {**always, "log": list(log), **members}


def member(role: str, **members: Any) -> dict[str, Any]:
    """A whole member: these values, and those that are always there as they are unless said."""
    always = {
        "isOriginalMember": role == "Caller",
        "applicationData": {},
        "callState": "None",
        "muted": False,
    }
    return {**always, "role": role, **members}


# The stretch of a session whose endpoint is the front desk of the books in tests.
AT_FRONT_DESK: Mapping[str, Any] = {
    "customerId": "c1",
    "customerBreadcrumb": [{"id": "c0", "name": "Region North"}, {"id": "c1", "name": "Acme Dental"}],
    "customerName": "Acme Dental",
    "endpointId": "e1",
    "endpointName": "Front desk",
}


# The same for calls that Anna makes.
AT_ANNAS: Mapping[str, Any] = {**AT_FRONT_DESK, "endpointId": "e2", "endpointName": "Anna Berg"}


def sent(*events: dict[str, object]) -> list[bytes]:
    """Each generic event as a delivery of its own."""
    return [as_json(event) for event in events]


def shown(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document with its log as lines of time (without day and milliseconds) and message."""
    lines = [f"{line['date'][11:19]} {line['message']}" for line in document["log"]]
    return {**document, "log": lines}


def _orders(deliveries: Told) -> Iterator[Told]:
    yield deliveries
    yield deliveries[::-1]
    for seed in range(ORDERS):
        chance = Random(seed)
        yield chance.sample([*deliveries, *chance.choices(deliveries, k=2)], len(deliveries) + 2)
