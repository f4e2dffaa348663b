"""Messages and faxes in Twilio's words, read into events (all constructed)."""

from __future__ import annotations

import pytest
from support.callbacks import ACCOUNT_SID, CALLER, FRONT_DESK, RECEIVED, callback

from switchbook.ingest import Reading
from switchbook.ingest.twilio import NO_INSTRUCTIONS, Twilio
from switchbook.model.event import (
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegStarted,
    LineLogged,
    MessageFacts,
    MessageTold,
)
from switchbook.model.session import Channel, Direction

MESSAGE = "SM" + "6" * 32
FAX = "FX" + "7" * 32


def incoming(**more: object) -> bytes:
    fields = {
        "ToCountry": "US",
        "SmsMessageSid": MESSAGE,
        "NumMedia": 0,
        "SmsSid": MESSAGE,
        "SmsStatus": "received",
        "Body": "Hello",
        "To": FRONT_DESK,
        "NumSegments": 1,
        "MessageSid": MESSAGE,
        "AccountSid": ACCOUNT_SID,
        "From": CALLER,
        "ApiVersion": "2010-04-01",
    }
    return callback(**(fields | more))


def status(told: str, **more: object) -> bytes:
    fields = {"MessageSid": MESSAGE, "MessageStatus": told, "From": FRONT_DESK, "To": CALLER}
    return callback(**(fields | more))


def fax(told: str, **more: object) -> bytes:
    return callback(**({"FaxSid": FAX, "FaxStatus": told, "From": CALLER, "To": FRONT_DESK} | more))


def read(payload: bytes) -> Reading:
    (reading,) = Twilio().read(payload, "", RECEIVED)
    return reading


def message(payload: bytes) -> MessageTold:
    reading = read(payload)
    assert reading.error is None
    (event,) = reading.events
    assert isinstance(event, MessageTold)
    return event


def test_a_message_that_comes_in_is_read_field_by_field() -> None:
    assert message(incoming()) == MessageTold(
        at=RECEIVED,
        message=MESSAGE,
        conversation=f"{FRONT_DESK} {CALLER}",
        facts=Facts(
            channel=Channel.Chat,
            direction=Direction.Incoming,
            from_address=CALLER,
            to_address=FRONT_DESK,
            from_phone_number=CALLER,
        ),
        said=MessageFacts(
            direction=Direction.Incoming, sender=CALLER, recipient=FRONT_DESK, text="Hello", status="received"
        ),
    )
    assert read(incoming()).answer == NO_INSTRUCTIONS


def test_both_ways_are_one_conversation() -> None:
    assert message(status("sent")).conversation == message(incoming()).conversation
    assert message(status("sent", From="", MessagingServiceSid="MG1")).conversation is None


def test_pictures_are_links_with_types() -> None:
    told = message(
        incoming(NumMedia=2, MediaUrl0="https://m/0", MediaContentType0="image/png", MediaUrl1="https://m/1")
    )

    assert told.said.media == (("https://m/0", "image/png"), ("https://m/1", ""))


def test_a_message_by_whatsapp_keeps_its_addresses_and_the_writers_name() -> None:
    told = message(incoming(From=f"whatsapp:{CALLER}", To=f"whatsapp:{FRONT_DESK}", ProfileName="Jane", WaId="1814"))

    assert (told.said.sender, told.said.sender_name, told.facts.from_name) == (f"whatsapp:{CALLER}", "Jane", "Jane")


@pytest.mark.parametrize(
    ("told", "opens"), [("accepted", False), ("queued", False), ("sending", False), ("sent", True)]
)
def test_a_message_counts_as_written_once_it_is_sent(told: str, opens: bool) -> None:
    event = message(status(told))

    assert (event.opens, event.said.direction, event.said.status) == (opens, Direction.Outgoing, told)


@pytest.mark.parametrize("told", ["delivered", "undelivered", "failed", "read"])
def test_the_fate_of_a_message_opens_nothing(told: str) -> None:
    event = message(status(told, ErrorCode=30003, ChannelPrefix="whatsapp", EventType=told.upper()))

    assert (event.opens, event.said.status, event.said.error_code) == (False, told, "30003")
    assert read(status(told)).key == (MESSAGE, "message", told, "")
    assert read(status(told)).answer is None


def test_a_message_that_reached_some_is_delivered() -> None:
    assert message(status("partially_delivered")).said.status == "delivered"


def test_a_fax_is_a_leg_with_pages() -> None:
    assert read(fax("received", NumPages=3, MediaUrl="https://f/1", MediaSid="ME1")).events == (
        LegEnded(
            leg=FAX,
            at=RECEIVED,
            ending="completed",
            facts=Facts(
                channel=Channel.Fax,
                direction=Direction.Incoming,
                from_address=CALLER,
                to_address=FRONT_DESK,
                call_sid=FAX,
            ),
        ),
        FileTold(
            at=RECEIVED,
            file="ME1",
            leg=FAX,
            said=FileFacts(type="Fax", uri="https://f/1", pages=3, status="completed"),
        ),
    )


@pytest.mark.parametrize(
    ("told", "kind"),
    [("queued", LegStarted), ("processing", LegStarted), ("sending", LegAnswered), ("receiving", LegStarted)],
)
def test_a_fax_under_way(told: str, kind: type) -> None:
    assert [type(event) for event in read(fax(told)).events] == [kind]


@pytest.mark.parametrize(
    ("told", "ending"),
    [("delivered", "completed"), ("no-answer", "no-answer"), ("busy", "busy"), ("canceled", "canceled")],
)
def test_a_fax_that_was_sent_ends(told: str, ending: str) -> None:
    ended = read(fax(told)).events[0]

    assert isinstance(ended, LegEnded)
    assert (ended.ending, ended.facts.direction) == (ending, Direction.Outgoing)


def test_a_fax_that_failed_says_why() -> None:
    ended, *lines = read(
        fax("failed", OriginalMediaUrl="https://o/1", ErrorCode=34002, ErrorMessage="no carrier", RemoteStationId="X1")
    ).events

    assert isinstance(ended, LegEnded)
    assert ended.facts.direction is Direction.Outgoing
    assert [line.message for line in lines if isinstance(line, LineLogged)] == [
        "The other machine called itself X1",
        "The service said: no carrier (34002)",
    ]


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (status("lost"), "MessageStatus"),
        (callback(MessageStatus="sent"), "MessageSid"),
        (callback(MessageSid=MESSAGE), "MessageStatus"),
        (incoming(NumMedia="x"), "NumMedia"),
        (incoming(Body="a" * 10_001), "Body"),
        (fax("burnt"), "FaxStatus"),
        (callback(FaxStatus="sent"), "FaxSid"),
    ],
)
def test_what_cannot_be_read_names_the_field(payload: bytes, named: str) -> None:
    error = read(payload).error

    assert error is not None
    assert error.startswith(named)
