"""Conversations by SMS and MMS, as Twilio's callbacks tell them, whole, and the session they come to (constructed)."""

from __future__ import annotations

from support.callbacks import CALLER, FRONT_DESK
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, played, session
from support.twilio_calls import incoming_message, message_status

from switchbook.ingest.twilio import Twilio
from switchbook.model.identity import session_id

TWILIO = Twilio()
PICTURE = ("https://api.twilio.com/media/ME1", "image/jpeg")

CONVERSATION = [
    incoming_message(1, 0, "Are you open today?"),
    message_status(2, 60, "queued"),
    message_status(2, 61, "sent", Body="Until six."),
    message_status(2, 63, "delivered"),
    incoming_message(3, 300, "Here is my x-ray", NumMedia=1, MediaUrl0=PICTURE[0], MediaContentType0=PICTURE[1]),
    message_status(4, 360, "sent", Body="Thank you."),
    message_status(4, 365, "undelivered", ErrorCode=30005),
]


def sid(number: int) -> str:
    """The id of a message."""
    return f"SM{number:032d}"


def test_a_conversation_with_a_picture_and_a_reply_that_does_not_arrive() -> None:
    assert_comes_to(
        TWILIO,
        CONVERSATION,
        session(
            TWILIO,
            sid(1),
            [
                f"09:00:00 Message received from {CALLER}",
                f"09:01:01 Message sent to {CALLER}",
                f"09:05:00 Message received from {CALLER}, with 1 attachment",
                f"09:06:00 Message sent to {CALLER}",
                f"09:06:05 Message to {CALLER} was not delivered (error 30005)",
            ],
            **AT_FRONT_DESK,
            callState="Connected",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            channel="Chat",
            ended=False,
            displayName=CALLER,
            fromPhoneNumber=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            dateLastModified="2026-11-23T09:06:05.000Z",
            members=[member("Caller", identity=CALLER, displayName=CALLER, callState="Connected")],
        ),
    )


def test_a_message_the_next_day_is_another_conversation() -> None:
    assert_comes_to(
        TWILIO,
        [*CONVERSATION[:4], incoming_message(5, 86400, "Hello again")],
        session(
            TWILIO,
            sid(1),
            [
                f"09:00:00 Message received from {CALLER}",
                f"09:01:01 Message sent to {CALLER}",
            ],
            **AT_FRONT_DESK,
            callState="Connected",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            channel="Chat",
            ended=False,
            displayName=CALLER,
            fromPhoneNumber=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            dateLastModified="2026-11-23T09:01:03.000Z",
            members=[member("Caller", identity=CALLER, displayName=CALLER, callState="Connected")],
        ),
        session(
            TWILIO,
            sid(5),
            [
                f"09:00:00 Message received from {CALLER}",
            ],
            **AT_FRONT_DESK,
            callState="Connected",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            channel="Chat",
            ended=False,
            displayName=CALLER,
            fromPhoneNumber=CALLER,
            dateCreated="2026-11-24T09:00:00.000Z",
            dateLastModified="2026-11-24T09:00:00.000Z",
            members=[member("Caller", identity=CALLER, displayName=CALLER, callState="Connected")],
        ),
    )


def test_the_messages_of_a_conversation_are_kept_with_what_became_of_them() -> None:
    store = played(TWILIO, CONVERSATION)

    kept = [state.facts for state in store.messages(session_id("a1", TWILIO.name, sid(1)))]
    assert [(facts.text, facts.status, facts.error_code) for facts in kept] == [
        ("Are you open today?", "received", None),
        ("Until six.", "delivered", None),
        ("Here is my x-ray", "received", None),
        ("Thank you.", "undelivered", "30005"),
    ]
    assert [facts.media for facts in kept] == [None, None, (PICTURE,), None]
    assert [(facts.sender, facts.recipient) for facts in kept] == [(CALLER, FRONT_DESK), (FRONT_DESK, CALLER)] * 2
