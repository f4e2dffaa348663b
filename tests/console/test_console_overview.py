"""The overview: figures for a filter and a period beside those before, drawn, saved, and leading to their sessions."""

from __future__ import annotations

import csv
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from console.conftest import EMAIL, put_reader
from console.test_console_frame import NODE
from playwright.sync_api import Browser, Locator, expect
from support.browsing import Reader, complaints_of, faults_of
from support.calling import PASSWORD, bearer, put_key
from support.serving import Serving, serving

from switchbook import settings, wiring
from switchbook.errors import GivenUp
from switchbook.measures import Measures
from switchbook.model.actor import Role
from switchbook.model.query import SessionQuery
from switchbook.model.summary import Summary
from switchbook.stores.contract import Stop, Store
from switchbook.stores.memory import MemoryStore

AXE = (NODE / "axe-core" / "axe.min.js").read_text()
PATH = "/console/overview"
_SIZES = """
performance.getEntriesByType("resource").filter(each => each.name.includes("/console/files/"))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)
"""


def opened(reader: Reader, query: str = "") -> None:
    """The overview with its figures."""
    reader.open(f"{PATH}{query}")
    expect(reader.page.locator("#figures:not([aria-busy])")).to_be_attached()


def told(reader: Reader, **parameters: str) -> dict[str, Any]:
    """What the API tells of the same."""
    answer = reader.page.request.get(f"{reader.url}/sessions/summary.json", params=parameters)
    figures: dict[str, Any] = answer.json()
    return figures


def digits(text: str | None) -> int:
    return int(re.sub(r"\D", "", text or ""))


def plot(reader: Reader, name: str) -> Locator:
    return reader.page.locator(f"figure[data-name={name}]")


def query_of(address: str | None) -> Mapping[str, list[str]]:
    return parse_qs(urlsplit(address or "").query)


def test_the_figures_are_those_of_the_api_for_the_last_thirty_days(reader: Reader) -> None:
    opened(reader)

    first, last = (
        reader.page.get_by_label(label, exact=True).get_attribute("placeholder") or ""
        for label in ("First day", "Last day")
    )
    figures = told(reader, startDate=first, endDate=last, timeZone="Europe/Berlin", searchAll="true", compare="true")
    shown = reader.page.locator(".figures .figure").all_text_contents()
    assert list(map(digits, shown[:4])) == [
        figures["figures"][name] for name in ("sessions", "answered", "missed", "abandoned")
    ]
    nav = reader.page.get_by_role("navigation", name="Period")
    assert nav.get_by_role("link", name="30 days").get_attribute("aria-current") == "true"
    assert "against the 30 days before" in (reader.page.locator("#figures").text_content() or "")
    assert plot(reader, "time").locator("tbody tr").count() == 30
    assert plot(reader, "hours").locator("tbody tr").count() == 7 * 24


def test_a_change_is_told_in_words_for_those_who_hear_it(reader: Reader) -> None:
    opened(reader)

    change = reader.page.locator(".card", has_text="Missed").first.locator(".change").first
    assert (change.locator("[aria-hidden]").text_content() or "")[0] in "▲▼="
    assert "in the 30 days before" in (change.locator(".out-of-sight").text_content() or "")


@pytest.mark.parametrize(
    ("name", "filters"), [("Missed", {"wasMissed": ["true"]}), ("Answered", {"outcomes": ["Answered"]})]
)
def test_a_figure_leads_to_its_sessions(reader: Reader, name: str, filters: dict[str, list[str]]) -> None:
    opened(reader)
    link = reader.page.get_by_role("link", name=f"{name}: list these")
    counted, address = digits(link.text_content()), link.get_attribute("href") or ""

    assert urlsplit(address).path == "/console/sessions"
    assert query_of(address).items() >= {**filters, "searchAll": ["true"], "timeZone": ["Europe/Berlin"]}.items()
    listed = reader.page.request.get(f"{reader.url}/sessions.json?{urlsplit(address).query}").json()
    assert listed["totalCount"] == counted


