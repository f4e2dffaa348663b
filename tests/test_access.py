"""Passwords, keys, hooks, the brake on guessing, and what each user and key may see."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import argon2
import pytest

from switchbook import access
from switchbook.access import FailedLogins, ProvenPairs
from switchbook.errors import BadRequest, TooManyRequests
from switchbook.model.actor import EVERYTHING, Role, Scope
from switchbook.model.directory import Account, Customer, Directory, Endpoint

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
Ids = frozenset[str] | None

DIRECTORY = Directory(
    accounts=[Account(id="a1", name="North"), Account(id="a2", name="South")],
    customers=[Customer(id="c1", account_id="a1", name="Acme"), Customer(id="c2", account_id="a2", name="Brink")],
    endpoints=[Endpoint(id="e2", account_id="a2", name="Front desk")],
)


def ids(*names: str) -> frozenset[str]:
    return frozenset(names)


def test_a_password_matches_its_own_hash_and_no_other() -> None:
    kept = access.hash_password("correct horse")

    assert kept.startswith("$argon2id$")
    assert access.password_matches("correct horse", kept)
    assert not access.password_matches("correct horsE", kept)


@pytest.mark.parametrize("password", ["", "é", "\0", "\ud800", "x" * 100_000])
def test_awkward_passwords_are_hashed_as_they_are(password: str) -> None:
    assert access.password_matches(password, access.hash_password(password))


def test_nobody_and_a_damaged_hash_match_no_password() -> None:
    assert not access.password_matches("x", None)
    assert not access.password_matches("x", "not a hash")


def test_at_most_two_passwords_are_hashed_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    counting = threading.Lock()
    running, most = 0, 0

    def slow(*_: object) -> bool:
        nonlocal running, most
        with counting:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with counting:
            running -= 1
        return True

    kept = access.hash_password("x")
    monkeypatch.setattr(argon2.PasswordHasher, "verify", slow)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: access.password_matches("x", kept), range(8)))

    assert most == access.AT_ONCE == 2


def test_a_proven_pair_is_remembered_for_five_minutes() -> None:
    pairs = ProvenPairs()

    pairs.remember("Ann@example.com", "word", "hash", NOW)

    assert pairs.holds("ann@example.com", "word", "hash", NOW + timedelta(minutes=4, seconds=59))
    assert not pairs.holds("ann@example.com", "other", "hash", NOW)
    assert not pairs.holds("bob@example.com", "word", "hash", NOW)
    assert not pairs.holds("ann@example.com", "word", "hash", NOW + timedelta(minutes=5))


def test_a_proven_pair_is_dropped_when_the_password_changes() -> None:
    pairs = ProvenPairs()
    pairs.remember("ann", "word", "old hash", NOW)

    assert not pairs.holds("ann", "word", "new hash", NOW)
    assert not pairs.fresh("ann", "word", NOW)


def test_made_up_names_do_not_fill_the_memory() -> None:
    pairs, failed = ProvenPairs(), FailedLogins(1)

    for number in range(10_001):
        pairs.remember(f"user {number}", "word", "hash", NOW)
        failed.count([f"user {number}"], NOW)

    assert not pairs.fresh("user 0", "word", NOW)
    assert pairs.fresh("user 10000", "word", NOW)
    failed.check(["user 0"], NOW)
    with pytest.raises(TooManyRequests):
        failed.check(["user 10000"], NOW)


def test_too_many_failures_within_a_minute_call_for_a_pause_of_a_minute() -> None:
    failed = FailedLogins(3)
    for second in (0, 20, 40):
        failed.check(["ann", "here"], NOW + timedelta(seconds=second))
        failed.count(["ann", "here"], NOW + timedelta(seconds=second))

    with pytest.raises(TooManyRequests) as refused:
        failed.check(["bob", "here"], NOW + timedelta(seconds=50))

    assert refused.value.retry_after == 51
    failed.check(["bob", "there"], NOW + timedelta(seconds=50))
    failed.check(["ann", "here"], NOW + timedelta(seconds=100))


def test_failures_far_apart_are_forgotten() -> None:
    failed = FailedLogins(2)

    for minute in range(5):
        failed.check(["ann"], NOW + minute * MINUTE)
        failed.count(["ann"], NOW + minute * MINUTE)

    failed.check(["ann"], NOW + 5 * MINUTE)


@pytest.mark.parametrize(
    ("role", "accounts", "customers", "endpoints", "scope"),
    [
        (Role.SystemAdministrator, None, None, None, EVERYTHING),
        (Role.SystemAdministrator, ids("a1"), None, None, Scope(accounts=ids("a1"))),
        (Role.SystemAdministrator, ids(), None, None, Scope(accounts=ids())),
        (Role.Manager, None, None, None, Scope(accounts=ids())),
        (Role.Manager, ids("a1", "a2"), None, None, Scope(accounts=ids("a1", "a2"))),
        (Role.Manager, ids("a1"), ids("c1"), None, Scope(accounts=ids("a1"), customers=ids("c1"))),
        (Role.Customer, ids("a1"), ids("c1"), None, Scope(accounts=ids("a1"), customers=ids("c1"))),
        (Role.Customer, None, ids("c1", "c9"), None, Scope(accounts=ids("a1"), customers=ids("c1", "c9"))),
        (Role.Customer, ids("a1"), None, None, Scope(accounts=ids("a1"), customers=ids())),
        (Role.User, ids("a2"), None, ids("e2"), Scope(accounts=ids("a2"), endpoints=ids("e2"))),
        (Role.User, None, None, ids("e2"), Scope(accounts=ids("a2"), endpoints=ids("e2"))),
        (Role.User, ids("a2"), None, None, Scope(accounts=ids("a2"), endpoints=ids())),
        (Role.User, None, None, None, Scope(accounts=ids(), endpoints=ids())),
    ],
)
def test_an_actor_sees_only_what_is_named(
    role: Role, accounts: Ids, customers: Ids, endpoints: Ids, scope: Scope
) -> None:
    user = access.new_user("ann@example.com", "Ann", role, "word", accounts, customers, endpoints)
    key, _ = access.new_key("reports", role, accounts, customers, endpoints)

    of_user = access.actor_of_user(user, DIRECTORY)
    of_key = access.actor_of_key(key, DIRECTORY)

    assert of_user.scope == of_key.scope == scope
    assert (of_user.kind, of_user.id, of_user.email) == ("user", user.id, "ann@example.com")
    assert (of_key.kind, of_key.id, of_key.name) == ("key", key.id, "reports")


@pytest.mark.parametrize("email", ["", " ", "ann", "@example.com", "ann@", "ann @example.com", "ann@ex\nample.com"])
def test_a_user_needs_an_address(email: str) -> None:
    with pytest.raises(BadRequest, match="e-mail"):
        access.new_user(email, "Ann", Role.Manager, "word")


def test_a_user_and_a_hook_need_a_secret() -> None:
    with pytest.raises(BadRequest, match="password"):
        access.new_user("ann@example.com", "Ann", Role.Manager, "")
    with pytest.raises(BadRequest, match="secret"):
        access.new_hook("twilio", "a1", "")


def test_a_user_without_a_name_is_called_by_the_address() -> None:
    assert access.new_user(" ann@example.com ", " ", Role.Manager, "word").name == "ann@example.com"


def test_a_key_is_found_by_what_is_kept_of_its_secret() -> None:
    key, secret = access.new_key("reports", Role.Manager)

    assert secret.startswith("sb_")
    assert len(secret) == 43
    assert key.digest == access.digest_of(secret)
    assert secret not in repr(key)


def test_session_ids_are_letters_and_digits_and_never_the_same() -> None:
    made = {access.new_session_id() for _ in range(1000)}

    assert len(made) == 1000
    assert all(len(each) == 20 and each.isascii() and each.isalnum() for each in made)
