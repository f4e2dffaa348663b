"""What is peculiar to PyPI's client: it gives types to what it reads, and sends what nobody asked for."""

from __future__ import annotations

from clients.dtos import (
    CustomerBreadcrumb,
    FlowChannels,
    ListResponse,
    SessionCallState,
    SessionDirections,
    SessionHoldReasons,
    SessionInfo,
    SessionLogInfo,
    SessionMemberCallState,
    SessionMemberInfo,
    SessionMemberRoles,
    SessionQueueStates,
)
from clients.foreign import PythonClient, typed
from servicestack import Authenticate, AuthenticateResponse
from support.sessions import numbered
from support.small_book import ANN, AWKWARD, AWKWARD_ENDPOINT, AWKWARD_FROM, AWKWARD_LOG, PASSWORD, Book


def test_everything_it_reads_has_its_type(python: PythonClient, book: Book) -> None:
    python.show_key(book.key)

    page = python.its_own.get(typed({"specificIds": [numbered(AWKWARD)]}))

    assert isinstance(page, ListResponse)
    assert (page.total_count, page.total_pages, page.has_more_pages) == (1, 1, False)
    (read,) = page.items
    assert isinstance(read, SessionInfo)
    assert (read.id, read.from_address, read.endpoint_name) == (numbered(AWKWARD), AWKWARD_FROM, "Désk")
    assert read.customer_breadcrumb == [CustomerBreadcrumb("acme", "Acme"), CustomerBreadcrumb("works", "Acme Works")]
    assert (read.channel, read.direction) == (FlowChannels.VOICE, SessionDirections.OUTGOING)
    assert (read.call_state, read.queue_state) == (SessionCallState.HOLD, SessionQueueStates.QUEUED)
    assert read.hold_reason is SessionHoldReasons.NONE
    assert (read.was_missed, read.ended) == (True, False)
    assert read.log[1] == SessionLogInfo("2026-05-09T12:00:01.000Z", AWKWARD_LOG)
    assert read.members == [
        SessionMemberInfo(
            identity="client:désk",
            endpoint_id=AWKWARD_ENDPOINT,
            is_original_member=True,
            application_data={"a b": "c,d", "é": ""},
            call_state=SessionMemberCallState.HOLD,
            role=SessionMemberRoles.AGENT,
            muted=True,
        )
    ]


def test_a_login_has_its_type(python: PythonClient) -> None:
    told = python.its_own.post(Authenticate(provider="credentials", user_name=ANN, password=PASSWORD))

    assert isinstance(told, AuthenticateResponse)
    assert (told.user_name, told.display_name, told.roles) == (ANN, ANN, ["SystemAdministrator"])
    assert (told.bearer_token, told.refresh_token, told.response_status) == (None, None, None)


def test_an_argument_given_beside_the_type_stands_for_it(python: PythonClient, book: Book) -> None:
    python.show_key(book.key)

    answer = python.its_own.get(typed({}), args={"from": "+1 (503) 555-1007", "searchArchive": False})

    assert [item.id for item in answer.items] == [numbered(7)]
