"""The life of a session: the tables that decide it, and the fold from events to a session.

Theory of operation
-------------------
1. Everything that decides where a session stands is in the tables of this module; nothing else may.
2. An event is lifted to a small `FoldState` and joined to what is known (`state.join`). Joining knows no order, so
   late, repeated and shuffled deliveries give one and the same session.
3. A leg stands where the highest-ranked report puts it (LEG_STATES). An end is never left; of two different ends
   the later sequence counts, then the higher rank.
4. A session's *situation* is read off its legs, first row that fits (SITUATIONS), and says callState, dialState and
   queueState. The *root* leg is the one nobody dialled. While it is unknown, the legs it dialled stand in for it.
5. `LegEnteredFlow` is not an answer: a platform takes every call to run its flow. A dialled leg that completed was
   answered, whether or not its answer was ever reported (and whichever of its events named the leg that dialled it).
6. Outcome and wasMissed are read off all legs once the session has ended, first row that fits (OUTCOMES).
7. A session that came whole (`SessionImported`) is shown as it came; events after it may still end it.
8. The log is the set of all lines that events brought (see `story.py`), by time, then sequence, then a fixed mark.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec

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
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    MessageTold,
    SessionExpired,
    SessionImported,
    SnapshotTaken,
)
from switchbook.model.session import CallState, DialState, Direction, QueueState
from switchbook.model.state import Chat, Conference, FoldState, Imported, LegState, Opening, Said, Standing, Value, join

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class LegRow(msgspec.Struct, frozen=True):
    """One state of a leg: its rank among its kind and whether it is an end."""

    name: str
    rank: int
    ended: bool = False


# Where a leg can stand. Ranks of ends decide only between ends with the same sequence.
LEG_STATES: tuple[LegRow, ...] = (
    LegRow("started", 0),
    LegRow("ringing", 1),
    LegRow("in-flow", 2),
    LegRow("answered", 3),
    LegRow("canceled", 4, ended=True),
    LegRow("failed", 5, ended=True),
    LegRow("no-answer", 6, ended=True),
    LegRow("busy", 7, ended=True),
    LegRow("completed", 8, ended=True),
)
_BY_NAME = {row.name: row for row in LEG_STATES}
_BY_RANK = {row.rank: row for row in LEG_STATES}
ENDINGS = tuple(row.name for row in LEG_STATES if row.ended)

# The state each event puts its leg into; events not here leave it where it stands.
MOVES: dict[type, str] = {
    LegStarted: "started",
    LegRang: "ringing",
    LegEnteredFlow: "in-flow",
    LegQueued: "in-flow",
    LegAnswered: "answered",
}


class Legs(msgspec.Struct, frozen=True):
    """The legs of a session sorted into what the tables ask about. Every list is in order of first appearance."""

    root: tuple[str, LegState] | None
    dialled: tuple[tuple[str, LegState], ...]

    @property
    def every(self) -> tuple[tuple[str, LegState], ...]:
        """The root, if known, then the dialled legs."""
        return ((self.root,) if self.root else ()) + self.dialled

    @property
    def ended(self) -> bool:
        """The root has ended; while it is unknown, all others have."""
        return all(is_ended(leg) for _, leg in ((self.root,) if self.root else self.dialled))

    @property
    def talking(self) -> tuple[LegState, ...]:
        """Legs that were answered and are not over."""
        return tuple(leg for _, leg in self.every if answered_at(leg) is not None and not is_ended(leg))

    @property
    def held(self) -> bool:
        """A leg that is not over is on hold."""
        return any(leg.held is not None and leg.held.value for _, leg in self.every if not is_ended(leg))

    @property
    def dialling(self) -> bool:
        """A dialled leg is on its way to an answer."""
        return any(not is_ended(leg) and answered_at(leg) is None for _, leg in self.dialled)

    @property
    def answered(self) -> tuple[str, LegState] | None:
        """The leg that was answered first."""
        answered = [(at, name, leg) for name, leg in self.every if (at := answered_at(leg)) is not None]
        if not answered:
            return None
        _, name, leg = min(answered, key=lambda found: (found[0], found[1]))
        return name, leg

    @property
    def queued(self) -> bool:
        """Any leg ever waited in a queue."""
        return any(leg.queued is not None for _, leg in self.every)

    def root_stands(self, *names: str) -> bool:
        """Whether the root stands in one of these states."""
        return self.root is not None and standing_of(self.root[1]) in names


class Situation(msgspec.Struct, frozen=True):
    """A row of SITUATIONS: when it fits, and what callState, dialState and (if ever queued) queueState then are.

    `when` says in words what `fits` tests.
    """

    name: str
    when: str
    fits: Callable[[Legs], bool]
    call: CallState
    dial: DialState
    queue: QueueState


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "ended",
        "the root has ended; while it is unknown, every leg it dialled has",
        lambda s: s.ended,
        CallState.Disconnected,
        DialState.None_,
        QueueState.Disconnected,
    ),
    Situation(
        "held",
        "somebody talks, and a leg that is not over is on hold",
        lambda s: s.held and bool(s.talking),
        CallState.Hold,
        DialState.Active,
        QueueState.Hold,
    ),
    Situation(
        "talking",
        "a leg was answered and is not over",
        lambda s: bool(s.talking),
        CallState.Connected,
        DialState.Active,
        QueueState.Connected,
    ),
    Situation(
        "dialling",
        "a dialled leg was not answered yet and is not over",
        lambda s: s.dialling,
        CallState.Ringing,
        DialState.Active,
        QueueState.Ringing,
    ),
    Situation(
        "in the flow",
        "the root is in the flow or in a queue, and nobody else is on the line",
        lambda s: s.root_stands("in-flow"),
        CallState.Passive,
        DialState.None_,
        QueueState.Queued,
    ),
    Situation(
        "arriving",
        "nothing of the above",
        lambda s: True,
        CallState.Ringing,
        DialState.None_,
        QueueState.Queued,
    ),
)


class Outcome(msgspec.Struct, frozen=True):
    """A row of OUTCOMES: when it fits an ended session, its name, and whether an incoming one was then missed.

    `when` says in words what `fits` tests.
    """

    name: str
    when: str
    fits: Callable[[Legs, Direction], bool]
    missed: bool


def _dial_ended(how: str) -> Callable[[Legs, Direction], bool]:
    return lambda legs, _: any(standing_of(leg) == how for _, leg in legs.dialled)


def _root_ended(how: str) -> Callable[[Legs, Direction], bool]:
    return lambda legs, _: legs.root_stands(how)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("Answered", "any leg was answered", lambda legs, _: legs.answered is not None, missed=False),
    Outcome("Abandoned", "it ever waited in a queue", lambda legs, _: legs.queued, missed=True),
    Outcome(
        "Missed",
        "it is incoming, and somebody was dialled",
        lambda legs, way: bool(legs.dialled) and way is Direction.Incoming,
        missed=True,
    ),
    Outcome("Busy", "a dialled leg met a busy line", _dial_ended("busy"), missed=True),
    Outcome("NoAnswer", "a dialled leg was not answered", _dial_ended("no-answer"), missed=True),
    Outcome("Failed", "a dialled leg failed", _dial_ended("failed"), missed=True),
    Outcome("Canceled", "a dialled leg was cancelled", _dial_ended("canceled"), missed=True),
    Outcome("Busy", "the root met a busy line, or was refused as busy", _root_ended("busy"), missed=True),
    Outcome("NoAnswer", "the root was not answered", _root_ended("no-answer"), missed=True),
    Outcome("Failed", "the root failed", _root_ended("failed"), missed=True),
    Outcome("Canceled", "the root was cancelled", _root_ended("canceled"), missed=True),
    Outcome("Completed", "nothing of the above", lambda legs, _: True, missed=False),
)


def fold(state: FoldState | None, event: Event, *, mark: str, arrived: datetime) -> FoldState:
    """What is known after one more event. `mark` tells its payload from others; `arrived` is when it was taken in."""
    lifted = lift(event, mark=mark, arrived=arrived)
    return lifted if state is None else join(state, lifted)


def lift(event: Event, *, mark: str, arrived: datetime) -> FoldState:
    """What one event alone says."""
    at, came = millis(event.at), millis(arrived)
    match event:
        case SessionImported():
            imported = Imported(at=at, mark=mark, session=event.session)
            return FoldState(first=millis(event.session.date_created), last=at, arrived=came, imported=imported)
        case SnapshotTaken():
            return event.state
        case SessionExpired():
            since = millis(event.since)
            return FoldState(first=since, last=since, arrived=came, expired=since)
        case ConferenceStarted() | ConferenceEnded():
            ended = at if isinstance(event, ConferenceEnded) else None
            name = _said(event, event.name, mark) if event.name is not None else None
            conference = Conference(started=at, ended=ended, name=name)
            return FoldState(first=at, last=at, arrived=came, conferences={event.conference: conference})
        case MessageTold():
            return _lift_message(event, at, mark, came)
        case FileTold():
            said = {name: _said(event, value, mark) for name, value in _stated(event.said)}
            legs = {event.leg: LegState(started=at)} if event.leg is not None else {}
            rooms = {event.conference: Conference(started=at)} if event.conference is not None else {}
            return FoldState(first=at, last=0, arrived=came, legs=legs, conferences=rooms, files={event.file: said})
    leg = _lift_leg(event, at, mark)
    return FoldState(first=leg.started, last=at, arrived=came, legs={event.leg: leg})


def is_ended(leg: LegState) -> bool:
    """Whether this leg is over."""
    return leg.standing is not None and leg.standing.ended


def answered_at(leg: LegState) -> int | None:
    """When this leg was answered, in milliseconds: as reported, else as its end tells (theory, 5). None: it was not."""
    if leg.answered is not None:
        return leg.answered
    return leg.talked if leg.parent is not None and standing_of(leg) == "completed" else None


def standing_of(leg: LegState) -> str | None:
    """The name of the state a leg stands in; None while nothing has said."""
    return None if leg.standing is None else _BY_RANK[leg.standing.rank].name


def millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC, rounded down."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(milliseconds: int) -> datetime:
    """The aware UTC time of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def _lift_message(event: MessageTold, at: int, mark: str, came: int) -> FoldState:
    opening = Opening(at=at, message=event.message, mark=mark, facts=dict(_stated(event.facts)))
    written = at if event.opens else None
    chat = Chat(opening=opening, first=written, last=written)
    legs = {event.leg: LegState(started=at)} if event.leg is not None else {}
    return FoldState(first=at, last=written or 0, arrived=came, legs=legs, chat=chat)


