"""Copies of Twilio's action requests, read into events and answered without instructions (all constructed)."""

from __future__ import annotations

import pytest
from support.callbacks import ACCOUNT_SID, CALLER, CHILD, FRONT_DESK, PARENT, RECEIVED, after, callback

from switchbook.ingest import Reading
from switchbook.ingest.twilio import NO_INSTRUCTIONS, Twilio
from switchbook.model.event import (
    Event,
    LegAnswered,
    LegEnded,
    LegLeftQueue,
    LegQueued,
    LegTransferred,
    LineLogged,
)

QUEUE = "QU" + "5" * 32


def action(**more: object) -> bytes:
    """What every request of a running call has, and more."""
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": PARENT,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": CALLER,
        "To": FRONT_DESK,
    }
    return callback(**(told | more))


def read(payload: bytes) -> Reading:
    (reading,) = Twilio().read(payload, "", RECEIVED)
    assert reading.error is None
    assert reading.answer == NO_INSTRUCTIONS
    return reading


def only_event(payload: bytes) -> Event:
    (event,) = read(payload).events
    return event


def said(event: Event) -> str:
    assert isinstance(event, LineLogged)
    return event.message


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_a_dial_that_is_over_ends_its_leg(status: str) -> None:
    payload = action(DialCallSid=CHILD, DialCallStatus=status, DialCallDuration=42, DialBridged="true")

    assert read(payload).key == (PARENT, "dial", CHILD, status)
    event, line = read(payload).events
    assert isinstance(event, LegEnded)
    assert (event.leg, event.parent, event.ending, event.duration) == (CHILD, PARENT, status, 42)
    assert event.at == RECEIVED
    assert event.silent
    assert said(line) == f"The dial ended: {status}" + (" after 42 s" if status == "completed" else "")


def test_a_dial_without_a_leg_of_its_own_is_a_line() -> None:
    assert said(only_event(action(DialCallStatus="failed"))) == "The dial ended: failed"
    assert said(only_event(action(DialCallStatus="answered"))) == "The dial ended: answered"


def test_a_dial_whose_sides_were_never_connected_says_so() -> None:
    ended, _, line = read(action(DialCallSid=CHILD, DialCallStatus="completed", DialBridged="false")).events

    assert isinstance(ended, LegEnded)
    assert said(line) == "The two sides were never connected"


@pytest.mark.parametrize(
    ("result", "ours"),
    [
        ("bridged", "answered"),
        ("redirected-from-bridged", "answered"),
        ("hangup", "abandoned"),
        ("leave", "left"),
        ("redirected", "redirected"),
        ("queue-full", "failed"),
        ("error", "failed"),
        ("system-error", "failed"),
    ],
)
def test_a_queue_has_a_result(result: str, ours: str) -> None:
    payload = action(QueueResult=result, QueueSid=QUEUE, QueueTime=17)

    assert read(payload).key == (PARENT, "queue-result", QUEUE, result)
    event = only_event(payload)
    assert isinstance(event, LegLeftQueue)
    assert (event.leg, event.result, event.waited, event.facts.queue_id) == (PARENT, ours, 17, QUEUE)


def test_the_first_wait_request_says_that_the_call_waits() -> None:
    waits = {"QueueSid": QUEUE, "QueuePosition": 1, "CurrentQueueSize": 1, "AvgQueueTime": 9}

    event = only_event(action(QueueTime=0, **waits))

    assert isinstance(event, LegQueued)
    assert (event.leg, event.facts.queue_id, event.facts.from_address) == (PARENT, QUEUE, CALLER)
    assert read(action(QueueTime=30, **waits)).events == ()


def test_a_call_that_is_taken_from_a_queue_is_answered_by_the_one_that_takes_it() -> None:
    left, answered = read(action(QueueSid=QUEUE, QueueTime=17, DequeingCallSid=CHILD)).events

    assert isinstance(left, LegLeftQueue)
    assert isinstance(answered, LegAnswered)
    assert (left.result, left.waited, left.linked) == ("answered", 17, (CHILD,))
    assert (answered.leg, answered.linked) == (CHILD, (PARENT,))


def test_the_dial_of_a_queue_says_whom_it_took() -> None:
    told = {"DialCallStatus": "completed", "QueueSid": QUEUE, "DequeuedCallQueueTime": 17}

    answered = only_event(
        action(CallSid=CHILD, DequeueResult="bridged", DequeuedCallSid=PARENT, DequeuedCallDuration=60, **told)
    )

    assert isinstance(answered, LegAnswered)
    assert (answered.leg, answered.linked, answered.at) == (CHILD, (PARENT,), after(3 * 3600 - 60))
    nobody = only_event(action(CallSid=CHILD, DequeueResult="queue-not-found", **told))
    assert said(nobody) == "The dialled queue gave nobody: queue-not-found"


def test_a_telephone_that_refers_its_call_transfers_it() -> None:
    event = only_event(action(ReferTransferTarget="<sip:anna@example.com>"))

    assert isinstance(event, LegTransferred)
    assert (event.how, event.target) == ("blind", "sip:anna@example.com")


def test_a_menus_key_is_told_and_more_of_them_only_counted() -> None:
    assert said(only_event(action(Digits="2"))) == "Pressed 2"
    assert said(only_event(action(Digits="4711"))) == "Pressed 4 keys"


def test_what_is_said_to_a_menu_changes_nothing() -> None:
    assert read(action(SpeechResult="my card number is", Confidence="0.9")).events == ()


def test_a_request_that_runs_a_flow_is_answered_without_instructions_and_a_status_is_not() -> None:
    (status,) = Twilio().read(action(CallbackSource="call-progress-events"), "", RECEIVED)

    assert read(action(CallStatus="ringing")).answer == NO_INSTRUCTIONS
    assert status.answer is None


def test_a_result_nobody_knows_is_kept_and_answered_all_the_same() -> None:
    (reading,) = Twilio().read(action(QueueResult="s3cret"), "", RECEIVED)

    assert reading.error is not None
    assert reading.error.startswith("QueueResult is none of bridged")
    assert reading.answer == NO_INSTRUCTIONS
