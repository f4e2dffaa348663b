"""The operation ListFiles: the links that recordings, voicemails, faxes and messages brought to a session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.listing import listed
from switchbook.api.operation import KEEPERS, Operation
from switchbook.api.sessions import get_session, refuse_other_accounts
from switchbook.api.types import GetSession
from switchbook.api.types_files import FileInfo, ListFiles
from switchbook.errors import BadRequest, NotFound
from switchbook.model.answer import ListAnswer
from switchbook.model.event import FileFacts
from switchbook.model.message import MessageState
from switchbook.model.state import Said, moment
from switchbook.model.wire_json import instant

_SPOKEN = frozenset({"CallRecording", "VoiceMessage"})


def list_files(request: ListFiles, context: Context) -> ListAnswer:
    """The files of one session, oldest first; none of a session that is not there to be seen.

    Raises BadRequest where no session is named, Forbidden for an account outside the actor's scope.
    """
    refuse_other_accounts(request.account_ids, context.actor.scope)
    if not request.session_id:
        raise BadRequest.of_field("sessionId", "sessionId is wanted: files are listed session by session")
    return listed(request, context, _files(request, context), FileInfo, sort="date")


def _files(request: ListFiles, context: Context) -> Iterator[FileInfo]:
    try:
        document = get_session(GetSession(request.session_id), context).document
    except NotFound:
        return
    session: Mapping[str, Any] = msgspec.json.decode(document)
    if request.account_ids and session["accountId"] not in request.account_ids:
        return
    state = context.store.state(session["id"])
    if state is not None:
        for file_id, said in state.files.items():
            yield _told_of(file_id, said, session)
    for message in context.store.messages(session["id"]):
        yield from _attachments(message, session)


def _told_of(file_id: str, said: Mapping[str, Said], session: Mapping[str, Any]) -> FileInfo:
    facts = msgspec.convert({name: each.value for name, each in said.items()}, FileFacts)
    times = [each.at for each in said.values()]
    spoken = facts.type in _SPOKEN
    return FileInfo(
        **_of_session(session),
        id=file_id,
        date=instant(moment(min(times))) if times else None,
        date_created=instant(moment(min(times))) if times else None,
        date_last_modified=instant(moment(max(times))) if times else None,
        type=facts.type,
        uri=facts.uri,
        content_type=facts.content_type,
        recording_sid=file_id if spoken else None,
        recording_duration=facts.seconds,
        recording_from=session.get("fromAddress") if spoken else None,
        transcription=facts.transcription,
        from_address=session.get("fromAddress"),
        to_address=session.get("toAddress"),
        status=facts.status,
        pages=facts.pages,
    )


def _attachments(message: MessageState, session: Mapping[str, Any]) -> Iterator[FileInfo]:
    said = message.facts
    for number, (uri, kind) in enumerate(said.media or (), 1):
        yield FileInfo(
            **_of_session(session),
            id=f"{message.id}-{number}",
            date=instant(message.date),
            date_created=instant(message.date),
            type="Attachment",
            uri=uri,
            content_type=kind or None,
            from_address=said.sender,
            to_address=said.recipient,
        )


def _of_session(session: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "account_id": session.get("accountId"),
        "account_name": session.get("accountName"),
        "customer_id": session.get("customerId"),
        "endpoint_id": session.get("endpointId"),
        "session_id": session.get("id"),
    }


FILES: tuple[Operation, ...] = (
    Operation(
        name="ListFiles",
        verb="GET",
        route="/files",
        roles=KEEPERS,
        request=ListFiles,
        answer=FileInfo,
        lists=True,
        summary="Lists the recordings, voicemails, faxes and attachments of a session, with the links to them.",
        handler=list_files,
    ),
)
