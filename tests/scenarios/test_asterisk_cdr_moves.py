"""Transfers, queues, conferences and parking as Asterisk's call detail records tell them, whole (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    BOBS,
    BOBS_AS_MEMBER,
    CALL,
    FROM_JANE,
    JANE_AS_MEMBER,
    PHONE,
    PHONE_AS_MEMBER,
    TRUNK,
    stretch,
)
from support.callbacks import CALLER, FRONT_DESK
from support.pbx import cdr
from support.scenario import assert_comes_to, member, session

from switchbook.ingest.asterisk_cdr import AsteriskCdr

CDR = AsteriskCdr()


def test_a_blind_transfer() -> None:
    """That it is one is not told: what shows is whom the call went to."""
    assert_comes_to(
        CDR,
        [
            stretch(1, answer=8, end=30, dstchannel=PHONE),
            stretch(2, start=30, answer=35, end=90, dst="102", dstchannel=BOBS, app=("Dial", "PJSIP/102,30")),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:30 Dialling 102",
                "09:00:30 Call to 101 ended after 22 s",
                "09:00:35 Answered by 102",
                "09:01:30 Call to 102 ended after 55 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_MEMBER],
        ),
    )


def test_an_attended_transfer() -> None:
    """101 asks 102 on a second line, then ties both together: two calls, and a stretch that is answered at once."""
    asking = {"src": "101", "dst": "102", "clid": '"Anna" <101>', "channel": "PJSIP/101-00000004"}

    assert_comes_to(
        CDR,
        [
            stretch(1, answer=8, end=40, dstchannel=PHONE),
            stretch(2, start=22, answer=28, end=40, dstchannel=BOBS, more=("1795424422.4", "", "", CALL, 2), **asking),
            stretch(3, start=40, answer=40, end=91, dstchannel=BOBS),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:22 Call received from 101 to 102",
                "09:00:22 Dialling 102",
                "09:00:28 Answered by 102",
                "09:00:40 Put through to 102",
                "09:00:40 Call to 101 ended after 32 s",
                "09:00:40 Call to 102 ended after 12 s",
                "09:01:31 Call to 102 ended after 51 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_MEMBER],
        ),
    )


def test_a_call_that_is_answered_out_of_a_queue() -> None:
    queue = ("Queue", "support,t,,,300")

    assert_comes_to(
        CDR,
        [
            stretch(1, end=15, dstchannel=BOBS, app=queue, disposition="NO ANSWER"),
            stretch(2, start=15, answer=31, end=91, dstchannel=PHONE, app=queue),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Waiting in queue support",
                "09:00:00 Dialling 102",
                "09:00:15 Dialling 101",
                "09:00:15 Call to 102 was not answered",
                "09:00:31 Answered by 101",
                "09:00:31 Left queue support: answered",
                "09:01:31 Call to 101 ended after 60 s",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, BOBS_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_caller_who_gives_up_in_a_queue() -> None:
    queue = ("Queue", "support,t,,,300")

    assert_comes_to(
        CDR,
        [
            stretch(1, end=15, dstchannel=BOBS, app=queue, disposition="NO ANSWER"),
            stretch(2, start=15, end=40, app=queue, disposition="NO ANSWER"),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Waiting in queue support",
                "09:00:00 Dialling 102",
                "09:00:15 Call to 102 was not answered",
                "09:00:40 Left queue support: the caller gave up",
                "09:00:40 Call was not answered",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:00:40.000Z",
            outcome="Abandoned",
            wasMissed=True,
            members=[JANE_AS_MEMBER, BOBS_AS_MEMBER],
        ),
    )


"""Which of them were in it together is not told: rooms are used again, and `linkedid` is each one's own."""
ROOM = ("ConfBridge", "3001")
CONFERENCE_OF_THREE_IS_THREE_CALLS = [
    stretch(1, answer=1, end=90, app=ROOM, dstchannel="PJSIP/101-00000005"),
    stretch(2, start=20, answer=20, end=90, app=ROOM, dstchannel="PJSIP/102-00000006"),
    cdr(
        start=10,
        answer=11,
        end=80,
        src="101",
        dst="3001",
        clid='"Anna" <101>',
        channel="PJSIP/101-00000005",
        app=ROOM,
        more=("1795424410.5", "", "", "1795424410.5", 3),
    ),
    cdr(
        start=20,
        answer=20,
        end=89,
        src="102",
        dst="3001",
        clid='"Bob" <102>',
        channel="PJSIP/102-00000006",
        app=ROOM,
        more=("1795424420.6", "", "", "1795424420.6", 4),
    ),
]


def test_a_conference_of_three_is_three_calls() -> None:
    assert_comes_to(
        CDR,
        CONFERENCE_OF_THREE_IS_THREE_CALLS,
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Entered conference 3001",
                "09:00:01 Call taken by the flow",
                "09:01:30 Call ended after 89 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            outcome="Completed",
            members=[JANE_AS_MEMBER],
        ),
        session(
            CDR,
            "1795424410.5",
            [
                "09:00:10 Call placed from 101 to 3001",
                "09:00:10 Entered conference 3001",
                "09:00:11 Call taken by the flow",
                "09:01:20 Call ended after 69 s",
            ],
            dateCompleted="2026-11-23T09:01:20.000Z",
            destination="3001",
            toAddress="3001",
            fromAddress="101",
            fromName="Anna",
            outcome="Completed",
            displayName="3001",
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:10.000Z",
            members=[member("Caller", identity="101", displayName="Anna")],
        ),
        session(
            CDR,
            "1795424420.6",
            [
                "09:00:20 Call placed from 102 to 3001",
                "09:00:20 Call taken by the flow",
                "09:00:20 Entered conference 3001",
                "09:01:29 Call ended after 69 s",
            ],
            dateCompleted="2026-11-23T09:01:29.000Z",
            destination="3001",
            toAddress="3001",
            fromAddress="102",
            fromName="Bob",
            outcome="Completed",
            displayName="3001",
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:20.000Z",
            members=[member("Caller", identity="102", displayName="Bob")],
        ),
    )


def test_a_call_that_is_parked_and_taken_from_there() -> None:
    assert_comes_to(
        CDR,
        [
            stretch(1, answer=8, end=30, dstchannel=PHONE),
            stretch(2, start=30, answer=30, end=50, app=("Park", "default:701")),
            cdr(
                start=49,
                answer=50,
                end=90,
                src="102",
                dst="701",
                clid='"Bob" <102>',
                channel=BOBS,
                dstchannel=TRUNK,
                app=("ParkedCall", "default,701"),
                more=("1795424449.7", "", "", CALL, 3),
            ),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:30 Put on hold in queue default:701",
                "09:00:30 Call to 101 ended after 22 s",
                "09:00:49 Call received from 102 to 701",
                "09:00:50 Taken off hold",
                "09:00:50 Answered by Bob",
                "09:01:30 Call ended after 40 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, member("Agent", identity="102", displayName="Bob")],
        ),
    )
