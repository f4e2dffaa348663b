"""What else a session says of itself, in words: every member of its record that the rest of the page does not show."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from switchbook.api.types import SessionInfo
from switchbook.model.session import CallState, DialState, HoldReason, QueueState

_CALL_STATES = {
    CallState.Ringing: "Ringing",
    CallState.Connected: "Connected",
    CallState.Hold: "On hold",
    CallState.Passive: "In the flow, nobody on the line",
}
_QUEUE_STATES = {
    QueueState.Queued: "Waiting",
    QueueState.Ringing: "Ringing somebody",
    QueueState.Connected: "Connected",
    QueueState.Hold: "On hold",
    QueueState.Disconnected: "Left it",
}


class Fact(msgspec.Struct, frozen=True):
    """What is known, under its name. `code`: it is an id or an address, to be copied rather than read."""

    name: str
    value: str
    code: bool = False


class Moment(msgspec.Struct, frozen=True):
    """A time that is known, under its name."""

    name: str
    at: str


def facts_of(session: SessionInfo) -> Sequence[Fact]:
    """What is set of these members, in the order in which one asks for them."""
    told = (
        Fact("Shown as", session.display_name or ""),
        Fact("Answered by", session.answered_by_name or ""),
        Fact("Answered by endpoint", session.answered_by_id or "", code=True),
        Fact("Missed", "Yes" if session.was_missed else ""),
        Fact("Call", _CALL_STATES.get(session.call_state, "")),
        Fact("Dialling", "Ringing or bridged" if session.dial_state is DialState.Active else ""),
        Fact("Queue", _QUEUE_STATES.get(session.queue_state, "")),
        Fact("Queue member", session.queue_member_id or "", code=True),
        Fact("Ring queue", session.ring_queue_id or "", code=True),
        Fact("Held in", session.hold_queue_name or ""),
        Fact("Held by user", session.held_by_user_id or "", code=True),
        Fact("Why on hold", "Being transferred" if session.hold_reason is HoldReason.Transferring else ""),
        Fact("Dialled", session.destination or "", code=True),
        Fact("Call back at", session.callback_number or "", code=True),
        Fact("Chat number", session.from_phone_number or "", code=True),
        Fact("Call SID", session.call_sid or "", code=True),
        Fact("Conference SID", session.conference_sid or "", code=True),
        Fact("Joined last", session.most_recent_participant_call_sid or "", code=True),
        Fact("Made by", session.created_by or "", code=True),
        Fact("Changed by", session.last_modified_by or "", code=True),
    )
    return [fact for fact in told if fact.value]


def moments_of(session: SessionInfo) -> Sequence[Moment]:
    """The times of its record."""
    told = (
        Moment("Began", session.date_created or ""),
        Moment("Over", session.date_completed or ""),
        Moment("Last change", session.date_last_modified or ""),
    )
    return [moment for moment in told if moment.at]


def console_data_of(session: SessionInfo) -> str:
    """What an operator console keeps with it: JSON is laid out, anything else stays as it is."""
    data = session.console_data or ""
    try:
        return msgspec.json.format(data.encode(), indent=2).decode() if data.lstrip()[:1] in ("{", "[") else data
    except msgspec.DecodeError:
        return data
