"""Logos of accounts over HTTP: given in Base64, shown as pictures and as nothing else, to those who see the account."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.model.picture import LARGEST
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import open_store

# Constructed: the beginnings of pictures, and something more.
PNG = b"\x89PNG\r\n\x1a\n" + b"constructed"
JPEG = b"\xff\xd8\xff\xe0" + b"constructed"
GIF = b"GIF89a" + b"constructed"


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store of each kind with the small directory."""
    opened: Store = MemoryStore() if request.param == "memory" else open_store(tmp_path)
    put_directory(opened)
    yield opened
    opened.close()


@pytest.fixture
def caller(store: Store, clock: Clock) -> Caller:
    """An administrator of everything."""
    return limited(store, clock, Role.SystemAdministrator)


def limited(store: Store, clock: Clock, role: Role, **limits: frozenset[str]) -> Caller:
    """Somebody of this role and these limits."""
    made = Caller(application(store, clock, public_url="http://book.example"))
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def spelled(content: bytes) -> dict[str, str]:
    """The body that gives a picture."""
    return {"content": base64.b64encode(content).decode()}


@pytest.mark.parametrize(
    ("content", "kind"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (GIF, "image/gif")], ids=["png", "jpeg", "gif"]
)
def test_a_logo_is_shown_as_the_picture_it_is(caller: Caller, content: bytes, kind: str) -> None:
    account = caller.post("/accounts/a1/logo", json=spelled(content)).json()
    assert account["logoUri"] == f"http://book.example/logos/{account['logoId']}"

    shown = caller.get(account["logoUri"])

    assert (shown.status_code, shown.content, shown.headers["content-type"]) == (200, content, kind)
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert caller.get("/accounts/a1").json() == account
    head = caller("HEAD", account["logoUri"])
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": "no base 64"},
        spelled(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        spelled(b"<html>" + PNG),
        spelled(PNG + bytes(LARGEST)),
    ],
    ids=["nothing", "no Base64", "SVG", "HTML", "too large"],
)
def test_what_is_no_small_picture_is_refused(caller: Caller, store: Store, body: dict[str, str]) -> None:
    answer = caller.post("/accounts/a1/logo", json=body)

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "content"
    assert store.directory().accounts["a1"].logo_id is None


def test_a_new_logo_takes_the_place_of_the_old_one_and_an_empty_id_takes_it_away(caller: Caller, store: Store) -> None:
    first = caller.post("/accounts/a1/logo", json=spelled(PNG)).json()
    second = caller.post("/accounts/a1/logo", json=spelled(GIF)).json()

    assert caller.get(first["logoUri"]).status_code == 404
    assert caller.get(second["logoUri"]).content == GIF
    assert caller("PATCH", "/accounts/a1", json={"logoId": second["logoId"], "name": "Same"}).status_code == 200
    assert caller.get(second["logoUri"]).content == GIF

    bare = caller("PATCH", "/accounts/a1", json={"logoId": ""}).json()
    assert {"logoId", "logoUri"}.isdisjoint(bare)
    assert caller.get(second["logoUri"]).status_code == 404
    assert store.picture(second["logoId"]) is None
    _, lines = store.audited(AuditQuery(accounts=None, operation="SetAccountLogo"))
    assert [second["logoId"].encode() in (each.after or b"") for each in lines] == [True, False]
    assert b"constructed" not in (lines[0].after or b"")


def test_a_deleted_account_leaves_no_logo(caller: Caller, store: Store) -> None:
    logo_id = caller.post("/accounts/a2/logo", json=spelled(PNG)).json()["logoId"]

    assert caller("DELETE", "/accounts/a2?force=true").status_code == 204

    assert store.picture(logo_id) is None


def test_a_logo_is_shown_to_who_sees_the_account_and_changed_by_its_administrators(
    caller: Caller, store: Store, clock: Clock
) -> None:
    uri = caller.post("/accounts/a1/logo", json=spelled(PNG)).json()["logoUri"]
    user = limited(store, clock, Role.User, endpoints=frozenset({"e1"}))
    other = limited(store, clock, Role.SystemAdministrator, accounts=frozenset({"a2"}))
    manager = limited(store, clock, Role.Manager, accounts=frozenset({"a1"}))

    assert [each.get(uri).status_code for each in (user, other, manager)] == [200, 404, 200]
    posted = [each.post("/accounts/a1/logo", json=spelled(GIF)).status_code for each in (user, other, manager)]
    assert posted == [403, 404, 403]
    assert Caller(application(store, clock)).get(uri).status_code == 401
    assert other.get(uri).text == other.get("/logos/unknown").text
    assert caller.post(uri, json={}).status_code in (404, 405)


def test_a_logo_given_for_another_version_is_not_taken(caller: Caller) -> None:
    tag = caller.get("/accounts/a1").headers["etag"]
    caller("PATCH", "/accounts/a1", json={"name": "Newer"})

    answer = caller.post("/accounts/a1/logo", json=spelled(PNG), headers={"If-Match": tag})

    assert answer.status_code == 412
    assert "logoId" not in caller.get("/accounts/a1").json()
