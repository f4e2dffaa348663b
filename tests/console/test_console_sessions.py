"""The list of sessions: searched, narrowed, sorted, scrolled, shared; in plain words where nothing is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.calling import PASSWORD
from support.serving import Serving

from switchbook.model.actor import Role
from switchbook.stores.contract import Store

LIST = "/console/sessions"


def listed(reader: Reader, **filters: str) -> dict[str, Any]:
    """The API's answer to the same filters."""
    asked = {"searchAll": "true", "countPerPage": "1", **filters}
    answer: dict[str, Any] = reader.page.request.get(f"{reader.url}/sessions.json", params=asked).json()
    return answer


def rows(reader: Reader) -> list[str]:
    """The ids of the sessions that are shown."""
    found = "Array.from(document.querySelectorAll('tbody[data-row]'), row => row.id.slice(2))"
    ids: list[str] = reader.page.evaluate(found)
    return ids


def total(reader: Reader) -> int:
    """How many there are, once they have been counted."""
    return int(reader.page.locator("[data-total]").get_attribute("data-total") or -1)


def search(reader: Reader, text: str) -> None:
    reader.page.keyboard.press("/")
    reader.page.keyboard.insert_text(text)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**as=*")


def test_a_pasted_number_is_found_on_either_side_and_marked(reader: Reader) -> None:
    address = listed(reader, channels="Voice", directions="Incoming")["items"][0]["fromAddress"]
    reader.open(LIST)

    search(reader, f"tel:{address[:3]}-(0){address[3:]};ext=1")

    needle = reader.page.locator(".chip span").inner_text().removeprefix("Number contains ")
    assert needle in address
    assert total(reader) == listed(reader, number=needle)["totalCount"] >= 1
    marked = reader.page.locator("tbody[data-row] mark").first.inner_text()
    assert "".join(re.findall("[0-9]", marked)) == needle

    reader.page.get_by_role("link", name="Search the log instead").click()

    reader.page.wait_for_url("**as=log*")
    assert reader.page.locator(".found-lines mark").first.inner_text() == needle


def test_an_id_or_a_call_leads_to_the_page_of_the_session_and_back(reader: Reader) -> None:
    session = listed(reader, outcomes="Missed", log="CallSid CA")["items"][0]
    reader.open(f"{LIST}?outcomes=Missed")

    reader.page.keyboard.press("/")
    reader.page.keyboard.insert_text(f"  {session['id'].upper()} ")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url(f"**{LIST}/{session['id']}?back=**")

    reader.page.keyboard.press("u")
    reader.page.wait_for_url(f"**{LIST}?outcomes=Missed")
    search(reader, session["callSid"])
    assert session["id"] in rows(reader)
    assert session["callSid"] in reader.page.locator(".found-lines mark").all_inner_texts()


def test_a_whole_name_is_the_customer_and_part_of_one_is_offered(reader: Reader) -> None:
    customer = next(each for each in listed(reader, countPerPage="200")["items"] if each.get("customerName"))
    reader.open(LIST)

    search(reader, customer["customerName"].lower())
    chip = reader.page.locator(".chip span").inner_text()
    assert chip == f"Customer: {customer['customerName']}"
    assert total(reader) == listed(reader, customerIds=customer["customerId"])["totalCount"]

    reader.open(LIST)
    search(reader, customer["customerName"][:-1])
    reader.page.locator(".readings").get_by_text(f"Customer {customer['customerName']}", exact=True).click()
    reader.page.wait_for_url("**customerIds=**")
    assert customer["id"] in rows(reader) or total(reader) > 50


def test_filters_are_chosen_in_the_bar_and_taken_away_as_chips(reader: Reader) -> None:
    reader.open(LIST)

    reader.page.keyboard.press("f")
    reader.page.locator("summary", has_text="Outcome").click()
    reader.page.get_by_role("checkbox", name="Missed").check()
    reader.page.get_by_role("checkbox", name="No answer").check()
    reader.page.locator("fieldset", has_text="No answer").get_by_role("button", name="Show").click()
    reader.page.wait_for_url("**outcomes=**")

    assert reader.page.url == f"{reader.url}{LIST}?outcomes=Missed,NoAnswer"
    assert total(reader) == listed(reader, outcomes="Missed,NoAnswer")["totalCount"]

    reader.page.get_by_role("link", name="Take away: Outcome: No answer").click()
    reader.page.wait_for_url("**outcomes=Missed")
    assert total(reader) == listed(reader, outcomes="Missed")["totalCount"]


