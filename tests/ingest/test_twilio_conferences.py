"""Twilio's conference callbacks, read into events (all constructed)."""

from __future__ import annotations

from email.utils import format_datetime

import pytest
from support.callbacks import ACCOUNT_SID, PARENT, RECEIVED, after, callback

from switchbook.ingest import Reading
from switchbook.ingest.twilio import Twilio
from switchbook.model.event import (
    ConferenceEnded,
    ConferenceStarted,
    Event,
    LegEnded,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegMuted,
    LegResumed,
    LegUnmuted,
)

ROOM = "CF" + "3" * 32


def told(event: str, *, leg: str | None = PARENT, **more: object) -> bytes:
    fields = {
        "AccountSid": ACCOUNT_SID,
        "ConferenceSid": ROOM,
        "FriendlyName": "Room 1",
        "StatusCallbackEvent": event,
        "SequenceNumber": 4,
        "Timestamp": format_datetime(after(7)),
    }
    return callback(**(fields | ({"CallSid": leg} if leg else {}) | more))


def read(payload: bytes) -> Reading:
    (reading,) = Twilio().read(payload, "", RECEIVED)
    return reading


def kinds(payload: bytes) -> list[type[Event]]:
    reading = read(payload)
    assert reading.error is None
    return [type(event) for event in reading.events]


def test_a_conference_begins_and_ends_under_its_name() -> None:
    assert read(told("conference-start", leg=None)).events == (
        ConferenceStarted(at=after(7), sequence=4, conference=ROOM, name="Room 1"),
    )
    assert read(told("conference-end", leg=None)).events == (
        ConferenceEnded(at=after(7), sequence=4, conference=ROOM, name="Room 1"),
    )


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("participant-join", LegJoinedConference),
        ("participant-leave", LegLeftConference),
        ("participant-hold", LegHeld),
        ("participant-unhold", LegResumed),
        ("participant-mute", LegMuted),
        ("participant-unmute", LegUnmuted),
        ("join", LegJoinedConference),
    ],
)
def test_every_event_of_a_participant_has_its_own(event: str, expected: type[Event]) -> None:
    assert kinds(told(event)) == [expected]


@pytest.mark.parametrize(
    "event", ["participant-modify", "participant-speech-start", "participant-speech-stop", "announcement-end"]
)
def test_what_changes_nothing_is_read_without_events(event: str) -> None:
    assert kinds(told(event)) == []


def test_a_participant_may_come_in_muted_and_held() -> None:
    assert kinds(told("participant-join", Muted="true", Hold="true")) == [LegJoinedConference, LegMuted, LegHeld]


def test_a_participant_who_never_came_has_ended() -> None:
    (ended,) = read(
        told("participant-leave", ReasonParticipantLeft="participant_add_failed", ParticipantCallStatus="busy")
    ).events

    assert isinstance(ended, LegEnded)
    assert ended.ending == "busy"


def test_a_held_participant_who_goes_on_elsewhere_is_held_no_more() -> None:
    gone_on = told("participant-leave", Hold="true", ParticipantCallStatus="in-progress")
    over = told("participant-leave", Hold="true", ParticipantCallStatus="completed")

    assert kinds(gone_on) == [LegLeftConference, LegResumed]
    assert kinds(over) == [LegLeftConference]


def test_a_delivery_is_named_by_conference_event_call_and_sequence() -> None:
    assert read(told("participant-join")).key == (ROOM, "conference", "participant-join", PARENT, "4")


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (told("participant-dance"), "StatusCallbackEvent"),
        (told("participant-join", leg=None), "CallSid"),
        (told("participant-join", ConferenceSid=""), "ConferenceSid"),
    ],
)
def test_what_cannot_be_read_names_the_field(payload: bytes, named: str) -> None:
    error = read(payload).error

    assert error is not None
    assert error.startswith(named)