def test_a_column_tells_its_numbers_and_leads_to_its_sessions(reader: Reader) -> None:
    opened(reader)
    drawing = plot(reader, "time").locator(".drawing > svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box is not None

    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    tip = drawing.locator(".tip")
    expect(tip).to_contain_text("answered")
    counted = digits(re.search(r"([\d\u202f]+) sessions", tip.text_content() or "").group(1))  # type: ignore[union-attr]
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.wait_for_url("**/console/sessions?**")
    asked = query_of(reader.page.url)
    assert asked["startDate"] == asked["endDate"]
    listed = reader.page.request.get(f"{reader.url}/sessions.json?{urlsplit(reader.page.url).query}").json()
    assert listed["totalCount"] == counted


def test_an_hour_of_the_week_leads_to_its_sessions(reader: Reader) -> None:
    opened(reader)
    cells = plot(reader, "hours").locator("tbody tr")
    fullest = max(cells.all(), key=lambda row: digits(row.locator("td").first.get_attribute("data-value")))

    address = fullest.locator("a").first.get_attribute("href")

    listed = reader.page.request.get(f"{reader.url}/sessions.json?{urlsplit(address or '').query}").json()
    assert listed["totalCount"] == digits(fullest.locator("td").first.text_content())


def test_a_finger_is_shown_the_numbers_before_it_is_led_on(browser: Browser, served: Serving) -> None:
    phone = browser.new_context(
        timezone_id="Europe/Berlin", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = phone.new_page()
    complaints = complaints_of(page)
    reader = Reader(page, served.url)
    reader.sign_in(EMAIL, PASSWORD)
    opened(reader)

    plot(reader, "channels").locator(".drawing > svg").tap()

    expect(plot(reader, "channels").locator(".tip")).to_contain_text("sessions")
    plot(reader, "channels").get_by_role("link", name="List those of").tap()
    page.wait_for_url("**/console/sessions?**channels=**")
    phone.close()
    assert complaints == []


def test_a_plot_is_saved_as_a_drawing_and_as_numbers(reader: Reader, tmp_path: Path) -> None:
    opened(reader)
    figure = plot(reader, "time")

    with reader.page.expect_download() as drawing:
        figure.get_by_role("button", name="Sessions per day as SVG").click()
    with reader.page.expect_download() as numbers:
        figure.get_by_role("link", name="Sessions per day as CSV").click()

    assert drawing.value.suggested_filename == "time.svg"
    drawing.value.save_as(tmp_path / "time.svg")
    text = (tmp_path / "time.svg").read_text()
    root = ElementTree.fromstring(text)  # noqa: S314 - of our own making
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root[0].text or "").startswith("Sessions per day, ")
    assert "var(" not in text
    assert numbers.value.suggested_filename == "time.csv"
    numbers.value.save_as(tmp_path / "time.csv")
    with (tmp_path / "time.csv").open(encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["day", "sessions", "answered", "missed", "other"]
    assert len(lines) == 31


def test_filters_narrow_it_and_are_taken_away_again(reader: Reader) -> None:
    opened(reader, "?channels=Fax")
    assert plot(reader, "channels").locator("tbody tr").count() == 1
    chip = reader.page.locator(".chip")
    assert "Channel: Fax" in (chip.text_content() or "")

    reader.page.keyboard.press("f")
    reader.page.locator("summary", has_text="Direction").click()
    reader.page.get_by_label("Outgoing", exact=True).check()
    reader.page.locator(".picked:visible").get_by_role("button", name="Show").click()
    reader.page.wait_for_url("**directions=Outgoing")
    expect(reader.page.locator("#figures:not([aria-busy])")).to_be_attached()
    assert plot(reader, "directions").locator("tbody tr").count() == 1

    reader.page.get_by_role("link", name="Take away: Channel: Fax").click()
    expect(reader.page.locator("#figures:not([aria-busy])")).to_be_attached()
    assert query_of(reader.page.url) == {"directions": ["Outgoing"]}


def test_records_are_found_by_their_names_as_in_the_list(reader: Reader) -> None:
    account = told(reader, searchAll="true")["accounts"][0]
    opened(reader, "?channels=Voice")

    reader.page.locator("summary", has_text="Account").click()
    reader.page.get_by_label("Name of the account").press_sequentially(account["name"])
    reader.page.locator(".found").get_by_role("link", name=account["name"], exact=True).click()

    reader.page.wait_for_url("**accountIds=**")
    assert query_of(reader.page.url) == {"channels": ["Voice"], "accountIds": [account["id"]]}


def test_the_list_and_its_figures_lead_to_each_other(reader: Reader) -> None:
    reader.open("/console/sessions?channels=Fax&startDate=2020-01-01&sortField=outcome&timeZone=UTC")
    reader.page.get_by_role("link", name="Figures").click()
    reader.page.wait_for_url(f"**{PATH}?**")
    assert query_of(reader.page.url) == {"channels": ["Fax"], "startDate": ["2020-01-01"], "timeZone": ["UTC"]}

    reader.page.get_by_role("link", name="List these sessions").click()

    reader.page.wait_for_url("**/console/sessions?**")
    assert query_of(reader.page.url).items() >= {"channels": ["Fax"], "startDate": ["2020-01-01"]}.items()


def test_records_that_it_is_limited_to_are_called_by_their_names(reader: Reader) -> None:
    customer = told(reader, searchAll="true")["customers"][0]
    opened(reader, f"?customerids={customer['id']}")

    chip = reader.page.locator(".chip")
    assert (chip.text_content() or "").startswith(f"Customer: {customer['name']}")
    chip.get_by_role("link").first.click()
    expect(reader.page.locator("#figures:not([aria-busy])")).to_be_attached()
    assert reader.page.locator(".chip").count() == 0


def test_a_time_without_sessions_says_so(reader: Reader) -> None:
    opened(reader, "?startDate=1999-01-01&endDate=1999-01-07&from=5")

    empty = reader.page.locator(".empty")
    assert "No sessions began in this time." in (empty.text_content() or "")
    assert "fewer filters" in (empty.text_content() or "")

    opened(reader, "?startDate=2026-05-09&endDate=2026-05-01")
    assert "No sessions began in this time." in (empty.text_content() or "")


@pytest.mark.parametrize("page", [PATH, f"{PATH}/figures"])
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("startDate=soon", r'id="wrong-startDate">First day [^<]*soon'),
        ("minDuration=long", r'id="wrong-minDuration">[^<]*long'),
        ("timeZone=Mars&startDate=2026-05-09", r"<li>[^<]*Mars"),
    ],
)
def test_what_cannot_be_understood_is_told_at_its_filter(reader: Reader, page: str, query: str, told: str) -> None:
    answer = reader.page.request.get(f"{reader.url}{page}?{query}")

    assert answer.status == 400
    assert re.search(told, unescape(answer.text()))
    assert 'id="figures"' not in answer.text()


