"""Calls as Asterisk's channel events tell them, whole, and the session that comes of them (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    BOBS,
    CALL,
    DIAL,
    FROM_JANE,
    JANE_AS_MEMBER,
    JANE_CALLS_101,
    PHONE,
    PHONE_AS_MEMBER,
    THEY_TALK,
    TRUNK,
    bobs,
    hung_up,
    in_bridge,
    jane,
    phone,
)
from support.callbacks import CALLER, FRONT_DESK
from support.scenario import assert_comes_to, member, session

from switchbook.ingest.asterisk_cel import AsteriskCel

CEL = AsteriskCel()


def test_an_answered_call_with_a_recording() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            *THEY_TALK,
            jane("APP_START", 8.5, app=("MixMonitor", "/rec/in-4711.wav,b")),
            phone("HANGUP", 51, extra=hung_up(source=PHONE)),
            phone("CHAN_END", 51),
            jane("HANGUP", 51.1, extra=hung_up(dialstatus="ANSWER")),
            jane("CHAN_END", 51.1),
            jane("LINKEDID_END", 51.1),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:08 Recording in-4711.wav is ready",
                "09:00:51 Call to 101 was hung up",
                "09:00:51 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.100Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_that_nobody_answers() -> None:
    """The channel that rang is hung up with cause 16, as one is that was answered."""
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            phone("HANGUP", 32, extra=hung_up()),
            jane("HANGUP", 33, extra=hung_up(dialstatus="NOANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:32 Call to 101 was hung up",
                "09:00:33 Call was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:33.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_to_a_busy_line() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            phone("HANGUP", 4, extra=hung_up(17)),
            jane("HANGUP", 4.1, extra=hung_up(17, dialstatus="BUSY")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:04 Call to 101 met a busy line",
                "09:00:04 Call met a busy line",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:04.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_that_cannot_be_carried() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            phone("HANGUP", 3, extra=hung_up(34)),
            jane("HANGUP", 3.1, extra=hung_up(34, dialstatus="CONGESTION")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:03 Hangup cause 34 (congestion)",
                "09:00:03 Call to 101 failed",
                "09:00:03 Call failed",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:03.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_telephone_that_is_not_there() -> None:
    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("APP_START", 1, app=DIAL),
            jane("HANGUP", 1.5, extra=hung_up(20, dialstatus="CHANUNAVAIL")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:01 Call failed",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:01.500Z",
            outcome="Failed",
            wasMissed=True,
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            phone("HANGUP", 9, extra=hung_up(0)),
            jane("HANGUP", 9.1, extra=hung_up(127, dialstatus="CANCEL", source=TRUNK)),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:09 Call to 101 was cancelled before an answer",
                "09:00:09 Call was cancelled before an answer",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:09.100Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_two_telephones_are_rung_and_one_answers() -> None:
    both = ("Dial", "PJSIP/101&PJSIP/102,30")

    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("APP_START", 1, app=both),
            phone("CHAN_START", 2),
            bobs("CHAN_START", 2.1, caller=("Bob", "102")),
            bobs("ANSWER", 8, caller=("Bob", "102")),
            phone("HANGUP", 8.1, extra=hung_up(26)),
            jane("ANSWER", 8.2, app=both),
            bobs("BRIDGE_ENTER", 8.3, extra=in_bridge()),
            jane("BRIDGE_ENTER", 8.4, app=both, peer=BOBS, extra=in_bridge()),
            bobs("HANGUP", 51, extra=hung_up()),
            jane("HANGUP", 51.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101&PJSIP/102,30)",
                "09:00:02 Dialling 101",
                "09:00:02 Dialling 102",
                "09:00:08 Answered by 102",
                "09:00:08 Call to 101 was hung up",
                "09:00:51 Call to 102 was hung up",
                "09:00:51 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.100Z",
            answeredByName="Bob",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, member("Agent", identity="102", displayName="Bob")],
        ),
    )


def test_a_voicemail() -> None:
    assert_comes_to(
        CEL,
        [
            *JANE_CALLS_101,
            phone("HANGUP", 32, extra=hung_up()),
            jane("APP_START", 32.5, app=("VoiceMail", "101@default,u")),
            jane("ANSWER", 32.6, app=("VoiceMail", "101@default,u")),
            jane("HANGUP", 75, extra=hung_up(dialstatus="NOANSWER", source=TRUNK)),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:32 Call to 101 was hung up",
                "09:00:32 Sent to voicemail 101",
                "09:00:32 Call taken by the flow",
                "09:01:15 Call was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:15.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )
