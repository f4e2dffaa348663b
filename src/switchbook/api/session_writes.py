"""The operations that make a session, set members of it by hand, and write into its log."""

from __future__ import annotations

import secrets
from enum import IntEnum

from switchbook.api.acting import API, by, found, recorded, shown, source_of, visible
from switchbook.api.context import Context
from switchbook.api.operation import OPERATORS, STAFF, Operation
from switchbook.api.scoping import Visible
from switchbook.api.types import SessionInfo
from switchbook.api.types_acting import AppendSessionLog, NewOutgoingSession, NewSession, PatchSession
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Forbidden, NotFound
from switchbook.model import identity
from switchbook.model.answer import NOTHING, Answer
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegResumed,
    LegStarted,
)
from switchbook.model.event_by_hand import (
    SessionAmended,
    SessionNoted,
)
from switchbook.model.identity import is_session_id
from switchbook.model.leg import answered_at, is_ended, is_held
from switchbook.model.projection import root_leg
from switchbook.model.session import CallState, Channel, Direction, HoldReason, QueueState
from switchbook.stores.contract import Kept

_LONGEST_LINE = 10_000
_LONGEST_DATA = 100_000


def new_session(request: NewSession, context: Context) -> Answer:
    """Make a session that no carrier tells of; the session made.

    Raises BadRequest naming what is wrong or missing, Forbidden for an account outside the scope.
    """
    parent = request.parent_session_id or None
    if parent is not None:
        if not is_session_id(parent):
            raise BadRequest.of_field("parentSessionId", "parentSessionId is the id of a session")
        found(parent, context)
    _known(request.channel, Channel, "channel")
    _known(request.direction, Direction, "direction")
    data = _data(request.console_data)

    def work(pen: Pen) -> Answer:
        account_id, endpoint_id = _place(request, Visible(pen.directory, context.actor.scope))
        leg = secrets.token_hex(12)
        session_id = identity.session_id(account_id, API, leg)
        events = (
            LegStarted(at=context.now, leg=leg, facts=_facts(request, endpoint_id)),
            SessionAmended(
                at=context.now,
                session_id=session_id,
                by=by(context),
                made=True,
                console_data=data,
                parent_session_id=parent,
            ),
        )
        return shown(pen, recorded(pen, request, context, session_id, API, events, account_id))

    return write(request, context, work)


def new_outgoing_session(request: NewOutgoingSession, context: Context) -> Answer:
    """Have a number called. Raises BadRequest where no number is named, NotActing where no carrier is connected."""
    if not request.number_to_dial:
        raise BadRequest.of_field("numberToDial", "numberToDial is wanted: the number to call")
    context.carrier.act(context.operation, "", request)
    return NOTHING


def patch_session(request: PatchSession, context: Context) -> Answer:
    """Set what is given of a session, live or archived; the session as it is then. Raises NotFound and BadRequest."""
    session_id = visible(request.session_id, context)
    _known(request.call_state, CallState, "callState")
    _known(request.hold_reason, HoldReason, "holdReason")
    _known(request.queue_state, QueueState, "queueState")
    data = _data(request.console_data)

    def work(pen: Pen) -> Answer:
        kept = pen.ledger.load(session_id)
        if kept is None:
            raise NotFound("Session not found")
        amended = SessionAmended(
            at=context.now,
            session_id=kept.session_id,
            by=by(context),
            console_data=data,
            call_state=_number(request.call_state),
            hold_reason=_number(request.hold_reason),
            queue_state=_number(request.queue_state),
        )
        source, moves = _moved(request, pen, kept, context)
        return shown(pen, recorded(pen, request, context, kept.session_id, source, (*moves, amended)))

    return write(request, context, work)


def append_session_log(request: AppendSessionLog, context: Context) -> Answer:
    """Write a line into a session's log; the session as it is then. Raises NotFound and BadRequest."""
    session_id = visible(request.session_id, context)
    line = (request.text or request.message or request.log or "").strip()
    if not line or len(line) > _LONGEST_LINE:
        raise BadRequest.of_field("text", f"text is wanted: a line of at most {_LONGEST_LINE} letters")

    def work(pen: Pen) -> Answer:
        noted = SessionNoted(at=context.now, session_id=session_id, by=by(context), message=line)
        return shown(pen, recorded(pen, request, context, session_id, API, (noted,)))

    return write(request, context, work)


