"""GetAuthStatus: who is signed in, and the accounts they may see, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from switchbook import settings
from switchbook.api.auth import get_auth_status
from switchbook.api.context import Context
from switchbook.api.types import GetAuthStatus, UserInfo
from switchbook.model.actor import EVERYTHING, NOBODY, Role, Scope
from switchbook.model.directory import Account
from switchbook.stores.contract import Ledger, Store

Asking = Callable[..., Context]


def with_accounts(store: Store) -> None:
    def put(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a1", name="Zenith"))
        ledger.put_account(Account(id="a2", name="Acme"))

    store.write(put).result()


@pytest.mark.parametrize(
    ("scope", "ids", "names"),
    [
        (EVERYTHING, ("a2", "a1"), ("Acme", "Zenith")),
        (Scope(accounts=frozenset({"a1"})), ("a1",), ("Zenith",)),
        (Scope(accounts=frozenset({"a1", "a9"})), ("a1", "a9"), ("Zenith", "a9")),
        (Scope(accounts=frozenset()), (), ()),
    ],
)
def test_somebody_is_told_the_accounts_in_scope_sorted_by_name(
    store: Store, asking: Asking, scope: Scope, ids: tuple[str, ...], names: tuple[str, ...]
) -> None:
    with_accounts(store)

    told = get_auth_status(GetAuthStatus(), asking(scope))

    assert (told.is_authenticated, told.id, told.roles) == (True, "u1", (Role.Manager,))
    assert (told.account_ids, told.account_names) == (ids, names)


def test_nobody_is_told_nothing(store: Store) -> None:
    with_accounts(store)

    told = get_auth_status(GetAuthStatus(), Context(NOBODY, store, settings.load({}), datetime(2026, 6, 1, tzinfo=UTC)))

    assert told == UserInfo()
