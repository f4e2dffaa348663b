"""The session that one followed from: told with its timeline, to those who may see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.calling import Caller
from support.sessions import keep, numbered, session

from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
CHILD = session(2, "a1", parent_session_id=numbered(1))


def parent_told(caller: Caller, number: int = 2) -> str | None:
    """The parent that the timeline of a session tells."""
    answer = caller.get(f"/sessions/{numbered(number)}/timeline")
    assert answer.status_code == 200, answer.text
    told: str | None = answer.json().get("parentSessionId")
    return told


@pytest.mark.parametrize("shelf", Shelf)
def test_a_parent_on_either_shelf_is_told(caller: Caller, store: Store, shelf: Shelf) -> None:
    keep(store, session(1, "a1"), shelf=shelf)
    keep(store, CHILD)

    assert parent_told(caller) == numbered(1)


def test_a_parent_that_went_into_another_is_told_by_its_new_id(caller: Caller, store: Store) -> None:
    keep(store, session(1, "a1"), CHILD, session(3, "a1"))
    store.write(lambda ledger: ledger.absorb(numbered(1), numbered(3))).result()

    assert parent_told(caller) == numbered(3)


def test_a_parent_that_is_deleted_is_not_told(caller: Caller, store: Store) -> None:
    keep(store, session(1, "a1"), CHILD)
    store.write(lambda ledger: ledger.delete(numbered(1))).result()

    assert parent_told(caller) is None


def test_a_parent_that_the_actor_may_not_see_is_not_told(caller: Caller, limited: Limited, store: Store) -> None:
    keep(store, session(1, "a2"), CHILD)

    assert parent_told(limited(Role.Manager, accounts=frozenset({"a1"}))) is None
    assert parent_told(caller) == numbered(1)
