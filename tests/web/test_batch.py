"""Batches: many reads in one request, answered in order, within bounds."""

from __future__ import annotations

import pytest
from support.calling import Caller, Clock, application, bearer
from support.sessions import keep, numbered, session

from switchbook.stores.contract import Store
from switchbook.web import batch


@pytest.fixture(autouse=True)
def three(store: Store) -> None:
    """Three sessions to ask about."""
    keep(store, session(1), session(2), session(3))


@pytest.mark.parametrize(
    "path",
    ["/api/ListSessions[]", "/json/reply/ListSessions[]", "/JSON/OneWay/listsessions[]", "/api/ListSessions%5B%5D"],
)
def test_a_batch_is_answered_in_order(caller: Caller, key: str, path: str) -> None:
    asked = [{"countPerPage": 1}, {"CountPerPage": 2, "x": 1}, {"specificIds": [numbered(2)]}]

    answer = caller.post(path, json=asked, headers=bearer(key))

    assert answer.status_code == 200
    assert [each["totalPages"] for each in answer.json()] == [3, 2, 1]
    assert answer.headers["x-autobatch-completed"] == "3"
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"


def test_an_empty_batch_has_an_empty_answer(caller: Caller, key: str) -> None:
    answer = caller.post("/api/GetSession[]", json=[], headers=bearer(key))

    assert (answer.text, answer.headers["x-autobatch-completed"]) == ("[]", "0")


def test_the_first_error_is_the_answer_and_says_where(caller: Caller, key: str) -> None:
    asked = [{"sessionId": numbered(1)}, {"sessionId": "x"}, {"sessionId": numbered(2)}]

    answer = caller.post("/api/GetSession[]", json=asked, headers=bearer(key))

    assert answer.status_code == 404
    assert answer.headers["x-autobatch-completed"] == "1"
    assert answer.json()["responseStatus"] == {
        "errorCode": "NotFound",
        "message": "Session not found",
        "errors": [],
        "meta": {"AutoBatchIndex": "1"},
    }


@pytest.mark.parametrize(
    ("verb", "path", "body", "status", "told"),
    [
        ("POST", "/api/ListSessions[]", '[{"page":0},{"all":true}]', 400, "all=true is not taken in a batch"),
        ("POST", "/api/ListSessions[]", '[{"ALL":"True"}]', 400, '"fieldName":"all"'),
        ("POST", "/api/ListSessions[]", "{}", 400, "Unable to bind to request 'ListSessions[]'"),
        ("POST", "/api/ListSessions[]", "", 400, "Unable to bind to request 'ListSessions[]'"),
        ("POST", "/api/ListSessions[]", "[1]", 400, "Unable to bind to request 'ListSessions'"),
        ("POST", "/api/ListSessions[]", f"[{'{},' * 100}{{}}]", 400, "at most 100 requests, not 101"),
        ("POST", "/api/ListSessions[]?format=xml", "[]", 400, "asked and answered in JSON"),
        ("POST", "/xml/reply/ListSessions[]", "[]", 400, "asked and answered in JSON"),
        ("POST", "/api/ListSessions[]?callback=cb", "[]", 400, "asked and answered in JSON"),
        ("POST", "/api/Authenticate[]", "[]", 405, "A batch is a POST of many reads"),
        ("GET", "/api/ListSessions[]", "", 405, "A batch is a POST of many reads"),
    ],
)
def test_what_is_no_batch_says_why(
    caller: Caller, key: str, verb: str, path: str, body: str, status: int, told: str
) -> None:
    answer = caller(verb, path, content=body, headers=bearer(key))

    assert (answer.status_code, told in answer.text) == (status, True), answer.text
    assert "responseStatus" in answer.json()


def test_a_batch_needs_an_actor(caller: Caller) -> None:
    assert caller.post("/api/ListSessions[]", json=[{}]).status_code == 401


def test_a_batch_is_no_longer_than_a_query_may_be(store: Store, clock: Clock, key: str) -> None:
    caller = Caller(application(store, clock, max_query_bytes="1024"))

    assert caller.post("/api/ListSessions[]", content=b" " * 1025, headers=bearer(key)).status_code == 413


def test_the_answers_together_have_a_limit(
    caller: Caller, store: Store, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "LARGEST_ANSWER", 3_000)

    answer = caller.post("/api/ListSessions[]", json=[{"countPerPage": 1}] * 10, headers=bearer(key))

    assert answer.status_code == 400
    assert "ask for less at a time" in answer.text
