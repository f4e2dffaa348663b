"""Users in an import of the directory: found by e-mail address, limited by what other rows make, without passwords."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.calling import PASSWORD, Caller, Clock, application, basic, bearer, put_key, put_user
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.memory import MemoryStore

# Constructed: limits name records of the same import.
ROWS: dict[str, Any] = {
    "users": [
        {
            "emailAddress": "eve@example.com",
            "firstName": "Eve",
            "lastName": "Holm",
            "role": "customer",
            "accountReferenceIds": ["Main"],
            "customerReferenceIds": ["Clinic"],
        },
        {"emailAddress": "max@example.com", "accountIds": ["a1"], "endpointReferenceIds": ["Desk"]},
    ],
    "accounts": [{"referenceId": "Main", "name": "Main"}],
    "customers": [{"referenceId": "Clinic", "accountReferenceId": "Main", "name": "Clinic"}],
    "endpoints": [{"referenceId": "Desk", "accountId": "a1", "type": "Fax", "phoneNumber": "+15035559999"}],
}


@pytest.fixture
def caller(store: Store, clock: Clock) -> Caller:
    """Ann, who administers everything, over the small directory."""
    put_directory(store)
    put_user(store)
    made = Caller(application(store, clock))
    made.headers.update(basic("ann@example.com", PASSWORD))
    return made


def imported(caller: Caller, rows: dict[str, Any]) -> dict[str, Any]:
    """The report of an import."""
    answer = caller.post("/directory/import", json=rows)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def test_users_are_made_with_the_limits_that_rows_name(caller: Caller, store: Store) -> None:
    report = imported(caller, ROWS)

    assert (report["made"], report["refused"]) == (5, 0)
    eve, max_ = store.user("eve@example.com"), store.user("max@example.com")
    assert eve is not None
    assert max_ is not None
    called = {each.reference_id: each.id for each in store.directory().customers.values()}
    assert (eve.name, eve.role, eve.customers) == ("Eve Holm", Role.Customer, frozenset({called["Clinic"]}))
    (desk,) = (each for each in store.directory().endpoints.values() if each.reference_id == "Desk")
    assert (max_.name, max_.role, max_.accounts) == ("max@example.com", Role.User, frozenset({"a1"}))
    assert max_.endpoints == frozenset({desk.id})


def test_an_endpoint_that_was_learnt_limits_by_the_id_it_has(caller: Caller, store: Store) -> None:
    learnt = caller.post("/endpoints/phone-numbers", json={"accountId": "a1", "number": "+15035559999"}).json()["id"]

    def learn(ledger: Ledger) -> None:
        ledger.put_endpoint(msgspec.structs.replace(ledger.directory().endpoints[learnt], learnt=True))

    store.write(learn).result()

    imported(caller, ROWS)

    max_ = store.user("max@example.com")
    assert max_ is not None
    assert max_.endpoints == frozenset({learnt})


def test_nobody_knows_the_password_of_a_user_that_was_made(caller: Caller, store: Store, clock: Clock) -> None:
    imported(caller, ROWS)
    eve = store.user("eve@example.com")
    assert eve is not None
    signing_in = Caller(application(store, clock))

    for guess in ("", "password", eve.password_hash):
        headers = basic("eve@example.com", guess)
        assert signing_in.get("/auth/status", headers=headers).json().get("isAuthenticated") is not True
    caller.post(f"/users/{eve.id}/password", json={"newPassword": "a new pass phrase"})
    told = signing_in.get("/auth/status", headers=basic("eve@example.com", "a new pass phrase"))

    assert told.json()["isAuthenticated"] is True


def test_the_same_rows_again_change_nothing_and_keep_the_password(caller: Caller, store: Store) -> None:
    imported(caller, ROWS)
    before = list(store.users())

    report = imported(caller, {"users": [{**ROWS["users"][0], "emailAddress": "EVE@example.com"}, ROWS["users"][1]]})

    assert [each["outcome"] for each in report["rows"]] == ["changed", "unchanged"]
    assert report["rows"][0]["fields"] == ["emailAddress"]
    assert [each.password_hash for each in store.users()] == [each.password_hash for each in before]


def test_what_is_given_changes_and_is_audited(caller: Caller, store: Store) -> None:
    imported(caller, ROWS)
    change = {"emailAddress": "eve@example.com", "lastName": "Berg", "disabled": True, "customerIds": ["*"]}

    report = imported(caller, {"users": [change]})

    assert report["rows"][0]["fields"] == ["name", "lastName", "customerIds", "disabled"]
    eve = store.user("eve@example.com")
    assert eve is not None
    assert (eve.name, eve.customers, eve.disabled) == ("Eve Berg", None, True)
    _, (line, *_) = store.audited(AuditQuery(accounts=None, operation="ImportDirectory", record_id=eve.id))
    assert line.record == "user"
    assert b"Eve Berg" in (line.after or b"")
    assert b"argon" not in (line.before or b"") + (line.after or b"")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"firstName": "Eve", "accountIds": ["a1"]}, "an e-mail address"),
        ({"emailAddress": "eve", "accountIds": ["a1"]}, "an e-mail address"),
        ({"emailAddress": "eve@example.com"}, "accountIds are wanted for the role User"),
        ({"emailAddress": "eve@example.com", "accountIds": ["a9"]}, "there is no account 'a9'"),
        ({"emailAddress": "eve@example.com", "accountReferenceIds": ["?"]}, "no account with the reference id '?'"),
        ({"emailAddress": "eve@example.com", "accountIds": ["a1"], "role": "King"}, "role is one of"),
        ({"emailAddress": "eve@example.com", "accountIds": ["a1"], "customerIds": ["c5"]}, "belongs to none of these"),
        ({"emailAddress": "eve@example.com", "accountIds": ["a1", "*"]}, "stands alone"),
        (
            {"emailAddress": "eve@example.com", "accountIds": ["a1", "a2"], "customerReferenceIds": ["N"]},
            "there are several customers with the reference id 'N'",
        ),
        ({"id": "new", "emailAddress": "ann@example.com", "accountIds": ["a1"]}, "signs in as ann@example.com already"),
        ({"emailAddress": "ann@example.com", "disabled": True}, "Nobody would be left"),
        ({"emailAddress": "ann@example.com", "role": "Manager", "accountIds": ["a1"]}, "Nobody would be left"),
    ],
)
def test_a_user_that_may_not_be_so_is_refused(caller: Caller, store: Store, row: dict[str, Any], reason: str) -> None:
    before = list(store.users())

    (told,) = imported(caller, {"users": [row], "dryRun": True})["rows"]
    refused = caller.post("/directory/import", json={"users": [row]})

    assert (told["at"], told["outcome"]) == ("users[0]", "refused")
    assert reason in told["reason"]
    assert refused.status_code == 400
    assert list(store.users()) == before


def test_two_rows_of_one_address_are_refused(caller: Caller) -> None:
    rows = [{"emailAddress": each, "accountIds": ["a1"]} for each in ("eve@example.com", "Eve@example.com")]

    told = imported(caller, {"users": rows, "dryRun": True})["rows"]

    assert [each["outcome"] for each in told] == ["made", "refused"]
    assert told[1]["reason"] == "It is the same user as that of users[0]"


def test_an_export_brings_users_into_another_book(caller: Caller, store: Store, clock: Clock) -> None:
    imported(caller, ROWS)
    exported = caller.get("/directory/export")
    other = MemoryStore()
    elsewhere = Caller(application(other, clock))
    elsewhere.headers.update(bearer(put_key(other)))

    imported(elsewhere, exported.json())
    again = imported(caller, exported.json())

    assert "argon" not in exported.text
    assert again["unchanged"] == len(again["rows"])

    def limits(book: Store) -> list[object]:
        return [(each.id, each.email, each.name, each.role, each.accounts, each.customers, each.endpoints)
                for each in book.users()]  # fmt: skip

    assert limits(other) == limits(store)
