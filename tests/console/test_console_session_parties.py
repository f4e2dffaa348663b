"""The parties on the page of one session: withheld callers are nobody in common, long names stay within the page."""

from __future__ import annotations

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


def test_who_had_a_part_leads_to_all_in_which_they_had_one(reader: Reader) -> None:
    asked = {"searchArchive": "true", "countPerPage": "200"}
    listed = reader.page.request.get(f"{reader.url}/sessions.json", params=asked).json()["items"]
    session = next(each for each in listed if each.get("answeredById") not in (None, each.get("endpointId")))
    sessions = f"/console/sessions?involvedEndpointIds={session['answeredById']}"

    reader.open(f"/console/sessions/{session['id']}")
    member = reader.page.get_by_role("link", name="Only sessions with this endpoint")
    answered_by = reader.page.get_by_role("link", name=session["answeredByName"], exact=True)
    assert {member.first.get_attribute("href"), answered_by.get_attribute("href")} == {sessions}
    answered_by.click()
    expect(reader.page.get_by_text(f"Participant: {session['answeredByName']}")).to_be_visible()

    # Of that one alone, its cell leads there too.
    reader.open(f"/console/sessions?specificIds={session['id']}")
    reader.page.locator("td.c-answeredBy").hover()
    reader.page.locator("td.c-answeredBy a.only").click()
    expect(reader.page.get_by_text(f"Participant: {session['answeredByName']}")).to_be_visible()
    expect(reader.page.locator("tbody[data-row]")).to_have_count(1)


def test_a_persons_name_leads_to_all_in_which_they_had_a_part(reader: Reader) -> None:
    asked = {"searchArchive": "true", "countPerPage": "200"}
    listed = reader.page.request.get(f"{reader.url}/sessions.json", params=asked).json()["items"]
    session = next(each for each in listed if each.get("answeredById") not in (None, each.get("endpointId")))
    endpoint = reader.page.request.get(f"{reader.url}/endpoints/{session['answeredById']}.json").json()

    reader.open(f"/console/endpoints/{endpoint['id']}")
    reader.page.locator("main a[href*='involvedEndpointIds']").click()
    expect(reader.page.get_by_text(f"Participant: {endpoint['displayName']}")).to_be_visible()

    reader.open(f"/console/sessions?specificIds={session['id']}")
    reader.page.get_by_role("searchbox").first.fill(endpoint["displayName"])
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_text(f"Participant: {endpoint['displayName']}")).to_be_visible()
    expect(reader.page.locator(f"a[href*='{session['id']}']").first).to_be_visible()
