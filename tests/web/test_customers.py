"""Customers over HTTP: the whole set of operations, within scope, safely against others, and audited."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.stores.contract import Store


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def limited(store: Store, clock: Clock, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits."""
    made = Caller(application(store, clock))
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def ids(caller: Caller, query: str = "") -> list[str]:
    """The ids of a list of customers."""
    return [each["id"] for each in caller.get(f"/customers?{query}").json()["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["c2", "c3", "c5", "c1", "c4"]),
        ("accountIds=a2", ["c5"]),
        ("nameFilter=DENTAL", ["c2", "c3"]),
        ("parentCustomerIds=c1", ["c2", "c3"]),
        ("parentCustomerIds=c1&shallowParent=true", ["c2"]),
        ("referenceIds=N&sortField=id", ["c1", "c5"]),
        ("specificIds=c4,c9", ["c4"]),
        ("sortField=AccountName&sortOrder=Descend", ["c5", "c4", "c3", "c2", "c1"]),
        ("sortField=parentCustomerId", ["c2", "c3", "c1", "c4", "c5"]),
        ("page=1&countPerPage=2", ["c5", "c1"]),
        ("tagIds=t1", []),
    ],
)
def test_a_list_is_filtered_and_sorted(caller: Caller, query: str, found: list[str]) -> None:
    assert ids(caller, query) == found


def test_a_list_tells_how_many_there_are(caller: Caller) -> None:
    answer = caller.get("/customers?countPerPage=2").json()

    assert (answer["totalCount"], answer["totalPages"], answer["hasMorePages"]) == (5, 3, True)


def test_an_unknown_sort_field_is_named(caller: Caller) -> None:
    answer = caller.get("/customers?sortField=shoeSize")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "sortField"


def test_a_customer_is_made_changed_and_deleted(caller: Caller, store: Store) -> None:
    made = caller.post(
        "/customers",
        json={"accountId": "a1", "name": "New", "parentCustomerId": "c2", "referenceId": "R1", "data": {"vip": True}},
    ).json()
    assert [each["id"] for each in made["breadcrumb"]] == ["c1", "c2", made["id"]]
    assert (made["accountName"], made["data"], made["isStaging"]) == ("Acme", {"vip": True}, False)
    assert made["dateCreated"] == made["dateLastModified"] == "2026-11-22T05:00:00.000Z"

    patched = caller(
        "PATCH",
        f"/customers/{made['id']}",
        json={
            "referenceId": "",
            "tagIds": ["t1", "t2"],
            "billingSettings": {"base": {"unitCost": 1.5}},
            "overrideBillingSettings": True,
        },
    ).json()
    assert "referenceId" not in patched
    assert patched["name"] == "New"
    assert patched["billingSettings"]["base"]["unitCost"] == 1.5
    assert ids(caller, "tagIds=t2,t1") == [made["id"]]
    assert caller.get(f"/customers/{made['id']}").json() == patched

    gone = caller("DELETE", f"/customers/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert caller.get(f"/customers/{made['id']}").status_code == 404
    _, lines = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert [each.operation for each in lines] == ["DeleteCustomer", "PatchCustomer", "NewCustomer"]
    assert (lines[0].after, lines[2].before) == (None, None)
    assert lines[1].address == "203.0.113.7"
    assert lines[1].after is not None
    assert b'"unitCost":1.5' in lines[1].after


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "N"}, "accountId"),
        ({"accountId": "a9", "name": "N"}, "accountId"),
        ({"accountId": "a1", "name": "  "}, "name"),
        ({"accountId": "a1", "name": "N", "parentCustomerId": "c5"}, "parentCustomerId"),
        ({"accountId": "a1", "nmae": "N"}, "nmae"),
        ({"accountId": "a1", "name": 5}, "name"),
        ({"accountId": "a1", "name": "N", "data": [1]}, "data"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_named(caller: Caller, body: dict[str, Any], field: str) -> None:
    answer = caller.post("/customers", json=body)

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == field
    assert len(ids(caller)) == 5


def test_everything_wrong_inside_a_member_is_named_by_its_path(caller: Caller) -> None:
    body = {"billingSettings": {"base": {"unitCost": "much", "unit": 1}, "faxes": {}}}

    answer = caller("PATCH", "/customers/c1", json=body)

    named = [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]
    assert named == ["billingSettings.base.unitCost", "billingSettings.base.unit", "billingSettings.faxes"]


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        ("application/json", '{"billingSettings":{"base":{"unitCost":1.5}},"tagIds":["t1","t2"],"data":{"a":"b"}}'),
        ("application/jsv", "{billingSettings:{base:{unitCost:1.5}},tagIds:[t1,t2],data:{a:b}}"),
        (
            "application/xml",
            "<PatchCustomer><BillingSettings><Base><UnitCost>1.5</UnitCost></Base></BillingSettings>"
            "<TagIds><string>t1</string><string>t2</string></TagIds>"
            "<Data><KeyValueOfstringstring><Key>a</Key><Value>b</Value></KeyValueOfstringstring></Data></PatchCustomer>",
        ),
        (
            "application/x-www-form-urlencoded",
            "billingSettings=%7B%22base%22%3A%7B%22unitCost%22%3A1.5%7D%7D&tagIds=t1,t2&data=%7Ba:b%7D",
        ),
    ],
)
def test_what_nests_is_read_in_every_format(caller: Caller, media_type: str, body: str) -> None:
    answer = caller("PATCH", "/customers/c1", content=body.encode(), headers={"Content-Type": media_type})

    shown = answer.json()
    assert shown["billingSettings"]["base"]["unitCost"] == 1.5, shown
    assert (shown["tags"], shown["data"]) == (["t1", "t2"], {"a": "b"})


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("PATCH", "/customers/c4", {"referenceId": "N"}),
        ("PATCH", "/customers/c1", {"parentCustomerId": "c3"}),
        ("PATCH", "/customers/c1", {"parentCustomerId": "c1"}),
        ("DELETE", "/customers/c1", None),
        ("DELETE", "/customers/c3", None),
    ],
)
def test_what_stands_against_it_is_a_conflict(
    caller: Caller, verb: str, path: str, body: dict[str, Any] | None
) -> None:
    before = caller.get("/customers").json()

    answer = caller(verb, path, json=body)

    assert answer.status_code == 409
    assert caller.get("/customers").json() == before


