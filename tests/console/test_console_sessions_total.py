"""How many sessions a list has: beside its rows where that costs little, else once they are shown."""

from __future__ import annotations

import re

import httpx
from console.test_console_frame import NODE
from console.test_console_sessions import LIST, listed, rows, total
from playwright.sync_api import Route, expect
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.serving import Serving

WHO = ("reader@example.com", PASSWORD)
COUNTS = {"hx-request": "true", "hx-target": "total"}


def test_rows_are_shown_before_they_are_counted(reader: Reader) -> None:
    expected = listed(reader, log="ringing")["totalCount"]
    held: list[Route] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("hx-target") == "total":
            held.append(route)
        else:
            route.continue_()

    reader.page.route("**/console/sessions?log=ringing", hold)
    reader.open(f"{LIST}?log=ringing")

    place = reader.page.locator("#total")
    expect(place).to_have_text(re.compile("Counting…$"))
    expect(place.get_by_text("Counting…")).to_be_visible()
    expect(place.get_by_role("link")).to_be_hidden()
    assert len(rows(reader)) == 50
    assert faults_of(reader.page, (NODE / "axe-core" / "axe.min.js").read_text()) == []

    held[0].continue_()

    assert total(reader) == expected > 50
    expect(place.get_by_text("Counting…")).to_have_count(0)
    reader.page.keyboard.press("e")
    heading = reader.page.get_by_role("dialog").get_by_role("heading").inner_text()
    assert int(re.sub("[^0-9]", "", heading)) == expected


def test_where_counting_fails_it_can_be_asked_for(reader: Reader) -> None:
    reader.page.route(
        "**/console/sessions?log=ringing",
        lambda route: (
            route.fulfill(status=204) if route.request.headers.get("hx-target") == "total" else route.continue_()
        ),
    )
    reader.open(f"{LIST}?log=ringing")

    reader.page.get_by_role("link", name="Count them").click()

    assert total(reader) == listed(reader, log="ringing")["totalCount"]


def test_what_costs_little_or_is_all_there_is_needs_no_counting(reader: Reader, served: Serving) -> None:
    account = listed(reader)["items"][0]["accountId"]
    few = listed(reader, log="ringing")["items"][0]["id"]

    for query in ("", f"?accountIds={account}", "?startDate=2020-01-01", f"?log=ringing&specificIds={few}"):
        page = httpx.get(f"{served.url}{LIST}{query}", auth=WHO).text
        assert re.search('data-total="[1-9]', page)
        assert "Count them" not in page


def test_without_script_a_link_counts(reader: Reader, served: Serving) -> None:
    expected = listed(reader, log="ringing")["totalCount"]
    with httpx.Client(base_url=served.url, auth=WHO) as client:
        page = client.get(f"{LIST}?log=ringing").text
        link = re.search(r'href="([^"]+)">Count them<', page)
        assert link is not None
        assert "data-total" not in page
        counted = client.get(link[1].replace("&amp;", "&")).text

    assert f'data-total="{expected}"' in counted
    assert re.findall('id="s-[0-9a-f]+"', counted) == re.findall('id="s-[0-9a-f]+"', page)


def test_who_wants_no_total_gets_none(served: Serving) -> None:
    page = httpx.get(f"{served.url}{LIST}?log=ringing&simplifiedPaging=true", auth=WHO).text

    assert "Not counted" in page
    assert "Count them" not in page
