"""Calls picked up, parked and put together, as FreeSWITCH's records tell them whole (constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import freeswitch, history, leg_id, party, raw, stretch
from support.scenario import assert_comes_to, member, session
from support.switch import (
    ANNA_AS_MEMBER,
    FROM_JANE,
    JANE,
    JANE_AS_MEMBER,
    TO_ANNA,
    from_jane,
    to_anna,
)
from support.twilio_calls import BOB

from switchbook.ingest.freeswitch import FreeSwitch

FREESWITCH = FreeSwitch()


def test_a_call_that_is_picked_up_at_another_telephone() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=9,
                end=60.1,
                then=[stretch(FRONT_DESK, caller=JANE, bridge=9, dialled_by=[party(5, "**1001")])],
                originate_disposition="PICKED_OFF",
                bridge_uuid=leg_id(5),
                transfer_history=history((9, "uuid_br", leg_id(5))),
            ),
            to_anna(end=9.1, cause="PICKED_OFF"),
            raw(
                freeswitch(
                    5,
                    start=8,
                    answer=9,
                    end=60,
                    caller=("Bob", "1002"),
                    called="**1001",
                    then=[stretch("**1001", caller=("Bob", "1002"), bridge=9, dialled=[party(1, FRONT_DESK)])],
                    apps=[("intercept", leg_id(1), 8.5)],
                    bridge_uuid=leg_id(1),
                    transfer_history=history((9, "uuid_br", leg_id(1))),
                )
            ),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call received from 1002 to **1001",
                "09:00:09 Call taken by the flow",
                "09:00:09 Call taken by the flow",
                "09:00:09 Answered by Bob",
                "09:00:09 Call to Anna Berg was cancelled before an answer",
                "09:01:00 Call ended after 51 s",
                "09:01:00 Call ended after 51 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:00.100Z",
            answeredByName="Bob",
            outcome="Answered",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, member("Agent", identity="1002", displayName="Bob")],
        ),
    )


LOT = "valet_parking_lot 6001"
CALL_THAT_IS_PARKED_AND_TAKEN_FROM_THERE = [
    from_jane(
        answer=8,
        bridge=8,
        end=90,
        dialled=[TO_ANNA],
        then=[
            stretch("6001", caller=JANE),
            stretch("6001", caller=JANE, bridge=50, dialled=[party(5, "6001")]),
        ],
        bridge_uuid=leg_id(5),
        apps=[("bridge", "user/1001@pbx", 2), ("valet_park", LOT, 30.5)],
        transfer_history=history((30, "bl_xfer", "6001/default/XML"), (50, "uuid_br", leg_id(5))),
    ),
    to_anna(answer=8, bridge=8, end=30, cause="BLIND_TRANSFER"),
    raw(
        freeswitch(
            5,
            start=48,
            answer=49,
            end=90,
            caller=("Bob", "1002"),
            called="6001",
            then=[stretch("6001", caller=("Bob", "1002"), bridge=50, dialled_by=[party(1, "6001")])],
            apps=[("valet_park", LOT, 49.5)],
            bridge_uuid=leg_id(1),
            transfer_history=history((50, "uuid_br", leg_id(1))),
        )
    ),
]


def test_a_call_that_is_parked_and_taken_from_there() -> None:
    assert_comes_to(
        FREESWITCH,
        CALL_THAT_IS_PARKED_AND_TAKEN_FROM_THERE,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:08 Call taken by the flow",
                "09:00:08 Answered by Anna Berg",
                "09:00:30 Transferred to 6001 (blind)",
                "09:00:30 Call to Anna Berg ended after 22 s",
                "09:00:30 Put on hold in queue valet_parking_lot 6001",
                "09:00:48 Call received from 1002 to 6001",
                "09:00:49 Call taken by the flow",
                "09:00:50 Taken off hold",
                "09:00:50 Answered by Bob",
                "09:01:30 Call ended after 82 s",
                "09:01:30 Call ended after 41 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, member("Transfer", identity="1002", displayName="Bob")],
        ),
    )


ROOM = {"conference_uuid": "c0ffee00-0000-4000-8000-000000000001", "conference_name": "3001"}
CONFERENCE_OF_THREE = [
    from_jane(answer=1, end=90, apps=[("answer", "", 1), ("conference", "3001@default", 2)], **ROOM),
    raw(
        freeswitch(
            2,
            start=10,
            answer=11,
            end=80,
            caller=("Anna Berg", ANNA),
            called="3001",
            apps=[("conference", "3001@default", 12)],
            **ROOM,
        )
    ),
    raw(
        freeswitch(
            3,
            start=20,
            rang=21,
            answer=24,
            end=89,
            direction="outbound",
            caller=("Conference", "3001"),
            called=BOB,
            apps=[("conference", "3001@default", 25)],
            **ROOM,
        )
    ),
]


def test_a_conference_of_three() -> None:
    assert_comes_to(
        FREESWITCH,
        CONFERENCE_OF_THREE,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Jane Doe joined the conference",
                f"09:00:10 Call received from {ANNA} to 3001",
                "09:00:11 Call taken by the flow",
                "09:00:12 Anna Berg joined the conference",
                f"09:00:20 Call placed from 3001 to {BOB}",
                f"09:00:21 Ringing {BOB}",
                f"09:00:24 Answered by {BOB}",
                f"09:00:25 {BOB} joined the conference",
                "09:01:20 Call ended after 69 s",
                "09:01:29 Call ended after 65 s",
                "09:01:30 Call ended after 89 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="Anna Berg",
            outcome="Answered",
            conferenceSid="c0ffee00-0000-4000-8000-000000000001",
            members=[
                JANE_AS_MEMBER,
                member("Agent", identity=ANNA, displayName="Anna Berg"),
                member("Agent", identity=BOB, displayName=BOB),
            ],
        ),
    )
