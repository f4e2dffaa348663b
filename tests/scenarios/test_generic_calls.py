"""Calls as generic events tell them, whole: what is sent, and the session that comes of it (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, generic_event
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, sent, session

from switchbook.ingest.generic import Generic

GENERIC = Generic()
CALLED = {"from": CALLER, "to": FRONT_DESK, "fromName": "Jane Doe"}
DIALLED = {"parent": "call", "to": ANNA}


def test_a_call_that_is_answered() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call", **CALLED),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("ringing", 3, "anna", **DIALLED),
            generic_event("answered", 8, "anna", **DIALLED),
            generic_event("ended", 50, "anna", ending="completed", duration=42, **DIALLED),
            generic_event("ended", 51, "call", ending="completed", duration=50, **CALLED),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Call ended after 50 s",
            ],
            **AT_FRONT_DESK,
            dateCreated="2026-11-23T09:00:00.000Z",
            dateCompleted="2026-11-23T09:00:51.000Z",
            fromAddress=CALLER,
            fromName="Jane Doe",
            toAddress=FRONT_DESK,
            displayName="Jane Doe",
            answeredById="e2",
            answeredByName="Anna Berg",
            outcome="Answered",
            members=[
                member("Caller", identity=CALLER, displayName="Jane Doe"),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
            ],
        ),
    )
