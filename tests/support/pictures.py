"""The command `make pictures`: takes a picture of every screen of the console, in light, in the dark, on a phone.

`python -m support.pictures FOLDER` fills a demo book, serves it, and goes through the table of pages as a reader does:
each page of the navigation, and from each list its first record. Those of `BEST` go into `docs/pictures` too.
"""

from __future__ import annotations

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import structlog
from playwright.sync_api import Browser, Page, expect, sync_playwright
from support.browsing import Reader, complaints_of
from support.calling import PASSWORD
from support.serving import serving

from switchbook import access, settings, wiring
from switchbook.console.pages import PAGES
from switchbook.demo.calling import Calling
from switchbook.demo.fill import fill
from switchbook.demo.founding import found
from switchbook.demo.luck import Luck
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

EMAIL = "demo@example.com"
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1280, "height": 800}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# A call that was passed on, told event by event.
_TOLD = "/console/sessions?log=for+a+transfer&ended=true"
# The pictures that the documentation shows: the page, its look, and whether its first record is meant.
BEST: Mapping[str, tuple[str, str, bool]] = {
    "sessions": ("/console/sessions?log=timeout&number=555", "light", False),
    "session": (_TOLD, "light", True),
    "live": ("/console/live", "dark", False),
    "overview": ("/console/overview", "light", False),
}
_DOCS = Path(__file__).parents[2] / "docs" / "pictures"
_SESSIONS, _SEED = 20_000, 1
# So many calls at a time, for so long until now.
_CALLS, _PLAYED = 12, timedelta(minutes=15)


def main(folder: Path) -> int:
    """Take them all; 1 when a page complained of something in the browser."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    with _served() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with _signed_in(chromium, url, "light") as reader:
            _make_records(reader)
        for look in LOOKS:
            told += _tour(chromium, url, look, folder)
        for name, (path, look, first) in BEST.items():
            with _signed_in(chromium, url, look) as reader:
                reader.open(path)
                if first:
                    _open_first(reader)
                _shoot(reader.page, _DOCS / f"{name}.png", screens=1)
        chromium.close()
    for each in told:
        print(each, file=sys.stderr)
    return 1 if told else 0


@contextmanager
def _served() -> Iterator[str]:
    """A demo book that ended a moment ago, with a reader who may see everything, on a real server."""
    with (
        tempfile.TemporaryDirectory() as data,
        closing(_demo_book(Path(data))) as store,
        serving(wiring.application(store, settings.load({}), Measures(wiring.SOURCES))) as running,
    ):
        yield running.url


def _demo_book(data: Path) -> Store:
    print(f"filling a book with {_SESSIONS:,} sessions ...", flush=True)
    store = wiring.open_book(settings.load({}, {"data": data}), begin=True)
    fill(store, sessions=_SESSIONS, seed=_SEED, now=datetime.now(UTC), progress=lambda _: None)
    _play(store)
    user = access.new_user(EMAIL, "Demo", Role.SystemAdministrator, PASSWORD)
    store.write(lambda ledger: ledger.put_user(user)).result()
    return store


def _play(store: Store) -> None:
    """Have calls come and go for the last minutes, so that pages have some that were told event by event."""
    calling = Calling(found(_SEED, _SESSIONS), Luck(_SEED), _CALLS)
    recorder = wiring.recorder(store, settings.load({}))
    now = datetime.now(UTC)
    for at, told in calling.since(now - _PLAYED, now):
        payload = msgspec.json.encode(told.event)
        recorder.take(wiring.SOURCES["generic"], told.account_id, payload, "application/json", at).result()


@contextmanager
def _signed_in(chromium: Browser, url: str, look: str) -> Iterator[Reader]:
    """A reader of one look, who may do everything."""
    context = chromium.new_context(timezone_id="Europe/Berlin", locale="en-GB", reduced_motion="reduce", **LOOKS[look])
    reader = Reader(context.new_page(), url)
    reader.sign_in(EMAIL, PASSWORD)
    yield reader
    context.close()


def _make_records(reader: Reader) -> None:
    """What a book has after a while: a key, ways in, people, and something that could not be read."""

    def make(what: str, **given: object) -> dict[str, Any]:
        answer = reader.page.request.post(f"{reader.url}/{what}.json", data=given, headers={"origin": reader.url})
        made: dict[str, Any] = answer.json()
        assert answer.ok, made
        return made

    account = reader.page.request.get(f"{reader.url}/accounts.json").json()["items"][0]["id"]
    make("keys", name="Monthly report", role="Manager", accountIds=[account], expires="2030-01-01")
    make("users", emailAddress="ann@example.com", password=PASSWORD, firstName="Ann", role="User", accountId=account)
    make("hooks", source="twilio", accountId=account, secret=PASSWORD)
    hook = make("hooks", source="generic", accountId=account, secret=PASSWORD)
    reader.page.request.post(
        f"{reader.url}/hooks/generic/{hook['id']}",
        data='{"version":1,"type":"rings","leg":"trunk-7","at":"2026-11-26T09:14:03Z"}',
        headers={"authorization": f"Bearer {PASSWORD}", "content-type": "application/json"},
    )


def _tour(chromium: Browser, url: str, look: str, folder: Path) -> list[str]:
    """One reader's way through all pages, in one look; what the browser complained of."""
    with _signed_in(chromium, url, look) as reader:
        told = complaints_of(reader.page)
        for each in PAGES:
            if each.label:
                name = each.path.removeprefix("/console/").replace("/", "-")
                reader.open(each.path)
                _shoot(reader.page, folder / f"{name}-{look}.png")
                if each.path == "/console/sessions":
                    reader.open(_TOLD)
                if _open_first(reader):
                    _shoot(reader.page, folder / f"{name}-one-{look}.png")
    return told


def _open_first(reader: Reader) -> bool:
    """Open the first record of the list that is shown; whether there is one."""
    first = reader.page.locator("main [data-row] a[href^='/console/']").first
    if first.count() == 0:
        return False
    reader.open(first.get_attribute("href") or "")
    return True


def _shoot(page: Page, file: Path, screens: int = 2) -> None:
    """The page once nothing is loading any more, as far down as so many screens."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_timeout(500)
    size = page.viewport_size or {"width": 1280, "height": 800}
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), screens * size["height"])
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": size["width"], "height": height}, full_page=True)
    print(file.name, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
