"""Endpoints over HTTP: made, changed and deleted, safely against others, and audited."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, Clock, bearer
from support.endpoints import NEW, caller_with, fields, ids, limited

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.model.directory import Customer
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import Hook


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory with more endpoints."""
    return caller_with(store, clock, key)


@pytest.mark.parametrize(
    ("path", "body", "shown"),
    [
        (
            "users",
            {
                "displayName": "Max",
                "customerId": "c4",
                "referenceId": "R9",
                "userMode": "SoftPhone",
                "sipUserName": "sip:Max@PBX.example.com:5060",
                "userEmailAddress": "Max@Example.com",
                "phoneNumber": "+44 20 7946 0000",
                "mobilePhoneNumber": "tel:+44-20-7946-0001",
                "address": " client:max ",
                "otherAddresses": ["sips:max@gw.example.com", "client:max.2", "", "client:max.2"],
                "dashboardPermissions": ["ViewSessions"],
                "managerAccess": "ReadOnly",
                "data": {"vip": True},
                "tagIds": ["t9"],
                "flowId": "f9",
                "flowParams": {"a": 1},
                "extraInformation": "3rd floor",
            },
            {
                "type": "User",
                "displayName": "Max",
                "customerName": "Öl & Söhne",
                "userMode": "SoftPhone",
                "sipUserName": "Max@pbx.example.com",
                "userEmailAddress": "max@example.com",
                "phoneNumber": "+442079460000",
                "mobilePhoneNumber": "+442079460001",
                "address": "client:max",
                "otherAddresses": ["sip:max@gw.example.com", "client:max.2"],
                "dashboardPermissions": ["ViewSessions"],
                "managerAccess": "ReadOnly",
                "data": {"vip": True},
                "flowParams": {"a": 1},
                "extraInformation": "3rd floor",
            },
        ),
        ("users", {"sipUserName": "104"}, {"type": "User", "displayName": "104", "sipUserName": "104"}),
        ("team", {"displayName": " Sales "}, {"type": "Team", "displayName": "Sales"}),
        (
            "email",
            {"emailAddress": "Info <Info@Example.com>"},
            {"type": "Email", "displayName": "info@example.com", "emailAddress": "info@example.com"},
        ),
        (
            "sip-trunk",
            {"displayName": "Trunk", "address": "sip:gw.example.com"},
            {"type": "SipTrunk", "address": "sip:gw.example.com"},
        ),
        ("assistant", {"displayName": "Ada"}, {"type": "AssistantBot", "displayName": "Ada"}),
        (
            "phone-numbers",
            {"number": "(+1) 503-555-7777", "isVirtualPhoneNumber": True, "addressSid": "AD1"},
            {
                "type": "PhoneNumber",
                "displayName": "+15035557777",
                "phoneNumber": "+15035557777",
                "address": "+15035557777",
                "isVirtualPhoneNumber": True,
                "addressSid": "AD1",
            },
        ),
        ("phone-numbers", {"number": "+15035557777", "isFaxNumber": True}, {"type": "Fax"}),
        ("fax", {"number": "0015035557778", "displayName": "Fax"}, {"type": "Fax", "phoneNumber": "+15035557778"}),
    ],
)
def test_one_of_every_kind_is_made(
    caller: Caller, store: Store, path: str, body: dict[str, Any], shown: dict[str, Any]
) -> None:
    answer = caller.post(f"/endpoints/{path}", json={**NEW, **body})

    assert answer.status_code == 200
    made = answer.json()
    assert {**made, **shown} == made
    assert made["dateCreated"] == made["dateLastModified"] == "2026-11-22T05:00:00.000Z"
    assert made["learnt"] is False
    assert caller.get(f"/endpoints/{made['id']}").json() == made
    _, (line,) = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert (line.operation[:3], line.record, line.account_id, line.before) in (
        ("New", "endpoint", "a1", None),
        ("Buy", "endpoint", "a1", None),
    )


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("users", {"displayName": "N"}, "accountId"),
        ("users", {"accountId": "a9", "displayName": "N"}, "accountId"),
        ("users", NEW, "displayName"),
        ("users", {**NEW, "displayName": "N", "customerId": "c5"}, "customerId"),
        ("users", {**NEW, "displayName": "N", "userMode": 7}, "userMode"),
        ("users", {**NEW, "displayName": "N", "userEmailAddress": "anna"}, "userEmailAddress"),
        ("users", {**NEW, "displayName": "N", "phoneNumber": "client:n"}, "phoneNumber"),
        ("users", {**NEW, "displayName": "N", "mobilePhoneNumber": "5"}, "mobilePhoneNumber"),
        ("users", {**NEW, "displayName": "N", "sipUserName": "a b"}, "sipUserName"),
        ("users", {**NEW, "displayName": "N", "sipUserName": "anonymous@x.example.com"}, "sipUserName"),
        ("users", {**NEW, "displayName": "N", "address": "anonymous"}, "address"),
        ("users", {**NEW, "displayName": "N", "otherAddresses": ["+266696687"]}, "otherAddresses"),
        ("users", {**NEW, "displayName": "N", "number": "+15035557777"}, "number"),
        ("team", NEW, "displayName"),
        ("email", {**NEW, "displayName": "N"}, "emailAddress"),
        ("email", {**NEW, "emailAddress": "+15035557777"}, "emailAddress"),
        ("sip-trunk", NEW, "displayName"),
        ("assistant", NEW, "displayName"),
        ("phone-numbers", NEW, "number"),
        ("phone-numbers", {**NEW, "number": "anna@example.com"}, "number"),
        ("phone-numbers", {**NEW, "number": "+15035557777", "adressSid": "x"}, "adressSid"),
        ("fax", {**NEW, "number": "  "}, "number"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_named(caller: Caller, path: str, body: dict[str, Any], field: str) -> None:
    answer = caller.post(f"/endpoints/{path}", json=body)

    assert answer.status_code == 400
    assert fields(answer) == [field]
    assert len(ids(caller)) == 6


def test_an_endpoint_is_changed_and_deleted(caller: Caller, store: Store) -> None:
    patched = caller(
        "PATCH",
        "/endpoints/e4",
        json={
            "customerId": "c4",
            "referenceId": "",
            "displayName": "Anna B.",
            "flowParams": {"queue": 5},
            "isPartialFlowUpdate": True,
            "phoneNumber": "",
            "userEmailAddress": "b@example.com",
            "schedule": {"monday": ["09:00", "17:00"]},
            "scheduledFlows": [{"flowId": "f7"}],
            "flowSchedule": "Scheduled",
            "disableSms": True,
            "tagIds": [],
        },
    ).json()
    assert {"referenceId", "phoneNumber"} & patched.keys() == set()
    assert (patched["customerName"], patched["displayName"]) == ("Öl & Söhne", "Anna B.")
    assert patched["flowParams"] == {"language": "de", "queue": 5}
    assert (patched["userEmailAddress"], patched["userMode"]) == ("b@example.com", "SipPhone")
    assert (patched["scheduledFlows"], patched["flowSchedule"]) == ([{"flowId": "f7"}], "Scheduled")
    assert (patched["disableSms"], patched["tagIds"]) == (True, [])
    assert caller.get("/endpoints/e4").json() == patched

    replaced = caller("PATCH", "/endpoints/e4", json={"flowParams": {"x": 1}, "customerId": ""}).json()
    assert replaced["flowParams"] == {"x": 1}
    assert "customerId" not in replaced

    gone = caller("DELETE", "/endpoints/e4")
    assert (gone.status_code, gone.content) == (204, b"")
    assert caller.get("/endpoints/e4").status_code == 404
    _, lines = store.audited(AuditQuery(accounts=None, record_id="e4"))
    assert [each.operation for each in lines] == ["DeleteEndpoint", "PatchEndpoint", "PatchEndpoint"]
    assert (lines[0].after, lines[2].address) == (None, "203.0.113.7")
    assert b'"R4"' in (lines[2].before or b"")


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("e1", {"phoneNumber": ""}, "phoneNumber"),
        ("e1", {"address": "client:desk"}, "address"),
        ("e1", {"displayName": " "}, "displayName"),
        ("e1", {"customerId": "c5"}, "customerId"),
        ("e1", {"customerId": "c9"}, "customerId"),
        ("e1", {"type": "Fax"}, "type"),
        ("e4", {"userEmailAddress": "@"}, "userEmailAddress"),
        ("e4", {"scheduledFlows": [1]}, "scheduledFlows[0]"),
    ],
)
def test_what_is_wrong_with_a_change_is_named(caller: Caller, path: str, body: dict[str, Any], field: str) -> None:
    before = caller.get(f"/endpoints/{path}").json()

    answer = caller("PATCH", f"/endpoints/{path}", json=body)

    assert answer.status_code == 400
    assert fields(answer) == [field]
    assert caller.get(f"/endpoints/{path}").json() == before


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "phone-numbers", {**NEW, "number": "+1 503 555 1234"}),
        ("POST", "fax", {**NEW, "number": "+15035551234"}),
        ("POST", "users", {**NEW, "displayName": "N", "mobilePhoneNumber": "+15035551235"}),
        ("POST", "users", {**NEW, "displayName": "N", "otherAddresses": ["client:anna"]}),
        ("POST", "users", {**NEW, "displayName": "N", "sipUserName": "anna@PBX.example.com"}),
        ("POST", "email", {**NEW, "emailAddress": "ANNA@example.com"}),
        ("POST", "team", {**NEW, "displayName": "N", "referenceId": "R4"}),
        ("PATCH", "e1", {"referenceId": "R4"}),
        ("PATCH", "e1", {"phoneNumber": "+15035551235"}),
        ("PATCH", "e2", {"otherAddresses": ["tel:+15035551234"]}),
    ],
)
def test_what_stands_against_it_is_a_conflict(caller: Caller, verb: str, path: str, body: dict[str, Any]) -> None:
    before = caller.get("/endpoints").json()

    answer = caller(verb, f"/endpoints/{path}", json=body)

    assert answer.status_code == 409
    assert caller.get("/endpoints").json() == before


