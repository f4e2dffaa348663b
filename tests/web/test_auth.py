"""Credentials shown with every request: Basic, keys, session ids in cookies and headers; and when they end."""

from __future__ import annotations

from datetime import timedelta

import argon2
import msgspec
import pytest
from support.calling import PASSWORD, START, Caller, Clock, application, basic, bearer, put_key, put_user

from switchbook.access import hash_password
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import User

ANN = "ann@example.com"


@pytest.fixture
def ann(store: Store) -> User:
    """Somebody with a password."""
    return put_user(store)


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_basic_lets_in_with_every_request(caller: Caller, ann: User, scheme: str) -> None:
    header = basic("Ann@Example.com", PASSWORD)["Authorization"].replace("Basic", scheme)

    assert caller.get("/sessions", headers={"Authorization": header}).status_code == 200
    assert caller.cookies == {}


@pytest.mark.parametrize(
    ("name", "word"), [(ANN, "wrong"), ("bob@example.com", PASSWORD), ("", PASSWORD), (ANN, PASSWORD + "\0")]
)
def test_a_wrong_password_is_401_without_a_challenge(caller: Caller, ann: User, name: str, word: str) -> None:
    answer = caller.get("/sessions", headers=basic(name, word))

    assert answer.status_code == 401
    assert answer.json()["responseStatus"] == {
        "errorCode": "Unauthorized",
        "message": "Invalid Username or Password",
        "errors": [],
    }
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize("header", ["Basic !!!", "Basic", "Basic YW5u", "Bearer", "Bearer sb_nothing", "bearer é"])
def test_what_stands_for_nobody_is_401_with_a_challenge(caller: Caller, ann: User, header: str) -> None:
    answer = caller.get("/sessions", headers={"Authorization": header.encode()})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'basic realm="/auth/basic"'
    assert answer.json()["responseStatus"]["message"] == "Not Authenticated"


def test_a_script_is_refused_without_the_challenge_that_opens_a_dialog(caller: Caller, ann: User) -> None:
    answer = caller.get("/sessions", headers={"X-Requested-With": "XMLHttpRequest"})

    assert answer.status_code == 401
    assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_key_lets_in(caller: Caller, key: str, scheme: str) -> None:
    assert caller.get("/sessions", headers={"Authorization": f"{scheme} {key}"}).status_code == 200


def test_a_key_lets_in_as_the_user_name_of_basic(caller: Caller, key: str) -> None:
    assert caller.get("/sessions", headers=basic(key, "")).status_code == 200


def test_an_unknown_key_as_the_user_name_of_basic_is_404(caller: Caller) -> None:
    answer = caller.get("/sessions", headers=basic("sb_nothing", ""))

    assert answer.status_code == 404
    assert answer.json()["responseStatus"]["message"] == "ApiKey does not exist"


def test_a_revoked_key_is_403(caller: Caller, store: Store) -> None:
    answer = caller.get("/sessions", headers=bearer(put_key(store, revoked=True)))

    assert answer.status_code == 403
    assert answer.json()["responseStatus"]["errorCode"] == "Forbidden"


def test_a_key_ends_when_it_expires(caller: Caller, store: Store, clock: Clock) -> None:
    headers = bearer(put_key(store, expires=START + timedelta(hours=1)))

    assert caller.get("/sessions", headers=headers).status_code == 200
    clock.pass_by(hours=1)
    assert caller.get("/sessions", headers=headers).status_code == 403


def test_a_disabled_user_is_out_at_once(caller: Caller, store: Store, ann: User) -> None:
    caller.sign_in()
    assert caller.get("/sessions").status_code == 200
    assert Caller(caller.app).get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 200

    store.write(lambda ledger: ledger.put_user(msgspec.structs.replace(ann, disabled=True))).result()

    assert caller.get("/sessions").status_code == 401
    assert caller.sign_in().status_code == 401
    assert Caller(caller.app).get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 401


def test_a_changed_password_ends_the_old_one_at_once(caller: Caller, store: Store, ann: User) -> None:
    assert caller.get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 200

    changed = msgspec.structs.replace(ann, password_hash=hash_password("another pass phrase"))
    store.write(lambda ledger: ledger.put_user(changed)).result()

    assert caller.get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 401
    assert caller.get("/sessions", headers=basic(ANN, "another pass phrase")).status_code == 200


def test_a_password_is_hashed_once_for_many_requests(
    caller: Caller, clock: Clock, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, kept: str, word: bytes) -> bool:
        hashed.append(kept)
        return verify(hasher, kept, word)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)

    for _ in range(5):
        assert caller.get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 200
    assert len(hashed) == 1
    clock.pass_by(minutes=5)
    caller.get("/sessions", headers=basic(ANN, PASSWORD))
    assert len(hashed) == 2


