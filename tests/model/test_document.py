"""Documents: a session's JSON, kept in parts and shown with the directory's names of today."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sessions import NOON, session, told
from support.texts import texts
from support.worlds import whole_session

from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.document import Document, splice, write, write_log
from switchbook.model.session import LogLine, Member, Session
from switchbook.model.wire_json import plain

# One item of the sample answer on the API page.
SAMPLE = b"""{"dialState":"None","callState":"Disconnected","queueState":"None","accountId":"String",
"accountName":"String","customerId":"String","customerBreadcrumb":[{"id":"String","name":"String"}],
"customerName":"String","endpointId":"String","endpointName":"String","dateCompleted":"String",
"destination":"String","toAddress":"String","fromAddress":"String","fromName":"String","answeredByName":"String",
"queueMemberId":"String","channel":"Voice","ended":false,"outcome":"String","callSid":"String",
"consoleData":"String","holdQueueName":"String","heldByUserId":"String","holdReason":"None",
"conferenceSid":"String","displayName":"String","log":[{"date":"String","message":"String"}],
"members":[{"identity":"String","endpointId":"String","displayName":"String","isOriginalMember":false,
"avatarUrl":"String","applicationData":{"String":"String"},"callState":"None","role":"None","callSid":"String",
"muted":false}],"callbackNumber":"String","answeredById":"String","direction":"Incoming",
"fromPhoneNumber":"String","mostRecentParticipantCallSid":"String","wasMissed":false,"ringQueueId":"String",
"id":"String","dateCreated":"String","dateLastModified":"String","createdBy":"String","lastModifiedBy":"String"}"""
ON_THE_PAGE = list(json.loads(SAMPLE))

DIRECTORY = Directory(
    accounts=[Account(id="a1", name='The "First"')],
    customers=[
        Customer(id="c0", account_id="a1", name="Région\n"),
        Customer(id="c1", account_id="a1", name="", parent_customer_id="c0"),
    ],
    endpoints=[Endpoint(id="e1", account_id="a1", name="Desk\0")],
)
NOBODY = Directory()

sessions = st.integers(0, 2**32).map(lambda seed: whole_session(Random(seed)))
logs = st.lists(st.builds(LogLine, st.datetimes(timezones=st.just(UTC)), texts), max_size=4)


def shown(whole: Session, log: list[LogLine] | tuple[LogLine, ...] = (), directory: Directory = DIRECTORY) -> bytes:
    return splice(write(whole, log), directory)


@given(sessions, logs)
def test_a_document_says_what_the_session_is_in_the_order_of_the_page(whole: Session, log: list[LogLine]) -> None:
    read = json.loads(shown(whole, log))

    own = {name: value for name, value in plain(whole).items() if name != "parentSessionId"}
    assert own.items() <= read.items()
    assert read["log"] == plain(log)
    assert list(read) == [name for name in ON_THE_PAGE if name in read]
    assert set(read) - set(own) <= {"accountName", "customerBreadcrumb", "customerName", "endpointName", "log"}


@given(sessions, logs)
def test_a_document_comes_back_from_what_is_kept(whole: Session, log: list[LogLine]) -> None:
    document = write(whole, log)

    assert Document.unpacked(document.packed()) == document


@pytest.mark.parametrize("kept", [b"", b"{}", b"\0" * 5, b"\0" * 7])
def test_other_bytes_are_no_document(kept: bytes) -> None:
    with pytest.raises(ValueError, match="unpack"):
        Document.unpacked(kept)


def test_a_whole_session_has_every_member_of_the_sample_in_its_order_and_of_its_type() -> None:
    missing: dict[str, Any] = {name: "x" for name in Session.__struct_fields__ if getattr(session(1), name) is None}
    dates = {"date_completed": NOON, "date_last_modified": NOON}
    member = Member(identity="", endpoint_id="", display_name="", avatar_url="", call_sid="")
    whole = session(1, **{**missing, **dates, "customer_id": "c1", "endpoint_id": "e1", "members": (member,)})

    read = json.loads(shown(whole, told(["one"])))

    assert list(read) == ON_THE_PAGE
    sample = json.loads(SAMPLE)
    assert [type(value) for value in read.values()] == [type(value) for value in sample.values()]
    assert [list(read[name][0]) for name in ("customerBreadcrumb", "log", "members")] == [
        list(sample[name][0]) for name in ("customerBreadcrumb", "log", "members")
    ]


def test_a_bare_session_has_no_nulls_and_an_empty_breadcrumb() -> None:
    assert shown(session(1), directory=NOBODY).decode() == (
        '{"dialState":"None","callState":"Disconnected","queueState":"None","accountId":"a1","customerBreadcrumb":[],'
        '"channel":"Voice","ended":false,"holdReason":"None","log":[],"members":[],"direction":"Incoming",'
        '"wasMissed":false,"id":"000000000000000000000001","dateCreated":"2026-05-09T12:01:00.000Z"}'
    )


def test_names_are_those_of_the_directory_it_is_shown_with() -> None:
    document = write(session(1, customer_id="c1", endpoint_id="e1"))

    named, unnamed = json.loads(splice(document, DIRECTORY)), json.loads(splice(document, NOBODY))

    assert named["accountName"] == 'The "First"'
    assert named["customerBreadcrumb"] == [{"id": "c0", "name": "Région\n"}, {"id": "c1", "name": ""}]
    assert (named["customerName"], named["endpointName"]) == ("", "Desk\0")
    assert unnamed["customerBreadcrumb"] == []
    assert not {"accountName", "customerName", "endpointName"} & unnamed.keys()
    assert [unnamed[name] for name in ("accountId", "customerId", "endpointId")] == ["a1", "c1", "e1"]


def test_a_log_kept_apart_takes_the_place_of_its_own() -> None:
    lines = told(["one", "two"])
    kept = write(session(1), told(["old"]))

    assert splice(kept, DIRECTORY, write_log(lines)) == shown(session(1), lines)
    assert splice(kept, DIRECTORY, b"") == shown(session(1))


@given(st.datetimes(timezones=st.just(UTC)), texts)
def test_log_lines_are_cut_to_the_millisecond_and_say_what_was_said(date: datetime, message: str) -> None:
    (read,) = json.loads(b"[" + write_log([LogLine(date, message)]) + b"]")

    assert read["message"] == message
    assert timedelta(0) <= date - datetime.fromisoformat(read["date"]) < timedelta(milliseconds=1)
    assert len(read["date"]) == 24


def test_a_message_that_looks_like_a_line_is_left_alone() -> None:
    line = '{"date":"2026-05-09T12:00:00.123456Z","message":"x"}'
    messages = [line, f'"{line}', f"\\{line}", '"date":"2026-05-09T12:00:00.123456Z"', '},{"date":"']

    read = json.loads(b"[" + write_log(told(messages)) + b"]")

    assert [one["message"] for one in read] == messages


def test_no_lines_are_no_bytes() -> None:
    assert write_log(()) == b""


def test_the_parent_is_kept_and_never_shown() -> None:
    with_parent = msgspec.structs.replace(session(1), parent_session_id="secret")

    assert shown(with_parent) == shown(session(1))