def test_an_account_is_found_by_its_name(reader: Reader) -> None:
    session = listed(reader)["items"][0]
    reader.open(LIST)

    reader.page.locator("summary", has_text="Account").click()
    reader.page.keyboard.type(session["accountName"][1:])
    reader.page.locator(".found").get_by_role("link", name=session["accountName"]).first.click()

    reader.page.wait_for_url("**accountIds=**")
    assert total(reader) == listed(reader, accountIds=session["accountId"])["totalCount"]


def test_only_these_is_one_click_from_a_value(reader: Reader) -> None:
    reader.open(f"{LIST}?ended=true")
    row = reader.page.locator("tbody[data-row]").first
    row.hover()

    row.locator(".c-channel").hover()
    row.locator(".c-channel .only").click()

    reader.page.wait_for_url("**channels=**")
    assert "ended=true" in reader.page.url


@pytest.mark.parametrize(
    ("name", "field", "orders"),
    [("From", "fromAddress", ("Ascend", "Descend")), ("Took", "duration", ("Descend", "Ascend"))],
)
def test_a_head_sorts_and_says_how(reader: Reader, name: str, field: str, orders: tuple[str, str]) -> None:
    reader.open(LIST)
    head = reader.page.get_by_role("columnheader", name=name)
    assert head.get_attribute("aria-sort") is None

    for order in orders:
        head.get_by_role("link").click()
        reader.page.wait_for_url(f"**sortField={field}&sortOrder={order}**")

        assert head.get_attribute("aria-sort") == f"{order.lower()}ing"
        asked = {"sortField": field, "sortOrder": order, "countPerPage": "50"}
        assert rows(reader) == [each["id"] for each in listed(reader, **asked)["items"]]


def test_the_longest_are_on_top_of_took_and_what_goes_on_is_last_however_far_one_scrolls(reader: Reader) -> None:
    narrowed = {"outcomes": "Missed,_"}
    expected = listed(reader, **narrowed, sortField="duration", sortOrder="Descend", countPerPage="500")["items"]
    reader.open(f"{LIST}?outcomes=Missed,_&sortField=duration&sortOrder=Descend")

    while reader.page.locator("#more").count():
        reader.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        reader.page.wait_for_timeout(50)

    assert rows(reader) == [each["id"] for each in expected]
    lasted = [
        datetime.fromisoformat(each["dateCompleted"]) - datetime.fromisoformat(each["dateCreated"])
        for each in expected
        if "dateCompleted" in each
    ]
    assert 100 < len(lasted) < len(expected)
    assert lasted == sorted(lasted, reverse=True)
    assert all("dateCompleted" not in each for each in expected[len(lasted) :])


def test_scrolling_brings_all_rows_once(reader: Reader) -> None:
    expected = listed(reader, outcomes="Missed", countPerPage="500")["items"]
    reader.open(f"{LIST}?outcomes=Missed")

    while reader.page.locator("#more").count():
        reader.page.evaluate("scrollTo(0, document.body.scrollHeight)")
        reader.page.wait_for_timeout(50)

    assert len(expected) > 100
    assert rows(reader) == [each["id"] for each in expected]
    assert reader.page.get_by_text("That is all.").is_visible()


def test_without_script_more_is_a_link(served: Serving) -> None:
    seen: list[str] = []
    path: str | None = f"{LIST}?outcomes=Missed"
    while path is not None:
        page = httpx.get(f"{served.url}{path}", auth=("reader@example.com", PASSWORD)).text
        seen += re.findall(r'<tbody id="s-([0-9a-f]+)"', page)
        more = re.search(r'<tbody id="more">.*?href="([^"]+)"', page, re.DOTALL)
        path = None if more is None else more[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) > 100


def test_rows_come_alone_as_the_list_has_them(reader: Reader) -> None:
    first, second = (each["id"] for each in listed(reader, outcomes="Missed", countPerPage="2")["items"])
    part = {"hx-request": "true", "hx-target": "rows"}

    among, not_among = (
        reader.page.request.get(f"{reader.url}{LIST}?outcomes={outcome}&rows={first},{second}", headers=part).text()
        for outcome in ("Missed", "Answered")
    )

    assert set(re.findall(r'<tbody id="s-([0-9a-f]+)"', among)) == {first, second}
    assert not_among.strip() == ""