def _moved(request: PatchSession, pen: Pen, kept: Kept, context: Context) -> tuple[str, list[Event]]:
    """Under which source a patch is recorded, and what it does to the legs where no carrier has them.

    Connected takes a call off hold, for which the original knows no other way, and answers one that nobody has.
    """
    own = None if kept.state is None else source_of(pen, kept.session_id, kept.account_id, kept.state)
    if kept.state is None or own is None or request.call_state != CallState.Connected:
        return API, []
    running = {name: leg for name, leg in kept.state.legs.items() if not is_ended(leg)}
    moves: list[Event] = [LegResumed(at=context.now, leg=name) for name, leg in running.items() if is_held(leg)]
    root = root_leg(kept.state)
    if root in running and all(answered_at(leg) is None for leg in kept.state.legs.values()):
        moves.append(LegAnswered(at=context.now, leg=root))
    return (own, moves) if moves else (API, [])


def _place(request: NewSession, seen: Visible) -> tuple[str, str | None]:
    """The account and endpoint that a new session is of."""
    endpoint = None
    if request.endpoint_id:
        endpoint = seen.directory.endpoints.get(request.endpoint_id)
        if endpoint is None or not seen.holds_endpoint(endpoint):
            raise BadRequest.of_field("endpointId", f"there is no endpoint '{request.endpoint_id}'")
    elif seen.narrowed:
        raise Forbidden("You may not make this without an endpoint of yours: name it in endpointId")
    if request.account_id:
        account_id = seen.account_named(request.account_id).id
    elif endpoint is not None:
        account_id = endpoint.account_id
    else:
        (account_id, *others) = [*filter(seen.holds_account, seen.directory.accounts), ""]
        if len(others) != 1:
            seen.account_named(None)
    if endpoint is not None and endpoint.account_id != account_id:
        raise BadRequest.of_field("endpointId", f"there is no endpoint '{endpoint.id}' in this account")
    return account_id, None if endpoint is None else endpoint.id


def _facts(request: NewSession, endpoint_id: str | None) -> Facts:
    facts = Facts(
        channel=request.channel,
        direction=request.direction,
        from_address=_text(request.from_address) or _text(request.caller_id),
        to_address=_text(request.to_address) or _text(request.destination),
        destination=_text(request.destination),
        from_name=_text(request.from_name),
        display_name=_text(request.display_name),
        call_sid=_text(request.call_sid),
        endpoint_id=endpoint_id,
    )
    if facts.from_address is None and facts.to_address is None:
        raise BadRequest.of_field("toAddress", "toAddress, destination or fromAddress is wanted: who talks with whom")
    return facts


def _text(text: str | None) -> str | None:
    return (text or "").strip() or None


def _data(data: str | None) -> str | None:
    if data is not None and len(data) > _LONGEST_DATA:
        raise BadRequest.of_field("consoleData", f"consoleData is at most {_LONGEST_DATA} letters")
    return data


def _number(value: IntEnum | None) -> int | None:
    return None if value is None else int(value)


def _known(value: int | None, kind: type[IntEnum], field: str) -> None:
    if value is not None and value not in tuple(kind):
        raise BadRequest.of_field(field, f"{field} has no value {value}")


SESSION_WRITES: tuple[Operation, ...] = (
    Operation(
        name="NewSession",
        verb="POST",
        route="/sessions",
        roles=OPERATORS,
        request=NewSession,
        answer=SessionInfo,
        summary="Makes a session that no carrier tells of.",
        handler=new_session,
    ),
    Operation(
        name="NewOutgoingSession",
        verb="POST",
        route="/sessions/outgoing",
        roles=STAFF,
        request=NewOutgoingSession,
        summary="Has a number called and a flow run once it answers; 501 while no carrier is connected.",
        handler=new_outgoing_session,
    ),
    Operation(
        name="PatchSession",
        verb="PATCH",
        route="/sessions/{sessionId}",
        roles=(),
        request=PatchSession,
        answer=SessionInfo,
        summary="Sets what is given of a session.",
        handler=patch_session,
    ),
    Operation(
        name="AppendSessionLog",
        verb="POST",
        route="/sessions/{sessionId}/log",
        roles=(),
        request=AppendSessionLog,
        answer=SessionInfo,
        summary="Writes a line into a session's log.",
        handler=append_session_log,
    ),
)
