"""Checks of accounts and new secrets of their hooks over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import START, Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.model.directory import Account, Customer
from switchbook.model.query import Shelf
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Hook

HOOKS = (
    Hook(id="h1", source="generic", account_id="a1", secrets=("first-constructed",)),
    Hook(id="h2", source="twilio", account_id="a1", secrets=("token-constructed",)),
    Hook(id="h3", source="generic", account_id="a2", secrets=("other-constructed",)),
)


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory with hooks."""
    put_directory(store)

    def work(ledger: Ledger) -> None:
        for hook in HOOKS:
            ledger.put_hook(hook)
        ledger.note_delivery("h1", START)

    store.write(work).result()
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def limited(store: Store, clock: Clock, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits."""
    made = Caller(application(store, clock))
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def secrets_of(store: Store, hook_id: str) -> tuple[str, ...]:
    """The secrets that a hook has now."""
    hook = store.hook(hook_id)
    assert hook is not None
    return hook.secrets


def test_a_check_says_what_an_account_holds_and_when_its_hooks_were_called(caller: Caller, store: Store) -> None:
    keep(store, session(1, "a1"), session(2, "a2"))
    keep(store, session(3, "a1"), shelf=Shelf.archive)

    told = caller.post("/accounts/a1/check").json()

    assert (told["accountName"], told["sessions"], told["customers"], told["endpoints"]) == ("Acme", 2, 4, 2)
    generic, twilio = told["hooks"]
    assert generic["lastDelivery"] == "2026-11-22T05:00:00.000Z"
    assert generic["url"].endswith("/hooks/generic/h1")
    assert (twilio["id"], twilio["secrets"], "lastDelivery" in twilio) == ("h2", 1, False)
    assert told["findings"] == [{"record": "hook", "recordId": "h2", "problem": "Nothing has come through it yet"}]
    assert "constructed" not in repr(told)


def test_a_check_names_what_is_wrong(caller: Caller, store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a4", name="Own", twilio_account_sid="AC1", is_byoa=True))
        ledger.put_customer(Customer(id="c9", account_id="a4", name="Lost", parent_customer_id="gone"))

    store.write(work).result()

    told = caller.post("/accounts/a4/check").json()["findings"]

    assert [(each["recordId"], each["problem"]) for each in told] == [
        ("c9", "The customer above it does not exist"),
        ("a4", "It brings a Twilio account, but has no hook for it"),
    ]


def test_new_secrets_are_shown_once_and_the_ones_before_stay_good(caller: Caller, store: Store) -> None:
    told = caller.post("/accounts/a1/tokens").json()["hooks"]
    new = told[0]["secret"]

    assert told == [
        {"id": "h1", "source": "generic", "changed": True, "secret": new},
        {"id": "h2", "source": "twilio", "changed": False},
    ]
    assert secrets_of(store, "h1") == ("first-constructed", new)
    assert secrets_of(store, "h2") == ("token-constructed",)
    assert secrets_of(store, "h3") == ("other-constructed",)
    _, (line,) = store.audited(AuditQuery(accounts=None))
    assert (line.operation, line.record, line.record_id, line.account_id) == (
        "RegenerateAccountTokens", "hook", "h1", "a1"
    )  # fmt: skip
    assert new not in repr(line)

    newer = caller.post("/accounts/a1/tokens").json()["hooks"][0]["secret"]
    assert secrets_of(store, "h1") == (new, newer)


def test_a_new_twilio_token_is_taken_and_never_told(caller: Caller, store: Store) -> None:
    answer = caller.post("/accounts/a1/tokens", json={"twilioAuthToken": "newer-constructed"})

    assert answer.json()["hooks"][1] == {"id": "h2", "source": "twilio", "changed": True}
    assert "newer-constructed" not in answer.text
    assert secrets_of(store, "h2") == ("token-constructed", "newer-constructed")
    assert "newer-constructed" not in repr(store.audited(AuditQuery(accounts=None)))


def test_what_comes_through_a_hook_is_authentic_by_the_new_secret(caller: Caller, store: Store) -> None:
    secret = caller.post("/accounts/a2/tokens").json()["hooks"][0]["secret"]
    event = {"version": 1, "type": "started", "leg": "l1", "at": "2026-11-22T04:59:58Z", "from": "+15035551234"}

    refused = caller.post("/hooks/generic/h3", json=event, headers={"Authorization": "Bearer wrong"})
    taken = caller.post("/hooks/generic/h3", json=event, headers={"Authorization": f"Bearer {secret}"})

    assert (refused.status_code, taken.status_code) == (403, 200)


def test_tokens_that_only_twilio_makes_are_not_pretended(caller: Caller, store: Store) -> None:
    store.write(lambda ledger: ledger.drop_hook("h1")).result()

    answer = caller.post("/accounts/a1/tokens")

    assert answer.status_code == 501
    assert "Only Twilio makes new tokens" in answer.json()["responseStatus"]["message"]
    assert secrets_of(store, "h2") == ("token-constructed",)


def test_an_account_without_hooks_has_no_tokens(caller: Caller, store: Store) -> None:
    store.write(lambda ledger: ledger.drop_hook("h3")).result()

    assert caller.post("/accounts/a2/tokens").status_code == 409


def test_new_tokens_asked_for_again_are_made_once_and_not_shown_again(caller: Caller, store: Store) -> None:
    headers = {"Idempotency-Key": "k"}

    first = caller.post("/accounts/a1/tokens", headers=headers)
    again = caller.post("/accounts/a1/tokens", headers=headers)

    assert (first.status_code, first.headers["cache-control"], again.status_code) == (200, "no-store", 409)
    assert secrets_of(store, "h1") == ("first-constructed", first.json()["hooks"][0]["secret"])


@pytest.mark.parametrize("what", ["check", "tokens"])
def test_only_who_sees_the_whole_account_may_ask(caller: Caller, store: Store, clock: Clock, what: str) -> None:
    outside = limited(store, clock, Role.SystemAdministrator, accounts=frozenset({"a2"}))
    part = limited(store, clock, Role.SystemAdministrator, customers=frozenset({"c1"}))
    user = limited(store, clock, Role.User, endpoints=frozenset({"e1"}))
    manager = limited(store, clock, Role.Manager, accounts=frozenset({"a1"}))

    asked = [each.post(f"/accounts/a1/{what}").status_code for each in (outside, part, user, manager)]

    assert asked == [404, 403, 403, 200 if what == "check" else 403]
    assert secrets_of(store, "h1") == ("first-constructed",)
