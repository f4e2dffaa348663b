"""API keys over HTTP: secrets shown once, rotated with a grace, expired, revoked; none has more than its giver."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Store

A1 = frozenset({"a1"})
NEW = {"name": "reports", "role": "Manager", "accountIds": ["a1"]}


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


def status(caller: Caller, secret: str) -> int:
    """What a key with this secret is answered."""
    return Caller(caller.app).get("/sessions", headers=bearer(secret)).status_code


def faults(answer: httpx.Response) -> list[str]:
    """The fields that an error names."""
    return [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]


def test_a_key_is_made_and_its_secret_shown_once(caller: Caller, store: Store) -> None:
    answer = caller.post("/keys", json={**NEW, "customerIds": ["c1"], "expires": "2026-12-01"})
    made = answer.json()
    secret = made.pop("key")

    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
    assert (made["name"], made["role"], made["accountNames"]) == ("reports", "Manager", ["Acme"])
    assert (made["customerIds"], made["expires"]) == (["c1"], "2026-12-01T00:00:00.000Z")
    assert (made["revoked"], made["createdBy"]) == (False, made["lastModifiedBy"])
    assert caller.get(f"/keys/{made['id']}").json() == made
    assert secret not in caller.get("/keys?all=true").text
    assert status(caller, secret) == 200
    _, lines = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert [(each.operation, each.account_id) for each in lines] == [("NewKey", "a1")]
    assert lines[0].after is not None
    assert secret.encode() not in lines[0].after


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"role": None}, "role"),
        ({"role": "Boss"}, "role"),
        ({"accountIds": []}, "accountIds"),
        ({"accountIds": ["a9"]}, "accountIds"),
        ({"customerIds": ["c5"]}, "customerIds"),
        ({"endpointIds": ["e9"]}, "endpointIds"),
        ({"expires": "soon"}, "expires"),
        ({"expires": "2026-11-21"}, "expires"),
        ({"secret": "mine"}, "secret"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_named(caller: Caller, changed: dict[str, Any], field: str) -> None:
    answer = caller.post("/keys", json={**NEW, **changed})

    assert (answer.status_code, faults(answer)) == (400, [field])
    assert caller.get("/keys").json()["totalCount"] == 1


def test_a_secret_is_not_shown_again_to_who_sends_again(caller: Caller, store: Store) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = caller.post("/keys", json=NEW, headers=headers)
    rotated = caller.post(f"/keys/{first.json()['id']}/rotate", headers=headers)

    again = caller.post("/keys", json=NEW, headers=headers)
    turned = caller.post(f"/keys/{first.json()['id']}/rotate", headers=headers)
    other = caller.post("/keys", json={**NEW, "name": "other"}, headers=headers)

    assert (rotated.status_code, again.status_code, turned.status_code, other.status_code) == (200, 409, 409, 422)
    assert "shown" in again.json()["responseStatus"]["message"]
    assert len(store.api_keys()) == 2
    assert status(caller, rotated.json()["key"]) == 200


def test_a_rotated_key_is_known_by_both_secrets_for_a_while(caller: Caller, clock: Clock) -> None:
    made = caller.post("/keys", json=NEW).json()

    rotated = caller.post(f"/keys/{made['id']}/rotate", json={"graceHours": 2}).json()

    assert rotated["oldUntil"] == "2026-11-22T07:00:00.000Z"
    assert rotated["key"] != made["key"]
    clock.pass_by(hours=1, minutes=59)
    assert (status(caller, made["key"]), status(caller, rotated["key"])) == (200, 200)
    clock.pass_by(minutes=1)
    assert (status(caller, made["key"]), status(caller, rotated["key"])) == (403, 200)


def test_a_key_rotated_without_grace_is_known_by_its_new_secret_at_once(caller: Caller) -> None:
    made = caller.post("/keys", json=NEW).json()
    path = f"/keys/{made['id']}/rotate"

    first = caller.post(path, json={"graceHours": 0}).json()
    second = caller.post(path).json()

    assert (status(caller, made["key"]), status(caller, first["key"]), status(caller, second["key"])) == (401, 200, 200)
    for hours in (-1, 169):
        assert faults(caller.post(path, json={"graceHours": hours})) == ["graceHours"]


def test_a_revoked_key_stays_on_the_list_and_a_deleted_one_does_not(caller: Caller) -> None:
    made = caller.post("/keys", json=NEW).json()
    path = f"/keys/{made['id']}"
    rotated = caller.post(f"{path}/rotate").json()

    assert caller.post(f"{path}/revoke").json()["revoked"] is True
    assert caller.get(path).json()["revoked"] is True
    assert (status(caller, made["key"]), status(caller, rotated["key"])) == (403, 403)
    assert caller.post(f"{path}/rotate").status_code == 409

    assert caller("DELETE", path).status_code == 204
    assert caller.get(path).status_code == 404
    assert (status(caller, made["key"]), status(caller, rotated["key"])) == (401, 401)


def test_a_key_is_changed(caller: Caller, clock: Clock) -> None:
    made = caller.post("/keys", json={**NEW, "expires": "2026-11-22T06:00:00Z"}).json()
    path = f"/keys/{made['id']}"

    body = {"name": "all reports", "accountIds": ["a1", "a2"], "customerIds": ["c5"], "expires": ""}
    patched = caller("PATCH", path, json=body).json()

    assert (patched["name"], patched["accountIds"], patched["customerIds"]) == ("all reports", ["a1", "a2"], ["c5"])
    assert "expires" not in patched
    clock.pass_by(hours=2)
    seen = Caller(caller.app).get("/customers", headers=bearer(made["key"])).json()["items"]
    assert [each["id"] for each in seen] == ["c5"]
    tag = caller.get(path).headers["etag"]
    caller("PATCH", path, json={"name": "n"})
    assert caller("PATCH", path, json={"name": "m"}, headers={"If-Match": tag}).status_code == 412


def test_an_expired_key_lets_nobody_in(caller: Caller, clock: Clock) -> None:
    made = caller.post("/keys", json={**NEW, "expires": "2026-11-22T06:00:00Z"}).json()
    clock.pass_by(hours=1)

    assert status(caller, made["key"]) == 403


@pytest.mark.parametrize(
    ("role", "limits", "seen"),
    [
        (Role.SystemAdministrator, {"accounts": A1}, {"boss", "chief", "client", "asker"}),
        (Role.Manager, {"accounts": A1}, {"chief", "client", "asker"}),
        (Role.Manager, {"accounts": A1, "customers": frozenset({"c1"})}, {"client", "asker"}),
        (Role.Manager, {"accounts": frozenset({"a2"})}, {"other", "asker"}),
    ],
)
def test_a_key_that_has_more_is_not_seen(
    caller: Caller, store: Store, role: Role, limits: dict[str, Any], seen: set[str]
) -> None:
    put_key(store, Role.SystemAdministrator, name="boss", accounts=A1)
    put_key(store, Role.Manager, name="chief", accounts=A1)
    put_key(store, Role.Manager, name="other", accounts=frozenset({"a2"}))
    put_key(store, Role.Manager, name="both", accounts=frozenset({"a1", "a2"}))
    put_key(store, Role.Customer, name="client", customers=frozenset({"c2"}))
    asker = limited(caller, store, role, name="asker", **limits)

    assert {each["name"] for each in asker.get("/keys").json()["items"]} == seen
    for key in store.api_keys():
        expected = 200 if key.name in seen else 404
        path = f"/keys/{key.id}"
        assert asker.get(path).status_code == expected
        assert asker("PATCH", path, json={"name": key.name}).status_code == expected
        assert asker.post(f"{path}/rotate", json={"graceHours": 9}).status_code == expected
    hidden = [key for key in store.api_keys() if key.name not in seen]
    for key in hidden:
        assert asker.post(f"/keys/{key.id}/revoke").status_code == 404
        assert asker("DELETE", f"/keys/{key.id}").status_code == 404
    assert {key.id for key in store.api_keys()} >= {key.id for key in hidden}


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({**NEW, "role": "SystemAdministrator"}, 403, "role"),
        ({**NEW, "accountIds": ["a2"]}, 403, "accountIds"),
        ({**NEW, "accountIds": ["a9"]}, 403, "accountIds"),
        (NEW, 403, "customerIds"),
        ({**NEW, "customerIds": ["c4"]}, 400, "customerIds"),
        ({**NEW, "customerIds": ["c3"]}, 200, None),
    ],
)
def test_a_manager_gives_no_more_than_they_have(
    caller: Caller, store: Store, body: dict[str, Any], status: int, field: str | None
) -> None:
    manager = limited(caller, store, Role.Manager, accounts=A1, customers=frozenset({"c2"}))

    answer = manager.post("/keys", json=body)

    assert answer.status_code == status
    if field is not None:
        assert faults(answer) == [field]
    else:
        wider = manager("PATCH", f"/keys/{answer.json()['id']}", json={"customerIds": ["*"]})
        assert (wider.status_code, faults(wider)) == (403, ["customerIds"])


@pytest.mark.parametrize("role", [Role.Customer, Role.User])
def test_keys_are_for_staff(caller: Caller, store: Store, role: Role) -> None:
    asker = limited(caller, store, role, accounts=A1, customers=frozenset({"c1"}), endpoints=frozenset({"e1"}))

    assert asker.get("/keys").status_code == asker.post("/keys", json=NEW).status_code == 403


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_a_key_and_the_list(caller: Caller, suffix: str) -> None:
    made = caller.post(f"/keys.{suffix}", json={**NEW, "name": "Büro"})
    key_id = next(each["id"] for each in caller.get("/keys?nameFilter=BÜRO").json()["items"])

    assert "sb_" in made.text
    for path in (f"/keys.{suffix}", f"/keys/{key_id}.{suffix}"):
        answer = caller.get(path)
        assert (answer.status_code, key_id in answer.text, "sb_" in answer.text) == (200, True, False)


def test_a_key_that_expires_makes_none_that_outlasts_it(caller: Caller, store: Store, clock: Clock) -> None:
    until = clock.now + timedelta(days=1)
    short = limited(caller, store, Role.Manager, accounts=A1, expires=until)

    assert short.post("/keys", json=NEW).status_code == 403
    assert short.post("/keys", json={**NEW, "expires": "2026-12-31"}).status_code == 403
    assert short.post("/keys", json={**NEW, "expires": "2026-11-23"}).status_code == 200


def test_the_list_tells_on_which_day_a_key_was_last_used(caller: Caller, store: Store, clock: Clock) -> None:
    made = caller.post("/keys", json=NEW).json()
    path = f"/keys/{made['id']}"
    tag = caller.get(path).headers["etag"]
    assert "lastUsed" not in listed(caller, made["id"])

    for days in (0, 3, 0):
        clock.now += timedelta(days=days)
        assert status(caller, made["key"]) == 200
        # What is noted is kept by the writer, in its turn.
        store.write(lambda ledger: None).result()

    assert listed(caller, made["id"])["lastUsed"] == "2026-11-25"
    assert caller.get(path).headers["etag"] == tag


def listed(caller: Caller, key_id: str) -> dict[str, Any]:
    """A key as the list has it."""
    return next(each for each in caller.get("/keys?all=true").json()["items"] if each["id"] == key_id)
