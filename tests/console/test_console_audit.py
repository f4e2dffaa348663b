"""The page of the audit trail: changes found by time and kind, told as differences, kept from who may not see them."""

from __future__ import annotations

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import origin
from support.serving import Serving

from switchbook.console.audit import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


def an_account_renamed(keeper: httpx.Client, before: str, after: str) -> str:
    """The id of an account that was made under one name and has another by now."""
    own = origin(keeper)
    account_id = str(keeper.post("/accounts.json", json={"name": before}, headers=own).json()["id"])
    assert keeper.patch(f"/accounts/{account_id}.json", json={"name": after}, headers=own).status_code == 200
    return account_id


def test_a_change_is_found_by_its_kind_and_told_as_a_difference(reader: Reader, keeper: httpx.Client) -> None:
    account_id = an_account_renamed(keeper, "Audited Before", "Audited After")
    reader.open(PATH)

    reader.page.get_by_label("Kind", exact=True).select_option("Account")
    reader.page.wait_for_url("**record=account**")
    changed = reader.page.locator("tr", has_text="Account changed").filter(has_text="Audited After")
    assert changed.locator("del").text_content() == "before Audited Before"
    assert changed.locator("ins").text_content() == "after Audited After"
    assert "from 127.0.0.1" in (changed.text_content() or "")

    changed.get_by_role("link", name="its history").click()
    reader.page.get_by_text("2 changes").wait_for()
    assert f"recordId={account_id}" in reader.page.url
    # What limits the list stays while it is narrowed further.
    reader.page.get_by_label("Operation, kind or id contains").fill("newaccount")
    reader.page.get_by_text("1 change", exact=True).wait_for()
    assert f"recordId={account_id}" in reader.page.url


def test_days_are_those_of_the_reader_and_pages_follow_one_another(keeper: httpx.Client) -> None:
    for number in range(26):
        an_account_renamed(keeper, f"Paged {number}", f"Paged again {number}")

    first = keeper.get(PATH).text
    assert "1 to 50 of" in first
    assert 'rel="next"' in first
    assert "Nothing was changed that passes these filters." in keeper.get(f"{PATH}?endDate=2001-01-01").text
    assert keeper.get(f"{PATH}?startDate=soon").status_code == 400


def test_a_manager_sees_the_changes_of_their_own_accounts_alone(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own = an_account_renamed(keeper, "Trail of ours", "Trail of ours again")
    an_account_renamed(keeper, "Trail of theirs", "Trail of theirs again")
    put_reader(book, "trail@example.com", Role.Manager, accounts=frozenset({own}))
    put_reader(book, "no-trail@example.com", Role.User, accounts=frozenset({own}))

    seen = httpx.get(f"{served.url}{PATH}", auth=("trail@example.com", PASSWORD)).text
    refused = httpx.get(f"{served.url}{PATH}", auth=("no-trail@example.com", PASSWORD))

    assert "Trail of ours" in seen
    assert "Trail of theirs" not in seen
    assert refused.status_code == 403
    assert PATH not in refused.text


def test_its_page_has_no_serious_fault_for_those_who_cannot_see(reader: Reader, keeper: httpx.Client) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    an_account_renamed(keeper, "Seen by all", "Seen by all again")

    reader.open(f"{PATH}?record=account")

    assert faults_of(reader.page, axe) == []
