"""Request types of the operations that make sessions and act on them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.model.session import CallState, Channel, Direction, HoldReason, QueueState

_SESSION = Meta(description="The id of the session.")
_CALL = Meta(description="The call that is meant, of those of the session.")
_OURS = {"extension": True}


class NewSession(msgspec.Struct, frozen=True, rename="camel"):
    """Makes a session that no carrier tells of."""

    account_id: Annotated[
        str | None, Meta(description="The account it belongs to; absent, that of the endpoint, or the only one seen.")
    ] = None
    channel: Annotated[Channel, Meta(description="How people talk: by voice, chat or fax.")] = Channel.Voice
    direction: Annotated[Direction, Meta(description="Who begins: the other side or ours.", extra=_OURS)] = (
        Direction.Outgoing
    )
    endpoint_id: Annotated[str | None, Meta(description="The endpoint whose session it is.")] = None
    destination: Annotated[str | None, Meta(description="What was dialled, as typed into the dial box.")] = None
    to_address: Annotated[str | None, Meta(description="The address called or written to; else the destination.")] = (
        None
    )
    from_address: Annotated[str | None, Meta(description="The address calling or writing; else callerId.")] = None
    caller_id: Annotated[str | None, Meta(description="The number that is shown to who is called.")] = None
    from_name: Annotated[str | None, Meta(description="The name of who calls or writes.", extra=_OURS)] = None
    display_name: Annotated[str | None, Meta(description="The name to show for it.", extra=_OURS)] = None
    call_sid: Annotated[str | None, Meta(description="The carrier's own id of the call.", extra=_OURS)] = None
    console_data: Annotated[str | None, Meta(description="What an operator console keeps with it.", extra=_OURS)] = None
    parent_session_id: Annotated[str | None, Meta(description="The session that it follows from.", extra=_OURS)] = None


class NewOutgoingSession(msgspec.Struct, frozen=True, rename="camel"):
    """Has a number called, and a flow run once it answers: for a carrier that is connected."""

    flow_id: Annotated[str | None, Meta(description="The flow to run.")] = None
    number_to_dial: Annotated[str | None, Meta(description="The number to call, in E.164.")] = None
    caller_id: Annotated[str | None, Meta(description="The number that is shown to who is called.")] = None


class PatchSession(msgspec.Struct, frozen=True, rename="camel"):
    """Sets members of a session: only what is given changes; an empty consoleData clears it."""

    session_id: Annotated[str | None, _SESSION] = None
    console_data: Annotated[str | None, Meta(description="What an operator console keeps with it.")] = None
    call_state: Annotated[
        CallState | None, Meta(description="Where the call stands, until the next thing that happens in it.")
    ] = None
    hold_reason: Annotated[HoldReason | None, Meta(description="Why it is on hold, in the same way.")] = None
    queue_state: Annotated[QueueState | None, Meta(description="Where it stands in a queue, in the same way.")] = None


class AppendSessionLog(msgspec.Struct, frozen=True, rename="camel"):
    """Writes a line into a session's log."""

    session_id: Annotated[str | None, _SESSION] = None
    text: Annotated[str | None, Meta(description="The line.")] = None
    message: Annotated[str | None, Meta(description="The line, by another name.")] = None
    log: Annotated[str | None, Meta(description="The line, by a third name.")] = None


class EndSession(msgspec.Struct, frozen=True, rename="camel"):
    """Ends a session, or one call of it."""

    session_id: Annotated[str | None, _SESSION] = None
    call_sid: Annotated[str | None, Meta(description="The one call to end; absent, all of them.")] = None


class HoldSession(msgspec.Struct, frozen=True, rename="camel"):
    """Puts a session on hold."""

    session_id: Annotated[str | None, _SESSION] = None
    call_sid: Annotated[str | None, _CALL] = None
    reason: Annotated[HoldReason, Meta(description="Why.")] = HoldReason.None_


class RedirectSession(msgspec.Struct, frozen=True, rename="camel"):
    """Passes a session on to another destination."""

    session_id: Annotated[str | None, _SESSION] = None
    destination: Annotated[str | None, Meta(description="Where to, as typed into the dial box.")] = None
    caller_id: Annotated[str | None, Meta(description="The number that is shown there.")] = None


