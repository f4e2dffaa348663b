"""Every store: the figures of the sessions that match, and SQLite's are those of the store in memory."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from stores.test_stores_agree import QUICK, any_plan, both
from support.directory import put_directory
from support.questions import described, make_query
from support.sessions import NOON, asked, keep, session
from support.worlds import World, worlds

from switchbook.errors import GivenUp
from switchbook.model.actor import Scope
from switchbook.model.query import Shelf
from switchbook.model.session import Channel
from switchbook.model.summary import QUARTER_MS, Figures
from switchbook.stores.contract import Store

MINUTE = timedelta(minutes=1)


@pytest.fixture
def filled(store: Store) -> Store:
    """Four sessions of two accounts: an answered, a missed and an abandoned one, and one that runs."""
    keep(
        store,
        session(1, ended=True, outcome="Answered", date_completed=NOON + MINUTE, from_address="+1", customer_id="c1"),
        session(2, ended=True, outcome="Missed", was_missed=True, date_completed=NOON + 2 * MINUTE, from_address="+1"),
        session(3, "a2", channel=Channel.Chat, from_address="+2"),
    )
    keep(
        store,
        session(4, ended=True, outcome="ABANDONED", was_missed=True, date_completed=NOON + MINUTE),
        shelf=Shelf.archive,
    )
    return store


def test_figures_are_of_all_that_match(filled: Store) -> None:
    live = filled.summary(asked(), 10)
    both_shelves = filled.summary(asked(both_shelves=True), 10)
    none = filled.summary(asked(accounts=frozenset({"a9"})), 10)

    first, second = live.shares["from_address"][0], live.shares["from_address"][1]
    assert (live.figures.sessions, live.figures.answered, live.figures.missed, live.figures.running) == (3, 1, 1, 1)
    assert (both_shelves.figures.abandoned, both_shelves.figures.missed) == (1, 2)
    assert (none.figures, none.moments) == (Figures(), [])
    assert (first.key, first.sessions, first.missed) == ("+1", 2, 1)
    assert (second.key, second.sessions) == ("+2", 1)
    assert [share.key for share in live.shares["customer"]] == ["c1"]
    assert [(share.key, share.sessions) for share in live.shares["channel"]] == [(0, 2), (1, 1)]
    assert {share.key: share.sessions for share in live.shares["outcome"]} == {"answered": 1, "missed": 1}


def test_only_the_largest_parts_are_told(filled: Store) -> None:
    shares = filled.summary(asked(), 1).shares

    assert [share.key for share in shares["account"]] == ["a1"]
    assert [share.key for share in shares["from_address"]] == ["+1"]
    assert filled.summary(asked(), 0).shares["account"] == []


def test_sessions_without_a_customer_take_no_customers_place(store: Store) -> None:
    keep(store, session(1), session(2), session(3, customer_id="c1"))

    told = store.summary(asked(), 1).shares["customer"]

    assert [(share.key, share.sessions) for share in told] == [("c1", 1)]


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        ({}, {"c1": 3, "c2": 2, "c3": 1, "c4": 1}),
        ({"accounts": frozenset({"a1"})}, {"c1": 3, "c2": 2, "c3": 1, "c4": 1}),
        ({"accounts": frozenset({"a1"}), "customers": frozenset({"c2"})}, {"c2": 2, "c3": 1}),
        ({"accounts": frozenset({"a2"})}, {}),
    ],
)
def test_a_session_counts_in_all_customers_above_that_may_be_seen(
    store: Store, limits: dict[str, frozenset[str]], named: dict[str, int]
) -> None:
    put_directory(store)
    keep(store, *(session(number, customer_id=f"c{number}") for number in (1, 2, 3, 4)), session(5))

    told = store.summary(asked(scope=Scope(**{"accounts": None, **limits})), 10).shares["customer"]

    assert {share.key: share.sessions for share in told} == named


def test_a_customer_outside_the_scope_is_not_named_for_those_below_it(store: Store) -> None:
    put_directory(store)
    keep(store, session(1, customer_id="c3", endpoint_id="e2"))

    told = store.summary(asked(scope=Scope(accounts=None, endpoints=frozenset({"e2"}))), 10).shares["customer"]

    assert [share.key for share in told] == ["c3"]


def test_equal_parts_come_in_order_of_their_names(store: Store) -> None:
    for number in range(1, 8):
        keep(store, session(number, from_address=f"+{9 - number}"))

    told = store.summary(asked(), 3).shares["from_address"]

    assert [share.key for share in told] == ["+2", "+3", "+4"]


def test_seconds_are_those_of_sessions_that_are_over(store: Store) -> None:
    begun = session(1).date_created
    keep(
        store,
        session(1, ended=True, date_completed=begun + timedelta(seconds=61.9)),
        session(2, date_completed=begun + timedelta(hours=1)),
        session(3, ended=True),
    )

    figures = store.summary(asked(), 10).figures

    assert (figures.seconds, figures.longest, figures.running) == (61, 61, 1)


def test_moments_are_quarters_of_an_hour(store: Store) -> None:
    for number, minutes in enumerate((0, 14, 15, 16, 600), 1):
        keep(store, session(number, date_created=NOON + minutes * MINUTE))

    moments = store.summary(asked(), 10).moments

    assert [moment.sessions for moment in moments] == [2, 2, 1]
    first = int(NOON.timestamp() * 1000) // QUARTER_MS
    assert [moment.quarter - first for moment in moments] == [0, 1, 40]


def test_summing_is_given_up(store: Store) -> None:
    for number in range(1, 300):
        keep(store, session(number))
    try:
        store.summary(asked(), 10, lambda: True)
    except GivenUp:
        return
    # The store in memory never stops; SQLite may be done before it is first asked.
    assert store.summary(asked(), 10).figures.sessions == 299


@given(worlds())
@QUICK
def test_sqlite_sums_up_as_memory_does(drawn: tuple[World, Random]) -> None:
    world, chance = drawn
    with both(world) as (memory, sqlite):
        for _ in range(25):
            query = make_query(chance, world)
            most = chance.choice([0, 1, 3, 100])
            with any_plan(chance):
                expected, actual = memory.summary(query, most), sqlite.summary(query, most)
            assert actual.figures == expected.figures, described(query)
            assert list(actual.moments) == list(expected.moments), described(query)
            for name, shares in expected.shares.items():
                assert list(actual.shares[name]) == list(shares), f"{name} of {described(query)}"