class Uncountable(MemoryStore):
    """Counts until it is stopped."""

    def summary(self, query: SessionQuery, most: int, stop: Stop = None) -> Summary:
        assert stop is not None
        while not stop():
            time.sleep(0.01)
        raise GivenUp("given up")


def test_too_many_sessions_to_count_are_told_with_what_helps() -> None:
    store = Uncountable()
    headers = bearer(put_key(store))
    hasty = settings.load({settings.PREFIX + "QUERY_SECONDS": "1"})
    with serving(wiring.application(store, hasty, Measures(wiring.SOURCES))) as running:
        answer = httpx.get(f"{running.url}{PATH}/figures?channels=Fax", headers=headers)

    assert answer.status_code == 400
    assert "Too many sessions to count in time" in answer.text
    assert "Too much to look through in 1 seconds. What helps: some accounts in accountIds" in answer.text
    shorter = re.search(r'class="button" href="([^"]+)">7 days<', answer.text.split("Too many")[1])
    assert shorter is not None
    assert query_of(shorter[1].replace("&amp;", "&")).keys() == {"channels", "startDate", "endDate", "timeZone"}


def test_without_script_the_figures_are_a_page_of_their_own(reader: Reader) -> None:
    answer = reader.page.request.get(f"{reader.url}{PATH}/figures?channels=Voice")

    assert "<h1>Overview</h1>" in answer.text()
    assert "Hours of the week" in answer.text()


def test_it_is_fit_for_everybody_and_its_files_are_small(reader: Reader) -> None:
    opened(reader)
    expect(plot(reader, "hours").locator(".drawing > svg")).to_be_visible()

    assert faults_of(reader.page, AXE) == []
    assert reader.page.evaluate(_SIZES) < 350_000


def test_nobody_sees_figures_of_others(book: Store, reader: Reader) -> None:
    everything = told(reader, searchAll="true")
    account = everything["accounts"][0]
    put_reader(book, "overview@example.com", Role.Manager, accounts=[account["id"]])
    year = f"startDate={datetime.now(UTC).year - 5}-01-01&endDate=2100-01-01"
    reader.page.context.clear_cookies()
    reader.sign_in("overview@example.com", PASSWORD)

    opened(reader, f"?{year}")

    total = digits(reader.page.get_by_role("link", name="Sessions: list these").text_content())
    assert total == account["sessions"]
    others = {each["name"] for each in everything["accounts"][1:]}
    assert not [name for name in others if name in (reader.page.locator("#figures").text_content() or "")]
