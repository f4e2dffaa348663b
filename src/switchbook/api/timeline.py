"""The operations that tell how a session went: as a timeline, and as what was delivered about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.listing import listed
from switchbook.api.operation import STAFF, Operation
from switchbook.api.sessions import get_session
from switchbook.api.spelling import read_answer
from switchbook.api.types import GetSession, SessionInfo
from switchbook.api.types_timeline import (
    EventRead,
    GetSessionTimeline,
    ListSessionEvents,
    SessionEventInfo,
    SessionTimeline,
    TimelineLane,
    TimelineMark,
    TimelineSpan,
)
from switchbook.errors import NotFound
from switchbook.model.answer import ListAnswer
from switchbook.model.event import Event
from switchbook.model.session import Member
from switchbook.model.state import millis, moment
from switchbook.model.timeline import Lane, timeline_of
from switchbook.model.timeline_lane import Span
from switchbook.model.wire_json import instant
from switchbook.stores.contract import JournalEntry


def get_session_timeline(request: GetSessionTimeline, context: Context) -> SessionTimeline:
    """How a session went. Raises NotFound where there is none to be seen."""
    session = _session(request.session_id, context)
    state = context.store.state(session.id or "")
    if state is None:
        raise NotFound(f"There is no session {session.id}")
    began = _millis(session.date_created)
    begin = state.first if began is None else began
    over = _millis(session.date_completed)
    end = (begin if over is None else over) if session.ended else None
    events = [event for entry in context.store.entries(session.id or "") for event in entry.events]
    told = timeline_of(begin, end, _members(session), state, events)
    return SessionTimeline(
        session_id=session.id,
        begin=instant(moment(told.begin)),
        end=None if told.end is None else instant(moment(told.end)),
        complete=told.complete,
        lanes=tuple(map(_lane, told.lanes)),
    )


def list_session_events(request: ListSessionEvents, context: Context) -> ListAnswer:
    """The journal of a session, oldest first. Raises NotFound where there is none to be seen."""
    session = _session(request.session_id, context)
    found = map(_entry, context.store.entries(session.id or ""))
    return listed(request, context, found, SessionEventInfo, sort="received", value=_sort_value)


def _session(session_id: str | None, context: Context) -> SessionInfo:
    return read_answer(SessionInfo, get_session(GetSession(session_id), context).document)


def _millis(told: str | None) -> int | None:
    return None if told is None else millis(datetime.fromisoformat(told))


def _members(session: SessionInfo) -> list[Member]:
    return [
        Member(
            identity=each.identity,
            endpoint_id=each.endpoint_id,
            display_name=each.display_name,
            is_original_member=each.is_original_member,
            role=each.role,
            call_sid=each.call_sid,
        )
        for each in session.members
    ]


def _lane(lane: Lane) -> TimelineLane:
    member = lane.member
    return TimelineLane(
        name=member.display_name,
        identity=member.identity,
        endpoint_id=member.endpoint_id,
        role=member.role,
        call_sid=member.call_sid,
        spans=tuple(map(_span, lane.spans)),
        marks=tuple(TimelineMark(mark.kind, instant(moment(mark.at)), mark.detail or None) for mark in lane.marks),
    )


def _span(span: Span) -> TimelineSpan:
    return TimelineSpan(
        kind=span.kind,
        begin=instant(moment(span.begin)),
        end=None if span.end is None else instant(moment(span.end)),
        milliseconds=None if span.end is None else span.end - span.begin,
        detail=span.detail or None,
    )


def _entry(entry: JournalEntry) -> SessionEventInfo:
    return SessionEventInfo(
        id=str(entry.position),
        received=instant(entry.received),
        source=entry.source,
        content_type=entry.content_type,
        payload=entry.payload.decode("utf-8", "replace"),
        events=tuple(map(_read, entry.events)),
        error=entry.error,
    )


def _read(event: Event) -> EventRead:
    told: dict[str, Any] = msgspec.to_builtins(event, str_keys=True)
    kind = told.pop("kind")
    del told["at"]
    return EventRead(kind, instant(event.at), told)


def _sort_value(entry: SessionEventInfo, attribute: str) -> Any:
    """What came in one millisecond stays in the order of arrival."""
    told = getattr(entry, attribute)
    return f"{told} {int(entry.id or 0):020}" if attribute == "received" else told


TIMELINE: tuple[Operation, ...] = (
    Operation(
        name="GetSessionTimeline",
        verb="GET",
        route="/sessions/{sessionId}/timeline",
        roles=(),
        request=GetSessionTimeline,
        answer=SessionTimeline,
        summary="Tells how a session went: who rang, waited, talked and was held, from when until when.",
        handler=get_session_timeline,
    ),
    Operation(
        name="ListSessionEvents",
        verb="GET",
        route="/sessions/{sessionId}/events",
        roles=STAFF,
        request=ListSessionEvents,
        answer=SessionEventInfo,
        lists=True,
        summary="Lists what was delivered about a session as it came, and what was read in it.",
        handler=list_session_events,
    ),
)
