"""Chapters on accounts, customers and endpoints."""

from __future__ import annotations

from clients.chapters import calls, ids, new_account, refused, unlike
from clients.foreign import ForeignClient
from clients.open_book import OpenBook

HOURS = {"timeZoneId": "Europe/Berlin", "days": [{"day": "Monday", "from": "09:00", "open": True}]}


@calls("NewAccount", "GetAccount", "PatchAccount", "ListAccounts", "DeleteAccount")
def accounts(client: ForeignClient, _book: OpenBook) -> None:
    """An account is made, priced, put below another, listed and deleted."""
    name = f"Café {unlike()} & Söhne"
    above, made = new_account(client), client.call("NewAccount", name=name, referenceId=unlike())

    prices = {"base": {"baseCost": 9.5}, "inboundVoiceCalls": {"unitCost": 0.25, "allowance": 100}}
    patched = client.call(
        "PatchAccount", accountId=made["id"], parentAccountId=above, maxPhoneNumbers=7, billingSettings=prices
    )

    assert (made["name"], made["isBYOA"]) == (name, False)
    assert (patched["name"], patched["ancestorIds"], patched["maxPhoneNumbers"]) == (name, [above], 7)
    assert patched["billingSettings"]["inboundVoiceCalls"]["unitCost"] == 0.25
    assert client.call("GetAccount", accountId=made["id"]) == patched
    assert client.call("ListAccounts", nameFilter=name, countPerPage=1)["items"] == [patched]
    assert refused(client, "NewAccount", name=" ") == (400, "ArgumentException", ["name"])
    assert refused(client, "DeleteAccount", accountId=above)[:2] == (409, "Conflict")
    assert client.call("DeleteAccount", accountId=made["id"]) == {}
    assert refused(client, "GetAccount", accountId=made["id"]) == (404, "NotFound", [])


@calls(
    *("NewAccount", "NewCustomer", "GetCustomer", "PatchCustomer", "ListCustomers", "SetCustomerStaging"),
    *("GetInheritedSchedule", "DeleteCustomer"),
)
def customers(client: ForeignClient, _book: OpenBook) -> None:
    """A customer is made below another, changed, found in every way, and deleted."""
    account_id = new_account(client)
    above = client.call("NewCustomer", accountId=account_id, name="Region", data={"Vip": True, "Floor": "2nd, left"})
    made = client.call("NewCustomer", accountId=account_id, name="Zahnärzte", parentCustomerId=above["id"])

    client.call("PatchCustomer", customerId=above["id"], schedule=HOURS)
    patched = client.call("PatchCustomer", customerId=made["id"], referenceId="Z-1", tagIds=["t1", "t2"])

    assert above["data"] == {"Vip": True, "Floor": "2nd, left"}
    assert [step["name"] for step in patched["breadcrumb"]] == ["Region", "Zahnärzte"]
    assert (patched["referenceId"], patched["tags"], patched["isStaging"]) == ("Z-1", ["t1", "t2"], False)
    assert client.call("GetCustomer", customerId=made["id"]) == patched
    asked = {"accountIds": [account_id], "parentCustomerIds": [above["id"]], "tagIds": ["t2"]}
    assert client.call("ListCustomers", **asked, shallowParent=True)["items"] == [patched]
    assert client.call("GetInheritedSchedule", customerId=made["id"]) == {"customerId": above["id"], "schedule": HOURS}
    assert client.call("SetCustomerStaging", customerId=made["id"], isStaging=True)["isStaging"] is True
    assert refused(client, "NewCustomer", accountId=account_id) == (400, "ArgumentException", ["name"])
    assert refused(client, "PatchCustomer", customerId="unknown", name="x") == (404, "NotFound", [])
    assert client.call("DeleteCustomer", customerId=made["id"]) == {}
    assert ids(client.call("ListCustomers", accountIds=[account_id])) == [above["id"]]


