"""Transfers and queues as Asterisk's channel events tell them, whole (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    BOBS,
    BOBS_AS_MEMBER,
    BOBS_AS_TRANSFER,
    CALL,
    FROM_JANE,
    JANE_AS_MEMBER,
    JANE_CALLS_101,
    PHONE,
    PHONE_AS_MEMBER,
    THEY_TALK,
    TRUNK,
    bobs,
    calling,
    dialled,
    hung_up,
    in_bridge,
    jane,
    phone,
)
from support.callbacks import CALLER, FRONT_DESK
from support.scenario import assert_comes_to, session

from switchbook.ingest.asterisk_cel import AsteriskCel

CEL = AsteriskCel()


def test_a_blind_transfer() -> None:
    told = {
        "extension": "102",
        "context": "default",
        "bridge_id": "b-1",
        "transferee_channel_name": TRUNK,
        "transferee_channel_uniqueid": CALL,
    }

    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            *THEY_TALK,
            phone("BLINDTRANSFER", 30, extra=told),
            phone("HANGUP", 30.1, extra=hung_up()),
            jane("APP_START", 31, exten="102", app=("Dial", "PJSIP/102,30")),
            bobs("CHAN_START", 31.1),
            bobs("ANSWER", 35),
            bobs("BRIDGE_ENTER", 35.1, extra=in_bridge("b-2")),
            jane("BRIDGE_ENTER", 35.2, app=("Dial", "PJSIP/102,30"), peer=BOBS, extra=in_bridge("b-2")),
            bobs("HANGUP", 89, extra=hung_up()),
            jane("HANGUP", 90, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:30 Transferred to 102 (blind)",
                "09:00:30 Call to 101 was hung up",
                "09:00:31 Runs Dial(PJSIP/102,30)",
                "09:00:31 Dialling 102",
                "09:00:35 Answered by 102",
                "09:01:29 Call to 102 was hung up",
                "09:01:30 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_TRANSFER],
        ),
    )


def test_an_attended_transfer() -> None:
    """101 asks 102 on a second line, then ties both together; the second line's `linkedid` becomes Jane's call."""
    asking = calling("1795424422.4", "PJSIP/101-00000004", ("Anna", "101"), "102")
    asked = dialled("1795424423.5", "PJSIP/102-00000005", group="1795424422.4")
    there = ("Dial", "PJSIP/102,30")
    told = {
        "bridge1_id": "b-1",
        "channel2_name": "PJSIP/101-00000004",
        "channel2_uniqueid": "1795424422.4",
        "bridge2_id": "b-2",
        "transferee_channel_name": TRUNK,
        "transferee_channel_uniqueid": CALL,
        "transfer_target_channel_name": "PJSIP/102-00000005",
        "transfer_target_channel_uniqueid": "1795424423.5",
    }

    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            *THEY_TALK,
            asking("CHAN_START", 22),
            asking("APP_START", 22.1, app=there),
            asked("CHAN_START", 23),
            asked("ANSWER", 28),
            asking("ANSWER", 28.1, app=there),
            asked("BRIDGE_ENTER", 28.2, extra=in_bridge("b-2")),
            asking("BRIDGE_ENTER", 28.3, app=there, peer="PJSIP/102-00000005", extra=in_bridge("b-2")),
            phone("ATTENDEDTRANSFER", 40, extra=told),
            asked("BRIDGE_ENTER", 40.1, group=CALL, peer=TRUNK, extra=in_bridge()),
            asking("HANGUP", 40.2, group=CALL, extra=hung_up(dialstatus="ANSWER")),
            phone("HANGUP", 40.3, extra=hung_up()),
            asked("HANGUP", 90, group=CALL, extra=hung_up()),
            jane("HANGUP", 91, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:22 Call placed from 101 to 102",
                "09:00:22 Runs Dial(PJSIP/102,30)",
                "09:00:23 Dialling 102",
                "09:00:28 Answered by 102",
                "09:00:40 Transferred to 102 (attended)",
                "09:00:40 Call ended",
                "09:00:40 Call to 101 was hung up",
                "09:01:30 Call to 102 was hung up",
                "09:01:31 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_TRANSFER],
        ),
    )


def test_a_call_that_is_answered_out_of_a_queue() -> None:
    queue = ("Queue", "support,t,,,300")
    line = ("AppQueue", "(Outgoing Line)")
    one, other = dialled("1795424404.2", BOBS, line=line), dialled("1795424420.3", PHONE, line=line)

    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("ANSWER", 1, app=("Answer", "")),
            jane("APP_START", 2, app=queue),
            one("CHAN_START", 4),
            one("HANGUP", 14, extra=hung_up()),
            other("CHAN_START", 20),
            other("ANSWER", 31),
            other("BRIDGE_ENTER", 31.1, extra=in_bridge()),
            jane("BRIDGE_ENTER", 31.2, app=queue, peer=PHONE, extra=in_bridge()),
            other("HANGUP", 90, extra=hung_up(source=PHONE)),
            jane("HANGUP", 90.1, extra=hung_up()),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue support",
                "09:00:04 Dialling 102",
                "09:00:14 Call to 102 was hung up",
                "09:00:20 Dialling 101",
                "09:00:31 Answered by 101",
                "09:00:31 Left queue support: answered",
                "09:01:30 Call to 101 was hung up",
                "09:01:30 Call ended",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:30.100Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, BOBS_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_caller_who_gives_up_in_a_queue() -> None:
    queue = ("Queue", "support,t,,,300")

    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("ANSWER", 1, app=("Answer", "")),
            jane("APP_START", 2, app=queue),
            phone("CHAN_START", 25),
            phone("HANGUP", 40, extra=hung_up()),
            jane("HANGUP", 40.1, extra=hung_up(source=TRUNK)),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue support",
                "09:00:25 Dialling 101",
                "09:00:40 Call to 101 was hung up",
                "09:00:40 Call ended",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:00:40.100Z",
            outcome="Abandoned",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )
