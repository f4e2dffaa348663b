"""Request and answer types of the API, member by member in the order of the wire, each with its description.

A base class here is keyword-only, and what extends it is not: that puts the base's members after those of the class
itself, as ServiceStack writes them. Dates are strings, `2026-05-09T14:03:22.120Z`; enums are written by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.model.actor import Role
from switchbook.model.session import (
    CallState,
    Channel,
    DialState,
    Direction,
    HoldReason,
    MemberCallState,
    MemberRole,
    QueueState,
)

# What marks a member that the original API does not have: mirrors of its types leave such members out unless asked.
_OURS = {"extension": True}
# What marks a member that is a secret: it is taken from bodies alone, and never kept or shown.
SECRET = {"secret": True}

# A list as a client spells it; an element left empty, as in `a,,b`, is None.
Ids = tuple[str | None, ...]


class SortOrders(IntEnum):
    """The direction of a sort."""

    Ascend = 0
    Descend = 1


class EntityInfo(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every record has."""

    id: Annotated[str | None, Meta(description="The id of the record.")] = None
    date_created: Annotated[str | None, Meta(description="When it came to be.")] = None
    date_last_modified: Annotated[str | None, Meta(description="When it last changed.")] = None
    created_by: Annotated[str | None, Meta(description="The user who made it.")] = None
    last_modified_by: Annotated[str | None, Meta(description="The user who changed it last.")] = None


