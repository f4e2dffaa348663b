"""The pages of accounts: found in their tree, made, changed, given a logo, deleted, and kept from who may not."""

from __future__ import annotations

import base64
from typing import Any

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import fields_of, origin, sent
from support.serving import Serving

from switchbook.api.types_accounts import AccountInfo
from switchbook.console.accounts import PATH, tree_of
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


def made(keeper: httpx.Client, name: str) -> str:
    """The id of an account made for a test."""
    answer = keeper.post("/accounts.json", json={"name": name}, headers=origin(keeper))
    return str(answer.json()["id"])


def account_named(reader: Reader, name: str) -> dict[str, Any]:
    items = reader.page.request.get(f"{reader.url}/accounts.json", params={"nameFilter": name}).json()["items"]
    found: dict[str, Any] = items[0]
    return found


def make(reader: Reader, name: str) -> None:
    """Make an account by its form; the page is its own then."""
    reader.open(f"{PATH}/new")
    reader.page.get_by_label("Name (needed)").fill(name)
    reader.page.get_by_role("button", name="Make the account").click()
    reader.page.get_by_text(f"The account {name} is in the book.").wait_for()


def test_the_tree_has_each_account_below_the_one_above_it() -> None:
    told = [("3", "2"), ("1", None), ("2", "1"), ("4", "unseen"), ("5", "1")]

    branches = list(tree_of([AccountInfo(id=each, parent_account_id=above) for each, above in told]))

    assert [(each.account.id, each.depth) for each in branches] == [("1", 0), ("2", 1), ("3", 2), ("5", 1), ("4", 0)]


def test_an_account_is_found_by_its_name_and_leads_to_what_belongs_to_it(reader: Reader) -> None:
    reader.open("/console/accounts")
    row = reader.page.locator("main tr[data-row]").last
    name = row.locator("a").text_content() or ""

    reader.page.keyboard.press("/")
    reader.page.keyboard.type(name)
    reader.page.wait_for_url("**nameFilter=**")
    reader.page.get_by_role("link", name=name, exact=True).click()

    account_id = account_named(reader, name)["id"]
    reader.page.get_by_text("Minutes").wait_for()
    assert reader.page.url.endswith(f"/console/accounts/{account_id}")
    for label, path in (
        ("Sessions", f"/console/sessions?accountIds={account_id}&searchAll=true"),
        ("Endpoints", f"/console/endpoints?accountIds={account_id}"),
        ("Hooks", f"/console/hooks?accountIds={account_id}"),
    ):
        assert reader.page.locator(".belongings a", has_text=label).get_attribute("href") == path


def test_an_account_is_made_below_another_that_is_searched_for(reader: Reader) -> None:
    parent = reader.page.request.get(f"{reader.url}/accounts.json", params={"countPerPage": "100"}).json()["items"][-1]
    reader.open("/console/accounts/new")

    reader.page.get_by_label("Search accounts by name").press_sequentially(parent["name"])
    reader.page.get_by_role("radio", name=parent["name"]).check()
    reader.page.get_by_label("Name (needed)").fill("Larch Laundry")
    reader.page.get_by_role("button", name="Make the account").click()

    reader.page.get_by_text("The account Larch Laundry is in the book.").wait_for()
    assert account_named(reader, "Larch Laundry")["parentAccountId"] == parent["id"]
    assert reader.page.locator(".path a").last.text_content() == parent["name"]


def test_what_is_wrong_is_told_at_its_field_and_what_was_typed_stays(keeper: httpx.Client) -> None:
    account_id = made(keeper, "Hazel Halls")

    answer = sent(keeper, f"{PATH}/{account_id}/edit", name="Hazel House", maxPhoneNumbers="-1")

    assert answer.status_code == 400
    assert "Phone numbers it may have is from 0 to 2147483647, not -1" in answer.text
    assert 'value="Hazel House"' in answer.text


