"""Voicemail and queues, as FreeSWITCH's records tell them whole, and the session they come to (constructed)."""

from __future__ import annotations

from support.callbacks import ANNA, CALLER, FRONT_DESK, after
from support.pbx import freeswitch, leg_id, party, raw
from support.scenario import assert_comes_to, member, session
from support.switch import ANNA_AS_MEMBER, FROM_JANE, JANE, JANE_AS_MEMBER, TO_ANNA, from_jane, to_anna

from switchbook.ingest.freeswitch import FreeSwitch

FREESWITCH = FreeSwitch()
MESSAGE = {
    "voicemail_account": "1001",
    "voicemail_file_path": "/vm/msg_4711.wav",
    "voicemail_message_len": "00:01:12",
}


def epoch(seconds: float) -> int:
    return int(after(seconds).timestamp())


def test_a_message_that_is_left_with_the_application() -> None:
    apps = [("bridge", "user/1001@pbx", 2), ("answer", "", 33), ("voicemail", "default pbx 1001", 34)]

    assert_comes_to(
        FREESWITCH,
        [
            from_jane(answer=33, end=110, apps=apps, originate_disposition="NO_ANSWER", **MESSAGE),
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
                "09:00:33 Call taken by the flow",
                "09:00:34 Sent to voicemail 1001",
                "09:01:50 Voicemail msg_4711.wav is ready, 72 s",
                "09:01:50 Call ended after 77 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:50.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


"""As the dialplan does that comes with FreeSWITCH: `bridge` to `LOOPBACK/app=voicemail:…`."""
LOOPBACK = "loopback/app=voicemail:default pbx 1001"
HALFWAY = {"caller": JANE, "called": "voicemail", "answer": 34, "loopback_app": "voicemail"}
MESSAGE_THAT_IS_LEFT_BY_WAY_OF_A_LOOPBACK_CHANNEL = [
    from_jane(
        answer=33,
        bridge=34,
        end=110,
        dialled=[party(8, "voicemail", f"{LOOPBACK}-a")],
        apps=[("bridge", "user/1001@pbx", 2), ("answer", "", 33), ("bridge", LOOPBACK, 34)],
        originate_disposition="SUCCESS",
        bridge_uuid=leg_id(8),
    ),
    to_anna(end=32, cause="NO_ANSWER"),
    raw(
        freeswitch(
            8,
            start=34,
            end=110,
            direction="outbound",
            channel=f"{LOOPBACK}-a",
            channel_name=f"{LOOPBACK}-a",
            loopback_leg="A",
            loopback_from_uuid=leg_id(1),
            other_loopback_leg_uuid=leg_id(9),
            originating_leg_uuid=leg_id(1),
            **HALFWAY,
        )
    ),
    raw(
        freeswitch(
            9,
            start=34,
            end=110,
            channel="loopback/voicemail-b",
            channel_name="loopback/voicemail-b",
            loopback_leg="B",
            other_loopback_from_uuid=leg_id(1),
            other_loopback_leg_uuid=leg_id(8),
            **HALFWAY,
            **MESSAGE,
        )
    ),
]


def test_a_message_that_is_left_by_way_of_a_loopback_channel() -> None:
    assert_comes_to(
        FREESWITCH,
        MESSAGE_THAT_IS_LEFT_BY_WAY_OF_A_LOOPBACK_CHANNEL,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:02 Dialling Anna Berg",
                "09:00:03 Ringing Anna Berg",
                "09:00:32 Call to Anna Berg was not answered",
                "09:00:33 Call taken by the flow",
                "09:00:34 Sent to voicemail 1001",
                "09:01:50 Call ended after 77 s",
                "09:01:50 Voicemail msg_4711.wav is ready, 72 s",
            ],
            **FROM_JANE,
            dateCompleted="2026-11-23T09:01:50.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_somebody_listens_to_a_message() -> None:
    anna = freeswitch(
        1,
        start=0,
        answer=1,
        end=40,
        caller=("Anna Berg", ANNA),
        called="*98",
        apps=[("voicemail", "check auth default pbx 1001", 1)],
        **MESSAGE,
    )

    assert_comes_to(
        FREESWITCH,
        [raw(anna)],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {ANNA} to *98",
                "09:00:01 Call taken by the flow",
                "09:00:40 Call ended after 39 s",
            ],
            dateCompleted="2026-11-23T09:00:40.000Z",
            toAddress="*98",
            fromAddress=ANNA,
            fromName="Anna Berg",
            outcome="Completed",
            displayName="Anna Berg",
            dateCreated="2026-11-23T09:00:00.000Z",
            members=[member("Caller", identity=ANNA, displayName="Anna Berg")],
        ),
    )


