"""The table of sign-in rules of ServiceStack's clients, row by row: bodies, ids, refusals, lives, ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import msgspec
import pytest
from support.calling import PASSWORD, Caller, Clock, application, basic, bearer, put_key, put_user

from switchbook import access
from switchbook.access import digest_of
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import User

ANN = "ann@example.com"
NET = "application/x-www-form-urlencoded"
JSON_BODY = f'{{"provider":"credentials","userName":"{ANN}","password":"{PASSWORD}","rememberMe":true}}'
XML_BODY = (
    '<Authenticate xmlns="http://schemas.servicestack.net/types" '
    'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Meta i:nil="true"/>'
    f"<Password>{PASSWORD}</Password><RememberMe>true</RememberMe><UserName>{ANN}</UserName>"
    "<provider>credentials</provider></Authenticate>"
)
JSV_BODY = f"{{provider:credentials,UserName:{ANN},Password:{PASSWORD},RememberMe:True}}"
FORM_BODY = f"UserName={ANN.replace('@', '%40')}&password={PASSWORD.replace(' ', '+')}&rememberMe=on"
MULTIPART_BODY = "".join(
    f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
    for name, value in (("userName", ANN), ("password", PASSWORD), ("rememberMe", "true"))
)


@pytest.fixture(autouse=True)
def ann(store: Store) -> User:
    """Somebody to sign in."""
    return put_user(store)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", JSON_BODY),
        ("", JSON_BODY),
        ("application/xml", XML_BODY),
        ("text/xml; charset=utf-8", XML_BODY),
        ("application/jsv", JSV_BODY),
        (NET, FORM_BODY),
        ("multipart/form-data; boundary=b", MULTIPART_BODY + "--b--\r\n"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/auth/credentials", "/auth", "/api/Authenticate", "/json/reply/Authenticate", "/xml/reply/Authenticate"]
)
def test_every_route_takes_every_kind_of_body(caller: Caller, path: str, content_type: str, body: str) -> None:
    headers = {"Accept": "application/json", **({"Content-Type": content_type} if content_type else {})}

    answer = caller.post(path, content=body, headers=headers)

    assert answer.status_code == 200, answer.text
    wanted = "application/xml" if "xml" in path else "application/json; charset=utf-8"
    assert answer.headers["content-type"] == wanted
    assert caller.cookies["ss-pid"] in answer.text
    assert caller.cookies["ss-opt"] == "perm"
    assert "ss-reftok" not in str(answer.headers)
    assert caller.get("/auth/status").json()["isAuthenticated"] is True


@pytest.mark.parametrize("remember", [False, True])
def test_ids_come_as_cookies_or_headers_and_headers_outrank(caller: Caller, remember: bool) -> None:
    signed = caller.sign_in(remember=remember).json()["sessionId"]
    name, other = ("ss-pid", "ss-id") if remember else ("ss-id", "ss-pid")
    option = "perm" if remember else "temp"

    def asking(**headers: str) -> int:
        return (
            Caller(caller.app)
            .get("/sessions", headers={k.replace("_", "-"): v for k, v in headers.items()})
            .status_code
        )

    assert asking(Cookie=f"{name}={signed}; {other}=x; ss-opt={option}") == 200
    assert asking(Cookie=f"{name}=x", **{f"X-{name}": signed, "X-ss-opt": option}) == 200
    assert asking(Cookie=f"{name}={signed}", **{f"X-{name}": "x"}) == 401
    assert asking(Cookie=f"{name}={signed}; {other}=B; 22 Nov 2046 05:06:49 GMT=null; ss-opt={option}") == 200
    assert asking(Cookie=f"{name}=; {other}=") == 401


WRONG = '{"responseStatus":{"errorCode":"Unauthorized","message":"Invalid Username or Password","errors":[]}}'
NOBODY = '{"responseStatus":{"errorCode":"Unauthorized","message":"Not Authenticated","errors":[]}}'


@pytest.mark.parametrize(
    ("headers", "status", "body", "challenge"),
    [
        ({}, 401, NOBODY, True),
        ({"Cookie": "ss-id=unknown"}, 401, NOBODY, True),
        (bearer("sb_unknown"), 401, NOBODY, True),
        ({"Authorization": "bEaReR sb_unknown"}, 401, NOBODY, True),
        (basic(ANN, "wrong"), 401, WRONG, False),
        (basic("sb_unknown", ""), 404, '"message":"ApiKey does not exist"', False),
    ],
)
def test_who_is_not_let_in_is_told_as_servicestack_tells(
    caller: Caller, headers: dict[str, str], status: int, body: str, challenge: bool
) -> None:
    for path in ("/sessions", "/api/ListSessions", "/json/reply/GetSession"):
        answer = caller.get(path, headers=headers)
        assert (answer.status_code, body in answer.text) == (status, True)
        assert answer.headers.get("www-authenticate") == ('basic realm="/auth/basic"' if challenge else None)


@pytest.mark.parametrize("changed", [{"revoked": True}, {"expires": Clock().now}])
def test_a_key_that_is_over_is_403(caller: Caller, store: Store, changed: dict[str, object]) -> None:
    secret = put_key(store, Role.Manager, **changed)

    for headers in (bearer(secret), basic(secret, "")):
        answer = caller.get("/sessions", headers=headers)
        assert (answer.status_code, answer.json()["responseStatus"]["errorCode"]) == (403, "Forbidden")


def test_a_browser_is_sent_to_the_login_page_by_a_relative_address(caller: Caller) -> None:
    answer = caller.get("/sessions?from=1&to=2", headers={"Accept": "text/html,application/xhtml+xml"})

    assert answer.status_code == 302
    assert answer.headers["location"] == "/login?redirect=/sessions%3Ffrom%3D1%26to%3D2"


@pytest.mark.parametrize(
    "change",
    [
        lambda user: msgspec.structs.replace(user, password_hash=access.hash_password("another")),
        lambda user: msgspec.structs.replace(user, password_hash=access.hash_password(PASSWORD)),
        lambda user: msgspec.structs.replace(user, disabled=True),
    ],
    ids=["another password", "the same password anew", "disabled"],
)
@pytest.mark.parametrize("remember", [False, True])
def test_a_new_password_or_a_disabled_user_ends_every_login_at_once(
    caller: Caller, store: Store, ann: User, change: Callable[[User], User], remember: bool
) -> None:
    elsewhere = Caller(caller.app)
    for each in (caller, elsewhere):
        each.sign_in(remember=remember)
        assert each.get("/sessions").status_code == 200

    store.write(lambda ledger: ledger.put_user(change(ann))).result()

    assert [each.get("/sessions").status_code for each in (caller, elsewhere)] == [401, 401]


def test_other_changes_of_a_user_end_no_login(caller: Caller, store: Store, ann: User) -> None:
    caller.sign_in()

    put_user(store, id=ann.id, password_hash=ann.password_hash, name="Anna", role=Role.Manager)

    assert caller.get("/auth/status").json()["name"] == "Anna"


def test_a_login_sweeps_out_those_that_are_over(caller: Caller, store: Store, clock: Clock) -> None:
    old = digest_of(caller.sign_in().json()["sessionId"])
    kept = digest_of(Caller(caller.app).sign_in(remember=True).json()["sessionId"])
    clock.pass_by(days=14)

    Caller(caller.app).sign_in()

    assert (store.login(old), store.login(kept) is not None) == (None, True)


def test_guessing_is_slowed_down_for_every_route_alike(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, failed_logins_per_minute="2"))
    guess = {"userName": ANN, "password": "guess"}

    answers: list[httpx.Response] = [
        caller.post("/auth/credentials", json=guess),
        caller.post("/xml/reply/Authenticate", data=guess),
        caller.post("/api/Authenticate", json=guess),
        caller.get("/sessions", headers=basic(ANN, PASSWORD)),
    ]

    assert [answer.status_code for answer in answers] == [401, 401, 429, 429]
    assert answers[-1].headers["retry-after"] == "61"
    clock.now += timedelta(seconds=61)
    assert caller.sign_in().status_code == 200