def test_how_long_sessions_are_kept_is_set_where_it_is_told_what_would_go(keeper: httpx.Client) -> None:
    account_id = made(keeper, "Rowan Repairs")

    page = keeper.get(f"{PATH}/{account_id}/edit").text

    assert f'href="/console/archive/{account_id}"' in page
    assert 'name="retentionDays"' not in page


def test_a_change_made_meanwhile_is_told_with_what_is_there_now_and_the_next_one_holds(keeper: httpx.Client) -> None:
    account_id = made(keeper, "Maple Mill")
    path = f"{PATH}/{account_id}/edit"
    stale = fields_of(keeper.get(path).text, path)
    assert sent(keeper, path, name="Maple Market").status_code == 303

    late = keeper.post(path, data={**stale, "name": "Maple Mews"}, headers=origin(keeper))
    again = keeper.post(path, data=fields_of(late.text, path), headers=origin(keeper))

    assert late.status_code == 412
    assert "Somebody changed this while you were at it" in late.text
    assert "There now: <b>Maple Market</b>" in late.text
    assert again.status_code == 303
    assert "Maple Mews" in keeper.get(f"{PATH}/{account_id}").text


def test_an_account_is_deleted_when_it_is_empty_and_by_force_with_all_that_is_in_it(keeper: httpx.Client) -> None:
    empty, filled = made(keeper, "Rowan Roofs"), made(keeper, "Sorrel Salon")
    team = {"accountId": filled, "displayName": "Team"}
    assert keeper.post("/endpoints/team", json=team, headers=origin(keeper)).status_code == 200

    gone = sent(keeper, f"{PATH}/{empty}", f"{PATH}/{empty}/delete", force="")
    refused = sent(keeper, f"{PATH}/{filled}", f"{PATH}/{filled}/delete", force="")
    forced = sent(keeper, f"{PATH}/{filled}", f"{PATH}/{filled}/delete", force="true")

    assert (gone.status_code, refused.status_code, forced.status_code) == (303, 409, 303)
    assert "This account has 1 endpoints" in refused.text
    assert keeper.get(f"{PATH}/{filled}").status_code == 404


def test_a_logo_is_given_and_taken_away(reader: Reader) -> None:
    make(reader, "Yew Yard")

    reader.page.get_by_label("A picture").set_input_files({"name": "a.gif", "mimeType": "image/gif", "buffer": PIXEL})
    reader.page.get_by_role("button", name="Give it this logo").click()
    reader.page.locator("img.logo").wait_for()
    reader.page.get_by_role("button", name="Take its logo away").click()

    reader.page.get_by_text("The logo is changed.").wait_for()
    assert reader.page.locator("img.logo").count() == 0


def test_who_may_see_one_account_sees_no_other_and_is_offered_nothing_to_change(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = made(keeper, "Willow Works"), made(keeper, "Alder Arts")
    put_reader(book, "willow@example.com", Role.Manager, accounts=frozenset({own}))
    with httpx.Client(base_url=served.url, auth=("willow@example.com", PASSWORD)) as willow:
        listed, shown = willow.get(PATH).text, willow.get(f"{PATH}/{own}").text
        options = willow.get(
            "/console/choose/accounts?field=accountId&accountId-words=a", headers={"hx-request": "true"}
        )

        assert "Willow Works" in listed
        assert "Alder Arts" not in listed + shown + options.text
        assert "New account" not in listed + shown
        assert "Delete" not in shown
        assert willow.get(f"{PATH}/{other}").status_code == 404
        assert willow.get(f"{PATH}/new").status_code == 403
        sent_anyway = willow.post(f"{PATH}/{own}/edit", data={"name": "Mine"}, headers=origin(willow))
        assert sent_anyway.status_code == 403


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    account_id = account_named(reader, "")["id"]

    for path in (PATH, f"{PATH}/new", f"{PATH}/{account_id}", f"{PATH}/{account_id}/edit"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
    reader.open(f"{PATH}/{account_id}")
    reader.page.get_by_role("button", name="Delete…").click()
    assert faults_of(reader.page, axe) == []
