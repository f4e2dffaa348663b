"""The pages of endpoints: found by kind and number, made of every kind, changed, deleted, kept from who may not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import origin, sent
from support.serving import Serving

from switchbook.console.endpoint_kinds import KINDS, EndpointKind
from switchbook.console.endpoints import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


@pytest.fixture(name="account_id")
def _account_id(keeper: httpx.Client) -> str:
    """The id of an account made for a test."""
    return str(keeper.post("/accounts.json", json={"name": "Endpoints"}, headers=origin(keeper)).json()["id"])


def made(keeper: httpx.Client, **fields: str) -> dict[str, Any]:
    """An endpoint made by the form, as the API shows it."""
    answer = sent(keeper, f"{PATH}/new?kind={fields['kind']}", f"{PATH}/new", **fields)
    assert answer.status_code == 303, answer.text
    found: dict[str, Any] = keeper.get(f"/endpoints/{answer.headers['location'].rpartition('/')[2]}.json").json()
    return found


def test_an_endpoint_is_found_by_its_kind_and_number(reader: Reader) -> None:
    listed = reader.page.request.get(f"{reader.url}/endpoints.json", params={"type": "Fax"}).json()["items"]
    number = listed[0]["phoneNumber"]
    reader.open(PATH)

    reader.page.get_by_label("Kind").select_option("Fax")
    reader.page.wait_for_url("**type=Fax")
    reader.page.get_by_label("Number contains").fill(number)
    reader.page.wait_for_url("**phoneNumberFilter=**")
    reader.page.get_by_text("1 endpoint", exact=True).wait_for()
    reader.page.locator("main [data-row] a").click()

    reader.page.get_by_role("heading", name="Addresses").wait_for()
    assert reader.page.locator(".record-name .badge").first.text_content() == "Fax"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.of.name)
def test_an_endpoint_of_each_kind_is_made_and_changed(
    keeper: httpx.Client, account_id: str, kind: EndpointKind
) -> None:
    told = {"number": "+15035550160", "emailAddress": "desk@example.com", "sipUserName": "sip:1@example.com"}
    wanted = {field.name: told[field.name] for field in kind.fields if field.name in told}

    endpoint = made(keeper, kind=kind.of.name, accountId=account_id, displayName="Desk", **wanted)
    path = f"{PATH}/{endpoint['id']}"
    changed = sent(keeper, f"{path}/edit", displayName="Hall", otherAddresses="client:hall")

    assert endpoint["type"] == kind.of.name
    assert changed.status_code == 303
    page = keeper.get(path).text
    assert "<h1>Hall</h1>" in page
    assert "client:hall" in page


def test_a_user_of_a_customer_is_made_step_by_step(reader: Reader, keeper: httpx.Client) -> None:
    customer = keeper.get("/customers.json").json()["items"][0]
    reader.open(f"{PATH}/new?kind=User")

    reader.page.get_by_label("Name", exact=True).fill("Nora Night")
    reader.page.get_by_label("Calls with").select_option("SipPhone")
    reader.page.get_by_label("Search accounts by name").press_sequentially(customer["accountName"])
    accounts = reader.page.get_by_role("group", name="Account")
    accounts.get_by_role("radio", name=customer["accountName"]).check()
    reader.page.get_by_label("Search customers by name").press_sequentially(customer["name"])
    customers = reader.page.get_by_role("group", name="Customer")
    customers.get_by_role("radio", name=customer["name"]).first.check()
    reader.page.get_by_role("button", name="Make the endpoint").click()

    reader.page.get_by_text("The endpoint Nora Night is in the book.").wait_for()
    facts = reader.page.locator("table.facts").last.text_content() or ""
    assert customer["name"] in facts
    assert "a SIP telephone" in facts


def test_what_an_address_stands_against_is_told_and_what_was_typed_stays(keeper: httpx.Client, account_id: str) -> None:
    number = {"kind": "PhoneNumber", "accountId": account_id, "number": "+15035550170"}
    made(keeper, **number, displayName="First")

    taken = sent(keeper, f"{PATH}/new", **number, displayName="Second")
    unread = sent(keeper, f"{PATH}/new", **{**number, "number": "no number"}, displayName="Third")

    assert (taken.status_code, unread.status_code) == (409, 400)
    assert "is that of &#39;First&#39; of this account" in taken.text
    assert 'value="Second"' in taken.text
    assert 'aria-invalid="true"' in unread.text


def test_an_endpoint_is_deleted(keeper: httpx.Client, account_id: str) -> None:
    path = f"{PATH}/{made(keeper, kind='Team', accountId=account_id, displayName='Gone')['id']}"

    assert sent(keeper, path, f"{path}/delete").status_code == 303
    assert keeper.get(path).status_code == 404


def test_who_may_see_certain_endpoints_alone_sees_no_other(
    served: Serving, book: Store, keeper: httpx.Client, account_id: str
) -> None:
    own, other = (made(keeper, kind="Team", accountId=account_id, displayName=name) for name in ("Ours", "Theirs"))
    limits = {"accounts": frozenset({account_id}), "endpoints": frozenset({own["id"]})}
    put_reader(book, "desk@example.com", Role.Manager, **limits)
    put_reader(book, "agent@example.com", Role.User, **limits)
    with httpx.Client(base_url=served.url, auth=("desk@example.com", PASSWORD)) as desk:
        listed = desk.get(PATH).text

        assert "Ours" in listed
        assert "Theirs" not in listed
        assert desk.get(f"{PATH}/{other['id']}").status_code == 404
        assert sent(desk, f"{PATH}/new?kind=Team", f"{PATH}/new", accountId=account_id).status_code == 403
    agent = httpx.get(f"{served.url}{PATH}", auth=("agent@example.com", PASSWORD))
    assert agent.status_code == 403
    assert "Ours" not in agent.text


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    endpoint_id = reader.page.request.get(f"{reader.url}/endpoints.json").json()["items"][0]["id"]

    for path in (PATH, f"{PATH}/new?kind=User", f"{PATH}/{endpoint_id}", f"{PATH}/{endpoint_id}/edit"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
