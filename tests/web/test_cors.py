"""Pages of other origins: which may call, what they may send and read, and what nobody else is told."""

from __future__ import annotations

import pytest
from support.calling import PASSWORD, Caller, Clock, application, bearer, put_user

from switchbook.errors import SettingsError
from switchbook.settings import load
from switchbook.stores.contract import Store

DESK = "https://desk.example.com"
LOGIN = {"userName": "ann@example.com", "password": PASSWORD}


@pytest.fixture
def open_caller(store: Store, clock: Clock) -> Caller:
    """A client of an application that lets the desk's pages in."""
    return Caller(application(store, clock, cors_origins=f"{DESK}, http://localhost:3000"))


def allowed(caller: Caller, origin: str, verb: str = "GET", path: str = "/sessions") -> tuple[str | None, ...]:
    """What an answer says to a page of this origin: whom it may be shown to, with what, and what it hangs on."""
    headers = caller(verb, path, headers={"Origin": origin}).headers
    names = ("access-control-allow-origin", "access-control-allow-credentials")
    assert "Origin" in headers["vary"]
    return tuple(headers.get(name) for name in names)


def test_a_page_of_a_named_origin_reads_answers_and_errors(open_caller: Caller, key: str) -> None:
    for path in ("/sessions", "/sessions?page=x", "/nothing", "/health", "/api"):
        assert allowed(open_caller, DESK, path=path) == (DESK, None)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://desk.example.com", f"{DESK}.evil.example", "null", ""]
)
def test_a_page_of_another_origin_reads_nothing(open_caller: Caller, origin: str) -> None:
    assert allowed(open_caller, origin) == (None, None)
    assert allowed(open_caller, origin, "OPTIONS") == (None, None)


@pytest.mark.parametrize("path", ["/sessions", "/api/ListSessions", "/nothing"])
def test_every_options_is_answered_with_what_may_be_sent(open_caller: Caller, path: str) -> None:
    answer = open_caller("OPTIONS", path, headers={"Origin": "http://localhost:3000"})

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"
    assert answer.headers["access-control-allow-methods"] == "GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD"
    assert {"Content-Type", "Authorization"} <= set(answer.headers["access-control-allow-headers"].split(", "))
    assert answer.headers["access-control-max-age"] == "600"
    assert "access-control-allow-credentials" not in answer.headers


def test_cookies_are_let_along_only_where_the_settings_say_so(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, cors_origins=DESK, cors_credentials="true"))

    assert allowed(caller, DESK) == (DESK, "true")
    assert allowed(caller, "https://evil.example") == (None, None)


def test_without_origins_nothing_is_said_and_options_finds_no_route(caller: Caller, key: str) -> None:
    answer = caller.get("/sessions", headers={**bearer(key), "Origin": DESK})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "Origin" not in answer.headers["vary"]
    assert caller("OPTIONS", "/sessions", headers={"Origin": DESK}).status_code == 404


def test_a_page_of_a_named_origin_may_sign_in_and_no_other(open_caller: Caller, store: Store) -> None:
    put_user(store)

    for origin, status in ((DESK, 200), ("https://evil.example", 403)):
        headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
        assert open_caller.post("/api/Authenticate", json=LOGIN, headers=headers).status_code == status


@pytest.mark.parametrize("origins", ["*", "desk.example.com", f"{DESK}/", "null", f"{DESK},*"])
def test_an_origin_is_named_whole(origins: str) -> None:
    with pytest.raises(SettingsError, match="origins such as"):
        load({"SWITCHBOOK_CORS_ORIGINS": origins})
