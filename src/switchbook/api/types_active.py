"""Request and answer types of active sessions, of a portal's lists and of the members of a session."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import ListRequest, SessionInfo, SessionMemberInfo


class GetMySessions(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the sessions under way at one's own endpoints."""


class GetActiveSessions(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the sessions under way at one's own endpoints."""


class AppGetActiveSessions(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the sessions under way of an account or a customer."""

    account_id: Annotated[str | None, Meta(description="The account whose sessions are wanted; absent, all.")] = None
    customer_id: Annotated[
        str | None, Meta(description="The customer whose sessions are wanted, with those below it; absent, all.")
    ] = None
    start_date: Annotated[str | None, Meta(description="The first day wanted (YYYY-MM-DD), or an instant.")] = None


class ActiveSessions(msgspec.Struct, frozen=True, rename="camel"):
    """Sessions under way, newest first."""

    sessions: Annotated[tuple[SessionInfo, ...], Meta(description="The sessions.")] = ()


class AppGetCallHistory(ListRequest, frozen=True, rename="camel"):
    """Asks for the calls that are over, live and archived alike."""

    account_id: Annotated[str | None, Meta(description="The account whose calls are wanted; absent, all.")] = None
    customer_id: Annotated[
        str | None, Meta(description="The customer whose calls are wanted, with those below it; absent, all.")
    ] = None


class GetSessionMembers(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the parties of a session."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None


class SessionMembers(msgspec.Struct, frozen=True, rename="camel"):
    """The parties of a session."""

    members: Annotated[
        tuple[SessionMemberInfo, ...], Meta(description="The caller, then everybody else in order of coming.")
    ] = ()
