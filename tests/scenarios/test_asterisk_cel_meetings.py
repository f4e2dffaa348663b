"""Conferences, pickup and parking as Asterisk's channel events tell them, whole (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    BOBS,
    BOBS_AS_MEMBER,
    CALL,
    DIAL,
    FROM_JANE,
    JANE_AS_MEMBER,
    JANE_CALLS_101,
    PHONE_AS_MEMBER,
    THEY_TALK,
    TRUNK,
    calling,
    hung_up,
    in_bridge,
    jane,
    phone,
)
from support.callbacks import CALLER, FRONT_DESK
from support.scenario import assert_comes_to, member, session

from switchbook.ingest.asterisk_cel import AsteriskCel

CEL = AsteriskCel()


def test_a_conference_of_three() -> None:
    """Each has a `linkedid` of its own: it is the bridge that makes them one session."""
    room = {"app": ("ConfBridge", "3001"), "extra": in_bridge("room-1")}
    anna = calling("1795424410.5", "PJSIP/101-00000005", ("Anna", "101"), "3001")
    bob = calling("1795424420.6", "PJSIP/102-00000006", ("Bob", "102"), "3001")

    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("ANSWER", 1, app=("Answer", "")),
            jane("APP_START", 2, app=("ConfBridge", "3001")),
            jane("BRIDGE_ENTER", 3, **room),
            anna("CHAN_START", 10),
            anna("ANSWER", 11, app=("Answer", "")),
            anna("BRIDGE_ENTER", 12, peer=TRUNK, **room),
            bob("CHAN_START", 20),
            bob("ANSWER", 21, app=("Answer", "")),
            bob("BRIDGE_ENTER", 22, peer=f"{TRUNK},PJSIP/101-00000005", **room),
            anna("BRIDGE_EXIT", 80, **room),
            anna("HANGUP", 80.1, extra=hung_up()),
            bob("BRIDGE_EXIT", 89, **room),
            bob("HANGUP", 89.1, extra=hung_up()),
            jane("BRIDGE_EXIT", 90, **room),
            jane("HANGUP", 90.1, extra=hung_up()),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:03 Jane Doe joined the conference",
                "09:00:10 Call placed from 101 to 3001",
                "09:00:11 Call taken by the flow",
                "09:00:12 Anna joined the conference",
                "09:00:20 Call placed from 102 to 3001",
                "09:00:21 Call taken by the flow",
                "09:00:22 Bob joined the conference",
                "09:01:20 Anna left the conference",
                "09:01:20 Call ended",
                "09:01:29 Bob left the conference",
                "09:01:29 Call ended",
                "09:01:30 Jane Doe left the conference",
                "09:01:30 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.100Z",
            answeredByName="Anna",
            outcome="Answered",
            conferenceSid="room-1",
            members=[
                JANE_AS_MEMBER,
                member("Agent", identity="101", displayName="Anna"),
                member("Agent", identity="102", displayName="Bob"),
            ],
        ),
    )


def test_a_call_that_is_picked_up_at_another_telephone() -> None:
    """As a trace of a real one shows it: the picking channel takes the place of the one that rang."""
    bob = calling("1795424405.3", BOBS, ("Bob", "102"), "*8101")
    placed = {"app": ("AppDial", "(Outgoing Line)")}

    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            bob("CHAN_START", 5),
            bob("ANSWER", 5.1, app=("Pickup", "101")),
            phone("PICKUP", 5.2, extra={"pickup_channel": BOBS, "pickup_channel_uniqueid": "1795424405.3"}),
            phone("HANGUP", 5.3, app=("", ""), caller=("", "101"), extra=hung_up(26)),
            jane("ANSWER", 5.4, app=DIAL),
            bob("BRIDGE_ENTER", 5.5, extra=in_bridge(), **placed),
            jane("BRIDGE_ENTER", 5.6, app=DIAL, peer=BOBS, extra=in_bridge()),
            bob("HANGUP", 60, group=CALL, extra=hung_up(26), **placed),
            jane("HANGUP", 60.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:05 Call placed from 102 to *8101",
                "09:00:05 Call taken by the flow",
                "09:00:05 Picked up by 102",
                "09:00:05 Call to 101 was hung up",
                "09:00:05 Answered by Bob",
                "09:01:00 Call to 102 was hung up",
                "09:01:00 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:00.100Z",
            answeredByName="Bob",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_MEMBER],
        ),
    )


def test_a_call_that_is_parked_and_taken_from_there() -> None:
    told = {
        "extension": "700",
        "context": "default",
        "bridge_id": "b-1",
        "transferee_channel_name": TRUNK,
        "transferee_channel_uniqueid": CALL,
    }
    bob = calling("1795424448.7", BOBS, ("Bob", "102"), "701")
    fetching = {"app": ("ParkedCall", "default,701")}

    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            *THEY_TALK,
            phone("BLINDTRANSFER", 30, extra=told),
            jane("PARK_START", 30.1, extra={"parker_dial_string": "PJSIP/101", "parking_lot": "default"}),
            phone("HANGUP", 30.2, extra=hung_up()),
            bob("CHAN_START", 48),
            bob("ANSWER", 49, app=("Answer", "")),
            bob("APP_START", 49.1, **fetching),
            jane("PARK_END", 50, extra={"reason": "ParkedCallUnparked", "retriever": BOBS}),
            bob("BRIDGE_ENTER", 50.1, extra=in_bridge("b-3"), **fetching),
            jane("BRIDGE_ENTER", 50.2, app=("Park", ""), peer=BOBS, extra=in_bridge("b-3")),
            bob("HANGUP", 90, group=CALL, extra=hung_up()),
            jane("HANGUP", 90.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:30 Transferred to 700 (blind)",
                "09:00:30 Put on hold in queue default",
                "09:00:30 Call to 101 was hung up",
                "09:00:48 Call placed from 102 to 701",
                "09:00:49 Call taken by the flow",
                "09:00:49 Runs ParkedCall(default,701)",
                "09:00:50 Taken off hold",
                "09:00:50 Answered by Bob",
                "09:00:50 Jane Doe is connected with 102",
                "09:01:30 Call ended",
                "09:01:30 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.100Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, member("Transfer", identity="102", displayName="Bob")],
        ),
    )


def test_a_parked_caller_who_gives_up() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            *THEY_TALK,
            jane("PARK_START", 30, extra={"parker_dial_string": "PJSIP/101", "parking_lot": "default"}),
            phone("HANGUP", 30.2, extra=hung_up()),
            jane("PARK_END", 70, extra={"reason": "ParkedCallGiveUp"}),
            jane("HANGUP", 70.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:30 Put on hold in queue default",
                "09:00:30 Call to 101 was hung up",
                "09:01:10 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:10.100Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )
