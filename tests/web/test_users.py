"""Users over HTTP: the whole set of operations, nobody given more than the giver has, and audited without secrets."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.calling import (
    PASSWORD,
    Caller,
    Clock,
    application,
    basic,
    bearer,
    put_key,
    put_person,
    put_user,
)
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Store

A1, A2 = frozenset({"a1"}), frozenset({"a2"})
NEW = {"accountId": "a1", "emailAddress": "bob@example.com", "firstName": "Bob", "lastName": "Lee", "password": "x" * 8}


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def limited(caller: Caller, store: Store, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits, at the same server."""
    made = Caller(caller.app)
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def emails(caller: Caller, query: str = "") -> list[str]:
    """The addresses of a list of users, up to the @."""
    return [each["emailAddress"].partition("@")[0] for each in caller.get(f"/users?{query}").json()["items"]]


def faults(answer: httpx.Response) -> list[str]:
    """The fields that an error names."""
    return [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]


def test_a_user_is_made_seen_changed_and_deleted(caller: Caller, store: Store) -> None:
    made = caller.post("/users", json={**NEW, "role": "Customer", "customerIds": ["c2"]}).json()
    assert (made["name"], made["firstName"], made["lastName"]) == ("Bob Lee", "Bob", "Lee")
    assert (made["roles"], made["accountIds"], made["accountNames"]) == (["Customer"], ["a1"], ["Acme"])
    assert (made["customerIds"], made["disabled"], made["isAuthenticated"]) == (["c2"], False, False)
    assert made["dateCreated"] == "2026-11-22T05:00:00.000Z"
    assert "endpointIds" not in made

    user = f"/users/{made['id']}"
    patched = caller("PATCH", user, json={"lastName": "", "role": "manager", "accountIds": ["a2", "a1"]}).json()
    assert (patched["name"], patched["roles"], patched["accountNames"]) == ("Bob", ["Manager"], ["Acme", "Beta"])
    assert "lastName" not in patched
    assert patched["customerIds"] == ["c2"]
    assert caller.get(user).json() == patched

    assert caller("DELETE", user).status_code == 204
    assert caller.get(user).status_code == 404
    _, lines = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert [each.operation for each in lines] == ["DeleteUser", "PatchUser", "NewUser"]
    assert [each.account_id for each in lines] == [None, None, "a1"]
    assert lines[1].before is not None
    assert b'"lastName":"Lee"' in lines[1].before
    assert all(b"argon2" not in (part or b"") for each in lines for part in (each.before, each.after))


def test_a_new_user_is_a_user_who_sees_nothing_yet(caller: Caller) -> None:
    assert caller.post("/users", json=NEW).json()["roles"] == ["User"]

    bob = Caller(caller.app)
    bob.headers.update(basic("bob@example.com", "x" * 8))
    status = bob.get("/auth/status").json()
    assert (status["firstName"], status["lastName"], status["name"]) == ("Bob", "Lee", "Bob Lee")
    assert (status["isAuthenticated"], status["accountIds"], status["endpointIds"]) == (True, ["a1"], [])
    assert bob.get("/sessions").json()["totalCount"] == 0
    assert bob.get("/users").status_code == 403


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accountId": None}, "accountId"),
        ({"accountId": "a9"}, "accountIds"),
        ({"emailAddress": "bob"}, "emailAddress"),
        ({"emailAddress": ""}, "emailAddress"),
        ({"password": "short"}, "password"),
        ({"password": None}, "password"),
        ({"role": "Boss"}, "role"),
        ({"customerIds": ["c9"]}, "customerIds"),
        ({"customerIds": ["c5"]}, "customerIds"),
        ({"endpointIds": ["e3"]}, "endpointIds"),
        ({"firstName": "x" * 201}, "firstName"),
        ({"isAdmin": True}, "isAdmin"),
        ({"customerIds": [1]}, "customerIds"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_named(caller: Caller, changed: dict[str, Any], field: str) -> None:
    answer = caller.post("/users", json={**NEW, **changed})

    assert (answer.status_code, faults(answer)) == (400, [field])
    assert emails(caller) == []


def test_an_address_is_one_users(caller: Caller, store: Store) -> None:
    put_person(store, "Ann", Role.Manager, accounts=A2)
    made = caller.post("/users", json=NEW).json()

    assert caller.post("/users", json={**NEW, "emailAddress": "ANN@example.com"}).status_code == 409
    assert caller("PATCH", f"/users/{made['id']}", json={"emailAddress": "ann@Example.com"}).status_code == 409
    assert caller("PATCH", f"/users/{made['id']}", json={"emailAddress": "BOB@example.com"}).status_code == 200


def test_a_password_is_taken_from_a_body_alone(caller: Caller) -> None:
    answer = caller.post("/users?password=12345678&accountId=a1&emailAddress=b@example.com")

    assert (answer.status_code, faults(answer)) == (400, ["password"])
    form = {"accountId": "a1", "emailAddress": "b@example.com", "password": "12345678"}
    assert caller.post("/users", data=form).status_code == 200


@pytest.fixture
def people(caller: Caller, store: Store) -> dict[str, str]:
    """Constructed users of many kinds; their ids by name."""
    made = [
        put_user(store),
        put_person(store, "Boss1", Role.SystemAdministrator, accounts=A1),
        put_person(store, "Chief1", Role.Manager, accounts=A1),
        put_person(store, "Chief2", Role.Manager, accounts=A2),
        put_person(store, "Chief12", Role.Manager, accounts=A1 | A2),
        put_person(store, "Client", Role.Customer, customers=frozenset({"c2"})),
        put_person(store, "Lab", Role.Customer, accounts=A1, customers=frozenset({"c3"})),
        put_person(store, "Desk", Role.User, accounts=A1, endpoints=frozenset({"e1"})),
        put_person(store, "Empty", Role.Manager),
    ]
    return {user.email.partition("@")[0]: user.id for user in made}


@pytest.mark.parametrize(
    ("role", "limits", "seen"),
    [
        (
            Role.SystemAdministrator,
            {},
            ["ann", "boss1", "chief1", "chief12", "chief2", "client", "desk", "empty", "lab"],
        ),
        (Role.SystemAdministrator, {"accounts": A1}, ["boss1", "chief1", "client", "desk", "lab"]),
        (Role.Manager, {"accounts": A1}, ["chief1", "client", "desk", "lab"]),
        (Role.Manager, {"accounts": A1 | A2}, ["chief1", "chief12", "chief2", "client", "desk", "lab"]),
        (Role.Manager, {"accounts": A2}, ["chief2"]),
        (Role.Manager, {"accounts": A1, "customers": frozenset({"c1"})}, ["client", "lab"]),
        (Role.Manager, {"accounts": A1, "customers": frozenset({"c3"})}, ["lab"]),
        (Role.Manager, {"accounts": A1, "endpoints": frozenset({"e1", "e2"})}, ["desk"]),
        (Role.Manager, {}, []),
    ],
)
def test_who_has_more_is_not_seen(
    caller: Caller, store: Store, people: dict[str, str], role: Role, limits: dict[str, Any], seen: list[str]
) -> None:
    asker = limited(caller, store, role, **limits)

    assert emails(asker) == seen
    for name, user_id in people.items():
        expected = 200 if name in seen else 404
        assert asker.get(f"/users/{user_id}").status_code == expected
        assert asker("PATCH", f"/users/{user_id}", json={"firstName": "New"}).status_code == expected
        assert asker.post(f"/users/{user_id}/password", json={"newPassword": "y" * 8}).status_code in (204, 404)
    changed = {each.email.partition("@")[0] for each in store.users() if each.first_name == "New"}
    assert changed == set(seen)
    _, lines = store.audited(AuditQuery(accounts=None, operation="ChangePassword"))
    assert {each.record_id for each in lines} == {people[name] for name in seen}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("accountIds=a2", ["chief12", "chief2"]),
        ("emailFilter=CHIEF1", ["chief1", "chief12"]),
        ("emailFilter=%", []),
        ("countPerPage=2&sortField=name&sortOrder=Descend", ["lab", "empty"]),
    ],
)
def test_a_list_is_filtered(caller: Caller, people: dict[str, str], query: str, found: list[str]) -> None:
    assert emails(caller, query) == found


def test_a_list_of_accounts_out_of_scope_is_refused(caller: Caller, store: Store, people: dict[str, str]) -> None:
    manager = limited(caller, store, Role.Manager, accounts=A1)

    told = [manager.get(f"/users?accountIds={each}") for each in ("a2", "a9")]

    assert [each.status_code for each in told] == [403, 403]


