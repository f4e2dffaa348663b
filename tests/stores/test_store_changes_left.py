"""Every store: who follows within a scope of customers or endpoints hears that a session has left it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from support.feed import Mirror, named, seen, told
from support.sessions import NOON, keep, numbered, save, session

from switchbook.errors import PositionExpired
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.directory import Customer
from switchbook.model.query import Shelf
from switchbook.model.session import Member
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_changes import ChangeKind
from switchbook.stores.sqlite import changes


def of(*customers: str) -> Scope:
    """Who sees these customers of account a1."""
    return Scope(accounts=frozenset({"a1"}), customers=frozenset(customers))


def at(*endpoints: str) -> Scope:
    """Who sees these endpoints of account a1."""
    return Scope(accounts=frozenset({"a1"}), endpoints=frozenset(endpoints))


def put(store: Store, customer_id: str, parent: str | None = None) -> None:
    """Put a customer below another."""
    customer = Customer(id=customer_id, account_id="a1", name=customer_id, parent_customer_id=parent)
    store.write(lambda ledger: ledger.put_customer(customer)).result()


def delete(store: Store, number: int) -> None:
    store.write(lambda ledger: ledger.delete(numbered(number))).result()


def test_a_session_that_gets_another_customer_leaves_the_scope_of_the_first(store: Store) -> None:
    save(store, session(1, customer_id="c1"))
    start = store.position()
    save(store, session(1, customer_id="c2"))

    (left,) = told(store, start, of("c1"))
    assert (left.kind, left.session_id, left.document, left.into) == (ChangeKind.left, numbered(1), None, None)
    assert named(told(store, start, of("c2"))) == [("changed", 1)]
    assert named(told(store, start, of("c1", "c2"))) == [("changed", 1)]
    assert named(told(store, start)) == [("changed", 1)]
    assert told(store, start, of("c3")) == []
    assert told(store, start, Scope(accounts=frozenset({"a2"}), customers=frozenset({"c1"}))) == []
    assert told(store, start, Scope(accounts=None, customers=frozenset({"c1"}), endpoints=frozenset({"e1"}))) == []


def test_a_session_that_another_endpoint_took_leaves_the_scope_of_the_first(store: Store) -> None:
    keep(store, session(1, endpoint_id="e1", members=(Member(endpoint_id="e2"),)), shelf=Shelf.archive)
    start = store.position()
    save(store, session(1, endpoint_id="e3", members=(Member(endpoint_id="e2"),)), replace=True)

    assert named(told(store, start, at("e1"))) == [("left", 1)]
    for scope in (at("e2"), at("e3"), at("e1", "e2"), EVERYTHING):
        assert named(told(store, start, scope)) == [("changed", 1)]
    assert told(store, start, at("e4")) == []


def test_a_session_of_another_account_leaves_that_of_the_first(store: Store) -> None:
    save(store, session(1, "a1"))
    start = store.position()
    save(store, session(1, "a2"))

    assert named(told(store, start, Scope(accounts=frozenset({"a1"})))) == [("left", 1)]
    assert named(list(store.changes(EVERYTHING, frozenset({"a1"}), start, 10).items)) == [("left", 1)]
    assert named(told(store, start, Scope(accounts=frozenset({"a1", "a2"})))) == [("changed", 1)]


def test_who_gains_a_customer_or_endpoints_leaves_nobody(store: Store) -> None:
    save(store, session(1))
    start = store.position()
    save(store, session(1, endpoint_id="e1"))
    save(store, session(1, endpoint_id="e1", customer_id="c1", answered_by_id="e2"))

    assert named(told(store, start, at("e1"))) == [("changed", 1)]
    assert store.write(lambda ledger: ledger.forget_changes(NOON, NOON)).result() == 0
    later = NOON + timedelta(days=1)
    assert store.write(lambda ledger: ledger.forget_changes(later, later)).result() == 0


def test_a_session_that_moves_on_left_once_and_is_changed_when_it_returns(store: Store) -> None:
    save(store, session(1, customer_id="c1"))
    start = store.position()
    for customer in ("c2", "c3", "c4"):
        save(store, session(1, customer_id=customer))
        save(store, session(9))
    first = told(store, start, of("c1", "c2"))
    assert named(first) == [("left", 1)]
    # It was last to be seen as c2.
    assert first[0].position.partition(".")[0] == told(store, start, of("c2"))[0].position.partition(".")[0]
    assert named(told(store, start, of("c1", "c2", "c4"))) == [("changed", 1)]

    middle = store.position()
    save(store, session(1, customer_id="c1"))
    assert named(told(store, start, of("c1"))) == named(told(store, middle, of("c1", "c2"))) == [("changed", 1)]
    assert named(told(store, start, of("c2"))) == [("left", 1)]
    assert told(store, middle, of("c2")) == []

    save(store, session(1, customer_id="c5"))
    assert named(told(store, middle, of("c1"))) == [("left", 1)]


def test_what_becomes_of_a_session_elsewhere_is_not_told_where_it_left(store: Store) -> None:
    save(store, session(1, customer_id="c1"))
    save(store, session(2, customer_id="c1"))
    start = store.position()
    save(store, session(1, customer_id="c2"))
    save(store, session(2, customer_id="c2"))
    save(store, session(3, customer_id="c2"))
    moved = store.position()
    delete(store, 1)
    store.write(lambda ledger: ledger.absorb(numbered(2), numbered(3))).result()

    assert named(told(store, start, of("c1"))) == [("left", 1), ("left", 2)]
    assert told(store, moved, of("c1")) == []
    assert named(told(store, start, of("c2"))) == [("changed", 3), ("deleted", 1), ("merged", 2)]
    assert named(told(store, start, of("c1", "c2"))) == [("changed", 3), ("deleted", 1), ("merged", 2)]


def test_a_deleted_session_that_comes_back_elsewhere_has_left(store: Store) -> None:
    save(store, session(1, customer_id="c1"))
    start = store.position()
    delete(store, 1)
    keep(store, session(1, customer_id="c2"))

    assert named(told(store, start, of("c1"))) == [("left", 1)]
    assert named(told(store, start, of("c2"))) == named(told(store, start, of("c1", "c2"))) == [("changed", 1)]

    delete(store, 1)
    keep(store, session(1, customer_id="c1"))
    assert named(told(store, start, of("c1"))) == [("changed", 1)]
    assert named(told(store, start, of("c2"))) == [("left", 1)]


def test_that_a_session_left_is_forgotten_as_deletions_are(store: Store) -> None:
    save(store, session(1, customer_id="c1"))
    early = store.position()
    save(store, session(1, customer_id="c2"))
    late = store.changes(of("c1"), None, early, 10).next
    store.write(lambda ledger: ledger.forget_changes(NOON, NOON - timedelta(days=30))).result()
    later = NOON + timedelta(days=31)
    assert store.write(lambda ledger: ledger.forget_changes(later, NOON + timedelta(days=1))).result() == 1

    with pytest.raises(PositionExpired):
        store.changes(of("c1"), None, early, 10)
    assert told(store, late, of("c1")) == told(store, None, of("c1")) == []


def test_who_begins_gets_through_although_more_is_forgotten_than_it_has_read(store: Store) -> None:
    for number in range(4):
        save(store, session(number))
    delete(store, 0)
    early = store.changes(EVERYTHING, None, None, 1).next
    delete(store, 1)
    store.write(lambda ledger: ledger.forget_changes(NOON, NOON)).result()
    later = NOON + timedelta(days=31)
    assert store.write(lambda ledger: ledger.forget_changes(later, later)).result() == 2

    assert named(told(store, None, most=1)) == [("changed", 2), ("changed", 3)]
    with pytest.raises(PositionExpired):
        store.changes(EVERYTHING, None, early, 1)


def test_who_sees_by_customers_that_were_moved_begins_anew(store: Store) -> None:
    for customer, parent in (("north", None), ("south", None), ("c1", "north"), ("c2", "south")):
        put(store, customer, parent)
    keep(store, session(1, customer_id="c1"), session(2, customer_id="c2"))
    moved, untouched = (of("north"), of("south"), of("north", "c1")), (of("c1"), of("c2"), at("e1"), EVERYTHING)
    positions = {scope: told_to(store, scope) for scope in (*moved, *untouched)}
    before = store.position()
    put(store, "c1", "south")

    # Those who listen look whether the position is another.
    assert store.position() != before
    for scope in moved:
        with pytest.raises(PositionExpired, match="moved"):
            store.changes(scope, None, positions[scope], 10)
    for scope in untouched:
        assert store.changes(scope, None, positions[scope], 10).items == []
    assert told(store, None, of("north"), most=1) == []
    assert named(told(store, None, of("south"), most=1)) == [("changed", 1), ("changed", 2)]


def told_to(store: Store, scope: Scope) -> str:
    """The position of somebody of this scope who has been told all."""
    return store.changes(scope, None, None, 100).next


def test_who_sees_by_customers_above_one_that_is_dropped_begins_anew(store: Store) -> None:
    for customer, parent in (("top", None), ("middle", "top"), ("c1", "middle")):
        put(store, customer, parent)
    keep(store, session(1, customer_id="c1"))
    positions = {customer: told_to(store, of(customer)) for customer in ("top", "middle", "c1")}
    store.write(lambda ledger: ledger.drop_customer("middle")).result()

    with pytest.raises(PositionExpired):
        store.changes(of("top"), None, positions["top"], 10)
    assert told(store, None, of("top")) == []
    for customer in ("middle", "c1"):
        assert store.changes(of(customer), None, positions[customer], 10).items == []


def test_who_may_see_something_else_than_before_begins_anew(store: Store) -> None:
    keep(store, session(1, customer_id="c1"), session(2, customer_id="c2"))
    position = told_to(store, of("c1"))

    for scope in (of("c1", "c2"), of("c2"), at("c1"), Scope(accounts=frozenset({"a1"})), EVERYTHING):
        with pytest.raises(PositionExpired, match="may see"):
            store.changes(scope, None, position, 10)
    assert store.changes(of("c1"), frozenset({"a1"}), position, 10).items == []
    # Where the book stands is the same to everybody.
    assert store.changes(of("c1"), None, store.position(), 10).items == []


@pytest.mark.parametrize("order", [("top", "middle"), ("middle", "top")])
def test_a_customer_that_was_only_mentioned_brings_its_sessions_along(store: Store, order: tuple[str, str]) -> None:
    keep(store, session(1, customer_id="c1"))
    put(store, "c1", "middle")
    position = told_to(store, of("top"))
    parents = {"middle": "top", "top": None}
    for customer in order:
        put(store, customer, parents[customer])

    with pytest.raises(PositionExpired):
        store.changes(of("top"), None, position, 10)
    assert named(told(store, None, of("top"))) == [("changed", 1)]


def test_new_customers_new_names_and_endpoints_let_everybody_go_on(store: Store) -> None:
    put(store, "north")
    put(store, "c1", "north")
    keep(store, session(1, customer_id="c1"))
    position = told_to(store, of("north"))
    put(store, "c2", "north")
    put(store, "c3", "c2")
    renamed = Customer(id="c1", account_id="a1", name="Another", parent_customer_id="north")
    store.write(lambda ledger: ledger.put_customer(renamed)).result()
    keep(store, session(2, customer_id="c3"))

    assert named(told(store, position, of("north"))) == [("changed", 2)]


# What `Store.check` says of changes; these constructed sessions have no journal that tells them, so it says more.
PARTS = {
    *("changes", "changes later than the latest"),
    *("sessions that are there and gone", "sessions that left where they are"),
}
SCOPES = (
    EVERYTHING,
    Scope(accounts=frozenset({"a1"})),
    *(of(*customers) for customers in (("c0",), ("c1",), ("c2", "c3"))),
    *(at(*endpoints) for endpoints in (("e0",), ("e1", "e2"))),
    Scope(accounts=None, customers=frozenset({"c0", "c2"}), endpoints=frozenset({"e0", "e1"})),
)


@pytest.mark.parametrize("trees", [False, True], ids=["one tree", "moved customers"])
@pytest.mark.parametrize("seed", range(6))
def test_every_scope_ends_with_a_true_copy(
    store: Store, seed: int, monkeypatch: pytest.MonkeyPatch, *, trees: bool
) -> None:
    chance = Random(seed)
    monkeypatch.setattr(changes, "LOOKED_AT", (changes.LOOKED_AT, 3)[seed % 2])
    mirrors = [Mirror(scope) for scope in SCOPES]
    ever: list[set[str]] = [set() for _ in SCOPES]
    put(store, "c1", "c0")
    now = NOON
    for _ in range(150):
        now += timedelta(hours=1)
        write(store, chance, trees=trees)
        if chance.random() < 0.05:
            store.write(lambda ledger, at=now: ledger.forget_changes(at, at - timedelta(hours=9))).result()  # type: ignore[misc]
        for mirror, known in zip(mirrors, ever, strict=True):
            known.update(seen(store, mirror.scope))
            if chance.random() < 0.2:
                mirror.pull(store, chance.choice([1, 2, 100]))
    for mirror, known in zip(mirrors, ever, strict=True):
        last = mirror.catch_up(store, chance.choice([1, 100]))
        assert mirror.copy == seen(store, mirror.scope)
        if not trees:
            # Nobody hears of what it never could see, and of nothing twice where nothing was written in between.
            assert {change.session_id for change in mirror.told} <= known
            assert mirror.begun > 0 or len(last) == len({change.session_id for change in last})
    assert any(change.kind is ChangeKind.left for mirror in mirrors for change in mirror.told)
    assert PARTS.isdisjoint(finding.part for finding in store.check())


def write(store: Store, chance: Random, *, trees: bool) -> None:
    """Change, add, delete or merge a session, or move a customer; few of each, so that they come again."""
    number, other = chance.randrange(8), chance.randrange(8)

    def merge(ledger: Ledger) -> None:
        if ledger.load(numbered(other)) is not None:
            ledger.absorb(numbered(number), numbered(other))

    match chance.randrange(12):
        case 0:
            delete(store, number)
        case 1 if number != other:
            store.write(merge).result()
        case 2 if trees and chance.random() < 0.3:
            store.write(lambda ledger: ledger.drop_customer(f"c{number % 4}")).result()
        case 2 if trees:
            put(store, f"c{chance.randrange(4)}", chance.choice(["c0", "c1", "c2", None]))
        case 3:
            store.write(lambda ledger: ledger.archive(NOON + timedelta(days=1), 1)).result()
        case _:
            ways = {"customer_id": chance.choice(["c0", "c1", "c2", "c3", None])}
            ways |= {name: chance.choice(["e0", "e1", "e2", "e3", None]) for name in ("endpoint_id", "answered_by_id")}
            account = chance.choice(["a1", "a1", "a1", "a2"])
            save(store, session(number, account, from_name=str(chance.random()), ended=True, **ways), replace=True)
