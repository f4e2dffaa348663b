"""Calls as Twilio's callbacks tell them, whole: what is sent, and the session that comes of it (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, CHILD, FRONT_DESK, PARENT, child_callback, parent_callback
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session
from support.twilio_calls import action

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


CALL_THAT_IS_ANSWERED = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("in-progress", 8, 2),
    child_callback("completed", 50, 3, CallDuration=42),
    parent_callback("completed", 51, 2, CallDuration=51),
]


def test_a_call_that_is_answered() -> None:
    assert_comes_to(
        TWILIO,
        CALL_THAT_IS_ANSWERED,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Call ended after 51 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            outcome="Answered",
            callSid=PARENT,
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALL_OF_WHICH_ONLY_THE_DIALS_ACTION_TELLS_THE_ANSWER = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    action(50, DialCallSid=CHILD, DialCallStatus="completed", DialCallDuration=42, DialBridged="true"),
    parent_callback("completed", 51, 2, CallDuration=51),
]


def test_a_call_of_which_only_the_dials_action_tells_the_answer() -> None:
    assert_comes_to(
        TWILIO,
        CALL_OF_WHICH_ONLY_THE_DIALS_ACTION_TELLS_THE_ANSWER,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:50 The dial ended: completed after 42 s",
                "09:00:51 Call ended after 51 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Answered",
            callSid=PARENT,
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", callSid=CHILD),
            ],
        ),
    )


def test_the_dials_action_beside_the_legs_own_callbacks_is_a_step_of_the_flow() -> None:
    """Both tell of the leg's end; only the callback's is a line about it."""
    copy = action(50, DialCallSid=CHILD, DialCallStatus="completed", DialCallDuration=42, DialBridged="true")

    assert_comes_to(
        TWILIO,
        [*CALL_THAT_IS_ANSWERED, copy],
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:50 The dial ended: completed after 42 s",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Call ended after 51 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            outcome="Answered",
            callSid=PARENT,
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALL_THAT_NOBODY_ANSWERS = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("no-answer", 23, 2),
    parent_callback("completed", 25, 2, CallDuration=25),
]


def test_a_call_that_nobody_answers() -> None:
    assert_comes_to(
        TWILIO,
        CALL_THAT_NOBODY_ANSWERS,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:23 Call to Anna Berg was not answered",
                "09:00:25 Call ended after 25 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:25.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALL_TO_A_BUSY_LINE = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("busy", 4, 2, SipResponseCode=486),
    parent_callback("completed", 6, 2, CallDuration=6),
]


def test_a_call_to_a_busy_line() -> None:
    assert_comes_to(
        TWILIO,
        CALL_TO_A_BUSY_LINE,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:04 Call to Anna Berg met a busy line",
                "09:00:04 The carrier answered with SIP response 486",
                "09:00:06 Call ended after 6 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:06.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALL_THAT_CANNOT_BE_CARRIED = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("failed", 3, 1, SipResponseCode=503),
    parent_callback("completed", 5, 2, CallDuration=5),
]


def test_a_call_that_cannot_be_carried() -> None:
    assert_comes_to(
        TWILIO,
        CALL_THAT_CANNOT_BE_CARRIED,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Call to Anna Berg failed",
                "09:00:03 The carrier answered with SIP response 503",
                "09:00:05 Call ended after 5 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:05.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALLER_WHO_HANGS_UP_WHILE_IT_RINGS = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("canceled", 9, 2),
    parent_callback("completed", 9, 2, CallDuration=9),
]


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    assert_comes_to(
        TWILIO,
        CALLER_WHO_HANGS_UP_WHILE_IT_RINGS,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:09 Call ended after 9 s",
                "09:00:09 Call to Anna Berg was cancelled before an answer",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:09.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


BLOCKED_NUMBER_IS_REFUSED = [
    parent_callback("busy", 0, 0),
]


def test_a_blocked_number_is_refused() -> None:
    assert_comes_to(
        TWILIO,
        BLOCKED_NUMBER_IS_REFUSED,
        session(
            TWILIO,
            PARENT,
            [
                "09:00:00 Call was refused as busy",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:00.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Busy",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
            ],
        ),
    )


ANONYMOUS_CALLER = [
    parent_callback("ringing", 0, 0, From="+266696687", Caller="+266696687", CallerName="Anonymous"),
    parent_callback("in-progress", 1, 1, From="+266696687", Caller="+266696687", CallerName="Anonymous"),
    parent_callback("completed", 20, 2, From="+266696687", Caller="+266696687", CallDuration=20),
]


def test_an_anonymous_caller() -> None:
    assert_comes_to(
        TWILIO,
        ANONYMOUS_CALLER,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from +266696687 to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:20 Call ended after 20 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:20.000Z",
            toAddress=FRONT_DESK,
            fromAddress="+266696687",
            outcome="Completed",
            callSid=PARENT,
            displayName="+266696687",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity="+266696687", displayName="+266696687", callSid=PARENT),
            ],
        ),
    )
