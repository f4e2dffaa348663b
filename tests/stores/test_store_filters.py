"""Every store: accounts, customers, endpoints, parent, ids and dates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from support.sessions import NOON, found, keep, numbered, page, session, shown

from switchbook.model.directory import Customer
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import NO_CUSTOMER
from switchbook.model.session import Member
from switchbook.stores.contract import Ledger, Store


def ids(*names: str) -> frozenset[str]:
    return frozenset(names)


@pytest.fixture
def book(store: Store) -> Store:
    """A customer tree (c1 > c11 > c111, c2) with a session each, one without, one of a customer nobody knows."""

    def directory(ledger: Ledger) -> None:
        # Children first: the order of arrival does not matter.
        ledger.put_customer(Customer(id="c111", account_id="a1", name="C111", parent_customer_id="c11"))
        ledger.put_customer(Customer(id="c11", account_id="a1", name="C11", parent_customer_id="c1"))
        ledger.put_customer(Customer(id="c2", account_id="a1", name="C2"))
        ledger.put_customer(Customer(id="c1", account_id="a1", name="C1"))

    store.write(directory).result()
    keep(store, session(1, customer_id="c1"), session(2, customer_id="c11"), session(3, customer_id="c111"))
    keep(store, session(4, customer_id="c2"), session(5), session(6, customer_id="unknown"), session(7, "a2"))
    return store


@pytest.mark.parametrize(
    ("customers", "expected"),
    [
        (ids("c1"), [3, 2, 1]),
        (ids("c11"), [3, 2]),
        (ids("c111"), [3]),
        (ids("c111", "c2"), [4, 3]),
        (ids("c1", "c11", "c111"), [3, 2, 1]),
        (ids(NO_CUSTOMER), [7, 5]),
        (ids(NO_CUSTOMER, "c2"), [7, 5, 4]),
        (ids("unknown"), [6]),
        (ids("nobody"), []),
        (ids("C1"), []),
        (ids(), []),
    ],
)
def test_customers_are_found_with_all_below_them(book: Store, customers: frozenset[str], expected: list[int]) -> None:
    assert found(book, customers=customers) == expected
    assert page(book, 0, 1, customers=customers).total == len(expected)
    of_a1 = [number for number in expected if number != 7]
    assert found(book, customers=customers, accounts=ids("a1")) == of_a1


def test_endpoints_are_compared_with_the_sessions_own_alone(store: Store) -> None:
    keep(store, session(1, endpoint_id="e1"), session(2, answered_by_id="e1"), session(3, endpoint_id="e2"))
    keep(store, session(4, members=(Member(endpoint_id="e1"),)), session(5))

    assert found(store, endpoints=ids("e1")) == [1]
    assert found(store, endpoints=ids("e1", "e2")) == [3, 1]
    assert found(store, endpoints=ids("E1")) == []
    assert found(store, endpoints=ids()) == []


def test_a_parent_is_compared_exactly_and_is_not_shown(store: Store) -> None:
    parent = numbered(1)
    keep(store, session(1), session(2, parent_session_id=parent), session(3, "a2", parent_session_id=parent))
    keep(store, session(4, parent_session_id="Other"), session(5, parent_session_id=None))

    assert found(store, parent=parent) == [3, 2]
    assert found(store, parent=parent, accounts=ids("a1")) == [2]
    assert found(store, parent="Other") == [4]
    assert found(store, parent="other") == []
    assert found(store, parent=parent[:-1]) == []
    assert "parentSessionId" not in shown(store, 2)


def test_ids_are_anded_with_all_else_and_unknown_ones_are_silently_absent(store: Store) -> None:
    keep(store, session(0xABC), session(2, "a2"), session(3))
    wanted = ids(numbered(0xABC), numbered(2), numbered(99))

    assert found(store, ids=wanted) == [0xABC, 2]
    assert found(store, ids=wanted, accounts=ids("a1")) == [0xABC]
    assert found(store, ids=wanted, end=NOON + timedelta(minutes=3)) == [2]
    assert found(store, ids=ids()) == []


@pytest.mark.parametrize(
    "text", ["", "_", "%", "nonsense", numbered(0xABC).upper(), numbered(0xABC)[:-1], "\0", "ü" * 24]
)
def test_an_id_is_found_only_as_it_is(store: Store, text: str) -> None:
    keep(store, session(0xABC))

    assert found(store, ids=ids(text)) == []
    assert found(store, ids=ids(text, numbered(0xABC))) == [0xABC]


def test_thousands_of_ids_are_answered(store: Store) -> None:
    keep(store, *map(session, range(1, 21)))

    assert found(store, ids=frozenset(map(numbered, range(15, 5000)))) == [20, 19, 18, 17, 16, 15]


MILLISECOND = timedelta(milliseconds=1)
DAY = timedelta(days=1)


@pytest.fixture
def days(store: Store) -> Store:
    """Sessions around two midnights of UTC: 1 to 3 about the first, 4 at noon between, 5 to 7 about the second."""
    first = datetime(2026, 5, 9, tzinfo=UTC)
    times = [first - MILLISECOND, first, first + MILLISECOND, first + DAY / 2]
    times += [first + DAY - MILLISECOND, first + DAY, first + DAY + MILLISECOND]
    keep(store, *(session(number, date_created=time) for number, time in enumerate(times, start=1)))
    keep(store, session(8, "a2", date_created=first), session(9, "a2", date_created=first + DAY))
    return store


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-05-09T00:00+00:00", None, [2, 3, 4, 5, 6, 7]),
        ("2026-05-09T00:00:00.001+00:00", None, [3, 4, 5, 6, 7]),
        (None, "2026-05-10T00:00+00:00", [1, 2, 3, 4, 5]),
        (None, "2026-05-10T00:00:00.001+00:00", [1, 2, 3, 4, 5, 6]),
        ("2026-05-09T00:00+00:00", "2026-05-10T00:00+00:00", [2, 3, 4, 5]),
        ("2026-05-09T06:00+00:00", "2026-05-09T18:00+00:00", [4]),
        ("2026-05-09T12:00+00:00", "2026-05-09T12:00+00:00", []),
        ("2026-05-10T00:00+00:00", "2026-05-09T00:00+00:00", []),
        ("2026-05-11T00:00+00:00", None, []),
        (None, "2026-05-08T00:00+00:00", []),
        ("0001-01-01T00:00+00:00", "9999-12-31T23:59:59.999+00:00", [1, 2, 3, 4, 5, 6, 7]),
        ("2026-05-09T02:00+02:00", "2026-05-09T14:00+02:00", [2, 3]),
        ("2026-05-09T00:00:00.000001+00:00", "2026-05-10T00:00:00.000999+00:00", [3, 4, 5, 6]),
    ],
)
def test_dates_are_cut_at_the_millisecond_start_inclusive_and_end_exclusive(
    days: Store, start: str | None, end: str | None, expected: list[int]
) -> None:
    window: dict[str, Any] = {
        "start": None if start is None else datetime.fromisoformat(start),
        "end": None if end is None else datetime.fromisoformat(end),
    }

    assert found(days, **window, accounts=ids("a1")) == expected[::-1]
    assert page(days, 1, 2, **window, accounts=ids("a1")).total == len(expected)
    everywhere = found(days, **window)
    assert [number for number in everywhere if number < 8] == expected[::-1]
    assert page(days, 1, 2, **window).total == len(everywhere)


def test_a_window_in_another_zone_is_the_same_instants(days: Store) -> None:
    start = datetime(2026, 5, 9, 5, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))

    assert found(days, start=start, end=start + DAY, accounts=ids("a1")) == [5, 4, 3, 2]


def test_all_filters_are_anded(store: Store) -> None:
    facts: dict[str, Any] = {
        "customer_id": "c1",
        "endpoint_id": "e1",
        "from_address": "+4930123",
        "to_address": "sip:x@example.org",
    }
    keep(store, session(1, parent_session_id="p", **facts), log=["hello"])
    asked: dict[str, Any] = {
        "accounts": ids("a1"),
        "customers": ids("c1"),
        "endpoints": ids("e1"),
        "ids": ids(numbered(1)),
        "parent": "p",
        "start": NOON,
        "end": NOON + DAY,
        "from_needle": AddressNeedle.of("30 12"),
        "to_needle": AddressNeedle.of("X@EXAMPLE"),
        "log_needle": "ell",
    }
    wrong: dict[str, Any] = {
        "accounts": ids("a2"),
        "customers": ids("c2"),
        "endpoints": ids("e2"),
        "ids": ids(numbered(2)),
        "parent": "q",
        "start": NOON + DAY,
        "end": NOON,
        "from_needle": AddressNeedle.of("031"),
        "to_needle": AddressNeedle.of("y@example"),
        "log_needle": "hallo",
    }

    assert found(store, **asked) == [1]
    for name, value in wrong.items():
        assert found(store, **{**asked, name: value}) == [], name
