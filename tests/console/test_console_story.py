"""A day at the console: a call found among 100,000 and watched, data taken out, ways in looked after."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from console.conftest import EMAIL, demo_book, put_reader
from playwright.sync_api import BrowserContext, expect
from support.browsing import Reader, complaints_of
from support.calling import PASSWORD
from support.live_calls import Call, Switch
from support.serving import Serving, serving

from switchbook import settings, wiring
from switchbook.measures import Measures
from switchbook.model import identity
from switchbook.model.actor import Role
from switchbook.stores.contract import JournalEntry, Store

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SESSIONS = 100_000
UNREAD = b'{"version":1,"type":"started","leg":"story-1","from":"+18145550199","to":"+15035551234"}'


@pytest.fixture(name="large", scope="module")
def _large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A book of 100,000 demo sessions."""
    yield from demo_book(tmp_path_factory.mktemp("story"), SESSIONS)


@pytest.fixture(name="running", scope="module")
def _running(large: Store) -> Iterator[Serving]:
    with serving(wiring.application(large, settings.load({}), Measures(wiring.SOURCES))) as running:
        yield running


@pytest.fixture(name="ria")
def _ria(context: BrowserContext, running: Serving) -> Iterator[Reader]:
    """Ria may do everything; in the end no page may have complained of anything, its policy included."""
    page = context.new_page()
    told = complaints_of(page)
    page.add_init_script("delete window.showSaveFilePicker")
    yield Reader(page, running.url)
    assert told == []


def incoming(large: Store, url: str) -> Call:
    """A call that rings now, told of by the switch of the first account."""
    account_id = min(large.directory().accounts)
    return Switch(large, url, account_id).call(caller="+18145550142")


def test_a_day_at_the_console(ria: Reader, large: Store, running: Serving, tmp_path: Path) -> None:
    page = ria.page
    ria.sign_in(EMAIL, PASSWORD)
    expect(page.locator("[data-total]")).to_have_attribute("data-total", str(SESSIONS))
    call = incoming(large, running.url)

    # A number is pasted as people write it, the list narrowed, the call opened.
    page.keyboard.press("/")
    page.keyboard.insert_text("(814) 555-0142")
    page.keyboard.press("Enter")
    expect(page.locator(".chip span").first).to_contain_text("8145550142")
    page.locator("summary", has_text="Channel").click()
    page.get_by_role("checkbox", name="Voice").check()
    page.locator("fieldset", has_text="Voice").get_by_role("button", name="Show").click()
    expect(page.locator(f"#s-{call.id} .badge")).to_have_text("Ringing")
    page.locator(f"#s-{call.id} a").first.click()
    page.wait_for_url(f"**/console/sessions/{call.id}*")

    # It goes on while callbacks arrive.
    expect(page.locator("[data-light]")).to_have_text("Live")
    call.tell("answered")
    expect(page.locator("#head .badge")).to_have_text("Connected")
    call.tell("ended", ending="completed")
    expect(page.locator("#head")).to_contain_text("took")
    expect(page.locator("#timeline")).to_contain_text("Connected")

    # What is listed is taken along.
    ria.open("/console/sessions?outcomes=Abandoned&columns=began,from,outcome")
    expected = int(page.locator("[data-total]").get_attribute("data-total") or 0)
    page.keyboard.press("e")
    with page.expect_download() as download:
        page.locator("#export-form").get_by_role("button", name="Export").click()
    download.value.save_as(tmp_path / "abandoned.csv")
    with (tmp_path / "abandoned.csv").open(newline="", encoding="utf-8") as told:
        assert len(list(csv.DictReader(told))) == expected > 500


def test_ways_in_are_looked_after(ria: Reader, large: Store, running: Serving) -> None:
    page = ria.page
    ria.sign_in(EMAIL, PASSWORD)

    # A key is made, shown once, and opens the API.
    ria.open("/console/keys/new")
    page.get_by_label("Name (needed)").fill("Monthly report")
    page.get_by_label("Role").select_option("Manager")
    page.get_by_role("group", name="Accounts").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Make the key").click()
    secret = page.locator("#secret").inner_text()
    asked = httpx.get(f"{running.url}/sessions.json", headers={"authorization": f"Bearer {secret}"})
    assert asked.status_code == httpx.codes.OK
    page.get_by_role("link", name="Done").click()
    assert secret not in page.content()

    # A payload that could not be read is read again.
    account_id = min(large.directory().accounts)
    entry = JournalEntry(
        account_id=account_id,
        source="generic",
        key=identity.delivery_key(account_id, "generic", "story"),
        digest=identity.payload_digest(UNREAD),
        received=datetime.now(UTC),
        content_type="application/json",
        payload=UNREAD,
        error="type: unknown to this version",
    )
    large.write(lambda ledger: ledger.append(entry)).result()
    ria.open("/console/quarantine")
    page.locator("main [data-row] a").first.click()
    page.get_by_role("button", name="Read it again").click()
    expect(page.locator(".outcome")).to_contain_text("1 is in the book now.")


def test_who_may_not_see_something_does_not_see_it(ria: Reader, large: Store, running: Serving) -> None:
    page = ria.page
    account_id, *_ = sorted(large.directory().accounts)
    put_reader(large, "max@example.com", Role.User, accounts=frozenset({account_id}), endpoints=frozenset())
    ria.sign_in("max@example.com", PASSWORD)

    expect(page.locator("header nav")).not_to_contain_text("Administration")
    assert page.locator("tbody[data-row]").count() == 0
    for path in ("keys", "hooks", "audit", "quarantine", "archive", "users"):
        assert page.request.get(f"{running.url}/console/{path}").status == httpx.codes.FORBIDDEN
