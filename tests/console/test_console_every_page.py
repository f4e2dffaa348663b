"""What holds for every page of the navigation and the first record of its list: light, dark and on a phone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from support.browsing import Reader, complaints_of, faults_of
from support.calling import PASSWORD
from support.serving import Serving

from switchbook.console.page import Page
from switchbook.console.pages import PAGES

pytestmark = pytest.mark.slow

AXE = (Path(__file__).parents[1] / "clients" / "node" / "node_modules" / "axe-core" / "axe.min.js").read_text()
LISTED = [page for page in PAGES if page.label]
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
}
# Compressed bytes of all files that a page is made with: where it plots, and elsewhere.
PLOTS, PLAIN = 350_000, 150_000
_FILES = """
performance.getEntriesByType("resource").filter(each => each.name.includes("/console/files/"))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""


@pytest.fixture(name="look", params=LOOKS)
def _look(request: pytest.FixtureRequest, browser: Browser, served: Serving) -> Iterator[Reader]:
    """A reader who may do everything, in one look, with an empty cache."""
    context = browser.new_context(
        timezone_id="Europe/Berlin", locale="en-GB", reduced_motion="reduce", **LOOKS[request.param]
    )
    page = context.new_page()
    told = complaints_of(page)
    reader = Reader(page, served.url)
    reader.sign_in("reader@example.com", PASSWORD)
    yield reader
    context.close()
    assert told == []


@pytest.mark.parametrize("page", LISTED, ids=lambda page: page.path)
def test_a_page_and_its_first_record_are_fit_for_everybody(look: Reader, page: Page) -> None:
    look.open(page.path)
    fit(look, PLOTS if page.path.endswith("overview") else PLAIN)

    first = look.page.locator("main [data-row] a[href^='/console/']").first
    if first.count():
        look.open(first.get_attribute("href") or "")
        fit(look, PLAIN)


def fit(reader: Reader, most: int) -> None:
    """Nothing serious for axe-core, nothing wider than the screen, one heading, no more files than allowed."""
    page = reader.page
    page.wait_for_load_state("networkidle") if most == PLOTS else page.wait_for_load_state("load")
    expect(page.locator(".htmx-request")).to_have_count(0)
    assert faults_of(page, AXE) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("h1").count() == 1
    assert page.title().endswith(" · Switchbook")
    assert page.evaluate(_FILES) <= most
