"""The pages of users and of oneself: made with a password shown once, limited, shut out, and kept from who may not."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from playwright.sync_api import BrowserContext
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.filling import fields_of, origin, sent
from support.serving import Serving

from switchbook.api.types import UserInfo
from switchbook.console.limits import limits_of
from switchbook.console.users import PATH
from switchbook.model.actor import Role
from switchbook.stores.contract import Store


def user_called(keeper: httpx.Client, email: str) -> dict[str, Any]:
    """A user as the API shows it."""
    found: dict[str, Any] = keeper.get("/users.json", params={"emailFilter": email}).json()["items"][0]
    return found


def put(book: Store, keeper: httpx.Client, email: str, role: Role, **limits: object) -> dict[str, Any]:
    """A user put into the book for a test, with PASSWORD, as the API shows it."""
    put_reader(book, email, role, **limits)
    return user_called(keeper, email)


@pytest.mark.parametrize(
    ("user", "told"),
    [
        (UserInfo(all_accounts=True), "Everything"),
        (UserInfo(account_names=("A", "B", "C", "D", "E")), "A, B, C and 2 more"),
        (
            UserInfo(account_names=("A",), customer_ids=("c",), endpoint_ids=("1", "2")),
            "A, only 1 customer, only 2 endpoints",
        ),
        (UserInfo(), "Nothing"),
    ],
)
def test_limits_are_said_in_a_few_words(user: UserInfo, told: str) -> None:
    assert limits_of(user) == told


def test_a_user_is_made_with_a_password_that_is_shown_once_and_lets_in(reader: Reader, served: Serving) -> None:
    account = reader.page.request.get(f"{reader.url}/accounts.json").json()["items"][0]
    reader.open(f"{PATH}/new")

    reader.page.get_by_label("E-mail address").fill("nora@example.com")
    reader.page.get_by_label("First name").fill("Nora")
    reader.page.get_by_label("Role").select_option("Manager")
    reader.page.get_by_role("group", name="Accounts").get_by_role("checkbox", name=account["name"]).check()
    reader.page.get_by_role("button", name="Make the user").click()

    password = reader.page.locator("#password").text_content() or ""
    listed = httpx.get(f"{served.url}/accounts.json", auth=("nora@example.com", password)).json()["items"]
    assert [each["id"] for each in listed] == [account["id"]]
    reader.page.get_by_role("link", name="Done").click()
    reader.page.get_by_role("heading", name="Nora").wait_for()
    assert password not in reader.page.content()


def test_a_form_sent_twice_makes_one_user_and_shows_no_password_again(keeper: httpx.Client) -> None:
    form = fields_of(keeper.get(f"{PATH}/new").text, f"{PATH}/new")
    account_id = keeper.get("/accounts.json").json()["items"][0]["id"]
    given = {**form, "emailAddress": "twice@example.com", "role": "User", "accountIds": account_id}

    first, second = (keeper.post(f"{PATH}/new", data=given, headers=origin(keeper)) for _ in range(2))

    # A password made for the second form would be one that lets nobody in.
    assert 'id="password"' in first.text
    assert (second.status_code, 'id="password"' in second.text) == (303, False)
    assert second.headers["location"] == f"{PATH}/{user_called(keeper, 'twice@example.com')['id']}"


def test_a_password_that_is_shown_is_the_users_also_when_its_form_is_sent_again(
    book: Store, keeper: httpx.Client, served: Serving
) -> None:
    user = put(book, keeper, "again@example.com", Role.Manager)
    form = fields_of(keeper.get(f"{PATH}/{user['id']}").text, f"{PATH}/{user['id']}/password")

    shown = [
        keeper.post(f"{PATH}/{user['id']}/password", data=form, headers=origin(keeper)).text.partition('id="password">')
        for _ in range(2)
    ]

    password = shown[-1][2].partition("<")[0]
    assert httpx.get(f"{served.url}/sessions.json", auth=("again@example.com", password)).status_code == 200


def test_limits_are_set_and_lifted_and_somebody_is_shut_out(book: Store, keeper: httpx.Client) -> None:
    customer = keeper.get("/customers.json").json()["items"][0]
    account_id = customer["accountId"]
    user = put(book, keeper, "limited@example.com", Role.Manager, accounts=frozenset({account_id}))
    path = f"{PATH}/{user['id']}"

    assert sent(keeper, f"{path}/edit", customerIds=customer["id"]).status_code == 303
    assert user_called(keeper, "limited@example.com")["customerIds"] == [customer["id"]]
    assert customer["name"] in keeper.get(path).text

    assert sent(keeper, f"{path}/edit", customerIds="", disabled="true").status_code == 303
    lifted = user_called(keeper, "limited@example.com")
    assert (lifted.get("customerIds"), lifted["accountIds"], lifted["disabled"]) == (None, [account_id], True)
    assert httpx.get(f"{keeper.base_url}/accounts.json", auth=("limited@example.com", PASSWORD)).status_code == 401


def test_a_password_is_given_and_shown_and_the_last_administrator_is_not_deleted(
    book: Store, keeper: httpx.Client
) -> None:
    account_id = keeper.get("/accounts.json").json()["items"][0]["id"]
    path = f"{PATH}/{put(book, keeper, 'forgot@example.com', Role.User, accounts=frozenset({account_id}))['id']}"

    short = sent(keeper, path, f"{path}/password", newPassword="short")
    given = sent(keeper, path, f"{path}/password", newPassword="another one")
    gone = sent(keeper, path, f"{path}/delete")
    own = f"{PATH}/{user_called(keeper, 'reader@example.com')['id']}"
    refused = sent(keeper, own, f"{own}/delete")

    assert (short.status_code, given.status_code, gone.status_code, refused.status_code) == (400, 200, 303, 409)
    assert "New password is wanted: at least 8 letters" in short.text
    assert "another one" in given.text
    assert keeper.get(path).status_code == 404
    assert "This is the last administrator of everything" in refused.text


def test_a_manager_sees_nobody_who_has_more_and_gives_no_more_than_they_have(
    served: Serving, book: Store, keeper: httpx.Client
) -> None:
    own, other = (each["id"] for each in keeper.get("/accounts.json").json()["items"][:2])
    put(book, keeper, "manager@example.com", Role.Manager, accounts=frozenset({own}))
    hidden = put(book, keeper, "hidden@example.com", Role.Manager, accounts=frozenset({other}))
    with httpx.Client(base_url=served.url, auth=("manager@example.com", PASSWORD)) as manager:
        listed, form = manager.get(PATH).text, manager.get(f"{PATH}/new").text
        wider = sent(manager, f"{PATH}/new", emailAddress="wide@example.com", role="Manager", accountIds=other)

        assert "manager@example.com" in listed
        assert "hidden@example.com" not in listed
        assert "reader@example.com" not in listed
        assert manager.get(f"{PATH}/{hidden['id']}").status_code == 404
        assert 'value="SystemAdministrator"' not in form
        assert wider.status_code == 403
        assert 'value="wide@example.com"' in wider.text


def test_who_keeps_no_users_has_no_page_of_them(served: Serving, book: Store, keeper: httpx.Client) -> None:
    account_id = keeper.get("/accounts.json").json()["items"][0]["id"]
    put(book, keeper, "agent@example.com", Role.User, accounts=frozenset({account_id}))
    with httpx.Client(base_url=served.url, auth=("agent@example.com", PASSWORD)) as agent:
        me = agent.get("/console/me").text

        assert agent.get(PATH).status_code == 403
        assert "/console/users" not in me
        assert "sees and handles sessions" in me


def test_one_changes_ones_password_and_signs_in_with_it(served: Serving, book: Store, context: BrowserContext) -> None:
    put_reader(book, "own@example.com", Role.SystemAdministrator, accounts=frozenset({"none"}))
    reader = Reader(context.new_page(), served.url)
    reader.sign_in("own@example.com", PASSWORD)

    reader.page.locator(".who summary").click()
    reader.page.locator(".who").get_by_role("link", name="My account").click()
    reader.page.get_by_label("Password so far").fill(PASSWORD)
    reader.page.get_by_label("New password").fill("a new password")
    reader.page.get_by_role("button", name="Change my password").click()
    reader.page.wait_for_url("**/login?**")
    reader.page.get_by_label("E-mail address").fill("own@example.com")
    reader.page.get_by_label("Password").fill("a new password")
    reader.page.get_by_role("button", name="Sign in").click()

    reader.page.get_by_text("Your password is changed.").wait_for()
    assert reader.page.url == f"{served.url}/console/me"


def test_a_wrong_password_is_told_at_its_field(served: Serving, book: Store) -> None:
    put_reader(book, "wrong@example.com", Role.SystemAdministrator, accounts=frozenset({"none"}))
    with httpx.Client(base_url=served.url, auth=("wrong@example.com", PASSWORD)) as client:
        told = {"oldPassword": "not this one", "newPassword": "a new password"}
        answer = sent(client, "/console/me", "/console/me/password", **told)

    assert answer.status_code == 400
    assert "Password so far is not the password so far" in answer.text
    assert "a new password" not in answer.text


def test_its_pages_have_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    user_id = reader.page.request.get(f"{reader.url}/users.json").json()["items"][0]["id"]

    for path in (PATH, f"{PATH}/new", f"{PATH}/{user_id}", f"{PATH}/{user_id}/edit", "/console/me"):
        reader.open(path)
        assert faults_of(reader.page, axe) == []
