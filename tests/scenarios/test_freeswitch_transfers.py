"""Transfers, pickup, parking and conferences, as FreeSWITCH's records tell them whole (constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import freeswitch, history, leg_id, party, raw, stretch
from support.scenario import assert_comes_to, session
from support.switch import (
    ANNA_AS_MEMBER,
    BOB_AS_TRANSFER,
    FROM_JANE,
    JANE,
    JANE_AS_MEMBER,
    TO_ANNA,
    TO_BOB,
    from_jane,
    to_anna,
    to_bob,
)
from support.twilio_calls import BOB

from switchbook.ingest.freeswitch import FreeSwitch

FREESWITCH = FreeSwitch()


def test_a_blind_transfer() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=8,
                bridge=8,
                end=90,
                dialled=[TO_ANNA],
                then=[stretch(BOB, caller=JANE, bridge=35, dialled=[TO_BOB])],
                bridge_uuid=leg_id(3),
                transfer_history=history((30, "bl_xfer", f"{BOB}/default/XML")),
            ),
            to_anna(answer=8, bridge=8, end=30, cause="BLIND_TRANSFER"),
            to_bob(start=31, rang=32, answer=35, bridge=35, end=89),
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
                f"09:00:30 Transferred to {BOB} (blind)",
                "09:00:30 Call to Anna Berg ended after 22 s",
                f"09:00:31 Dialling {BOB}",
                f"09:00:32 Ringing {BOB}",
                f"09:00:35 Answered by {BOB}",
                f"09:01:29 Call to {BOB} ended after 54 s",
                "09:01:30 Call ended after 82 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, BOB_AS_TRANSFER],
        ),
    )


def test_a_dialplan_that_goes_on_elsewhere_is_no_transfer() -> None:
    menu = [(0, "bl_xfer", "5000/default/XML"), (12, "bl_xfer", f"{ANNA}/default/XML")]

    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=1,
                end=90,
                then=[
                    stretch("5000", caller=JANE),
                    stretch(ANNA, caller=JANE, bridge=20, dialled=[TO_ANNA]),
                ],
                transfer_history=history(*menu),
            ),
            to_anna(start=13, rang=14, answer=20, bridge=20, end=89),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:13 Dialling Anna Berg",
                "09:00:14 Ringing Anna Berg",
                "09:00:20 Answered by Anna Berg",
                "09:01:29 Call to Anna Berg ended after 69 s",
                "09:01:30 Call ended after 89 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


"""Anna holds Jane, calls Bob on her second line, and ties both together: sofia's REFER with Replaces."""
ANNAS = {"caller": ("Anna Berg", ANNA), "called": BOB}
TOLD = (40, "uuid_br", leg_id(1))
ATTENDED_TRANSFER = [
    from_jane(
        answer=8,
        bridge=8,
        end=91,
        dialled=[TO_ANNA],
        then=[stretch(FRONT_DESK, caller=JANE, bridge=40, dialled=[party(4, BOB)])],
        bridge_uuid=leg_id(4),
        transfer_history=history((40, "att_xfer", f"1001@pbx/{CALLER}@carrier"), (40, "uuid_br", leg_id(4))),
    ),
    to_anna(answer=8, bridge=8, end=40.5, holds=[(20, 40)], endpoint_disposition="ATTENDED_TRANSFER"),
    raw(
        freeswitch(3, start=22, answer=28, bridge=28, end=40.7, dialled=[party(4, BOB)], bridge_uuid=leg_id(4), **ANNAS)
    ),
    raw(
        freeswitch(
            4,
            start=23,
            rang=24,
            answer=28,
            bridge=28,
            end=90,
            direction="outbound",
            originating_leg_uuid=leg_id(3),
            then=[stretch(BOB, caller=JANE, bridge=40, dialled_by=[party(1, FRONT_DESK)])],
            bridge_uuid=leg_id(1),
            transfer_history=history((40, "att_xfer", "1001@pbx/1002@pbx"), TOLD),
            **ANNAS,
        )
    ),
]


def test_an_attended_transfer() -> None:
    assert_comes_to(
        FREESWITCH,
        ATTENDED_TRANSFER,
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
                f"09:00:22 Call received from {ANNA} to {BOB}",
                f"09:00:23 Dialling {BOB}",
                f"09:00:24 Ringing {BOB}",
                f"09:00:28 Answered by {BOB}",
                "09:00:28 Call taken by the flow",
                f"09:00:40 Transferred to {BOB} (attended)",
                "09:00:40 Taken off hold",
                "09:00:40 Call to Anna Berg ended after 32 s",
                "09:00:40 Call ended after 12 s",
                f"09:01:30 Call to {BOB} ended after 62 s",
                "09:01:31 Call ended after 83 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, BOB_AS_TRANSFER],
        ),
    )


ANNAS = {"caller": ("Anna Berg", ANNA), "called": BOB}
ATTENDED_TRANSFER_WHILE_THE_OTHER_IS_STILL_RUNG = [
    from_jane(
        answer=8,
        bridge=8,
        end=91,
        dialled=[TO_ANNA],
        then=[
            stretch("park", caller=JANE),
            stretch("park", caller=JANE, bridge=45, dialled=[party(4, BOB)]),
        ],
        bridge_uuid=leg_id(4),
        att_xfer_destination_number=BOB,
        transfer_history=history((40, "bl_xfer", "park/default/inline"), (45, "uuid_br", leg_id(4))),
    ),
    to_anna(answer=8, bridge=8, end=40.5, holds=[(20, 40)]),
    raw(freeswitch(3, start=22, end=45, cause="ORIGINATOR_CANCEL", originated_legs=leg_id(4), **ANNAS)),
    raw(
        freeswitch(
            4,
            start=23,
            rang=24,
            answer=45,
            bridge=45,
            end=90,
            direction="outbound",
            originating_leg_uuid=leg_id(3),
            bridge_uuid=leg_id(1),
            **ANNAS,
        )
    ),
]


def test_an_attended_transfer_while_the_other_is_still_rung() -> None:
    assert_comes_to(
        FREESWITCH,
        ATTENDED_TRANSFER_WHILE_THE_OTHER_IS_STILL_RUNG,
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
                f"09:00:22 Call received from {ANNA} to {BOB}",
                f"09:00:23 Dialling {BOB}",
                f"09:00:24 Ringing {BOB}",
                f"09:00:40 Transferred to {BOB} (attended)",
                "09:00:40 Taken off hold",
                "09:00:40 Call to Anna Berg ended after 32 s",
                f"09:00:45 Answered by {BOB}",
                "09:00:45 Call was cancelled before an answer",
                f"09:01:30 Call to {BOB} ended after 45 s",
                "09:01:31 Call ended after 83 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, BOB_AS_TRANSFER],
        ),
    )
