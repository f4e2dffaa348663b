"""Sessions under way: one's own, those of a portal, its calls that are over, and the members of a session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.calling import PASSWORD, Caller, Clock, application, basic, put_user
from support.sessions import NOON, keep, numbered, session

from switchbook.model.actor import Role
from switchbook.model.directory import Endpoint
from switchbook.model.query import Shelf
from switchbook.model.session import Channel, Member, MemberRole
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
MINE = ["/sessions/my", "/sessions/active"]


def numbers(answer: dict[str, Any], name: str = "sessions") -> list[int]:
    """The numbers of the sessions in an answer."""
    return [int(each["id"], 16) for each in answer[name]]


@pytest.fixture
def busy(store: Store) -> Store:
    """Sessions under way and over: of e1 (as own, answering, member), of e2, of e3 of the other account."""
    keep(
        store,
        session(1, endpoint_id="e1", customer_id="c2"),
        session(2, endpoint_id="e2", answered_by_id="e1", customer_id="c3"),
        session(3, endpoint_id="e2", members=(Member(identity="x", endpoint_id="e1"),), customer_id="c3"),
        session(4, endpoint_id="e1", ended=True, customer_id="c2"),
        session(5, endpoint_id="e2", customer_id="c3", channel=Channel.Chat),
        session(6, "a2", endpoint_id="e3", customer_id="c5"),
        session(7, customer_id="c4", date_created=NOON - timedelta(days=2)),
    )
    keep(store, session(8, endpoint_id="e1", ended=True, customer_id="c2"), shelf=Shelf.archive)
    return store


@pytest.mark.parametrize("path", MINE)
def test_my_sessions_touch_the_endpoints_i_am_limited_to(busy: Store, limited: Limited, path: str) -> None:
    caller = limited(Role.User, accounts=frozenset({"a1"}), endpoints=frozenset({"e1"}))

    assert numbers(caller.get(path).json()) == [3, 2, 1]


@pytest.mark.parametrize("path", MINE)
@pytest.mark.parametrize("address", ["ann@example.com", "client:Ann@Example.com", "mailto:ann@example.com"])
def test_my_sessions_touch_the_endpoints_of_my_address(busy: Store, clock: Clock, path: str, address: str) -> None:
    put_user(busy, role=Role.Manager, accounts=frozenset({"a1"}))
    caller = Caller(application(busy, clock))
    caller.headers.update(basic("ann@example.com", PASSWORD))
    assert caller.get(path).json() == {"sessions": []}
    endpoint = Endpoint(id="e2", account_id="a1", name="Ann", customer_id="c3", address=address)

    busy.write(lambda ledger: ledger.put_endpoint(endpoint)).result()

    assert numbers(caller.get(path).json()) == [5, 3, 2]


def test_an_endpoint_of_my_address_outside_my_scope_is_not_mine(busy: Store, clock: Clock) -> None:
    put_user(busy, role=Role.Manager, accounts=frozenset({"a2"}))
    endpoint = Endpoint(id="e1", account_id="a1", name="Ann", address="ann@example.com")
    busy.write(lambda ledger: ledger.put_endpoint(endpoint)).result()
    caller = Caller(application(busy, clock))
    caller.headers.update(basic("ann@example.com", PASSWORD))

    assert caller.get("/sessions/my").json() == {"sessions": []}


@pytest.mark.parametrize("path", MINE)
def test_who_has_no_endpoint_has_no_sessions(busy: Store, caller: Caller, path: str) -> None:
    assert caller.get(path).json() == {"sessions": []}


@pytest.mark.parametrize("path", MINE)
def test_a_customer_is_no_user(busy: Store, limited: Limited, path: str) -> None:
    assert limited(Role.Customer, customers=frozenset({"c2"})).get(path).status_code == 403


def test_a_session_in_the_answer_is_as_getsession_shows_it(busy: Store, limited: Limited) -> None:
    caller = limited(Role.User, endpoints=frozenset({"e1"}))

    shown = caller.get("/sessions/my").json()["sessions"][0]

    assert shown == caller.get(f"/sessions/{numbered(3)}").json()
    assert (shown["accountName"], shown["customerName"]) == ("Acme", "Acme Dental Lab")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [6, 5, 3, 2, 1, 7]),
        ("accountId=a1", [5, 3, 2, 1, 7]),
        ("accountId=a2", [6]),
        ("accountId=a9", []),
        ("customerId=c1", [5, 3, 2, 1]),
        ("customerId=c3", [5, 3, 2]),
        ("accountId=a1&startDate=2026-05-09", [5, 3, 2, 1]),
    ],
)
def test_a_portal_shows_what_is_under_way(busy: Store, caller: Caller, query: str, found: list[int]) -> None:
    assert numbers(caller.get(f"/portal/active-sessions?{query}").json()) == found


@pytest.mark.parametrize("path", ["/portal/active-sessions", "/portal/call-history"])
def test_a_portal_is_kept_to_the_scope(busy: Store, limited: Limited, path: str) -> None:
    keep(busy, session(9, customer_id="c4", ended=True), session(10, customer_id="c3", ended=True))
    mine = limited(Role.Customer, accounts=frozenset({"a1"}), customers=frozenset({"c3"}))
    name = "sessions" if path.endswith("sessions") else "items"
    seen = [5, 3, 2] if name == "sessions" else [10]

    assert numbers(mine.get(path).json(), name) == seen
    assert numbers(mine.get(f"{path}?accountId=a1&customerId=c1").json(), name) == seen
    assert numbers(mine.get(f"{path}?customerId=c4").json(), name) == []
    told = [mine.get(f"{path}?accountId={each}").json()["responseStatus"] for each in ("a2", "a9")]
    assert [(each["errorCode"], each["errors"][0]["fieldName"]) for each in told] == [("Forbidden", "accountId")] * 2


def test_a_start_that_is_no_day_is_named(busy: Store, caller: Caller) -> None:
    answer = caller.get("/portal/active-sessions?startDate=yesterday")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "startDate"


def test_the_call_history_is_of_both_shelves_and_of_calls_that_are_over(busy: Store, caller: Caller) -> None:
    keep(busy, session(9, ended=True, channel=Channel.Chat), session(10, "a2", ended=True))

    answer = caller.get("/portal/call-history?accountId=a1").json()

    assert numbers(answer, "items") == [8, 4]
    assert (answer["totalCount"], answer["totalPages"], answer["hasMorePages"]) == (2, 1, False)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("page=1&countPerPage=2", [4]),
        ("sortField=dateCreated&sortOrder=Ascend&countPerPage=2", [4, 8]),
        (f"specificIds={numbered(4)},{numbered(1)}", [4]),
        ("all=true", [10, 8, 4]),
        ("countPerPage=1&simplifiedPaging=true", [10]),
    ],
)
def test_the_call_history_has_pages(busy: Store, caller: Caller, query: str, found: list[int]) -> None:
    keep(busy, session(10, "a2", ended=True))

    assert numbers(caller.get(f"/portal/call-history?{query}").json(), "items") == found


def test_members_are_those_that_the_session_shows(store: Store, caller: Caller, limited: Limited) -> None:
    ann = Member(identity="client:ann", endpoint_id="e1", role=MemberRole.Agent, call_sid="CA1", muted=True)
    keep(store, session(1, members=(Member(identity="+1", role=MemberRole.Caller), ann)))
    keep(store, session(2), shelf=Shelf.archive)

    told = caller.get(f"/sessions/{numbered(1)}/members").json()

    assert told == {"members": caller.get(f"/sessions/{numbered(1)}").json()["members"]}
    assert [each.get("callSid") for each in told["members"]] == [None, "CA1"]
    assert caller.get(f"/sessions/{numbered(2)}/members").json() == {"members": []}
    assert caller.get(f"/sessions/{numbered(3)}/members").status_code == 404
    other = limited(Role.Manager, accounts=frozenset({"a2"}))
    assert other.get(f"/sessions/{numbered(1)}/members").status_code == 404


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
@pytest.mark.parametrize("path", ["/portal/active-sessions", "/portal/call-history", "/sessions/active"])
def test_every_format_shows_them(busy: Store, caller: Caller, path: str, suffix: str) -> None:
    answer = caller.get(f"{path}.{suffix}")

    assert answer.status_code == 200
    if path.startswith("/portal"):
        assert numbered(6 if "active" in path else 8) in answer.text
