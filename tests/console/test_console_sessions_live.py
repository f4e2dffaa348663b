"""The list of sessions while sessions come and change."""

from __future__ import annotations

import re

import pytest
from console.conftest import put_reader
from playwright.sync_api import Browser, expect
from support.browsing import Reader
from support.calling import PASSWORD
from support.live_calls import Switch, put_account
from support.serving import Serving

from switchbook.model.actor import Role
from switchbook.stores.contract import Store


@pytest.fixture(name="switch")
def _switch(book: Store, served: Serving, request: pytest.FixtureRequest) -> Switch:
    """A switch of an account that nothing has happened in yet."""
    account_id = re.sub(r"\W", "-", request.node.name)[:60]
    put_account(book, account_id, f"Account {account_id}")
    return Switch(book, served.url, account_id)


def list_of(reader: Reader, switch: Switch, query: str = "") -> None:
    """Open the list of the switch's account, and wait until it is live."""
    reader.open(f"/console/sessions?accountIds={switch.account_id}{query}")
    expect(reader.page.locator("[data-light]")).to_have_text("Live")


def test_a_row_changes_where_it_stands_and_new_ones_are_announced(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    list_of(reader, switch)
    row = reader.page.locator(f"#s-{call.id}")
    expect(row.locator(".badge")).to_have_text("Ringing")

    call.tell("answered")
    expect(row.locator(".badge")).to_have_text("Connected")
    new = [switch.call(), switch.call()]

    news = reader.page.get_by_role("link", name="2 new sessions: show")
    expect(news).to_be_visible()
    assert reader.page.locator("tbody[data-row]").count() == 1

    news.click()

    expect(reader.page.locator("tbody[data-row]")).to_have_count(3)
    assert [reader.page.locator(f"#s-{each.id}").count() for each in new] == [1, 1]


def test_sorted_by_how_long_they_took_rows_stay_where_they_stand_too(reader: Reader, switch: Switch) -> None:
    over, goes_on = switch.call(), switch.call()
    over.tell("ended", ending="completed")
    list_of(reader, switch, "&sortField=duration&sortOrder=Descend")
    shown = [f"s-{over.id}", f"s-{goes_on.id}"]
    stand = "Array.from(document.querySelectorAll('tbody[data-row]'), row => row.id)"
    assert reader.page.evaluate(stand) == shown

    goes_on.tell("answered")
    goes_on.tell("ended", ending="completed")
    switch.call()

    expect(reader.page.get_by_role("link", name=re.compile("new session"))).to_have_text("1 new session: show")
    expect(reader.page.locator(f"#s-{goes_on.id} [data-since]")).to_have_count(0)
    assert reader.page.evaluate(stand) == shown


def test_what_passes_no_longer_says_so(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    call.tell("answered")
    list_of(reader, switch, "&callStates=Connected")
    row = reader.page.locator(f"#s-{call.id}")
    state = row.locator(".badge", has_text="Connected")
    lively = state.evaluate("badge => getComputedStyle(badge).color")

    call.tell("held")

    expect(row).to_have_class("gone")
    expect(row.get_by_text("no longer here")).to_be_visible()
    expect(state).not_to_have_css("color", lively)

    call.tell("resumed")
    expect(row.get_by_text("no longer here")).to_have_count(0)
    expect(row).not_to_have_class(re.compile("gone"))


def test_new_ones_that_do_not_pass_are_not_announced(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    list_of(reader, switch, "&callStates=Ringing")

    switch.call().tell("answered")
    other = switch.call()

    expect(reader.page.get_by_role("link", name=re.compile("new session"))).to_have_text("1 new session: show")
    assert reader.page.locator(f"#s-{call.id}").count() == 1
    assert reader.page.locator(f"#s-{other.id}").count() == 0


def test_who_may_not_see_a_session_hears_nothing_of_it(
    browser: Browser, book: Store, served: Serving, switch: Switch
) -> None:
    put_account(book, "mine-alone", "Mine alone")
    put_reader(book, "mine-alone@example.com", Role.Manager, accounts=("mine-alone",))
    page = browser.new_context().new_page()
    reader = Reader(page, served.url)
    reader.sign_in("mine-alone@example.com", PASSWORD)
    reader.open("/console/sessions")
    expect(page.locator("[data-light]")).to_have_text("Live")

    switch.call()
    Switch(book, served.url, "mine-alone").call()

    expect(page.get_by_role("link", name=re.compile("new session"))).to_have_text("1 new session: show")
    page.context.close()
