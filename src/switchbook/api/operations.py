"""The table of operations: what each is called, where it lives, who may ask, and what answers it."""

from __future__ import annotations

from switchbook.api.account_care import ACCOUNT_CARE
from switchbook.api.account_removal import ACCOUNT_REMOVAL
from switchbook.api.accounts import ACCOUNTS
from switchbook.api.active import ACTIVE
from switchbook.api.archive import ARCHIVE
from switchbook.api.audit import AUDIT
from switchbook.api.auth import get_auth_status
from switchbook.api.call_control import CALL_CONTROL
from switchbook.api.calls import CALLS
from switchbook.api.changes import list_session_changes
from switchbook.api.chat_writes import CHAT_WRITES
from switchbook.api.chats import CHATS
from switchbook.api.customers import CUSTOMERS
from switchbook.api.deleting import DELETING
from switchbook.api.directory import DIRECTORY
from switchbook.api.endpoints import ENDPOINTS
from switchbook.api.files import FILES
from switchbook.api.hooks import HOOKS
from switchbook.api.keys import KEYS
from switchbook.api.operation import Operation
from switchbook.api.preferences import PREFERENCES
from switchbook.api.quarantine import QUARANTINE
from switchbook.api.session_events import SESSION_EVENTS
from switchbook.api.session_writes import SESSION_WRITES
from switchbook.api.sessions import get_session, list_sessions
from switchbook.api.summary import SUMMARY
from switchbook.api.timeline import TIMELINE
from switchbook.api.tokens import TOKENS
from switchbook.api.types import (
    GetAuthStatus,
    GetSession,
    ListSessionChanges,
    ListSessions,
    SessionChanges,
    SessionInfo,
    UserInfo,
)
from switchbook.api.users import USERS

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        name="ListSessions",
        verb="GET",
        route="/sessions",
        roles=(),
        request=ListSessions,
        answer=SessionInfo,
        lists=True,
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
        summary="Tells which sessions changed, were deleted, merged or left the scope, in order of arrival.",
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
    *SUMMARY,
    *TIMELINE,
    *SESSION_EVENTS,
    *ACCOUNTS,
    *ACCOUNT_CARE,
    *ACCOUNT_REMOVAL,
    *SESSION_WRITES,
    *CALL_CONTROL,
    *CHAT_WRITES,
    *ACTIVE,
    *CALLS,
    *CHATS,
    *FILES,
    *DELETING,
    *CUSTOMERS,
    *DIRECTORY,
    *ENDPOINTS,
    *USERS,
    *PREFERENCES,
    *TOKENS,
    *KEYS,
    *HOOKS,
    *ARCHIVE,
    *AUDIT,
    *QUARANTINE,
)
