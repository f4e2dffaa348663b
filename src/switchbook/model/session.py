"""A session and its parts, as frozen values; names and order are those of the API page.

`Session` holds ids, never the directory's names: names of account, customers and endpoint are put in when
a session is shown (see `document.py`). Times are aware and in UTC. Absent is `None`.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum

import msgspec


class DialState(IntEnum):
    """Whether a dial is ringing or bridged (SessionDialState)."""

    None_ = 0
    Active = 1


class CallState(IntEnum):
    """Where the call stands (SessionCallState). Passive: in the flow, nobody on the line."""

    Disconnected = 0
    Ringing = 1
    Connected = 2
    Hold = 3
    Passive = 4


class QueueState(IntEnum):
    """Where the session stands in a queue (SessionQueueStates)."""

    None_ = 0
    Queued = 1
    Ringing = 2
    Connected = 3
    Hold = 4
    Disconnected = 5


class Channel(IntEnum):
    """How people talk in a session (FlowChannels)."""

    Voice = 0
    Chat = 1
    Fax = 2


class HoldReason(IntEnum):
    """Why a session is held (SessionHoldReasons)."""

    None_ = 0
    Transferring = 1


class Direction(IntEnum):
    """Who began (SessionDirections)."""

    Incoming = 0
    Outgoing = 1


class MemberCallState(IntEnum):
    """Where one member stands (SessionMemberCallState)."""

    None_ = 0
    Ringing = 1
    Connected = 2
    Hold = 3


class MemberRole(IntEnum):
    """What a member is in a session (SessionMemberRoles)."""

    None_ = 0
    Caller = 1
    Agent = 2
    Transfer = 3


def wire_name(member: IntEnum) -> str:
    """The name of an enum member on the wire: `None_` is `None`, all others are themselves."""
    return "None" if member.name == "None_" else member.name


class LogLine(msgspec.Struct, frozen=True, rename="camel"):
    """One step of the session's own story (SessionLogInfo)."""

    date: datetime
    message: str


class Member(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A party of a session (SessionMemberInfo)."""

    identity: str | None = None
    endpoint_id: str | None = None
    display_name: str | None = None
    is_original_member: bool = False
    avatar_url: str | None = None
    application_data: dict[str, str] = {}
    call_state: MemberCallState = MemberCallState.None_
    role: MemberRole = MemberRole.None_
    call_sid: str | None = None
    muted: bool = False


class Session(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One call, chat or fax, from first ring to last trace, without its log.

    Members stand in the order of SessionInfo on the API page, which is the order on the wire; the log is
    kept apart because it grows. `parent_session_id` is kept but not shown.
    """

    dial_state: DialState = DialState.None_
    call_state: CallState = CallState.Disconnected
    queue_state: QueueState = QueueState.None_
    account_id: str
    customer_id: str | None = None
    endpoint_id: str | None = None
    date_completed: datetime | None = None
    destination: str | None = None
    to_address: str | None = None
    from_address: str | None = None
    from_name: str | None = None
    answered_by_name: str | None = None
    queue_member_id: str | None = None
    channel: Channel = Channel.Voice
    ended: bool = False
    outcome: str | None = None
    call_sid: str | None = None
    console_data: str | None = None
    hold_queue_name: str | None = None
    held_by_user_id: str | None = None
    hold_reason: HoldReason = HoldReason.None_
    conference_sid: str | None = None
    display_name: str | None = None
    members: tuple[Member, ...] = ()
    callback_number: str | None = None
    answered_by_id: str | None = None
    direction: Direction = Direction.Incoming
    from_phone_number: str | None = None
    most_recent_participant_call_sid: str | None = None
    was_missed: bool = False
    ring_queue_id: str | None = None
    id: str
    date_created: datetime
    date_last_modified: datetime | None = None
    created_by: str | None = None
    last_modified_by: str | None = None
    parent_session_id: str | None = None

    def involved_endpoints(self) -> frozenset[str]:
        """Every endpoint this session touched: its own, the one that answered, its members'."""
        named = {self.endpoint_id, self.answered_by_id, *(m.endpoint_id for m in self.members)}
        return frozenset(e for e in named if e)
