"""Twilio's voice status callbacks, read into events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.callbacks import (
    ACCOUNT_SID,
    ANNA,
    CALLER,
    CHILD,
    FRONT_DESK,
    PARENT,
    RECEIVED,
    after,
    callback,
    child_callback,
    parent_callback,
)

from switchbook.ingest import Reading
from switchbook.ingest.twilio import Twilio
from switchbook.ingest.twilio.calls import DIRECTIONS, STATUSES
from switchbook.ingest.twilio.form import LONGEST_VALUE, MOST_FIELDS
from switchbook.model.event import (
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegRang,
    LegStarted,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

FORM = "application/x-www-form-urlencoded"


def read(payload: bytes) -> Reading:
    (reading,) = Twilio().read(payload, FORM, RECEIVED)
    assert reading.payload == payload
    return reading


def events(payload: bytes) -> tuple[Event, ...]:
    reading = read(payload)
    assert reading.error is None
    return reading.events


def leg_event(payload: bytes) -> LegEvent:
    """The first event, which is the leg's own."""
    first = events(payload)[0]
    assert isinstance(first, LegEvent)
    return first


def facts(payload: bytes) -> Facts:
    return leg_event(payload).facts


def test_a_callback_is_read_field_by_field() -> None:
    assert events(parent_callback("ringing", 3, 1, CallerName="Jane Doe")) == (
        LegRang(
            at=after(3),
            sequence=1,
            leg=PARENT,
            facts=Facts(
                channel=Channel.Voice,
                direction=Direction.Incoming,
                from_address=CALLER,
                to_address=FRONT_DESK,
                from_name="Jane Doe",
                call_sid=PARENT,
            ),
        ),
    )


