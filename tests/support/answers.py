"""Constructed answers with text that breaks careless writers, the same for every format."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from support.sessions import session, told

from switchbook.api.types import SessionInfo, UserInfo
from switchbook.errors import BadRequest, FieldError, NotFound, UnboundRequest, WrongPassword
from switchbook.formats import Format
from switchbook.formats.asked import Asked
from switchbook.formats.response_status import ResponseError, ResponseStatus
from switchbook.model import document
from switchbook.model.actor import Role
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.session import Channel, Direction, Member, MemberRole, Session

ASKED = Asked("ListSessions", "/sessions", (("page", "1"), ("from", "a&b <c>")))
DIRECTORY = Directory(
    accounts=[Account(id="a1", name='Ann & "Bob", <Ltd>')],
    customers=[
        Customer(id="c1", account_id="a1", name="=HYPERLINK(A1)"),
        Customer(id="c2", account_id="a1", parent_customer_id="c1", name="Ωmega, {x:[y]}"),
    ],
    endpoints=[Endpoint(id="e1", account_id="a1", name="@SUM(1)")],
)
AWKWARD = (
    session(
        1,
        customer_id="c2",
        endpoint_id="e1",
        channel=Channel.Chat,
        direction=Direction.Outgoing,
        ended=True,
        from_address="+15035551234",
        to_address="(503) 555-0100",
        from_name="=cmd|' /C calc'!A0",
        answered_by_name="-2+3+cmd",
        destination="",
        outcome="said \"no\", then <left> & 'hung up'",
        console_data='{"a":[1,"x"]}',
        display_name="two\r\nlines, one\rreturn\tand tab",
        callback_number="-1",
        members=(
            Member(
                identity="😀 \x01\x7f\x85\u2028\ufffe",
                display_name="'+1",
                application_data={"a:b,c": 'q"q', "<key>": "\r\n", "": ""},
                role=MemberRole.Agent,
            ),
            Member(),
        ),
    ),
    session(
        2,
        from_address="\t=1",
        from_name=" lead and trail ",
        outcome="True",
        display_name="[]",
        held_by_user_id="null",
    ),
)
LOG = ('he said: "yes"', "line\u2028two\nthree\x00", "\u001f\u009f😀]]>", "")

USER = UserInfo(id="1", is_authenticated=True, name="Ann, <b>", roles=(Role.Manager,), account_ids=("a1", "a,2"))
ERRORS = {
    "error-unbound": ResponseStatus.of(
        UnboundRequest(
            "Unable to bind to request 'ListSessions'",
            errors=[
                FieldError("SerializationException", "page", "'a\"<b>,\r\n' is an Invalid value for 'page'"),
                FieldError("SerializationException", "All", "'maybe' is an Invalid value for 'All'"),
            ],
        )
    ),
    "error-field": ResponseStatus.of(BadRequest.of_field("page", "page is 0 or more, not -1")),
    "error-not-found": ResponseStatus.of(NotFound("Session not found")),
    "error-password": ResponseStatus.of(WrongPassword("Invalid Username or Password")),
    "error-full": ResponseStatus("E", "m", "at line 1", (ResponseError("E", "f", "x", {"k": "v"}),), {"a": "b"}),
}


def documents_of(*sessions: Session, log: Sequence[str] = LOG) -> list[bytes]:
    """The documents of these sessions, the first with this log."""
    logs = [told(log), *(() for _ in sessions[1:])]
    kept = [document.write(each, lines) for each, lines in zip(sessions, logs, strict=True)]
    return [document.splice(each, DIRECTORY) for each in kept]


def list_of(documents: Sequence[bytes], **changed: Any) -> ListAnswer:
    """A list of these documents, each in a batch of its own."""
    told = {"total_count": len(documents), "total_pages": min(len(documents), 1), "has_more_pages": False, **changed}
    return ListAnswer([[each] for each in documents], SessionInfo, **told)


def answers() -> dict[str, Answer]:
    """Every kind of answer by name; made anew, since a list is read once."""
    awkward = documents_of(*AWKWARD)
    return {
        "awkward": list_of(awkward, total_count=77, total_pages=4, has_more_pages=True),
        "empty": list_of([]),
        "record": DocumentAnswer(awkward[0], SessionInfo),
        "user": USER,
    }


def rendered(known: Format, answer: Answer, asked: Asked = ASKED) -> bytes:
    """The whole body."""
    return b"".join(known.render(answer, asked))


def values(documents: Sequence[bytes]) -> list[dict[str, Any]]:
    """The documents as JSON reads them."""
    return [json.loads(each) for each in documents]