def test_a_moved_customer_takes_those_below_it_along(caller: Caller) -> None:
    caller("PATCH", "/customers/c2", json={"parentCustomerId": "c4"})

    assert ids(caller, "parentCustomerIds=c4") == ["c2", "c3"]
    assert [each["id"] for each in caller.get("/customers/c3").json()["breadcrumb"]] == ["c4", "c2", "c3"]


def test_a_write_of_another_version_changes_nothing(caller: Caller) -> None:
    tag = caller.get("/customers/c1").headers["etag"]
    in_xml = caller.get("/customers/c1.xml").headers["etag"]
    assert tag != in_xml

    first = caller("PATCH", "/customers/c1", json={"name": "One"}, headers={"If-Match": in_xml})
    second = caller("PATCH", "/customers/c1", json={"name": "Two"}, headers={"If-Match": tag})
    third = caller("DELETE", "/customers/c1", headers={"If-Match": tag})

    assert (first.status_code, second.status_code, third.status_code) == (200, 412, 412)
    assert second.json()["responseStatus"]["errorCode"] == "PreconditionFailed"
    assert caller.get("/customers/c1").json()["name"] == "One"


def test_a_write_that_is_sent_again_is_done_once(caller: Caller, clock: Clock) -> None:
    body = {"accountId": "a1", "name": "Once"}
    first = caller.post("/customers", json=body, headers={"Idempotency-Key": "k1"})
    clock.pass_by(minutes=1)

    again = caller.post("/customers", json=body, headers={"Idempotency-Key": "k1"})
    other = caller.post("/customers", json={**body, "name": "Twice"}, headers={"Idempotency-Key": "k1"})
    new = caller.post("/customers", json=body, headers={"Idempotency-Key": "k2"})

    assert again.json() == first.json()
    assert (other.status_code, other.json()["responseStatus"]["errorCode"]) == (422, "IdempotencyKeyReused")
    assert new.json()["id"] != first.json()["id"]
    assert len(ids(caller, "nameFilter=once")) == 2


def test_a_write_sent_again_a_day_later_is_a_new_one(caller: Caller, clock: Clock) -> None:
    headers = {"Idempotency-Key": "k1"}
    caller.post("/customers", json={"accountId": "a1", "name": "Once"}, headers=headers)
    clock.pass_by(days=1, seconds=1)
    caller.post("/customers", json={"accountId": "a1", "name": "Other"}, headers={"Idempotency-Key": "k2"})

    caller.post("/customers", json={"accountId": "a1", "name": "Once"}, headers=headers)

    assert len(ids(caller, "nameFilter=once")) == 2


