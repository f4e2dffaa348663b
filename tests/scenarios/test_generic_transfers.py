"""Holds, transfers and conferences as generic events tell them (all constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, generic_event
from support.scenario import AT_ANNAS, AT_FRONT_DESK, assert_comes_to, member, sent, session

from switchbook.ingest.generic import Generic

GENERIC = Generic()
BOB = "+15035550199"
CALLED = {"from": CALLER, "to": FRONT_DESK}
DIALLED = {"parent": "call", "to": ANNA}


def test_a_call_that_is_held_and_retrieved() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("answered", 8, "anna", **DIALLED),
            generic_event("held", 20, "call", heldByUserId="e2", holdQueueName="H1"),
            generic_event("resumed", 40, "call"),
            generic_event("ended", 60, "anna", ending="completed", duration=52, **DIALLED),
            generic_event("ended", 60, "call", ending="completed", duration=59),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:20 Held by Anna Berg in queue H1",
                "09:00:40 Taken off hold",
                "09:01:00 Call to Anna Berg ended after 52 s",
                "09:01:00 Call ended after 59 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:00.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
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


def test_a_call_that_is_on_hold_for_a_transfer() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("answered", 8, "anna", **DIALLED),
            generic_event("held", 20, "call", heldByUserId="e2", holdQueueName="H1", reason="Transferring"),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:20 Held by Anna Berg in queue H1 for a transfer",
            ],
            **AT_FRONT_DESK,
            dialState="Active",
            callState="Hold",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            ended=False,
            holdQueueName="H1",
            heldByUserId="e2",
            holdReason="Transferring",
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callState="Hold"),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg", callState="Connected"),
            ],
        ),
    )


def test_a_blind_transfer() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "call", **CALLED),
            generic_event("in-flow", 1, "call"),
            generic_event("started", 2, "anna", **DIALLED),
            generic_event("answered", 8, "anna", **DIALLED),
            generic_event("transferred", 30, "anna", how="blind", target=BOB, parent="call"),
            generic_event("ended", 31, "anna", ending="completed", duration=23, **DIALLED),
            generic_event("started", 31, "bob", parent="call", to=BOB),
            generic_event("answered", 36, "bob", parent="call", to=BOB),
            generic_event("ended", 90, "bob", ending="completed", duration=54, parent="call", to=BOB),
            generic_event("ended", 90, "call", ending="completed", duration=89),
        ),
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:08 Answered by Anna Berg",
                f"09:00:30 Transferred to {BOB} (blind)",
                "09:00:31 Call to Anna Berg ended after 23 s",
                f"09:00:31 Dialling {BOB}",
                f"09:00:36 Answered by {BOB}",
                "09:01:30 Call ended after 89 s",
                f"09:01:30 Call to {BOB} ended after 54 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:30.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            outcome="Answered",
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
                member("Transfer", identity=BOB, displayName=BOB),
            ],
        ),
    )


def test_a_blind_transfer_by_who_called() -> None:
    assert_comes_to(
        GENERIC,
        sent(
            generic_event("started", 0, "out", direction="Outgoing", **{"from": ANNA, "to": CALLER}),
            generic_event("started", 1, "jane", parent="out", to=CALLER),
            generic_event("answered", 5, "jane", parent="out", to=CALLER),
            generic_event("transferred", 30, "out", how="blind", target=BOB),
            generic_event("ended", 31, "out", ending="completed", duration=26),
            generic_event("started", 31, "bob", parent="jane", to=BOB),
            generic_event("answered", 40, "bob", parent="jane", to=BOB),
            generic_event("ended", 99, "jane", parent="out", to=CALLER, ending="completed", duration=94),
            generic_event("ended", 100, "bob", parent="jane", to=BOB, ending="completed", duration=60),
        ),
        session(
            GENERIC,
            "out",
            [
                f"09:00:00 Call placed from {ANNA} to {CALLER}",
                f"09:00:01 Dialling {CALLER}",
                f"09:00:05 Answered by {CALLER}",
                f"09:00:30 Transferred to {BOB} (blind)",
                "09:00:31 Call ended after 26 s",
                f"09:00:31 Dialling {BOB}",
                f"09:00:40 Answered by {BOB}",
                f"09:01:39 Call to {CALLER} ended after 94 s",
                f"09:01:40 Call to {BOB} ended after 60 s",
            ],
            **AT_ANNAS,
            dateCompleted="2026-11-23T09:01:40.000Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress=ANNA,
            answeredByName=CALLER,
            outcome="Answered",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=ANNA, endpointId="e2", displayName=ANNA),
                member("Agent", identity=CALLER, displayName=CALLER),
                member("Transfer", identity=BOB, displayName=BOB),
            ],
        ),
    )


ATTENDED_TRANSFER = sent(
    generic_event("started", 0, "call", **CALLED),
    generic_event("in-flow", 1, "call"),
    generic_event("started", 2, "anna", **DIALLED),
    generic_event("answered", 8, "anna", **DIALLED),
    generic_event("held", 20, "call", reason="Transferring", heldByUserId="e2"),
    generic_event("started", 22, "consult", direction="Outgoing", **{"from": ANNA, "to": BOB}),
    generic_event("started", 23, "bob", parent="consult", to=BOB),
    generic_event("answered", 28, "bob", parent="consult", to=BOB),
    generic_event("resumed", 40, "call"),
    generic_event(
        "transferred",
        40,
        "anna",
        how="attended",
        targetLeg="bob",
        target=BOB,
        linked=["consult"],
        parent="call",
    ),
    generic_event("ended", 41, "anna", ending="completed", duration=33, **DIALLED),
    generic_event("ended", 41, "consult", ending="completed", duration=13),
    generic_event("ended", 90, "bob", ending="completed", duration=62, parent="consult", to=BOB),
    generic_event("ended", 90, "call", ending="completed", duration=89),
)


def test_an_attended_transfer() -> None:
    assert_comes_to(
        GENERIC,
        ATTENDED_TRANSFER,
        session(
            GENERIC,
            "call",
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Dialling Anna Berg",
                "09:00:08 Answered by Anna Berg",
                "09:00:20 Held by Anna Berg for a transfer",
                f"09:00:22 Call placed from {ANNA} to {BOB}",
                f"09:00:23 Dialling {BOB}",
                f"09:00:28 Answered by {BOB}",
                f"09:00:40 Transferred to {BOB} (attended)",
                "09:00:40 Taken off hold",
                "09:00:41 Call ended after 13 s",
                "09:00:41 Call to Anna Berg ended after 33 s",
                "09:01:30 Call ended after 89 s",
                f"09:01:30 Call to {BOB} ended after 62 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:01:30.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            answeredByName="Anna Berg",
            outcome="Answered",
            displayName=CALLER,
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER),
                member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
                member("Transfer", identity=BOB, displayName=BOB),
            ],
        ),
    )
