"""Queues, voicemails, recordings and faxes as generic events tell them (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, generic_event
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, sent, session

from switchbook.ingest.generic import Generic

GENERIC = Generic()
CALLED = {"from": CALLER, "to": FRONT_DESK}
DIALLED = {"parent": "call", "to": ANNA}


def test_a_call_that_a_queue_member_answers() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("queued", 2, "call", queueName="Support", queueId="q1"),
            generic_event("ringing", 10, "anna", queueMemberId="m7", **DIALLED),
            generic_event("answered", 14, "anna", queueMemberId="m7", **DIALLED),
            generic_event("left-queue", 14, "call", result="answered", waited=12, queueName="Support", queueId="q1"),
            generic_event("ended", 60, "anna", ending="completed", duration=46, **DIALLED),
            generic_event("ended", 61, "call", ending="completed", duration=60),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue Support",
                "09:00:10 Ringing Anna Berg",
                "09:00:14 Left queue Support after 12 s: answered",
                "09:00:14 Answered by Anna Berg",
                "09:01:00 Call to Anna Berg ended after 46 s",
                "09:01:01 Call ended after 60 s",
            ],
            **AT_FRONT_DESK,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:01.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            queueMemberId="m7",
            outcome="Answered",
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_a_call_that_is_offered_to_a_queue_member() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("queued", 2, "call", queueName="Support", queueId="q1"),
            generic_event("ringing", 10, "anna", queueMemberId="m7", **DIALLED),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue Support",
                "09:00:10 Ringing Anna Berg",
            ],
            **AT_FRONT_DESK,
            dialState="Active",
            callState="Ringing",
            queueState="Ringing",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            queueMemberId="m7",
            ended=False,
            displayName=CALLER,
            ringQueueId="q1",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callState="Connected"),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callState="Ringing"),
            ],
        ),
    )


def test_a_caller_who_gives_up_in_the_queue() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("queued", 2, "call", queueName="Support", queueId="q1"),
            generic_event("left-queue", 33, "call", result="abandoned", waited=31, queueName="Support", queueId="q1"),
            generic_event("ended", 33, "call", ending="completed", duration=32),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue Support",
                "09:00:33 Call ended after 32 s",
                "09:00:33 Left queue Support after 31 s: the caller gave up",
            ],
            **AT_FRONT_DESK,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:00:33.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Abandoned",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
            ],
        ),
    )


def test_a_call_that_leaves_a_voicemail() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("ended", 20, "anna", ending="no-answer", **DIALLED),
            generic_event(
                "file",
                50,
                "call",
                file="VM1",
                fileType="VoiceMessage",
                fileStatus="completed",
                seconds=25,
                uri="https://files.example.com/VM1",
            ),
            generic_event("ended", 51, "call", ending="completed", duration=50),
            generic_event("file", 55, "call", file="VM1", fileType="VoiceMessage", transcription="Please call me back"),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:20 Call to Anna Berg was not answered",
                "09:00:50 Voicemail VM1 is ready, 25 s",
                "09:00:51 Call ended after 50 s",
                "09:00:55 Voicemail VM1 was transcribed",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Voicemail",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_a_recording_an_hour_later() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("ringing", 0, "call", **CALLED),
            generic_event("answered", 5, "call"),
            generic_event("ended", 30, "call", ending="completed", duration=25),
            generic_event(
                "file",
                3630,
                "call",
                file="RE1",
                fileType="CallRecording",
                seconds=25,
                uri="https://files.example.com/RE1.mp3",
            ),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call ringing from {CALLER} to {FRONT_DESK}",
                "09:00:05 Answered by the other side",
                "09:00:30 Call ended after 25 s",
                "10:00:30 Recording RE1 is ready, 25 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:30.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Front desk",
            outcome="Answered",
            displayName=CALLER,
            answeredById="e1",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
            ],
        ),
    )


def test_a_fax_that_was_received() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "fax", channel="Fax", **CALLED),
            generic_event("answered", 2, "fax", channel="Fax"),
            generic_event("ended", 70, "fax", channel="Fax", ending="completed", duration=68),
            generic_event("file", 75, "fax", file="FX1", fileType="Fax", pages=3),
        ),
        session(
            GENERIC,
            "fax",
            [
                f"09:00:00 Fax received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Answered by the other side",
                "09:01:10 Fax ended after 68 s",
                "09:01:15 Received fax FX1 is ready, 3 pages",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:10.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            channel="Fax",
            outcome="Received",
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
            ],
        ),
    )