AGENT = {"cc_queue": "support@default", "cc_member_session_uuid": leg_id(1), "cc_side": "AGENT"}
CALL_THAT_IS_ANSWERED_OUT_OF_A_QUEUE = [
    from_jane(
        answer=1,
        bridge=1,
        end=91,
        then=[],
        dialled=[TO_ANNA],
        cc_side="member",
        cc_queue="support@default",
        cc_queue_joined_epoch=epoch(2),
        cc_queue_answered_epoch=epoch(31),
        cc_queue_terminated_epoch=epoch(90),
        cc_agent="1001@default",
        cc_cause="answered",
        bridge_uuid=leg_id(2),
        apps=[("answer", "", 1), ("callcenter", "support@default", 2)],
    ),
    to_anna(start=20, rang=21, answer=31, bridge=31, end=90, originating_leg_uuid="", cc_agent="1001", **AGENT),
    to_anna(
        start=4,
        rang=5,
        end=14,
        cause="NO_ANSWER",
        originating_leg_uuid="",
        uuid=leg_id(4),
        cc_agent="1002",
        called="1002",
        **AGENT,
    ),
]


def test_a_call_that_is_answered_out_of_a_queue() -> None:
    assert_comes_to(
        FREESWITCH,
        CALL_THAT_IS_ANSWERED_OUT_OF_A_QUEUE,
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue support",
                "09:00:04 Dialling 1002",
                "09:00:05 Ringing 1002",
                "09:00:14 Call to 1002 was not answered",
                "09:00:20 Dialling Anna Berg",
                "09:00:21 Ringing Anna Berg",
                "09:00:31 Left queue support after 29 s: answered",
                "09:00:31 Answered by Anna Berg",
                "09:01:30 Call to Anna Berg ended after 59 s",
                "09:01:31 Call ended after 90 s",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:31.000Z",
            answeredByName="Anna Berg",
            queueMemberId="1001@default",
            outcome="Answered",
            answeredById="e2",
            members=[JANE_AS_MEMBER, member("Agent", identity="1002", displayName="1002"), ANNA_AS_MEMBER],
        ),
    )


def test_a_caller_who_gives_up_in_a_queue() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=1,
                end=40.1,
                cc_side="member",
                cc_queue="support@default",
                cc_queue_joined_epoch=epoch(2),
                cc_queue_canceled_epoch=epoch(40),
                cc_cause="cancel",
                cc_cancel_reason="BREAK_OUT",
                apps=[("answer", "", 1), ("callcenter", "support@default", 2)],
            ),
            to_anna(
                start=25,
                rang=26,
                end=40,
                cause="ORIGINATOR_CANCEL",
                originating_leg_uuid="",
                cc_member_session_uuid=leg_id(1),
                cc_side="agent",
            ),
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue support",
                "09:00:25 Dialling Anna Berg",
                "09:00:26 Ringing Anna Berg",
                "09:00:40 Left queue support after 38 s: the caller gave up",
                "09:00:40 Call to Anna Berg was cancelled before an answer",
                "09:00:40 Call ended after 39 s",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:00:40.100Z",
            outcome="Abandoned",
            wasMissed=True,
            members=[JANE_AS_MEMBER, ANNA_AS_MEMBER],
        ),
    )


def test_a_queue_that_sends_a_caller_on_to_voicemail() -> None:
    assert_comes_to(
        FREESWITCH,
        [
            from_jane(
                answer=1,
                end=100,
                cc_side="member",
                cc_queue="support@default",
                cc_queue_joined_epoch=epoch(2),
                cc_queue_canceled_epoch=epoch(62),
                cc_cause="cancel",
                cc_cancel_reason="TIMEOUT",
                apps=[
                    ("answer", "", 1),
                    ("callcenter", "support@default", 2),
                    ("voicemail", "default pbx 1001", 62.5),
                ],
                **MESSAGE,
            )
        ],
        session(
            FREESWITCH,
            leg_id(1),
            [
                f"09:00:00 Call received from {CALLER} to {FRONT_DESK}",
                "09:00:01 Call taken by the flow",
                "09:00:02 Waiting in queue support",
                "09:01:02 Left queue support after 60 s: taken out of it",
                "09:01:02 Sent to voicemail 1001",
                "09:01:40 Voicemail msg_4711.wav is ready, 72 s",
                "09:01:40 Call ended after 99 s",
            ],
            **FROM_JANE,
            queueState="Disconnected",
            dateCompleted="2026-11-23T09:01:40.000Z",
            outcome="Voicemail",
            wasMissed=True,
            members=[JANE_AS_MEMBER],
        ),
    )
