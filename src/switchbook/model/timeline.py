"""How a session went: who rang, waited, talked and was held from when until when, read off what was told of it.

Events count as a set in the order of their own times, so whatever order they came in tells the same. What no event
tells any more (a snapshot stands for them, or the session came whole) is told as far as the session's state knows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from switchbook.model.event import (
    Event,
    FileTold,
    LegEvent,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegLeftQueue,
    LegMuted,
    LegQueued,
    LegResumed,
    LegTransferred,
    LegUnmuted,
    MessageTold,
    SessionImported,
    SnapshotTaken,
)
from switchbook.model.event_by_hand import SessionAmended
from switchbook.model.evidence import Evidence, NamedLeg, gather
from switchbook.model.leg import begun_at, standing_of
from switchbook.model.members import party_of
from switchbook.model.session import HoldReason, Member
from switchbook.model.state import FoldState, LegState, millis
from switchbook.model.timeline_lane import MOVES_OF_LANES, Doing, Mark, Span, spans_of, talking_with

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_FILE_WORDS = {"CallRecording": "recording", "VoiceMessage": "voicemail", "Fax": "fax", "FaxOutgoing": "fax"}


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """One party of a session: who, in `leg` (None: it has none), and what it did. Spans never overlap."""

    member: Member
    leg: str | None = None
    spans: Sequence[Span] = ()
    marks: Sequence[Mark] = ()


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, between `begin` and `end` (None: it goes on), in milliseconds since 1970 UTC.

    `complete`: every event of the session is there. Else holds, queues and marks may be missing.
    """

    begin: int
    end: int | None
    complete: bool
    lanes: Sequence[Lane]


def timeline_of(
    begin: int, end: int | None, members: Sequence[Member], state: FoldState, events: Iterable[Event]
) -> Timeline:
    """How a session went that lasted from `begin` to `end` (None: it goes on), in milliseconds since 1970 UTC.

    `members` are those of its record, `state` is all that is known of it, `events` those that its journal still has.
    """
    told = _in_order(events)
    evidence = gather(state)
    lanes = [*_lanes_of_legs(evidence, told, begin, end), *_lanes_without_legs(members, evidence, told, begin, end)]
    whole = not state.trimmed and state.imported is None
    return Timeline(begin=begin, end=end, complete=whole, lanes=lanes)


def _in_order(events: Iterable[Event]) -> Sequence[Event]:
    """Each event once, by its own time, then its sequence, then a fixed tie-break."""
    by_bytes = {_ENCODER.encode(event): event for event in events}
    numbered = [
        (event.at, -1 if event.sequence is None else event.sequence, packed, event)
        for packed, event in by_bytes.items()
        if not isinstance(event, SessionImported | SnapshotTaken)
    ]
    return [event for *_, event in sorted(numbered, key=lambda each: each[:3])]


def _lanes_of_legs(evidence: Evidence, told: Sequence[Event], begin: int, end: int | None) -> Iterator[Lane]:
    """The lane that the session goes back to, then the others'. The first does what it does with the others."""
    others = [
        (named, spans_of(_doings(evidence, named, told), _over(evidence, named, end), begin))
        for named in evidence.others
    ]
    if evidence.root is not None:
        doings = _doings(evidence, evidence.root, told)
        own = spans_of(doings, _over(evidence, evidence.root, end), begin)
        spans = talking_with(own, [each for _, spans in others for each in spans])
        yield _lane(evidence, evidence.root, spans, told, begin, end)
    for named, spans in others:
        yield _lane(evidence, named, spans, told, begin, end)


def _lane(
    evidence: Evidence, named: NamedLeg, spans: Sequence[Span], told: Sequence[Event], begin: int, end: int | None
) -> Lane:
    root = evidence.root is not None and named == evidence.root
    marks = [*_marks(evidence, named, told), *(_file_marks(told, named[0], root=root))]
    within = sorted(mark for mark in marks if mark.at >= begin and (end is None or mark.at <= end))
    return Lane(member=party_of(evidence, named), leg=named[0], spans=spans, marks=within)


def _over(evidence: Evidence, named: NamedLeg, end: int | None) -> int | None:
    """When a leg is seen no more: at its end, when its party passed the call on, or at the end of the session."""
    known = [at for at in (evidence.over_at(named[1]), named[1].transferred, end) if at is not None]
    return min(known, default=None)


def _doings(evidence: Evidence, named: NamedLeg, told: Sequence[Event]) -> Iterator[Doing]:
    """What a leg came to do, in the order of the times: as events tell, and as its state knows."""
    name, leg = named
    root = evidence.root is not None and named == evidence.root
    known = list(_begun(leg, root=root))
    answered = evidence.answered_at(named)
    if answered is not None:
        known.append(Doing(answered, base="connected"))
    elif root and standing_of(leg) not in (None, "started", "ringing"):
        reported = any(type(event) in MOVES_OF_LANES for event in _of_leg(told, name))
        known += [] if reported else [Doing(begun_at(leg), base="flow")]
    yield from sorted([*known, *_told_doings(name, told, root=root)], key=lambda doing: doing.at)