def test_an_address_may_be_had_in_another_account_and_again_once_it_is_free(caller: Caller) -> None:
    number = {"number": "+15035551234"}

    assert caller.post("/endpoints/phone-numbers", json={"accountId": "a2", **number}).status_code == 200
    caller("PATCH", "/endpoints/e1", json={"phoneNumber": "+15035559999"})
    assert caller.post("/endpoints/phone-numbers", json={"accountId": "a1", **number}).status_code == 200


def test_who_has_an_address_is_told_to_those_alone_who_may_see_it(store: Store, clock: Clock, key: str) -> None:
    caller = limited(store, clock, Role.Customer, customers=frozenset({"c4"}))
    body = {**NEW, "customerId": "c4", "number": "+15035551234"}

    told = caller.post("/endpoints/phone-numbers", json=body).json()["responseStatus"]["message"]
    caller.headers.update(bearer(key))
    told_all = caller.post("/endpoints/phone-numbers", json=body).json()["responseStatus"]["message"]

    assert told == "The address +15035551234 is that of another endpoint of this account"
    assert told_all == "The address +15035551234 is that of 'Front desk' of this account"


def test_numbers_without_a_country_are_of_the_one_that_the_hooks_name(caller: Caller, store: Store) -> None:
    body = {**NEW, "number": "020 7946 0958"}
    caller("PATCH", "/endpoints/e4", json={"phoneNumber": ""})
    bare = caller.post("/endpoints/phone-numbers", json=body).json()
    assert bare["phoneNumber"] == "02079460958"
    caller("DELETE", f"/endpoints/{bare['id']}")

    hooks = [Hook(id="h1", source="twilio", account_id="a1", secrets=("s",), region="GB")]
    hooks += [Hook(id="h2", source="twilio", account_id="a2", secrets=("s",), region="DE")]
    store.write(lambda ledger: [ledger.put_hook(each) for each in hooks]).result()

    assert caller.post("/endpoints/phone-numbers", json=body).json()["phoneNumber"] == "+442079460958"
    assert caller.post("/endpoints/phone-numbers", json={**NEW, "number": "0044 20 7946 0958"}).status_code == 409


def test_a_learnt_endpoint_that_is_patched_is_no_longer_learnt(caller: Caller) -> None:
    patched = caller("PATCH", "/endpoints/e5", json={"displayName": "Hotline"}).json()

    assert (patched["learnt"], patched["phoneNumber"], patched["displayName"]) == (False, "+15035550000", "Hotline")
    assert ids(caller, "learnt=true") == []


def test_what_is_made_takes_over_what_was_learnt_from_its_address(caller: Caller, store: Store) -> None:
    made = caller.post("/endpoints/phone-numbers", json={**NEW, "number": "+15035550000", "customerId": "c2"}).json()

    assert (made["id"], made["learnt"], made["customerId"]) == ("e5", False, "c2")
    _, (line,) = store.audited(AuditQuery(accounts=None, record_id="e5"))
    assert b'"learnt":true' in (line.before or b"")


@pytest.mark.parametrize("role", [Role.Customer, Role.Manager])
def test_calls_that_somebody_may_not_see_do_not_become_theirs_with_the_address(
    store: Store, clock: Clock, role: Role
) -> None:
    someone = limited(store, clock, role, accounts=frozenset({"a1"}), customers=frozenset({"c2"}))

    made = someone.post("/endpoints/phone-numbers", json={**NEW, "customerId": "c2", "number": "+15035550000"})
    patched = someone("PATCH", "/endpoints/e1", json={"otherAddresses": ["(503) 555-0000", "+1 503 555 0000"]})
    hidden = someone.post("/endpoints/phone-numbers", json={**NEW, "customerId": "c2", "number": "+15035551236"})

    assert [each.status_code for each in (made, patched, hidden)] == [409, 409, 409]
    told = {each.json()["responseStatus"]["message"].replace("1236", "0000") for each in (made, hidden)}
    assert told == {"The address +15035550000 is that of another endpoint of this account"}


