"""The operations that show what was written in a session: its transcript, and its messages as records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from switchbook.api import moments
from switchbook.api.context import Context
from switchbook.api.operation import OPERATORS, Operation
from switchbook.api.sessions import get_session, zone_of
from switchbook.api.types import GetSession
from switchbook.api.types_acting import MessageInfo, MessageMedia
from switchbook.api.types_chats import (
    ChatTranscript,
    GetChatTranscript,
    GetSessionMessages,
    SessionMessages,
    TranscriptMessage,
)
from switchbook.model.message import MessageState
from switchbook.model.query import SessionQuery
from switchbook.model.session import Direction
from switchbook.model.wire_json import instant

_MONTHS_BACK = 6


def get_chat_transcript(request: GetChatTranscript, context: Context) -> ChatTranscript:
    """What was written in a session, and if asked for in the same conversation before, as far as the actor may see it.

    Raises NotFound, and BadRequest for a cut-off date that cannot be read.
    """
    session_id = _session(request.session_id, context)["id"]
    cut_off = _cut_off(request, context)
    told = list(context.store.messages(session_id))
    if request.include_historical:
        for earlier in _visible(context.store.earlier_chats(session_id, cut_off), context):
            told.extend(each for each in context.store.messages(earlier) if each.date >= cut_off)
    told.sort(key=lambda each: (each.first, each.id, each.source))
    return ChatTranscript(tuple(line for each in told for line in _lines(each)))


def get_session_messages(request: GetSessionMessages, context: Context) -> SessionMessages:
    """The messages of a session. Raises NotFound."""
    session = _session(request.session_id, context)
    return SessionMessages(tuple(message_info(each, session) for each in context.store.messages(session["id"])))


def message_info(state: MessageState, session: Mapping[str, Any]) -> MessageInfo:
    """A message as it goes out; `session` is the document of its session as a client reads it."""
    said = state.facts
    outgoing = said.direction is Direction.Outgoing
    return MessageInfo(
        id=state.id,
        account_id=session.get("accountId"),
        customer_id=session.get("customerId"),
        endpoint_id=session.get("endpointId"),
        endpoint_display_name=session.get("endpointName"),
        date=instant(state.date),
        direction=said.direction,
        other_address=said.recipient if outgoing else said.sender,
        sender=said.sender_name or said.sender,
        text=said.text,
        session_id=session.get("id"),
        status=said.status,
        error_code=said.error_code,
        media=tuple(MessageMedia(uri, kind or None) for uri, kind in said.media or ()),
    )


def _lines(state: MessageState) -> Iterator[TranscriptMessage]:
    said = state.facts
    date, sender = instant(state.date), said.sender or said.sender_name
    first, *others = said.media or ((None, None),)
    yield TranscriptMessage(date, sender, said.text, first[0], first[1] or None)
    for uri, kind in others:
        yield TranscriptMessage(date, sender, None, uri, kind or None)


def _session(session_id: str | None, context: Context) -> Mapping[str, Any]:
    """The document of a session as a client reads it. Raises NotFound where there is none to be seen."""
    found: Mapping[str, Any] = msgspec.json.decode(get_session(GetSession(session_id), context).document)
    return found


def _visible(session_ids: Sequence[str], context: Context) -> list[str]:
    """Those of these sessions that the actor may see, in the same order."""
    wanted = SessionQuery(
        scope=context.actor.scope, ids=frozenset(session_ids), both_shelves=True, limit=None, with_total=False
    )
    documents = context.store.find(wanted, context.patience.is_over).documents if session_ids else ()
    seen = {msgspec.json.decode(document)["id"] for document in documents}
    return [each for each in session_ids if each in seen]


def _cut_off(request: GetChatTranscript, context: Context) -> datetime:
    """From when on earlier messages are wanted: as asked for, but no longer than six months back."""
    asked = moments.moment(
        "historicalCutOffDate", request.historical_cut_off_date, zone_of(None, context), whole_day=timedelta(0)
    )
    limit = months_before(context.now, _MONTHS_BACK)
    return limit if asked is None else max(asked, limit)


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of the same day so many months earlier; of a shorter month, of its last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    first_of_next = datetime(year + (month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=moment.tzinfo)
    last_day = (first_of_next - timedelta(days=1)).day
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last_day))


CHATS: tuple[Operation, ...] = (
    Operation(
        name="GetChatTranscript",
        verb="GET",
        route="/sessions/{sessionId}/transcript",
        roles=OPERATORS,
        request=GetChatTranscript,
        answer=ChatTranscript,
        summary="Shows what was written in a chat, and if asked for in the same conversation before it.",
        handler=get_chat_transcript,
    ),
    Operation(
        name="GetSessionMessages",
        verb="GET",
        route="/sessions/{sessionId}/messages",
        roles=OPERATORS,
        request=GetSessionMessages,
        answer=SessionMessages,
        summary="Shows the messages of a session with what became of them. The original has no such operation.",
        handler=get_session_messages,
    ),
)
