"""How a session is said in words: what it is, who is on either side, where it stands and how well that went."""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.api.types import SessionInfo
from switchbook.console.words import read
from switchbook.model.session import CallState, Channel, Direction, QueueState

_KINDS = {Channel.Voice: "call", Channel.Chat: "chat", Channel.Fax: "fax"}
_TONES = {
    **dict.fromkeys(("Answered", "Transferred", "Received", "Sent"), "good"),
    **dict.fromkeys(("Missed", "NoAnswer", "Abandoned", "Busy", "Failed"), "bad"),
    **dict.fromkeys(("Voicemail", "Unknown"), "warn"),
}
_OUTCOMES = {"NoAnswer": "No answer"}
# Where a running session stands, with the badge that suits it.
_STANDING = {
    CallState.Ringing: ("Ringing", "warn"),
    CallState.Connected: ("Connected", "good"),
    CallState.Hold: ("On hold", "held"),
    CallState.Passive: ("In the flow", "mark"),
    CallState.Disconnected: ("Under way", "mark"),
}


class Badge(msgspec.Struct, frozen=True):
    """A word or two, and the class of a badge that suits them."""

    text: str
    tone: str


class Side(msgspec.Struct, frozen=True):
    """Who is on one side of a session: name and address, either may be empty."""

    name: str
    address: str


def kind_of(session: SessionInfo) -> str:
    """What it is, such as `Incoming call`."""
    return f"{session.direction.name} {_KINDS[session.channel]}"


def badge_of(session: SessionInfo) -> Badge:
    """What came of a session; of one that is not over, where it stands."""
    if session.ended:
        told = session.outcome or "Ended"
        return Badge(_OUTCOMES.get(told, told), _TONES.get(told, ""))
    if session.queue_state is QueueState.Queued and session.call_state is not CallState.Hold:
        return Badge("In the queue", "mark")
    return Badge(*_STANDING[session.call_state])


def sides_of(session: SessionInfo) -> tuple[Side, Side]:
    """Who calls or writes, and who is called or written to."""
    ours = session.endpoint_name or ""
    caller_name, called_name = session.from_name or "", ours
    if session.direction is Direction.Outgoing:
        caller_name, called_name = session.from_name or ours, _name_at(session.to_address, session)
    caller = Side(_unless(caller_name, session.from_address), session.from_address or "")
    called_address = session.to_address or session.destination
    return caller, Side(_unless(called_name, called_address), called_address or "")


def far_address(session: SessionInfo) -> str:
    """The address of the other side, that is of who is no endpoint of ours; empty where it is not known."""
    outgoing = session.direction is Direction.Outgoing
    return (session.to_address or session.destination if outgoing else session.from_address) or ""


def seconds_of(session: SessionInfo, now: datetime) -> float:
    """How long it took, or has taken until now."""
    began, over = read(session.date_created), read(session.date_completed)
    if began is None:
        return 0.0
    return max(0.0, ((over or now) - began).total_seconds())


def _name_at(address: str | None, session: SessionInfo) -> str:
    """The name of the member that is at an address."""
    named = (each.display_name or "" for each in session.members if address and each.identity == address)
    return next(named, "")


def _unless(name: str, address: str | None) -> str:
    """A name that is none but the address itself says nothing more."""
    return "" if name == (address or "") else name
