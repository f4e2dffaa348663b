"""What a generic event must not be: every refusal names the member, repeats no value, and raises nothing."""

from __future__ import annotations

import pytest
from support.callbacks import RECEIVED, as_json, generic_event

from switchbook.ingest.generic import Generic
from switchbook.ingest.generic_event import KNOWN_VALUES
from switchbook.ingest.generic_words import MOST_EVENTS

SECRET = "s3cret"


def error_of(payload: bytes) -> str:
    (reading,) = Generic().read(payload, "application/json", RECEIVED)
    assert reading.error is not None
    assert reading.events == ()
    assert reading.payload == payload
    assert SECRET not in reading.error
    assert len(reading.error) < 400
    return reading.error


@pytest.mark.parametrize(
    ("members", "error"),
    [
        ({"version": None}, "version: wanted is 1"),
        ({"version": 2}, "version: wanted is 1"),
        ({"version": True}, "version: wanted is 1"),
        ({"version": "1"}, "version: wanted is 1"),
        (
            {"type": SECRET},
            f"type: wanted is {' or '.join(KNOWN_VALUES['type'])}",
        ),
        ({"leg": None}, "leg: wanted is `str`, got `null`"),
        ({"leg": 7}, "leg: wanted is `str`, got `int`"),
        ({"leg": ""}, "leg: is blank, or holds a NUL character"),
        ({"leg": " \n"}, "leg: is blank, or holds a NUL character"),
        ({"leg": "a\0"}, "leg: is blank, or holds a NUL character"),
        ({"leg": "a" * 256}, "leg: wanted is `str` of length <= 255"),
        ({"parent": ["a"]}, "parent: wanted is `str | null`, got `array`"),
        ({"id": 7}, "id: wanted is `str | null`, got `int`"),
        ({"at": SECRET}, "at: is not a time: wanted is ISO 8601, RFC 2822 or a count since 1970"),
        ({"at": True}, "at: wanted is `int | float | str | null`, got `bool`"),
        ({"at": -1}, "at: is not a time: wanted is ISO 8601, RFC 2822 or a count since 1970"),
        ({"at": 10**30}, "at: is not a time: wanted is ISO 8601, RFC 2822 or a count since 1970"),
        ({"sequence": "1"}, "sequence: wanted is `int | null`, got `str`"),
        ({"sequence": 1.5}, "sequence: wanted is `int | null`, got `float`"),
        ({"sequence": -1}, "sequence: wanted is `int` >= 0"),
        ({"sequence": 2**53}, "sequence: wanted is `int` <= 9007199254740991"),
        ({"sequence": 10**30}, "sequence: wanted is `int` <= 9007199254740991"),
        ({"channel": SECRET}, "channel: wanted is Voice or Chat or Fax"),
        ({"channel": "Voice\n"}, "channel: wanted is Voice or Chat or Fax"),
        ({"channel": 0}, "channel: wanted is Voice or Chat or Fax"),
        ({"direction": "inbound"}, "direction: wanted is Incoming or Outgoing"),
        ({"from": 15035551234}, "from: wanted is `str | null`, got `int`"),
        ({"from": "a\0b"}, "from: is blank, or holds a NUL character"),
        ({"to": "x" * 4_000_000}, "to: wanted is `str` of length <= 1000"),
        ({"fromAddress": SECRET}, "fromAddress: is not a known member"),
        ({"Leg": SECRET}, "Leg: is not a known member"),
        ({"message": SECRET}, "message: is not a known member"),
        ({"ending": "busy"}, "ending: is not a known member"),
        ({"c\0l\nour": SECRET}, "c?l?our: is not a known member"),
        ({"x" * 4_000_000: SECRET}, f"{'x' * 100}: is not a known member"),
        ({"deep": {"deep": [[{}]]}}, "deep: is not a known member"),
    ],
)
def test_a_wrong_member_is_named(members: dict[str, object], error: str) -> None:
    assert error_of(as_json(generic_event("started", 1) | members)) == error


