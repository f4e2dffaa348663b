"""The operation that tells how a session went, as a timeline of its parties."""

from __future__ import annotations

from datetime import datetime

from switchbook.api.context import Context
from switchbook.api.operation import Operation
from switchbook.api.sessions import get_session
from switchbook.api.spelling import read_answer
from switchbook.api.types import GetSession, SessionInfo
from switchbook.api.types_timeline import (
    GetSessionTimeline,
    SessionTimeline,
    TimelineLane,
    TimelineMark,
    TimelineSpan,
)
from switchbook.errors import NotFound
from switchbook.model.session import Member
from switchbook.model.state import millis, moment
from switchbook.model.timeline import Lane, timeline_of
from switchbook.model.timeline_lane import Span
from switchbook.model.wire_json import instant


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
        parent_session_id=_parent(session.id or "", context),
        begin=instant(moment(told.begin)),
        end=None if told.end is None else instant(moment(told.end)),
        complete=told.complete,
        lanes=tuple(map(_lane, told.lanes)),
    )


def _parent(session_id: str, context: Context) -> str | None:
    """The session that one followed from, by the id it has now; None where the actor may see none."""
    parent = context.store.parent(session_id)
    try:
        return None if parent is None else _session(parent, context).id
    except NotFound:
        return None


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
)
