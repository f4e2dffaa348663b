"""The table of operations: what each is called, where it lives, who may ask, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec

from switchbook.api.auth import get_auth_status
from switchbook.api.changes import list_session_changes
from switchbook.api.context import Context
from switchbook.api.sessions import get_session, list_sessions
from switchbook.api.types import (
    GetAuthStatus,
    GetSession,
    ListResponse,
    ListSessionChanges,
    ListSessions,
    SessionChanges,
    SessionInfo,
    UserInfo,
)
from switchbook.model.actor import Role
from switchbook.model.answer import Answer


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation. Routes, permission checks, metadata and docs derive from its row.

    `route` has path parameters in braces, named as the members of `request` are on the wire. `roles` are those of
    which the actor needs one; empty means anybody signed in. `answer` is the type as documented; the handler itself
    answers with ready documents. It blocks: call it in a thread. `needs_actor` False means that nobody need be
    signed in.
    """

    name: str
    verb: str
    route: str
    roles: tuple[Role, ...]
    request: type[msgspec.Struct]
    answer: type[msgspec.Struct]
    summary: str
    handler: Callable[[Any, Context], Answer]
    needs_actor: bool = True


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="ListSessions",
        verb="GET",
        route="/sessions",
        roles=(),
        request=ListSessions,
        answer=ListResponse,
        summary="Lists the sessions that pass every filter given.",
        handler=list_sessions,
    ),
    Operation(
        name="GetSession",
        verb="GET",
        route="/sessions/{sessionId}",
        roles=(),
        request=GetSession,
        answer=SessionInfo,
        summary="Shows one session, live or archived, with its log.",
        handler=get_session,
    ),
    Operation(
        name="ListSessionChanges",
        verb="GET",
        route="/sessions/changes",
        roles=(),
        request=ListSessionChanges,
        answer=SessionChanges,
        summary="Tells which sessions changed, were deleted or merged after a position, in order of arrival.",
        handler=list_session_changes,
    ),
    Operation(
        name="GetAuthStatus",
        verb="GET",
        route="/auth/status",
        roles=(),
        request=GetAuthStatus,
        answer=UserInfo,
        summary="Tells who is signed in, if anybody.",
        handler=get_auth_status,
        needs_actor=False,
    ),
)