@pytest.mark.parametrize(
    ("kind", "members", "error"),
    [
        ("ended", {}, "ending: is missing"),
        (
            "ended",
            {"ending": SECRET},
            "ending: wanted is completed or busy or no-answer or failed or canceled or hung-up",
        ),
        ("ended", {"ending": "busy", "duration": -1}, "duration: wanted is `int` >= 0"),
        ("ended", {"ending": "busy", "duration": 1.5}, "duration: wanted is `int | null`, got `float`"),
        ("logged", {}, "message: is missing"),
        ("held", {"reason": SECRET}, "reason: wanted is None or Transferring"),
        ("left-queue", {}, "result: is missing"),
        ("left-queue", {"result": SECRET}, "result: wanted is answered or abandoned or left or redirected or failed"),
        ("joined-conference", {}, "conference: is missing"),
        ("left-conference", {"conference": ""}, "conference: is blank, or holds a NUL character"),
        ("transferred", {"how": SECRET}, "how: wanted is blind or attended"),
        ("conference-started", {"conference": "c"}, "leg: is not a known member"),
        ("file", {}, "file: is missing"),
        ("file", {"file": "f", "leg": None}, "leg: is missing, and so is conference"),
        ("message", {"message": "m", "media": SECRET}, "media: wanted is `array | null`, got `str`"),
        ("message", {"message": "m", "media": [{}]}, "media[0].uri: is missing"),
        ("message", {"message": "m", "media": [{"uri": "u", "x\n": SECRET}]}, "media[0].x?: is not a known member"),
        ("started", {"linked": [""]}, "linked[0]: is blank, or holds a NUL character"),
        ("started", {"linked": ["a"] * 101}, "linked: wanted is `array` of length <= 100"),
        ("logged", {"message": None}, "message: wanted is `str`, got `null`"),
        ("logged", {"message": "\t"}, "message: is blank, or holds a NUL character"),
        ("logged", {"message": SECRET * 4000}, "message: wanted is `str` of length <= 10000"),
    ],
)
def test_a_wrong_member_of_one_type_is_named(kind: str, members: dict[str, object], error: str) -> None:
    assert error_of(as_json(generic_event(kind, 1) | members)) == error


@pytest.mark.parametrize("member", ["version", "type", "leg"])
def test_a_missing_member_is_named(member: str) -> None:
    told = generic_event("started", 1)
    del told[member]

    assert error_of(as_json(told)) == f"{member}: is missing"


def test_a_member_that_is_there_twice_is_named() -> None:
    body = b'{"version": 1, "type": "started", "leg": "a", "from": "s3cret", "fr\\u006fm": "b"}'

    assert error_of(body) == "from: is there more than once"

    nested = b'{"version": 1, "type": "message", "message": "m", "media": [{"uri": "s3cret", "uri": "a"}]}'

    assert error_of(nested) == "uri: is there more than once"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "not JSON: "),
        (b"s3cret", "not JSON: "),
        (b'{"version": 1, "leg": s3cret}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "a"', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "a"} {}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "a", "at": NaN}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "a", "at": Infinity}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "a", "at": 1e999}', "at: Number out of range"),
        (b'{"version": 1, "type": "started", "leg": "a", "at": ' + b"9" * 5000 + b"}", "at: "),
        (b'{"version": 1, "type": "started", "leg": "\\ud800"}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "\\udc00\\ud800"}', "not JSON: "),
        (b'{"version": 1, "type": "started", "leg": "\xff"}', "not JSON: it is not UTF-8"),
        (b'{"version": 1, "type": "started", "leg": "a\0"}', "not JSON: "),
        ("{}".encode("utf-16"), "not JSON: "),
        (b'\xef\xbb\xbf{"version": 1, "type": "started", "leg": "a"}', "not JSON: "),
        (b"[" * 100_000, "not an event: it is nested too deeply"),
        (b'{"a":' * 100_000, "not an event: it is nested too deeply"),
        (b'[{"a":' * 100_000, "not an event: it is nested too deeply"),
        (b"[1, 2", "not JSON: "),
        (b"[]", f"an array holds 1 to {MOST_EVENTS} events"),
        (b"[" + b"1," * MOST_EVENTS + b"1]", f"an array holds 1 to {MOST_EVENTS} events"),
        (b"7", "an event is a JSON object"),
        (b'"s3cret"', "an event is a JSON object"),
        (b"null", "an event is a JSON object"),
    ],
)
def test_what_is_no_event_at_all_is_one_error(body: bytes, error: str) -> None:
    assert error_of(body).startswith(error)


def test_an_array_may_be_full() -> None:
    told = generic_event("started", 1)

    assert len(Generic().read(as_json([told] * MOST_EVENTS), "", RECEIVED)) == MOST_EVENTS
