"""Preferences over HTTP: a user's own, small, few, and gone with the user."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.calling import PASSWORD, Caller, Clock, application, basic, bearer, put_key, put_person, put_user

from switchbook.model.actor import Role
from switchbook.stores.contract import Store

COLUMNS = {"columns": ["from", "to"]}


@pytest.fixture
def ann(store: Store, clock: Clock) -> Caller:
    """Ann, signed in by her password with every request."""
    put_user(store)
    made = Caller(application(store, clock))
    made.headers.update(basic("ann@example.com", PASSWORD))
    return made


def put(caller: Caller, name: str, value: Any) -> httpx.Response:
    """Keep a preference."""
    return caller("PUT", f"/preferences/{name}", json={"value": value})


def test_a_preference_is_kept_changed_and_forgotten(ann: Caller) -> None:
    assert ann.get("/preferences").json() == {"preferences": {}}

    assert put(ann, "sessions", COLUMNS).json() == {"preferences": {"sessions": COLUMNS}}
    put(ann, "board", {})
    put(ann, "sessions", {"columns": [], "wide": True})

    assert ann.get("/preferences").json() == {"preferences": {"board": {}, "sessions": {"columns": [], "wide": True}}}
    assert ann("PUT", "/preferences/sessions", json={}).json() == {"preferences": {"board": {}}}


def test_nobody_has_those_of_another_and_a_key_has_none(ann: Caller, store: Store) -> None:
    put_person(store, "Bob", Role.SystemAdministrator)
    bob = Caller(ann.app)
    bob.headers.update(basic("bob@example.com", PASSWORD))
    put(ann, "sessions", COLUMNS)

    put(bob, "sessions", {"columns": ["log"]})

    assert ann.get("/preferences").json()["preferences"] == {"sessions": COLUMNS}
    ann.headers.update(bearer(put_key(store)))
    assert (ann.get("/preferences").status_code, put(ann, "sessions", {}).status_code) == (403, 403)


def test_a_deleted_user_leaves_none(ann: Caller, store: Store) -> None:
    bob = put_person(store, "Bob", Role.User)
    caller = Caller(ann.app)
    caller.headers.update(basic("bob@example.com", PASSWORD))
    put(caller, "sessions", COLUMNS)
    assert store.preferences(bob.id)

    ann("DELETE", f"/users/{bob.id}")

    assert store.preferences(bob.id) == {}


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("1st", {}, "name"),
        ("a" * 65, {}, "name"),
        ("with%20space", {}, "name"),
        ("large", {"text": "x" * 4086}, "value"),
        ("list", [1], "value"),
    ],
)
def test_what_is_unfit_is_refused(ann: Caller, name: str, value: object, field: str) -> None:
    answer = put(ann, name, value)

    assert answer.status_code == 400
    assert [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]] == [field]
    assert ann.get("/preferences").json()["preferences"] == {}


def test_the_largest_and_the_most_are_kept_and_no_more(ann: Caller) -> None:
    assert put(ann, "large", {"text": "x" * 4085}).status_code == 200
    for number in range(63):
        put(ann, f"p{number}", {})

    assert put(ann, "another", {}).status_code == 409
    assert put(ann, "p0", {"still": "changed"}).status_code == 200
    assert len(ann.get("/preferences").json()["preferences"]) == 64
