"""Every store: users, keys, hooks and login sessions, and the ids of all sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from support.sessions import NOON, keep, numbered, session

from switchbook.errors import SwitchbookError
from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import ApiKey, Hook, Login, User

USER = User(
    id="u1",
    email="Anna@Example.org",
    name="Änne",
    role=Role.Customer,
    password_hash="$argon2id$1",
    accounts=frozenset({"a1", "a2"}),
    customers=frozenset({"c1"}),
    endpoints=frozenset(),
    disabled=True,
)
BARE_USER = User(id="u2", email="b@example.org", name="", role=Role.SystemAdministrator, password_hash="")
TODAY, DAY = NOON.date(), timedelta(days=1)
KEY = ApiKey(
    id="k1",
    name="Ä",
    role=Role.Manager,
    digest=bytes(range(32)),
    accounts=frozenset({"a1"}),
    customers=frozenset(),
    endpoints=frozenset({"e1"}),
    expires=NOON + timedelta(milliseconds=1),
    revoked=True,
)
HOOK = Hook(id="h1", source="twilio", account_id="a1", secrets=("s1", "ß2"))
LOGIN = Login(
    digest=b"\0" * 32,
    user_id="u1",
    user_name=" Anna@Example.ORG",
    permanent=True,
    expires=NOON,
    password_digest=b"\2" * 32,
)
BEFORE_NOON = NOON - timedelta(milliseconds=1)


def put_user(store: Store, user: User) -> None:
    store.write(lambda ledger: ledger.put_user(user)).result()


def test_an_empty_store_knows_nobody(store: Store) -> None:
    assert not store.has_users()
    assert (store.user(""), store.user_by_id("u1"), store.key(KEY.digest)) == (None, None, None)
    assert (store.hook("h1"), store.login(LOGIN.digest)) == (None, None)


@pytest.mark.parametrize("user", [USER, BARE_USER], ids=["whole", "bare"])
def test_a_user_is_kept_whole_and_found_by_email_in_any_case(store: Store, user: User) -> None:
    put_user(store, user)

    assert store.has_users()
    assert store.user_by_id(user.id) == user
    for email in (user.email, user.email.lower(), user.email.upper()):
        assert store.user(email) == user
    assert store.user("other@example.org") is store.user_by_id("U1") is None


def test_a_user_takes_the_place_of_the_one_with_this_id(store: Store) -> None:
    put_user(store, USER)
    changed = msgspec.structs.replace(USER, email="c@example.org", role=Role.User, disabled=False, customers=None)

    put_user(store, changed)

    assert store.user("c@example.org") == store.user_by_id("u1") == changed
    assert store.user(USER.email) is None


def test_two_users_cannot_share_an_email(store: Store) -> None:
    put_user(store, USER)

    with pytest.raises(SwitchbookError):
        put_user(store, msgspec.structs.replace(BARE_USER, email="ANNA@example.ORG"))

    assert store.user_by_id("u2") is None
    assert store.user(USER.email) == USER


def test_a_key_is_found_by_its_digest(store: Store) -> None:
    bare = ApiKey(id="k2", name="", role=Role.SystemAdministrator, digest=b"\xff" * 32)

    def work(ledger: Ledger) -> None:
        ledger.put_key(KEY)
        ledger.put_key(bare)

    store.write(work).result()

    assert (store.key(KEY.digest), store.key(bare.digest), store.key(b"\1" * 32)) == (KEY, bare, None)

    renewed = msgspec.structs.replace(KEY, digest=b"\2" * 32, revoked=False, expires=None)
    store.write(lambda ledger: ledger.put_key(renewed)).result()

    assert (store.key(KEY.digest), store.key(renewed.digest)) == (None, renewed)


def test_a_hook_is_kept_with_its_secrets(store: Store) -> None:
    store.write(lambda ledger: ledger.put_hook(HOOK)).result()
    assert store.hook("h1") == HOOK

    rotated = msgspec.structs.replace(HOOK, secrets=("s3",))
    store.write(lambda ledger: ledger.put_hook(rotated)).result()

    assert store.hook("h1") == rotated


def test_a_login_is_kept_until_it_is_dropped(store: Store) -> None:
    other = msgspec.structs.replace(LOGIN, digest=b"\1" * 32, permanent=False)

    def work(ledger: Ledger) -> None:
        ledger.put_login(LOGIN, BEFORE_NOON)
        ledger.put_login(other, BEFORE_NOON)

    store.write(work).result()
    assert (store.login(LOGIN.digest), store.login(other.digest)) == (LOGIN, other)

    later = msgspec.structs.replace(LOGIN, expires=NOON + timedelta(days=1))
    store.write(lambda ledger: ledger.put_login(later, BEFORE_NOON)).result()
    assert store.login(LOGIN.digest) == later

    store.write(lambda ledger: ledger.drop_login(LOGIN.digest)).result()
    store.write(lambda ledger: ledger.drop_login(LOGIN.digest)).result()
    assert (store.login(LOGIN.digest), store.login(other.digest)) == (None, other)


def test_a_new_login_sweeps_out_those_that_are_over(store: Store) -> None:
    moments = (NOON - timedelta(days=9), NOON, NOON + timedelta(milliseconds=1), NOON + timedelta(days=9))
    logins = [
        msgspec.structs.replace(LOGIN, digest=bytes([number]) * 32, expires=moment)
        for number, moment in enumerate(moments)
    ]
    before = moments[0] - timedelta(days=1)

    def work(ledger: Ledger) -> None:
        for login in logins:
            ledger.put_login(login, before)

    store.write(work).result()
    assert [store.login(login.digest) for login in logins] == logins

    store.write(lambda ledger: ledger.put_login(logins[-1], NOON)).result()

    assert [store.login(login.digest) for login in logins] == [None, None, *logins[2:]]


def test_all_session_ids_are_told_by_account_and_since(store: Store) -> None:
    keep(store, *map(session, range(1, 6)), session(10, "a2"))
    keep(store, session(7), shelf=Shelf.archive)

    def numbers(**parts: Any) -> list[int]:
        return sorted(int(session_id, 16) for session_id in store.session_ids(**parts))

    assert numbers() == [1, 2, 3, 4, 5, 7, 10]
    assert numbers(account_id="a1") == [1, 2, 3, 4, 5, 7]
    assert numbers(since=session(4).date_created) == [4, 5, 7, 10]
    assert numbers(account_id="a1", since=session(5).date_created) == [5, 7]
    assert numbers(account_id="a3") == []
    assert numbered(1) in set(store.session_ids())


def test_users_are_listed_and_forgotten(store: Store) -> None:
    put_user(store, BARE_USER)
    put_user(store, USER)

    def work(ledger: Ledger) -> tuple[object, ...]:
        ledger.drop_user("u2")
        ledger.drop_user("nobody")
        return ledger.users(), ledger.user("ANNA@example.org"), ledger.user_by_id("u1"), ledger.user_by_id("u2")

    assert store.users() == [USER, BARE_USER]
    users, *known = store.write(work).result()
    assert (list(users), known) == ([USER], [USER, USER, None])  # type: ignore[call-overload] # a sequence
    assert store.users() == [USER]


def test_preferences_are_kept_by_user_and_name_and_go_with_the_user(store: Store) -> None:
    def work(ledger: Ledger) -> tuple[object, ...]:
        ledger.put_user(USER)
        ledger.put_user(BARE_USER)
        ledger.put_preference("u1", "b", b"1")
        ledger.put_preference("u1", "a", b"{}")
        ledger.put_preference("u1", "b", b"2")
        ledger.put_preference("u1", "c", b"3")
        ledger.put_preference("u2", "a", b"4")
        ledger.drop_preference("u1", "c")
        ledger.drop_preference("u1", "d")
        return dict(ledger.preferences("u1")), ledger.preferences("nobody")

    assert store.preferences("u1") == {}
    assert store.write(work).result() == ({"a": b"{}", "b": b"2"}, {})
    assert list(store.preferences("u1").items()) == [("a", b"{}"), ("b", b"2")]

    store.write(lambda ledger: ledger.drop_user("u1")).result()

    assert (store.preferences("u1"), store.preferences("u2")) == ({}, {"a": b"4"})


def test_a_key_is_known_by_the_secret_it_had_before_too(store: Store) -> None:
    first = msgspec.structs.replace(KEY, old_digest=b"\1" * 32, old_until=NOON)
    store.write(lambda ledger: ledger.put_key(first)).result()
    assert store.key(KEY.digest) == store.key(b"\1" * 32) == store.key_by_id("k1") == first

    second = msgspec.structs.replace(KEY, digest=b"\2" * 32, old_digest=KEY.digest, old_until=NOON)
    store.write(lambda ledger: ledger.put_key(second)).result()

    assert store.key(b"\1" * 32) is None
    assert store.key(KEY.digest) == store.key(b"\2" * 32) == second
    assert store.api_keys() == [second]


def test_a_key_that_is_forgotten_is_known_by_neither_secret(store: Store) -> None:
    kept = msgspec.structs.replace(KEY, old_digest=b"\1" * 32, old_until=NOON)
    other = msgspec.structs.replace(KEY, id="k0", digest=b"\3" * 32)

    def work(ledger: Ledger) -> tuple[object, ...]:
        ledger.put_key(kept)
        ledger.put_key(other)
        ledger.drop_key("k1")
        ledger.drop_key("nobody")
        return ledger.key_by_id("k1"), ledger.key_by_id("k0")

    assert store.write(work).result() == (None, other)
    assert (store.key(KEY.digest), store.key(b"\1" * 32), store.api_keys()) == (None, None, [other])


def test_the_day_on_which_a_key_was_last_used_is_kept_as_long_as_the_key(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ledger.put_key(KEY)
        for day in (TODAY, TODAY - DAY):
            ledger.note_key_used(KEY.id, day)
        ledger.note_key_used("nobody", TODAY)

    store.write(work).result()
    assert store.last_used() == {KEY.id: TODAY}

    store.write(lambda ledger: ledger.put_key(msgspec.structs.replace(KEY, digest=b"\2" * 32))).result()
    store.write(lambda ledger: ledger.note_key_used(KEY.id, TODAY + DAY)).result()
    assert store.last_used() == {KEY.id: TODAY + DAY}

    store.write(lambda ledger: ledger.drop_key(KEY.id)).result()
    assert store.last_used() == {}


def test_a_hook_is_seen_within_the_write_that_makes_it(store: Store) -> None:
    def work(ledger: Ledger) -> tuple[Hook | None, Hook | None]:
        ledger.put_hook(HOOK)
        return ledger.hook("h1"), ledger.hook("h2")

    assert store.write(work).result() == (HOOK, None)
