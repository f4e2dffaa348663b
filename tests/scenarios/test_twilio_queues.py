"""Twilio's queues, whole: what is sent, and the session that comes of it (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, CHILD, FRONT_DESK, PARENT, parent_callback
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session
from support.twilio_calls import QUEUE, action, placed_callback

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


CALL_FROM_A_QUEUE_THAT_IS_ANSWERED = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    action(2, QueueSid=QUEUE, QueuePosition=1, QueueTime=0, AvgQueueTime=9, CurrentQueueSize=1),
    action(
        20,
        QueueSid=QUEUE,
        QueuePosition=1,
        QueueTime=18,
        AvgQueueTime=9,
        CurrentQueueSize=1,
    ),
    placed_callback("initiated", 25, 0, CHILD, ANNA),
    placed_callback("ringing", 26, 1, CHILD, ANNA),
    placed_callback("in-progress", 29, 2, CHILD, ANNA),
    action(30, QueueSid=QUEUE, QueueTime=28, DequeingCallSid=CHILD),
    action(90, QueueResult="bridged", QueueSid=QUEUE, QueueTime=28),
    placed_callback("completed", 90, 3, CHILD, ANNA, CallDuration=61),
    parent_callback("completed", 91, 2, CallDuration=91),
]


def test_a_call_from_a_queue_that_is_answered() -> None:
    assert_comes_to(
        TWILIO,
        CALL_FROM_A_QUEUE_THAT_IS_ANSWERED,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                f"09:00:02 Waiting in queue {QUEUE}",
                f"09:00:25 Call placed from {FRONT_DESK} to {ANNA}",
                "09:00:26 Ringing Anna Berg",
                "09:00:29 Call taken by the flow",
                f"09:00:30 Left queue {QUEUE} after 28 s: answered",
                "09:00:30 Answered by the other side",
                f"09:01:30 Left queue {QUEUE} after 28 s: answered",
                "09:01:30 Call ended after 61 s",
                "09:01:31 Call ended after 91 s",
            ],
            **AT_FRONT_DESK,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:31.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            answeredById="e2",
            outcome="Answered",
            callSid=PARENT,
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


CALLER_WHO_GIVES_UP_IN_A_QUEUE = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    action(2, QueueSid=QUEUE, QueuePosition=1, QueueTime=0, AvgQueueTime=9, CurrentQueueSize=1),
    action(42, CallStatus="completed", QueueResult="hangup", QueueSid=QUEUE, QueueTime=40),
    parent_callback("completed", 42, 2, CallDuration=42),
]


def test_a_caller_who_gives_up_in_a_queue() -> None:
    assert_comes_to(
        TWILIO,
        CALLER_WHO_GIVES_UP_IN_A_QUEUE,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                f"09:00:02 Waiting in queue {QUEUE}",
                f"09:00:42 Left queue {QUEUE} after 40 s: the caller gave up",
                "09:00:42 Call ended after 42 s",
            ],
            **AT_FRONT_DESK,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:00:42.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Abandoned",
            callSid=PARENT,
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
            ],
        ),
    )