def test_what_is_wrong_stands_at_its_field(reader: Reader) -> None:
    page = reader.page.request.get(f"{reader.url}{LIST}?startDate=soon").text()

    assert 'aria-describedby="wrong-startDate"' in page
    assert "First day is a day" in page


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("minDuration", "1:30", "id=\"wrong-minDuration\">Shortest, seconds is a whole number of seconds, not '1:30'<"),
        ("wasMissed", "maybe", "id=\"wrong-wasMissed\">Missed is true or false, not 'maybe'<"),
        ("sortOrder", "Descending", "<li>Sort order is Ascend or Descend, not 'Descending'<"),
    ],
)
def test_what_cannot_be_read_leaves_the_other_filters(keeper: httpx.Client, name: str, value: str, told: str) -> None:
    answer = keeper.get(LIST, params={"outcomes": "Missed", name: value})

    assert answer.status_code == 400
    page = unescape(answer.text)
    assert told in page
    assert "Take away: Outcome: Missed" in page
    assert "data-search" in page
    assert "Unable to bind" not in page


def test_where_nothing_is_found_each_filter_is_offered_to_be_loosened(reader: Reader) -> None:
    reader.open(f"{LIST}?from=999999999999&outcomes=Missed")

    assert reader.page.get_by_text("No session passes all of this.").is_visible()
    reader.page.locator(".loosen").get_by_role("link", name="From contains 999999999999").click()
    reader.page.wait_for_url(f"**{LIST}?outcomes=Missed")
    assert total(reader) > 0


def test_j_k_and_enter_open_a_row_and_its_page_leads_back(reader: Reader) -> None:
    reader.open(f"{LIST}?log=ringing")
    second = rows(reader)[1]

    for key in ("j", "j", "j", "k", "Enter"):
        reader.page.keyboard.press(key)

    reader.page.wait_for_url(f"**{LIST}/{second}?back=**")
    assert reader.page.locator(".log mark").first.inner_text().lower() == "ringing"
    assert reader.page.locator("a[data-up]").get_attribute("href") == f"{LIST}?log=ringing"


@pytest.fixture(name="limited")
def _limited(book: Store, served: Serving, reader: Reader) -> Iterator[tuple[httpx.Client, dict[str, Any]]]:
    """Somebody who sees one endpoint, and a session of another account."""
    items = listed(reader, countPerPage="200")["items"]
    own = next(each for each in items if each.get("endpointId"))
    other = next(each for each in items if each["accountId"] != own["accountId"] and each.get("customerName"))
    limits = {"accounts": frozenset({own["accountId"]}), "endpoints": frozenset({own["endpointId"]})}
    put_reader(book, "desk@example.com", Role.User, **limits)
    with httpx.Client(base_url=served.url, auth=("desk@example.com", PASSWORD)) as client:
        yield client, other


def test_who_sees_less_finds_less_and_no_names(limited: tuple[httpx.Client, dict[str, Any]]) -> None:
    client, other = limited

    everything = client.get(LIST).text
    by_number = client.get(f"{LIST}?number={quote(other['fromAddress'])}").text
    by_name = client.get(f"{LIST}/choices?named={quote(other['customerName'])}").text
    by_id = client.get(f"{LIST}?accountIds={other['accountId']}")

    part = client.get(
        f"{LIST}?number={quote(other['fromAddress'])}", headers={"hx-request": "true", "hx-target": "total"}
    )
    passing = client.get("/sessions.json", params={"number": other["fromAddress"], "searchAll": "true"}).json()
    assert f'data-total="{passing["totalCount"]}"' in part.text
    assert 'data-total="0"' not in everything
    assert other["id"] not in everything + by_number
    assert other["customerName"] not in by_name + by_number
    assert by_id.status_code == 403
    assert other["accountName"] not in by_id.text


def test_an_account_that_one_may_not_see_is_told_once(limited: tuple[httpx.Client, dict[str, Any]]) -> None:
    client, other = limited
    told = f"You may not see the account '{other['accountId']}'"

    listing = unescape(client.get(LIST, params={"accountIds": other["accountId"]}).text)
    live = client.get("/console/live", params={"accountIds": other["accountId"]})

    assert f"<b>{told}.</b>" in listing
    assert "not understood" not in listing
    assert live.status_code == 403
    assert unescape(live.text).count(told) == 1


def test_who_may_see_nothing_is_not_told_that_there_is_nothing(book: Store, served: Serving) -> None:
    put_reader(book, "nothing@example.com", Role.User, accounts=frozenset())
    with httpx.Client(base_url=served.url, auth=("nothing@example.com", PASSWORD)) as client:
        page = client.get(LIST).text

    assert "There is no session that you may see." in page
    assert "no session yet" not in page


def test_it_has_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    axe = (NODE / "axe-core" / "axe.min.js").read_text()
    reader.open(f"{LIST}?log=ringing&outcomes=Missed")
    reader.page.locator("summary", has_text="Outcome").click()
    reader.page.locator("summary", has_text="More filters").click()
    assert faults_of(reader.page, axe) == []

    reader.open(f"{LIST}?from=999999999999")
    assert faults_of(reader.page, axe) == []
