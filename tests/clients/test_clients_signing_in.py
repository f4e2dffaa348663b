"""ServiceStack's own clients sign in and out in every way they know."""

from __future__ import annotations

import pytest
from clients.foreign import ForeignClient, Refused
from support.small_book import ANN, LIVE, PASSWORD, Book


def status_of_a_list(client: ForeignClient) -> int:
    """How a list is answered now."""
    try:
        client.list()
    except Refused as refused:
        return refused.status
    return 200


@pytest.mark.parametrize("remember", [False, True])
@pytest.mark.parametrize("base_path", ["api", ""])
def test_credentials_open_the_book(client: ForeignClient, base_path: str, remember: bool) -> None:
    client.use_base_path(base_path)

    told = client.sign_in(ANN, PASSWORD, remember=remember)

    assert (told["userName"], told["roles"]) == (ANN, ["SystemAdministrator"])
    assert client.list()["totalCount"] == LIVE
    assert client.list_by_path("/sessions")["totalCount"] == LIVE


def test_a_second_login_takes_the_place_of_the_first(client: ForeignClient) -> None:
    first = client.sign_in(ANN, PASSWORD)["sessionId"]
    second = client.sign_in(ANN, PASSWORD)["sessionId"]

    assert first != second
    assert status_of_a_list(client) == 200
    client.forget_cookies()
    client.show_session("X-ss-id", first)
    assert status_of_a_list(client) == 401


def test_basic_opens_the_book(client: ForeignClient) -> None:
    client.show_basic(ANN, "wrong")
    assert status_of_a_list(client) == 401

    client.show_basic(ANN, PASSWORD)
    assert client.list()["totalCount"] == LIVE
    assert client.list_by_path("/sessions")["totalCount"] == LIVE


def test_a_key_opens_the_book(client: ForeignClient, book: Book) -> None:
    client.show_key("wrong")
    assert status_of_a_list(client) == 401

    client.show_key(book.key)
    assert client.list()["totalCount"] == LIVE
    assert client.list_by_path("/sessions")["totalCount"] == LIVE


@pytest.mark.parametrize(("remember", "header"), [(False, "X-ss-id"), (True, "X-ss-pid")])
def test_a_header_stands_in_for_cookies(client: ForeignClient, remember: bool, header: str) -> None:
    session_id = client.sign_in(ANN, PASSWORD, remember=remember)["sessionId"]
    client.forget_cookies()
    assert status_of_a_list(client) == 401

    client.show_session(header, session_id)
    client.show_session("X-ss-opt", "perm" if remember else "temp")
    assert status_of_a_list(client) == 200


@pytest.mark.parametrize("remember", [False, True])
def test_a_logout_ends_the_login_for_good(client: ForeignClient, remember: bool) -> None:
    session_id = client.sign_in(ANN, PASSWORD, remember=remember)["sessionId"]

    client.sign_out()

    assert status_of_a_list(client) == 401
    client.forget_cookies()
    client.show_session("X-ss-id", session_id)
    client.show_session("X-ss-pid", session_id)
    assert status_of_a_list(client) == 401


def test_after_a_logout_one_may_sign_in_again(client: ForeignClient) -> None:
    client.sign_in(ANN, PASSWORD)
    client.sign_out()
    client.sign_in(ANN, PASSWORD)

    assert status_of_a_list(client) == 200
