"""A store in memory with a small constructed directory, and how tests put deliveries in and read sessions out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from support.callbacks import ACCOUNT_SID, ANNA, FRONT_DESK, RECEIVED

from switchbook.ingest import Source
from switchbook.model.actor import EVERYTHING
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.query import SessionQuery
from switchbook.recorder import Receipt, Recorder
from switchbook.stores.contract import Ledger
from switchbook.stores.memory import MemoryStore

ACCOUNTS = (
    Account(id="a1", name="Acme Telephony", twilio_account_sid=ACCOUNT_SID),
    Account(id="a2", name="Acme West", parent_account_id="a1", twilio_account_sid="AC" + "2" * 32),
    Account(id="b1", name="Bolt", twilio_account_sid="AC" + "3" * 32),
)
CUSTOMERS = (
    Customer(id="c0", account_id="a1", name="Region North"),
    Customer(id="c1", account_id="a1", name="Acme Dental", parent_customer_id="c0"),
    Customer(id="cb", account_id="b1", name="Bolt's customer"),
)
ENDPOINTS = (
    Endpoint(id="e1", account_id="a1", name="Front desk", customer_id="c1", address=FRONT_DESK),
    Endpoint(id="e2", account_id="a1", name="Anna Berg", type="User", customer_id="c1", address=ANNA),
    Endpoint(id="eb", account_id="b1", name="Bolt's desk", customer_id="cb", address="+493012345"),
)


def new_book() -> MemoryStore:
    """A store that knows the directory above and no session."""
    store = MemoryStore()

    def work(ledger: Ledger) -> None:
        for account in ACCOUNTS:
            ledger.put_account(account)
        for customer in CUSTOMERS:
            ledger.put_customer(customer)
        for endpoint in ENDPOINTS:
            ledger.put_endpoint(endpoint)

    store.write(work).result()
    return store


def take(
    store: MemoryStore, source: Source, payload: bytes, *, account_id: str = "a1", received: datetime = RECEIVED
) -> Sequence[Receipt]:
    """Put one payload in."""
    return Recorder(store).take(source, account_id, payload, "", received).result()


def take_all(store: MemoryStore, source: Source, payloads: Iterable[bytes]) -> MemoryStore:
    """Put payloads in, one after the other."""
    for payload in payloads:
        take(store, source, payload)
    return store


def documents(store: MemoryStore) -> dict[str, dict[str, Any]]:
    """Every session as a client reads it, by id."""
    found = store.find(SessionQuery(scope=EVERYTHING, limit=None)).documents
    read = [json.loads(document) for document in found]
    return {document["id"]: document for document in read}


def only_document(store: MemoryStore) -> dict[str, Any]:
    """The one session there is, as a client reads it."""
    (document,) = documents(store).values()
    return document


def story(document: dict[str, Any]) -> list[str]:
    """What the log of a document says, each line with the seconds since nine."""
    lines = [(datetime.fromisoformat(line["date"]), line["message"]) for line in document["log"]]
    return [f"{(date.minute * 60 + date.second)}: {message}" for date, message in lines]


def life(store: MemoryStore, source: Source, payloads: Iterable[bytes]) -> list[str]:
    """Put payloads in; after each one, where the one session stands: callState, dialState, queueState."""
    states = []
    for payload in payloads:
        take(store, source, payload)
        document = only_document(store)
        states.append(" ".join(document[name] for name in ("callState", "dialState", "queueState")))
    return states


def parts(document: dict[str, Any], *names: str) -> dict[str, Any]:
    """These members of a document, as far as it has them."""
    return {name: document[name] for name in names if name in document}
