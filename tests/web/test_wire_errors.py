"""The table of errors as ServiceStack's clients read them: status, code and fields, the same on every route."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, bearer, put_key, put_user

from switchbook.formats import FORMATS
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

KEYED = "keyed"


@pytest.mark.parametrize(
    ("verb", "path", "parts", "status", "code", "fields"),
    [
        # binding, all bad fields at once, as spelled, before anybody is asked who they are
        ("GET", "/sessions?page=x", {}, 400, "SerializationException", ["page"]),
        ("GET", "/api/ListSessions?PAGE=x&All=2&to=", {}, 400, "SerializationException", ["PAGE", "All"]),
        ("POST", "/api/ListSessions", {"content": b"["}, 400, "SerializationException", []),
        ("POST", "/auth/credentials", {"data": {"rememberMe": "x"}}, 400, "SerializationException", ["rememberMe"]),
        # the ArgumentException family
        ("GET", "/sessions?page=-1", {KEYED: True}, 400, "ArgumentException", ["page"]),
        ("GET", "/sessions?sortField=x", {KEYED: True}, 400, "ArgumentException", ["sortField"]),
        ("GET", "/sessions?startDate=x", {KEYED: True}, 400, "ArgumentException", ["startDate"]),
        # validation
        ("POST", "/auth", {}, 400, "NotEmpty", ["UserName", "Password"]),
        # who asks
        ("GET", "/sessions", {}, 401, "Unauthorized", []),
        ("POST", "/auth", {"json": {"userName": "ann@example.com", "password": "x"}}, 401, "Unauthorized", []),
        ("GET", "/sessions?accountIds=a9", {KEYED: True}, 403, "Forbidden", ["accountIds"]),
        # what is not there
        ("GET", "/sessions/no.such", {KEYED: True}, 404, "NotFound", []),
        ("POST", "/auth/facebook", {}, 404, "NotFound", []),
        # what is not offered
        ("GET", "/api/Nothing", {}, 405, "NotImplementedException", []),
        ("DELETE", "/api/ListSessions", {}, 405, "NotImplementedException", []),
        ("GET", "/auth/credentials", {}, 405, "NotImplementedException", []),
        # too much
        ("POST", "/auth", {"content": b" " * 70_000}, 413, "RequestTooLarge", []),
    ],
)
def test_each_error_has_its_status_code_and_fields(
    caller: Caller, store: Store, verb: str, path: str, parts: dict[str, Any], status: int, code: str, fields: list[str]
) -> None:
    put_user(store)
    headers = bearer(put_key(store, Role.Manager, accounts=frozenset({"a1"}))) if KEYED in parts else {}
    given = {name: value for name, value in parts.items() if name != KEYED}

    answer = caller(verb, path, headers=headers, **given)

    told = answer.json()["responseStatus"]
    assert (answer.status_code, told["errorCode"]) == (status, code)
    assert [error["fieldName"] for error in told["errors"]] == fields
    assert list(told) == ["errorCode", "message", "errors"]
    assert all(list(error) == ["errorCode", "fieldName", "message"] for error in told["errors"])
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("known", FORMATS, ids=[each.name for each in FORMATS])
def test_an_error_comes_in_the_format_of_the_answer(caller: Caller, key: str, known: Any) -> None:
    for path, status in (
        (f"/sessions.{known.suffix}?page=x", 400),
        (f"/sessions.{known.suffix}?page=-1", 400),
        (f"/api/ListSessions?format={known.name}&page=x", 400),
        (f"/{known.suffix}/reply/GetSession", 404),
        (f"/{known.suffix}/reply/Nothing", 405),
        (f"/sessions.{known.suffix}?{'&' * 10_000}", 400),
    ):
        answer = caller.get(path, headers=bearer(key))

        assert (answer.status_code, answer.headers["content-type"]) == (status, known.content_type), path
        assert answer.content
