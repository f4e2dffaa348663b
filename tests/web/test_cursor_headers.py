"""The way from page to page over HTTP: the next cursor in a header, and a link that keeps the question."""

from __future__ import annotations

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.sessions import keep, numbers, session

from switchbook.stores.memory import MemoryStore


@pytest.fixture
def asking() -> Caller:
    """Somebody who may see everything asks a book of seven sessions."""
    store = MemoryStore()
    keep(store, *(session(number, from_address="+1 503") for number in range(7)))
    caller = Caller(application(store, Clock()))
    caller.headers.update(bearer(put_key(store)))
    return caller


def test_links_lead_through_everything_once(asking: Caller) -> None:
    address: str | None = "/sessions.jsonl?from=%2B1+503&COUNTPERPAGE=3&cursor=*"
    told: list[int] = []
    while address is not None:
        answer = asking.get(address)
        assert answer.status_code == 200
        told += numbers(answer.content.splitlines())
        link = answer.headers.get("link")
        assert (link is None) is ("x-next-cursor" not in answer.headers)
        address = None if link is None else "/sessions.jsonl" + link.removeprefix("<").removesuffix('>; rel="next"')

    assert told == [6, 5, 4, 3, 2, 1, 0]


def test_without_a_cursor_nothing_is_told_of_one(asking: Caller) -> None:
    answer = asking.get("/sessions?countPerPage=3")

    assert "x-next-cursor" not in answer.headers
    assert "link" not in answer.headers


@pytest.mark.parametrize("suffix", ["json", "jsonl", "xml", "jsv", "csv", "html"])
def test_a_projection_is_answered_in_every_format(asking: Caller, suffix: str) -> None:
    answer = asking.get(f"/sessions.{suffix}?fields=id,fromAddress")

    assert answer.status_code == 200
    assert "+1 503" in answer.text


@pytest.mark.parametrize(
    ("fields", "header"),
    [("outcome,FROMADDRESS,id,id", "outcome,fromAddress,id"), ("id,log,members", "id,log,members")],
)
def test_columns_are_the_fields_in_the_order_of_asking(asking: Caller, fields: str, header: str) -> None:
    answer = asking.get(f"/sessions.csv?all=true&fields={fields}")

    assert answer.text.split("\r\n")[0] == header


def test_columns_are_all_but_those_left_out(asking: Caller) -> None:
    everything = asking.get("/sessions.csv").text.split("\r\n")[0].split(",")
    without = asking.get("/sessions.csv?fields=-members,-log").text.split("\r\n")[0].split(",")

    assert without == [name for name in everything if name not in ("log", "members")]
    assert asking.get("/sessions.csv?fields=colour").status_code == 400


def test_a_bad_cursor_is_refused_by_name(asking: Caller) -> None:
    answer = asking.get("/sessions.json?cursor=x")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "cursor"
