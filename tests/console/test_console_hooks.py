"""The pages of hooks: made, given to a source, deliveries seen, secrets changed, kept from who may not see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import fields_of, origin, sent
from support.serving import Serving

from switchbook.console.hooks import PATH, SOURCES
from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.wiring import SOURCES as READ

EVENT = {"version": 1, "type": "started", "leg": "hook-1", "from": "+18145550100", "to": "+15035551234"}


def a_hook(keeper: httpx.Client, account_id: str, source: str = "generic") -> dict[str, Any]:
    """A hook made for a test, as the API shows it."""
    fields = {"accountId": account_id, "source": source, "secret": "known"}
    made: dict[str, Any] = keeper.post("/hooks.json", json=fields, headers=origin(keeper)).json()
    return made


def an_account(keeper: httpx.Client, name: str) -> str:
    """The id of an account made for a test."""
    return str(keeper.post("/accounts.json", json={"name": name}, headers=origin(keeper)).json()["id"])


def test_every_source_has_its_name() -> None:
    assert set(SOURCES) == set(READ)


def test_a_hook_is_made_its_secret_shown_once_and_what_comes_through_it_is_seen(
    reader: Reader, keeper: httpx.Client
) -> None:
    an_account(keeper, "Hooked Account")
    reader.open(f"{PATH}/new")
    reader.page.get_by_label("Source").select_option("generic")
    reader.page.get_by_label("Search accounts by name").press_sequentially("Hooked Account")
    reader.page.get_by_role("radio", name="Hooked Account").check()
    reader.page.get_by_role("button", name="Make the hook").click()

    secret = reader.page.locator("#secret").text_content() or ""
    reader.page.get_by_role("button", name="Copy the address").click()
    reader.page.get_by_text("The address is copied.").wait_for()
    address = str(reader.page.evaluate("navigator.clipboard.readText()"))
    assert address.startswith(f"{reader.url}/hooks/generic/")
    reader.page.get_by_role("link", name="Done").click()
    reader.page.get_by_text("Last delivery: never").wait_for()
    assert secret not in reader.page.content()

    assert httpx.post(address, json=EVENT, headers={"authorization": f"Bearer {secret}"}).status_code == 200
    reader.page.reload()
    assert "ago" in (reader.page.locator(".light").text_content() or "")


def test_a_form_sent_twice_shows_no_secret_that_is_not_the_hooks(keeper: httpx.Client) -> None:
    account_id = an_account(keeper, "Sent Twice")
    form = {**fields_of(keeper.get(f"{PATH}/new").text, f"{PATH}/new"), "source": "generic", "accountId": account_id}

    made, again = (keeper.post(f"{PATH}/new", data=form, headers=origin(keeper)) for _ in range(2))

    (hook,) = keeper.get("/hooks.json", params={"accountIds": account_id}).json()["items"]
    assert 'id="secret"' in made.text
    assert (again.status_code, again.headers["location"]) == (303, f"{PATH}/{hook['id']}")

    action = f"{PATH}/{hook['id']}/secret"
    form = {**fields_of(keeper.get(f"{PATH}/{hook['id']}").text, action)}

    given, again = (keeper.post(action, data=form, headers=origin(keeper)) for _ in range(2))

    assert 'id="secret"' in given.text
    assert (again.status_code, 'id="secret"' in again.text) == (412, False)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("twilio", "Call status changes"),
        ("freeswitch", "json_cdr.conf.xml"),
        ("asterisk-cdr", "newcdrcolumns"),
        ("asterisk-cel", "cel_custom"),
        ("generic", "Content-Type: application/json"),
    ],
)
def test_where_the_address_goes_is_told_for_each_source(keeper: httpx.Client, source: str, told: str) -> None:
    hook = a_hook(keeper, an_account(keeper, f"Told {source}"), source)

    page = keeper.get(f"{PATH}/{hook['id']}").text

    assert told in page
    assert f"{keeper.base_url}/hooks/{source}/{hook['id']}" in page
    assert ("it ends the call" in page) == (source == "twilio")


def test_a_secret_is_changed_in_two_steps_and_a_token_of_twilio_is_never_made_here(keeper: httpx.Client) -> None:
    account_id = an_account(keeper, "Rotating Account")
    path = f"{PATH}/{a_hook(keeper, account_id)['id']}"
    twilio = f"{PATH}/{a_hook(keeper, account_id, 'twilio')['id']}"

    given = sent(keeper, path, f"{path}/secret")
    finished = sent(keeper, path, f"{path}/finish")
    refused = sent(keeper, twilio, f"{twilio}/secret")

    assert (given.status_code, finished.status_code, refused.status_code) == (200, 303, 400)
    assert 'id="secret"' in given.text
    assert "Another secret" in keeper.get(path).text
    assert 'id="secret"' not in refused.text


def test_a_hook_is_changed_and_deleted_and_what_is_wrong_stands_at_its_field(keeper: httpx.Client) -> None:
    path = f"{PATH}/{a_hook(keeper, an_account(keeper, 'Edited Hook Account'))['id']}"

    wrong = sent(keeper, f"{path}/edit", timeZone="Mars/Olympus")
    changed = sent(keeper, f"{path}/edit", timeZone="Europe/Berlin", region="de")

    assert (wrong.status_code, changed.status_code) == (400, 303)
    assert 'value="Mars/Olympus"' in wrong.text
    assert "Europe/Berlin" in keeper.get(path).text
    assert sent(keeper, path, f"{path}/delete").status_code == 303
    assert keeper.get(path).status_code == 404


def test_a_manager_sees_the_hooks_of_their_own_accounts_and_others_none(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = an_account(keeper, "Hooks of ours"), an_account(keeper, "Hooks of theirs")
    a_hook(keeper, own)
    hidden = a_hook(keeper, other)
    put_reader(book, "hooks@example.com", Role.Manager, accounts=frozenset({own}))
    put_reader(book, "no-hooks@example.com", Role.Customer, accounts=frozenset({own}))
    with httpx.Client(base_url=served.url, auth=("hooks@example.com", PASSWORD)) as manager:
        listed = manager.get(PATH).text

        assert "Hooks of ours" in listed
        assert "Hooks of theirs" not in listed
        assert manager.get(f"{PATH}/{hidden['id']}").status_code == 404
    assert httpx.get(f"{served.url}{PATH}", auth=("no-hooks@example.com", PASSWORD)).status_code == 403


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader, keeper: httpx.Client) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    hook = a_hook(keeper, an_account(keeper, "Seen Hook Account"), "twilio")

    for path in (PATH, f"{PATH}/new", f"{PATH}/{hook['id']}", f"{PATH}/{hook['id']}/edit"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
