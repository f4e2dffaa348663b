"""The live board: calls come, change and go on it while one looks, without rows that jump under one's eyes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from playwright.sync_api import Browser, expect
from support.browsing import Reader, faults_of
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


def board_of(reader: Reader, switch: Switch, query: str = "") -> None:
    """Open the board of the switch's account, and wait until it is live."""
    reader.open(f"/console/live?accountIds={switch.account_id}{query}")
    expect(reader.page.locator("[data-light]")).to_have_text("Live")


def states(reader: Reader) -> list[tuple[str, str]]:
    """The rows, from top to bottom: whose they are and where they stand."""
    rows = reader.page.locator("[data-row]").all()
    return [(row.get_attribute("id") or "", row.locator(".state").inner_text()) for row in rows]


def test_a_call_comes_changes_and_goes_while_one_looks(reader: Reader, switch: Switch) -> None:
    board_of(reader, switch)
    expect(reader.page.get_by_text("All is quiet.")).to_be_visible()

    call = switch.call()

    row = reader.page.locator(f"#b-{call.id}")
    expect(row.locator(".state")).to_have_text("Ringing")
    expect(reader.page.locator(".tile.s-ringing .tile-count")).to_have_text("1")

    call.tell("answered", answeredByName="Anna")

    expect(row.locator(".state")).to_have_text("Connected")
    expect(reader.page.locator(".tile.s-ringing .tile-count")).to_have_text("0")

    call.tell("ended", ending="completed")

    expect(row).to_have_count(0)


def test_seconds_are_counted(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    board_of(reader, switch)
    told = reader.page.locator(f"#b-{call.id} [data-since]")
    before = told.inner_text()

    expect(told).not_to_have_text(before)


def test_rows_stand_still_while_they_are_pointed_at(reader: Reader, switch: Switch) -> None:
    first, second = switch.call(), switch.call()
    board_of(reader, switch)
    reader.page.locator(f"#b-{second.id}").hover()

    first.tell("answered")
    third = switch.call()

    settle = reader.page.get_by_role("button", name="1 new: put in order")
    expect(settle).to_be_visible()
    expect(reader.page.locator(f"#b-{first.id} .state")).to_have_text("Connected")
    assert states(reader) == [(f"b-{first.id}", "Connected"), (f"b-{second.id}", "Ringing")]

    reader.page.get_by_role("heading", name="Live").hover()

    expect(reader.page.locator(f"#b-{third.id}")).to_be_visible()
    assert [row for row, _ in states(reader)] == [f"b-{each.id}" for each in (second, third, first)]
    expect(settle).to_be_hidden()


def test_a_call_that_ends_under_the_pointer_says_so(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    board_of(reader, switch)
    reader.page.locator(f"#b-{call.id}").hover()

    call.tell("ended", ending="no-answer")

    expect(reader.page.locator(f"#b-{call.id} .state")).to_have_text("Over")
    reader.page.get_by_role("button", name="1 over: put in order").click()
    expect(reader.page.locator(f"#b-{call.id}")).to_have_count(0)


def test_a_held_call_waits_since_it_is_held(reader: Reader, switch: Switch) -> None:
    call = switch.call()
    call.tell("started", at=(datetime.now(UTC) - timedelta(hours=1)).isoformat())
    call.tell("answered")
    call.tell("held")

    board_of(reader, switch)

    row = reader.page.locator(f"#b-{call.id}")
    assert row.locator(".state").inner_text() == "On hold"
    assert re.fullmatch(r"\d+ s", row.locator(".c-for").inner_text())


def test_it_is_grouped_and_narrowed_by_address(reader: Reader, switch: Switch) -> None:
    waiting, ringing = switch.call(), switch.call()
    waiting.tell("queued", queueName="Support")

    board_of(reader, switch, "&by=queue")

    assert reader.page.locator(".group h2").all_inner_texts() == ["Support", "In no queue"]
    reader.page.get_by_role("link", name="Ringing").click()
    expect(reader.page.locator("[data-row]")).to_have_count(1)
    assert [row for row, _ in states(reader)] == [f"b-{ringing.id}"]


def test_queues_of_one_name_are_told_apart_by_their_accounts(
    reader: Reader, switch: Switch, book: Store, served: Serving
) -> None:
    put_account(book, "same-queue", "Beside")
    other = Switch(book, served.url, "same-queue")
    for each in (switch, other):
        each.call().tell("queued", queueName="Support")

    reader.open(f"/console/live?accountIds={switch.account_id},same-queue&by=queue")

    first, second = reader.page.locator(".group h2").all_inner_texts()
    assert first == f"Support Account {switch.account_id}"
    assert second == "Support Beside"


def test_a_scoped_reader_sees_and_hears_of_their_own_alone(
    browser: Browser, book: Store, served: Serving, switch: Switch
) -> None:
    put_account(book, "mine", "Mine")
    put_reader(book, "mine@example.com", Role.Manager, accounts=("mine",))
    page = browser.new_context().new_page()
    reader = Reader(page, served.url)
    reader.sign_in("mine@example.com", PASSWORD)
    reader.open("/console/live")
    expect(page.locator("[data-light]")).to_have_text("Live")

    switch.call()
    own = Switch(book, served.url, "mine").call()

    expect(page.locator("[data-row]")).to_have_count(1)
    assert states(reader) == [(f"b-{own.id}", "Ringing")]
    expect(page.locator(".tile.s-ringing .tile-count")).to_have_text("1")
    assert switch.account_id not in page.content()
    page.context.close()


def test_it_reads_without_script(served: Serving, switch: Switch) -> None:
    call = switch.call()

    page = httpx.get(f"{served.url}/console/live?wall=1", auth=("reader@example.com", PASSWORD)).text

    assert call.id in page
    assert "Not live: as of" in page


def test_the_board_has_no_serious_fault_for_those_who_cannot_see(reader: Reader, switch: Switch) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    switch.call().tell("held")
    board_of(reader, switch, "&by=account")
    assert faults_of(reader.page, axe) == []

    reader.page.keyboard.press("w")

    reader.page.wait_for_url("**wall=1**")
    assert faults_of(reader.page, axe) == []