@pytest.mark.parametrize(
    ("changed", "status", "field"),
    [
        ({"role": "SystemAdministrator"}, 403, "role"),
        ({"accountId": "a2"}, 403, "accountIds"),
        ({"accountId": "a9"}, 403, "accountIds"),
        ({"accountIds": ["a2"]}, 403, "accountIds"),
        ({"customerIds": ["c5"]}, 400, "customerIds"),
        ({"role": "SystemAdministrator", "accountId": None}, 403, "role"),
    ],
)
def test_a_manager_gives_no_more_than_they_have(
    caller: Caller, store: Store, changed: dict[str, Any], status: int, field: str
) -> None:
    manager = limited(caller, store, Role.Manager, accounts=A1)

    answer = manager.post("/users", json={**NEW, **changed})

    assert (answer.status_code, faults(answer)) == (status, [field])
    assert store.users() == []


def test_a_narrowed_manager_gives_a_part_of_their_part(caller: Caller, store: Store) -> None:
    manager = limited(caller, store, Role.Manager, accounts=A1, customers=frozenset({"c2"}))

    wide = manager.post("/users", json={**NEW, "role": "Manager"})
    beside = manager.post("/users", json={**NEW, "role": "Manager", "customerIds": ["c4"]})
    below = manager.post("/users", json={**NEW, "role": "Manager", "customerIds": ["c3"]})

    assert (wide.status_code, faults(wide)) == (403, ["customerIds"])
    assert (beside.status_code, faults(beside)) == (400, ["customerIds"])
    assert below.status_code == 200
    lifted = manager("PATCH", f"/users/{below.json()['id']}", json={"customerIds": ["*"]})
    assert (lifted.status_code, faults(lifted)) == (403, ["customerIds"])


def test_a_limited_administrator_makes_no_unlimited_one(caller: Caller, store: Store) -> None:
    boss = limited(caller, store, Role.SystemAdministrator, accounts=A1)
    body = {**NEW, "role": "SystemAdministrator"}

    unlimited = boss.post("/users", json={**body, "accountId": None})

    assert (unlimited.status_code, faults(unlimited)) == (403, ["accountIds"])
    made = boss.post("/users", json=body)
    assert made.status_code == 200
    assert boss("PATCH", f"/users/{made.json()['id']}", json={"accountIds": "*"}).status_code == 403


def test_nobody_raises_themselves(caller: Caller, store: Store) -> None:
    chief = put_person(store, "Chief", Role.Manager, accounts=A1, customers=frozenset({"c2"}))
    own = Caller(caller.app)
    own.headers.update(basic(chief.email, PASSWORD))

    for body in ({"role": "SystemAdministrator"}, {"accountIds": ["a1", "a2"]}, {"customerIds": ["*"]}):
        assert own("PATCH", f"/users/{chief.id}", json=body).status_code == 403
    assert own("PATCH", f"/users/{chief.id}", json={"firstName": "Al"}).json()["name"] == "Al"
    kept = store.user_by_id(chief.id)
    assert kept is not None
    assert (kept.role, kept.accounts, kept.customers) == (chief.role, chief.accounts, chief.customers)


def test_an_empty_list_of_limits_lifts_none(caller: Caller, people: dict[str, str]) -> None:
    body = {"firstName": "L", "accountIds": [], "customerIds": [], "endpointIds": None}

    patched = caller("PATCH", f"/users/{people['lab']}", json=body).json()

    assert (patched["accountIds"], patched["customerIds"]) == (["a1"], ["c3"])
    lifted = caller("PATCH", f"/users/{people['lab']}", json={"role": "Manager", "customerIds": ["*"]}).json()
    assert "customerIds" not in lifted


def test_a_limit_whose_customer_is_gone_stays_while_others_change(caller: Caller, store: Store) -> None:
    lab = put_person(store, "Lab", Role.Customer, accounts=A1, customers=frozenset({"gone", "c3"}))

    patched = caller("PATCH", f"/users/{lab.id}", json={"endpointIds": ["e2"]})

    assert patched.json()["customerIds"] == ["c3", "gone"]
    assert caller("PATCH", f"/users/{lab.id}", json={"customerIds": ["lost", "c3"]}).status_code == 400


def test_the_last_administrator_of_everything_stays(caller: Caller, store: Store) -> None:
    ann = put_user(store)
    put_person(store, "Limited", Role.SystemAdministrator, accounts=A1)
    put_person(store, "Off", Role.SystemAdministrator, disabled=True)
    path = f"/users/{ann.id}"

    for body in ({"disabled": True}, {"role": "Manager", "accountIds": ["a1"]}, {"customerIds": ["c1"]}):
        assert caller("PATCH", path, json=body).status_code == 409
    assert caller("DELETE", path).status_code == 409
    assert store.user_by_id(ann.id) == ann

    put_person(store, "Eve", Role.SystemAdministrator)
    assert caller("PATCH", path, json={"disabled": True}).json()["disabled"] is True


