"""Endpoints of every kind beside the small directory, and what tests of them share."""

from __future__ import annotations

from typing import Any

from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.directory import Endpoint
from switchbook.stores.contract import Ledger, Store

NEW = {"accountId": "a1"}
MORE = (
    Endpoint(
        id="e4",
        account_id="a1",
        name="Anna",
        type="User",
        customer_id="c1",
        address="client:anna",
        reference_id="R4",
        user_mode="SipPhone",
        sip_user_name="anna@pbx.example.com",
        email_address="anna@example.com",
        phone_number="+442079460958",
        flow_id="f1",
        flow_params={"language": "de", "queue": 3},
        tag_ids=("t1", "t2"),
        data={"desk": "4", "floor": {"stringValue": "2"}, "seats": 1},
    ),
    Endpoint(id="e5", account_id="a1", name="+15035550000", address="+15035550000", learnt=True),
    Endpoint(id="e6", account_id="a1", name="Fax", type="Fax", address="+15035551236", flow_id="f2", tag_ids=("t1",)),
)


def put_more(store: Store) -> None:
    """Put the small directory and these endpoints."""
    put_directory(store)

    def work(ledger: Ledger) -> None:
        for endpoint in MORE:
            ledger.put_endpoint(endpoint)

    store.write(work).result()


def caller_with(store: Store, clock: Clock, key: str) -> Caller:
    """Who has this key, over the small directory with more endpoints."""
    put_more(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def limited(store: Store, clock: Clock, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits over the same."""
    return caller_with(store, clock, put_key(store, role, **limits))


def ids(caller: Caller, query: str = "") -> list[str]:
    """The ids of a list of endpoints."""
    return [each["id"] for each in caller.get(f"/endpoints?{query}").json()["items"]]


def fields(answer: Any) -> list[str]:
    """The fields that an answer says are wrong."""
    return [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]
