"""What is peculiar to npm's client: it tears cookies apart, hands back the pieces, and never forgets one."""

from __future__ import annotations

import re

import pytest
from clients.foreign import JavaScriptClient, Refused
from support.small_book import ANN, LIVE, PASSWORD, Book

pytestmark = pytest.mark.slow
# A date of `expires`, cut at its comma: its first half stays with the cookie, its second becomes a cookie.
_PIECE_OF_A_DATE = re.compile(r"\d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT=")


@pytest.mark.parametrize("remember", [False, True])
def test_a_torn_cookie_header_still_shows_who_it_is(javascript: JavaScriptClient, remember: bool) -> None:
    session_id = javascript.sign_in(ANN, PASSWORD, remember=remember)["sessionId"]

    told = javascript.who_am_i()

    assert _PIECE_OF_A_DATE.search(javascript.cookie_header)
    assert f"{'ss-pid' if remember else 'ss-id'}={session_id}" in javascript.cookie_header
    assert (told["isAuthenticated"], told["emailAddress"]) == (True, ANN)


def test_after_a_logout_it_goes_on_sending_cookies_that_stand_for_nobody(javascript: JavaScriptClient) -> None:
    session_id = javascript.sign_in(ANN, PASSWORD)["sessionId"]
    javascript.sign_out()

    with pytest.raises(Refused) as told:
        javascript.list()

    assert "ss-id=" in javascript.cookie_header
    assert session_id not in javascript.cookie_header
    assert told.value.message == "Not Authenticated"
    assert javascript.who_am_i()["isAuthenticated"] is False


def test_a_failure_is_told_as_it_is_and_no_token_is_asked_for(javascript: JavaScriptClient) -> None:
    javascript.sign_in(ANN, PASSWORD)
    javascript.sign_out()

    with pytest.raises(Refused) as told:
        javascript.sign_in(ANN, "wrong")

    assert told.value.message == "Invalid Username or Password"


def test_a_null_is_sent_as_a_bare_name_and_is_no_filter(javascript: JavaScriptClient, book: Book) -> None:
    javascript.show_key(book.key)

    assert javascript.list(to=None, sortField=None, page=None, accountIds=[])["totalCount"] == LIVE
