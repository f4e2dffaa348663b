"""Which paths and verbs reach an operation, and what the others are told."""

from __future__ import annotations

import pytest
from support.calling import Caller, bearer
from support.sessions import keep, numbered, session

from switchbook.stores.contract import Store

LIST = '{"items":[],"totalCount":0,"totalPages":0,"hasMorePages":false}'


@pytest.mark.parametrize(
    "path",
    [
        "/sessions",
        "/Sessions",
        "/SESSIONS/",
        "/sessions//",
        "/sessions.json",
        "/sessions?format=json",
        "/api/ListSessions",
        "/API/listsessions",
        "/api/ListSessions/",
        "/api/ListSessions.json",
        "/json/reply/ListSessions",
        "/JSON/Reply/LISTSESSIONS",
        "/json/oneway/ListSessions",
    ],
)
def test_every_spelling_of_a_route_lists(caller: Caller, key: str, path: str) -> None:
    answer = caller.get(path, headers=bearer(key))

    assert (answer.status_code, answer.text) == (200, LIST)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "x-powered-by" not in answer.headers


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/"),
        ("GET", "/nothing"),
        ("GET", "/sessions.JSON"),
        ("GET", "/sessions.exe"),
        ("GET", "/sessions/a/b"),
        ("GET", "/json/reply"),
        ("GET", "/xls/reply/ListSessions"),
        ("GET", "/json/answer/ListSessions"),
        ("GET", "/hooks/twilio/1"),
        ("PUT", "/sessions"),
        ("PATCH", "/sessions"),
        ("HEAD", "/sessions"),
        ("OPTIONS", "/sessions"),
        ("PATCH", "/login"),
        ("BREW", "/sessions"),
    ],
)
def test_an_unknown_path_and_a_wrong_verb_are_404(caller: Caller, key: str, verb: str, path: str) -> None:
    answer = caller(verb, path, headers=bearer(key))

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain"
    assert answer.text == ("" if verb == "HEAD" else "404")


@pytest.mark.parametrize("path", ["/api/Nothing", "/json/reply/Nothing", "/api/Nothing.json", "/api/Nothing?page=x"])
def test_an_unknown_operation_is_405(caller: Caller, path: str) -> None:
    answer = caller.get(path)

    assert answer.status_code == 405
    assert answer.json()["responseStatus"] == {
        "errorCode": "NotImplementedException",
        "message": "The operation 'Nothing' does not exist for this service",
        "errors": [],
    }


@pytest.mark.parametrize("verb", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_predefined_route_of_a_read_takes_no_other_verb(caller: Caller, key: str, verb: str) -> None:
    answer = caller(verb, "/api/ListSessions", headers=bearer(key))

    assert answer.status_code == 405
    assert answer.json()["responseStatus"]["errorCode"] == "NotImplementedException"
    assert f"named {verb.capitalize()}(ListSessions)" in answer.json()["responseStatus"]["message"]


def test_head_on_a_predefined_route_gives_the_headers_alone(caller: Caller, key: str) -> None:
    answer = caller("HEAD", "/api/ListSessions", headers=bearer(key))

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(LIST))


@pytest.mark.parametrize(
    "path",
    [
        f"/sessions/{numbered(7)}",
        f"/Sessions/{numbered(7)}.json?format=json",
        f"/sessions/{numbered(7)}?sessionid={numbered(8)}",
        f"/api/GetSession?SessionId={numbered(7)}",
    ],
)
def test_a_parameter_of_the_path_is_bound_like_one_of_the_query(
    caller: Caller, store: Store, key: str, path: str
) -> None:
    keep(store, session(7), session(8))

    answer = caller.get(path, headers=bearer(key))

    assert answer.status_code == 200
    assert answer.json()["id"] == numbered(7)
    assert answer.headers["cache-control"] == "private, no-cache"


def test_a_record_that_is_not_there_is_404_with_a_body(caller: Caller, key: str) -> None:
    answer = caller.get("/sessions/no.such", headers=bearer(key))

    assert answer.status_code == 404
    assert answer.json()["responseStatus"] == {"errorCode": "NotFound", "message": "Session not found", "errors": []}


@pytest.mark.parametrize(
    ("headers", "path", "content_type", "body"),
    [
        ({"accept": "*/*", "content-type": "application/json"}, "/sessions", "application/json; charset=utf-8", LIST),
        ({"accept": "application/json, text/plain, */*"}, "/sessions", "application/json; charset=utf-8", LIST),
        ({}, "/sessions?callback=cb", "text/javascript", f"cb({LIST})"),
        ({}, "/api/ListSessions?callback=a.b_1(x)", "text/javascript", f"a.b_1_x_({LIST})"),
    ],
)
def test_the_format_is_negotiated(
    caller: Caller, key: str, headers: dict[str, str], path: str, content_type: str, body: str
) -> None:
    answer = caller.get(path, headers={**bearer(key), **headers})

    assert (answer.headers["content-type"], answer.text) == (content_type, body)
