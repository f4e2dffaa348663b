"""Calls that nobody answers, as FreeSWITCH's records tell them whole, and the session they come to (constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import freeswitch, leg_id, raw
from support.scenario import AT_ANNAS, assert_comes_to, member, session
from support.switch import ANNA_AS_MEMBER, FROM_JANE, JANE_AS_MEMBER, from_jane, to_anna, to_bob
from support.twilio_calls import BOB

from switchbook.ingest.freeswitch import FreeSwitch

FREESWITCH = FreeSwitch()
IN_VAIN = {"originated_legs": f"{leg_id(2)};Outbound Call;1001"}


def test_a_call_that_nobody_answers() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=33, cause="NO_ANSWER", originate_disposition="NO_ANSWER", **IN_VAIN),
            to_anna(end=32, cause="NO_ANSWER"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:32 Call to Anna Berg was not answered",
                "09:00:33 Call was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:33.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_a_call_to_a_busy_line() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=4.1, cause="USER_BUSY", originate_disposition="USER_BUSY", **IN_VAIN),
            to_anna(rang=None, end=4, cause="USER_BUSY", proto_specific_hangup_cause="sip:486"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:04 Hangup cause USER_BUSY (SIP 486)",
                "09:00:04 Call to Anna Berg met a busy line",
                "09:00:04 Call was refused as busy",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:04.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_a_call_that_is_declined() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=9.1, cause="CALL_REJECTED", originate_disposition="CALL_REJECTED", **IN_VAIN),
            to_anna(end=9, cause="CALL_REJECTED", proto_specific_hangup_cause="sip:603"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:09 Hangup cause CALL_REJECTED (SIP 603)",
                "09:00:09 Call to Anna Berg met a busy line",
                "09:00:09 Call was refused as busy",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:09.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_a_call_to_a_telephone_that_is_not_there() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=2, cause="USER_NOT_REGISTERED", originate_disposition="USER_NOT_REGISTERED"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Hangup cause USER_NOT_REGISTERED",
                "09:00:02 Call failed",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:02.000Z",
            outcome="Failed",
            wasMissed=True,
            members=[JANE_AS_MEMBER],
        ),
    )


def test_an_outgoing_call_that_the_carrier_refuses() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            raw(
                freeswitch(
                    1,
                    start=0,
                    end=2.1,
                    caller=("Anna Berg", ANNA),
                    called=CALLER,
                    cause="CALL_REJECTED",
                    originated_legs=leg_id(2),
                    last_bridge_proto_specific_hangup_cause="sip:403",
                    originate_disposition="CALL_REJECTED",
                    user_name="1001",
                    last_arg=f"sofia/gateway/carrier/{CALLER}",
                )
            ),
            raw(
                freeswitch(
                    2,
                    start=1,
                    end=2,
                    caller=("Anna Berg", ANNA),
                    called=CALLER,
                    direction="outbound",
                    cause="CALL_REJECTED",
                    proto_specific_hangup_cause="sip:403",
                    originating_leg_uuid=leg_id(1),
                )
            ),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call placed from {ANNA} to {CALLER}",
                f"09:00:01 Dialling {CALLER}",
                "09:00:02 Hangup cause CALL_REJECTED (SIP 403)",
                f"09:00:02 Call to {CALLER} failed",
                "09:00:02 Call failed",
            ],
            **AT_ANNAS,
            dateCompleted="2026-11-23T09:00:02.100Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress=ANNA,
            fromName="Anna Berg",
            outcome="Failed",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity=ANNA, endpointId="e2", displayName="Anna Berg"),
                member("Agent", identity=CALLER, displayName=CALLER),
            ],
        ),
    )


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=9.1, cause="ORIGINATOR_CANCEL", originate_disposition="ORIGINATOR_CANCEL", **IN_VAIN),
            to_anna(end=9, cause="ORIGINATOR_CANCEL"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:09 Call to Anna Berg was cancelled before an answer",
                "09:00:09 Call was cancelled before an answer",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:09.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_a_number_that_the_dialplan_rejects() -> None:
    assert_comes_to(
        FREESWITCH,
        [from_jane(end=0.4, cause="CALL_REJECTED", apps=[("hangup", "CALL_REJECTED", 0.2)])],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Hangup cause CALL_REJECTED",
                "09:00:00 Call was refused as busy",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:00.400Z",
            outcome="Rejected",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_number_on_fusionpbxs_block_list() -> None:
    assert_comes_to(
        FREESWITCH,
        [from_jane(end=0.4, cause="USER_BUSY", call_block="true", apps=[("respond", "486", 0.2)])],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Hangup cause USER_BUSY",
                "09:00:00 Call was refused as busy",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:00.400Z",
            outcome="Blocked",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_two_telephones_ring_and_neither_answers() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(end=33, cause="NO_ANSWER", originate_disposition="NO_ANSWER"),
            to_anna(end=32, cause="NO_ANSWER"),
            to_bob(start=2, rang=4, end=32, cause="NO_USER_RESPONSE", proto_specific_hangup_cause="sip:480"),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                f"09:00:02 Dialling {BOB}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                f"09:00:04 Ringing {BOB}",
                f"09:00:32 Call to {BOB} was not answered",
                "09:00:32 Call to Anna Berg was not answered",
                "09:00:33 Call was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:33.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER, member("Agent", identity=BOB, displayName=BOB)],
        ),
    )
