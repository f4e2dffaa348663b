"""Who calls, and who may not, as Asterisk's channel events tell it, whole (all constructed)."""

from __future__ import annotations

from support.asterisk import (
    CALL,
    DIAL,
    FROM_JANE,
    JANE_AS_MEMBER,
    PHONE_AS_MEMBER,
    TRUNK,
    calling,
    dialled,
    hung_up,
    jane,
    phone,
)
from support.callbacks import CALLER, FRONT_DESK
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session

from switchbook.ingest.asterisk_cel import AsteriskCel

CEL = AsteriskCel()


def test_an_anonymous_caller() -> None:
    hidden = calling(CALL, TRUNK, ("Anonymous", "anonymous"), FRONT_DESK)

    assert_comes_to(
        CEL,
        [
            hidden("CHAN_START", 0),
            hidden("APP_START", 1, app=DIAL),
            phone("CHAN_START", 2),
            phone("ANSWER", 8),
            hidden("ANSWER", 8.1, app=DIAL),
            phone("HANGUP", 51, extra=hung_up()),
            hidden("HANGUP", 51.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from anonymous to {FRONT_DESK}",
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:51 Call to 101 was hung up",
                "09:00:51 Call ended",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:51.100Z",
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


def test_a_blocked_number() -> None:
    """As FreePBX does it: in the context of its block list."""
    block_list = {"context": "app-blacklist-check", "exten": "s"}

    assert_comes_to(
        CEL,
        [
            jane("CHAN_START", 0),
            jane("ANSWER", 0.1, app=("Answer", ""), **block_list),
            jane("APP_START", 0.2, app=("Zapateller", ""), **block_list),
            jane("HANGUP", 6, extra=hung_up(), **block_list),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:00 Call taken by the flow",
                "09:00:00 Runs Zapateller()",
                "09:00:06 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:06.000Z",
            outcome="Blocked",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_number_that_the_dialplan_rejects() -> None:
    assert_comes_to(
        CEL,
        [jane("CHAN_START", 0), jane("HANGUP", 1, extra=hung_up(21, source="dialplan/builtin"))],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Hangup cause 21 (call rejected)",
                "09:00:01 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:00:01.000Z",
            outcome="Rejected",
            members=[JANE_AS_MEMBER],
        ),
    )


def test_a_call_that_a_telephone_makes() -> None:
    out = calling(CALL, "PJSIP/101-00000001", ("Anna", "101"), CALLER)
    there = dialled("1795424401.2", "PJSIP/trunk-00000002")
    dial = ("Dial", f"PJSIP/{CALLER}@trunk,60")

    assert_comes_to(
        CEL,
        [
            out("CHAN_START", 0),
            out("APP_START", 1, app=dial),
            there("CHAN_START", 1.1),
            there("ANSWER", 6),
            out("ANSWER", 6.1, app=dial),
            there("HANGUP", 40, extra=hung_up()),
            out("HANGUP", 40.1, extra=hung_up(dialstatus="ANSWER")),
        ],
        session(
            CEL,
            CALL,
            [
                f"09:00:00 Call placed from 101 to {CALLER}",
                f"09:00:01 Runs Dial(PJSIP/{CALLER}@trunk,60)",
                "09:00:01 Dialling trunk",
                "09:00:06 Answered by trunk",
                "09:00:40 Call to trunk was hung up",
                "09:00:40 Call ended",
            ],
            dateCompleted="2026-11-23T09:00:40.100Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress="101",
            fromName="Anna",
            answeredByName="trunk",
            outcome="Answered",
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[
                member("Caller", identity="101", displayName="Anna"),
                member("Agent", identity="trunk", displayName="trunk"),
            ],
        ),
    )
