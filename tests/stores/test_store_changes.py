"""Every store: the feed of changes, in order of arrival, that misses none."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from support.feed import named, told
from support.sessions import NOON, keep, numbered, read, save, session

from switchbook.errors import PositionExpired
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.directory import Account, Customer
from switchbook.model.query import Shelf
from switchbook.model.session import Member
from switchbook.stores.contract import Store
from switchbook.stores.contract_changes import ChangeKind


def test_changes_come_in_order_of_arrival_each_session_once(store: Store) -> None:
    keep(store, session(1), session(2))
    save(store, session(3))
    save(store, session(1, from_name="again"), replace=True)

    changes = told(store)
    assert named(changes) == [("changed", 2), ("changed", 3), ("changed", 1)]
    assert read(changes[-1].document or b"")["fromName"] == "again"
    assert told(store, store.position()) == []


def test_after_a_position_only_what_came_later_is_told(store: Store) -> None:
    keep(store, session(1))
    first = store.position()
    save(store, session(2))

    assert named(told(store, first)) == [("changed", 2)]
    assert named(told(store, first, most=1)) == [("changed", 2)]


def test_what_is_gone_is_told_until_it_is_back(store: Store) -> None:
    save(store, session(1))
    save(store, session(2))
    save(store, session(3))
    start = store.position()
    store.write(lambda ledger: ledger.delete(numbered(2))).result()
    store.write(lambda ledger: ledger.absorb(numbered(3), numbered(1))).result()

    changes = told(store, start)
    assert named(changes) == [("deleted", 2), ("merged", 3)]
    assert changes[1].into == numbered(1)

    save(store, session(2))
    assert named(told(store, start)) == [("merged", 3), ("changed", 2)]


def test_a_merge_into_what_is_gone_since_is_a_deletion(store: Store) -> None:
    save(store, session(1))
    save(store, session(2))
    store.write(lambda ledger: ledger.absorb(numbered(2), numbered(1))).result()
    store.write(lambda ledger: ledger.delete(numbered(1))).result()

    assert named(told(store)) == [("deleted", 2), ("deleted", 1)]


def test_nothing_outside_the_scope_is_told(store: Store) -> None:
    def directory(ledger) -> None:  # type: ignore[no-untyped-def]
        ledger.put_account(Account(id="a1", name="One"))
        ledger.put_customer(Customer(id="c0", account_id="a1", name="Region"))
        ledger.put_customer(Customer(id="c1", account_id="a1", name="Below", parent_customer_id="c0"))

    store.write(directory).result()
    keep(store, session(1), session(2, "a2"), session(3, customer_id="c1"))
    keep(store, session(4, members=(Member(endpoint_id="e9"),)), session(5, endpoint_id="e9"), shelf=Shelf.archive)
    scopes = {
        "account": (Scope(accounts=frozenset({"a2"})), {2}),
        "customer": (Scope(accounts=frozenset({"a1"}), customers=frozenset({"c0"})), {3}),
        "endpoint": (Scope(accounts=frozenset({"a1"}), endpoints=frozenset({"e9"})), {4, 5}),
        "nothing": (Scope(accounts=frozenset()), set[int]()),
    }
    for scope, seen in scopes.values():
        assert {number for _, number in named(told(store, scope=scope))} == seen

    for number in range(1, 6):
        store.write(lambda ledger, number=number: ledger.delete(numbered(number))).result()  # type: ignore[misc]
    for scope, seen in scopes.values():
        assert set(named(told(store, scope=scope))) == {("deleted", number) for number in seen}
    assert named(list(store.changes(EVERYTHING, frozenset({"a2"}), None, 100).items)) == [("deleted", 2)]


def test_a_merge_into_what_is_out_of_sight_is_a_deletion(store: Store) -> None:
    save(store, session(1))
    save(store, session(2, endpoint_id="e9"))
    store.write(lambda ledger: ledger.absorb(numbered(2), numbered(1))).result()

    (change,) = told(store, scope=Scope(accounts=frozenset({"a1"}), endpoints=frozenset({"e9"})))
    assert (change.kind, change.into) == (ChangeKind.deleted, None)


@pytest.mark.parametrize("position", ["", "x", "-1", "1-", "zz-3", "99999", "0-1", "1" * 30])
def test_a_position_that_is_none_of_ours_has_expired(store: Store, position: str) -> None:
    save(store, session(1))

    with pytest.raises(PositionExpired):
        store.changes(EVERYTHING, None, position, 10)


def test_what_was_forgotten_can_not_be_asked_for(store: Store) -> None:
    save(store, session(1))
    early = store.position()
    save(store, session(2))
    store.write(lambda ledger: ledger.delete(numbered(1))).result()
    late = store.position()
    store.write(lambda ledger: ledger.forget_changes(NOON, NOON - timedelta(days=30))).result()
    save(store, session(3))
    assert named(told(store, early)) == [("changed", 2), ("deleted", 1), ("changed", 3)]

    month_later = NOON + timedelta(days=31)
    forget = store.write(lambda ledger: ledger.forget_changes(month_later, NOON + timedelta(days=1)))
    assert forget.result() == 1

    with pytest.raises(PositionExpired):
        store.changes(EVERYTHING, None, early, 10)
    assert named(told(store, late)) == [("changed", 3)]
    assert named(told(store)) == [("changed", 2), ("changed", 3)]


@pytest.mark.parametrize("seed", range(5))
def test_a_reader_that_follows_ends_with_what_is_there(store: Store, seed: int) -> None:
    chance = Random(seed)
    mirror: dict[str, bytes] = {}
    after: str | None = None
    for _ in range(120):
        number, other = chance.randrange(12), chance.randrange(12)
        match chance.randrange(5):
            case 0:
                store.write(lambda ledger, n=number: ledger.delete(numbered(n))).result()  # type: ignore[misc]
            case 1 if number != other:

                def merge(ledger, gone=number, stays=other) -> None:  # type: ignore[no-untyped-def]
                    if ledger.load(numbered(stays)) is not None:
                        ledger.absorb(numbered(gone), numbered(stays))

                store.write(merge).result()
            case _:
                save(store, session(number, from_name=str(chance.random())), replace=True)
        if chance.random() < 0.4:
            part = store.changes(EVERYTHING, None, after, chance.choice([1, 2, 100]))
            after = part.next
            for change in part.items:
                if change.document is not None:
                    mirror[change.session_id] = change.document
                else:
                    mirror.pop(change.session_id, None)
    for change in told(store, after):
        if change.document is not None:
            mirror[change.session_id] = change.document
        else:
            mirror.pop(change.session_id, None)

    assert sorted(mirror) == sorted(store.session_ids())
    assert {change.session_id: change.document for change in told(store) if change.document} == mirror
