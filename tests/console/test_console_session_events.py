"""What was delivered about a session: shown to staff as it came, a page at a time, and to nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest
from console.conftest import EMAIL, put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.callbacks import callback
from support.calling import PASSWORD
from support.serving import Serving

from switchbook.api.types_session_events import EventRead, SessionEventInfo
from switchbook.console.session_events import delivered_of
from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import Role
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

CALL = "CA" + "8" * 32
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(name="session_id", scope="module")
def _session_id(book: Store) -> str:
    """A call that was told of by 30 callbacks."""
    account_id = next(iter(book.directory().accounts))
    told = [
        *((status, number) for number, status in enumerate(["ringing", "in-progress"])),
        *(("in-progress", number) for number in range(2, 29)),
        ("completed", 29),
    ]
    for status, number in told:
        payload = callback(
            CallSid=CALL, CallStatus=status, From="+15035550115", To="+15035550116", SequenceNumber=number, Note="<b>"
        )
        taken = Recorder(book).take(Twilio(), account_id, payload, FORM, datetime.now(UTC)).result()
    return taken[0].session_id or ""


def test_it_is_unfolded_copied_and_paged(reader: Reader, session_id: str) -> None:
    reader.open(f"/console/sessions/{session_id}")

    reader.page.keyboard.press("e")
    reader.page.get_by_text("1 to 25 of 30 deliveries").wait_for()
    first = reader.page.locator(".delivered details").first
    first.locator("summary").click()
    first.get_by_role("button", name="Copy").click()

    assert "CallStatus ringing" in (first.locator("table").inner_text()).replace("\t", " ")
    reader.page.get_by_text("What was delivered is copied.").wait_for()
    assert reader.page.evaluate("navigator.clipboard.readText()").startswith(f"CallSid={CALL}&CallStatus=ringing")

    reader.page.get_by_role("link", name="Next →").click()

    reader.page.get_by_text("26 to 30 of 30 deliveries").wait_for()
    assert reader.page.url == f"{reader.url}/console/sessions/{session_id}"


def test_it_is_a_page_of_its_own_without_script(served: Serving, session_id: str) -> None:
    page = httpx.get(f"{served.url}/console/sessions/{session_id}/events?page=1", auth=(EMAIL, PASSWORD)).text

    assert "26 to 30 of 30 deliveries" in page
    assert "&lt;b&gt;" in page
    assert f'href="/console/sessions/{session_id}"' in page


def test_who_may_not_see_it_is_not_offered_it(served: Serving, book: Store, reader: Reader) -> None:
    listed = reader.page.request.get(f"{reader.url}/sessions.json?channels=Voice&countPerPage=500&fields=-log").json()[
        "items"
    ]
    session = next(each for each in listed if each.get("customerId"))
    limits = {"accounts": {session["accountId"]}, "customers": {session["customerId"]}}
    put_reader(book, "customer-of-events@example.com", Role.Customer, **limits)
    customer = ("customer-of-events@example.com", PASSWORD)

    page = httpx.get(f"{served.url}/console/sessions/{session['id']}", auth=customer)
    events = httpx.get(f"{served.url}/console/sessions/{session['id']}/events", auth=customer)

    assert page.status_code == 200
    assert "What was delivered" not in page.text
    assert events.status_code == 403
    assert session["callSid"] not in events.text


@pytest.mark.parametrize("width", [1280, 390])
def test_neither_timeline_nor_deliveries_have_a_serious_fault(reader: Reader, session_id: str, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 844})
    reader.open(f"/console/sessions/{session_id}")
    reader.page.get_by_text("The same as a table").click()
    reader.page.keyboard.press("e")
    reader.page.locator(".delivered summary").first.click()
    # What the log's head, which stays in sight, half covers just now is no fault.
    reader.page.evaluate("scrollTo(0, 0)")

    assert faults_of(reader.page, (NODE / "axe-core" / "axe.min.js").read_text()) == []


@pytest.mark.parametrize(
    ("content_type", "payload", "fields", "text"),
    [
        (f"{FORM}; charset=utf-8", "A=1&B=&A=2+3", [("A", "1"), ("B", ""), ("A", "2 3")], ""),
        ("application/json", '{"a":1}', (), '{\n  "a": 1\n}'),
        ("application/json", '{"a":', (), '{"a":'),
        ("text/xml", "<cdr/>", (), "<cdr/>"),
    ],
)
def test_a_payload_is_laid_out_by_what_it_is(
    content_type: str, payload: str, fields: list[tuple[str, str]], text: str
) -> None:
    shown = delivered_of(SessionEventInfo(content_type=content_type, payload=payload))

    assert (shown.fields, shown.text) == (fields, text)


def test_what_was_read_says_what_else_was_told() -> None:
    shown = delivered_of(SessionEventInfo(events=(EventRead("LegRang", None, {"leg": "a"}), EventRead("LegHeld"))))

    assert [(each.kind, each.said) for each in shown.read] == [("LegRang", '{\n  "leg": "a"\n}'), ("LegHeld", "")]
