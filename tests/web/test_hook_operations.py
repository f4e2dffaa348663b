"""The operations on hooks over HTTP: made, told with their address, rotated, deleted; by whole accounts, no secrets."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Store

A1 = frozenset({"a1"})
NEW = {"source": "generic", "accountId": "a1", "secret": "s3cret-one"}
EVENT = {"version": 1, "type": "started", "leg": "l1", "at": "2026-11-22T04:59:58Z", "from": "+15035551234"}


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock, public_url="https://calls.example.com"))
    made.headers.update(bearer(key))
    return made


def limited(caller: Caller, store: Store, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits, at the same server."""
    made = Caller(caller.app)
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def deliver(caller: Caller, hook: dict[str, Any], secret: str) -> int:
    """What a source that shows this secret is answered."""
    path = hook["url"].removeprefix("https://calls.example.com")
    return Caller(caller.app).post(path, json=EVENT, headers=bearer(secret)).status_code


def faults(answer: httpx.Response) -> list[str]:
    """The fields that an error names."""
    return [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]


def test_a_hook_is_made_changed_and_deleted_and_its_secret_is_nowhere(caller: Caller, store: Store) -> None:
    answer = caller.post("/hooks", json={**NEW, "timeZone": "Europe/Berlin", "region": "de"})
    made = answer.json()
    path = f"/hooks/{made['id']}"
    assert made["url"] == f"https://calls.example.com/hooks/generic/{made['id']}"
    assert (made["accountName"], made["timeZone"], made["region"], made["secrets"]) == (
        "Acme",
        "Europe/Berlin",
        "DE",
        1,
    )
    assert caller.get(path).json() == made

    patched = caller("PATCH", path, json={"timeZone": ""}).json()
    assert "timeZone" not in patched
    assert patched["region"] == "DE"

    assert caller("DELETE", path).status_code == 204
    assert caller.get(path).status_code == 404
    assert deliver(caller, made, "s3cret-one") == 404
    _, lines = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert [(each.operation, each.account_id) for each in lines] == [
        ("DeleteHook", "a1"),
        ("PatchHook", "a1"),
        ("NewHook", "a1"),
    ]
    assert b"s3cret" not in b"".join(part or b"" for each in lines for part in (each.before, each.after))
    assert "s3cret" not in answer.text


def test_a_list_tells_when_something_last_came(caller: Caller) -> None:
    made = caller.post("/hooks", json=NEW).json()
    tag = caller.get(f"/hooks/{made['id']}").headers["etag"]
    assert "lastDelivery" not in caller.get("/hooks").json()["items"][0]

    assert deliver(caller, made, "s3cret-one") == 200

    (told,) = caller.get("/hooks").json()["items"]
    assert (told["lastDelivery"], told["lastDeliveryQuarantined"]) == ("2026-11-22T05:00:00.000Z", False)
    assert caller("PATCH", f"/hooks/{made['id']}", json={"region": "US"}, headers={"If-Match": tag}).status_code == 200


def test_a_hook_is_rotated_and_the_rotation_finished(caller: Caller) -> None:
    made = caller.post("/hooks", json=NEW).json()
    path = f"/hooks/{made['id']}/secret"
    assert caller("DELETE", path).status_code == 400

    assert caller("PUT", path, json={"secret": "s3cret-two"}).json()["secrets"] == 2
    assert faults(caller("PUT", path, json={"secret": "s3cret-three"})) == ["secret"]
    assert [deliver(caller, made, secret) for secret in ("s3cret-one", "s3cret-two")] == [200, 200]

    assert caller("DELETE", path).json()["secrets"] == 1
    assert [deliver(caller, made, secret) for secret in ("s3cret-one", "s3cret-two")] == [403, 200]


def test_a_source_with_a_caution_says_it(caller: Caller) -> None:
    assert "Dial" in caller.post("/hooks", json={**NEW, "source": "twilio"}).json()["caution"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": "pigeon"}, "source"),
        ({"source": None}, "source"),
        ({"accountId": None}, "accountId"),
        ({"accountId": "a9"}, "accountId"),
        ({"secret": ""}, "secret"),
        ({"timeZone": "Mars"}, "timeZone"),
        ({"region": "Z9"}, "region"),
        ({"url": "x"}, "url"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_named(caller: Caller, changed: dict[str, Any], field: str) -> None:
    answer = caller.post("/hooks", json={**NEW, **changed})

    assert (answer.status_code, faults(answer)) == (400, [field])
    assert caller.get("/hooks").json()["totalCount"] == 0


def test_a_secret_is_taken_from_a_body_alone(caller: Caller) -> None:
    assert faults(caller.post("/hooks?secret=s3cret", json={"source": "generic", "accountId": "a1"})) == ["secret"]


@pytest.mark.parametrize(
    ("role", "limits", "seen"),
    [
        (Role.SystemAdministrator, {}, {"a1", "a2"}),
        (Role.Manager, {"accounts": A1}, {"a1"}),
        (Role.Manager, {"accounts": A1, "customers": frozenset({"c1"})}, set()),
        (Role.Manager, {"accounts": A1, "endpoints": frozenset({"e1"})}, set()),
    ],
)
def test_hooks_of_whole_accounts_in_scope_are_seen(
    caller: Caller, store: Store, role: Role, limits: dict[str, Any], seen: set[str]
) -> None:
    made = {each: caller.post("/hooks", json={**NEW, "accountId": each}).json()["id"] for each in ("a1", "a2")}
    asker = limited(caller, store, role, **limits)

    assert {each["accountId"] for each in asker.get("/hooks").json()["items"]} == seen
    for account, hook_id in made.items():
        path, expected = f"/hooks/{hook_id}", 200 if account in seen else 404
        assert asker.get(path).status_code == expected
        assert asker("PATCH", path, json={"region": "US"}).status_code == expected
        assert asker("PUT", f"{path}/secret", json={"secret": "other"}).status_code == expected
        assert asker("DELETE", f"{path}/secret").status_code == expected
        assert asker("DELETE", path).status_code in (204, 404)
        assert asker.post("/hooks", json={**NEW, "accountId": account}).status_code == (200 if account in seen else 403)
    assert {each.account_id for each in store.hooks()} == {"a1", "a2"}


@pytest.mark.parametrize("role", [Role.Customer, Role.User])
def test_hooks_are_for_staff(caller: Caller, store: Store, role: Role) -> None:
    asker = limited(caller, store, role, accounts=A1, customers=frozenset({"c1"}), endpoints=frozenset({"e1"}))

    assert asker.get("/hooks").status_code == asker.post("/hooks", json=NEW).status_code == 403


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_a_hook_and_the_list(caller: Caller, suffix: str) -> None:
    hook_id = caller.post("/hooks", json=NEW).json()["id"]

    for path in (f"/hooks.{suffix}", f"/hooks/{hook_id}.{suffix}"):
        answer = caller.get(path)
        assert (answer.status_code, hook_id in answer.text, "s3cret" in answer.text) == (200, True, False)
