"""Calls as telephone systems record them, whole, and the session that comes of them (all constructed)."""

from __future__ import annotations

from typing import Any

from support.callbacks import ANNA, CALLER, FRONT_DESK
from support.pbx import cel
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session

from switchbook.ingest.asterisk_cel import AsteriskCel

CEL = AsteriskCel()
JANE = ("Jane Doe", CALLER)
FROM_JANE: dict[str, Any] = {
    **AT_FRONT_DESK,
    "dateCreated": "2026-11-23T09:00:00.000Z",
    "fromAddress": CALLER,
    "fromName": "Jane Doe",
    "toAddress": FRONT_DESK,
    "displayName": "Jane Doe",
}
JANE_AS_MEMBER = member("Caller", identity=CALLER, displayName="Jane Doe")
ANNA_AS_MEMBER = member("Agent", identity=ANNA, endpointId="e2", displayName="Anna Berg")
RECEIVED = f"09:00:00 Call received from {CALLER} to {FRONT_DESK}"


def test_channel_events_of_a_blind_transfer() -> None:
    call, anna, other = "1795424400.1", "1795424402.2", "1795424431.3"
    trunk, phone, third = "PJSIP/trunk-00000001", "PJSIP/101-00000002", "PJSIP/1003-00000003"
    bridge = {"bridge_id": "b-1"}

    assert_comes_to(
        CEL,
        [
            cel("CHAN_START", 0, call, call, trunk, caller=JANE, exten=FRONT_DESK),
            cel("APP_START", 1, call, call, trunk, caller=JANE, app=("Dial", "PJSIP/101,30")),
            cel("CHAN_START", 2, anna, call, phone),
            cel("ANSWER", 8, anna, call, phone),
            cel("ANSWER", 9, call, call, trunk, caller=JANE),
            cel("BRIDGE_ENTER", 10, anna, call, phone, extra=bridge),
            cel("BRIDGE_ENTER", 11, call, call, trunk, caller=JANE, peer=phone, extra=bridge),
            cel(
                "BLINDTRANSFER", 30, anna, call, phone, extra={"extension": "1003", "transferee_channel_uniqueid": call}
            ),
            cel("HANGUP", 31, anna, call, phone, extra={"hangupcause": 16, "dialstatus": ""}),
            cel("CHAN_END", 31, anna, call, phone),
            cel("CHAN_START", 32, other, call, third),
            cel("ANSWER", 35, other, call, third),
            cel("HANGUP", 89, other, call, third, extra={"hangupcause": 16, "dialstatus": ""}),
            cel("HANGUP", 90, call, call, trunk, caller=JANE, extra={"hangupcause": 16, "dialstatus": "ANSWER"}),
            cel("LINKEDID_END", 90, call, call, trunk),
        ],
        session(
            CEL,
            call,
            [
                RECEIVED,
                "09:00:01 Runs Dial(PJSIP/101,30)",
                "09:00:02 Dialling 101",
                "09:00:08 Answered by 101",
                "09:00:09 Call taken by the flow",
                "09:00:10 101 is connected",
                f"09:00:11 {CALLER} is connected with 101",
                "09:00:30 Transferred to 1003 (blind)",
                "09:00:31 Call to 101 ended",
                "09:00:32 Dialling 1003",
                "09:00:35 Answered by 1003",
                "09:01:29 Call to 1003 ended",
                "09:01:30 Call ended",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:30.000Z",
            answeredByName="101",
            outcome="Answered",
            members=[
                JANE_AS_MEMBER,
                member("Agent", identity="101", displayName="101"),
                member("Transfer", identity="1003", displayName="1003"),
            ],
        ),
    )
