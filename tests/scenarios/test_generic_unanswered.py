"""Calls that nobody answers, as generic events tell them, and the least that can be told (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, generic_event
from support.scenario import AT_ANNAS, AT_FRONT_DESK, assert_comes_to, member, sent, session

from switchbook.ingest.generic import Generic

GENERIC = Generic()
CALLED = {"from": CALLER, "to": FRONT_DESK}
DIALLED = {"parent": "call", "to": ANNA}


def test_a_call_that_nobody_answers() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("ended", 20, "anna", ending="no-answer", **DIALLED),
            generic_event("ended", 21, "call", ending="completed", duration=20),
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
                "09:00:21 Call ended after 20 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:21.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_a_call_to_a_busy_line() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("ended", 20, "anna", ending="busy", **DIALLED),
            generic_event("ended", 21, "call", ending="completed", duration=20),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:20 Call to Anna Berg met a busy line",
                "09:00:21 Call ended after 20 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:21.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_a_call_whose_dialled_leg_fails() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("ended", 20, "anna", ending="failed", **DIALLED),
            generic_event("ended", 21, "call", ending="completed", duration=20),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:20 Call to Anna Berg failed",
                "09:00:21 Call ended after 20 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:21.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("ended", 20, "anna", ending="canceled", **DIALLED),
            generic_event("ended", 20, "call", ending="completed", duration=19),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:20 Call to Anna Berg was cancelled before an answer",
                "09:00:20 Call ended after 19 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:20.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Missed",
            displayName=CALLER,
            wasMissed=True,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )


def test_an_outgoing_call_that_is_busy() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event(
                "started", 0, "out", direction="Outgoing", destination="0100", **{"from": ANNA, "to": CALLER}
            ),
            generic_event("ended", 4, "out", ending="busy"),
        ),
        session(
            GENERIC,
            "out",
            [
                f"09:00:00 Call placed from {ANNA} to {CALLER}",
                "09:00:04 Call met a busy line",
            ],
            **AT_ANNAS,
            dateCompleted="2026-11-23T09:00:04.000Z",
            destination="0100",
            toAddress=CALLER,
            fromAddress=ANNA,
            outcome="Busy",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=ANNA, endpointId="e2", displayName=ANNA),
            ],
        ),
    )


def test_a_blocked_number() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("logged", 0.5, "call", message="The number is on the block list"),
            generic_event("ended", 1, "call", ending="busy", outcome="Blocked"),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 The number is on the block list",
                "09:00:01 Call met a busy line",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:01.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Blocked",
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
            ],
        ),
    )


def test_an_anonymous_caller() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("ringing", 0, "call", **{"from": "anonymous", "to": FRONT_DESK}),
            generic_event("answered", 5, "call", answeredById="e2", answeredByName="Anna Berg"),
            generic_event("ended", 30, "call", ending="completed", duration=25),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call ringing from anonymous to {FRONT_DESK}",
                "09:00:05 Answered by Anna Berg",
                "09:00:30 Call ended after 25 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:30.000Z",
            toAddress=FRONT_DESK,
            fromAddress="anonymous",
            answeredByName="Anna Berg",
            outcome="Answered",
            displayName="anonymous",
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity="anonymous", displayName="anonymous"),
            ],
        ),
    )


def test_an_end_alone_that_says_how_long_it_was() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("ended", 50, "call", ending="completed", duration=50, **CALLED),
        ),
        session(
            GENERIC,
            "call",
            [
                "09:00:50 Call ended after 50 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:50.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            outcome="Completed",
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
            ],
        ),
    )
