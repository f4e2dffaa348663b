"""The page of one session: its log is searched, it is copied, noted in, held and ended, and shown to who may see it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from console.conftest import put_reader
from console.test_console_frame import NODE
from support.browsing import Reader, faults_of
from support.callbacks import as_json, callback, legless
from support.calling import PASSWORD
from support.serving import Serving

from switchbook.ingest.generic import Generic
from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import Role
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store


def found(reader: Reader, **filters: str) -> dict[str, Any]:
    """The newest session that passes these filters."""
    answer = reader.page.request.get(f"{reader.url}/sessions.json", params={"countPerPage": "1", **filters})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items[0]


def made(reader: Reader) -> str:
    """The id of a call that no carrier has, and that somebody has answered."""
    account_id = found(reader)["accountId"]
    facts = {"accountId": account_id, "fromAddress": "+15035550111", "toAddress": "+15035550112"}
    answer = reader.page.request.post(f"{reader.url}/sessions.json", data=facts, headers={"origin": reader.url})
    session_id = str(answer.json()["id"])
    answered = {"callState": "Connected"}
    reader.page.request.patch(f"{reader.url}/sessions/{session_id}.json", data=answered, headers={"origin": reader.url})
    return session_id


def test_the_page_says_what_it_was_and_where_it_belongs(reader: Reader) -> None:
    session = found(reader, outcomes="Missed", channels="Voice")

    reader.open(f"/console/sessions/{session['id']}")

    head = reader.page.locator("#head")
    assert head.get_by_role("heading").text_content() == "Incoming call"
    assert head.locator(".badge").text_content() == "Missed"
    account = head.get_by_role("link", name=session["accountName"])
    assert account.get_attribute("href") == f"/console/sessions?accountIds={session['accountId']}"
    assert reader.page.locator(".log-line").count() == len(session["log"])


def test_the_log_is_filtered_as_one_types(reader: Reader) -> None:
    session = found(reader, outcomes="Missed", log="ringing")
    hits = [line for line in session["log"] if "ringing" in line["message"].lower()]
    reader.open(f"/console/sessions/{session['id']}")

    reader.page.keyboard.press("/")
    reader.page.keyboard.type("RINGING")

    assert reader.page.locator("#log-count").text_content() == f"{len(hits)} of {len(session['log'])}"
    assert reader.page.locator(".log-line:visible").count() == len(hits)
    assert reader.page.locator(".log-line:visible mark").count() == len(hits)

    reader.page.get_by_label("Only lines found").uncheck()

    assert reader.page.locator(".log-line:visible").count() == len(session["log"])


def test_n_and_p_go_from_hit_to_hit(reader: Reader) -> None:
    session = found(reader, outcomes="Missed", log="ringing")
    places = [n for n, line in enumerate(session["log"], 1) if "e" in line["message"].lower()]
    reader.open(f"/console/sessions/{session['id']}?log=ringing")
    here = reader.page.locator(".log-line.at")

    reader.page.keyboard.press("n")
    first = here.get_attribute("id")
    reader.page.get_by_label("Words in the log").fill("e")
    reader.page.locator("#main").focus()
    reader.page.keyboard.press("p")

    assert first == f"l{next(n for n, line in enumerate(session['log'], 1) if 'ringing' in line['message'])}"
    assert here.get_attribute("id") == f"l{places[-1]}"


def test_fields_and_buttons_are_reached_by_their_keys(reader: Reader) -> None:
    reader.open(f"/console/sessions/{made(reader)}")
    focused = "document.activeElement.id"

    reader.page.keyboard.press("l")
    searching = reader.page.evaluate(focused)
    reader.page.keyboard.press("Escape")
    reader.page.locator("#main").focus()
    reader.page.keyboard.press("a")
    noting = reader.page.evaluate(focused)
    reader.page.locator("#main").focus()
    reader.page.keyboard.press("c")

    assert (searching, noting) == ("log-words", "note-text")
    reader.page.get_by_text("The link is copied.").wait_for()
    reader.page.keyboard.press("?")
    assert reader.page.get_by_text("search the log", exact=True).is_visible()


def test_a_tick_of_the_timeline_leads_to_its_line_of_the_log_and_the_line_back(reader: Reader) -> None:
    session = found(reader, outcomes="Missed", log="ringing")
    last = len(session["log"])
    reader.open(f"/console/sessions/{session['id']}?log=ringing")
    tick = reader.page.locator(f".tick:has(#t{last})")
    first = (tick.locator(".stroke").first.get_attribute("id") or "")[1:]

    tick.dispatch_event("click")

    assert reader.page.evaluate("document.activeElement.closest('.log-line').id") == f"l{first}"
    assert session["log"][int(first) - 1]["message"] in (reader.page.locator("#timeline-told").text_content() or "")

    reader.page.locator(f"#l{last} .log-when").click()

    assert reader.page.evaluate("document.activeElement.id") == f"tick{first}"


def test_what_is_new_in_the_log_comes_in_without_undoing_the_search(reader: Reader) -> None:
    session_id = made(reader)
    reader.open(f"/console/sessions/{session_id}")
    before = reader.page.locator(".log-line").count()
    reader.page.get_by_label("Words in the log").fill("late")
    text = {"text": "Came late"}
    reader.page.request.post(f"{reader.url}/sessions/{session_id}/log.json", data=text, headers={"origin": reader.url})

    reader.page.locator("#log").dispatch_event("refresh")

    reader.page.locator(".log-line mark").wait_for()
    assert reader.page.locator(".log-line").count() == before + 1
    assert reader.page.locator(".log-line:visible").count() == 1
    assert reader.page.get_by_label("Words in the log").input_value() == "late"
    assert reader.page.locator("#log-size").text_content() == f"{before + 1} lines"


def test_the_words_that_the_reader_came_with_are_marked_without_script(served: Serving, reader: Reader) -> None:
    session = found(reader, outcomes="Missed", log="ringing")
    path = f"/console/sessions/{session['id']}"

    for query in ("?log=Ringing", "?back=%2Fconsole%2Fsessions%3Flog%3DRinging%26page%3D2"):
        page = httpx.get(f"{served.url}{path}{query}", auth=("reader@example.com", PASSWORD)).text
        assert "<mark>ringing</mark>" in page


def test_up_leads_to_the_list_the_reader_came_from_and_nowhere_else(reader: Reader) -> None:
    session_id = found(reader)["id"]
    reader.open(f"/console/sessions/{session_id}?back=%2Fconsole%2Fsessions%3Ffrom%3D212")

    reader.page.keyboard.press("u")

    reader.page.wait_for_url("**/console/sessions?from=212")
    reader.open(f"/console/sessions/{session_id}?back=%2F%2Fevil.example%2Fconsole%2F")
    assert reader.page.locator("a[data-up]").get_attribute("href") == "/console/sessions"


def test_it_is_copied_as_link_text_and_json(reader: Reader) -> None:
    session = found(reader, outcomes="Missed")
    reader.open(f"/console/sessions/{session['id']}")
    copied = []

    for name, told in (
        ("Copy link", "The link is copied."),
        ("Copy for a ticket", "The session is copied as text."),
        ("Copy JSON", "The session is copied as JSON."),
    ):
        reader.page.get_by_role("button", name=name).click()
        reader.page.get_by_text(told).wait_for()
        copied.append(reader.page.evaluate("navigator.clipboard.readText()"))

    link, ticket, document = copied
    assert link == f"{reader.url}/console/sessions/{session['id']}"
    assert link in ticket
    assert session["log"][-1]["message"] in ticket
    assert f'"id": "{session["id"]}"' in document


def test_a_chat_is_read_as_a_conversation(book: Store, reader: Reader) -> None:
    now = datetime.now(UTC)
    them, us = {"from": "+15035550117", "to": "+15035550118"}, {"from": "+15035550118", "to": "+15035550117"}
    told = [
        legless("message", None, message="SM-a", conversation="c", direction="Incoming", text="<b>In?</b>", **them),
        legless("message", None, message="SM-b", conversation="c", direction="Outgoing", text="Yes.\nCome by.", **us),
    ]
    taken = Recorder(book).take(Generic(), found(reader)["accountId"], as_json(told), "application/json", now)
    reader.open(f"/console/sessions/{taken.result()[0].session_id}")

    conversation = reader.page.get_by_role("region", name="Conversation")

    assert conversation.locator("li.theirs p").inner_text() == "<b>In?</b>"
    assert conversation.locator("li.ours p").inner_text() == "Yes.\nCome by."


def test_a_line_is_written_into_the_log(reader: Reader) -> None:
    session_id = made(reader)
    reader.open(f"/console/sessions/{session_id}?log=ring")

    reader.page.get_by_label("A line for the log").fill("Called back, <b>no</b> answer")
    reader.page.get_by_role("button", name="Add").click()

    reader.page.get_by_text("Your line stands in the log.").wait_for()
    assert reader.page.url == f"{reader.url}/console/sessions/{session_id}?log=ring"
    assert "Called back, <b>no</b> answer" in (reader.page.locator(".log-line").last.text_content() or "")


def test_a_session_is_held_taken_off_hold_and_ended(reader: Reader) -> None:
    reader.open(f"/console/sessions/{made(reader)}")
    badge = reader.page.locator("#head .badge")

    reader.page.get_by_role("button", name="Put on hold").click()
    reader.page.get_by_text("The session is on hold.").wait_for()
    assert badge.text_content() == "On hold"

    reader.page.get_by_role("button", name="Take off hold").click()
    reader.page.get_by_text("The session is off hold.").wait_for()

    reader.page.get_by_role("button", name="End it…").click()
    reader.page.get_by_role("button", name="End the session").click()
    reader.page.get_by_text("The session is ended.").wait_for()
    assert reader.page.get_by_role("button", name="Put on hold").count() == 0


def test_what_only_the_carrier_can_do_is_told_kindly(book: Store, reader: Reader) -> None:
    account_id = found(reader)["accountId"]
    told = callback(CallSid="CA" + "7" * 32, CallStatus="in-progress", From="+15035550113", To="+15035550114")
    taken = Recorder(book).take(Twilio(), account_id, told, "application/x-www-form-urlencoded", datetime.now(UTC))
    session_id = taken.result()[0].session_id

    answer = reader.page.request.post(
        f"{reader.url}/console/sessions/{session_id}/end", form={"once": "1"}, headers={"origin": reader.url}
    )

    assert answer.status == 501
    assert "nothing was done" in answer.text()
    assert "Incoming call" in answer.text()


@pytest.mark.parametrize(
    ("part", "holds"),
    [("head", "<h1>"), ("timeline", "<svg"), ("log", "log-line"), ("members", "Caller"), ("facts", "Last change")],
)
def test_a_part_comes_alone(reader: Reader, part: str, holds: str) -> None:
    session_id = found(reader)["id"]

    answer = reader.page.request.get(
        f"{reader.url}/console/sessions/{session_id}", headers={"hx-request": "true", "hx-target": part}
    )

    assert holds in answer.text()
    assert "<html" not in answer.text()


def test_who_may_not_see_a_session_finds_none_and_no_hint_of_it(served: Serving, book: Store, reader: Reader) -> None:
    session = found(reader)
    others = frozenset(each for each in book.directory().accounts if each != session["accountId"])
    put_reader(book, "elsewhere@example.com", Role.Manager, accounts=others)
    unseen = httpx.get(f"{served.url}/console/sessions/{session['id']}", auth=("elsewhere@example.com", PASSWORD))
    unknown = httpx.get(f"{served.url}/console/sessions/{'0123456789ab' * 2}", auth=("elsewhere@example.com", PASSWORD))

    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert unseen.text.replace(session["id"], "") == unknown.text.replace("0123456789ab" * 2, "")


def test_who_may_not_act_is_offered_nothing_to_do(served: Serving, book: Store, reader: Reader) -> None:
    parameters = {"ended": "false", "channels": "Voice", "countPerPage": "500"}
    listed = reader.page.request.get(f"{reader.url}/sessions.json", params=parameters).json()["items"]
    session = next(each for each in listed if each.get("customerId"))
    limits = {"accounts": {session["accountId"]}, "customers": {session["customerId"]}}
    put_reader(book, "customer@example.com", Role.Customer, **limits)

    page = httpx.get(f"{served.url}/console/sessions/{session['id']}", auth=("customer@example.com", PASSWORD))

    assert page.status_code == 200
    assert "Put on hold" not in page.text
    assert "End it" not in page.text


def test_it_has_no_serious_fault_for_those_who_cannot_see(reader: Reader) -> None:
    reader.open(f"/console/sessions/{found(reader, outcomes='Missed', log='ringing')['id']}?log=ringing")

    assert faults_of(reader.page, (NODE / "axe-core" / "axe.min.js").read_text()) == []


def test_what_followed_from_another_leads_to_it_and_back(reader: Reader) -> None:
    parent = made(reader)
    account_id = found(reader, specificIds=parent)["accountId"]
    facts = {"accountId": account_id, "parentSessionId": parent, "toAddress": "+15035550113"}
    answer = reader.page.request.post(f"{reader.url}/sessions.json", data=facts, headers={"origin": reader.url})
    child = str(answer.json()["id"])

    reader.open(f"/console/sessions/{child}")
    reader.page.get_by_role("region", name="It followed from").get_by_role("link").click()
    reader.page.wait_for_url(f"**/console/sessions/{parent}?**")
    reader.page.get_by_role("region", name="Followed from it").get_by_role("link").click()

    reader.page.wait_for_url(f"**/console/sessions/{child}?**")
    assert reader.page.get_by_role("region", name="Followed from it").count() == 0
