"""Twilio's conferences, whole: hold, attended transfer, three parties (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, CHILD, FRONT_DESK, PARENT, parent_callback
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session
from support.twilio_calls import BOB, RECORDING, ROOM, THIRD, conference, left, placed_callback, recording

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


CALLER_WHO_IS_HELD = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    conference("participant-join", 2, 1, PARENT, ParticipantLabel="caller"),
    placed_callback("initiated", 3, 0, CHILD, ANNA),
    placed_callback("ringing", 4, 1, CHILD, ANNA),
    placed_callback("in-progress", 8, 2, CHILD, ANNA),
    conference("conference-start", 9, 2),
    conference("participant-join", 9, 3, CHILD, ParticipantLabel="agent-anna"),
    conference("participant-hold", 20, 4, PARENT, Hold="true"),
    conference("participant-unhold", 35, 5, PARENT),
    conference("participant-mute", 36, 6, CHILD, Muted="true", ParticipantLabel="agent-anna"),
    conference("participant-unmute", 38, 7, CHILD, ParticipantLabel="agent-anna"),
    left(50, 8, CHILD),
    placed_callback("completed", 50, 3, CHILD, ANNA, CallDuration=42),
    left(51, 9, PARENT),
    conference("conference-end", 51, 10, ReasonConferenceEnded="last-participant-left"),
    parent_callback("completed", 51, 2, CallDuration=51),
]


def test_a_caller_who_is_held() -> None:
    assert_comes_to(
        TWILIO,
        CALLER_WHO_IS_HELD,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 caller joined the conference",
                f"09:00:03 Call placed from {FRONT_DESK} to {ANNA}",
                "09:00:04 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:09 Conference room-4711 started",
                "09:00:09 agent-anna joined the conference",
                "09:00:20 Put on hold",
                "09:00:35 Taken off hold",
                "09:00:36 agent-anna was muted",
                "09:00:38 agent-anna was unmuted",
                "09:00:50 Call ended after 42 s",
                "09:00:50 A participant left the conference",
                "09:00:51 Call ended after 51 s",
                "09:00:51 A participant left the conference",
                "09:00:51 Conference room-4711 ended",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            answeredById="e2",
            outcome="Answered",
            callSid=PARENT,
            conferenceSid=ROOM,
            displayName=CALLER,
            mostRecentParticipantCallSid=CHILD,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
            ],
        ),
    )


ATTENDED_TRANSFER = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    conference("participant-join", 2, 1, PARENT),
    placed_callback("initiated", 3, 0, CHILD, ANNA),
    placed_callback("ringing", 4, 1, CHILD, ANNA),
    placed_callback("in-progress", 8, 2, CHILD, ANNA),
    conference("conference-start", 9, 2),
    conference("participant-join", 9, 3, CHILD),
    conference("participant-hold", 20, 4, PARENT, Hold="true"),
    placed_callback("initiated", 22, 0, THIRD, BOB),
    placed_callback("ringing", 23, 1, THIRD, BOB),
    placed_callback("in-progress", 27, 2, THIRD, BOB),
    conference("participant-join", 28, 5, THIRD),
    conference("participant-unhold", 40, 6, PARENT),
    left(42, 7, CHILD),
    placed_callback("completed", 42, 3, CHILD, ANNA, CallDuration=34),
    left(80, 8, PARENT),
    parent_callback("completed", 80, 2, CallDuration=80),
    left(81, 9, THIRD),
    conference("conference-end", 81, 10, ReasonConferenceEnded="last-participant-left"),
    placed_callback("completed", 81, 3, THIRD, BOB, CallDuration=54),
]


def test_an_attended_transfer() -> None:
    assert_comes_to(
        TWILIO,
        ATTENDED_TRANSFER,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 A participant joined the conference",
                f"09:00:03 Call placed from {FRONT_DESK} to {ANNA}",
                "09:00:04 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:09 Conference room-4711 started",
                "09:00:09 A participant joined the conference",
                "09:00:20 Put on hold",
                f"09:00:22 Call placed from {FRONT_DESK} to {BOB}",
                f"09:00:23 Ringing {BOB}",
                "09:00:27 Call taken by the flow",
                "09:00:28 A participant joined the conference",
                "09:00:40 Taken off hold",
                "09:00:42 Call ended after 34 s",
                "09:00:42 A participant left the conference",
                "09:01:20 Call ended after 80 s",
                "09:01:20 A participant left the conference",
                "09:01:21 Call ended after 54 s",
                "09:01:21 A participant left the conference",
                "09:01:21 Conference room-4711 ended",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:21.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            answeredById="e2",
            outcome="Answered",
            callSid=PARENT,
            conferenceSid=ROOM,
            displayName=CALLER,
            mostRecentParticipantCallSid=THIRD,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
                member("Agent", identity=BOB, displayName=BOB, callSid=THIRD),
            ],
        ),
    )


CONFERENCE_OF_THREE = [
    parent_callback("ringing", 0, 0),
    parent_callback("in-progress", 1, 1),
    conference("participant-join", 2, 1, PARENT),
    placed_callback("initiated", 3, 0, CHILD, ANNA),
    placed_callback("ringing", 4, 1, CHILD, ANNA),
    placed_callback("in-progress", 8, 2, CHILD, ANNA),
    conference("conference-start", 9, 2),
    conference("participant-join", 9, 3, CHILD),
    placed_callback("initiated", 22, 0, THIRD, BOB),
    placed_callback("ringing", 23, 1, THIRD, BOB),
    placed_callback("in-progress", 27, 2, THIRD, BOB),
    conference("participant-join", 28, 4, THIRD),
    conference("participant-speech-start", 30, 5, THIRD),
    left(60, 6, THIRD),
    placed_callback("completed", 60, 3, THIRD, BOB, CallDuration=33),
    left(70, 7, PARENT),
    left(70, 8, CHILD),
    conference("conference-end", 70, 9, CallSidEndingConference=CHILD),
    placed_callback("completed", 70, 3, CHILD, ANNA, CallDuration=62),
    parent_callback("completed", 70, 2, CallDuration=70),
    recording(
        "completed",
        9,
        CallSid="",
        ConferenceSid=ROOM,
        RecordingSource="Conference",
        RecordingDuration=61,
    ),
]


def test_a_conference_of_three() -> None:
    assert_comes_to(
        TWILIO,
        CONFERENCE_OF_THREE,
        session(
            TWILIO,
            PARENT,
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 A participant joined the conference",
                f"09:00:03 Call placed from {FRONT_DESK} to {ANNA}",
                "09:00:04 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:09 Conference room-4711 started",
                "09:00:09 A participant joined the conference",
                f"09:00:22 Call placed from {FRONT_DESK} to {BOB}",
                f"09:00:23 Ringing {BOB}",
                "09:00:27 Call taken by the flow",
                "09:00:28 A participant joined the conference",
                "09:01:00 Call ended after 33 s",
                "09:01:00 A participant left the conference",
                f"09:01:10 Recording {RECORDING} is ready, 61 s",
                "09:01:10 Call ended after 70 s",
                "09:01:10 Call ended after 62 s",
                "09:01:10 A participant left the conference",
                "09:01:10 A participant left the conference",
                "09:01:10 Conference room-4711 ended",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:10.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            answeredById="e2",
            outcome="Answered",
            callSid=PARENT,
            conferenceSid=ROOM,
            displayName=CALLER,
            mostRecentParticipantCallSid=THIRD,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=PARENT),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid=CHILD),
                member("Agent", identity=BOB, displayName=BOB, callSid=THIRD),
            ],
        ),
    )
