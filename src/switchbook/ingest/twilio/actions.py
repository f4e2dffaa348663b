"""Copies of what Twilio sends to the addresses whose answer it carries out: what a dial, a queue, a menu came to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from switchbook.ingest.twilio.calls import ENDINGS, About, about
from switchbook.ingest.twilio.form import Form
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegEnded,
    LegLeftQueue,
    LegQueued,
    LegTransferred,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

# A `Dial` into a conference says "answered" of a leg that goes on after it.
_ANSWERED = "answered"
DIALLED = (*ENDINGS, _ANSWERED)
# How Twilio says a call left a queue, in our words. A bridge is reported when it is over.
QUEUE_RESULTS: Mapping[str, str] = {
    "bridged": "answered",
    "bridging-in-process": "answered",
    "redirected-from-bridged": "answered",
    "hangup": "abandoned",
    "leave": "left",
    "redirected": "redirected",
    "queue-full": "failed",
    "error": "failed",
    "system-error": "failed",
}
# Seconds; a longer talk is none.
_LONGEST = 31 * 24 * 3600


def dial(form: Form, received: datetime) -> tuple[Event, ...]:
    """How a `Dial` ended (its `action`): the leg it dialled is over. Of a dialled queue: who was taken from it."""
    common = about(form, received)
    if "DequeueResult" in form:
        return _dequeued(form, received)
    told, leg = form.one_of("DialCallStatus", DIALLED), form.text("DialCallSid")
    if leg is None or leg == common["leg"] or told == _ANSWERED:
        return (LineLogged(**common, message=f"The dial ended: {told}"),)
    duration = form.number("DialCallDuration")
    ended = LegEnded(
        leg=leg,
        parent=common["leg"],
        at=common["at"],
        # The leg's own callback, where there is one, tells of it with its own time and party.
        silent=True,
        ending=told,
        duration=duration,
        facts=Facts(channel=Channel.Voice, direction=Direction.Outgoing, call_sid=leg),
    )
    after = f" after {duration} s" if told == "completed" and duration is not None else ""
    line = LineLogged(**common, message=f"The dial ended: {told}{after}")
    if told == "completed" and form.get("DialBridged", "").lower() == "false":
        return (ended, line, LineLogged(**common, message="The two sides were never connected"))
    return (ended, line)


def queue_result(form: Form, received: datetime) -> tuple[Event, ...]:
    """How a call left a queue (the `action` of `Enqueue`)."""
    result = QUEUE_RESULTS[form.one_of("QueueResult", QUEUE_RESULTS)]
    return (LegLeftQueue(**_queued(form, received), result=result, waited=form.number("QueueTime")),)


def queue_wait(form: Form, received: datetime) -> tuple[Event, ...]:
    """A call waits (the `waitUrl` of `Enqueue`), which is asked for again and again: the first time counts."""
    common = _queued(form, received)
    return () if form.number("QueueTime") else (LegQueued(**common),)


def queue_taken(form: Form, received: datetime) -> tuple[Event, ...]:
    """A waiting call is about to be connected with the call that takes it (the `url` of the noun `Queue`)."""
    common, taker = _queued(form, received), form.needed("DequeingCallSid")
    left = LegLeftQueue(**common, result="answered", waited=form.number("QueueTime"), linked=(taker,))
    facts = Facts(channel=Channel.Voice, call_sid=taker)
    return (left, LegAnswered(leg=taker, linked=(common["leg"],), at=common["at"], facts=facts))


def refer(form: Form, received: datetime) -> tuple[Event, ...]:
    """A telephone passed its call on by SIP REFER (the `referUrl` of `Dial`)."""
    target = form.needed("ReferTransferTarget").strip("<>")
    return (LegTransferred(**about(form, received), how="blind", target=target),)


def digits(form: Form, received: datetime) -> tuple[Event, ...]:
    """What was pressed (the `action` of `Gather`). Only a single key is a menu's; more may be a secret."""
    keys = form.needed("Digits")
    message = f"Pressed {keys}" if len(keys) == 1 else f"Pressed {len(keys)} keys"
    return (LineLogged(**about(form, received), message=message),)


def nothing(form: Form, received: datetime) -> tuple[Event, ...]:
    """What was said to a menu, streams and live transcriptions: of the session nothing changes by them."""
    return ()


def _queued(form: Form, received: datetime) -> About:
    """The same with the queue's id; Twilio never says its name."""
    common = about(form, received)
    facts = msgspec.structs.replace(common["facts"], queue_id=form.text("QueueSid"))
    return {**common, "facts": facts}


def _dequeued(form: Form, received: datetime) -> tuple[Event, ...]:
    """The call that dialled a queue answered the one it took from it, and talked with it until now."""
    common, taken = about(form, received), form.text("DequeuedCallSid")
    if taken is None or form.get("DequeueResult") != "bridged":
        return (LineLogged(**common, message=f"The dialled queue gave nobody: {form.needed('DequeueResult')}"),)
    talked = min(form.number("DequeuedCallDuration") or 0, _LONGEST)
    began: About = {**common, "at": common["at"] - timedelta(seconds=talked)}
    return (LegAnswered(**began, linked=(taken,)),)
