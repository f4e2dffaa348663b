"""One line a request, an id that client and log share, and the headers every answer has."""

from __future__ import annotations

import pytest
from structlog.contextvars import get_contextvars, merge_contextvars
from structlog.testing import capture_logs
from support.calling import PASSWORD, Caller, basic, put_user

from switchbook.stores.contract import Store


def test_a_line_says_who_asked_for_what_and_how_it_went(caller: Caller, store: Store) -> None:
    user = put_user(store)

    with capture_logs([merge_contextvars]) as logged:
        answer = caller.get("/sessions?from=%2B15035551234", headers=basic("ann@example.com", PASSWORD))

    (line,) = logged
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "request_id": answer.headers["x-request-id"],
        "client": "203.0.113.7",
        "method": "GET",
        "path": "/sessions",
        "operation": "ListSessions",
        "actor": f"user {user.id}",
        "status": 200,
        "complete": True,
        "sent": len(answer.content),
    }


def test_nothing_of_a_login_is_logged(caller: Caller, store: Store) -> None:
    put_user(store)

    with capture_logs() as logged:
        session_id = caller.sign_in().json()["sessionId"]
        caller.post("/auth?password=in-the-url", json={"userName": "ann@example.com", "password": "mistyped"})
        caller.get("/sessions", headers=basic("ann@example.com", "mistyped"))

    assert len(logged) == 3
    assert not [word for word in (PASSWORD, session_id, "in-the-url", "mistyped", "ann@") if word in str(logged)]


@pytest.mark.parametrize(
    ("proposed", "taken"), [("abc-1.2_3", True), ("", False), ("a b", False), ("a" * 65, False), ("a\u00e9", False)]
)
def test_a_proxy_may_choose_the_id(caller: Caller, proposed: str, taken: bool) -> None:
    answer = caller.get("/health", headers={"X-Request-Id": proposed.encode("latin-1")})

    assert (answer.headers["x-request-id"] == proposed) == taken
    assert answer.headers["x-request-id"]


def test_the_id_of_a_request_is_gone_when_it_is_served(caller: Caller) -> None:
    caller.get("/health")

    assert get_contextvars() == {}


@pytest.mark.parametrize("path", ["/health", "/login", "/sessions", "/nothing", "/api/Nothing"])
def test_every_answer_keeps_browsers_careful(caller: Caller, path: str) -> None:
    headers = caller.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]


def test_health_is_ok_while_the_store_answers(caller: Caller, store: Store) -> None:
    assert (caller.get("/health").status_code, caller.get("/health").json()) == (200, {"status": "ok"})
    assert caller("HEAD", "/health").status_code == 200

    store.close()

    assert (caller.get("/health").status_code, caller.get("/health").json()) == (503, {"status": "unavailable"})
