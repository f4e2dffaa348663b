"""The types of the operations on sessions, beside ListSessions, as ServiceStack's generator writes them for Python.

By hand, from the API's own descriptions; where a page names no answer's type, its members stand for it.
"""

# ruff: noqa: UP006, UP035, UP045 -- the generator's own manner, which its users have

from dataclasses import dataclass, field
from typing import List, Optional

from clients.dtos import EntityInfo, ListRequest, ListResponse, SessionInfo, SessionMemberInfo
from dataclasses_json import LetterCase, Undefined, config, dataclass_json
from servicestack import IDelete, IGet, IReturn, IReturnVoid


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ActiveSessions:
    sessions: List[SessionInfo] = field(default_factory=list)


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class GetMySessions(IReturn[ActiveSessions], IGet):
    pass


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class GetActiveSessions(IReturn[ActiveSessions], IGet):
    pass


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class AppGetActiveSessions(IReturn[ActiveSessions], IGet):
    account_id: Optional[str] = None
    customer_id: Optional[str] = None
    start_date: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class AppGetCallHistory(ListRequest[SessionInfo], IReturn[ListResponse[SessionInfo]], IGet):
    account_id: Optional[str] = None
    customer_id: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class SessionMembers:
    members: List[SessionMemberInfo] = field(default_factory=list)


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class GetSessionMembers(IReturn[SessionMembers], IGet):
    session_id: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class CallInfo:
    account_sid: Optional[str] = None
    caller_name: Optional[str] = None
    date_created: Optional[str] = None
    date_updated: Optional[str] = None
    direction: Optional[str] = None
    duration: Optional[int] = None
    from_: Optional[str] = field(metadata=config(field_name="from"), default=None)
    from_formatted: Optional[str] = None
    parent_call_sid: Optional[str] = None
    price: Optional[float] = None
    sid: Optional[str] = None
    start_time: Optional[str] = None
    status: Optional[str] = None
    to: Optional[str] = None
    to_formatted: Optional[str] = None
    uri: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ActiveCalls:
    calls: List[CallInfo] = field(default_factory=list)


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class GetActiveCalls(IReturn[ActiveCalls], IGet):
    account_id: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class TranscriptMessage:
    date: Optional[str] = None
    from_: Optional[str] = field(metadata=config(field_name="from"), default=None)
    body: Optional[str] = None
    media_uri: Optional[str] = None
    media_content_type: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ChatTranscript:
    messages: List[TranscriptMessage] = field(default_factory=list)


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class GetChatTranscript(IReturn[ChatTranscript], IGet):
    session_id: Optional[str] = None
    include_historical: Optional[bool] = None
    historical_cut_off_date: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class FileInfo(EntityInfo):
    account_id: Optional[str] = None
    session_id: Optional[str] = None
    type: Optional[str] = None
    uri: Optional[str] = None
    recording_sid: Optional[str] = None
    recording_duration: int = 0
    recording_from: Optional[str] = None
    transcription: Optional[str] = None
    from_address: Optional[str] = None
    to_address: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class ListFiles(ListRequest[FileInfo], IReturn[ListResponse[FileInfo]], IGet):
    account_ids: List[str] = field(default_factory=list)
    session_id: Optional[str] = None


@dataclass_json(letter_case=LetterCase.CAMEL, undefined=Undefined.EXCLUDE)
@dataclass
class DeleteSessions(IReturnVoid, IDelete):
    account_id: Optional[str] = None
    start_date_time: Optional[str] = None
    end_date_time: Optional[str] = None
