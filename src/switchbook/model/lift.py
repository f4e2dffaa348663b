"""The fold: what one event alone says of its session, joined to what is known."""

from __future__ import annotations

from datetime import datetime

from switchbook.model.event import (
    ConferenceEnded,
    ConferenceEvent,
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegEnded,
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
    SessionExpired,
    SessionImported,
    SnapshotTaken,
)
from switchbook.model.event_by_hand import (
    GuestAdded,
    GuestRemoved,
    SessionAmended,
    SessionClosed,
    SessionEvent,
)
from switchbook.model.leg import BY_NAME, MOVES, WAITING, LegRow
from switchbook.model.state import (
    Chat,
    Conference,
    FoldState,
    Imported,
    LegState,
    Opening,
    Said,
    Standing,
    Value,
    join,
    millis,
)

# The members that can be set by hand.
_BY_HAND = ("console_data", "call_state", "hold_reason", "queue_state", "parent_session_id")


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
        case MessageTold():
            return _lift_message(event, at, mark, came)
        case FileTold():
            return _lift_file(event, at, mark, came)
        case _ if isinstance(event, SessionEvent):
            return _lift_by_hand(event, at, mark, came)
        case _ if isinstance(event, ConferenceEvent):
            rooms = {event.conference: _lift_conference(event, at, mark)}
            return FoldState(first=at, last=at, arrived=came, conferences=rooms)
    rooms = {room: Conference(started=at) for room, _ in _rooms(event)}
    legs = {event.leg: _lift_leg(event, at, mark)}
    return FoldState(first=at, last=at, arrived=came, legs=legs, conferences=rooms)


def _lift_by_hand(event: SessionEvent, at: int, mark: str, came: int) -> FoldState:
    """What somebody does to the record is no sign of life."""
    amended: dict[str, Said] = {}
    guests: dict[str, dict[str, Said]] = {}
    match event:
        case SessionAmended():
            values: dict[str, Value | None] = {name: getattr(event, name) for name in _BY_HAND}
            values["created_by" if event.made else "last_modified_by"] = event.by
            amended = {name: _said(event, value, mark) for name, value in values.items() if value is not None}
        case GuestAdded() | GuestRemoved():
            told: dict[str, Value | None] = {"present": int(isinstance(event, GuestAdded))}
            if isinstance(event, GuestAdded):
                told |= {"name": event.name, "endpoint_id": event.endpoint_id}
            guests[event.identity] = {
                name: _said(event, value, mark) for name, value in told.items() if value is not None
            }
    closed = at if isinstance(event, SessionClosed) else None
    return FoldState(first=at, last=0, arrived=came, amended=amended, guests=guests, expired=closed)


def _lift_message(event: MessageTold, at: int, mark: str, came: int) -> FoldState:
    facts = dict(_stated(event.facts))
    opening = Opening(at=at, message=event.message, mark=mark, facts=facts, fate=not event.opens)
    written = at if event.opens else None
    chat = Chat(opening=opening, first=written, last=written)
    legs = {event.leg: LegState(started=at)} if event.leg is not None else {}
    return FoldState(first=at, last=written or 0, arrived=came, legs=legs, chat=chat)


def _lift_file(event: FileTold, at: int, mark: str, came: int) -> FoldState:
    """A file is no sign of life: it is often told of long after."""
    said = {name: _said(event, value, mark) for name, value in _stated(event.said)}
    legs = {event.leg: LegState(started=at)} if event.leg is not None else {}
    rooms = {event.conference: Conference(started=at)} if event.conference is not None else {}
    return FoldState(first=at, last=0, arrived=came, legs=legs, conferences=rooms, files={event.file: said})


def _lift_conference(event: ConferenceEvent, at: int, mark: str) -> Conference:
    ended = at if isinstance(event, ConferenceEnded) else None
    return Conference(started=at, ended=ended, name=_said(event, event.name, mark) if event.name is not None else None)


def _lift_leg(event: LegEvent, at: int, mark: str) -> LegState:
    def said(value: Value | None) -> Said | None:
        return None if value is None else _said(event, value, mark)

    row = _row(event)
    answers = row is not None and row.name == "answered"
    return LegState(
        started=at,
        reported=at if row is not None and not row.ended else None,
        standing=_standing(row, event.sequence, at) if row is not None else None,
        parent=said(event.parent),
        answered=at if answers else None,
        talked=_talked_from(event, at),
        joined=at if isinstance(event, LegJoinedConference) else None,
        transferred=at if isinstance(event, LegTransferred) else None,
        queue=said(_queue_word(event)),
        held=said(_hold(event)),
        muted=said(int(isinstance(event, LegMuted)) if isinstance(event, LegMuted | LegUnmuted) else None),
        rooms={room: _said(event, inside, mark) for room, inside in _rooms(event)},
        targets=dict.fromkeys(_targets(event), at),
        facts={name: _said(event, value, mark) for name, value in _stated(event.facts)},
    )


def _row(event: LegEvent) -> LegRow | None:
    """The state an event puts its leg into."""
    if isinstance(event, LegEnded):
        return BY_NAME[event.ending]
    if isinstance(event, LegLeftQueue):
        return BY_NAME["answered"] if event.result == "answered" else None
    name = MOVES.get(type(event))
    return None if name is None else BY_NAME[name]


def _standing(row: LegRow, sequence: int | None, at: int) -> Standing:
    counted = sequence if row.ended and sequence is not None else -1
    return Standing(ended=row.ended, sequence=counted, rank=row.rank, at=at)


def _talked_from(event: LegEvent, at: int) -> int | None:
    """When the talk of a leg that completed began."""
    if isinstance(event, LegEnded) and event.ending == "completed":
        return at - 1000 * (event.duration or 0)
    return None


def _queue_word(event: LegEvent) -> str | None:
    if isinstance(event, LegLeftQueue):
        return event.result
    return WAITING if isinstance(event, LegQueued) else None


def _hold(event: LegEvent) -> int | None:
    if isinstance(event, LegHeld):
        return 1 + event.reason
    return 0 if isinstance(event, LegResumed) else None


def _rooms(event: LegEvent) -> tuple[tuple[str, int], ...]:
    """Each conference the event speaks of, and whether the leg is in it."""
    if isinstance(event, LegJoinedConference | LegLeftConference):
        return ((event.conference, int(isinstance(event, LegJoinedConference))),)
    return ()


def _targets(event: LegEvent) -> tuple[str, ...]:
    """Whom the leg passed the other side on to, as a leg and as an address."""
    if not isinstance(event, LegTransferred):
        return ()
    return tuple(name for name in (event.target, event.target_leg) if name is not None)


def _said(event: Event, value: Value, mark: str) -> Said:
    return Said(at=millis(event.at), sequence=-1 if event.sequence is None else event.sequence, mark=mark, value=value)


def _stated(facts: Facts | FileFacts) -> list[tuple[str, Value]]:
    """What was said, enums as plain numbers: the same values as they are when they come back from a store."""
    values = ((name, getattr(facts, name)) for name in facts.__struct_fields__)
    return [(name, int(value) if isinstance(value, int) else value) for name, value in values if value is not None]