class RejectSession(msgspec.Struct, frozen=True, rename="camel"):
    """Turns a session down that nobody has answered."""

    session_id: Annotated[str | None, _SESSION] = None


class RecordSession(msgspec.Struct, frozen=True, rename="camel"):
    """Begins a recording of a session."""

    session_id: Annotated[str | None, _SESSION] = None


class ConferenceSession(msgspec.Struct, frozen=True, rename="camel"):
    """Makes a conference of a session."""

    session_id: Annotated[str | None, _SESSION] = None


class AddConferenceMember(msgspec.Struct, frozen=True, rename="camel"):
    """Calls somebody into a session, which becomes a conference if it is none."""

    session_id: Annotated[str | None, _SESSION] = None
    call_sid: Annotated[str | None, _CALL] = None
    destination: Annotated[str | None, Meta(description="Whom to call.")] = None
    from_number: Annotated[str | None, Meta(description="The number that is shown there.")] = None


class PatchConferenceMember(msgspec.Struct, frozen=True, rename="camel"):
    """Holds or mutes a member of a conference, or undoes it."""

    session_id: Annotated[str | None, _SESSION] = None
    call_sid: Annotated[str | None, Meta(description="The call of the member.")] = None
    hold: Annotated[bool | None, Meta(description="Whether the member is on hold.")] = None
    muted: Annotated[bool | None, Meta(description="Whether the member cannot be heard.")] = None


class InviteChatMember(msgspec.Struct, frozen=True, rename="camel"):
    """Asks somebody into a chat."""

    session_id: Annotated[str | None, _SESSION] = None
    member_to_add: Annotated[str | None, Meta(description="A cell phone number, or a user's e-mail address.")] = None
    caller_id: Annotated[str | None, Meta(description="The number that a cell phone is written to from.")] = None


class DeleteChatMember(msgspec.Struct, frozen=True, rename="camel"):
    """Takes somebody out of a chat who was asked in."""

    session_id: Annotated[str | None, _SESSION] = None
    member_id: Annotated[str | None, Meta(description="The identity of the member.")] = None
    member_to_remove: Annotated[str | None, Meta(description="The same by another name.")] = None


class SendMessage(msgspec.Struct, frozen=True, rename="camel"):
    """Writes a message: into a chat, or from an endpoint to an address."""

    session_id: Annotated[str | None, Meta(description="The chat to write into.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The endpoint to write from, with toAddress.")] = None
    to_address: Annotated[str | None, Meta(description="The address to write to, with endpointId.")] = None
    body: Annotated[str | None, Meta(description="The text.")] = None


class MessageMedia(msgspec.Struct, frozen=True, rename="camel"):
    """A file that came with a message."""

    uri: Annotated[str | None, Meta(description="Where it is.")] = None
    content_type: Annotated[str | None, Meta(description="Its media type.")] = None


class MessageInfo(msgspec.Struct, frozen=True, rename="camel"):
    """One message of a chat."""

    id: Annotated[str | None, Meta(description="The id of the message.")] = None
    account_id: Annotated[str | None, Meta(description="The account.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The endpoint on our side.")] = None
    endpoint_display_name: Annotated[str | None, Meta(description="Its name.")] = None
    date: Annotated[str | None, Meta(description="When it was written.")] = None
    direction: Annotated[Direction | None, Meta(description="Whether the other side wrote it, or ours.")] = None
    other_address: Annotated[str | None, Meta(description="The address of the other side.")] = None
    sender: Annotated[str | None, Meta(description="Who wrote it.")] = None
    text: Annotated[str | None, Meta(description="What was written.")] = None
    is_unread: Annotated[bool, Meta(description="Whether nobody has read it; not kept here.")] = False
    session_id: Annotated[str | None, Meta(description="The chat it is in.", extra=_OURS)] = None
    status: Annotated[
        str | None, Meta(description="What became of it, such as `sent`, `delivered` or `failed`.", extra=_OURS)
    ] = None
    error_code: Annotated[
        str | None, Meta(description="Why it did not arrive, in the carrier's own code.", extra=_OURS)
    ] = None
    media: Annotated[tuple[MessageMedia, ...], Meta(description="Files that came with it.", extra=_OURS)] = ()
