"""GetSession over HTTP: on either shelf, with its log, by every id that it ever had, within scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.calling import Caller
from support.sessions import NOON, keep, numbered, session

from switchbook.model.actor import Role
from switchbook.model.event import Facts, LegStarted, LineLogged
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
Tell = Callable[..., str]


@pytest.mark.parametrize("shelf", list(Shelf))
def test_it_is_the_item_of_the_list_with_its_log(store: Store, caller: Caller, shelf: Shelf) -> None:
    keep(store, session(1, endpoint_id="e1", customer_id="c3", ended=True), log=["Call received", "Ended"], shelf=shelf)

    shown = caller.get(f"/sessions/{numbered(1)}").json()

    archive = "true" if shelf is Shelf.archive else "false"
    assert caller.get(f"/sessions?searchArchive={archive}").json()["items"] == [shown]
    assert [line["message"] for line in shown["log"]] == ["Call received", "Ended"]
    assert [step["name"] for step in shown["customerBreadcrumb"]] == ["Region North", "Acme Dental", "Acme Dental Lab"]
    assert (shown["accountName"], shown["endpointName"]) == ("Acme", "Front desk")


def test_one_that_is_not_over_has_the_log_so_far(caller: Caller, tell: Tell) -> None:
    session_id = tell(
        LegStarted(leg="l", at=NOON), LineLogged(leg="l", at=NOON + timedelta(seconds=1), message="Menu 1")
    )

    shown = caller.get(f"/sessions/{session_id}").json()

    assert [line["message"] for line in shown["log"]] == ["Call received", "Menu 1"]


def test_a_session_answers_to_the_id_of_one_that_went_into_it(caller: Caller, tell: Tell, limited: Limited) -> None:
    facts = Facts(customer_id="c2")
    gone = tell(LegStarted(leg="child", at=NOON))
    root = LegStarted(leg="root", at=NOON - timedelta(minutes=1), facts=facts)
    survivor = tell(LegStarted(leg="child", parent="root", at=NOON), root)
    assert gone != survivor

    assert caller.get(f"/sessions/{gone}").json()["id"] == survivor
    assert caller.get(f"/sessions/{gone}/members").json() == caller.get(f"/sessions/{survivor}/members").json()
    others = limited(Role.Customer, accounts=frozenset({"a1"}), customers=frozenset({"c4"}))
    assert others.get(f"/sessions/{gone}").status_code == 404


def test_it_is_for_every_role_within_its_scope(store: Store, limited: Limited) -> None:
    keep(store, session(1, endpoint_id="e1", customer_id="c2"), session(2, endpoint_id="e2", customer_id="c3"))
    callers = [
        limited(Role.Manager, accounts=frozenset({"a1"}), endpoints=frozenset({"e1"})),
        limited(Role.Customer, endpoints=frozenset({"e1"}), customers=frozenset({"c2"}), accounts=frozenset({"a1"})),
        limited(Role.User, endpoints=frozenset({"e1"})),
    ]

    told = [[each.get(f"/sessions/{numbered(number)}").status_code for number in (1, 2)] for each in callers]

    assert told == [[200, 404]] * 3