def test_who_is_limited_to_customers_sees_and_changes_their_subtree_alone(store: Store, clock: Clock) -> None:
    put_directory(store)
    caller = limited(store, clock, Role.Customer, customers=frozenset({"c2"}))

    assert ids(caller) == ["c2", "c3"]
    assert caller.get("/customers/c1").status_code == 404
    assert caller("PATCH", "/customers/c4", json={"name": "Mine"}).status_code == 404
    assert caller("PATCH", "/customers/c3", json={"name": "Mine"}).status_code == 200
    assert caller("PATCH", "/customers/c3", json={"billingSettings": {}}).status_code == 403
    assert caller("PATCH", "/customers/c3", json={"overrideBillingSettings": False}).status_code == 403
    assert caller("PATCH", "/customers/c3", json={"parentCustomerId": "c4"}).status_code == 400
    assert caller("PATCH", "/customers/c3", json={"parentCustomerId": ""}).status_code == 403
    assert caller.post("/customers", json={"accountId": "a1", "name": "New"}).status_code == 403
    new = caller.post("/customers", json={"accountId": "a1", "name": "New", "parentCustomerId": "c3"})
    assert new.status_code == 200
    assert ids(caller) == ["c2", "c3", new.json()["id"]]


def test_who_is_limited_to_an_account_hears_nothing_of_others(store: Store, clock: Clock) -> None:
    put_directory(store)
    caller = limited(store, clock, Role.Manager, accounts=frozenset({"a2"}))

    assert ids(caller) == ["c5"]
    for account_id in ("a1", "a9"):
        assert caller.get(f"/customers?accountIds={account_id}").status_code == 403
    told = [caller.post("/customers", json={"accountId": each, "name": "N"}).json() for each in ("a1", "a9")]
    assert [each["responseStatus"]["message"] for each in told] == [
        "You may not see the account 'a1'",
        "You may not see the account 'a9'",
    ]


@pytest.mark.parametrize(
    ("verb", "path"),
    [("GET", "/customers"), ("GET", "/customers/c1"), ("POST", "/customers"), ("DELETE", "/customers/c4")],
)
def test_a_user_keeps_no_customers(store: Store, clock: Clock, verb: str, path: str) -> None:
    put_directory(store)
    caller = limited(store, clock, Role.User, endpoints=frozenset({"e1"}))

    assert caller(verb, path, json=None if verb == "GET" else {}).status_code == 403


@pytest.mark.parametrize("role", [Role.Manager, Role.Customer])
def test_who_sees_certain_endpoints_reads_their_customers_and_changes_none(
    store: Store, clock: Clock, role: Role
) -> None:
    put_directory(store)
    limits: dict[str, Any] = {"accounts": frozenset({"a1"}), "endpoints": frozenset({"e1"})}
    caller = limited(store, clock, role, **limits, customers=frozenset({"c1"}))
    before = store.directory().customers

    told = [
        caller("PATCH", "/customers/c2", json={"name": "Mine", "billingSettings": {}}),
        caller.post("/customers/c2/staging", json={"isStaging": True}),
        caller.post("/customers", json={"accountId": "a1", "parentCustomerId": "c2", "name": "Below"}),
        caller("DELETE", "/customers/c2"),
    ]

    assert ids(caller) == ["c2"]
    assert [each.status_code for each in told] == [403] * 4
    assert caller("PATCH", "/customers/c4", json={"name": "Mine"}).status_code == 404
    assert store.directory().customers == before


def test_the_schedule_that_holds_is_that_of_the_nearest(caller: Caller) -> None:
    hours = {"monday": ["09:00", "17:00"]}
    caller("PATCH", "/customers/c1", json={"schedule": hours})

    assert caller.get("/customers/c3/inherited-schedule").json() == {"customerId": "c1", "schedule": hours}
    assert caller.get("/customers/c4/inherited-schedule").json() == {}


def test_a_customer_is_put_into_production(caller: Caller) -> None:
    assert caller.post("/customers/c1/staging", json={"isStaging": True}).json()["isStaging"] is True
    assert caller.post("/customers/c1/staging", json={}).status_code == 400
    assert caller.get("/customers/c1").json()["isStaging"] is True


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_a_customer_and_the_list(caller: Caller, suffix: str) -> None:
    caller("PATCH", "/customers/c1", json={"data": {"deep": {"n": 1}}, "billingSettings": {}})

    for path in (f"/customers.{suffix}", f"/customers/c1.{suffix}"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert "Region North" in answer.text
