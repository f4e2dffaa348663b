"""The page of one session while things happen to it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from support.browsing import Reader
from support.live_calls import Call, Switch, put_account
from support.serving import Serving

from switchbook.stores.contract import Store


@pytest.fixture(name="switch")
def _switch(book: Store, served: Serving) -> Switch:
    put_account(book, "watched", "Watched")
    return Switch(book, served.url, "watched")


@pytest.fixture(name="call")
def _call(switch: Switch) -> Call:
    """A call that rings."""
    return switch.call()


def test_what_happens_to_a_call_shows_on_its_page(reader: Reader, call: Call) -> None:
    reader.open(f"/console/sessions/{call.id}")
    expect(reader.page.locator("[data-light]")).to_have_text("Live")
    expect(reader.page.locator("#head .badge")).to_have_text("Ringing")
    so_far = reader.page.locator("#head .moments").get_by_text("so far")
    expect(so_far).to_be_visible()

    call.tell("answered", answeredByName="Anna")
    expect(reader.page.locator("#head .badge")).to_have_text("Connected")

    call.tell("logged", message="Caller pressed 7")
    expect(reader.page.locator(".log-line").last).to_contain_text("Caller pressed 7")

    call.tell("ended", ending="completed")
    expect(reader.page.locator("#head")).to_contain_text("took")
    expect(so_far).to_have_count(0)
    texts = reader.page.locator(".log-text").all_text_contents()
    assert texts.count("Caller pressed 7") == 1


def test_what_the_reader_does_is_not_undone_by_what_happens(reader: Reader, call: Call) -> None:
    reader.open(f"/console/sessions/{call.id}")
    expect(reader.page.locator("[data-light]")).to_have_text("Live")
    reader.page.get_by_label("A line for the log").fill("Half a line")

    call.tell("answered")

    expect(reader.page.locator("#head .badge")).to_have_text("Connected")
    assert reader.page.get_by_label("A line for the log").input_value() == "Half a line"
    assert reader.page.evaluate("document.activeElement.id") == "note-text"


def test_other_sessions_do_not_concern_it(reader: Reader, switch: Switch, call: Call) -> None:
    reader.open(f"/console/sessions/{call.id}")
    expect(reader.page.locator("[data-light]")).to_have_text("Live")
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))

    switch.call().tell("answered")
    call.tell("answered")
    expect(reader.page.locator("#head .badge")).to_have_text("Connected")

    assert sum("/console/sessions/" in url for url in asked) == reader.page.locator("[hx-trigger=refresh]").count()
