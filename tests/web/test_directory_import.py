"""The directory imported and exported over HTTP: dry runs, upserts by reference id, all or nothing, audited."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Hook
from switchbook.stores.memory import MemoryStore

SID = "AC" + "0123456789abcdef" * 2
# Constructed; every row names what comes after it.
ROWS: dict[str, list[dict[str, Any]]] = {
    "customers": [
        {"referenceId": "Lab", "accountReferenceId": "Sub", "name": "Lab", "parentReferenceId": "Clinic"},
        {
            "referenceId": "Clinic",
            "accountReferenceId": "Sub",
            "name": "Clinic",
            "data": {"vip": True},
            "tagIds": ["t"],
        },
    ],
    "endpoints": [
        {
            "referenceId": "Desk",
            "accountReferenceId": "Sub",
            "customerReferenceId": "Lab",
            "type": "phonenumber",
            "phoneNumber": "+1 503-555-9999",
        },
        {
            "referenceId": "Anna",
            "accountReferenceId": "Sub",
            "type": "User",
            "displayName": "Anna Berg",
            "emailAddress": "anna@example.com",
            "userMode": "softphone",
        },
    ],
    "accounts": [
        {"referenceId": "Sub", "name": "Sub", "parentReferenceId": "Main", "maxPhoneNumbers": 5},
        {"referenceId": "Main", "id": "main", "name": "Main", "twilioAccountSid": SID, "isBYOA": True},
    ],
}


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    return administrator(store, clock, key)


def administrator(store: Store, clock: Clock, key: str) -> Caller:
    """Who shows this key."""
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def imported(caller: Caller, rows: dict[str, Any]) -> dict[str, Any]:
    """The report of an import."""
    answer = caller.post("/directory/import", json=rows)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    """What became of each row."""
    return {each["at"]: each["outcome"] for each in report["rows"]}


def content(directory: Directory) -> list[dict[str, Any]]:
    """All that a directory says, without who made it when."""
    stamps = ("date_created", "date_last_modified", "created_by", "last_modified_by")
    kinds = (directory.accounts, directory.customers, directory.endpoints)
    return [
        {own: msgspec.structs.replace(each, **dict.fromkeys(stamps)) for own, each in kind.items()} for kind in kinds
    ]


def test_rows_make_records_that_name_one_another_in_any_order(caller: Caller, store: Store) -> None:
    report = imported(caller, ROWS)

    assert (report["made"], report["changed"], report["unchanged"], report["refused"]) == (6, 0, 0, 0)
    directory = store.directory()
    called = {each.reference_id: each for each in [*directory.accounts.values(), *directory.customers.values()]}
    assert (called["Sub"].parent_account_id, called["Main"].id) == ("main", "main")
    assert called["Main"].is_byoa
    assert called["Lab"].parent_customer_id == called["Clinic"].id
    assert (called["Clinic"].data, called["Clinic"].tag_ids) == ({"vip": True}, ("t",))
    desk = directory.endpoint_at(called["Sub"].id, "+15035559999")
    assert desk is not None
    assert (desk.customer_id, desk.name, desk.type) == (called["Lab"].id, "+15035559999", "PhoneNumber")
    assert desk.created_by is not None
    assert directory.endpoint_at(called["Sub"].id, "mailto:anna@example.com") is not None
    assert list(store.check()) == []


def test_the_same_rows_again_change_nothing(caller: Caller, store: Store) -> None:
    imported(caller, ROWS)
    before, told = store.directory().version, len(store.audited(AuditQuery(accounts=None))[1])

    report = imported(caller, ROWS)

    assert (report["unchanged"], len(report["rows"])) == (6, 6)
    assert store.directory().version == before
    assert len(store.audited(AuditQuery(accounts=None))[1]) == told


def test_rows_change_what_they_give_and_say_which_members(caller: Caller, store: Store) -> None:
    imported(caller, ROWS)

    report = imported(
        caller,
        {
            "accounts": [{"id": "a2", "referenceId": "B", "parentAccountId": "", "name": "Beta"}],
            "customers": [{"id": "c5", "name": "Beta Foods", "referenceId": "", "isStaging": True}],
            "endpoints": [
                {"referenceId": "Desk", "accountReferenceId": "Sub", "displayName": "Desk", "customerId": ""},
                {"id": "e1", "type": "Fax"},
            ],
        },
    )

    assert [(each["at"], each["fields"]) for each in report["rows"]] == [
        ("accounts[0]", ["parentAccountId", "referenceId"]),
        ("customers[0]", ["referenceId", "isStaging"]),
        ("endpoints[0]", ["displayName", "customerId"]),
        ("endpoints[1]", ["type"]),
    ]
    directory = store.directory()
    assert directory.accounts["a2"].parent_account_id is None
    assert directory.customers["c5"].reference_id is None
    assert (directory.endpoints["e1"].type, directory.endpoints["e1"].customer_id) == ("Fax", "c2")


def test_every_record_has_its_line_in_the_trail(caller: Caller, store: Store) -> None:
    imported(caller, ROWS)
    imported(caller, {"customers": [{"id": "c5", "name": "Renamed"}]})

    _, lines = store.audited(AuditQuery(accounts=None, operation="ImportDirectory"))

    assert [each.record for each in lines] == ["customer", *["endpoint"] * 2, *["customer"] * 2, *["account"] * 2]
    changed = lines[0]
    assert (changed.record_id, changed.account_id) == ("c5", "a2")
    assert b'"Beta Foods"' in (changed.before or b"")
    assert b'"Renamed"' in (changed.after or b"")
    assert all(each.before is None and each.after is not None for each in lines[1:])


def test_a_dry_run_says_the_same_and_does_nothing(caller: Caller, store: Store) -> None:
    before = store.directory().version

    dry = imported(caller, {**ROWS, "dryRun": True})
    wet = imported(caller, ROWS)

    assert (dry["dryRun"], wet["dryRun"]) == (True, False)
    assert outcomes(dry) == outcomes(wet)
    assert [each.get("id") for each in dry["rows"]] == [None, "main", None, None, None, None]
    assert before != store.directory().version
    assert store.audited(AuditQuery(accounts=None))[0] == 6


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("accounts", {"name": "N"}, "id or referenceId is wanted"),
    ("accounts", {"referenceId": "R"}, "name is wanted"),
    ("accounts", {"referenceId": "R", "name": "N", "parentReferenceId": "?"}, "reference id '?'"),
    ("accounts", {"referenceId": "R", "name": "N", "parentAccountId": "a9"}, "there is no account 'a9'"),
    ("accounts", {"id": "a1", "parentAccountId": "a2"}, "below itself"),
    ("accounts", {"id": "a b", "name": "N"}, "An id is of"),
    ("accounts", {"id": "a1", "twilioAccountSid": "AC1"}, "32 hexadecimal digits"),
    ("accounts", {"id": "a1", "retentionDays": -1}, "retentionDays is from 0"),
    ("customers", {"referenceId": "R", "name": "N"}, "accountId or accountReferenceId is wanted"),
    ("customers", {"referenceId": "R", "name": "N", "accountId": "a9"}, "there is no account 'a9'"),
    ("customers", {"id": "c1", "accountId": "a2"}, "there it stays"),
    ("customers", {"id": "c1", "parentCustomerId": "c3"}, "below itself"),
    ("customers", {"id": "c1", "parentCustomerId": "c5"}, "there is no customer 'c5' in this account"),
    ("customers", {"id": "c4", "referenceId": "N"}, "Another record has the reference id 'N'"),
    ("customers", {"id": "c2", "parentCustomerId": "c4", "parentReferenceId": "N"}, "two different records"),
    ("endpoints", {"id": "n", "accountId": "a1", "phoneNumber": "+15035550000"}, "type is wanted"),
    ("endpoints", {"id": "n", "accountId": "a1", "type": "Horn"}, "type is one of PhoneNumber, User"),
    ("endpoints", {"id": "n", "accountId": "a1", "type": "Fax"}, "an address is wanted"),
    ("endpoints", {"id": "n", "accountId": "a1", "type": "Team"}, "displayName is wanted"),
    ("endpoints", {"id": "n", "accountId": "a1", "type": "Fax", "address": "a@b.example"}, "a telephone number"),
    ("endpoints", {"id": "n", "accountId": "a1", "type": "Fax", "phoneNumber": "+15035551234"}, "is that of 'Front"),
    ("endpoints", {"id": "e1", "type": "User"}, "It is of type PhoneNumber"),
    ("endpoints", {"id": "e1", "userMode": "loud"}, "userMode is one of"),
    ("endpoints", {"id": "e1", "customerId": "c5"}, "there is no customer 'c5' in this account"),
]


@pytest.mark.parametrize(("kind", "row", "reason"), REFUSED, ids=[each[2] for each in REFUSED])
def test_one_row_that_is_refused_refuses_all_and_is_named(
    caller: Caller, store: Store, kind: str, row: dict[str, Any], reason: str
) -> None:
    rows = {"accounts": [{"id": "a1", "name": "Renamed"}], kind: [row]}
    if kind == "accounts":
        rows["customers"] = [{"id": "c1", "name": "Renamed"}]
    before = content(store.directory())

    dry = imported(caller, {**rows, "dryRun": True})
    wet = caller.post("/directory/import", json=rows)

    (refused,) = [each for each in dry["rows"] if each["outcome"] == "refused"]
    assert (refused["at"], dry["refused"], dry["changed"]) == (f"{kind}[0]", 1, 1)
    assert reason in refused["reason"]
    assert wet.status_code == 400
    (error,) = wet.json()["responseStatus"]["errors"]
    assert (error["fieldName"], error["message"]) == (f"{kind}[0]", refused["reason"])
    assert content(store.directory()) == before
    assert store.audited(AuditQuery(accounts=None))[0] == 0


@pytest.mark.parametrize(
    "rows",
    [
        {"customers": [{"id": "c1", "name": "One"}, {"accountId": "a1", "referenceId": "N", "name": "Two"}]},
        {"accounts": [{"referenceId": "R", "name": "One"}, {"referenceId": "R", "name": "Two"}]},
    ],
    ids=["by id and reference", "both new"],
)
def test_two_rows_of_one_record_are_refused(caller: Caller, rows: dict[str, Any]) -> None:
    (refused,) = [each for each in imported(caller, {**rows, "dryRun": True})["rows"] if "reason" in each]

    assert refused["at"].endswith("[1]")
    assert "the same record as that of" in refused["reason"]


def test_two_rows_that_clash_are_both_refused(caller: Caller) -> None:
    clash = [{"id": own, "name": own, "twilioAccountSid": SID} for own in ("x1", "x2")]

    report = imported(caller, {"accounts": clash, "dryRun": True})

    assert [each["reason"] for each in report["rows"]] == ["Another account has this Twilio account"] * 2


def test_what_is_of_another_type_is_named_by_its_path(caller: Caller) -> None:
    rows = {"accounts": [{"id": "a1", "nmae": "N"}], "customers": [{"id": "c1", "isStaging": "maybe"}]}

    answer = caller.post("/directory/import", json=rows)

    assert answer.status_code == 400
    named = [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]]
    assert named == ["accounts[0].nmae", "customers[0].isStaging"]


def test_an_endpoint_that_was_learnt_is_taken_over(caller: Caller, store: Store) -> None:
    learnt = Endpoint(id="l1", account_id="a1", name="+15035550000", address="+15035550000", learnt=True)
    store.write(lambda ledger: ledger.put_endpoint(learnt)).result()
    row = {"referenceId": "New", "accountId": "a1", "type": "Fax", "phoneNumber": "503 555 0000", "displayName": "Fax"}
    hook = Hook(id="h", source="generic", account_id="a1", secrets=("s",), region="US")
    store.write(lambda ledger: ledger.put_hook(hook)).result()

    (told,) = imported(caller, {"endpoints": [row]})["rows"]

    assert (told["id"], told["outcome"]) == ("l1", "changed")
    kept = store.directory().endpoints["l1"]
    assert (kept.name, kept.type, kept.learnt, kept.reference_id) == ("Fax", "Fax", False, "New")


def filled(store: Store) -> None:
    """A constructed directory in which every member of every record says something."""
    texts = {"created_by": "u", "last_modified_by": "u"}

    def work(ledger: Ledger) -> None:
        ledger.put_account(Account(id="f0", name="Root", reference_id="r0"))
        ledger.put_account(
            Account(
                id="f1", name="Öl, \"Söhne\"", parent_account_id="f0", reference_id="r1", twilio_account_sid=SID,
                is_byoa=True, trust_hub_profile_sid="BU1", max_phone_numbers=3, retention_days=0, **texts,
            )
        )  # fmt: skip
        ledger.put_customer(Customer(id="g0", account_id="f1", name="=Top", reference_id="r0"))
        ledger.put_customer(
            Customer(
                id="g1", account_id="f1", name="Client", parent_customer_id="g0", reference_id="r1", is_staging=True,
                data={"a": {"b": [1, None]}}, tag_ids=("t1", "t,2"), schedule={"monday": ["09:00"]},
                integration_data={"x": 1}, override_billing_settings=True, override_app_settings=True,
                app_settings={"y": 2},
            )
        )  # fmt: skip
        ledger.put_endpoint(
            Endpoint(
                id="h1", account_id="f1", name="Anna", type="User", customer_id="g1", address="client:anna",
                other_addresses=("sip:anna@pbx.example.com",), phone_number="+442079460958",
                mobile_phone_number="+447700900123", email_address="anna@example.com", sip_user_name="101",
                reference_id="r1", user_mode="SipPhone", extra_information="desk", flow_id="w1", flow_name="Flow",
                flow_params={"p": 1}, flow_schedule="Always", schedule={"monday": []},
                scheduled_flows=({"flowId": "w2"},), disable_sms=True, use_external10_dlc_campaign=True,
                is_virtual_phone_number=True, address_sid="AD1", manager_access="All",
                dashboard_permissions=("calls",), tag_ids=("t1",), data={"k": "v"},
            )
        )  # fmt: skip
        ledger.put_endpoint(Endpoint(id="h2", account_id="f1", name="1", address="+15035550001", learnt=True))

    store.write(work).result()


def test_an_export_is_read_by_an_import_into_another_book(caller: Caller, store: Store, clock: Clock) -> None:
    filled(store)
    exported = caller.get("/directory/export").json()
    other = MemoryStore()

    report = imported(administrator(other, clock, put_key(other)), exported)
    again = imported(caller, exported)

    assert (report["refused"], report["made"]) == (0, len(report["rows"]))
    assert content(other.directory()) == content(store.directory())
    assert set(outcomes(again).values()) == {"unchanged"}


@pytest.mark.parametrize(
    ("role", "limits"),
    [
        (Role.SystemAdministrator, {"accounts": frozenset({"a1"})}),
        (Role.Manager, {"accounts": frozenset({"a1"})}),
        (Role.Customer, {"customers": frozenset({"c1"})}),
    ],
    ids=["limited administrator", "manager", "customer"],
)
def test_only_administrators_of_everything_move_the_directory(
    caller: Caller, store: Store, clock: Clock, role: Role, limits: dict[str, Any]
) -> None:
    asking = administrator(store, clock, put_key(store, role, **limits))

    answers = [
        asking.get("/directory/export"),
        asking.post("/directory/import", json={"accounts": [{"id": "a1", "name": "Mine"}]}),
        asking.post("/directory/import", json={"dryRun": True}),
    ]

    assert [each.status_code for each in answers] == [403] * 3
    assert store.directory().accounts["a1"].name == "Acme"
    assert "Acme" not in answers[0].text


def test_an_import_that_is_sent_again_is_done_once(caller: Caller, store: Store) -> None:
    headers = {"Idempotency-Key": "k"}

    first, again = (caller.post("/directory/import", json=ROWS, headers=headers).json() for _ in range(2))

    assert first == again
    assert again["made"] == 6
    assert len(store.directory().accounts) == 4
