"""The parties on the page of one session: withheld callers are nobody in common, long names stay within the page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from support.browsing import Reader
from support.live_calls import Switch, put_account
from support.serving import Serving

from switchbook.stores.contract import Store


def test_callers_who_withhold_their_numbers_are_not_the_same_number(
    reader: Reader, book: Store, served: Serving
) -> None:
    put_account(book, "withheld", "Withheld")
    switch = Switch(book, served.url, "withheld")
    anonymous, another = (switch.call(to=f"+1503555123{n}", caller="anonymous") for n in range(2))
    known, known_too = (switch.call(to=f"+1503555124{n}", caller="+18145550177") for n in range(2))

    reader.open(f"/console/sessions/{anonymous.id}")
    assert reader.page.locator(f"a[href*='{another.id}']").count() == 0

    reader.open(f"/console/sessions/{known.id}")
    expect(reader.page.locator(f".related a[href*='{known_too.id}']")).to_have_count(1)


def test_a_long_name_stays_within_the_page(reader: Reader, book: Store, served: Serving) -> None:
    put_account(book, "long-names", "Long names")
    call = Switch(book, served.url, "long-names").call()
    call.tell("started", fromName="Wolfeschlegel" * 18, **{"from": "+18145550178", "to": "+15035551299"})

    reader.open(f"/console/sessions/{call.id}")

    expect(reader.page.locator(".sides").first).to_contain_text("WolfeschlegelWolfeschlegel")
    wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_a_member_leads_to_its_sessions_where_this_one_is_among_them(reader: Reader) -> None:
    asked = {"searchArchive": "true", "countPerPage": "200"}
    listed = reader.page.request.get(f"{reader.url}/sessions.json", params=asked).json()["items"]
    own = next(each for each in listed if each.get("endpointId") in _endpoints(each))
    others = next(each for each in listed if _endpoints(each) and each.get("endpointId") not in _endpoints(each))
    links = reader.page.get_by_role("link", name="Only sessions of this endpoint")

    reader.open(f"/console/sessions/{own['id']}")
    assert links.first.get_attribute("href") == f"/console/sessions?endpointIds={own['endpointId']}"

    reader.open(f"/console/sessions/{others['id']}")
    assert links.count() == 0


def _endpoints(session: dict[str, Any]) -> list[str]:
    return [member["endpointId"] for member in session["members"] if "endpointId" in member]
