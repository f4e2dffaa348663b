"""What a generic event means: from its types to an event of the model, and what names its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from switchbook.ingest import generic_event as generic
from switchbook.ingest.generic_words import CHANNELS, DIRECTIONS, REASONS, ROLES
from switchbook.model.event import (
    ConferenceEnded,
    ConferenceStarted,
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegLeftQueue,
    LegMuted,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LegTransferred,
    LegUnmuted,
    LineLogged,
    MessageFacts,
    MessageTold,
)

LEG_EVENTS: Mapping[type[generic.LegKind], type[LegEvent]] = {
    generic.Started: LegStarted,
    generic.Ringing: LegRang,
    generic.InFlow: LegEnteredFlow,
    generic.Answered: LegAnswered,
    generic.Queued: LegQueued,
    generic.LeftQueue: LegLeftQueue,
    generic.Held: LegHeld,
    generic.Resumed: LegResumed,
    generic.Muted: LegMuted,
    generic.Unmuted: LegUnmuted,
    generic.JoinedConference: LegJoinedConference,
    generic.LeftConference: LegLeftConference,
    generic.Transferred: LegTransferred,
    generic.Ended: LegEnded,
    generic.Logged: LineLogged,
}
_ENUMS = {"channel": CHANNELS, "direction": DIRECTIONS, "role": ROLES}
# What an event of a leg may say beside its facts, as the events of the model call it, too.
_OWN = ("result", "waited", "conference", "how", "target", "target_leg", "ending", "duration", "message")


def meaning(said: generic.GenericEvent, at: datetime) -> Event:
    """The event; `at` is its time, or that of its arrival."""
    match said:
        case generic.File():
            return _file(said, at)
        case generic.ChatMessage():
            return _message(said, at)
        case generic.BegunConference():
            return ConferenceStarted(at=at, sequence=said.sequence, conference=said.conference, name=_text(said.name))
        case generic.OverConference():
            return ConferenceEnded(at=at, sequence=said.sequence, conference=said.conference, name=_text(said.name))
    more: dict[str, Any] = {name: getattr(said, name) for name in _OWN if hasattr(said, name)}
    if isinstance(said, generic.Transferred):
        more["target"] = _text(said.target)
    if isinstance(said, generic.Held) and said.reason is not None:
        more["reason"] = REASONS[said.reason.lower()]
    return LEG_EVENTS[type(said)](
        at=at,
        sequence=said.sequence,
        leg=said.leg,
        parent=said.parent,
        linked=tuple(said.linked or ()),
        facts=_facts(said),
        **more,
    )


def key(said: generic.GenericEvent, at: datetime | None) -> tuple[str, ...]:
    """What names the delivery, however its time and its other members are written."""
    if said.id is not None:
        return ("id", said.id)
    more: tuple[str, ...] = ()
    match said:
        case generic.File():
            subject, more = said.file, (said.file_status or "",)
        case generic.ChatMessage():
            subject, more = said.message, (said.status or "",)
        case generic.BegunConference() | generic.OverConference():
            subject = said.conference
        case generic.JoinedConference() | generic.LeftConference():
            subject, more = said.leg, (said.conference,)
        case generic.Logged():
            subject, more = said.leg, (said.message,)
        case _:
            subject = said.leg
    time = "" if at is None else at.isoformat()
    return ("event", subject, str(said.__struct_config__.tag), time, str(said.sequence), *more)


def _file(said: generic.File, at: datetime) -> FileTold:
    facts = FileFacts(
        type=said.file_type,
        uri=_text(said.uri),
        content_type=_text(said.content_type),
        seconds=said.seconds,
        pages=said.pages,
        status=_text(said.file_status),
        transcription=_text(said.transcription),
    )
    return FileTold(at=at, sequence=said.sequence, file=said.file, leg=said.leg, conference=said.conference, said=facts)


def _message(said: generic.ChatMessage, at: datetime) -> MessageTold:
    """A status alone tells what became of a message; all else tells that it was written."""
    facts = _facts(said)
    media = tuple((each.uri, each.content_type or "") for each in said.media or ())
    return MessageTold(
        at=at,
        sequence=said.sequence,
        message=said.message,
        conversation=said.conversation or _between(facts),
        leg=said.leg,
        opens=said.status is None or said.text is not None or said.media is not None,
        facts=facts,
        said=MessageFacts(
            direction=facts.direction,
            sender=facts.from_address,
            sender_name=facts.from_name,
            recipient=facts.to_address,
            text=said.text,
            media=media or None,
            status=said.status,
            error_code=_text(said.error_code),
        ),
    )


def _between(facts: Facts) -> str | None:
    """The exchange between two parties, whichever of them writes."""
    parties = sorted({party for party in (facts.from_address, facts.to_address) if party})
    return f"between {' and '.join(parties)}" if parties else None


def _facts(said: generic.LegKind | generic.ChatMessage) -> Facts:
    found: dict[str, Any] = {}
    for name in Facts.__struct_fields__:
        value = getattr(said, name, None)
        if value is not None:
            found[name] = _ENUMS[name][value.lower()] if name in _ENUMS else _text(value)
    return Facts(**found)


def _text(value: str | None) -> str | None:
    """A text, trimmed; blank is not said."""
    return (value or "").strip() or None