def test_guessing_is_braked_for_the_user_and_for_the_address(store: Store, clock: Clock, ann: User) -> None:
    app = application(store, clock, failed_logins_per_minute="3")
    guesser, ann_herself = Caller(app, address="2001:db8::1"), Caller(app, address="198.51.100.4")
    for _ in range(3):
        assert guesser.get("/sessions", headers=basic(ANN, "guess")).status_code == 401

    refused = guesser.post("/auth/credentials", json={"userName": "bob@example.com", "password": "guess"})

    assert refused.status_code == 429
    assert refused.json()["responseStatus"]["errorCode"] == "TooManyRequests"
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert ann_herself.sign_in().status_code == 429
    assert Caller(app, address="2001:db8::2").get("/sessions", headers=basic("eve", "guess")).status_code == 429
    clock.pass_by(minutes=1)
    assert ann_herself.sign_in().status_code == 200


def test_who_is_in_already_is_not_braked(store: Store, clock: Clock, ann: User) -> None:
    app = application(store, clock, failed_logins_per_minute="1")
    inside = Caller(app)
    assert inside.get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 200
    Caller(app, address="198.51.100.4").get("/sessions", headers=basic(ANN, "guess"))

    assert inside.get("/sessions", headers=basic(ANN, PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "cookies",
    [
        "ss-id=TEMP; ss-pid=other; ss-opt=temp",
        "ss-id=TEMP",
        # As the JavaScript client sends them: it takes the rest of an expiry date for a cookie.
        "ss-id=TEMP; ss-pid=B; 22 Nov 2046 05:06:49 GMT=null; ss-opt=temp",
        "22 Nov 2046 05:06:49 GMT=null; ;=;=x;; a b; ss-id = TEMP ; ss-id=late",
        'ss-id="TEMP"; theme="a=b; c"',
        "ss-id=; ss-id=TEMP",
        # The vendor's command line keeps no ss-opt.
        "ss-id=junk; ss-pid=TEMP",
        "ss-id=junk; ss-pid=TEMP; ss-opt=perm",
    ],
)
def test_a_session_is_found_in_any_cookie_header(caller: Caller, ann: User, cookies: str) -> None:
    session_id = caller.sign_in().json()["sessionId"]

    answer = Caller(caller.app).get("/sessions", headers={"Cookie": cookies.replace("TEMP", session_id)})

    assert answer.status_code == 200


@pytest.mark.parametrize("cookies", ["", "ss-id=", "ss-id=; ss-pid=; ss-opt=perm", "ss-id=junk", ";;;", "=", "\x01=é"])
def test_no_session_in_the_cookies_is_nobody(caller: Caller, cookies: str) -> None:
    assert caller.get("/sessions", headers={"Cookie": cookies.encode("latin-1")}).status_code == 401


def test_session_headers_outrank_cookies(caller: Caller, ann: User) -> None:
    session_id = caller.sign_in(remember=True).json()["sessionId"]
    elsewhere = Caller(caller.app)

    shown = {"X-ss-pid": session_id, "X-ss-opt": "perm", "Cookie": "ss-id=a; ss-pid=b; ss-opt=temp"}
    hidden = {"X-ss-id": "a", "X-ss-pid": "b", "Cookie": f"ss-pid={session_id}; ss-opt=perm"}

    assert elsewhere.get("/sessions", headers=shown).status_code == 200
    assert elsewhere.get("/sessions", headers=hidden).status_code == 401


def test_an_authorization_header_outranks_cookies(caller: Caller, ann: User) -> None:
    caller.sign_in()

    assert caller.get("/sessions", headers=bearer("sb_nothing")).status_code == 401
    assert caller.get("/sessions", headers={"Authorization": "Negotiate abc"}).status_code == 200


def test_who_lacks_session_ids_is_given_some_that_stand_for_nobody(caller: Caller) -> None:
    answer = caller.get("/auth/status")

    given = caller.cookies
    assert set(given) == {"ss-id", "ss-pid"}
    assert len(answer.headers.get_list("set-cookie")) == 2
    assert "set-cookie" not in caller.get("/auth/status").headers
    assert caller.get("/sessions").status_code == 401


def test_who_sees_nothing_is_let_in_and_sees_nothing(caller: Caller, store: Store) -> None:
    answer = caller.get("/sessions", headers=bearer(put_key(store, Role.User)))

    assert (answer.status_code, answer.json()["totalCount"]) == (200, 0)
