"""Answers and errors as JSON, byte for byte, and the sample exchange of the API page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from switchbook.api.types import SessionInfo
from switchbook.errors import BadRequest, FieldError, UnboundRequest
from switchbook.formats import JSON
from switchbook.formats.listing import DOCUMENTS_IN_A_CHUNK
from switchbook.formats.response_status import ResponseError, ResponseStatus
from switchbook.model import document
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.session import LogLine, Member, Session

SAMPLE = (Path(__file__).parents[1] / "golden" / "list-sessions.json").read_bytes()
WHEN = datetime(2026, 5, 9, 14, 3, 22, 120_000, tzinfo=UTC)


class Greeting(msgspec.Struct):
    """A constructed answer that is neither list nor document."""

    text: str
    nothing: str | None = None


def written(answer: Answer) -> bytes:
    return b"".join(JSON.render(answer))


def shaped(value: Any) -> Any:
    """The members of a JSON value in order, and of every other value its type."""
    if isinstance(value, dict):
        return [(name, shaped(member)) for name, member in value.items()]
    return [shaped(element) for element in value] if isinstance(value, list) else type(value)


def whole_session() -> Session:
    """A session with every member set, to what the sample of the API page has where it can be."""
    member = Member(
        identity="String", endpoint_id="String", display_name="String", avatar_url="String",
        application_data={"String": "String"}, call_sid="String",
    )  # fmt: skip
    # In the sample every string is "String"; moments are moments here, and written as strings.
    texts = [field.name for field in msgspec.structs.fields(Session) if field.type in (str, str | None)]
    moments = {"date_created": WHEN, "date_completed": WHEN, "date_last_modified": WHEN}
    values: dict[str, Any] = dict.fromkeys(texts, "String") | moments | {"members": (member,)}
    return Session(**values)


def test_the_sample_exchange_comes_out_with_the_same_members_order_types_and_values() -> None:
    directory = Directory(
        accounts=[Account(id="String", name="String")],
        customers=[Customer(id="String", account_id="String", name="String")],
        endpoints=[Endpoint(id="String", account_id="String", name="String")],
    )
    kept = document.write(whole_session(), [LogLine(WHEN, "String")])
    answer = ListAnswer(
        [[document.splice(kept, directory)]], SessionInfo, total_count=0, total_pages=0, has_more_pages=False
    )

    out = written(answer)

    assert shaped(json.loads(out)) == shaped(json.loads(SAMPLE))
    assert out.replace(b"2026-05-09T14:03:22.120Z", b"String") == SAMPLE


@pytest.mark.parametrize(
    ("batches", "items"),
    [
        ([], b""),
        ([[]], b""),
        ([[b"1"]], b"1"),
        ([[b"1", b"2"], [], [b"3"]], b"1,2,3"),
        ([[], [b"1"]], b"1"),
    ],
)
def test_a_list_is_its_documents_joined(batches: Sequence[Sequence[bytes]], items: bytes) -> None:
    assert written(ListAnswer(batches, SessionInfo, total_count=7, total_pages=2, has_more_pages=True)) == (
        b'{"items":[%s],"totalCount":7,"totalPages":2,"hasMorePages":true}' % items
    )


def test_an_empty_list_is_written_whole() -> None:
    assert written(ListAnswer((), SessionInfo, total_count=0, total_pages=0, has_more_pages=False)) == (
        b'{"items":[],"totalCount":0,"totalPages":0,"hasMorePages":false}'
    )


def test_a_long_list_comes_in_chunks_of_bounded_size() -> None:
    documents = [b"%d" % number for number in range(3 * DOCUMENTS_IN_A_CHUNK + 1)]

    chunks = list(JSON.render(ListAnswer([documents], SessionInfo, total_count=0, total_pages=0, has_more_pages=False)))

    assert max(chunk.count(b",") for chunk in chunks) <= DOCUMENTS_IN_A_CHUNK
    assert json.loads(b"".join(chunks))["items"] == list(range(3 * DOCUMENTS_IN_A_CHUNK + 1))


def test_a_list_that_fails_midway_is_never_closed() -> None:
    def failing() -> Iterator[Sequence[bytes]]:
        yield [b"1"]
        raise OSError("the disk is gone")

    chunks = JSON.render(ListAnswer(failing(), SessionInfo, total_count=2, total_pages=1, has_more_pages=False))

    assert [next(chunks), next(chunks)] == [b'{"items":[', b"1"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(chunks)


def test_a_list_is_written_as_its_batches_come() -> None:
    taken = []

    def batches() -> Iterator[Sequence[bytes]]:
        for number in range(3):
            taken.append(number)
            yield [b"%d" % number]

    chunks = JSON.render(ListAnswer(batches(), SessionInfo, total_count=3, total_pages=1, has_more_pages=False))

    assert [next(chunks), next(chunks)] == [b'{"items":[', b"0"]
    assert taken == [0]


def test_a_document_is_written_as_it_is() -> None:
    assert written(DocumentAnswer(b'{"id":"1"}', SessionInfo)) == b'{"id":"1"}'


def test_any_other_struct_is_written_member_by_member_without_nulls() -> None:
    assert written(Greeting("grüß \x7f")) == '{"text":"grüß \\u007F"}'.encode()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (
            ResponseStatus("NotFound", "Session not found"),
            b'{"responseStatus":{"errorCode":"NotFound","message":"Session not found","errors":[]}}',
        ),
        (
            ResponseStatus("E", "m", "at line 1", (ResponseError("E", "page", "bad", {"k": "v"}),), {"a": "b"}),
            b'{"responseStatus":{"errorCode":"E","message":"m","stackTrace":"at line 1","errors":[{"errorCode":"E",'
            b'"fieldName":"page","message":"bad","meta":{"k":"v"}}],"meta":{"a":"b"}}}',
        ),
        (
            ResponseStatus.of(
                UnboundRequest(
                    "Unable to bind to request 'ListSessions'",
                    errors=[FieldError("SerializationException", "page", "'abc' is an Invalid value for 'page'")],
                )
            ),
            b'{"responseStatus":{"errorCode":"SerializationException","message":"Unable to bind to request '
            b"'ListSessions'\",\"errors\":[{\"errorCode\":\"SerializationException\",\"fieldName\":\"page\","
            b"\"message\":\"'abc' is an Invalid value for 'page'\"}]}}",
        ),
        (
            ResponseStatus.of(BadRequest.of_field("page", "page is 0 or more, not -1")),
            b'{"responseStatus":{"errorCode":"ArgumentException","message":"page is 0 or more, not -1","errors":[{'
            b'"errorCode":"ArgumentException","fieldName":"page","message":"page is 0 or more, not -1"}]}}',
        ),
    ],
)  # fmt: skip
def test_an_error_is_a_response_status_in_the_order_of_the_wire(status: ResponseStatus, body: bytes) -> None:
    assert JSON.render_error(status) == body
