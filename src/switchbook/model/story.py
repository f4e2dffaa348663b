"""The story of a session: the log lines that events bring, each one plain sentence, as support reads a call.

A sentence follows from its event alone. It never holds the address of a recording nor the text of a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum

from switchbook.model.event import (
    ConferenceEnded,
    ConferenceEvent,
    ConferenceStarted,
    Event,
    Facts,
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
from switchbook.model.event_by_hand import (
    GuestAdded,
    SessionAmended,
    SessionClosed,
    SessionEvent,
    SessionNoted,
)
from switchbook.model.session import CallState, Channel, Direction, HoldReason, QueueState, wire_name

# How a leg's waiting in a queue ended, for each of event.QUEUE_RESULTS.
LEFT_QUEUE: Mapping[str, str] = {
    "answered": "answered",
    "abandoned": "the caller gave up",
    "left": "taken out of it",
    "redirected": "sent elsewhere",
    "failed": "the queue could not take the call",
}
ENDED: Mapping[str, str] = {
    "completed": "ended",
    "hung-up": "was hung up",
    "no-answer": "was not answered",
    "busy": "met a busy line",
    "failed": "failed",
    "canceled": "was cancelled before an answer",
}
# What a file of a type (event.FILE_TYPES) is called, and what its status means; other statuses are shown as they are.
FILES: Mapping[str | None, str] = {
    "CallRecording": "Recording",
    "VoiceMessage": "Voicemail",
    "Fax": "Received fax",
    "FaxOutgoing": "Sent fax",
    "Attachment": "Attachment",
    None: "File",
}
FILE_STATUSES: Mapping[str | None, str] = {
    None: "is ready",
    "completed": "is ready",
    "in-progress": "began",
    "absent": "is empty",
    "failed": "failed",
}
_STATES: Mapping[str, tuple[str, type[IntEnum]]] = {
    "call_state": ("Call state", CallState),
    "hold_reason": ("Hold reason", HoldReason),
    "queue_state": ("Queue state", QueueState),
}
# What became of a message is worth a line only where it did not arrive.
UNDELIVERED = ("failed", "undelivered")


def lines(event: Event, *, mark: str, first: int = 0) -> tuple[StampedLine, ...]:
    """The log lines an event brings, each a plain sentence; they follow from the event alone.

    `mark` names its delivery, and `first` is how many lines the delivery's events before this one brought; a line that
    is told once is named by its leg and step instead.
    """
    if isinstance(event, SessionImported):
        return tuple(
            StampedLine(at=_to_millis(line.date), sequence=-1, mark=mark, index=index, message=line.message)
            for index, line in enumerate(event.log, first)
        )
    if isinstance(event, SnapshotTaken):
        return event.lines
    if isinstance(event, MessageTold) and not event.opens and event.said.status not in UNDELIVERED:
        return ()
    if isinstance(event, SessionAmended) and not _set_states(event):
        return ()
    if isinstance(event, LegEvent):
        if event.silent:
            return ()
        mark, first = (f"{event.leg} {type(event).__name__}", 0) if event.once else (mark, first)
    sequence = -1 if event.sequence is None else event.sequence
    return (StampedLine(at=_to_millis(event.at), sequence=sequence, mark=mark, index=first, message=sentence(event)),)


def sentence(event: LegEvent | ConferenceEvent | FileTold | MessageTold | SessionEvent | SessionExpired) -> str:
    """One step of the story in plain English."""
    if isinstance(event, SessionEvent):
        return _by_hand(event)
    match event:
        case ConferenceStarted():
            return f"Conference {event.name or event.conference} started"
        case ConferenceEnded():
            return f"Conference {event.name or event.conference} ended"
        case FileTold():
            return _file(event)
        case MessageTold():
            return _message(event)
        case SessionExpired():
            return "Nothing was heard of this session any more, so it counts as ended"
        case LegStarted() | LegRang() | LegEnteredFlow() | LegAnswered() | LegEnded():
            return _progress(event)
        case LegQueued() | LegLeftQueue():
            return _queue(event)
        case _:
            return _aside(event)


def _progress(event: LegStarted | LegRang | LegEnteredFlow | LegAnswered | LegEnded) -> str:
    """A leg on its way from ring to end."""
    said, whom, call = event.facts, _whom(event), _call(event)
    match event:
        case LegStarted() | LegRang() if event.parent is None and not _is_outgoing(event):
            word = "received" if isinstance(event, LegStarted) else "ringing"
            return f"{call} {word}{_between(said)}"
        case LegStarted() if _is_outgoing(event) and said.channel is not Channel.Fax:
            return f"{call} placed{_between(said)}"
        case LegStarted():
            return f"Dialling {whom}"
        case LegRang():
            return f"Ringing {whom}"
        case LegEnteredFlow():
            return f"{call} taken by the flow"
        case LegAnswered():
            return f"Answered by {said.answered_by_name or whom}"
        case LegEnded():
            subject = call if event.parent is None else f"{call} to {whom}"
            after = f" after {event.duration} s" if event.ending == "completed" and event.duration is not None else ""
            came_in = event.parent is None and said.direction is Direction.Incoming
            return f"{subject} {_ended(event.ending, came_in)}{after}"


def _between(said: Facts) -> str:
    """From whom to whom; nothing where neither is said, since another event of the call may have named them."""
    if not (said.from_address or said.to_address):
        return ""
    return f" from {said.from_address or 'unknown'} to {said.to_address or 'unknown'}"


def _ended(ending: str, came_in: bool) -> str:
    """A line that is busy is the one called; who calls in is told so."""
    return "was refused as busy" if ending == "busy" and came_in else ENDED[ending]


def _queue(event: LegQueued | LegLeftQueue) -> str:
    said = event.facts
    queue = said.queue_name or said.queue_id
    if isinstance(event, LegQueued):
        offered = f", given to {said.queue_member_id}" if said.queue_member_id else ""
        return (f"Waiting in queue {queue}" if queue else "Waiting in a queue") + offered
    after = f" after {event.waited} s" if event.waited is not None else ""
    return f"Left {f'queue {queue}' if queue else 'the queue'}{after}: {LEFT_QUEUE[event.result]}"


def _aside(event: LegEvent) -> str:
    """What happens to a leg that goes on."""
    match event:
        case LineLogged():
            return event.message
        case LegHeld():
            return _held(event)
        case LegResumed():
            return "Taken off hold" if event.parent is None else f"{_whom(event)} was taken off hold"
        case LegMuted():
            return f"{_who(event)} was muted"
        case LegUnmuted():
            return f"{_who(event)} was unmuted"
        case LegJoinedConference():
            return f"{_who(event)} joined the conference"
        case LegLeftConference():
            return f"{_who(event)} left the conference"
        case LegTransferred():
            return f"Transferred to {event.target or 'another party'} ({event.how})"
        case _:
            raise TypeError(f"no sentence for {type(event).__name__}")


def _held(event: LegHeld) -> str:
    said = event.facts
    holder = said.held_by_name or said.held_by_user_id
    by = f"Held by {holder}" if holder else "Put on hold"
    if event.parent is not None and not holder:
        by = f"{_whom(event)} was put on hold"
    queue = f" in queue {said.hold_queue_name}" if said.hold_queue_name else ""
    return by + queue + (" for a transfer" if event.reason is HoldReason.Transferring else "")


def _file(event: FileTold) -> str:
    """A file is shown by its id, unless that is an address: what opens a recording must not stand in a log."""
    said = event.said
    name = FILES.get(said.type, said.type or FILES[None])
    shown = name if "/" in event.file or "\\" in event.file else f"{name} {event.file}"
    if said.transcription is not None:
        return f"{shown} was transcribed"
    lengths = [f"{said.seconds} s"] if said.seconds is not None else []
    lengths += [f"{said.pages} {'page' if said.pages == 1 else 'pages'}"] if said.pages is not None else []
    return ", ".join([f"{shown} {FILE_STATUSES.get(said.status, f'is {said.status}')}", *lengths])


def _message(event: MessageTold) -> str:
    said, facts = event.said, event.facts
    sender = said.sender_name or said.sender or facts.from_name or facts.from_address or "unknown"
    recipient = said.recipient or facts.to_address or "unknown"
    if said.status in UNDELIVERED:
        error = f" (error {said.error_code})" if said.error_code else ""
        return f"Message to {recipient} was not delivered{error}"
    files = len(said.media or ())
    attached = f", with {files} {'attachment' if files == 1 else 'attachments'}" if files else ""
    if (said.direction if said.direction is not None else facts.direction) is Direction.Outgoing:
        return f"Message sent to {recipient}{attached}"
    return f"Message received from {sender}{attached}"


def _call(event: LegEvent) -> str:
    return {Channel.Fax: "Fax", Channel.Chat: "Chat"}.get(event.facts.channel or Channel.Voice, "Call")


def _is_outgoing(event: LegEvent) -> bool:
    return event.parent is None and event.facts.direction is Direction.Outgoing


def _whom(event: LegEvent) -> str:
    """Who is called. The endpoint of an outgoing call is who calls; of any other leg, who is called."""
    said = event.facts
    return (said.called_name if _is_outgoing(event) else said.endpoint_name) or said.to_address or "the other side"


def _who(event: LegEvent) -> str:
    """Whose leg it is: of one that was dialled the called, else the caller."""
    said = event.facts
    if event.parent is not None:
        found = said.display_name or said.endpoint_name or said.to_address
    else:
        found = said.display_name or said.from_name or said.from_address or said.endpoint_name or said.to_address
    return found or said.party or "A participant"


def _to_millis(moment: datetime) -> datetime:
    """The time without what is finer than a millisecond: stores need not keep that, and the order must not need it."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _by_hand(event: SessionEvent) -> str:
    match event:
        case SessionAmended():
            return f"{' and '.join(_set_states(event))} set by {event.by}"
        case SessionNoted():
            return event.message
        case SessionClosed():
            return f"Ended by {event.by}"
        case GuestAdded():
            return f"{event.name or event.identity} was invited by {event.by}"
    return f"{event.identity} was removed by {event.by}"


def _set_states(event: SessionAmended) -> list[str]:
    """The states that were set by hand, in words."""
    values = {name: getattr(event, name) for name in _STATES}
    return [
        f"{word} {wire_name(kind(values[name]))}" for name, (word, kind) in _STATES.items() if values[name] is not None
    ]
