"""Voice status callbacks: where a call stands, of a call nobody dialled and of the legs that a flow dials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypedDict

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio.form import Form
from switchbook.ingest.twilio.recordings import recorded
from switchbook.model.addresses import WITHHELD
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegRang,
    LegStarted,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

# What a status means for a leg that nobody dialled, and for a dialled one: Twilio says of a call that it is in
# progress as soon as its flow runs; of a leg that the flow dialled, once somebody answered.
_UnderWay = LegStarted | LegRang | LegEnteredFlow | LegAnswered
UNDER_WAY: Mapping[str, tuple[type[_UnderWay], type[_UnderWay]]] = {
    "queued": (LegStarted, LegStarted),
    "initiated": (LegStarted, LegStarted),
    "ringing": (LegRang, LegRang),
    "in-progress": (LegEnteredFlow, LegAnswered),
}
# How a call ends, in Twilio's words and ours.
ENDINGS = ("completed", "busy", "no-answer", "failed", "canceled")
STATUSES = (*UNDER_WAY, *ENDINGS)
# A trunk is named by where it leads: one that terminates calls carries them to the telephone network.
DIRECTIONS: Mapping[str, Direction] = {
    "inbound": Direction.Incoming,
    "trunking-originating": Direction.Incoming,
    "outbound-api": Direction.Outgoing,
    "outbound-dial": Direction.Outgoing,
    "trunking-terminating": Direction.Outgoing,
}
_HEARD = {"human": "a person", "fax": "a fax machine", "unknown": "somebody or something unknown"}


class About(TypedDict):
    """What every event of a callback's own leg has in common."""

    leg: str
    parent: str | None
    at: datetime
    sequence: int | None
    facts: Facts


def about(form: Form, received: datetime) -> About:
    """The leg that a callback names by CallSid, and what it says of it. Raises UnreadablePayload without one."""
    leg = form.needed("CallSid")
    parent = form.text("ParentCallSid")
    return {
        "leg": leg,
        "parent": None if parent == leg else parent,
        "at": form.moment("Timestamp") or received,
        "sequence": form.number("SequenceNumber"),
        "facts": _facts(form, leg),
    }


def status(form: Form, received: datetime) -> tuple[Event, ...]:
    """The event that a status tells, and what else is worth keeping of an ended call."""
    leg = form.needed("CallSid")
    told = form.needed("CallStatus")
    if told not in STATUSES:
        raise UnreadablePayload(f"CallStatus is none of {', '.join(STATUSES)}")
    common = about(form, received)
    if told in UNDER_WAY:
        return (UNDER_WAY[told][common["parent"] is not None](**common),)
    ended = LegEnded(**common, ending=told, duration=form.number("CallDuration"))
    lines = (LineLogged(**common, message=message) for message in _remarks(form, told))
    return (ended, *lines, *recorded(form, common["at"], leg=leg))


def answered_by(form: Form, received: datetime) -> tuple[Event, ...]:
    """What answered, told apart from the status once Twilio has listened long enough (asynchronous detection)."""
    return (LineLogged(**about(form, received), message=_heard(form.needed("AnsweredBy"))),)


def _facts(form: Form, leg: str) -> Facts:
    caller = form.text("From", "Caller")
    withheld = caller is not None and caller.lower() in WITHHELD
    return Facts(
        channel=Channel.Voice,
        direction=DIRECTIONS.get(form.text("Direction") or ""),
        from_address=caller,
        to_address=form.text("To", "Called"),
        # Whoever withholds the number has no name either, whatever a look-up of that number says.
        from_name=None if withheld else form.text("CallerName"),
        call_sid=leg,
    )


def _remarks(form: Form, told: str) -> Iterator[str]:
    """What an ended call's callback says beside its end."""
    forwarded = form.text("ForwardedFrom")
    if forwarded is not None:
        yield f"The call was forwarded from {forwarded}"
    heard = form.text("AnsweredBy")
    if heard is not None:
        yield _heard(heard)
    attested = form.text("StirVerstat")
    if attested is not None:
        yield f"The caller's number was checked: {attested}"
    response = form.text("SipResponseCode")
    if response is not None and told != "completed":
        yield f"The carrier answered with SIP response {response}"


def _heard(what: str) -> str:
    """A sentence about AnsweredBy: `human`, `fax`, `unknown`, or `machine_` and what was heard of it."""
    named = "a machine" if what.startswith("machine") else _HEARD.get(what)
    return f"Twilio heard {named} answer ({what})" if named else f"Twilio heard {what} answer"