def _begun(leg: LegState, *, root: bool) -> Iterator[Doing]:
    """What a leg does at first. One that nothing was said of but its name, as with a file of it, does not ring."""
    if leg.standing is not None or leg.rooms:
        yield Doing(begun_at(leg), base="ringing")
    elif root:
        yield Doing(begun_at(leg), base="present")


def _of_leg(told: Sequence[Event], leg: str) -> Iterator[LegEvent]:
    return (event for event in told if isinstance(event, LegEvent) and event.leg == leg)


def _told_doings(leg: str, told: Sequence[Event], *, root: bool) -> Iterator[Doing]:
    queued = [event.at for event in _of_leg(told, leg) if isinstance(event, LegQueued)]
    for event in told:
        if isinstance(event, SessionAmended):
            if root and event.call_state is not None:
                yield from _amended(event, event.call_state)
        elif isinstance(event, LegEvent) and event.leg == leg:
            if isinstance(event, LegLeftQueue) and event.waited and min(queued, default=event.at) >= event.at:
                # That it went there was not told: it did as long before as it waited.
                since = millis(event.at) - 1000 * event.waited
                yield Doing(since, queue=event.facts.queue_name or "")
            yield from _doing(event)


def _doing(event: LegEvent) -> Iterator[Doing]:
    at = millis(event.at)
    base = MOVES_OF_LANES.get(type(event))
    match event:
        case LegQueued():
            yield Doing(at, base="flow", queue=event.facts.queue_name or "")
        case LegLeftQueue():
            yield Doing(at, base="connected" if event.result == "answered" else None, left_queue=True)
        case LegHeld():
            reason = "transfer" if event.reason is HoldReason.Transferring else ""
            yield Doing(at, held=event.facts.held_by_name or reason)
        case LegResumed():
            yield Doing(at, resumed=True)
        case LegJoinedConference():
            yield Doing(at, base="connected", present=True)
        case LegLeftConference():
            yield Doing(at, present=False)
        case _ if base is not None:
            yield Doing(at, base=base)


def _amended(event: SessionAmended, call_state: int) -> Iterator[Doing]:
    """A state that somebody set by hand: 3 is Hold, 2 is Connected (CallState)."""
    if call_state == 3:
        yield Doing(millis(event.at), held="")
    else:
        yield Doing(millis(event.at), base="connected" if call_state == 2 else None, resumed=True)


def _marks(evidence: Evidence, named: NamedLeg, told: Sequence[Event]) -> Iterator[Mark]:
    """Moments of a leg: its answer, its end, and what was told of it."""
    name, leg = named
    answered, over, standing = evidence.answered_at(named), evidence.over_at(leg), standing_of(leg)
    if answered is not None:
        yield Mark(answered, "answered")
    if over is not None and standing is not None:
        yield Mark(over, "ended", standing)
    for event in _of_leg(told, name):
        match event:
            case LegTransferred():
                yield Mark(millis(event.at), "transferred", event.target or "")
            case LegMuted():
                yield Mark(millis(event.at), "muted")
            case LegUnmuted():
                yield Mark(millis(event.at), "unmuted")
            case LegJoinedConference():
                yield Mark(millis(event.at), "joined")
            case LegLeftConference():
                yield Mark(millis(event.at), "left")


def _file_marks(told: Sequence[Event], leg: str, *, root: bool) -> Iterator[Mark]:
    """When each file was first told of, at its leg, else at the first."""
    seen: set[str] = set()
    for event in told:
        if isinstance(event, FileTold) and event.file not in seen and (event.leg == leg or (root and not event.leg)):
            seen.add(event.file)
            yield Mark(millis(event.at), "file", _FILE_WORDS.get(event.said.type or "", "file"))


def _lanes_without_legs(
    members: Sequence[Member], evidence: Evidence, told: Sequence[Event], begin: int, end: int | None
) -> Iterator[Lane]:
    """Members that have no leg: of a chat, guests, and those of a session that came whole."""
    known = {member.identity for member in (party_of(evidence, named) for named in evidence.every)}
    imported = not evidence.every
    written = _written(told)
    for member in members:
        if member.identity in known and not imported:
            continue
        marks = [
            Mark(at, "message")
            for at, sender in written
            if sender == member.identity and at >= begin and (end is None or at <= end)
        ]
        first = imported and member.is_original_member and (end is None or end > begin)
        yield Lane(member=member, spans=(Span(begin, end, "present"),) if first else (), marks=marks)


def _written(told: Sequence[Event]) -> Sequence[tuple[int, str | None]]:
    """When each message was written, and by whom, by address."""
    found: Mapping[str, tuple[int, str | None]] = {
        event.message: (millis(event.at), event.said.sender)
        for event in reversed(told)
        if isinstance(event, MessageTold) and event.opens
    }
    return sorted(found.values(), key=lambda each: each[0])
