"""Conferences as generic events tell them (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, generic_event, legless
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, sent, session

from switchbook.ingest.generic import Generic

GENERIC = Generic()
BOB = "+15035550199"
CALLED = {"from": CALLER, "to": FRONT_DESK}


CONFERENCE = sent(
    generic_event("started", 0, "call", **CALLED),
    generic_event("in-flow", 1, "call"),
    legless("conference-started", 2, conference="CF1", name="Monday"),
    generic_event("joined-conference", 2, "call", conference="CF1", callSid="CA1", **CALLED),
    generic_event("joined-conference", 5, "anna", conference="CF1", callSid="CA2", direction="Outgoing", to=ANNA),
    generic_event(
        "joined-conference",
        9,
        "bob",
        conference="CF1",
        callSid="CA3",
        direction="Incoming",
        **{"from": BOB, "to": FRONT_DESK},
    ),
    generic_event("muted", 20, "bob", **{"from": BOB}),
    generic_event("held", 21, "anna"),
    generic_event("resumed", 22, "anna"),
    generic_event("left-conference", 50, "call", conference="CF1", **CALLED),
    generic_event("ended", 51, "call", ending="completed", duration=50),
    generic_event("left-conference", 60, "anna", conference="CF1", to=ANNA),
    generic_event("left-conference", 70, "bob", conference="CF1", **{"from": BOB}),
    legless("conference-ended", 70, conference="CF1", name="Monday"),
)


def test_a_conference_of_three() -> None:
    assert_comes_to(
        GENERIC,
        CONFERENCE,
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                f"09:00:02 {CALLER} joined the conference",
                "09:00:02 Conference Monday started",
                f"09:00:05 {ANNA} joined the conference",
                f"09:00:09 {BOB} joined the conference",
                f"09:00:20 {BOB} was muted",
                "09:00:21 Put on hold",
                "09:00:22 Taken off hold",
                f"09:00:50 {CALLER} left the conference",
                "09:00:51 Call ended after 50 s",
                "09:01:00 Anna Berg left the conference",
                f"09:01:10 {BOB} left the conference",
                "09:01:10 Conference Monday ended",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:10.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            outcome="Answered",
            callSid="CA1",
            conferenceSid="CF1",
            displayName=CALLER,
            answeredById="e2",
            mostRecentParticipantCallSid="CA3",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid="CA1"),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callSid="CA2"),
                member("Agent", identity=BOB, displayName=BOB, callSid="CA3", muted=True),
            ],
        ),
    )


STAYING = sent(
    generic_event("started", 0, "call", **CALLED),
    generic_event("in-flow", 1, "call"),
    legless("conference-started", 2, conference="CF1", name="Monday"),
    generic_event("joined-conference", 2, "call", conference="CF1", callSid="CA1", **CALLED),
    generic_event("joined-conference", 5, "anna", conference="CF1", callSid="CA2", direction="Outgoing", to=ANNA),
    generic_event(
        "joined-conference",
        9,
        "bob",
        conference="CF1",
        callSid="CA3",
        direction="Incoming",
        **{"from": BOB, "to": FRONT_DESK},
    ),
    generic_event("muted", 20, "bob", **{"from": BOB}),
    generic_event("held", 21, "anna"),
    generic_event("resumed", 22, "anna"),
    generic_event("left-conference", 50, "call", conference="CF1", **CALLED),
    generic_event("ended", 51, "call", ending="completed", duration=50),
)


def test_two_who_stay_in_a_conference_after_the_caller_left() -> None:
    assert_comes_to(
        GENERIC,
        STAYING,
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                f"09:00:02 {CALLER} joined the conference",
                "09:00:02 Conference Monday started",
                f"09:00:05 {ANNA} joined the conference",
                f"09:00:09 {BOB} joined the conference",
                f"09:00:20 {BOB} was muted",
                "09:00:21 Put on hold",
                "09:00:22 Taken off hold",
                f"09:00:50 {CALLER} left the conference",
                "09:00:51 Call ended after 50 s",
            ],
            **AT_FRONT_DESK,
            dialState="Active",
            callState="Connected",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            answeredById="e2",
            ended=False,
            callSid="CA1",
            conferenceSid="CF1",
            displayName=CALLER,
            mostRecentParticipantCallSid="CA3",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid="CA1"),
                member(
                    "Agent",
                    identity=ANNA,
                    endpointId="e2",
                    displayName="Anna Berg",
                    callState="Connected",
                    callSid="CA2",
                ),
                member("Agent", identity=BOB, displayName=BOB, callState="Connected", callSid="CA3", muted=True),
            ],
        ),
    )
