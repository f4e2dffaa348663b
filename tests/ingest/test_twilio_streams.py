"""Twilio's Event Streams, and callbacks as JSON, read into events (constructed on the documented form)."""

from __future__ import annotations

import json
from hashlib import sha256
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.callbacks import CALLER, FRONT_DESK, PARENT, RECEIVED, after, parent_callback
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from switchbook.ingest.twilio import Twilio
from switchbook.ingest.twilio.kinds import KINDS
from switchbook.model.event import LegRang, MessageTold

TWILIO = Twilio()
BATCH = "application/cloudevents-batch+json"
PARAMETERS = dict(parse_qsl(parent_callback("ringing", 3, 1).decode()))


def event(kind: str, number: int = 1, **data: object) -> dict[str, object]:
    return {
        "specversion": "1.0",
        "type": kind,
        "source": "AB1",
        "id": f"EZ{number}",
        "dataschema": "https://events-schemas.twilio.com/Voice.WebhookEvent/2",
        "time": "2026-11-23T09:00:04.000Z",
        "data": data,
    }


CALL = event(
    "com.twilio.voice.status-callback.call.ringing",
    sid=PARENT,
    timestamp="2026-11-23T09:00:04.000Z",
    request={"method": "POST", "url": "https://mycompany.com/an-endpoint", "parameters": PARAMETERS},
)


def test_an_array_is_a_reading_for_each_event() -> None:
    unknown = event("com.twilio.voice.insights.call-summary.complete", 2, call_sid=PARENT)

    first, second = TWILIO.read(json.dumps([CALL, unknown]).encode(), BATCH, RECEIVED)

    assert [type(found) for found in first.events] == [LegRang]
    assert first.payload == json.dumps(CALL).encode()
    assert (second.key, second.events, second.error) == (("event", "EZ2"), (), None)
    assert first.answer is second.answer is None


def test_a_callback_in_an_event_is_the_callback_itself() -> None:
    (alone,) = TWILIO.read(parent_callback("ringing", 3, 1), "", RECEIVED)
    (streamed,) = TWILIO.read(json.dumps([CALL]).encode(), BATCH, RECEIVED)

    assert (streamed.key, streamed.events, streamed.account_sid) == (alone.key, alone.events, alone.account_sid)


def test_a_callback_without_a_time_has_that_of_its_event() -> None:
    untimed = {name: value for name, value in PARAMETERS.items() if name != "Timestamp"}
    told = {**CALL, "data": {"timestamp": "2026-11-23T09:00:05.000Z", "request": {"parameters": untimed}}}

    (reading,) = TWILIO.read(json.dumps([told]).encode(), BATCH, RECEIVED)

    assert [found.at for found in reading.events] == [after(5)]


@pytest.mark.parametrize(
    ("kind", "data", "opens"),
    [
        ("inbound-message.received", {"body": "Hi", "numMedia": 0}, True),
        ("message.sent", {"messageStatus": "SENT"}, True),
        ("message.delivered", {"messageStatus": "DELIVERED"}, False),
    ],
)
def test_messages_are_told_in_their_own_words(kind: str, data: dict[str, object], opens: bool) -> None:
    told = event(
        f"com.twilio.messaging.{kind}",
        messageSid="SM1",
        timestamp="2026-11-23T09:00:09.000Z",
        **{"from": CALLER, "to": FRONT_DESK, **data},
    )

    (reading,) = TWILIO.read(json.dumps([told]).encode(), BATCH, RECEIVED)

    assert reading.key == ("event", "EZ1")
    (message,) = reading.events
    assert isinstance(message, MessageTold)
    assert (message.at, message.message, message.opens) == (after(9), "SM1", opens)


def test_a_callback_may_be_one_json_object() -> None:
    (reading,) = TWILIO.read(json.dumps(PARAMETERS).encode(), "application/json", RECEIVED)
    (alone,) = TWILIO.read(parent_callback("ringing", 3, 1), "", RECEIVED)

    assert (reading.key, reading.events) == (alone.key, alone.events)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"[", "the body is no JSON"),
        (b"[]", "a body holds 1 to 1000 events"),
        (b"[7]", "an event is a JSON object"),
        (b"{", "an event is a JSON object"),
        (b'[{"specversion": "1.0", "type": "x"}]', "id is missing"),
        (b'[{"specversion": "1.0", "id": "EZ1"}]', "type is missing"),
        (b'{"a": 1}', "no field tells"),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, named: str) -> None:
    (reading,) = TWILIO.read(body, BATCH, RECEIVED)

    assert reading.error is not None
    assert reading.error.startswith(named)


def test_a_stream_is_signed_by_its_digest_in_the_address() -> None:
    body = json.dumps([CALL]).encode()
    url = f"https://book.example.com/hooks/twilio/1?bodySHA256={sha256(body).hexdigest()}"
    signature = RequestValidator("12345").compute_signature(url, {})
    headers = {"x-twilio-signature": signature, "content-type": BATCH}

    assert RequestValidator("12345").validate(url, body.decode(), signature)
    assert TWILIO.authentic(url, headers, body, "12345")
    assert not TWILIO.authentic(url, headers, body + b" ", "12345")


FIELDS = sorted({name for kind in KINDS for name in (*kind.told_by, *kind.subject, *kind.key)})
VALUES = st.sampled_from(["CA1", "completed", "received", "7", "-1", "bridged", "participant-join", "true"])


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES | st.text(max_size=5)), st.booleans())
def test_any_fields_of_any_kind_give_one_reading(fields: dict[str, str], streamed: bool) -> None:
    told = {**CALL, "data": {"request": {"parameters": fields}}} if streamed else fields

    (reading,) = TWILIO.read(json.dumps(told).encode(), BATCH, RECEIVED)

    assert reading.error is None or reading.events == ()


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_any_json_gives_a_reading(value: object) -> None:
    assert TWILIO.read(json.dumps([value, {"specversion": "1.0", "id": "1", "data": value}]).encode(), BATCH, RECEIVED)
