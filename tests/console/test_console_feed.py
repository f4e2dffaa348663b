"""The feed in a browser: one connection for all pages, and nothing lost or doubled by what cuts it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from console.conftest import EMAIL, put_reader
from playwright.sync_api import BrowserContext, Page, expect
from support.browsing import Reader
from support.calling import PASSWORD
from support.live_calls import Switch, put_account
from support.serving import Serving, serving

from switchbook import settings, wiring
from switchbook.console import files
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

# Listens in this page, and keeps what it is told.
_LISTEN = """
async (address) => {
  const { Stream } = await import(address);
  window.told = [];
  const stream = new Stream((each) => window.told.push(each));
  stream.start();
}
"""


class Restarted:
    """A server of a book that can go away and come back at the same address."""

    def __init__(self, book: Store) -> None:
        self._book = book
        self._running = ExitStack()
        self.port = 0
        self.url = ""
        self.start()

    def start(self) -> None:
        """Serve, from the second time on at the port of the first."""
        app = wiring.application(self._book, settings.load({}), Measures(wiring.SOURCES))
        served: Serving = self._running.enter_context(serving(app, port=self.port))
        self._running.callback(app.state.live.end)
        self.port, self.url = served.port, served.url

    def stop(self) -> None:
        """Be gone, streams and all."""
        self._running.close()
        self._running = ExitStack()


@pytest.fixture(name="restarted")
def _restarted(book: Store) -> Iterator[Restarted]:
    made = Restarted(book)
    yield made
    made.stop()


@pytest.fixture(name="switch", scope="module")
def _switch(book: Store, served: Serving) -> Switch:
    """A switch whose own server stays there."""
    put_account(book, "feed", "Feed")
    return Switch(book, served.url, "feed")


def signed_in(context: BrowserContext, url: str) -> Page:
    """A page of somebody who is signed in; what the browser says of connections that are refused is no fault here."""
    page = context.new_page()
    reader = Reader(page, url)
    reader.sign_in(EMAIL, PASSWORD)
    # The first page is fetched again for the reader's zone; from this one on nothing loads by itself.
    reader.open("/console/sessions")
    return page


def test_a_server_that_goes_and_comes_back_loses_and_doubles_nothing(
    context: BrowserContext, restarted: Restarted, switch: Switch
) -> None:
    page = signed_in(context, restarted.url)
    page.evaluate(_LISTEN, files.address("feed-stream.js"))
    page.wait_for_function("() => told.some(each => each.state === 'live')")

    before = switch.call()
    page.wait_for_function("id => told.some(each => each.ids?.includes(id))", arg=before.id)
    restarted.stop()
    page.wait_for_function("() => told.some(each => each.state === 'waiting')")
    meanwhile = [switch.call() for _ in range(3)]
    restarted.start()
    page.wait_for_function("id => told.some(each => each.ids?.includes(id))", arg=meanwhile[-1].id)
    after = switch.call()
    page.wait_for_function("id => told.some(each => each.ids?.includes(id))", arg=after.id)

    told: list[dict[str, Any]] = page.evaluate("told")
    heard = [session_id for each in told for session_id in each.get("ids", ())]
    # Of a session that changed twice the feed may tell both or the latest, never the same twice after a cut.
    assert list(dict.fromkeys(heard)) == [before.id, *(each.id for each in meanwhile), after.id]
    assert [heard.count(each.id) for each in meanwhile] == [1, 1, 1]
    assert [each for each in told if "missed" in each] == [{"missed": True}]


def test_the_board_says_that_it_is_cut_off_and_is_right_again_afterwards(
    context: BrowserContext, restarted: Restarted, switch: Switch
) -> None:
    page = signed_in(context, restarted.url)
    page.goto(f"{restarted.url}/console/live?accountIds=feed")
    light = page.locator("[data-light]")
    expect(light).to_have_text("Live")

    restarted.stop()
    expect(light).to_have_text("Reconnecting…")
    call = switch.call()
    restarted.start()

    expect(light).to_have_text("Live")
    expect(page.locator(f"#b-{call.id} .state")).to_have_text("Ringing")
    assert page.locator(f"#b-{call.id}").count() == 1


def test_many_pages_have_one_connection(context: BrowserContext, restarted: Restarted, switch: Switch) -> None:
    pages = [signed_in(context, restarted.url), *(context.new_page() for _ in range(7))]
    for page in pages:
        page.goto(f"{restarted.url}/console/live?accountIds=feed")
        expect(page.locator("[data-light]")).to_have_text("Live")

    call = switch.call()

    for page in (pages[0], pages[-1]):
        page.bring_to_front()
        expect(page.locator(f"#b-{call.id}")).to_be_visible()
    metrics = httpx.get(f"{restarted.url}/metrics", auth=(EMAIL, PASSWORD)).text
    assert re.findall(r"^switchbook_changes_listeners (\d+)", metrics, re.MULTILINE) == ["1"]


def test_who_signs_in_after_another_hears_what_they_themselves_may_see(
    context: BrowserContext, book: Store, served: Serving, switch: Switch
) -> None:
    put_account(book, "before", "Before")
    put_reader(book, "before@example.com", Role.Manager, accounts=("before",))
    left_open = context.new_page()
    Reader(left_open, served.url).sign_in("before@example.com", PASSWORD)
    expect(left_open.locator("[data-light]")).to_have_text("Live")
    page = context.new_page()
    page.goto(f"{served.url}/console/sessions")
    page.get_by_text("Ria Reader").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    Reader(page, served.url).sign_in(EMAIL, PASSWORD)
    page.goto(f"{served.url}/console/live?accountIds=feed")
    expect(page.locator("[data-light]")).to_have_text("Live")

    # The first may still be seen because the page has just come; of the second only the feed can tell.
    for _ in range(2):
        expect(page.locator(f"#b-{switch.call().id}")).to_be_visible()


def test_a_browser_without_shared_workers_is_live_too(context: BrowserContext, served: Serving, switch: Switch) -> None:
    context.add_init_script("delete window.SharedWorker")
    page = signed_in(context, served.url)
    page.goto(f"{served.url}/console/live?accountIds=feed")
    expect(page.locator("[data-light]")).to_have_text("Live")

    call = switch.call()

    expect(page.locator(f"#b-{call.id}")).to_be_visible()


def test_who_was_signed_out_is_told(context: BrowserContext, served: Serving) -> None:
    page = signed_in(context, served.url)
    context.clear_cookies()

    page.evaluate(_LISTEN, files.address("feed-stream.js"))

    page.wait_for_function("() => told.length > 0")
    assert page.evaluate("told[0]") == {"state": "off", "why": "you are signed out"}
