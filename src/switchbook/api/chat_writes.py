"""The operations that write into chats: a message, and who is asked in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

import msgspec

from switchbook.api.acting import API, Subject, act, act_or_write, by, recorded, subject_of, visible
from switchbook.api.context import Context
from switchbook.api.operation import OPERATORS, Operation
from switchbook.api.scoping import Visible
from switchbook.api.types import SessionInfo
from switchbook.api.types_acting import DeleteChatMember, InviteChatMember, MessageInfo, SendMessage
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict
from switchbook.model.addresses import canonical
from switchbook.model.answer import Answer, DocumentAnswer
from switchbook.model.directory import Directory
from switchbook.model.event import (
    Event,
    Facts,
    MessageFacts,
    MessageTold,
)
from switchbook.model.event_by_hand import (
    GuestAdded,
    GuestRemoved,
)
from switchbook.model.projection import project
from switchbook.model.session import Channel, Direction, Session
from switchbook.model.wire_json import encode, instant

_LONGEST_MESSAGE = 10_000


class _Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Between whom a message goes: our address and endpoint, the other's address, and the account."""

    account_id: str
    ours: str | None
    other: str
    endpoint_id: str | None


def send_message(request: SendMessage, context: Context) -> Answer:
    """Write a message; the message. Raises BadRequest, NotFound, and as `act` does.

    Into the chat named; else into the chat between the endpoint and the address, or one that begins with it.
    """
    text = (request.body or "").strip()
    if not text or len(text) > _LONGEST_MESSAGE:
        raise BadRequest.of_field("body", f"body is wanted: a text of at most {_LONGEST_MESSAGE} letters")
    if request.session_id:
        return _into_chat(request, text, context)
    return _from_endpoint(request, text, context)


def invite_chat_member(request: InviteChatMember, context: Context) -> Answer:
    """Ask somebody into a chat; the session as it is then. Raises BadRequest for what is no address, and as `act`."""
    asked = (request.member_to_add or "").strip()
    identity = canonical(asked, None)
    if identity is None:
        raise BadRequest.of_field("memberToAdd", "memberToAdd is a cell phone number, or a user's e-mail address")
    directory = context.store.directory()

    def events(subject: Subject) -> Sequence[Event]:
        _refuse_no_chat(subject)
        endpoint = directory.endpoint_at(subject.account_id, identity)
        return [
            GuestAdded(
                at=context.now,
                session_id=subject.session_id,
                by=by(context),
                identity=identity,
                name=None if endpoint is None else endpoint.name,
                endpoint_id=None if endpoint is None else endpoint.id,
            )
        ]

    return act(request, request.session_id, context, events)


def delete_chat_member(request: DeleteChatMember, context: Context) -> Answer:
    """Take somebody out of a chat who was asked in; the session as it is then. Raises BadRequest, and as `act`."""
    asked = (request.member_id or request.member_to_remove or "").strip()

    def events(subject: Subject) -> Sequence[Event]:
        guest = subject.state.guests.get(canonical(asked, None) or asked)
        if guest is None or not guest["present"].value:
            raise BadRequest.of_field("memberId", f"nobody was asked into this chat as '{asked}'")
        identity = canonical(asked, None) or asked
        return [GuestRemoved(at=context.now, session_id=subject.session_id, by=by(context), identity=identity)]

    return act(request, request.session_id, context, events)


def _into_chat(request: SendMessage, text: str, context: Context) -> Answer:
    known_id = visible(request.session_id, context)

    def work(pen: Pen) -> Answer:
        subject = subject_of(pen, known_id)
        _refuse_no_chat(subject)
        session = project(subject.state, session_id=subject.session_id, account_id=subject.account_id)
        parties = _parties(session)
        leg = next(iter(subject.state.legs), None)
        named = pen.ledger.conversations(subject.session_id)
        conversation = next((name for source, name in named if source == subject.source), None)
        told = _told(parties, text, leg, conversation, context)
        recorded(pen, request, context, subject.session_id, subject.source, (told,))
        return _answer(told, parties, pen.directory, subject.session_id)

    return act_or_write(request, known_id, context, work)


