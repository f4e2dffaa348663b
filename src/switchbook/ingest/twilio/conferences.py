"""Conference callbacks: a conference begins and ends, and calls join it, are held and muted in it, and leave it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio.calls import ENDINGS
from switchbook.ingest.twilio.form import Form
from switchbook.model.event import (
    ConferenceEnded,
    ConferenceEvent,
    ConferenceStarted,
    Event,
    Facts,
    LegEnded,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegMuted,
    LegResumed,
    LegUnmuted,
)
from switchbook.model.session import Channel

_OF_ALL: Mapping[str, type[ConferenceEvent]] = {
    "conference-start": ConferenceStarted,
    "conference-end": ConferenceEnded,
}
_OF_ONE: Mapping[str, type[LegHeld | LegResumed | LegMuted | LegUnmuted]] = {
    "participant-hold": LegHeld,
    "participant-unhold": LegResumed,
    "participant-mute": LegMuted,
    "participant-unmute": LegUnmuted,
}
_JOIN, _LEAVE = "participant-join", "participant-leave"
# Nothing of the session changes by these: who speaks, what is played, how a participant is set up.
_UNTOLD = frozenset(
    {"participant-modify", "participant-speech-start", "participant-speech-stop"}
    | {"announcement-start", "announcement-end", "announcement-fail"}
)
EVENTS = (*_OF_ALL, _JOIN, _LEAVE, *_OF_ONE, *sorted(_UNTOLD))


class _About(TypedDict):
    """What every event of one participant has in common."""

    leg: str
    at: datetime
    sequence: int | None
    facts: Facts


def conference(form: Form, received: datetime) -> tuple[Event, ...]:
    """What a conference callback tells. SequenceNumber counts the events of the conference, not those of the call."""
    told = _event(form)
    room = form.needed("ConferenceSid")
    if told in _UNTOLD:
        return ()
    if told in _OF_ALL:
        at, sequence = form.moment("Timestamp") or received, form.number("SequenceNumber")
        return (_OF_ALL[told](at=at, sequence=sequence, conference=room, name=form.text("FriendlyName")),)
    common = _about(form, received)
    if told == _JOIN:
        return _joined(form, room, common)
    return _left(form, room, common) if told == _LEAVE else (_OF_ONE[told](**common),)


def _event(form: Form) -> str:
    """The event's name; some senders leave out `conference-` and `participant-`."""
    told = form.needed("StatusCallbackEvent").lower()
    found = [name for name in EVENTS if told in (name, name.removeprefix("participant-"))]
    if found or f"conference-{told}" in EVENTS:
        return found[0] if found else f"conference-{told}"
    if told.startswith(("participant-speech", "announcement-")):
        return "participant-modify"
    raise UnreadablePayload(f"StatusCallbackEvent is none of {', '.join(EVENTS)}")


def _about(form: Form, received: datetime) -> _About:
    leg = form.needed("CallSid")
    return {
        "leg": leg,
        "at": form.moment("Timestamp") or received,
        "sequence": form.number("SequenceNumber"),
        "facts": Facts(channel=Channel.Voice, call_sid=leg, party=form.text("ParticipantLabel")),
    }


def _joined(form: Form, room: str, common: _About) -> tuple[Event, ...]:
    """A participant may come in muted or held."""
    muted = (LegMuted(**common),) if form.says("Muted") else ()
    held = (LegHeld(**common),) if form.says("Hold") else ()
    return (LegJoinedConference(**common, conference=room), *muted, *held)


def _left(form: Form, room: str, common: _About) -> tuple[Event, ...]:
    """A participant may leave without having come: then its call failed. One who is held is so no more outside."""
    ending = form.text("ParticipantCallStatus")
    if form.get("ReasonParticipantLeft") == "participant_add_failed":
        return (LegEnded(**common, ending=ending if ending in ENDINGS else "failed"),)
    resumed = (LegResumed(**common),) if form.says("Hold") and ending not in ENDINGS else ()
    return (LegLeftConference(**common, conference=room), *resumed)
