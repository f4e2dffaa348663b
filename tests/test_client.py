"""The client: requests as a server reads them, answers and errors as they were meant."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.program import Program, Server

from switchbook.api.binding import bind
from switchbook.api.spelling import parameters, read_answer
from switchbook.api.types import CustomerBreadcrumb, ListResponse, ListSessions, SessionInfo, SortOrders
from switchbook.client import Client
from switchbook.errors import BadRequest, NotAuthenticated, NotFound, SwitchbookError
from switchbook.model.session import CallState, MemberRole

SAMPLE = Path(__file__).parent / "golden" / "list-sessions.json"
# A blank is an absent value to a server, in a list as anywhere; what JSV quotes is in here.
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=20)
IDS = st.lists(TEXTS, max_size=4).map(tuple)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """A server with demo data, and a key for all of it."""
    program = Program(tmp_path_factory.mktemp("served"))
    program.answer("demo", "--sessions", "120", "--seed", "9")
    key = program.answer("keys", "create", "--name", "k", "--role", "SystemAdministrator")["key"]
    with program.serving() as serving:
        yield serving, key


@given(
    request=st.builds(
        ListSessions,
        account_ids=IDS,
        specific_ids=IDS,
        from_=st.none() | TEXTS,
        log=st.none() | TEXTS,
        page=st.integers(-(2**31), 2**31 - 1),
        all=st.booleans(),
        sort_order=st.none() | st.sampled_from(SortOrders),
    )
)
def test_a_request_is_read_as_it_was_meant(request: ListSessions) -> None:
    assert bind(ListSessions, "ListSessions", list(parameters(request).items())) == request


def test_what_is_at_its_default_is_not_sent() -> None:
    assert parameters(ListSessions(account_ids=("a", "b,c"), all=True)) == {"accountIds": 'a,"b,c"', "all": "true"}


def test_the_sample_exchange_is_read_into_its_types() -> None:
    response = read_answer(ListResponse, SAMPLE.read_bytes())

    (session,) = response.items
    assert session.call_state is CallState.Disconnected
    assert session.customer_breadcrumb == (CustomerBreadcrumb("String", "String"),)
    assert session.members[0].role is MemberRole.None_
    assert session.members[0].application_data == {"String": "String"}


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"items":[{"channel":"Telex"}]}', b'{"items":3}'])
def test_what_is_no_answer_is_an_error(body: bytes) -> None:
    with pytest.raises(SwitchbookError, match="no ListResponse"):
        read_answer(ListResponse, body)


def test_sessions_come_typed_page_by_page(server: tuple[Server, str]) -> None:
    serving, key = server
    with Client(serving.url, key=key) as client:
        everything = client.list_sessions(ListSessions(all=True, search_archive=True))
        pages = [
            client.list_sessions(ListSessions(search_archive=True, count_per_page=50, page=page))
            for page in range(-(-everything.total_count // 50))
        ]

    assert [s for page in pages for s in page.items] == list(everything.items)
    assert all(isinstance(session, SessionInfo) for session in everything.items)


def test_one_session_comes_with_its_log(server: tuple[Server, str]) -> None:
    serving, key = server
    with Client(serving.url, key=key) as client:
        (listed,) = client.list_sessions(ListSessions(search_archive=True, count_per_page=1)).items

        assert client.get_session(listed.id or "") == listed
        assert listed.log


@pytest.mark.parametrize(
    ("credentials", "request_", "kind"),
    [
        ({}, ListSessions(), NotAuthenticated),
        ({"user": "nobody@example.com", "password": "x"}, ListSessions(), NotAuthenticated),
        ({"key": True}, ListSessions(sort_field="colour"), BadRequest),
        ({"key": True}, ListSessions(start_date="tomorrow"), BadRequest),
    ],
)
def test_errors_are_those_of_the_server(
    server: tuple[Server, str], credentials: dict[str, Any], request_: ListSessions, kind: type[SwitchbookError]
) -> None:
    serving, key = server
    shown = {name: key if value is True else value for name, value in credentials.items()}

    with Client(serving.url, **shown) as client, pytest.raises(kind):
        client.list_sessions(request_)


@pytest.mark.parametrize("session_id", ["0" * 24, "a/b?c", "..", ""])
def test_a_session_that_is_not_there_is_not_found(server: tuple[Server, str], session_id: str) -> None:
    serving, key = server

    with Client(serving.url, key=key) as client, pytest.raises(NotFound):
        client.get_session(session_id)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "http://no-such-host.invalid", "ftp://x", "http://[::1"])
def test_a_server_that_cannot_be_asked_is_an_error(address: str) -> None:
    with pytest.raises(SwitchbookError), Client(address) as client:
        client.list_sessions(ListSessions())


def test_a_key_that_no_header_can_hold_is_an_error() -> None:
    with pytest.raises(SwitchbookError), Client("http://127.0.0.1:9", key="kéy\n") as client:
        client.list_sessions(ListSessions())
