"""Signing in and out over the wire: every spelling of Authenticate, its cookies, its failures, its end."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from support.calling import PASSWORD, Caller, Clock, application, basic, bearer, put_key, put_user

from switchbook.access import digest_of
from switchbook.model.actor import Role
from switchbook.model.directory import Account
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import User

ANN = "ann@example.com"
GIVEN = {"provider": "credentials", "userName": ANN, "password": PASSWORD}
WRONG = '{"responseStatus":{"errorCode":"Unauthorized","message":"Invalid Username or Password","errors":[]}}'


@pytest.fixture(autouse=True)
def ann(store: Store) -> User:
    """Somebody to sign in."""
    return put_user(store)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/credentials", {"json": GIVEN}),
        ("/auth/credentials", {"json": {"userName": ANN, "password": PASSWORD}}),
        ("/auth/credentials", {"data": {"username": "ANN@example.com", "password": PASSWORD}}),
        ("/auth/login", {"data": {"UserName": ANN, "Password": PASSWORD, "RememberMe": "on"}}),
        ("/Auth/Credentials.json", {"json": GIVEN}),
        ("/auth", {"json": GIVEN}),
        ("/auth", {"data": GIVEN}),
        ("/auth?provider=login", {"json": {"userName": ANN, "password": PASSWORD}}),
        ("/auth", {"json": {"PROVIDER": "Login", "UserName": ANN, "Password": PASSWORD, "RememberMe": "true"}}),
        ("/api/Authenticate", {"json": {**GIVEN, "rememberMe": True, "meta": {"a": "b"}}}),
        ("/api/authenticate", {"data": GIVEN}),
        ("/json/reply/Authenticate", {"json": {"UserName": ANN, "Password": PASSWORD, "provider": "credentials"}}),
    ],
)
def test_every_spelling_signs_in(caller: Caller, path: str, body: dict[str, Any]) -> None:
    answer = caller.post(path, **body)

    assert answer.status_code == 200
    assert list(answer.json()) == ["userId", "sessionId", "userName", "displayName", "roles", "permissions"]
    assert answer.json()["userName"].lower() == ANN
    assert answer.headers["cache-control"] == "no-store"
    assert caller.get("/sessions").status_code == 200


@pytest.mark.parametrize(
    ("verb", "path", "body", "status", "told"),
    [
        ("POST", "/auth/credentials", {"json": {**GIVEN, "password": "wrong"}}, 401, WRONG),
        ("POST", "/auth/credentials", {"json": {**GIVEN, "userName": "bob@example.com"}}, 401, WRONG),
        ("POST", "/auth/credentials", {"json": {**GIVEN, "userName": "\0"}}, 401, WRONG),
        ("POST", "/auth/credentials?userName=ann@example.com", {"json": {"password": PASSWORD}}, 400, "'User Name'"),
        ("POST", "/auth/credentials", {"json": {"userName": ANN}}, 400, '"fieldName":"Password"'),
        ("POST", "/auth/credentials", {}, 400, '"errorCode":"NotEmpty"'),
        ("POST", "/auth/credentials", {"content": b'{"userName":'}, 400, "SerializationException"),
        ("POST", "/auth/credentials", {"content": b"[" * 60_000}, 400, "SerializationException"),
        ("POST", "/auth/credentials", {"content": b'{"userName":"\xff"}'}, 400, "SerializationException"),
        ("POST", "/auth/credentials", {"json": [GIVEN]}, 400, "SerializationException"),
        ("POST", "/auth/credentials", {"data": {**GIVEN, "rememberMe": "maybe"}}, 400, '"fieldName":"rememberMe"'),
        ("POST", "/auth/facebook", {"json": GIVEN}, 404, '"errorCode":"NotFound"'),
        ("POST", "/auth", {"json": {**GIVEN, "provider": "facebook"}}, 404, '"errorCode":"NotFound"'),
        ("GET", "/auth/facebook", {}, 404, '"errorCode":"NotFound"'),
        ("GET", "/auth/credentials", {}, 405, '"errorCode":"NotImplementedException"'),
        ("GET", f"/auth/credentials?userName={ANN}&password=x", {}, 405, '"errorCode":"NotImplementedException"'),
        ("GET", f"/auth?userName={ANN}&password=x", {}, 405, '"errorCode":"NotImplementedException"'),
        ("GET", "/api/Authenticate?provider=credentials", {}, 405, '"errorCode":"NotImplementedException"'),
        ("GET", "/auth", {}, 401, "Not Authenticated"),
        ("PUT", "/auth", {"json": GIVEN}, 404, "404"),
    ],
)
def test_what_does_not_sign_in_says_why(
    caller: Caller, verb: str, path: str, body: dict[str, Any], status: int, told: str
) -> None:
    answer = caller(verb, path, **body)

    assert answer.status_code == status
    assert told in answer.text
    assert ("www-authenticate" in answer.headers) == ("Not Authenticated" in told)
    assert caller.get("/sessions").status_code == 401


def test_what_is_missing_is_named_as_servicestack_names_it(caller: Caller) -> None:
    assert caller.post("/auth").json()["responseStatus"] == {
        "errorCode": "NotEmpty",
        "message": "'User Name' must not be empty.",
        "errors": [
            {"errorCode": "NotEmpty", "fieldName": "UserName", "message": "'User Name' must not be empty."},
            {"errorCode": "NotEmpty", "fieldName": "Password", "message": "'Password' must not be empty."},
        ],
    }


def lines(answer: httpx.Response) -> dict[str, str]:
    """The Set-Cookie lines by cookie."""
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


@pytest.mark.parametrize(("remember", "option", "active"), [(False, "temp", "ss-id"), (True, "perm", "ss-pid")])
def test_a_login_sets_four_cookies(caller: Caller, ann: User, remember: bool, option: str, active: str) -> None:
    answer = caller.sign_in(remember=remember)

    session_id, cookies = answer.json()["sessionId"], lines(answer)
    assert list(cookies) == ["ss-id", "ss-pid", "ss-opt", "X-UAId"]
    assert cookies[active].startswith(f"{active}={session_id};")
    assert cookies["ss-id"].endswith("; path=/; samesite=lax; httponly")
    assert "expires" not in cookies["ss-id"]
    until = "; expires=Thu, 22 Nov 2046 05:00:00 GMT; path=/; samesite=lax; httponly"
    assert cookies["ss-pid"].endswith(until)
    assert cookies["ss-opt"] == f"ss-opt={option}{until}"
    assert cookies["X-UAId"] == f"X-UAId={ann.id}{until}"
    assert "ss-reftok" not in str(answer.headers)


@pytest.mark.parametrize(
    ("proxies", "secure"), [("203.0.113.7", True), ("203.0.113.0/24", True), ("198.51.100.1", False), ("", False)]
)
def test_cookies_are_secure_only_on_https(store: Store, clock: Clock, proxies: str, secure: bool) -> None:
    caller = Caller(application(store, clock, trusted_proxies=proxies))

    answer = caller.sign_in(headers={"X-Forwarded-Proto": "https"})

    assert [("; secure;" in line) for line in lines(answer).values()] == [secure] * 4


@pytest.mark.parametrize(("remember", "days"), [(False, 14), (True, 28)])
def test_a_login_ends_after_its_days(caller: Caller, clock: Clock, remember: bool, days: int) -> None:
    caller.sign_in(remember=remember)

    clock.pass_by(days=days, seconds=-1)
    assert caller.get("/sessions").status_code == 200
    clock.pass_by(seconds=1)
    assert caller.get("/sessions").status_code == 401


def test_only_a_digest_of_a_login_is_kept(caller: Caller, store: Store) -> None:
    session_id = caller.sign_in().json()["sessionId"]

    kept = store.login(digest_of(session_id))

    assert kept is not None
    assert session_id not in repr(kept)


@pytest.mark.parametrize("remember", [False, True])
@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("GET", "/auth/logout", {}),
        ("POST", "/auth/logout", {}),
        ("POST", "/auth", {"json": {"provider": "logout"}}),
        ("POST", "/json/reply/Authenticate", {"json": {"Provider": "Logout"}}),
        ("GET", "/api/Authenticate?provider=logout", {}),
    ],
)
def test_a_logout_ends_the_session_for_everybody_who_knows_it(
    caller: Caller, verb: str, path: str, body: dict[str, Any], remember: bool
) -> None:
    caller.sign_in(remember=remember)
    known = "; ".join(f"{name}={value}" for name, value in caller.cookies.items())

    answer = caller(verb, path, **body)

    assert (answer.status_code, answer.text) == (200, "{}")
    assert list(lines(answer)) == ["ss-id", "ss-pid", "X-UAId", "ss-tok"]
    assert all("=; expires=Thu, 01 Jan 1970 00:00:00 GMT;" in line for line in lines(answer).values())
    assert set(caller.cookies) == {"ss-opt"}
    assert caller.get("/sessions", headers={"Cookie": known}).status_code == 401


def test_signing_in_again_issues_new_ids_and_ends_the_old_session(caller: Caller) -> None:
    first = caller.sign_in().json()["sessionId"]

    second = caller.sign_in().json()["sessionId"]

    assert first != second
    assert caller.get("/sessions", headers={"X-ss-id": first}).status_code == 401
    assert caller.get("/sessions", headers={"X-ss-id": second}).status_code == 200


def test_a_session_id_chosen_by_somebody_else_is_not_taken_over(caller: Caller) -> None:
    caller.post("/auth/credentials", json=GIVEN, headers={"Cookie": "ss-id=chosen; ss-pid=chosen"})

    assert "chosen" not in caller.cookies.values()
    assert caller.get("/sessions", headers={"X-ss-id": "chosen"}).status_code == 401


def test_auth_tells_who_is_signed_in(caller: Caller, store: Store, ann: User) -> None:
    signed = caller.sign_in().json()

    assert caller.get("/auth").json() == signed
    assert caller.get("/api/Authenticate").json() == signed
    assert Caller(caller.app).get("/auth", headers=basic("ANN@example.com", PASSWORD)).json() == {
        **{name: value for name, value in signed.items() if name != "sessionId"},
        "userName": "ANN@example.com",
    }
    assert Caller(caller.app).get("/auth", headers=bearer(put_key(store))).json()["displayName"] == "reports"


def test_the_status_of_nobody_is_an_answer(caller: Caller) -> None:
    answer = caller.get("/auth/status")

    assert answer.status_code == 200
    assert answer.json()["isAuthenticated"] is False
    assert "emailAddress" not in answer.json()


def test_the_status_names_who_is_signed_in_and_their_accounts(store: Store, caller: Caller, ann: User) -> None:
    store.write(lambda ledger: ledger.put_account(Account(id="a1", name="North"))).result()
    store.write(lambda ledger: ledger.put_account(Account(id="a2", name="South"))).result()
    put_user(store, id=ann.id, role=Role.Manager, accounts=frozenset({"a2"}))
    caller.sign_in()

    told = caller.get("/auth/status").json()

    assert (told["isAuthenticated"], told["emailAddress"], told["roles"]) == (True, ANN, ["Manager"])
    assert (told["accountIds"], told["accountNames"]) == (["a2"], ["South"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://book.example"}, 200),
        ({"Origin": "https://book.example"}, 200),
        ({"Origin": "https://calls.example.com"}, 200),
        ({"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://book.example:8080"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://evil.book.example", "Sec-Fetch-Site": "same-site"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/auth/credentials", "/auth/logout"])
def test_a_page_of_another_site_signs_nobody_in_or_out(
    store: Store, clock: Clock, path: str, headers: dict[str, str], status: int
) -> None:
    caller = Caller(application(store, clock, public_url="https://calls.example.com"))

    assert caller.post(path, json=GIVEN, headers=headers).status_code == status