def test_what_was_learnt_from_another_address_stands_against_nothing(caller: Caller) -> None:
    body = {**NEW, "displayName": "Max", "phoneNumber": "+15035550000"}

    made = caller.post("/endpoints/users", json=body)

    assert made.status_code == 200
    assert ids(caller, "phoneNumberFilter=5550000") == ["e5", made.json()["id"]]


def test_a_write_of_another_version_changes_nothing(caller: Caller) -> None:
    tag = caller.get("/endpoints/e1").headers["etag"]

    first = caller("PATCH", "/endpoints/e1", json={"displayName": "One"}, headers={"If-Match": tag})
    second = caller("PATCH", "/endpoints/e1", json={"displayName": "Two"}, headers={"If-Match": tag})
    third = caller("DELETE", "/endpoints/e1", headers={"If-Match": tag})

    assert (first.status_code, second.status_code, third.status_code) == (200, 412, 412)
    assert caller.get("/endpoints/e1").json()["displayName"] == "One"


def test_a_write_that_is_sent_again_is_done_once(caller: Caller) -> None:
    body, headers = {**NEW, "number": "+15035557777"}, {"Idempotency-Key": "k1"}

    first = caller.post("/endpoints/phone-numbers", json=body, headers=headers)
    again = caller.post("/endpoints/phone-numbers", json=body, headers=headers)

    assert (again.status_code, again.json()) == (200, first.json())
    assert ids(caller, "phoneNumberFilter=5557777") == [first.json()["id"]]


def test_a_number_becomes_a_fax_and_a_number_again(caller: Caller) -> None:
    assert caller("PATCH", "/phone-numbers/e1/fax", json={"isFax": True}).json()["type"] == "Fax"
    assert caller("PATCH", "/phone-numbers/e1/fax", json={"isFax": False}).json()["type"] == "PhoneNumber"
    assert fields(caller("PATCH", "/phone-numbers/e1/fax", json={})) == ["isFax"]
    assert caller("PATCH", "/phone-numbers/e4/fax", json={"isFax": True}).status_code == 400
    assert caller("PATCH", "/phone-numbers/e9/fax", json={"isFax": True}).status_code == 404


def test_the_schedule_that_holds_is_that_of_the_nearest(caller: Caller, store: Store) -> None:
    hours = {"monday": ["09:00", "17:00"]}
    north = Customer(id="c1", account_id="a1", name="Region North", schedule={"friday": []})
    store.write(lambda ledger: ledger.put_customer(north)).result()
    caller("PATCH", "/endpoints/e2", json={"schedule": hours})

    assert caller.get("/endpoints/e2/inherited-schedule").json() == {"endpointId": "e2", "schedule": hours}
    assert caller.get("/endpoints/e1/inherited-schedule").json() == {"customerId": "c1", "schedule": {"friday": []}}
    assert caller.get("/endpoints/e6/inherited-schedule").json() == {}


def test_an_endpoint_is_made_in_xml_and_jsv(caller: Caller) -> None:
    xml = "<BuyPhoneNumber><AccountId>a1</AccountId><Number>+15035557001</Number></BuyPhoneNumber>"
    jsv = "{accountId:a1,number:+15035557002,data:{floor:2}}"

    first = caller.post("/endpoints/phone-numbers", content=xml, headers={"Content-Type": "application/xml"})
    second = caller.post("/endpoints/phone-numbers", content=jsv, headers={"Content-Type": "text/jsv"})

    assert [each.status_code for each in (first, second)] == [200, 200]
    assert len(ids(caller, "phoneNumberFilter=555700")) == 2
