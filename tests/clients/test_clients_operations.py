"""ServiceStack's own clients call every operation, by types such as their generators make, and lose nothing of it."""

from __future__ import annotations

import re

import pytest
from clients import chapter_care, chapter_directory, chapter_people, chapter_sessions
from clients.chapters import Chapter
from clients.foreign import ForeignClient, JavaScriptClient, Refused
from clients.mirrored import members
from clients.open_book import OpenBook
from support.small_book import ANN, MAX, PASSWORD, PASSWORD_OF_MAX

from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS

PARTS = (chapter_care, chapter_directory, chapter_people, chapter_sessions)
CHAPTERS = [each for part in PARTS for each in vars(part).values() if isinstance(each, Chapter)]
# A preference that is not there is made, or forgotten once more.
OF_ONE_RECORD = [operation for operation in OPERATIONS if "{" in operation.route and operation.name != "PutPreference"]
WRITES = [operation for operation in OPERATIONS if operation.verb in ("POST", "PUT", "PATCH")]


def named(operation: Operation) -> str:
    """What a case is called."""
    return operation.name


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
def test_a_chapter_of_its_life(taught: ForeignClient, open_book: OpenBook, chapter: Chapter) -> None:
    taught.sign_in(ANN, PASSWORD)

    chapter.play(taught, open_book)

    assert taught.called == chapter.calls


def test_every_operation_is_called() -> None:
    called = {name for chapter in CHAPTERS for name in chapter.calls}

    assert {operation.name for operation in OPERATIONS} - called == set()


@pytest.mark.parametrize("operation", OF_ONE_RECORD, ids=named)
def test_a_record_there_is_none_of_is_not_found(taught: ForeignClient, operation: Operation) -> None:
    taught.sign_in(ANN, PASSWORD)
    parameters = re.findall(r"{(\w+)}", operation.route)

    with pytest.raises(Refused) as told:
        taught.call(operation.name, **dict.fromkeys(parameters, "unknown"))

    at_fault = {fault.field for fault in told.value.faults}
    if told.value.status == 400:  # what it needs beside the record is missing, and is looked for first
        assert at_fault
        assert at_fault <= {member.wire for member in members(operation.request)} - set(parameters)
    else:
        assert (told.value.status, told.value.code, at_fault) == (404, "NotFound", set())


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.needs_actor], ids=named)
def test_nothing_is_done_for_nobody(taught: ForeignClient, operation: Operation) -> None:
    with pytest.raises(Refused) as told:
        taught.call(operation.name)

    assert (told.value.status, told.value.code, told.value.message) == (401, "Unauthorized", "Not Authenticated")


def test_an_account_of_others_is_refused_by_name(taught: ForeignClient) -> None:
    taught.sign_in(MAX, PASSWORD_OF_MAX)

    assert [item["id"] for item in taught.call("ListAccounts")["items"]] == ["a2"]
    for name in ("NewCustomer", "NewTeamEndpoint", "NewSession"):
        with pytest.raises(Refused) as told:
            taught.call(name, accountId="a1")
        assert (told.value.status, told.value.code) == (403, "Forbidden")
        assert "a1" in told.value.message


@pytest.mark.slow
@pytest.mark.parametrize("operation", WRITES, ids=named)
def test_a_member_that_a_write_does_not_have_is_named(
    javascript_taught: JavaScriptClient, operation: Operation
) -> None:
    javascript_taught.sign_in(ANN, PASSWORD)

    with pytest.raises(Refused) as told:
        javascript_taught.call(operation.name, colour="red")

    assert (told.value.status, told.value.code) == (400, "SerializationException")
    assert [fault.field for fault in told.value.faults] == ["colour"]
