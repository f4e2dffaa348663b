"""Answers kept under an Idempotency-Key: for a day, for the same request, and for who still has the same rights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from support.calling import Caller, Clock, application, bearer
from support.directory import put_directory

from switchbook import access
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import ApiKey
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import open_store

HEADERS = {"Idempotency-Key": "k1"}
BODY = {"accountId": "a2", "name": "Once"}


def keyed(store: Store, clock: Clock) -> tuple[Caller, ApiKey]:
    """Somebody who manages both accounts, and the key they have."""
    put_directory(store)
    key, secret = access.new_key("both", Role.Manager, {"a1", "a2"})
    store.write(lambda ledger: ledger.put_key(key)).result()
    made = Caller(application(store, clock))
    made.headers.update(bearer(secret))
    return made, key


@pytest.mark.parametrize(
    "less", [{"accounts": frozenset({"a1"})}, {"customers": frozenset({"c1"})}, {"role": Role.Customer}]
)
def test_an_answer_is_not_shown_again_to_who_has_other_rights_by_then(
    store: Store, clock: Clock, less: dict[str, Any]
) -> None:
    caller, key = keyed(store, clock)
    assert caller.post("/customers", json=BODY, headers=HEADERS).status_code == 200
    store.write(lambda ledger: ledger.put_key(msgspec.structs.replace(key, **less))).result()

    again = caller.post("/customers", json=BODY, headers=HEADERS)

    assert (again.status_code, again.json()["responseStatus"]["errorCode"]) == (422, "IdempotencyKeyReused")
    assert "Once" not in again.text


def test_an_answer_older_than_a_day_is_not_given_again_though_nobody_wrote_meanwhile(
    store: Store, clock: Clock
) -> None:
    caller, _ = keyed(store, clock)
    first = caller.post("/customers", json=BODY, headers=HEADERS).json()
    clock.pass_by(days=1, seconds=1)

    again = caller.post("/customers", json=BODY, headers=HEADERS)

    assert (again.status_code, again.json()["id"] == first["id"]) == (200, False)


def test_a_request_with_a_number_of_any_size_is_known_again(store: Store, clock: Clock) -> None:
    caller, _ = keyed(store, clock)
    body = {"data": {"serial": 10**30}}
    first = caller("PATCH", "/customers/c5", json=body, headers=HEADERS)
    clock.pass_by(minutes=1)

    again = caller("PATCH", "/customers/c5", json=body, headers=HEADERS)

    assert first.json()["data"] == body["data"]
    assert again.json() == first.json()


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_nothing_of_a_deleted_session_stays_in_an_answer(kind: str, clock: Clock, tmp_path: Path) -> None:
    store = MemoryStore() if kind == "memory" else open_store(tmp_path / "book", readers=2)
    caller, _ = keyed(store, clock)
    body = {"accountId": "a1", "toAddress": "+18145550177", "displayName": "Somebody known"}
    session_id = caller.post("/sessions", json=body, headers=HEADERS).json()["id"]
    caller("DELETE", f"/sessions/{session_id}")
    asked = "accountId=a1&startDateTime=2020-01-01T00:00:00Z&endDateTime=2030-01-01T00:00:00Z"
    assert caller("DELETE", f"/sessions?{asked}&dryRun=false").json()["deleted"] == 1

    again = caller.post("/sessions", json=body, headers=HEADERS)

    assert (again.status_code, again.content) == (204, b"")
    assert caller.get("/sessions").json()["totalCount"] == 0
    store.close()
