"""The generic event, version 1, as types: they read it, check it, and make its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta, field

from switchbook.ingest.generic_words import (
    MOST_EVENTS,
    MOST_NAMES,
    ChannelName,
    Count,
    DirectionName,
    Ending,
    FileType,
    LongText,
    Message,
    MessageStatus,
    Name,
    ReasonName,
    Result,
    RoleName,
    Text,
    Time,
    Transfer,
)
from switchbook.model.session import Channel, Direction, HoldReason, MemberRole, wire_name


class Told(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel", tag_field="type"):
    """What every event may say. Absent, null and blank are the same: not said."""

    version: Annotated[Literal[1], Meta(description="The version of this format.")]
    id: Annotated[Name | None, Meta(description="Names the delivery: sent again, it changes nothing.")] = None
    at: Annotated[Time | None, Meta(description="When it happened.")] = None
    sequence: Annotated[Count | None, Meta(description="Orders a leg's events that have one and the same time.")] = None


class _OfLeg(Told, frozen=True, kw_only=True):
    """What every event of a leg may say."""

    leg: Annotated[Name, Meta(description="The sender's own id of the call, chat or fax this is about.")]
    parent: Annotated[Name | None, Meta(description="The leg that dialled this one; both are one session.")] = None
    linked: Annotated[
        Annotated[list[Name], Meta(max_length=MOST_NAMES)] | None,
        Meta(description="Other legs, or your own names, that this leg shares its session with."),
    ] = None
    channel: Annotated[ChannelName | None, Meta(description="Voice, Chat or Fax, in any case.")] = None
    direction: Annotated[DirectionName | None, Meta(description="Incoming or Outgoing, in any case.")] = None
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
    party: Annotated[
        Text | None, Meta(description="Who is at an outgoing leg that nobody dialled, where not whom it calls.")
    ] = None
    voicemail: Annotated[Text | None, Meta(description="The voicemail box that the caller was sent to.")] = None
    queue_name: Annotated[Text | None, Meta(description="The queue the leg waits in.")] = None
    queue_id: Annotated[Text | None, Meta(description="The sender's own id of that queue.")] = None
    queue_member_id: Annotated[Text | None, Meta(description="The queue's member the leg was given to.")] = None
    hold_queue_name: Annotated[Text | None, Meta(description="Where a held leg waits.")] = None
    held_by_user_id: Annotated[Text | None, Meta(description="The endpoint that put the leg on hold.")] = None
    from_phone_number: Annotated[Text | None, Meta(description="The number a chat comes from.")] = None
    role: Annotated[
        RoleName | None,
        Meta(description="Caller, Agent or Transfer, in any case, where who dialled whom does not tell it."),
    ] = None
    answered_by_id: Annotated[Text | None, Meta(description="The endpoint that answered.")] = None
    answered_by_name: Annotated[Text | None, Meta(description="Who answered.")] = None
    endpoint_id: Annotated[
        Text | None, Meta(description="The endpoint, where the address called does not tell it.")
    ] = None
    customer_id: Annotated[Text | None, Meta(description="The customer, where the endpoint does not tell it.")] = None


class Started(_OfLeg, frozen=True, kw_only=True, tag="started"):
    """The leg exists: it arrived, or is being dialled."""


class Ringing(_OfLeg, frozen=True, kw_only=True, tag="ringing"):
    """The other side is being alerted."""


class InFlow(_OfLeg, frozen=True, kw_only=True, tag="in-flow"):
    """The platform took the call and runs its flow; nobody has answered yet."""


class Answered(_OfLeg, frozen=True, kw_only=True, tag="answered"):
    """Somebody answered this leg."""


class Queued(_OfLeg, frozen=True, kw_only=True, tag="queued"):
    """The leg waits in a queue."""


class LeftQueue(_OfLeg, frozen=True, kw_only=True, tag="left-queue"):
    """The leg waits no longer."""

    result: Annotated[Result, Meta(description="How the waiting ended.")]
    waited: Annotated[Count | None, Meta(description="Seconds waited.")] = None


class Held(_OfLeg, frozen=True, kw_only=True, tag="held"):
    """The leg was put on hold."""

    reason: Annotated[ReasonName | None, Meta(description="None or Transferring, in any case.")] = None


class Resumed(_OfLeg, frozen=True, kw_only=True, tag="resumed"):
    """The leg was taken off hold."""


class Muted(_OfLeg, frozen=True, kw_only=True, tag="muted"):
    """The leg's party can no longer be heard."""


class Unmuted(_OfLeg, frozen=True, kw_only=True, tag="unmuted"):
    """The leg's party can be heard again."""


class JoinedConference(_OfLeg, frozen=True, kw_only=True, tag="joined-conference"):
    """The leg is in this conference from now on; all legs of a conference are one session."""

    conference: Annotated[Name, Meta(description="Your own id of the conference.")]


class LeftConference(_OfLeg, frozen=True, kw_only=True, tag="left-conference"):
    """The leg is no longer in this conference; it may go on."""

    conference: Annotated[Name, Meta(description="Your own id of the conference.")]