class ListRequest(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every list can be asked: which page, which records, in which order."""

    page: Annotated[int, Meta(description="The page wanted; the first is 0.")] = 0
    all: Annotated[bool, Meta(description="Everything in one answer, whatever the page. Use with care.")] = False
    count_per_page: Annotated[int, Meta(description="Items on a page; 0 or absent is 25.")] = 0
    specific_ids: Annotated[Ids, Meta(description="Only the records with these ids.")] = ()
    sort_field: Annotated[str | None, Meta(description="The field to sort by, in any case.")] = None
    # A number that has no name is kept as a plain int.
    sort_order: Annotated[SortOrders | None, Meta(description="The direction of the sort.")] = None
    simplified_paging: Annotated[
        bool,
        Meta(description="No totals and no page count, which is faster; hasMorePages tells whether to go on."),
    ] = False


class ListSessions(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of sessions."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose sessions are wanted.")] = ()
    search_archive: Annotated[bool, Meta(description="Search the archived sessions instead of the live ones.")] = False
    start_date: Annotated[str | None, Meta(description="The first day wanted (YYYY-MM-DD).")] = None
    end_date: Annotated[str | None, Meta(description="The last day wanted (YYYY-MM-DD).")] = None
    customer_ids: Annotated[Ids, Meta(description="The customers whose sessions are wanted.")] = ()
    endpoint_ids: Annotated[Ids, Meta(description="The endpoints whose sessions are wanted.")] = ()
    from_: Annotated[str | None, Meta(description="Text that the from address contains.")] = msgspec.field(
        name="from", default=None
    )
    to: Annotated[str | None, Meta(description="Text that the to address contains.")] = None
    log: Annotated[str | None, Meta(description="Text that the log contains.")] = None
    parent_session_id: Annotated[str | None, Meta(description="The parent of the sessions wanted.")] = None
    cursor: Annotated[
        str | None, Meta(description="Where to go on: `*` at first, then X-Next-Cursor of the answer.", extra=_OURS)
    ] = None
    search_all: Annotated[bool, Meta(description="Search live and archived sessions alike.", extra=_OURS)] = False
    fields: Annotated[
        Ids, Meta(description="The members wanted of each session; `-log` is all but the log.", extra=_OURS)
    ] = ()
    time_zone: Annotated[str | None, Meta(description="The zone whose days are meant (IANA name).", extra=_OURS)] = None
    include_subaccounts: Annotated[
        bool, Meta(description="Sessions of the accounts below those of accountIds too.", extra=_OURS)
    ] = False
    channels: Annotated[Ids, Meta(description="The channels wanted.", extra=_OURS)] = ()
    directions: Annotated[Ids, Meta(description="The directions wanted.", extra=_OURS)] = ()
    call_states: Annotated[Ids, Meta(description="The call states wanted.", extra=_OURS)] = ()
    outcomes: Annotated[Ids, Meta(description="The outcomes wanted.", extra=_OURS)] = ()
    was_missed: Annotated[bool | None, Meta(description="Only missed ones, or only others.", extra=_OURS)] = None
    ended: Annotated[bool | None, Meta(description="Only ended ones, or only others.", extra=_OURS)] = None
    text: Annotated[str | None, Meta(description="Text that an address, a name or the log contains.", extra=_OURS)] = (
        None
    )
    number: Annotated[str | None, Meta(description="Text that the from or the to address contains.", extra=_OURS)] = (
        None
    )
    call_sid: Annotated[str | None, Meta(description="What one of its calls is called by its source.", extra=_OURS)] = (
        None
    )
    involved_endpoint_ids: Annotated[
        Ids, Meta(description="The endpoints that had a part in the sessions wanted.", extra=_OURS)
    ] = ()
    min_duration: Annotated[int | None, Meta(description="The shortest wanted, in seconds.", extra=_OURS)] = None
    max_duration: Annotated[int | None, Meta(description="The longest wanted, in seconds.", extra=_OURS)] = None
    modified_after: Annotated[
        str | None, Meta(description="The instant since which sessions wanted have changed.", extra=_OURS)
    ] = None
    weekdays: Annotated[Ids, Meta(description="The days of the week wanted.", extra=_OURS)] = ()
    hours: Annotated[Ids, Meta(description="The hours of the day wanted, 0 to 23.", extra=_OURS)] = ()


class GetSession(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one session."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None


class CustomerBreadcrumb(msgspec.Struct, frozen=True, rename="camel"):
    """One step on the path to a customer."""

    id: Annotated[str | None, Meta(description="The id of the customer.")] = None
    name: Annotated[str | None, Meta(description="The name of the customer.")] = None


class SessionLogInfo(msgspec.Struct, frozen=True, rename="camel"):
    """One step of a session's own story."""

    date: Annotated[str | None, Meta(description="When it happened.")] = None
    message: Annotated[str | None, Meta(description="What happened.")] = None


class SessionMemberInfo(msgspec.Struct, frozen=True, rename="camel"):
    """A party of a session."""

    identity: Annotated[str | None, Meta(description="What the platform calls this party.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The party's endpoint, if it has one.")] = None
    display_name: Annotated[str | None, Meta(description="The name to show.")] = None
    is_original_member: Annotated[bool, Meta(description="Whether it was there from the start.")] = False
    avatar_url: Annotated[str | None, Meta(description="The address of a picture.")] = None
    application_data: Annotated[Mapping[str, str], Meta(description="Names and values kept by applications.")] = {}
    call_state: Annotated[MemberCallState, Meta(description="Where the party's call stands.")] = MemberCallState.None_
    role: Annotated[MemberRole, Meta(description="What the party is here.")] = MemberRole.None_
    call_sid: Annotated[str | None, Meta(description="The Twilio call SID of the party.")] = None
    muted: Annotated[bool, Meta(description="Whether the party is muted.")] = False


class SessionInfo(EntityInfo, frozen=True, rename="camel"):
    """One call, chat or fax."""

    dial_state: Annotated[DialState, Meta(description="Whether a dial is ringing or bridged.")] = DialState.None_
    call_state: Annotated[CallState, Meta(description="Where the call stands.")] = CallState.Disconnected
    queue_state: Annotated[QueueState, Meta(description="Where it stands in a queue.")] = QueueState.None_
    account_id: Annotated[str | None, Meta(description="The account.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer.")] = None
    customer_breadcrumb: Annotated[
        tuple[CustomerBreadcrumb, ...],
        Meta(description="The path of customers from the root to this session's own."),
    ] = ()
    customer_name: Annotated[str | None, Meta(description="The name of the customer.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The endpoint.")] = None
    endpoint_name: Annotated[str | None, Meta(description="The name of the endpoint.")] = None
    date_completed: Annotated[str | None, Meta(description="When the call was over.")] = None
    destination: Annotated[str | None, Meta(description="What was dialled, as typed into the dial box.")] = None
    to_address: Annotated[str | None, Meta(description="The address called or written to.")] = None
    from_address: Annotated[str | None, Meta(description="The address calling or writing.")] = None
    from_name: Annotated[str | None, Meta(description="The name of who calls or writes.")] = None
    answered_by_name: Annotated[str | None, Meta(description="The name of who answered.")] = None
    queue_member_id: Annotated[str | None, Meta(description="The queue member assigned to the call.")] = None
    channel: Annotated[Channel, Meta(description="How people talk: by voice, chat or fax.")] = Channel.Voice
    ended: Annotated[bool, Meta(description="Whether it is over.")] = False
    outcome: Annotated[str | None, Meta(description="What came of it.")] = None
    call_sid: Annotated[str | None, Meta(description="The Twilio call SID.")] = None
    console_data: Annotated[str | None, Meta(description="What an operator console keeps with it.")] = None
    hold_queue_name: Annotated[str | None, Meta(description="The queue it is held in.")] = None
    held_by_user_id: Annotated[str | None, Meta(description="The user who put it on hold.")] = None
    hold_reason: Annotated[HoldReason, Meta(description="Why it is on hold.")] = HoldReason.None_
    conference_sid: Annotated[str | None, Meta(description="The SID of its conference.")] = None
    display_name: Annotated[str | None, Meta(description="The name to show for it.")] = None
    log: Annotated[tuple[SessionLogInfo, ...], Meta(description="Its own story, oldest line first.")] = ()
    members: Annotated[tuple[SessionMemberInfo, ...], Meta(description="The parties.")] = ()
    callback_number: Annotated[str | None, Meta(description="The number to call back, mostly for SIP to user.")] = None
    answered_by_id: Annotated[str | None, Meta(description="The endpoint that answered.")] = None
    direction: Annotated[Direction, Meta(description="Who began: the other side or ours.")] = Direction.Incoming
    from_phone_number: Annotated[str | None, Meta(description="The number an SMS chat comes from.")] = None
    most_recent_participant_call_sid: Annotated[
        str | None,
        Meta(description="The call SID of the participant who joined the conference last."),
    ] = None
    was_missed: Annotated[bool, Meta(description="Whether nobody answered an incoming one.")] = False
    ring_queue_id: Annotated[str | None, Meta(description="The ring queue the call is in now.")] = None


class ListResponse(msgspec.Struct, frozen=True, rename="camel"):
    """A page of a list."""

    items: Annotated[tuple[SessionInfo, ...], Meta(description="The items of this page.")] = ()
    total_count: Annotated[int, Meta(description="Items on all pages; 0 with simplified paging.")] = 0
    total_pages: Annotated[int, Meta(description="How many pages there are; 0 with simplified paging.")] = 0
    has_more_pages: Annotated[bool, Meta(description="Whether there is a page after this one.")] = False


class ListSessionChanges(msgspec.Struct, frozen=True, rename="camel"):
    """Asks what changed."""

    after: Annotated[
        str | None,
        Meta(description="The position up to which all is known, `next` of the last answer; absent, nothing is."),
    ] = None
    account_ids: Annotated[Ids, Meta(description="The accounts whose changes are wanted; absent, all.")] = ()
    count_per_page: Annotated[int, Meta(description="The most changes to answer with; 0 or absent is 100.")] = 0


class SessionChange(msgspec.Struct, frozen=True, rename="camel"):
    """The latest change of one session."""

    position: Annotated[str | None, Meta(description="Where it stands in the order of all changes.")] = None
    kind: Annotated[
        str | None,
        Meta(
            description="Whether it `changed`, and is as `session` shows it now, was `deleted`, was `merged`, or has "
            "`left` what the caller may see."
        ),
    ] = None
    session_id: Annotated[str | None, Meta(description="The session.")] = None
    into: Annotated[str | None, Meta(description="The session that a merged one went into.")] = None
    session: Annotated[SessionInfo | None, Meta(description="The session as it is now, live or archived.")] = None


class SessionChanges(msgspec.Struct, frozen=True, rename="camel"):
    """Changes in the order in which they were taken in."""

    items: Annotated[tuple[SessionChange, ...], Meta(description="The changes, each session's latest only.")] = ()
    next: Annotated[str | None, Meta(description="What to ask for after this answer, even if it has no items.")] = None
    has_more: Annotated[bool, Meta(description="Whether to ask again at once.")] = False


class Authenticate(msgspec.Struct, frozen=True, rename="camel"):
    """Signs somebody in or out."""

    provider: Annotated[str | None, Meta(description="How: `credentials`, or `logout` to sign out.")] = None
    user_name: Annotated[str | None, Meta(description="The user's e-mail address.")] = None
    password: Annotated[str | None, Meta(description="The user's password.")] = None
    remember_me: Annotated[bool, Meta(description="Whether the login lasts beyond the browser's own session.")] = False

    def __repr__(self) -> str:
        return f"Authenticate(provider={self.provider!r}, user_name={self.user_name!r}, password=***)"


class AuthenticateResponse(msgspec.Struct, frozen=True, rename="camel"):
    """Who signed in."""

    user_id: Annotated[str | None, Meta(description="The id of the user.")] = None
    session_id: Annotated[str | None, Meta(description="The id of the login, the same as in its cookie.")] = None
    user_name: Annotated[str | None, Meta(description="The user name as it was typed.")] = None
    display_name: Annotated[str | None, Meta(description="The name to show.")] = None
    referrer_url: Annotated[str | None, Meta(description="Where to go now.")] = None
    bearer_token: Annotated[str | None, Meta(description="A token for later requests; not issued.")] = None
    refresh_token: Annotated[str | None, Meta(description="A token to get another with; not issued.")] = None
    profile_url: Annotated[str | None, Meta(description="The address of the user's picture.")] = None
    roles: Annotated[tuple[Role, ...], Meta(description="What the user may do.")] = ()
    permissions: Annotated[tuple[str, ...], Meta(description="Single permissions beside the roles.")] = ()
    response_status: Annotated[None, Meta(description="What went wrong; absent when nothing did.")] = None
    meta: Annotated[Mapping[str, str] | None, Meta(description="Further names and values.")] = None


class GetAuthStatus(msgspec.Struct, frozen=True, rename="camel"):
    """Asks who is signed in."""


class UserInfo(msgspec.Struct, frozen=True, rename="camel"):
    """Who is signed in, if anybody."""

    id: Annotated[str | None, Meta(description="The id of the user.")] = None
    is_authenticated: Annotated[bool, Meta(description="Whether somebody is signed in.")] = False
    first_name: Annotated[str | None, Meta(description="The user's first name.")] = None
    last_name: Annotated[str | None, Meta(description="The user's last name.")] = None
    name: Annotated[str | None, Meta(description="The user's whole name.")] = None
    avatar_url: Annotated[str | None, Meta(description="The address of the user's picture.")] = None
    email_address: Annotated[str | None, Meta(description="The user's e-mail address.")] = None
    roles: Annotated[tuple[Role, ...], Meta(description="What the user may do.")] = ()
    account_ids: Annotated[tuple[str, ...], Meta(description="The accounts the user may see.")] = ()
    account_names: Annotated[tuple[str, ...], Meta(description="Their names, in the same order.")] = ()
    manager_access: Annotated[str | None, Meta(description="How far a manager's rights go.")] = None
    dashboard_permissions: Annotated[tuple[str, ...], Meta(description="The pages the user may open.")] = ()
    all_accounts: Annotated[
        bool | None, Meta(description="Whether there is no limit to accounts at all.", extra=_OURS)
    ] = None
    customer_ids: Annotated[
        tuple[str, ...] | None,
        Meta(description="The customers the user is limited to, with all below; absent, none.", extra=_OURS),
    ] = None
    endpoint_ids: Annotated[
        tuple[str, ...] | None, Meta(description="The endpoints the user is limited to; absent, none.", extra=_OURS)
    ] = None
    disabled: Annotated[bool | None, Meta(description="Whether the user may not sign in.", extra=_OURS)] = None
    date_created: Annotated[str | None, Meta(description="When the user came to be.", extra=_OURS)] = None
    date_last_modified: Annotated[str | None, Meta(description="When the user last changed.", extra=_OURS)] = None
    created_by: Annotated[str | None, Meta(description="The user who made this one.", extra=_OURS)] = None
    last_modified_by: Annotated[str | None, Meta(description="The user who changed this one last.", extra=_OURS)] = None


def descriptions(wire_type: type[msgspec.Struct]) -> Mapping[str, str]:
    """The description of each member of one of these types, by its wire name, in the order of the wire."""
    return dict(_described(wire_type))


def extensions(wire_type: type[msgspec.Struct]) -> frozenset[str]:
    """The wire names of the members that the original API does not have."""
    return frozenset(member.encode_name for member in _marked(wire_type, _OURS))


@cache
def secret_members(wire_type: type[msgspec.Struct]) -> Mapping[str, str]:
    """The members that hold secrets: each one's attribute by its wire name."""
    return {member.encode_name: member.name for member in _marked(wire_type, SECRET)}


def _marked(wire_type: type[msgspec.Struct], mark: Mapping[str, bool]) -> Iterator[msgspec.structs.FieldInfo]:
    for member in msgspec.structs.fields(wire_type):
        for note in getattr(member.type, "__metadata__", ()):
            if isinstance(note, Meta) and mark.items() <= (note.extra or {}).items():
                yield member


def _described(wire_type: type[msgspec.Struct]) -> Iterator[tuple[str, str]]:
    for member in msgspec.structs.fields(wire_type):
        for note in getattr(member.type, "__metadata__", ()):
            if isinstance(note, Meta) and note.description is not None:
                yield member.encode_name, note.description
