"""The pages of API keys: made and shown once, limited, given another secret, revoked, kept from who may not."""

from __future__ import annotations

from typing import Any

import httpx
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import fields_of, origin, sent
from support.serving import Serving

from switchbook.console.keys import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


def a_key(keeper: httpx.Client, name: str, **limits: object) -> dict[str, Any]:
    """A key made for a test, as the API shows it, with its secret."""
    fields = {"name": name, "role": "Manager", **limits}
    made: dict[str, Any] = keeper.post("/keys.json", json=fields, headers=origin(keeper)).json()
    return made


def an_account(keeper: httpx.Client) -> dict[str, Any]:
    first: dict[str, Any] = keeper.get("/accounts.json").json()["items"][0]
    return first


def works(served: Serving, secret: str) -> bool:
    """Whether the API lets in who shows this key."""
    answer = httpx.get(f"{served.url}/accounts.json", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code in (200, 401, 403)
    return answer.status_code == 200


def test_a_key_is_made_and_shown_once_and_lets_a_program_in_to_its_account_alone(
    reader: Reader, served: Serving, keeper: httpx.Client
) -> None:
    account = an_account(keeper)
    reader.open(f"{PATH}/new")
    reader.page.get_by_label("Name (needed)").fill("The dialler")
    reader.page.get_by_label("Role").select_option("Manager")
    reader.page.get_by_role("group", name="Accounts").get_by_role("checkbox", name=account["name"]).check()
    reader.page.get_by_role("button", name="Make the key").click()

    reader.page.get_by_role("button", name="Copy").click()
    reader.page.get_by_text("The key is copied.").wait_for()
    secret = str(reader.page.evaluate("navigator.clipboard.readText()"))
    seen = httpx.get(f"{served.url}/accounts.json", headers={"authorization": f"Bearer {secret}"}).json()["items"]
    assert [each["id"] for each in seen] == [account["id"]]
    reader.page.get_by_role("link", name="Done").click()
    reader.page.get_by_role("heading", name="The dialler").wait_for()
    assert secret not in reader.page.content()
    reader.open(f"{PATH}?nameFilter=dialler")
    assert secret not in reader.page.content()
    # A used key says when.
    assert "never" not in reader.page.locator("tr[data-row] td").nth(4).inner_text()

    reader.page.get_by_role("link", name="The dialler").click()
    reader.page.get_by_role("button", name="Revoke…").click()
    reader.page.get_by_role("button", name="Revoke the key").click()
    reader.page.get_by_text("The key is revoked").wait_for()
    assert not works(served, secret)


def test_a_form_sent_twice_makes_one_key_and_shows_no_secret_again(keeper: httpx.Client) -> None:
    form = fields_of(keeper.get(f"{PATH}/new").text, f"{PATH}/new")
    given = {**form, "name": "Sent twice", "role": "Manager", "accountIds": an_account(keeper)["id"]}

    first, second = (keeper.post(f"{PATH}/new", data=given, headers=origin(keeper)) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 409)
    assert 'id="secret"' not in second.text
    assert keeper.get("/keys.json?nameFilter=Sent+twice").json()["totalCount"] == 1


def test_another_secret_takes_the_place_of_the_first_at_once_or_after_a_while(
    served: Serving, keeper: httpx.Client
) -> None:
    key = a_key(keeper, "Rotated", accountIds=[an_account(keeper)["id"]])
    path = f"{PATH}/{key['id']}"

    wrong = sent(keeper, path, f"{path}/rotate", graceHours="1000")
    later = sent(keeper, path, f"{path}/rotate", graceHours="2")
    assert (wrong.status_code, later.status_code) == (400, 200)
    assert "graceHours is from 0 to 168" in wrong.text
    assert works(served, key["key"])
    assert "is good until" in keeper.get(path).text

    sent(keeper, path, f"{path}/rotate", graceHours="0")
    assert not works(served, key["key"])


def test_a_key_is_limited_until_a_day_and_deleted_and_a_day_gone_by_is_refused_at_its_field(
    keeper: httpx.Client,
) -> None:
    key = a_key(keeper, "Changed", accountIds=[an_account(keeper)["id"]])
    path = f"{PATH}/{key['id']}"

    past = sent(keeper, f"{path}/edit", expires="2001-01-01", name="Another name")
    changed = sent(keeper, f"{path}/edit", expires="2099-01-01", name="Another name", role="User")

    assert (past.status_code, changed.status_code) == (400, 303)
    assert 'value="Another name"' in past.text
    assert "lies in the past" in past.text
    kept = keeper.get(f"/keys/{key['id']}.json").json()
    assert (kept["name"], kept["role"], kept["expires"]) == ("Another name", "User", "2099-01-01T00:00:00.000Z")
    assert sent(keeper, path, f"{path}/delete").status_code == 303
    assert keeper.get(path).status_code == 404


def test_a_key_that_is_good_for_ever_is_shown_on_every_clock(keeper: httpx.Client) -> None:
    key = a_key(keeper, "For ever", accountIds=[an_account(keeper)["id"]], expires="9999-12-31T23:59:59Z")
    east = {"cookie": "switchbook-zone=Pacific/Kiritimati"}

    for page in (f"{PATH}?nameFilter=For+ever", f"{PATH}/{key['id']}"):
        assert "9999-12-31 23:59:59" in keeper.get(page, headers=east).text


def test_a_manager_sees_no_key_that_has_more_and_an_agent_no_page_of_keys(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = (each["id"] for each in keeper.get("/accounts.json").json()["items"][:2])
    a_key(keeper, "Key of ours", accountIds=[own])
    hidden = a_key(keeper, "Key of theirs", accountIds=[other])
    put_reader(book, "keys@example.com", Role.Manager, accounts=frozenset({own}))
    put_reader(book, "no-keys@example.com", Role.User, accounts=frozenset({own}))
    with httpx.Client(base_url=served.url, auth=("keys@example.com", PASSWORD)) as manager:
        listed = manager.get(PATH).text
        wider = sent(manager, f"{PATH}/new", name="Too wide", role="Manager", accountIds=other)

        assert "Key of ours" in listed
        assert "Key of theirs" not in listed
        assert manager.get(f"{PATH}/{hidden['id']}").status_code == 404
        assert 'value="SystemAdministrator"' not in manager.get(f"{PATH}/new").text
        assert wider.status_code == 403
    refused = httpx.get(f"{served.url}{PATH}", auth=("no-keys@example.com", PASSWORD))
    assert refused.status_code == 403
    assert PATH not in refused.text


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader, keeper: httpx.Client) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    key = a_key(keeper, "Seen by all", accountIds=[an_account(keeper)["id"]])

    for path in (PATH, f"{PATH}/new", f"{PATH}/{key['id']}", f"{PATH}/{key['id']}/edit"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
