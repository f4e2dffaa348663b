"""The operations that act on a call: end, hold, redirect, reject, record, and the conference it can become."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from switchbook.api.acting import Subject, act, by
from switchbook.api.context import Context
from switchbook.api.operation import OPERATORS, Operation
from switchbook.api.types import SessionInfo
from switchbook.api.types_acting import (
    AddConferenceMember,
    ConferenceSession,
    EndSession,
    HoldSession,
    PatchConferenceMember,
    RecordSession,
    RedirectSession,
    RejectSession,
)
from switchbook.errors import BadRequest, Conflict
from switchbook.model.answer import NOTHING, Answer
from switchbook.model.event import (
    ConferenceStarted,
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegEnded,
    LegHeld,
    LegJoinedConference,
    LegMuted,
    LegRang,
    LegResumed,
    LegStarted,
    LegTransferred,
    LegUnmuted,
)
from switchbook.model.event_by_hand import (
    SessionClosed,
)
from switchbook.model.leg import answered_at
from switchbook.model.projection import root_leg
from switchbook.model.session import HoldReason


def end_session(request: EndSession, context: Context) -> Answer:
    """End a session, or one call of it; the record stays. Raises as `act` does."""

    def events(subject: Subject) -> Sequence[Event]:
        named = subject.leg(request.call_sid)
        legs = list(subject.running) if named is None else [named]
        ends: list[Event] = [_end(subject, leg, context) for leg in legs]
        return ends or [SessionClosed(at=context.now, session_id=subject.session_id, by=by(context))]

    act(request, request.session_id, context, events)
    return NOTHING


def hold_session(request: HoldSession, context: Context) -> Answer:
    """Put a session on hold; the session as it is then. Raises as `act` does."""
    if request.reason not in tuple(HoldReason):
        raise BadRequest.of_field("reason", f"reason is None or Transferring, not {request.reason}")

    def events(subject: Subject) -> Sequence[Event]:
        leg = subject.leg(request.call_sid) or _root(subject)
        facts = Facts(held_by_user_id=context.actor.id, held_by_name=by(context))
        return [LegHeld(at=context.now, leg=leg, reason=request.reason, facts=facts)]

    return act(request, request.session_id, context, events)


def redirect_session(request: RedirectSession, context: Context) -> Answer:
    """Pass a session on: who answered leaves, and the new destination is called. Raises as `act` does."""
    destination = _wanted(request.destination, "destination")

    def events(subject: Subject) -> Sequence[Event]:
        root, now = _root(subject), context.now
        leaving = [leg for leg in subject.running if leg != root]
        passing = next((leg for leg in leaving if answered_at(subject.running[leg]) is not None), root)
        called = Facts(to_address=destination, from_address=request.caller_id or None)
        return [
            LegStarted(at=now, leg=root, silent=True, facts=Facts(destination=destination)),
            LegTransferred(at=now, leg=passing, how="blind", target=destination),
            *(_end(subject, leg, context) for leg in leaving),
            LegStarted(at=now, leg=secrets.token_hex(12), parent=root, facts=called),
        ]

    act(request, request.session_id, context, events)
    return NOTHING


def reject_session(request: RejectSession, context: Context) -> Answer:
    """Turn a session down. Raises as `act` does, and Conflict where somebody has answered it."""

    def events(subject: Subject) -> Sequence[Event]:
        if any(answered_at(leg) is not None for leg in subject.state.legs.values()):
            raise Conflict("This session was answered; it can be ended, not rejected")
        root = _root(subject)
        others = [LegEnded(at=context.now, leg=leg, ending="canceled") for leg in subject.running if leg != root]
        return [*others, LegEnded(at=context.now, leg=root, ending="busy", facts=Facts(outcome="Rejected"))]

    act(request, request.session_id, context, events)
    return NOTHING


def record_session(request: RecordSession, context: Context) -> Answer:
    """Say that a recording has begun. Raises as `act` does."""

    def events(subject: Subject) -> Sequence[Event]:
        said = FileFacts(type="CallRecording", status="in-progress")
        return [FileTold(at=context.now, file=secrets.token_hex(12), leg=_root(subject), said=said)]

    act(request, request.session_id, context, events)
    return NOTHING


def conference_session(request: ConferenceSession, context: Context) -> Answer:
    """Make a conference of a session; the session as it is then. Raises as `act` does."""
    return act(request, request.session_id, context, lambda subject: _joined(subject, context)[1])


def add_conference_member(request: AddConferenceMember, context: Context) -> Answer:
    """Call somebody into a session, which becomes a conference; the session as it is then. Raises as `act` does."""
    destination = _wanted(request.destination, "destination")

    def events(subject: Subject) -> Sequence[Event]:
        by_leg = subject.leg(request.call_sid) or _root(subject)
        _, joining = _joined(subject, context)
        new = secrets.token_hex(12)
        facts = Facts(to_address=destination, from_address=request.from_number or None, call_sid=new)
        return [
            *joining,
            LegStarted(at=context.now, leg=new, parent=by_leg, facts=facts),
            LegRang(at=context.now, leg=new, parent=by_leg),
        ]

    return act(request, request.session_id, context, events)


def patch_conference_member(request: PatchConferenceMember, context: Context) -> Answer:
    """Hold or mute a member, or undo it; the session as it is then. Raises as `act` does."""
    if request.hold is None and request.muted is None:
        raise BadRequest.of_field("hold", "hold or muted is wanted: true or false")

    def events(subject: Subject) -> Sequence[Event]:
        leg = subject.leg(request.call_sid)
        if leg is None:
            raise BadRequest.of_field("callSid", "callSid is wanted: the call of the member")
        told: list[Event] = []
        if request.hold is not None:
            facts = Facts(held_by_user_id=context.actor.id, held_by_name=by(context))
            held = LegHeld(at=context.now, leg=leg, facts=facts)
            told.append(held if request.hold else LegResumed(at=context.now, leg=leg))
        if request.muted is not None:
            told.append((LegMuted if request.muted else LegUnmuted)(at=context.now, leg=leg))
        return told

    return act(request, request.session_id, context, events)


def _root(subject: Subject) -> str:
    """The leg that carries the session. Raises Conflict where it is over, or there is none."""
    root = root_leg(subject.state)
    if root not in subject.running:
        raise Conflict("No call of this session is running")
    return root


def _end(subject: Subject, leg: str, context: Context) -> LegEnded:
    """A leg is over: it completed where anybody was answered on it, else it was given up."""
    answered = answered_at(subject.running[leg])
    root_talked = leg == root_leg(subject.state) and any(answered_at(each) for each in subject.state.legs.values())
    if answered is None and not root_talked:
        return LegEnded(at=context.now, leg=leg, ending="canceled")
    began = answered if answered is not None else subject.running[leg].started
    seconds = max(0, int(context.now.timestamp()) - began // 1000)
    return LegEnded(at=context.now, leg=leg, ending="completed", duration=seconds)


def _joined(subject: Subject, context: Context) -> tuple[str, Sequence[Event]]:
    """The conference of a session, and what makes one of it: every leg that is on the line joins."""
    inside = [(room, said) for leg in subject.running.values() for room, said in leg.rooms.items() if said.value]
    if inside:
        return inside[0][0], []
    root = _root(subject)
    room = "CF" + secrets.token_hex(16)
    on_line = [leg for leg, state in subject.running.items() if leg == root or answered_at(state) is not None]
    joins = [LegJoinedConference(at=context.now, leg=leg, conference=room) for leg in on_line]
    return room, [ConferenceStarted(at=context.now, conference=room), *joins]


def _wanted(text: str | None, field: str) -> str:
    kept = (text or "").strip()
    if not kept:
        raise BadRequest.of_field(field, f"{field} is wanted")
    return kept


CALL_CONTROL: tuple[Operation, ...] = (
    Operation(
        name="EndSession",
        verb="DELETE",
        route="/sessions/{sessionId}",
        roles=OPERATORS,
        request=EndSession,
        summary="Ends a session, or one call of it; the record stays.",
        handler=end_session,
    ),
    Operation(
        name="HoldSession",
        verb="POST",
        route="/sessions/{sessionId}/hold",
        roles=OPERATORS,
        request=HoldSession,
        answer=SessionInfo,
        summary="Puts a session on hold; setting callState to Connected takes it off.",
        handler=hold_session,
    ),
    Operation(
        name="RedirectSession",
        verb="POST",
        route="/sessions/{sessionId}/redirect",
        roles=OPERATORS,
        request=RedirectSession,
        summary="Passes a session on to another destination.",
        handler=redirect_session,
    ),
    Operation(
        name="RejectSession",
        verb="POST",
        route="/sessions/{sessionId}/reject",
        roles=OPERATORS,
        request=RejectSession,
        summary="Turns a session down that nobody has answered.",
        handler=reject_session,
    ),
    Operation(
        name="RecordSession",
        verb="POST",
        route="/sessions/{sessionId}/record",
        roles=OPERATORS,
        request=RecordSession,
        summary="Begins a recording of a session.",
        handler=record_session,
    ),
    Operation(
        name="ConferenceSession",
        verb="POST",
        route="/sessions/{sessionId}/conference",
        roles=OPERATORS,
        request=ConferenceSession,
        answer=SessionInfo,
        summary="Makes a conference of a session.",
        handler=conference_session,
    ),
    Operation(
        name="AddConferenceMember",
        verb="POST",
        route="/sessions/{sessionId}/conference/members",
        roles=OPERATORS,
        request=AddConferenceMember,
        answer=SessionInfo,
        summary="Calls somebody into a session, which becomes a conference.",
        handler=add_conference_member,
    ),
    Operation(
        name="PatchConferenceMember",
        verb="PATCH",
        route="/sessions/{sessionId}/conference/members/{callSid}",
        roles=OPERATORS,
        request=PatchConferenceMember,
        answer=SessionInfo,
        summary="Holds or mutes a member of a conference, or undoes it.",
        handler=patch_conference_member,
    ),
)