def test_a_dialled_leg_names_its_parent() -> None:
    assert events(child_callback("initiated", 4, 0)) == (
        LegStarted(
            at=after(4),
            sequence=0,
            leg=CHILD,
            parent=PARENT,
            facts=Facts(
                channel=Channel.Voice,
                direction=Direction.Outgoing,
                from_address=CALLER,
                to_address=ANNA,
                call_sid=CHILD,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("status", "of_parent", "of_child"),
    [
        ("queued", LegStarted, LegStarted),
        ("initiated", LegStarted, LegStarted),
        ("ringing", LegRang, LegRang),
        ("in-progress", LegEnteredFlow, LegAnswered),
        ("completed", LegEnded, LegEnded),
        ("busy", LegEnded, LegEnded),
        ("failed", LegEnded, LegEnded),
        ("no-answer", LegEnded, LegEnded),
        ("canceled", LegEnded, LegEnded),
    ],
)
def test_every_status_has_its_event(status: str, of_parent: type[Event], of_child: type[Event]) -> None:
    assert type(leg_event(parent_callback(status, 0, 0))) is of_parent
    assert type(leg_event(child_callback(status, 0, 0))) is of_child


@pytest.mark.parametrize("status", ["completed", "busy", "failed", "no-answer", "canceled"])
def test_an_end_says_how_and_how_long(status: str) -> None:
    ended = leg_event(parent_callback(status, 42, 3, CallDuration=39, Duration=1))

    assert isinstance(ended, LegEnded)
    assert (ended.ending, ended.duration) == (status, 39)


@pytest.mark.parametrize(
    ("written", "direction"),
    [
        ("inbound", Direction.Incoming),
        ("outbound-api", Direction.Outgoing),
        ("outbound-dial", Direction.Outgoing),
        ("trunking-originating", Direction.Incoming),
        ("trunking-terminating", Direction.Outgoing),
        ("sideways", None),
    ],
)
def test_every_direction_is_known_and_others_are_left_out(written: str, direction: Direction | None) -> None:
    assert facts(parent_callback("ringing", 0, 0, Direction=written)).direction is direction


def test_a_leg_that_names_itself_as_parent_has_none() -> None:
    assert events(parent_callback("in-progress", 0, 0, ParentCallSid=PARENT)) == events(
        parent_callback("in-progress", 0, 0)
    )


def test_caller_and_called_stand_in_for_from_and_to() -> None:
    said = facts(callback(CallSid=PARENT, CallStatus="ringing", Caller="client:anna", Called="sip:desk@example.com"))

    assert (said.from_address, said.to_address) == ("client:anna", "sip:desk@example.com")


def test_a_callback_without_a_time_counts_from_its_arrival() -> None:
    event = leg_event(callback(CallSid=PARENT, CallStatus="ringing"))

    assert (event.at, event.sequence, event.facts.from_address) == (RECEIVED, None, None)


def test_a_time_in_iso_8601_is_read_too() -> None:
    event = leg_event(callback(CallSid="v2:abc", CallStatus="ringing", Timestamp="2021-04-28 21:51:18.731479Z"))

    assert event.at == datetime(2021, 4, 28, 21, 51, 18, 731479, tzinfo=UTC)


def test_what_else_an_ended_call_tells_becomes_log_lines_and_a_recording() -> None:
    _, *lines, recording = events(
        parent_callback(
            "completed",
            42,
            3,
            ForwardedFrom="+15035559999",
            AnsweredBy="machine_start",
            StirVerstat="TN-Validation-Passed-A",
            RecordingSid="RE123",
            RecordingDuration=38,
            RecordingUrl="https://api.twilio.com/secret",
        )
    )

    assert [line.message for line in lines if isinstance(line, LineLogged)] == [
        "The call was forwarded from +15035559999",
        "Twilio heard a machine answer (machine_start)",
        "The caller's number was checked: TN-Validation-Passed-A",
    ]
    assert {(line.leg, line.at, line.sequence) for line in lines if isinstance(line, LineLogged)} == {
        (PARENT, after(42), 3)
    }
    assert recording == FileTold(
        at=after(42),
        sequence=3,
        file="RE123",
        leg=PARENT,
        said=FileFacts(type="CallRecording", uri="https://api.twilio.com/secret", seconds=38, status="completed"),
    )


@pytest.mark.parametrize("number", ["anonymous", "Restricted", "+266696687"])
def test_a_withheld_number_is_kept_as_it_comes_and_has_no_name(number: str) -> None:
    said = facts(parent_callback("ringing", 0, 0, From=number, CallerName="Anonymous"))

    assert (said.from_address, said.from_name) == (number, None)


def test_what_answered_may_be_told_apart_from_the_status() -> None:
    told = read(callback(CallSid=PARENT, AccountSid=ACCOUNT_SID, AnsweredBy="human", MachineDetectionDuration=4000))

    assert told.key == (PARENT, "answered-by", "human")
    assert [event.message for event in told.events if isinstance(event, LineLogged)] == [
        "Twilio heard a person answer (human)"
    ]


def test_a_failed_call_says_what_the_carrier_answered() -> None:
    _, line = events(parent_callback("failed", 42, 3, SipResponseCode=486))

    assert isinstance(line, LineLogged)
    assert line.message == "The carrier answered with SIP response 486"
    assert len(events(parent_callback("completed", 42, 3, SipResponseCode=200))) == 1


def test_a_delivery_is_named_by_leg_kind_source_status_and_sequence() -> None:
    assert read(parent_callback("ringing", 3, 1)).key == (PARENT, "call-status", "call-progress-events", "ringing", "1")
    assert read(callback(CallSid=PARENT, CallStatus="ringing")).key == (PARENT, "call-status", "", "ringing", "")


def test_the_carriers_account_is_told() -> None:
    assert read(parent_callback("ringing", 3, 1)).account_sid == ACCOUNT_SID
    assert read(callback(CallSid=PARENT, AccountSid=ACCOUNT_SID)).account_sid == ACCOUNT_SID
    assert read(callback(CallSid=PARENT, CallStatus="ringing")).account_sid is None


def test_text_may_be_anything_but_nul() -> None:
    assert facts(callback(CallSid=PARENT, CallStatus="ringing", CallerName=" Zoë & Söhne + 日本 ")).from_name == (
        "Zoë & Söhne + 日本"
    )
    assert facts(b"CallSid=CA1&CallStatus=ringing&CallerName=%FFa%00b%").from_name == "�a�b%"


def test_an_empty_field_is_an_absent_one_and_of_a_repeated_one_the_first_counts() -> None:
    said = facts(b"CallSid=CA1&CallStatus=ringing&From=&Caller=%2B1&To=+&To=one&To=two&CallerName")

    assert (said.from_address, said.to_address, said.from_name) == ("+1", "one", None)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"CallStatus": "ringing"}, "CallSid"),
        ({"CallSid": " ", "CallStatus": "ringing"}, "CallSid"),
        ({"CallSid": PARENT}, "CallStatus"),
        ({"CallSid": PARENT, "CallStatus": "s3cret"}, "CallStatus"),
        ({"CallSid": PARENT, "CallStatus": "Completed"}, "CallStatus"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "Timestamp": "s3cret"}, "Timestamp"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "SequenceNumber": "s3cret"}, "SequenceNumber"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "SequenceNumber": "-1"}, "SequenceNumber"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "SequenceNumber": "9" * 30}, "SequenceNumber"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "SequenceNumber": "9" * 5000}, "SequenceNumber"),
        ({"CallSid": PARENT, "CallStatus": "completed", "CallDuration": "-3"}, "CallDuration"),
        ({"CallSid": PARENT, "CallStatus": "completed", "CallDuration": "²"}, "CallDuration"),
        ({"CallSid": PARENT, "CallStatus": "completed", "RecordingSid": "RE1", "RecordingDuration": "x"}, "Recording"),
        ({"CallSid": PARENT, "CallStatus": "ringing", "From": "+" * (LONGEST_VALUE + 1)}, "From"),
        ({"CallSid": "C" * (LONGEST_VALUE + 1), "CallStatus": "ringing"}, "CallSid"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_field(fields: dict[str, str], named: str) -> None:
    reading = read(callback(**fields))

    assert reading.error is not None
    assert reading.error.startswith(named)
    assert "s3cret" not in reading.error
    assert reading.events == ()


def test_an_unreadable_callback_keeps_the_name_it_will_have_once_it_can_be_read() -> None:
    assert read(callback(CallSid=PARENT, CallStatus="parked")).key == (PARENT, "call-status", "", "parked", "")
    assert read(callback(CallStatus="parked")).key == ()


def test_a_form_of_countless_fields_is_refused() -> None:
    error = read(b"&".join([b"CallSid=CA1", b"CallStatus=ringing", *([b"a=b"] * MOST_FIELDS)])).error

    assert error is not None
    assert "fields" in error


@given(st.binary())
@example(b"CallSid=%00&CallStatus=ringing")
@example(b'{"CallSid": "CA1", "CallStatus": "ringing"}')
def test_any_bytes_give_one_reading(payload: bytes) -> None:
    reading = read(payload)

    assert (reading.error is None) == bool(reading.events)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["CallSid", "ParentCallSid", "CallStatus", "Timestamp", "SequenceNumber", "CallDuration"]),
            st.sampled_from([*STATUSES, *DIRECTIONS, "CA1", "CA2", "", "0", "7", "-1", "1e9"]) | st.text(max_size=5),
        )
    )
)
def test_any_fields_give_one_reading(fields: list[tuple[str, str]]) -> None:
    reading = read(callback(**dict(fields)))

    assert (reading.error is None) == bool(reading.events)
