"""The parties on the page of one session: withheld callers are nobody in common, long names stay within the page."""

from __future__ import annotations

from console.test_console_session import found
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
    session = found(reader, outcomes="Answered", channels="Voice", directions="Incoming")

    reader.open(f"/console/sessions/{session['id']}")

    links = reader.page.get_by_role("link", name="Only sessions of this endpoint")
    owned = [member for member in session["members"] if member.get("endpointId") == session["endpointId"]]
    assert links.count() == len(owned)
    for link in links.all():
        assert session["endpointId"] in (link.get_attribute("href") or "")
