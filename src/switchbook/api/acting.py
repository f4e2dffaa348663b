"""How an operation acts on a session: the one that is meant, whether a carrier has it, and what is recorded of it.

A session that was made here, or that a generic event told of, has no carrier: what is done to it is what becomes of
it, as an event of its own in the journal, under the source whose legs it is about. One that a carrier has is changed
by the carrier alone, which then tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from switchbook.api.context import Context
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, NotActing, NotFound
from switchbook.model.answer import Answer, DocumentAnswer
from switchbook.model.event import Event
from switchbook.model.event_by_hand import SessionEvent
from switchbook.model.identity import is_session_id
from switchbook.model.leg import facts_of, is_ended
from switchbook.model.query import SessionQuery, Shelf
from switchbook.model.state import FoldState, LegState

# The source of what begins here.
API = "api"
# Sources of sessions that no carrier has: what they are told to be is what they are.
_WITHOUT_CARRIER = (API, "generic")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The session that is acted on; `source` is that of its legs, `state` what is known of it."""

    session_id: str
    account_id: str
    source: str
    state: FoldState

    @property
    def running(self) -> Mapping[str, LegState]:
        """The legs that are not over, by name."""
        return {name: leg for name, leg in self.state.legs.items() if not is_ended(leg)}

    def leg(self, call_sid: str | None) -> str | None:
        """The running leg that a request names by its call SID or its name; None where it names none.

        Raises BadRequest for a name that no running leg has.
        """
        if not call_sid:
            return None
        for name, leg in self.running.items():
            if call_sid in (name, facts_of(leg).call_sid):
                return name
        raise BadRequest.of_field("callSid", f"no running call of this session is '{call_sid}'")


class _OfCarrier(Exception):
    """The session is a carrier's."""


def act(
    request: msgspec.Struct,
    session_id: str | None,
    context: Context,
    events: Callable[[Subject], Sequence[Event]],
) -> Answer:
    """Record what these events say of a running session, or have its carrier do it; the session as it is then.

    Raises NotFound, Conflict for one that is over, NotActing where it is a carrier's and nobody can reach that.
    """
    known_id = visible(session_id, context)

    def work(pen: Pen) -> Answer:
        subject = subject_of(pen, known_id)
        given = tuple(events(subject))
        if given:
            recorded(pen, request, context, known_id, subject.source, given)
        return shown(pen, known_id)

    return act_or_write(request, known_id, context, work)


def act_or_write(request: msgspec.Struct, session_id: str, context: Context, work: Callable[[Pen], Answer]) -> Answer:
    """Do work that asks for `subject_of` this session, or have its carrier do what is asked."""
    try:
        return write(request, context, work)
    except _OfCarrier:
        context.carrier.act(context.operation, session_id, request)
        return DocumentAnswer(found(session_id, context), context.answers)


def visible(session_id: str | None, context: Context) -> str:
    """The id of a session that the actor may see. Raises NotFound."""
    found(session_id, context)
    return session_id or ""


def found(session_id: str | None, context: Context) -> bytes:
    """The document of a session that the actor may see, live or archived. Raises NotFound."""
    if session_id is not None and is_session_id(session_id):
        wanted = SessionQuery(scope=context.actor.scope, ids=frozenset({session_id}), limit=1, with_total=False)
        # Live first: a session that is being archived meanwhile is then found at its new place.
        for shelf in (Shelf.live, Shelf.archive):
            documents = context.store.find(msgspec.structs.replace(wanted, shelf=shelf)).documents
            if documents:
                return documents[0]
    raise NotFound("Session not found")


def recorded(
    pen: Pen,
    request: msgspec.Struct,
    context: Context,
    session_id: str,
    source: str,
    events: Sequence[Event],
    account_id: str | None = None,
) -> str:
    """Journal and fold events of a session, audited; the id of the session that they are of now.

    A session that is not there yet is begun in the account named. Raises NotFound where none is, and ChangedMeanwhile.
    """
    kept = pen.ledger.load(session_id)
    if kept is not None:
        pen.refuse_if_changed(shown(pen, session_id).document)
        account_id = kept.account_id
    if account_id is None:
        raise NotFound("Session not found")
    payload = msgspec.json.encode(request)
    given = tuple(_in_order(event, context) for event in events)
    now_id = context.record(pen.ledger, source, account_id, given, payload, context.now) or session_id
    pen.tell("session", now_id, account_id)
    return now_id


def _in_order(event: Event, context: Context) -> Event:
    """Two things done by hand within one millisecond, the unit of the fold, go by the microseconds between them."""
    if not isinstance(event, SessionEvent):
        return event
    return msgspec.structs.replace(event, sequence=context.now.microsecond % 1000)


def shown(pen: Pen, session_id: str) -> DocumentAnswer:
    """The session as it is in this transaction. Raises NotFound."""
    document = pen.ledger.document(session_id)
    if document is None:
        raise NotFound("Session not found")
    return DocumentAnswer(document, pen.answers)


def by(context: Context) -> str:
    """Who acts, by name."""
    return context.actor.name or context.actor.id


def source_of(pen: Pen, session_id: str, account_id: str, state: FoldState) -> str | None:
    """The source that a session's legs, or messages, are of, where that is one without a carrier."""
    names = [*state.legs, *state.conferences]
    if state.chat is not None:
        names.append(state.chat.opening.message)
    for source in _WITHOUT_CARRIER:
        if any(pen.ledger.session_of_leg(account_id, source, name) == session_id for name in names):
            return source
    return None


def subject_of(pen: Pen, session_id: str) -> Subject:
    """The session to act on. Raises NotFound, Conflict where it is over, NotActing where another book has it."""
    kept = pen.ledger.load(session_id)
    if kept is None:
        raise NotFound("Session not found")
    if kept.state is None:
        raise Conflict("This session is over")
    source = source_of(pen, kept.session_id, kept.account_id, kept.state)
    if source is None:
        if kept.state.imported is not None:
            raise NotActing("This session came from another book, which has it in hand; nothing was done")
        raise _OfCarrier
    return Subject(session_id=kept.session_id, account_id=kept.account_id, source=source, state=kept.state)
