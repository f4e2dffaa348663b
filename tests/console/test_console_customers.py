"""The pages of customers: found by name and account, made, moved, staged, deleted, and kept from who may not."""

from __future__ import annotations

from typing import Any

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import origin, sent
from support.serving import Serving

from switchbook.console.customers import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


def an_account(keeper: httpx.Client, name: str) -> str:
    """The id of an account made for a test."""
    return str(keeper.post("/accounts.json", json={"name": name}, headers=origin(keeper)).json()["id"])


def made(keeper: httpx.Client, account_id: str, name: str, above: str = "") -> str:
    """The id of a customer made by the form for a test."""
    fields = {"accountId": account_id, "name": name, "parentCustomerId": above}
    answer = sent(keeper, f"{PATH}/new", **fields)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).rpartition("/")[2]


def as_kept(keeper: httpx.Client, customer_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = keeper.get(f"/customers/{customer_id}.json").json()
    return answer


def test_a_customer_is_found_by_its_account_and_name_under_an_address_to_share(reader: Reader) -> None:
    one = reader.page.request.get(f"{reader.url}/customers.json").json()["items"][0]
    reader.open(PATH)

    reader.page.locator("summary", has_text="Account").click()
    reader.page.get_by_label("Search accounts by name").press_sequentially(one["accountName"])
    reader.page.get_by_role("checkbox", name=one["accountName"]).check()
    reader.page.get_by_text(f"Account: {one['accountName']}").wait_for()
    reader.page.get_by_label("Name contains").fill(one["name"])
    reader.page.wait_for_url("**nameFilter=**")

    assert f"accountIds={one['accountId']}" in reader.page.url
    assert "words" not in reader.page.url
    reader.page.get_by_role("link", name=one["name"], exact=True).click()
    reader.page.get_by_text("Minutes").wait_for()
    sessions = reader.page.locator(".belongings a", has_text="Sessions").get_attribute("href")
    assert sessions == f"/console/sessions?customerIds={one['id']}&searchAll=true"


def test_a_customer_is_made_moved_and_told_of_by_its_path(keeper: httpx.Client) -> None:
    account_id = an_account(keeper, "Moving Account")
    upper, lower = made(keeper, account_id, "Upper"), made(keeper, account_id, "Lower")
    third = made(keeper, account_id, "Third", upper)

    moved = sent(keeper, f"{PATH}/{third}/edit", parentCustomerId=lower, data='{"floor": 3}', tagIds="a\r\nb")
    below_itself = sent(keeper, f"{PATH}/{lower}/edit", parentCustomerId=third)

    assert moved.status_code == 303
    kept = as_kept(keeper, third)
    assert [step["name"] for step in kept["breadcrumb"]] == ["Lower", "Third"]
    assert (kept["data"], kept["tags"]) == ({"floor": 3}, ["a", "b"])
    assert below_itself.status_code == 409
    assert "A customer cannot be moved below itself" in below_itself.text


def test_prices_are_kept_as_they_are_typed(keeper: httpx.Client) -> None:
    customer_id = made(keeper, an_account(keeper, "Priced Account"), "Priced")

    told = {"overrideBillingSettings": "true", "billingSettings.inboundVoiceCalls.unitCost": "0.015"}
    answer = sent(keeper, f"{PATH}/{customer_id}/edit", **told)

    assert answer.status_code == 303
    assert as_kept(keeper, customer_id)["billingSettings"]["inboundVoiceCalls"]["unitCost"] == 0.015
    assert "0.015" in keeper.get(f"{PATH}/{customer_id}").text


def test_a_customer_is_set_up_and_put_into_production(keeper: httpx.Client) -> None:
    path = f"{PATH}/{made(keeper, an_account(keeper, 'Staging Account'), 'Staged')}"

    assert sent(keeper, path, f"{path}/staging").status_code == 303
    assert "being set up" in keeper.get(path).text
    assert sent(keeper, path, f"{path}/staging").status_code == 303
    assert "Mark as being set up" in keeper.get(path).text


def test_a_customer_that_others_belong_to_is_not_deleted_and_the_page_says_why(keeper: httpx.Client) -> None:
    upper = made(keeper, account_id := an_account(keeper, "Deleting Account"), "Upper")
    lower = made(keeper, account_id, "Lower", upper)

    refused = sent(keeper, f"{PATH}/{upper}", f"{PATH}/{upper}/delete")
    gone = sent(keeper, f"{PATH}/{lower}", f"{PATH}/{lower}/delete")

    assert (refused.status_code, gone.status_code) == (409, 303)
    assert "This customer has customers below it" in refused.text


def test_a_customers_own_user_sees_nothing_beside_it_and_sets_no_prices(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    account_id = an_account(keeper, "Shared Account")
    own, other = made(keeper, account_id, "Ours"), made(keeper, account_id, "Theirs")
    limits = {"accounts": frozenset({account_id}), "customers": frozenset({own})}
    put_reader(book, "ours@example.com", Role.Customer, **limits)
    with httpx.Client(base_url=served.url, auth=("ours@example.com", PASSWORD)) as ours:
        listed, form = ours.get(PATH).text, ours.get(f"{PATH}/{own}/edit").text

        assert "Ours" in listed
        assert "Theirs" not in listed + form
        assert "Prices" not in form
        assert ours.get(f"{PATH}/{other}").status_code == 404


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    customer_id = reader.page.request.get(f"{reader.url}/customers.json").json()["items"][0]["id"]

    for path in (f"{PATH}/new", f"{PATH}/{customer_id}", f"{PATH}/{customer_id}/edit", PATH):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
    reader.page.locator("summary", has_text="Account").click()
    assert faults_of(reader.page, axe) == []
