"""ServiceStack's .NET client: its requests, constructed from what version 5.1.1 was seen to send to an echo server."""

from __future__ import annotations

import json

import pytest
from support.sessions import numbered
from support.small_book import ANN, AWKWARD_FROM, AWKWARD_LOG, LIVE, PASSWORD, Book
from support.wire import Answer, exchange

HEADERS = """
Accept: application/json
Accept-Encoding: gzip, deflate
User-Agent: ServiceStack .NET Client 5.11
"""
# Lists that are empty are sent all the same.
EMPTY = "accountIds=%5B%5D&customerIds=%5B%5D&endpointIds=%5B%5D&specificIds=%5B%5D"
GIVEN = {"provider": "credentials", "UserName": ANN, "Password": PASSWORD}


def posted(book: Book, path: str, body: object, *more: str) -> Answer:
    """A POST of compact JSON whose body waits until it is asked for."""
    head = "\n".join(
        [f"POST {path} HTTP/1.1", HEADERS.strip(), "Content-Type: application/json", "Expect: 100-continue", *more]
    )
    return exchange(book.url, head, json.dumps(body, separators=(",", ":")))


def got(book: Book, target: str, *more: str) -> Answer:
    """A GET."""
    return exchange(book.url, "\n".join([f"GET {target} HTTP/1.1", HEADERS.strip(), *more]))


def cookies_of(answer: Answer) -> str:
    """The header by which an ordinary cookie jar sends back what it was given."""
    return "Cookie: " + "; ".join(f"{name}={value}" for name, value in answer.cookies.items() if value)


def signed_in(book: Book) -> str:
    """The Cookie header of somebody signed in."""
    return cookies_of(posted(book, "/json/reply/Authenticate", GIVEN))


@pytest.mark.parametrize("path", ["/json/reply/Authenticate", "/api/Authenticate", "/auth/credentials", "/auth"])
@pytest.mark.parametrize("remember", [False, True])
def test_a_login_in_pascal_case_waits_for_the_hundred(book: Book, path: str, remember: bool) -> None:
    answer = posted(book, path, {**GIVEN, **({"RememberMe": True} if remember else {})})

    assert answer.continued
    assert answer.status == 200
    assert answer.json()["userName"] == ANN
    assert answer.cookies["ss-opt"] == ("perm" if remember else "temp")
    assert answer.json()["sessionId"] == answer.cookies["ss-pid" if remember else "ss-id"]
    assert got(book, f"/sessions?{EMPTY}", cookies_of(answer)).json()["totalCount"] == LIVE


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (f"page=1&all=False&countPerPage=4&{EMPTY}&sortOrder=Descend&searchArchive=False", [27, 25, 24, 23]),
        (f"{EMPTY}&searchArchive=True", [32, 31]),
        (f"all=True&simplifiedPaging=True&startDate=2026-05-10&{EMPTY}", [26]),
        ("accountIds=south%2Ca%20b%2C%22d%2Ce%22%2C%22f%22%22g%22", [30]),
        (f"specificIds={numbered(3)}%2C%22d%2Ce%22%2C{numbered(5)}&accountIds=%5B%5D", [5, 3]),
        ("endpointIds=%22desk%20%2B1%2F%C3%A9%22", [28]),
        ("endpointIds=desk%20%2B1%2F%C3%A9", [28]),
        ("from=%2B1%20%28555%29%26%3D%C3%A9%3F%23%E6%97%A5%E6%9C%AC", [28]),
        (f"{EMPTY}&sortField=FromAddress&countPerPage=2", [28, 1]),
    ],
)
@pytest.mark.parametrize("path", ["/sessions", "/json/reply/ListSessions", "/api/ListSessions"])
def test_a_list_in_its_spelling(book: Book, path: str, query: str, wanted: list[int]) -> None:
    answer = got(book, f"{path}?{query}", f"Authorization: Bearer {book.key}")

    assert answer.status == 200, answer.body
    assert answer.headers["content-type"].startswith("application/json")
    assert [int(item["id"], 16) for item in answer.json()["items"]] == wanted


def test_its_recorded_text_is_the_text_that_is_meant(book: Book) -> None:
    (item,) = got(book, "/sessions?customerIds=works", f"Authorization: Bearer {book.key}").json()["items"]

    assert (item["fromAddress"], item["log"][1]["message"]) == (AWKWARD_FROM, AWKWARD_LOG)


def test_a_batch_in_pascal_case_is_counted(book: Book) -> None:
    asked = [
        {"Page": 1, "CountPerPage": 4, "All": False, "SpecificIds": [], "AccountIds": [], "SortOrder": "Descend"},
        {"SearchArchive": True, "SpecificIds": [], "AccountIds": ["north"], "SortOrder": "Ascend"},
    ]

    answer = posted(book, "/json/reply/ListSessions[]", asked, f"Authorization: Bearer {book.key}")

    assert (answer.status, answer.continued, answer.headers["x-autobatch-completed"]) == (200, True, "2")
    assert [[int(item["id"], 16) for item in each["items"]] for each in answer.json()] == [[27, 25, 24, 23], [31, 32]]


def test_a_challenge_tells_it_to_send_basic(book: Book) -> None:
    answer = got(book, f"/sessions?{EMPTY}")

    assert answer.status == 401
    assert answer.headers["www-authenticate"].lower().startswith("basic realm=")
    assert answer.json()["responseStatus"]["errorCode"] == "Unauthorized"


def test_its_errors_name_the_fields_as_it_spelled_them(book: Book) -> None:
    answer = got(book, "/sessions?Page=abc&SearchArchive=Maybe", f"Authorization: Bearer {book.key}")

    assert answer.status == 400
    assert [fault["fieldName"] for fault in answer.json()["responseStatus"]["errors"]] == ["Page", "SearchArchive"]


def test_a_login_without_a_name_is_400_before_or_after_the_hundred(book: Book) -> None:
    answer = posted(book, "/json/reply/Authenticate", {"provider": "credentials"})

    assert answer.status == 400
    assert [fault["fieldName"] for fault in answer.json()["responseStatus"]["errors"]] == ["UserName", "Password"]


def test_a_logout_ends_its_login(book: Book) -> None:
    cookie = signed_in(book)

    answer = posted(book, "/json/reply/Authenticate", {"provider": "logout"}, cookie)

    assert answer.status == 200
    assert answer.json() == {}
    assert got(book, "/sessions", cookie).status == 401
