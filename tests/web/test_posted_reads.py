"""Reads that come as a POST: what their bodies may be, how they bind, and what they are told when read strictly."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import Caller, Clock, application, bearer
from support.sessions import keep, session

from switchbook.stores.contract import Store

FORM = "application/x-www-form-urlencoded"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
XML = (
    '<?xml version="1.0"?><ListSessions xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
    f'xmlns="http://schemas.datacontract.org/2004/07/Voice.Api"><CountPerPage>2</CountPerPage><From i:nil="true"/>'
    f'<SpecificIds xmlns:d2p1="{ARRAYS}"/></ListSessions>'
)
BOUNDARY = "multipart/form-data; boundary=xyz"
MULTIPART = '--xyz\r\nContent-Disposition: form-data; name="CountPerPage"\r\n\r\n2\r\n--xyz--\r\n'


@pytest.fixture(autouse=True)
def five(store: Store) -> None:
    """Five sessions to list."""
    keep(store, *(session(number) for number in range(5)))


@pytest.mark.parametrize(
    ("path", "content_type", "body", "pages"),
    [
        ("/api/ListSessions", "application/json", '{"countPerPage":2}', 3),
        ("/api/ListSessions", "application/json; charset=utf-8", '\ufeff{"COUNTPERPAGE":"2","x":1}', 3),
        ("/api/ListSessions", "", '{"countPerPage":2}', 3),
        ("/api/ListSessions", "text/plain", '{"countPerPage":2}', 3),
        ("/api/ListSessions", "application/xml", '{"countPerPage":2}', 3),
        ("/json/reply/ListSessions", "application/json", '{"CountPerPage": 2, "page": "x"}', 3),
        ("/api/ListSessions", "application/xml", XML, 3),
        ("/xml/reply/ListSessions?format=json", "application/xml", XML, 3),
        ("/xml/reply/ListSessions?format=json", "", XML, 3),
        ("/api/ListSessions", "application/jsv", "{CountPerPage:2,From:}", 3),
        ("/api/ListSessions", "text/jsv", '{countPerPage:"2",accountIds:[a1,"b,c"]}', 3),
        ("/jsv/reply/ListSessions?format=json", "", "{CountPerPage:2}", 3),
        ("/api/ListSessions", FORM, "countPerPage=2", 3),
        ("/api/ListSessions", BOUNDARY, MULTIPART, 3),
        # an object replaces the query, a form lies over it
        ("/api/ListSessions?countPerPage=1", "application/json", "{}", 1),
        ("/api/ListSessions?countPerPage=1", "", "", 5),
        ("/api/ListSessions?countPerPage=1", FORM, "page=0", 5),
        ("/api/ListSessions?CountPerPage=1", FORM, "countPerPage=2", 3),
    ],
)
def test_a_posted_read_binds_its_body(
    caller: Caller, key: str, path: str, content_type: str, body: str, pages: int
) -> None:
    headers = {**bearer(key), **({"content-type": content_type} if content_type else {})}

    answer = caller.post(path, content=body.encode(), headers=headers)

    assert (answer.status_code, answer.json()["totalPages"]) == (200, pages), answer.text


DOCTYPE = '<!DOCTYPE a [<!ENTITY e "2">]><ListSessions><CountPerPage>&e;</CountPerPage></ListSessions>'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", '{"countPerPage":'),
        ("application/json", "[" * 60_000),
        ("application/json", '[{"page":1}]'),
        ("application/json", "5"),
        ("application/xml", DOCTYPE),
        ("application/xml", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'),
        ("application/xml", "<a>" + "<b>" * 20 + "</b>" * 20 + "</a>"),
        ("application/xml", f"<a>{'<b/>' * 30_000}</a>"),
        ("application/xml", "<a><b></a>"),
        ("application/jsv", "{countPerPage:2"),
        ("application/jsv", "{a:" * 100),
        ("application/jsv", "countPerPage"),
        ("multipart/form-data", MULTIPART),
        ("multipart/form-data; boundary=xyz", MULTIPART.replace('"CountPerPage"', '"a"; filename="a.txt"')),
        ("multipart/form-data; boundary=xyz", "--xyz\r\nContent-Disposition: form-data\r\n\r\n2\r\n--xyz--\r\n"),
        (FORM, "countPerPage=x"),
    ],
)
def test_a_body_that_cannot_be_read_is_400(caller: Caller, key: str, content_type: str, body: str) -> None:
    headers = {**bearer(key), "content-type": content_type}

    answer = caller.post("/api/ListSessions", content=body, headers=headers)

    assert (answer.status_code, answer.json()["responseStatus"]["errorCode"]) == (400, "SerializationException")
    assert answer.json()["responseStatus"]["message"] == "Unable to bind to request 'ListSessions'"


def test_the_body_of_a_read_is_no_longer_than_a_query_may_be(store: Store, clock: Clock, key: str) -> None:
    caller = Caller(application(store, clock, max_query_bytes="1024"))

    for body in ('{"from":"%s"}' % ("x" * 2000), "<a>" + "x" * 2000):
        assert caller.post("/api/ListSessions", content=body, headers=bearer(key)).status_code == 413


@pytest.mark.parametrize(
    ("path", "parts", "fields"),
    [
        ("/sessions?pages=1&sort=x&page=0", {"headers": {"Prefer": "handling=strict"}}, ["pages", "sort"]),
        ("/sessions?pages=1&page=x", {"headers": {"Prefer": 'wait=5, Handling="strict"; a=b'}}, ["pages", "page"]),
        ("/sessions?Pages=1&strict=true", {}, ["Pages"]),
        ("/api/ListSessions?account_ids=a1&strict=1", {}, ["account_ids"]),
        ("/api/ListSessions?strict=true", {"verb": "POST", "json": {"Pages": 1, "page": "x"}}, ["Pages", "page"]),
        ("/api/ListSessions?strict=true", {"verb": "POST", "data": {"pages": 1}}, ["pages"]),
        ("/sessions/000000000000000000000001?pages=1&strict=t", {}, ["pages"]),
    ],
)
def test_read_strictly_every_unknown_name_is_told(
    caller: Caller, key: str, path: str, parts: dict[str, Any], fields: list[str]
) -> None:
    headers = {**bearer(key), **parts.get("headers", {})}

    answer = caller(**{"verb": "GET", "path": path, **parts, "headers": headers})

    assert answer.status_code == 400
    assert [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]] == fields
    assert answer.headers["preference-applied"] == "handling=strict"


@pytest.mark.parametrize(
    ("path", "prefer", "applied"),
    [
        ("/sessions?pages=1", "", False),
        ("/sessions?pages=1&strict=false", "handling=lenient", False),
        ("/sessions?pages=1", "handling=strictly, x-handling=strict", False),
        ("/sessions?page=0&callback=&format=json&v=2&_=1&jsconfig=edv&strict=true", "", True),
        ("/sessions/000000000000000000000001", "handling=strict", True),
    ],
)
def test_otherwise_unknown_names_pass_and_reserved_ones_always_do(
    caller: Caller, key: str, path: str, prefer: str, applied: bool
) -> None:
    answer = caller.get(path, headers={**bearer(key), "Prefer": prefer})

    assert answer.status_code == 200
    assert ("preference-applied" in answer.headers) == applied


def test_strict_is_true_or_false(caller: Caller, key: str) -> None:
    answer = caller.get("/sessions?strict=perhaps", headers=bearer(key))

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "strict"
