"""Calls that two people have, as FreeSWITCH's records tell them whole, and the session they come to (constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import form, freeswitch, leg_id, party, raw, stretch
from support.scenario import AT_ANNAS, AT_FRONT_DESK, assert_comes_to, member, session
from support.switch import ANNA_AS_MEMBER, FROM_JANE, JANE, JANE_AS_MEMBER, TO_ANNA, from_jane, to_anna

from switchbook.ingest.freeswitch import FreeSwitch

FREESWITCH = FreeSwitch()


def test_an_answered_call_with_a_hold_and_a_recording() -> None:
    anna = freeswitch(
        2,
        start=2,
        rang=3,
        answer=8,
        bridge=8,
        end=50,
        caller=("Jane Doe", CALLER),
        called=ANNA,
        direction="outbound",
        originating_leg_uuid=leg_id(1),
        call_uuid=leg_id(1),
        holds=[(20, 30)],
    )

    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=8,
                bridge=8,
                end=51,
                dialled=[TO_ANNA],
                apps=[("record_session", "/rec/a.wav", 1), ("bridge", "user/1001@pbx", 2)],
                record_path="/rec",
                record_name="a.wav",
                record_seconds=50,
            ),
            form(anna),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:08 Answered by Anna Berg",
                "09:00:20 Held by Anna Berg",
                "09:00:30 Taken off hold",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Recording a.wav is ready, 50 s",
                "09:00:51 Call ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_the_caller_puts_the_other_side_on_hold_twice() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(answer=8, bridge=8, end=51, dialled=[TO_ANNA], holds=[(20, 30), (40, 45)]),
            to_anna(answer=8, bridge=8, end=51),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:08 Answered by Anna Berg",
                "09:00:20 Held by Jane Doe",
                "09:00:30 Taken off hold",
                "09:00:40 Held by Jane Doe",
                "09:00:45 Taken off hold",
                "09:00:51 Call ended after 43 s",
                "09:00:51 Call to Anna Berg ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


THERE = party(2, CALLER, "sofia/external/gateway")
CALL_THAT_A_USER_MAKES_THROUGH_A_GATEWAY = [
    raw(
        freeswitch(
            1,
            start=0,
            answer=6,
            bridge=6,
            end=40,
            caller=("Anna Berg", ANNA),
            called=CALLER,
            dialled=[THERE],
            user_name="1001",
            last_arg=f"sofia/gateway/carrier/{CALLER}",
        )
    ),
    raw(
        freeswitch(
            2,
            start=1,
            rang=2,
            answer=6,
            bridge=6,
            end=40,
            caller=("Anna Berg", ANNA),
            called=CALLER,
            direction="outbound",
            originating_leg_uuid=leg_id(1),
        )
    ),
]


def test_a_call_that_a_user_makes_through_a_gateway() -> None:
    assert_comes_to(
        FREESWITCH,
        CALL_THAT_A_USER_MAKES_THROUGH_A_GATEWAY,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call placed from {ANNA} to {CALLER}",
                f"09:00:01 Dialling {CALLER}",
                f"09:00:02 Ringing {CALLER}",
                "09:00:06 Call taken by the flow",
                f"09:00:06 Answered by {CALLER}",
                "09:00:40 Call ended after 34 s",
                f"09:00:40 Call to {CALLER} ended after 34 s",
            ],
            **AT_ANNAS,
            dateCompleted="2026-11-23T09:00:40.000Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress=ANNA,
            fromName="Anna Berg",
            answeredByName=CALLER,
            outcome="Answered",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
                member("Agent", identity=CALLER, displayName=CALLER),
            ],
        ),
    )


def test_an_anonymous_caller() -> None:
    hidden = {"caller": ("Anonymous", "anonymous"), "called": FRONT_DESK}

    assert_comes_to(
        FREESWITCH,
        [
            raw(freeswitch(1, start=0, answer=8, bridge=8, end=51, dialled=[TO_ANNA], **hidden)),
            to_anna(answer=8, bridge=8, end=50, caller=("Anonymous", "anonymous")),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from anonymous to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:08 Answered by Anna Berg",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Call ended after 43 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress="anonymous",
            fromName="Anonymous",
            answeredByName="Anna Berg",
            outcome="Answered",
            displayName="Anonymous",
            answeredById="e2",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[member("Caller", identity="anonymous", displayName="Anonymous"), ANNA_AS_MEMBER],
        ),
    )


LOOPED = {"caller": JANE, "called": "1001", "start": 1, "answer": 8, "end": 9}
A_CALL_THAT_GOES_THROUGH_A_LOOPBACK_CHANNEL = [
    from_jane(
        answer=8,
        bridge=8,
        end=51,
        dialled=[party(8, "1001", "loopback/1001-a")],
        then=[stretch(FRONT_DESK, caller=JANE, bridge=9, dialled=[TO_ANNA])],
        bridge_uuid=leg_id(2),
    ),
    raw(
        freeswitch(
            8,
            direction="outbound",
            channel="loopback/1001-a",
            loopback_leg="A",
            loopback_from_uuid=leg_id(1),
            other_loopback_leg_uuid=leg_id(9),
            originating_leg_uuid=leg_id(1),
            **LOOPED,
        )
    ),
    raw(
        freeswitch(
            9,
            channel="loopback/1001-b",
            loopback_leg="B",
            other_loopback_from_uuid=leg_id(1),
            other_loopback_leg_uuid=leg_id(8),
            dialled=[TO_ANNA],
            **LOOPED,
        )
    ),
    to_anna(answer=8, bridge=8, end=50, originating_leg_uuid=leg_id(9), bridge_uuid=leg_id(1)),
]


def test_a_call_that_goes_through_a_loopback_channel() -> None:
    assert_comes_to(
        FREESWITCH,
        A_CALL_THAT_GOES_THROUGH_A_LOOPBACK_CHANNEL,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Goes on as a call to 1001",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:08 Answered by Anna Berg",
                "09:00:50 Call to Anna Berg ended after 42 s",
                "09:00:51 Call ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )
