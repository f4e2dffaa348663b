"""Voicemails and recordings of Twilio, whole: what is sent, and the session that comes of it (all constructed)."""

from __future__ import annotations

from support.callbacks import (
    ACCOUNT_SID,
    ANNA,
    CALLER,
    CHILD,
    FRONT_DESK,
    PARENT,
    after,
    callback,
    child_callback,
    parent_callback,
)
from support.scenario import AT_FRONT_DESK, Delivery, assert_comes_to, member, session
from support.twilio_calls import RECORDING, RECORDING_URL, action, recording

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


CALLER_WHO_LEAVES_A_VOICEMAIL = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("no-answer", 23, 2),
    action(
        40,
        RecordingUrl=RECORDING_URL,
        RecordingSid=RECORDING,
        RecordingDuration=12,
        Digits="hangup",
    ),
    parent_callback("completed", 40, 2, CallDuration=40),
    recording("completed", 28, RecordingSource="RecordVerb", RecordingDuration=12),
    Delivery(
        callback(
            AccountSid=ACCOUNT_SID,
            CallSid=PARENT,
            RecordingSid=RECORDING,
            RecordingUrl=RECORDING_URL,
            TranscriptionSid="TR1",
            TranscriptionStatus="completed",
            TranscriptionText="Please call me back.",
        ),
        received=after(70),
    ),
]


def test_a_caller_who_leaves_a_voicemail() -> None:
    assert_comes_to(
        TWILIO,
        CALLER_WHO_LEAVES_A_VOICEMAIL,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:23 Call to Anna Berg was not answered",
                f"09:00:40 Voicemail {RECORDING} is ready, 12 s",
                f"09:00:40 Voicemail {RECORDING} is ready, 12 s",
                "09:00:40 Call ended after 40 s",
                f"09:01:10 Voicemail {RECORDING} was transcribed",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:40.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Voicemail",
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


RECORDING_THAT_COMES_AN_HOUR_LATER = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    child_callback("initiated", 2, 0),
    child_callback("ringing", 3, 1),
    child_callback("in-progress", 8, 2),
    child_callback("completed", 50, 3, CallDuration=42),
    parent_callback("completed", 51, 2, CallDuration=51),
    Delivery(recording("completed", 8, RecordingDuration=42), received=after(3651)),
]


def test_a_recording_that_comes_an_hour_later() -> None:
    assert_comes_to(
        TWILIO,
        RECORDING_THAT_COMES_AN_HOUR_LATER,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                f"09:00:50 Recording {RECORDING} is ready, 42 s",
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
