"""Blind transfers over Twilio, whole: what is sent, and the session that comes of it (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, CHILD, FRONT_DESK, PARENT, child_callback, parent_callback
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session
from support.twilio_calls import BOB, THIRD, action, to_bob

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


MENU_AND_A_BLIND_TRANSFER_TO_ANOTHER_NUMBER = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    action(2, Digits="2"),
    child_callback("initiated", 3, 0),
    child_callback("ringing", 4, 1),
    child_callback("in-progress", 8, 2),
    child_callback("completed", 30, 3, CallDuration=22),
    to_bob("initiated", 31, 0),
    to_bob("ringing", 32, 1),
    to_bob("in-progress", 36, 2),
    to_bob("completed", 60, 3, CallDuration=24),
    parent_callback("completed", 61, 2, CallDuration=61),
]


def test_a_menu_and_a_blind_transfer_to_another_number() -> None:
    assert_comes_to(
        TWILIO,
        MENU_AND_A_BLIND_TRANSFER_TO_ANOTHER_NUMBER,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Pressed 2",
                "09:00:03 Dialling Anna Berg",
                "09:00:04 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:30 Call to Anna Berg ended after 22 s",
                f"09:00:31 Dialling {BOB}",
                f"09:00:32 Ringing {BOB}",
                f"09:00:36 Answered by {BOB}",
                f"09:01:00 Call to {BOB} ended after 24 s",
                "09:01:01 Call ended after 61 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:01.000Z",
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
                member("Agent", identity=BOB, displayName=BOB, callSid=THIRD),
            ],
        ),
    )


BLIND_TRANSFER_THAT_A_TELEPHONE_ASKS_FOR = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("in-progress", 8, 2),
    action(
        30,
        CallSid=CHILD,
        ParentCallSid=PARENT,
        Direction="outbound-dial",
        To=ANNA,
        Called=ANNA,
        ReferTransferTarget=BOB,
    ),
    child_callback("completed", 31, 3, CallDuration=23),
    to_bob("initiated", 32, 0),
    to_bob("in-progress", 36, 1),
    to_bob("completed", 60, 2, CallDuration=24),
    parent_callback("completed", 61, 2, CallDuration=61),
]


def test_a_blind_transfer_that_a_telephone_asks_for() -> None:
    assert_comes_to(
        TWILIO,
        BLIND_TRANSFER_THAT_A_TELEPHONE_ASKS_FOR,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                f"09:00:30 Transferred to {BOB} (blind)",
                "09:00:31 Call to Anna Berg ended after 23 s",
                f"09:00:32 Dialling {BOB}",
                f"09:00:36 Answered by {BOB}",
                f"09:01:00 Call to {BOB} ended after 24 s",
                "09:01:01 Call ended after 61 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:01.000Z",
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
                member("Transfer", identity=BOB, displayName=BOB, callSid=THIRD),
            ],
        ),
    )