def test_a_disabled_user_is_out_at_once_and_comes_back(caller: Caller, store: Store) -> None:
    chief = put_person(store, "Chief", Role.Manager, accounts=A1)
    own = Caller(caller.app)
    own.post("/auth/credentials", json={"userName": chief.email, "password": PASSWORD})
    assert own.get("/users").status_code == 200

    caller("PATCH", f"/users/{chief.id}", json={"disabled": True})
    assert own.get("/users").status_code == 401

    caller("PATCH", f"/users/{chief.id}", json={"disabled": False})
    assert own.get("/users").status_code == 200


def test_who_changes_their_own_password_shows_the_old_one(caller: Caller, store: Store) -> None:
    desk = put_person(store, "Desk", Role.User, accounts=A1, endpoints=frozenset({"e1"}))
    own, elsewhere = Caller(caller.app), Caller(caller.app)
    elsewhere.post("/auth/credentials", json={"userName": desk.email, "password": PASSWORD})
    own.headers.update(basic(desk.email, PASSWORD))
    path = f"/users/{desk.id}/password"
    assert [each.get("/sessions").status_code for each in (own, elsewhere)] == [200, 200]

    assert faults(own.post(path, json={"newPassword": "y" * 8})) == ["oldPassword"]
    assert faults(own.post(path, json={"oldPassword": "wrong", "newPassword": "y" * 8})) == ["oldPassword"]
    assert faults(own.post(path, json={"oldPassword": PASSWORD, "newPassword": "short"})) == ["newPassword"]
    assert own.get("/sessions").status_code == 200
    changed = own.post(path, json={"oldPassword": PASSWORD, "newPassword": "y" * 8})

    assert (changed.status_code, changed.content) == (204, b"")
    assert [each.get("/sessions").status_code for each in (own, elsewhere)] == [401, 401]
    own.headers.update(basic(desk.email, "y" * 8))
    assert own.get("/sessions").status_code == 200


def test_old_passwords_are_not_guessed_at_will(caller: Caller, store: Store) -> None:
    desk = put_person(store, "Desk", Role.User, accounts=A1)
    own = Caller(application(store, Clock(), failed_logins_per_minute="2"))
    own.post("/auth/credentials", json={"userName": desk.email, "password": PASSWORD})
    body = {"oldPassword": "wrong", "newPassword": "y" * 8}

    told = [own.post(f"/users/{desk.id}/password", json=body).status_code for _ in range(3)]

    assert told == [400, 400, 429]


def test_nobody_but_staff_changes_the_password_of_another(caller: Caller, store: Store, people: dict[str, str]) -> None:
    own = Caller(caller.app)
    own.headers.update(basic("lab@example.com", PASSWORD))
    by_key = limited(caller, store, Role.User, accounts=A1)
    body = {"oldPassword": PASSWORD, "newPassword": "y" * 8}

    for user_id in (people["desk"], "nobody"):
        assert own.post(f"/users/{user_id}/password", json=body).status_code == 403
        assert by_key.post(f"/users/{user_id}/password", json=body).status_code == 403


def test_a_write_of_another_version_changes_nothing(caller: Caller, people: dict[str, str]) -> None:
    path = f"/users/{people['desk']}"
    tag = caller.get(path).headers["etag"]
    caller("PATCH", path, json={"firstName": "One"}, headers={"If-Match": tag})

    assert caller("PATCH", path, json={"firstName": "Two"}, headers={"If-Match": tag}).status_code == 412
    assert caller("DELETE", path, headers={"If-Match": tag}).status_code == 412
    assert caller.get(path).json()["name"] == "One"


def test_a_user_sent_again_is_made_once_and_its_password_is_in_nothing_kept(caller: Caller, store: Store) -> None:
    headers = {"Idempotency-Key": "k1"}

    first = caller.post("/users", json=NEW, headers=headers)
    again = caller.post("/users", json=NEW, headers=headers)
    other = caller.post("/users", json={**NEW, "password": "z" * 8}, headers=headers)

    assert first.json() == again.json() == other.json()
    assert emails(caller) == ["bob"]
    assert caller.get("/auth/status", headers=basic("bob@example.com", "x" * 8)).json()["isAuthenticated"] is True


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_a_user_and_the_list(caller: Caller, people: dict[str, str], suffix: str) -> None:
    for path in (f"/users.{suffix}", f"/users/{people['lab']}.{suffix}"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert "lab@example.com" in answer.text
        assert "argon2" not in answer.text
