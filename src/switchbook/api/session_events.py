"""The operation that shows what was delivered about a session: its part of the journal, as it came and was read."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.granting import ids_named
from switchbook.api.operation import STAFF, Operation
from switchbook.api.sessions import get_session
from switchbook.api.spelling import read_answer
from switchbook.api.stretches import ascending, positions, stretched
from switchbook.api.types import GetSession, SessionInfo
from switchbook.api.types_session_events import EventRead, ListSessionEvents, SessionEventInfo
from switchbook.model.answer import ListAnswer
from switchbook.model.event import Event, SnapshotTaken
from switchbook.model.masking import masked
from switchbook.model.stretch import Stretch
from switchbook.model.wire_json import encode, instant
from switchbook.stores.contract import JournalEntry


def list_session_events(request: ListSessionEvents, context: Context) -> ListAnswer:
    """The journal of a session, the oldest entry first; of it no more is read than the answer holds.

    Raises NotFound where there is no session to be seen, BadRequest naming what cannot be understood.
    """
    session = read_answer(SessionInfo, get_session(GetSession(request.session_id), context).document)
    stretch = Stretch(
        positions=positions(ids_named(request.specific_ids)),
        ascending=ascending(request, "received", oldest_first=True),
    )
    return stretched(
        request, context, stretch, partial(context.store.journal, session.id or ""), _entry, SessionEventInfo
    )


def _entry(entry: JournalEntry) -> bytes:
    text = _text(entry.payload)
    return encode(
        SessionEventInfo(
            id=str(entry.position),
            received=instant(entry.received),
            source=entry.source,
            content_type=entry.content_type or None,
            key=entry.key.hex(),
            payload=None if text is None else masked(text),
            bytes=len(entry.payload),
            events=tuple(map(_read, entry.events)),
            error=entry.error,
        )
    )


def _text(payload: bytes) -> str | None:
    """What was sent where it is text, save characters that no text has."""
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _read(event: Event) -> EventRead:
    told: dict[str, Any] = msgspec.to_builtins(event, str_keys=True)
    kind = told.pop("kind")
    del told["at"]
    if isinstance(event, SnapshotTaken):
        # All that many entries said, in the form that the fold keeps it.
        told = {"deliveries": len(event.deliveries), "lines": len(event.lines)}
    return EventRead(kind, instant(event.at), _without_secrets(told))


def _without_secrets(told: Any) -> Any:
    if isinstance(told, str):
        return masked(told)
    if isinstance(told, dict):
        return {name: _without_secrets(value) for name, value in told.items()}
    return [_without_secrets(value) for value in told] if isinstance(told, list | tuple) else told


SESSION_EVENTS: tuple[Operation, ...] = (
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
