"""Calls as Asterisk's call detail records tell them, whole, and the session that comes of them (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    BOBS,
    BOBS_AS_MEMBER,
    CALL,
    FROM_JANE,
    JANE_AS_MEMBER,
    PHONE,
    PHONE_AS_MEMBER,
    stretch,
)
from support.callbacks import CALLER, FRONT_DESK
from support.pbx import cdr
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session

from switchbook.ingest.asterisk_cdr import AsteriskCdr

CDR = AsteriskCdr()


def test_an_answered_call() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, answer=8, end=51, dstchannel=PHONE)],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:51 Call to 101 ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_that_nobody_answers() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, end=30, dstchannel=PHONE, disposition="NO ANSWER")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:30 Call to 101 was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:30.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_to_a_busy_line() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, end=4, dstchannel=PHONE, disposition="BUSY")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:04 Call to 101 met a busy line",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:04.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_that_cannot_be_carried() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, end=2, dstchannel=PHONE, disposition="CONGESTION")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:02 Call to 101 failed",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:02.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_caller_who_hangs_up_while_it_rings() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, end=9, dstchannel=PHONE, disposition="CANCEL")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:09 Call to 101 was cancelled before an answer",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:09.000Z",
            outcome="Missed",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_two_telephones_are_rung_and_one_answers() -> None:
    both = ("Dial", "PJSIP/101&PJSIP/102,30")

    assert_comes_to(
        CDR,
        [
            stretch(1, end=8, dstchannel=PHONE, app=both, disposition="NO ANSWER"),
            stretch(2, answer=8, end=51, dstchannel=BOBS, app=both),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:00 Dialling 102",
                "09:00:08 Answered by 102",
                "09:00:08 Call to 101 was not answered",
                "09:00:51 Call to 102 ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="102",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER, BOBS_AS_MEMBER],
        ),
    )


def test_a_voicemail() -> None:
    assert_comes_to(
        CDR,
        [
            stretch(1, end=30, dstchannel=PHONE, disposition="NO ANSWER"),
            stretch(2, start=30, answer=31, end=75, app=("VoiceMail", "101@default,u")),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:30 Sent to voicemail 101",
                "09:00:30 Call to 101 was not answered",
                "09:00:31 Call taken by the flow",
                "09:01:15 Call ended after 44 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:15.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_voicemail_by_way_of_a_local_channel() -> None:
    local = "Local/101@from-queue-00000000"
    behind = {"channel": f"{local};2", "more": ("1795424402.3", "", "", CALL, 4)}

    assert_comes_to(
        CDR,
        [
            stretch(1, answer=31, end=75, dstchannel=f"{local};1"),
            stretch(2, start=2, end=30, dstchannel=PHONE, disposition="NO ANSWER", **behind),
            stretch(3, start=30, answer=31, end=75, app=("VoiceMail", "101@default,u"), **behind),
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling 101",
                "09:00:30 Sent to voicemail 101",
                "09:00:30 Call to 101 was not answered",
                "09:00:31 Call taken by the flow",
                "09:01:15 Call ended after 44 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:15.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_an_anonymous_caller() -> None:
    hidden = {"src": "anonymous", "clid": '"Anonymous" <anonymous>'}

    assert_comes_to(
        CDR,
        [stretch(1, answer=8, end=51, dstchannel=PHONE, **hidden)],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from anonymous to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:51 Call to 101 ended after 43 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            fromAddress="anonymous",
            fromName="Anonymous",
            answeredByName="101",
            outcome="Answered",
            displayName="Anonymous",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[member("Caller", identity="anonymous", displayName="Anonymous"), PHONE_AS_MEMBER],
        ),
    )


def test_a_caller_without_a_number() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, answer=8, end=51, dstchannel=PHONE, src="", clid='"" <>')],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from unknown to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:51 Call to 101 ended after 43 s",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.000Z",
            toAddress=FRONT_DESK,
            answeredByName="101",
            outcome="Answered",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[member("Caller"), PHONE_AS_MEMBER],
        ),
    )


def test_a_blocked_number() -> None:
    """As FreePBX does it: in the context of its block list."""
    assert_comes_to(
        CDR,
        [stretch(1, answer=0, end=6, context="app-blacklist-check", app=("Zapateller", ""))],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Call taken by the flow",
                "09:00:06 Last ran Zapateller()",
                "09:00:06 Call ended after 6 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:06.000Z",
            outcome="Blocked",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_number_that_the_dialplan_rejects() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, end=1, app=("Hangup", "21"), disposition="NO ANSWER")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Last ran Hangup(21)",
                "09:00:01 Call was not answered",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:01.000Z",
            outcome="Rejected",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_recording_that_the_dialplan_names() -> None:
    assert_comes_to(
        CDR,
        [stretch(1, answer=8, end=51, dstchannel=PHONE, note="/rec/2026/11/23/in-4711.wav")],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:51 Recording in-4711.wav is ready",
                "09:00:51 Call to 101 ended after 43 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:51.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[JANE_AS_MEMBER, PHONE_AS_MEMBER],
        ),
    )


def test_a_call_that_a_telephone_makes() -> None:
    assert_comes_to(
        CDR,
        [
            cdr(
                start=0,
                answer=6,
                end=40,
                src="101",
                dst=CALLER,
                clid='"Anna" <101>',
                channel="PJSIP/101-00000001",
                dstchannel="PJSIP/trunk-00000002",
                app=("Dial", f"PJSIP/{CALLER}@trunk,60"),
                more=(CALL, "", "", CALL, 1),
            )
        ],
        session(
            CDR,
            CALL,
            [
                f"09:00:00 Call placed from 101 to {CALLER}",
                f"09:00:00 Dialling {CALLER}",
                f"09:00:06 Answered by {CALLER}",
                f"09:00:40 Call to {CALLER} ended after 34 s",
            ],
            dateCompleted="2026-11-23T09:00:40.000Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress="101",
            fromName="Anna",
            answeredByName=CALLER,
            outcome="Answered",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity="101", displayName="Anna"),
                member("Agent", identity=CALLER, displayName=CALLER),
            ],
        ),
    )