def _said(event: Event, value: Value, mark: str) -> Said:
    return Said(at=millis(event.at), sequence=-1 if event.sequence is None else event.sequence, mark=mark, value=value)


def _lift_leg(event: LegEvent, at: int, mark: str) -> LegState:
    sequence = -1 if event.sequence is None else event.sequence

    def said(value: str | int) -> Said:
        return _said(event, value, mark)

    state = event.ending if isinstance(event, LegEnded) else MOVES.get(type(event))
    row = _BY_NAME[state] if state is not None else None
    return LegState(
        started=at,
        standing=_standing(row, sequence, at) if row is not None else None,
        parent=said(event.parent) if event.parent is not None else None,
        answered=at if isinstance(event, LegAnswered) else None,
        talked=_talked_from(event, at),
        queued=at if isinstance(event, LegQueued) else None,
        held=said(int(isinstance(event, LegHeld))) if isinstance(event, LegHeld | LegResumed) else None,
        facts={name: said(value) for name, value in _stated(event.facts)},
    )


def _standing(row: LegRow, sequence: int, at: int) -> Standing:
    return Standing(ended=row.ended, sequence=sequence if row.ended else -1, rank=row.rank, at=at)


def _talked_from(event: LegEvent, at: int) -> int | None:
    """When the talk of a leg that completed began."""
    if isinstance(event, LegEnded) and event.ending == "completed":
        return at - 1000 * (event.duration or 0)
    return None


def _stated(facts: Facts | FileFacts) -> list[tuple[str, str | int]]:
    """What was said, enums as plain numbers: the same values as they are when they come back from a store."""
    values = ((name, getattr(facts, name)) for name in facts.__struct_fields__)
    return [(name, int(value) if isinstance(value, int) else value) for name, value in values if value is not None]
