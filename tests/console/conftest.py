"""A real server with a demo book, and a real Chromium that fails a test for whatever a page complains of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from support.browsing import Reader, complaints_of
from support.calling import PASSWORD
from support.serving import Serving, serving

from switchbook import access, settings, wiring
from switchbook.demo.fill import fill
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

EMAIL = "reader@example.com"


@pytest.fixture(name="browser", scope="module")
def _browser() -> Iterator[Browser]:
    """Chromium, headless, as Debian packages it. While it is there, its event loop is the one of this thread."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(name="book", scope="session")
def _book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A book of 3,000 demo sessions that ended a moment ago, and a user who may do everything."""
    yield from demo_book(tmp_path_factory.mktemp("console"), 3_000)


def demo_book(folder: Path, sessions: int) -> Iterator[Store]:
    """A demo book of so many sessions, for as long as it is used."""
    with closing(wiring.open_book(settings.load({}, {"data": folder}), begin=True)) as store:
        fill(store, sessions=sessions, seed=1, now=datetime.now(UTC), progress=lambda _: None)
        put_reader(store, EMAIL, Role.SystemAdministrator)
        yield store


def put_reader(store: Store, email: str, role: Role, **limits: object) -> None:
    """A user who signs in with PASSWORD."""
    user = access.new_user(email, "Ria Reader", role, PASSWORD, **limits)  # type: ignore[arg-type]
    known = store.user(email)
    kept = user if known is None else msgspec.structs.replace(user, id=known.id)
    store.write(lambda ledger: ledger.put_user(kept)).result()


@pytest.fixture(name="served", scope="session")
def _served(book: Store) -> Iterator[Serving]:
    """The book, served with its pages."""
    with serving(wiring.application(book, settings.load({}), Measures(wiring.SOURCES))) as running:
        yield running


@pytest.fixture(name="context")
def _context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of its own for each test: no cookies yet, in Berlin."""
    context = browser.new_context(
        timezone_id="Europe/Berlin", locale="en-GB", viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture(name="reader")
def _reader(context: BrowserContext, served: Serving) -> Iterator[Reader]:
    """Somebody who has signed in and may do everything; in the end, no page may have complained of anything."""
    page = context.new_page()
    told = complaints_of(page)
    reader = Reader(page, served.url)
    reader.sign_in(EMAIL, PASSWORD)
    yield reader
    assert told == []


@pytest.fixture(name="keeper")
def _keeper(served: Serving) -> Iterator[httpx.Client]:
    """The same reader without a browser, which would take every refusal for an error of the page."""
    with httpx.Client(base_url=served.url, auth=(EMAIL, PASSWORD)) as client:
        yield client
