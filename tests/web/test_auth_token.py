"""RequestAuthToken: what signs in as a user for a while, for whom, and what ends it."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, Clock, application, bearer, put_key, put_person
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import User

A1 = frozenset({"a1"})
PATH = "/auth/token?userEmailAddress=DESK@example.com"


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


@pytest.fixture
def desk(caller: Caller, store: Store) -> User:
    """Somebody at a desk of account a1."""
    return put_person(store, "Desk", Role.User, accounts=A1, endpoints=frozenset({"e1"}))


def who(caller: Caller, headers: dict[str, str]) -> str | None:
    """Who these headers stand for."""
    told: str | None = Caller(caller.app).get("/auth/status", headers=headers).json().get("emailAddress")
    return told


def test_a_token_signs_in_as_the_user_by_every_way(caller: Caller, store: Store, desk: User) -> None:
    answer = caller.get(PATH)
    token = answer.json()["authToken"]

    assert answer.headers["cache-control"] == "no-store"
    for headers in (bearer(token), {"X-ss-id": token}, {"Cookie": f"ss-id={token}"}):
        assert who(caller, headers) == desk.email
    assert caller.get(f"/auth/token?userId={desk.id}").json()["authToken"] != token
    _, lines = store.audited(AuditQuery(accounts=None, record_id=desk.id))
    assert [(each.operation, each.actor_kind, each.account_id) for each in lines] == [
        ("RequestAuthToken", "key", "a1")
    ] * 2


def test_a_token_is_over_after_a_while(caller: Caller, clock: Clock, desk: User) -> None:
    token = caller.get(PATH).json()["authToken"]

    clock.pass_by(minutes=14, seconds=59)
    assert who(caller, bearer(token)) == desk.email
    clock.pass_by(seconds=1)
    assert Caller(caller.app).get("/sessions", headers=bearer(token)).status_code == 401


def test_another_password_or_being_disabled_ends_a_token(caller: Caller, desk: User) -> None:
    first = caller.get(PATH).json()["authToken"]
    caller.post(f"/users/{desk.id}/password", json={"newPassword": "another one"})
    second = caller.get(PATH).json()["authToken"]
    assert Caller(caller.app).get("/sessions", headers=bearer(first)).status_code == 401
    assert who(caller, bearer(second)) == desk.email

    caller("PATCH", f"/users/{desk.id}", json={"disabled": True})

    assert Caller(caller.app).get("/sessions", headers=bearer(second)).status_code == 401
    assert caller.get(PATH).status_code == 409


@pytest.mark.parametrize(
    ("role", "limits", "status"),
    [
        (Role.Manager, {"accounts": A1}, 200),
        (Role.Manager, {"accounts": frozenset({"a2"})}, 404),
        (Role.Manager, {"accounts": A1, "endpoints": frozenset({"e2"})}, 404),
        (Role.Customer, {"accounts": A1, "customers": frozenset({"c1"})}, 403),
        (Role.User, {"accounts": A1, "endpoints": frozenset({"e1"})}, 403),
    ],
)
def test_it_is_for_staff_who_have_what_the_user_has(
    caller: Caller, store: Store, desk: User, role: Role, limits: dict[str, Any], status: int
) -> None:
    asker = Caller(caller.app)
    asker.headers.update(bearer(put_key(store, role, **limits)))

    assert asker.get(PATH).status_code == status
    assert asker.get(f"/auth/token?userId={desk.id}").status_code == status


def test_a_manager_gets_none_of_an_administrator(caller: Caller, store: Store) -> None:
    boss = put_person(store, "Boss", Role.SystemAdministrator, accounts=A1)
    asker = Caller(caller.app)
    asker.headers.update(bearer(put_key(store, Role.Manager, accounts=A1)))

    assert asker.get(f"/auth/token?userId={boss.id}").status_code == 404
    assert asker.get("/auth/token?userEmailAddress=nobody@example.com").status_code == 404


def test_no_page_of_another_site_gets_one(caller: Caller, store: Store, desk: User) -> None:
    boss = put_person(store, "Boss", Role.SystemAdministrator)
    own = Caller(caller.app)
    own.post("/auth/credentials", json={"userName": boss.email, "password": "a long pass phrase"})
    assert own.get(PATH).status_code == 200

    assert own.get(PATH, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    script = own.get(f"{PATH}&callback=steal").text
    assert "not told to a script" in script
    assert "authToken" not in script
    assert own.post("/api/RequestAuthToken[]", json=[{"userId": desk.id}]).status_code == 405


def test_whom_it_is_of_must_be_said(caller: Caller) -> None:
    answer = caller.get("/auth/token")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "userId"


def test_a_token_begets_none_that_outlasts_it(caller: Caller, store: Store, clock: Clock) -> None:
    boss = put_person(store, "Boss", Role.Manager, accounts=A1)
    first = caller.get(f"/auth/token?userId={boss.id}").json()["authToken"]
    clock.pass_by(minutes=10)
    second = Caller(caller.app).get(f"/auth/token?userId={boss.id}", headers=bearer(first)).json()["authToken"]

    clock.pass_by(minutes=4)
    assert who(caller, bearer(second)) == boss.email
    clock.pass_by(minutes=1)
    assert who(caller, bearer(second)) != boss.email