@calls(
    *("NewAccount", "NewUserEndpoint", "NewTeamEndpoint", "NewEmailEndpoint", "NewSipTrunkEndpoint"),
    *("NewAssistantEndpoint", "BuyPhoneNumber", "NewFaxEndpoint", "SetPhoneNumberIsFax", "ListEndpoints"),
)
def endpoints_of_every_kind(client: ForeignClient, _book: OpenBook) -> None:
    """One endpoint of every kind is made and found by it."""
    account_id = new_account(client)

    def made(operation: str, **given: object) -> str:
        return str(client.call(operation, accountId=account_id, **given)["id"])

    number = made("BuyPhoneNumber", number="+15035550142", data={"Site": "Nord"})
    by_type = {
        "PhoneNumber": number,
        "User": made("NewUserEndpoint", displayName="Jane", userEmailAddress="jane@example.org", userMode="SipPhone"),
        "Team": made("NewTeamEndpoint", displayName="Sales"),
        "Email": made("NewEmailEndpoint", emailAddress="sales@example.org"),
        "SipTrunk": made("NewSipTrunkEndpoint", sipUserName="trunk@sip.example.org", displayName="Trunk"),
        "AssistantBot": made("NewAssistantEndpoint", displayName="Bot"),
        "Fax": made("NewFaxEndpoint", number="+15035550143"),
    }

    for kind, endpoint_id in by_type.items():
        found = client.call("ListEndpoints", accountIds=[account_id], type=kind)
        assert [(item["id"], item["type"]) for item in found["items"]] == [(endpoint_id, kind)]
    wanted = {by_type["Team"], by_type["User"]}
    assert set(ids(client.call("ListEndpoints", accountIds=[account_id], types=["Team", "User"]))) == wanted
    asked = {"phoneNumberFilter": "555 0142", "dataFilters": ["Site=Nord"]}
    assert ids(client.call("ListEndpoints", accountIds=[account_id], **asked)) == [number]
    assert client.call("SetPhoneNumberIsFax", endpointId=number, isFax=True)["type"] == "Fax"
    assert refused(client, "BuyPhoneNumber", accountId=account_id) == (400, "ArgumentException", ["number"])


@calls(
    *("NewAccount", "NewCustomer", "PatchCustomer", "NewTeamEndpoint", "PatchEndpoint", "GetEndpoint"),
    *("GetEndpointInheritedSchedule", "DeleteEndpoint"),
)
def an_endpoint(client: ForeignClient, _book: OpenBook) -> None:
    """An endpoint is put to a customer, whose hours hold for it, changed in part, and deleted."""
    account_id = new_account(client)
    customer_id = client.call("NewCustomer", accountId=account_id, name="Acme")["id"]
    client.call("PatchCustomer", customerId=customer_id, schedule=HOURS)
    endpoint_id = client.call("NewTeamEndpoint", accountId=account_id, displayName="Sales", flowParams={"a": "1"})["id"]

    patched = client.call(
        "PatchEndpoint",
        endpointId=endpoint_id,
        customerId=customer_id,
        flowParams={"b": 2},
        isPartialFlowUpdate=True,
        otherAddresses=["client:sales"],
    )

    assert patched["flowParams"] == {"a": "1", "b": 2}
    assert (patched["displayName"], patched["customerName"]) == ("Sales", "Acme")
    assert patched["otherAddresses"] == ["client:sales"]
    assert client.call("GetEndpoint", endpointId=endpoint_id) == patched
    hours = client.call("GetEndpointInheritedSchedule", endpointId=endpoint_id)
    assert hours == {"customerId": customer_id, "schedule": HOURS}
    assert refused(client, "PatchEndpoint", endpointId=endpoint_id, displayName=" ")[0] == 400
    assert client.call("DeleteEndpoint", endpointId=endpoint_id) == {}
    assert refused(client, "GetEndpoint", endpointId=endpoint_id) == (404, "NotFound", [])


@calls("ImportDirectory", "ExportDirectory", "GetCustomer")
def a_directory_at_once(client: ForeignClient, _book: OpenBook) -> None:
    """Accounts, customers and endpoints are imported in one go, first to see, then for good, and exported again."""
    ours = unlike()
    of_account = {"accountReferenceId": ours, "referenceId": "C"}
    rows = {
        "accounts": [{"referenceId": ours, "name": "Acme", "billingSettings": {"base": {"baseCost": 9.5}}}],
        "customers": [{**of_account, "name": "Käse & Co", "data": {"Vip": True}}],
        "endpoints": [{**of_account, "customerReferenceId": "C", "type": "PhoneNumber", "phoneNumber": "+15035550142"}],
    }

    seen = client.call("ImportDirectory", **rows, dryRun=True)
    made = client.call("ImportDirectory", **rows)
    again = client.call("ImportDirectory", accounts=[{"referenceId": ours, "name": "Acme"}])

    assert (seen["dryRun"], seen["made"], made["dryRun"], made["made"]) == (True, 3, False, 3)
    assert [row["at"] for row in made["rows"]] == ["accounts[0]", "customers[0]", "endpoints[0]"]
    assert (again["unchanged"], again["changed"]) == (1, 0)
    account_id, customer_id, endpoint_id = (row["id"] for row in made["rows"])
    customer = client.call("GetCustomer", customerId=customer_id)
    assert (customer["accountId"], customer["name"], customer["data"]) == (account_id, "Käse & Co", {"Vip": True})
    told = client.call("ExportDirectory")
    (account,) = (row for row in told["accounts"] if row["id"] == account_id)
    assert account["billingSettings"]["base"]["baseCost"] == 9.5
    assert endpoint_id in [row["id"] for row in told["endpoints"]]
    status, _, fields = refused(client, "ImportDirectory", customers=[{"accountReferenceId": ours, "referenceId": "D"}])
    assert (status, fields) == (400, ["customers[0]"])
