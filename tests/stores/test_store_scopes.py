"""Every store: what an actor's scope lets through, whatever else is asked."""

from __future__ import annotations

from typing import Any

import pytest
from support.sessions import asked, by, found, keep, numbered, numbers, session

from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.directory import Account, Customer
from switchbook.model.query import NO_CUSTOMER, Shelf
from switchbook.model.session import Member
from switchbook.stores.contract import Ledger, Store


def ids(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.fixture
def book(store: Store) -> Store:
    """A book of two accounts with a customer tree (c1 > c11 > c111, c2) and sessions that touch endpoints."""

    def directory(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a1", name="One"))
        ledger.put_account(Account(id="a2", name="Two", parent_account_id="a1"))
        ledger.put_customer(Customer(id="c1", account_id="a1", name="C1"))
        ledger.put_customer(Customer(id="c11", account_id="a1", name="C11", parent_customer_id="c1"))
        ledger.put_customer(Customer(id="c111", account_id="a1", name="C111", parent_customer_id="c11"))
        ledger.put_customer(Customer(id="c2", account_id="a1", name="C2"))

    store.write(directory).result()
    keep(
        store,
        session(1, customer_id="c1"),
        session(2, customer_id="c111", endpoint_id="e1"),
        session(3, customer_id="c2", answered_by_id="e1"),
        session(4, members=(Member(endpoint_id="e2"), Member(), Member(endpoint_id="e1"))),
        session(5, customer_id="unknown"),
        session(6, "a2", customer_id="c11", endpoint_id="e2"),
        session(7, "a3"),
        log=["a line"],
    )
    return store


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (EVERYTHING, [7, 6, 5, 4, 3, 2, 1]),
        (Scope(accounts=ids("a1")), [5, 4, 3, 2, 1]),
        (Scope(accounts=ids("a2", "a3")), [7, 6]),
        (Scope(accounts=ids("nobody")), []),
        (Scope(accounts=ids()), []),
        (Scope(accounts=ids("a1"), customers=ids("c1")), [2, 1]),
        (Scope(accounts=ids("a1", "a2"), customers=ids("c11")), [6, 2]),
        (Scope(accounts=None, customers=ids("c2", "c111")), [3, 2]),
        (Scope(accounts=ids("a1"), customers=ids("unknown")), [5]),
        (Scope(accounts=None, customers=ids()), []),
        (Scope(accounts=None, customers=ids(NO_CUSTOMER)), []),
        (Scope(accounts=ids("a1"), endpoints=ids("e1")), [4, 3, 2]),
        (Scope(accounts=None, endpoints=ids("e2")), [6, 4]),
        (Scope(accounts=None, endpoints=ids("e1", "e2")), [6, 4, 3, 2]),
        (Scope(accounts=None, endpoints=ids()), []),
        (Scope(accounts=ids("a1"), customers=ids("c1"), endpoints=ids("e1", "e2")), [2]),
    ],
)
def test_a_scope_is_all_that_is_seen(book: Store, scope: Scope, expected: list[int]) -> None:
    assert found(book, scope) == expected

    one = book.find(asked(scope, limit=1))
    total, batches = book.stream(asked(scope))
    assert one.total == total == len(expected)
    assert one.has_more is (len(expected) > 1)
    assert [number for batch in batches for number in numbers(batch)] == expected


SCOPES = [
    Scope(accounts=ids("a2")),
    Scope(accounts=None, customers=ids("c11")),
    Scope(accounts=None, endpoints=ids("e2")),
]


@pytest.mark.parametrize("scope", SCOPES, ids=["accounts", "customers", "endpoints"])
@pytest.mark.parametrize(
    "parts",
    [
        {"accounts": ids("a1", "a2", "a3")},
        {"customers": ids("c1", "c2", NO_CUSTOMER)},
        {"endpoints": ids("e1", "e2")},
        {"ids": frozenset(map(numbered, range(9)))},
        {"log_needle": "line"},
        {"log_needle": "a"},
        {"sort": by("consoleData")},
        {"sort": by("customerName")},
        {"sort": by("fromAddress", descending=True)},
        {"with_total": False},
        {"offset": 0, "limit": 1},
    ],
    ids=lambda asked: "-".join(asked) or "all",
)
def test_no_filter_sort_or_page_shows_what_the_scope_does_not_hold(
    book: Store, scope: Scope, parts: dict[str, Any]
) -> None:
    assert set(found(book, scope, **parts)) <= set(found(book, scope))


def test_accounts_asked_for_are_those_alone_and_only_where_in_scope(book: Store) -> None:
    scope = Scope(accounts=ids("a1", "a2"))

    assert found(book, scope, accounts=ids("a2", "a3")) == [6]
    assert found(book, scope, accounts=ids("a3")) == []
    assert found(book, scope, accounts=ids()) == []


def test_a_customer_that_moves_takes_its_sessions_to_the_scope_it_moves_to(book: Store) -> None:
    of_c2 = Scope(accounts=ids("a1"), customers=ids("c2"))
    assert found(book, of_c2) == [3]

    moved = Customer(id="c11", account_id="a1", name="C11", parent_customer_id="c2")
    book.write(lambda ledger: ledger.put_customer(moved)).result()

    assert found(book, of_c2) == [3, 2]
    assert found(book, Scope(accounts=ids("a1"), customers=ids("c1"))) == [1]


def test_a_cycle_of_customers_ends(book: Store) -> None:
    cycle = Customer(id="c1", account_id="a1", name="C1", parent_customer_id="c111")
    book.write(lambda ledger: ledger.put_customer(cycle)).result()

    for customer in ("c1", "c11", "c111"):
        assert found(book, Scope(accounts=ids("a1"), customers=ids(customer))) == [2, 1]
        assert found(book, accounts=ids("a1"), customers=ids(customer)) == [2, 1]


def test_a_scope_of_very_many_accounts_answers(book: Store) -> None:
    many = frozenset(f"x{number}" for number in range(3000))

    assert found(book, Scope(accounts=many | ids("a1", "a3"))) == [7, 5, 4, 3, 2, 1]
    assert found(book, Scope(accounts=None, customers=many | ids("c1"), endpoints=many | ids("e1"))) == [2]


@pytest.mark.parametrize("scope", [EVERYTHING, *SCOPES], ids=["all", "accounts", "customers", "endpoints"])
def test_each_shelf_is_looked_at_alone(book: Store, scope: Scope) -> None:
    archived = session(60, "a2", customer_id="c11", endpoint_id="e2")
    keep(book, archived, log=["a line"], shelf=Shelf.archive)

    for parts in ({}, {"log_needle": "line"}, {"ids": ids(numbered(60), numbered(6))}, {"sort": by("displayName")}):
        assert found(book, scope, shelf=Shelf.archive, **parts) == [60]
        assert 6 in found(book, scope, **parts)
        assert 60 not in found(book, scope, **parts)
