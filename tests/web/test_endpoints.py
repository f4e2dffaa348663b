"""Endpoints over HTTP: lists and what is shown, within scope, in every format."""

from __future__ import annotations

import pytest
from support.calling import Caller, Clock
from support.endpoints import NEW, caller_with, fields, ids, limited

from switchbook.model.actor import Role
from switchbook.stores.contract import Store


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory with more endpoints."""
    return caller_with(store, clock, key)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["e5", "e4", "e3", "e6", "e1", "e2"]),
        ("accountIds=a2", ["e3"]),
        ("customerIds=c1", ["e4", "e1", "e2"]),
        ("customerIds=c2&shallowParent=true", ["e1"]),
        ("customerIds=_", ["e5", "e6"]),
        ("customerIds=c3,_", ["e5", "e6", "e2"]),
        ("customerIds=_&shallowParent=true", ["e5", "e6"]),
        ("referenceIds=R4,R5", ["e4"]),
        ("flowIds=f1,f2", ["e4", "e6"]),
        ("tagIds=t1", ["e4", "e6"]),
        ("tagIds=t2,t1", ["e4"]),
        ("nameFilter=FRONT", ["e1"]),
        ("phoneNumberFilter=503)%20555-123", ["e6", "e1", "e2"]),
        ("phoneNumberFilter=79460958", ["e4"]),
        ("phoneNumberFilter=anna", []),
        ("type=Fax", ["e6"]),
        ("type=faxnumber", ["e6"]),
        ("type=2", ["e6"]),
        ("types=User,Fax", ["e4", "e6"]),
        ("types=User,FaxNumber&type=Fax", ["e6"]),
        ("types=User&type=Fax", []),
        ("userMode=SipPhone", ["e4"]),
        ("userMode=softphone", []),
        ("dataFilters=desk=4", ["e4"]),
        ("dataFilters=desk%3D4,floor%3D2", ["e4"]),
        ("dataFilters=desk=5", []),
        ("dataFilters=seats=1", []),
        ("sipUserName=ANNA@pbx.example.com", ["e4"]),
        ("sipUserName=anna", []),
        ('flowParametersFilter={"language":"de"}', ["e4"]),
        ('flowParametersFilter={"language":"de","queue":4}', []),
        ("learnt=true", ["e5"]),
        ("learnt=false&accountIds=a1&sortField=id", ["e1", "e2", "e4", "e6"]),
        ("specificIds=e3,e9", ["e3"]),
        ("sortField=customerName&sortOrder=Descend&customerIds=c1", ["e4", "e2", "e1"]),
        ("sortField=type", ["e1", "e2", "e3", "e5", "e4", "e6"]),
        ("page=1&countPerPage=2", ["e3", "e6"]),
    ],
)
def test_a_list_is_filtered_and_sorted(caller: Caller, query: str, found: list[str]) -> None:
    assert ids(caller, query) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("type=Pager", "type"),
        ("type=7", "type"),
        ("types=Fax,Pager", "types"),
        ("userMode=9", "userMode"),
        ("dataFilters=desk", "dataFilters"),
        ("dataFilters==4", "dataFilters"),
        ("sortField=address2", "sortField"),
        ("countPerPage=-1", "countPerPage"),
        ("flowParametersFilter=[1]", "flowParametersFilter"),
    ],
)
def test_a_filter_that_cannot_be_read_is_named(caller: Caller, query: str, field: str) -> None:
    answer = caller.get(f"/endpoints?{query}")

    assert answer.status_code == 400
    assert fields(answer) == [field]


def test_an_endpoint_is_shown_whole(caller: Caller) -> None:
    shown = caller.get("/endpoints/e4").json()

    assert shown == {
        "accountId": "a1",
        "accountName": "Acme",
        "customerId": "c1",
        "customerName": "Region North",
        "referenceId": "R4",
        "customerBreadcrumb": [{"id": "c1", "name": "Region North"}],
        "displayName": "Anna",
        "type": "User",
        "flowId": "f1",
        "flowParams": {"language": "de", "queue": 3},
        "scheduledFlows": [],
        "disableSms": False,
        "useExternal10DlcCampaign": False,
        "isVirtualPhoneNumber": False,
        "phoneNumber": "+442079460958",
        "userMode": "SipPhone",
        "sipUserName": "anna@pbx.example.com",
        "userEmailAddress": "anna@example.com",
        "dashboardPermissions": [],
        "tagIds": ["t1", "t2"],
        "data": {"desk": "4", "floor": {"stringValue": "2"}, "seats": 1},
        "address": "client:anna",
        "otherAddresses": [],
        "learnt": False,
        "id": "e4",
    }
    assert caller.get("/endpoints/e9").status_code == 404


def test_who_is_limited_to_customers_sees_and_changes_theirs_alone(store: Store, clock: Clock) -> None:
    caller = limited(store, clock, Role.Customer, customers=frozenset({"c2"}))
    new = {**NEW, "displayName": "N"}

    assert ids(caller) == ["e1", "e2"]
    assert ids(caller, "customerIds=c1,_") == ["e1", "e2"]
    for verb, path in (("GET", "e4"), ("PATCH", "e4"), ("DELETE", "e5"), ("GET", "e3")):
        assert caller(verb, f"/endpoints/{path}", json={} if verb == "PATCH" else None).status_code == 404
    assert caller.post("/endpoints/team", json=new).status_code == 403
    assert caller.post("/endpoints/team", json={**new, "customerId": "c4"}).status_code == 400
    made = caller.post("/endpoints/team", json={**new, "customerId": "c3"})
    assert made.status_code == 200
    assert caller("PATCH", "/endpoints/e1", json={"customerId": "c3"}).status_code == 200
    assert caller("PATCH", "/endpoints/e1", json={"customerId": "c4"}).status_code == 400
    assert caller("PATCH", "/endpoints/e1", json={"customerId": ""}).status_code == 403
    # What was learnt is nobody's yet: neither it nor its calls are theirs to take over.
    number = {**NEW, "number": "+15035550000", "customerId": "c3"}
    assert caller.post("/endpoints/phone-numbers", json=number).status_code == 409
    assert ids(caller) == ["e1", "e2", made.json()["id"]]


def test_who_is_limited_to_an_account_hears_nothing_of_others(store: Store, clock: Clock) -> None:
    caller = limited(store, clock, Role.Manager, accounts=frozenset({"a2"}))

    assert ids(caller) == ["e3"]
    assert caller.get("/endpoints").json()["totalCount"] == 1
    for account_id in ("a1", "a9"):
        assert caller.get(f"/endpoints?accountIds={account_id}").status_code == 403
        assert caller.post("/endpoints/team", json={"accountId": account_id, "displayName": "N"}).status_code == 403
    assert caller.get("/endpoints/e1").status_code == 404
    assert caller("PATCH", "/endpoints/e3", json={"customerId": "c1"}).status_code == 400


def test_who_is_limited_to_endpoints_keeps_these_and_makes_none(store: Store, clock: Clock) -> None:
    caller = limited(store, clock, Role.Customer, customers=frozenset({"c2"}), endpoints=frozenset({"e1"}))

    assert ids(caller) == ["e1"]
    assert caller("PATCH", "/endpoints/e1", json={"displayName": "Mine"}).status_code == 200
    assert caller("PATCH", "/endpoints/e2", json={"displayName": "Mine"}).status_code == 404
    assert caller.post("/endpoints/team", json={**NEW, "displayName": "N", "customerId": "c2"}).status_code == 403


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/endpoints"),
        ("GET", "/endpoints/e1"),
        ("POST", "/endpoints/users"),
        ("POST", "/endpoints/phone-numbers"),
        ("PATCH", "/endpoints/e1"),
        ("DELETE", "/endpoints/e1"),
        ("PATCH", "/phone-numbers/e1/fax"),
        ("GET", "/endpoints/e1/inherited-schedule"),
    ],
)
def test_a_user_keeps_no_endpoints(store: Store, clock: Clock, verb: str, path: str) -> None:
    caller = limited(store, clock, Role.User, endpoints=frozenset({"e1"}))

    assert caller(verb, path, json=None if verb == "GET" else {}).status_code == 403


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_an_endpoint_and_the_list(caller: Caller, suffix: str) -> None:
    for path in (f"/endpoints.{suffix}", f"/endpoints/e4.{suffix}"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert "anna@pbx.example.com" in answer.text
