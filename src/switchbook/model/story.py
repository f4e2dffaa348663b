"""The story of a session: the log lines that events bring, each one plain sentence."""

from __future__ import annotations

from datetime import datetime

from switchbook.model.event import (
    ConferenceEnded,
    ConferenceEvent,
    ConferenceStarted,
    Event,
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
    MessageTold,
    SessionExpired,
    SessionImported,
    SnapshotTaken,
    StampedLine,
)
from switchbook.model.session import Direction


def lines(event: Event, *, mark: str, first: int = 0) -> tuple[StampedLine, ...]:
    """The log lines an event brings, each a plain sentence; they follow from the event alone.

    `mark` names its delivery, and `first` is how many lines the delivery's events before this one brought.
    """
    if isinstance(event, SessionImported):
        return tuple(
            StampedLine(at=_to_millis(line.date), sequence=-1, mark=mark, index=index, message=line.message)
            for index, line in enumerate(event.log, first)
        )
    if isinstance(event, SnapshotTaken):
        return event.lines
    if isinstance(event, MessageTold) and not event.opens:
        return ()
    sequence = -1 if event.sequence is None else event.sequence
    return (StampedLine(at=_to_millis(event.at), sequence=sequence, mark=mark, index=first, message=sentence(event)),)


def sentence(event: LegEvent | ConferenceEvent | FileTold | MessageTold | SessionExpired) -> str:
    """One step of the story in plain English."""
    match event:
        case ConferenceStarted():
            return f"Conference {event.name or event.conference} started"
        case ConferenceEnded():
            return f"Conference {event.name or event.conference} ended"
        case FileTold():
            return f"{event.said.type or 'File'} {event.file} {event.said.status or 'is ready'}"
        case MessageTold():
            return f"Message from {event.said.sender or 'unknown'} to {event.said.recipient or 'unknown'}"
        case SessionExpired():
            return "Nothing was heard of this session any more, so it counts as ended"
    return _step(event)


def _step(event: LegEvent) -> str:
    said = event.facts
    outgoing = event.parent is None and said.direction is Direction.Outgoing
    # The endpoint of an outgoing call is who calls; of any other leg, who is called.
    whom = (None if outgoing else said.endpoint_name) or said.to_address or "the other side"
    match event:
        case LineLogged():
            return event.message
        case LegStarted() | LegRang() if event.parent is None and not outgoing:
            word = "received" if isinstance(event, LegStarted) else "ringing"
            return f"Call {word} from {said.from_address or 'unknown'} to {said.to_address or 'unknown'}"
        case LegStarted():
            return f"Dialling {whom}"
        case LegRang():
            return f"Ringing {whom}"
        case LegEnteredFlow():
            return "Call taken by the flow"
        case LegQueued():
            return f"Waiting in queue {said.queue_name}" if said.queue_name else "Waiting in a queue"
        case LegAnswered():
            return f"Answered by {said.answered_by_name or whom}"
        case LegHeld():
            return "Put on hold"
        case LegResumed():
            return "Taken off hold"
        case LegEnded():
            return _ending_sentence(event, whom)
        case _:
            return _aside(event, whom)


def _aside(event: LegEvent, whom: str) -> str:
    match event:
        case LegLeftQueue():
            return f"Left the queue: {event.result}"
        case LegMuted():
            return f"{whom} was muted"
        case LegUnmuted():
            return f"{whom} was unmuted"
        case LegJoinedConference():
            return f"{whom} joined the conference"
        case LegLeftConference():
            return f"{whom} left the conference"
        case LegTransferred():
            return f"Transferred to {event.target or 'another party'} ({event.how})"
        case _:
            raise TypeError(f"no sentence for {type(event).__name__}")


def _ending_sentence(event: LegEnded, whom: str) -> str:
    subject = "Call" if event.parent is None else f"Call to {whom}"
    after = f" after {event.duration} s" if event.duration is not None else ""
    return {
        "completed": f"{subject} ended{after}",
        "no-answer": f"{subject} was not answered",
        "busy": f"{subject} met a busy line",
        "failed": f"{subject} failed",
        "canceled": f"{subject} was cancelled before an answer",
    }[event.ending]


def _to_millis(moment: datetime) -> datetime:
    """The time without what is finer than a millisecond: stores need not keep that, and the order must not need it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
