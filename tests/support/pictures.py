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
# The pictures that the documentation shows.
BEST: frozenset[str] = frozenset({"sessions-light", "sessions-one-light"})
_DOCS = Path(__file__).parents[2] / "docs" / "pictures"
_SESSIONS, _SEED = 20_000, 1
# So many calls at a time, for so long until now.
_CALLS, _PLAYED_SECONDS = 12, 900


def main(folder: Path) -> int:
    """Take them all; 1 when a page complained of something in the browser."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    folder.mkdir(parents=True, exist_ok=True)
    told: list[str] = []
    with _served() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for look, options in LOOKS.items():
            told += _tour(chromium, url, look, options, folder)
        chromium.close()
    for name in sorted(BEST):
        shutil.copyfile(folder / f"{name}.png", _DOCS / f"{name}.png")
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
    for seconds in range(_PLAYED_SECONDS):
        at = now - timedelta(seconds=_PLAYED_SECONDS - seconds)
        for told in calling.due(at):
            payload = msgspec.json.encode(told.event)
            recorder.take(wiring.SOURCES["generic"], told.account_id, payload, "application/json", at).result()


def _tour(chromium: Browser, url: str, look: str, options: Mapping[str, Any], folder: Path) -> list[str]:
    """One reader's way through all pages, in one look; what the browser complained of."""
    context = chromium.new_context(timezone_id="Europe/Berlin", locale="en-GB", reduced_motion="reduce", **options)
    page = context.new_page()
    told = complaints_of(page)
    reader = Reader(page, url)
    reader.sign_in(EMAIL, PASSWORD)
    for each in PAGES:
        if not each.label:
            continue
        name = each.path.removeprefix("/console/").replace("/", "-")
        reader.open(each.path)
        _shoot(page, folder / f"{name}-{look}.png")
        if each.path == "/console/sessions":
            # One that was told event by event, and has a queue in it.
            reader.open(f"{each.path}?log=queue&outcomes=Answered")
        first = page.locator("main [data-row] a[href^='/console/']").first
        if first.count():
            reader.open(first.get_attribute("href") or "")
            _shoot(page, folder / f"{name}-one-{look}.png")
    context.close()
    return told


def _shoot(page: Page, file: Path) -> None:
    """The whole page once nothing is loading any more, as far down as two screens."""
    page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    page.wait_for_timeout(500)
    size = page.viewport_size or {"width": 1280, "height": 800}
    height = min(int(page.evaluate("document.documentElement.scrollHeight")), 2 * size["height"])
    page.screenshot(path=file, clip={"x": 0, "y": 0, "width": size["width"], "height": height}, full_page=True)
    print(file.name, flush=True)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
