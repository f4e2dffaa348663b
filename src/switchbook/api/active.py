"""The operations on sessions under way, on the calls of a portal that are over, and on the members of a session."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from switchbook.api.context import Context
from switchbook.api.operation import OPERATORS, Operation
from switchbook.api.scoping import Visible
from switchbook.api.sessions import get_session, list_sessions, refuse_other_accounts
from switchbook.api.types import GetSession, Ids, ListRequest, ListSessions, SessionInfo
from switchbook.api.types_active import (
    ActiveSessions,
    AppGetActiveSessions,
    AppGetCallHistory,
    GetActiveSessions,
    GetMySessions,
    GetSessionMembers,
    SessionMembers,
)
from switchbook.model.answer import DocumentAnswer, ListAnswer

_MEMBERS = msgspec.json.Decoder(Mapping[str, msgspec.Raw])


def get_my_sessions(request: GetMySessions | GetActiveSessions, context: Context) -> DocumentAnswer:
    """The sessions under way that touch the actor's own endpoints; none, where nobody knows of any such endpoint."""
    scope = context.actor.scope
    own = Visible(context.store.directory(), scope).own_endpoints(context.actor)
    actor = msgspec.structs.replace(context.actor, scope=msgspec.structs.replace(scope, endpoints=own))
    return _active(ListSessions(), msgspec.structs.replace(context, actor=actor))


def app_get_active_sessions(request: AppGetActiveSessions, context: Context) -> DocumentAnswer:
    """The sessions under way of an account, a customer and a time. Raises as ListSessions does."""
    refuse_other_accounts(_one(request.account_id), context.actor.scope, "accountId")
    asked = ListSessions(
        account_ids=_one(request.account_id),
        customer_ids=_one(request.customer_id),
        start_date=request.start_date,
    )
    return _active(asked, context)


def app_get_call_history(request: AppGetCallHistory, context: Context) -> ListAnswer:
    """The calls that are over, on both shelves, as ListSessions lists them. Raises as it does."""
    refuse_other_accounts(_one(request.account_id), context.actor.scope, "accountId")
    paging = {name: getattr(request, name) for name in ListRequest.__struct_fields__}
    asked = ListSessions(
        **paging,
        account_ids=_one(request.account_id),
        customer_ids=_one(request.customer_id),
        search_all=True,
        ended=True,
        channels=("Voice",),
    )
    return list_sessions(asked, context)


def get_session_members(request: GetSessionMembers, context: Context) -> DocumentAnswer:
    """The parties of one session. Raises NotFound where there is none to be seen."""
    session = _MEMBERS.decode(get_session(GetSession(request.session_id), context).document)
    return DocumentAnswer(b'{"members":%b}' % bytes(session["members"]), SessionMembers)


def _active(asked: ListSessions, context: Context) -> DocumentAnswer:
    asked = msgspec.structs.replace(asked, all=True, simplified_paging=True, ended=False)
    batches = list_sessions(asked, context).batches
    documents = b",".join(document for batch in batches for document in batch)
    return DocumentAnswer(b'{"sessions":[%b]}' % documents, ActiveSessions)


def _one(named: str | None) -> Ids:
    return () if named is None else (named,)


ACTIVE: tuple[Operation, ...] = (
    Operation(
        name="GetMySessions",
        verb="GET",
        route="/sessions/my",
        roles=OPERATORS,
        request=GetMySessions,
        answer=ActiveSessions,
        summary="Shows the sessions under way at your own endpoints: those you are limited to; if you are limited to "
        "none, those whose address is your e-mail address, or the client of that name.",
        handler=get_my_sessions,
    ),
    Operation(
        name="GetActiveSessions",
        verb="GET",
        route="/sessions/active",
        roles=OPERATORS,
        request=GetActiveSessions,
        answer=ActiveSessions,
        summary="Shows the same as GetMySessions, which it is to replace in the original.",
        handler=get_my_sessions,
    ),
    Operation(
        name="AppGetActiveSessions",
        verb="GET",
        route="/portal/active-sessions",
        roles=(),
        request=AppGetActiveSessions,
        answer=ActiveSessions,
        summary="Shows the sessions under way that you may see.",
        handler=app_get_active_sessions,
    ),
    Operation(
        name="AppGetCallHistory",
        verb="GET",
        route="/portal/call-history",
        roles=(),
        request=AppGetCallHistory,
        answer=SessionInfo,
        lists=True,
        summary="Lists the calls that are over, live and archived alike, newest first.",
        handler=app_get_call_history,
    ),
    Operation(
        name="GetSessionMembers",
        verb="GET",
        route="/sessions/{sessionId}/members",
        roles=(),
        request=GetSessionMembers,
        answer=SessionMembers,
        summary="Shows the parties of one session. The original has no such operation.",
        handler=get_session_members,
    ),
)