class Transferred(_OfLeg, frozen=True, kw_only=True, tag="transferred"):
    """This leg's party passed the other side on."""

    how: Annotated[Transfer, Meta(description="Blind, or attended: after talking to the target.")]
    target: Annotated[Text | None, Meta(description="The address it was passed on to.")] = None
    target_leg: Annotated[Name | None, Meta(description="The leg it was passed on to.")] = None


class Ended(_OfLeg, frozen=True, kw_only=True, tag="ended"):
    """The leg is over."""

    ending: Annotated[Ending, Meta(description="How it ended.")]
    duration: Annotated[Count | None, Meta(description="Seconds talked.")] = None


class Logged(_OfLeg, frozen=True, kw_only=True, tag="logged"):
    """A line for the session's log."""

    message: Annotated[Message, Meta(description="The line.")]


class _OfConference(Told, frozen=True, kw_only=True):
    """What every event of a conference as a whole may say."""

    conference: Annotated[Name, Meta(description="Your own id of the conference.")]
    name: Annotated[Text | None, Meta(description="What people call it.")] = None


class BegunConference(_OfConference, frozen=True, kw_only=True, tag="conference-started"):
    """The conference began."""


class OverConference(_OfConference, frozen=True, kw_only=True, tag="conference-ended"):
    """The conference is over for all."""


class File(Told, frozen=True, kw_only=True, tag="file"):
    """A recording, a voicemail, a transcription or a fax's pages. It names a leg, a conference, or both."""

    file: Annotated[Name, Meta(description="Your own id of the file.")]
    leg: Annotated[Name | None, Meta(description="The leg it is of.")] = None
    conference: Annotated[Name | None, Meta(description="The conference it is of.")] = None
    file_type: Annotated[FileType | None, Meta(description="What it is.")] = None
    file_status: Annotated[Text | None, Meta(description="As in-progress, completed, absent or failed.")] = None
    uri: Annotated[Text | None, Meta(description="Where it is.")] = None
    content_type: Annotated[Text | None, Meta(description="Its media type.")] = None
    seconds: Annotated[Count | None, Meta(description="How long it is.")] = None
    pages: Annotated[Count | None, Meta(description="How many pages it has.")] = None
    transcription: Annotated[LongText | None, Meta(description="What is said in it.")] = None


class Media(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A picture, sound or other file that a message came with."""

    uri: Annotated[Text, Meta(description="Where it is.")]
    content_type: Annotated[Text | None, Meta(description="Its media type.")] = None


class ChatMessage(Told, frozen=True, kw_only=True, tag="message"):
    """A chat message was written; or, with a status and neither text nor media, what became of it."""

    message: Annotated[Name, Meta(description="Your own id of the message.")]
    conversation: Annotated[
        Name | None, Meta(description="What you call the exchange. Without it: that between `from` and `to`.")
    ] = None
    leg: Annotated[Name | None, Meta(description="The leg it is of, where a chat has one.")] = None
    direction: Annotated[DirectionName | None, Meta(description="Incoming or Outgoing, in any case.")] = None
    from_address: Annotated[Text | None, Meta(description="Who wrote it.")] = field(name="from", default=None)
    to_address: Annotated[Text | None, Meta(description="To whom.")] = field(name="to", default=None)
    from_name: Annotated[Text | None, Meta(description="The writer's name.")] = None
    display_name: Annotated[Text | None, Meta(description="What the session is shown as.")] = None
    from_phone_number: Annotated[Text | None, Meta(description="The number the chat comes from.")] = None
    endpoint_id: Annotated[Text | None, Meta(description="The endpoint, where the address does not tell it.")] = None
    customer_id: Annotated[Text | None, Meta(description="The customer, where the endpoint does not tell it.")] = None
    text: Annotated[LongText | None, Meta(description="What was written.")] = None
    media: Annotated[
        Annotated[list[Media], Meta(max_length=MOST_NAMES)] | None, Meta(description="Files that came with it.")
    ] = None
    status: Annotated[MessageStatus | None, Meta(description="What became of it.")] = None
    error_code: Annotated[Text | None, Meta(description="Why it did not arrive, in the carrier's own code.")] = None


LegKind = (
    Started
    | Ringing
    | InFlow
    | Answered
    | Queued
    | LeftQueue
    | Held
    | Resumed
    | Muted
    | Unmuted
    | JoinedConference
    | LeftConference
    | Transferred
    | Ended
    | Logged
)
GenericEvent = LegKind | BegunConference | OverConference | File | ChatMessage
Payload = GenericEvent | Annotated[list[GenericEvent], Meta(min_length=1, max_length=MOST_EVENTS)]
KINDS: tuple[type[GenericEvent], ...] = get_args(GenericEvent)

# Members that are one of a few values, for messages that name them.
KNOWN_VALUES: Mapping[str, tuple[str, ...]] = {
    "type": tuple(str(kind.__struct_config__.tag) for kind in KINDS),
    "version": ("1",),
    "ending": get_args(Ending),
    "result": get_args(Result),
    "how": get_args(Transfer),
    "fileType": get_args(FileType),
    "status": get_args(MessageStatus),
    "channel": tuple(map(wire_name, Channel)),
    "direction": tuple(map(wire_name, Direction)),
    "role": tuple(map(wire_name, MemberRole)),
    "reason": tuple(map(wire_name, HoldReason)),
}
