"""The types of ListSessions as ServiceStack's generator writes them for Python, from the API page.

By hand: `IReturn` on ListSessions, which the page leaves out and the client asks for.
"""

# ruff: noqa: UP006, UP035, UP042, UP045 -- the generator's own manner, which its users have

from dataclasses import dataclass, field
from enum import Enum
from typing import Dict, Generic, List, Optional, TypeVar

from dataclasses_json import LetterCase, Undefined, config, dataclass_json
from servicestack import IGet, IReturn

T = TypeVar("T")


class SortOrders(str, Enum):
    ASCEND = "Ascend"
    DESCEND = "Descend"


class FlowChannels(str, Enum):
    VOICE = "Voice"
    CHAT = "Chat"
    FAX = "Fax"


class SessionCallState(str, Enum):
    DISCONNECTED = "Disconnected"
    RINGING = "Ringing"
    CONNECTED = "Connected"
    HOLD = "Hold"
    PASSIVE = "Passive"


class SessionDialState(str, Enum):
    NONE = "None"
    ACTIVE = "Active"


class SessionDirections(str, Enum):
    INCOMING = "Incoming"
    OUTGOING = "Outgoing"


class SessionHoldReasons(str, Enum):
    NONE = "None"
    TRANSFERRING = "Transferring"


class SessionMemberCallState(str, Enum):
    NONE = "None"
    RINGING = "Ringing"
    CONNECTED = "Connected"
    HOLD = "Hold"


class SessionMemberRoles(str, Enum):
    NONE = "None"
    CALLER = "Caller"
    AGENT = "Agent"
    TRANSFER = "Transfer"


class SessionQueueStates(str, Enum):
    NONE = "None"
    QUEUED = "Queued"
    RINGING = "Ringing"
    CONNECTED = "Connected"
    HOLD = "Hold"
    DISCONNECTED = "Disconnected"


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class EntityInfo:
    id: Optional[str] = None
    date_created: Optional[str] = None
    date_last_modified: Optional[str] = None
    created_by: Optional[str] = None
    last_modified_by: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class CustomerBreadcrumb:
    id: Optional[str] = None
    name: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class SessionLogInfo:
    date: Optional[str] = None
    message: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class SessionMemberInfo:
    identity: Optional[str] = None
    endpoint_id: Optional[str] = None
    display_name: Optional[str] = None
    is_original_member: bool = False
    avatar_url: Optional[str] = None
    application_data: Dict[str, str] = field(default_factory=dict)
    call_state: Optional[SessionMemberCallState] = None
    role: Optional[SessionMemberRoles] = None
    call_sid: Optional[str] = None
    muted: bool = False


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class SessionInfo(EntityInfo):
    dial_state: Optional[SessionDialState] = None
    call_state: Optional[SessionCallState] = None
    queue_state: Optional[SessionQueueStates] = None
    account_id: Optional[str] = None
    account_name: Optional[str] = None
    customer_id: Optional[str] = None
    customer_breadcrumb: List[CustomerBreadcrumb] = field(default_factory=list)
    customer_name: Optional[str] = None
    endpoint_id: Optional[str] = None
    endpoint_name: Optional[str] = None
    date_completed: Optional[str] = None
    destination: Optional[str] = None
    to_address: Optional[str] = None
    from_address: Optional[str] = None
    from_name: Optional[str] = None
    answered_by_name: Optional[str] = None
    queue_member_id: Optional[str] = None
    channel: Optional[FlowChannels] = None
    ended: bool = False
    outcome: Optional[str] = None
    call_sid: Optional[str] = None
    console_data: Optional[str] = None
    hold_queue_name: Optional[str] = None
    held_by_user_id: Optional[str] = None
    hold_reason: Optional[SessionHoldReasons] = None
    conference_sid: Optional[str] = None
    display_name: Optional[str] = None
    log: List[SessionLogInfo] = field(default_factory=list)
    members: List[SessionMemberInfo] = field(default_factory=list)
    callback_number: Optional[str] = None
    answered_by_id: Optional[str] = None
    direction: Optional[SessionDirections] = None
    from_phone_number: Optional[str] = None
    most_recent_participant_call_sid: Optional[str] = None
    was_missed: bool = False
    ring_queue_id: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ListResponse(Generic[T]):
    items: List[T] = field(default_factory=list)
    total_count: int = 0
    total_pages: int = 0
    has_more_pages: bool = False


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ListRequest(Generic[T], IGet):
    page: int = 0
    all: bool = False
    count_per_page: int = 0
    specific_ids: List[str] = field(default_factory=list)
    sort_field: Optional[str] = None
    sort_order: Optional[SortOrders] = None
    simplified_paging: bool = False


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ListSessions(ListRequest[SessionInfo], IReturn[ListResponse[SessionInfo]], IGet):
    account_ids: List[str] = field(default_factory=list)
    search_archive: bool = False
    start_date: Optional[str] = None
    end_date: Optional[str] = None
    customer_ids: List[str] = field(default_factory=list)
    endpoint_ids: List[str] = field(default_factory=list)
    from_: Optional[str] = field(metadata=config(field_name="from"), default=None)
    to: Optional[str] = None
    log: Optional[str] = None
    parent_session_id: Optional[str] = None