def _from_endpoint(request: SendMessage, text: str, context: Context) -> Answer:
    if not request.endpoint_id or not request.to_address:
        field = "toAddress" if request.endpoint_id else "sessionId"
        raise BadRequest.of_field(field, "sessionId is wanted, or endpointId with toAddress: whom to write to")
    other = canonical(request.to_address, None) or request.to_address.strip()

    def work(pen: Pen) -> Answer:
        endpoint = Visible(pen.directory, context.actor.scope).endpoint(request.endpoint_id)
        if not endpoint.address:
            raise BadRequest.of_field("endpointId", "this endpoint has no address to write from")
        parties = _Parties(account_id=endpoint.account_id, ours=endpoint.address, other=other, endpoint_id=endpoint.id)
        told = _told(parties, text, None, None, context)
        session_id = recorded(pen, request, context, "", API, (told,), endpoint.account_id)
        return _answer(told, parties, pen.directory, session_id)

    return write(request, context, work)


def _parties(session: Session) -> _Parties:
    """Who writes to whom in a chat. Raises Conflict where it is not known whom to write to."""
    incoming = session.direction is Direction.Incoming
    ours, other = (session.to_address, session.from_address) if incoming else (session.from_address, session.to_address)
    if not other:
        raise Conflict("It is not known whom to write to in this chat")
    return _Parties(account_id=session.account_id, ours=ours, other=other, endpoint_id=session.endpoint_id)


def _told(parties: _Parties, text: str, leg: str | None, conversation: str | None, context: Context) -> MessageTold:
    """A message that goes out, as an event."""
    between = " and ".join(sorted({parties.other, *([parties.ours] if parties.ours else [])}))
    return MessageTold(
        at=context.now,
        message=secrets.token_hex(12),
        conversation=conversation or f"between {between}",
        leg=leg,
        facts=Facts(
            channel=Channel.Chat,
            direction=Direction.Outgoing,
            from_address=parties.ours,
            to_address=parties.other,
            endpoint_id=parties.endpoint_id,
        ),
        said=MessageFacts(
            direction=Direction.Outgoing,
            sender=parties.ours,
            sender_name=by(context),
            recipient=parties.other,
            text=text,
        ),
    )


def _answer(told: MessageTold, parties: _Parties, directory: Directory, session_id: str) -> DocumentAnswer:
    endpoint = directory.endpoints.get(parties.endpoint_id or "")
    info = MessageInfo(
        id=told.message,
        account_id=parties.account_id,
        customer_id=None if endpoint is None else endpoint.customer_id,
        endpoint_id=parties.endpoint_id,
        endpoint_display_name=None if endpoint is None else endpoint.name,
        date=instant(told.at),
        direction=Direction.Outgoing,
        other_address=parties.other,
        sender=told.said.sender_name,
        text=told.said.text,
        session_id=session_id,
    )
    return DocumentAnswer(encode(info), MessageInfo)


def _refuse_no_chat(subject: Subject) -> None:
    session = project(subject.state, session_id=subject.session_id, account_id=subject.account_id)
    if session.channel is not Channel.Chat:
        raise Conflict("This session is no chat")
    if session.ended:
        raise Conflict("This chat is over")


CHAT_WRITES: tuple[Operation, ...] = (
    Operation(
        name="SendMessage",
        verb="POST",
        route="/sessions/{sessionId}/messages",
        also=("/messages",),
        roles=OPERATORS,
        request=SendMessage,
        answer=MessageInfo,
        summary="Writes a message: into a chat, or from an endpoint to an address.",
        handler=send_message,
    ),
    Operation(
        name="InviteChatMember",
        verb="POST",
        route="/sessions/{sessionId}/members",
        roles=OPERATORS,
        request=InviteChatMember,
        answer=SessionInfo,
        summary="Asks somebody into a chat.",
        handler=invite_chat_member,
    ),
    Operation(
        name="DeleteChatMember",
        verb="DELETE",
        route="/sessions/{sessionId}/members/{memberId}",
        roles=OPERATORS,
        request=DeleteChatMember,
        answer=SessionInfo,
        summary="Takes somebody out of a chat who was asked in.",
        handler=delete_chat_member,
    ),
)
