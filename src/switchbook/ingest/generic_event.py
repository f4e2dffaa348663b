"""The generic event, version 1, as types: they read it, check it, and make its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, field

from switchbook.model.event import (
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LineLogged,
)
from switchbook.model.session import Channel, Direction, MemberRole, wire_name

MOST_EVENTS = 1000
_LARGEST_NUMBER = 2**53 - 1

CHANNELS: Mapping[str, Channel] = {wire_name(channel).lower(): channel for channel in Channel}
DIRECTIONS: Mapping[str, Direction] = {wire_name(direction).lower(): direction for direction in Direction}
ROLES: Mapping[str, MemberRole] = {wire_name(role).lower(): role for role in MemberRole}
Ending = Literal["completed", "busy", "no-answer", "failed", "canceled"]


def _any_case(names: Iterable[IntEnum]) -> str:
    """A pattern for these names in any case, the same in Python and in JSON Schema (whose `$` matches no new line)."""
    spelled = ("".join(f"[{c.upper()}{c.lower()}]" for c in wire_name(name)) for name in names)
    return f"^(?:{'|'.join(spelled)})(?!\\n)$"


_NO_NUL = "^[^\\u0000]*$"
Name = Annotated[str, Meta(max_length=255, pattern="^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$")]
Text = Annotated[str, Meta(max_length=1000, pattern=_NO_NUL)]
Message = Annotated[str, Meta(max_length=10_000, pattern="^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$")]
Count = Annotated[int, Meta(ge=0, le=_LARGEST_NUMBER)]
Time = Annotated[
    str | int | float,
    Meta(
        description="ISO 8601 (without a zone it is UTC), RFC 2822, or a count since 1970 in seconds, milliseconds or"
        " microseconds, as a number or text. Absent, null, empty or 0: the time of arrival."
    ),
]


class _Stated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", tag_field="type"):
    """What every event may say. Absent, null and blank are the same: not said."""

    version: Annotated[Literal[1], Meta(description="The version of this format.")]
    id: Annotated[Name | None, Meta(description="Names the delivery: sent again, it changes nothing.")] = None
    leg: Annotated[Name, Meta(description="The sender's own id of the call, chat or fax this is about.")]
    parent: Annotated[Name | None, Meta(description="The leg that dialled this one; both are one session.")] = None
    at: Annotated[Time | None, Meta(description="When it happened.")] = None
    sequence: Annotated[Count | None, Meta(description="Orders a leg's events that have one and the same time.")] = None
    channel: Annotated[
        Annotated[str, Meta(pattern=_any_case(Channel))] | None, Meta(description="Voice, Chat or Fax, in any case.")
    ] = None
    direction: Annotated[
        Annotated[str, Meta(pattern=_any_case(Direction))] | None,
        Meta(description="Incoming or Outgoing, in any case."),
    ] = None
    from_address: Annotated[Text | None, Meta(description="Who calls: a number, sip: or client: address, e-mail.")] = (
        field(name="from", default=None)
    )
    to_address: Annotated[Text | None, Meta(description="Who is called.")] = field(name="to", default=None)
    from_name: Annotated[Text | None, Meta(description="The caller's name.")] = None
    destination: Annotated[Text | None, Meta(description="What was typed into the dial box.")] = None
    call_sid: Annotated[Text | None, Meta(description="The carrier's id of the leg.")] = None
    display_name: Annotated[Text | None, Meta(description="What the session is shown as.")] = None
    callback_number: Annotated[Text | None, Meta(description="The number to call back.")] = None
    outcome: Annotated[Text | None, Meta(description="The outcome in the sender's words, instead of ours.")] = None
    queue_name: Annotated[Text | None, Meta(description="The queue the leg waits in.")] = None
    queue_id: Annotated[Text | None, Meta(description="The sender's own id of that queue.")] = None
    queue_member_id: Annotated[Text | None, Meta(description="The queue's member the leg was given to.")] = None
    hold_queue_name: Annotated[Text | None, Meta(description="Where a held leg waits.")] = None
    held_by_user_id: Annotated[Text | None, Meta(description="The endpoint that put the leg on hold.")] = None
    from_phone_number: Annotated[Text | None, Meta(description="The number a chat comes from.")] = None
    role: Annotated[
        Annotated[str, Meta(pattern=_any_case(MemberRole))] | None,
        Meta(description="Caller, Agent or Transfer, in any case, where who dialled whom does not tell it."),
    ] = None
    answered_by_id: Annotated[Text | None, Meta(description="The endpoint that answered.")] = None
    answered_by_name: Annotated[Text | None, Meta(description="Who answered.")] = None
    endpoint_id: Annotated[
        Text | None, Meta(description="The endpoint, where the address called does not tell it.")
    ] = None
    customer_id: Annotated[Text | None, Meta(description="The customer, where the endpoint does not tell it.")] = None


class Started(_Stated, frozen=True, kw_only=True, tag="started"):
    """The leg exists: it arrived, or is being dialled."""


class Ringing(_Stated, frozen=True, kw_only=True, tag="ringing"):
    """The other side is being alerted."""


class InFlow(_Stated, frozen=True, kw_only=True, tag="in-flow"):
    """The platform took the call and runs its flow; nobody has answered yet."""


class Answered(_Stated, frozen=True, kw_only=True, tag="answered"):
    """Somebody answered this leg."""


class Queued(_Stated, frozen=True, kw_only=True, tag="queued"):
    """The leg waits in a queue."""


class Held(_Stated, frozen=True, kw_only=True, tag="held"):
    """The leg was put on hold."""


class Resumed(_Stated, frozen=True, kw_only=True, tag="resumed"):
    """The leg was taken off hold."""


class Ended(_Stated, frozen=True, kw_only=True, tag="ended"):
    """The leg is over."""

    ending: Annotated[Ending, Meta(description="How it ended.")]
    duration: Annotated[Count | None, Meta(description="Seconds talked.")] = None


class Logged(_Stated, frozen=True, kw_only=True, tag="logged"):
    """A line for the session's log."""

    message: Annotated[Message, Meta(description="The line.")]


GenericEvent = Started | Ringing | InFlow | Answered | Queued | Held | Resumed | Ended | Logged
Payload = GenericEvent | Annotated[list[GenericEvent], Meta(min_length=1, max_length=MOST_EVENTS)]

KINDS: Mapping[type[GenericEvent], type[LegEvent]] = {
    Started: LegStarted,
    Ringing: LegRang,
    InFlow: LegEnteredFlow,
    Answered: LegAnswered,
    Queued: LegQueued,
    Held: LegHeld,
    Resumed: LegResumed,
    Ended: LegEnded,
    Logged: LineLogged,
}
# Members that are one of a few values, for messages that name them.
KNOWN_VALUES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(str(kind.__struct_config__.tag) for kind in KINDS),
    "version": ("1",),
    "ending": get_args(Ending),
    "channel": tuple(map(wire_name, Channel)),
    "direction": tuple(map(wire_name, Direction)),
    "role": tuple(map(wire_name, MemberRole)),
}
