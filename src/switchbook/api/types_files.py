"""Request and answer types of the files of a session."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from switchbook.api.types import EntityInfo, Ids, ListRequest

_OURS = {"extension": True}


class ListFiles(ListRequest, frozen=True, rename="camel"):
    """Asks for the files of a session."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose files are wanted; absent, all.")] = ()
    session_id: Annotated[str | None, Meta(description="The session whose files are wanted; it must be given.")] = None


class FileInfo(EntityInfo, frozen=True, rename="camel"):
    """A recording, voicemail, fax or attachment of a session: where it is and what was told of it.

    Its own id is the carrier's or the source's; that of an attachment is its message's, a dash, and its number.
    """

    account_id: Annotated[str | None, Meta(description="The account of its session.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer of its session.")] = None
    endpoint_id: Annotated[str | None, Meta(description="The endpoint of its session.")] = None
    session_id: Annotated[str | None, Meta(description="Its session.")] = None
    type: Annotated[
        str | None,
        Meta(
            description="What it is: `VoiceMessage`, `CallRecording`, `Fax`, `FaxOutgoing` or `Attachment`; absent "
            "where that was not told."
        ),
    ] = None
    date: Annotated[str | None, Meta(description="The earliest time that is known of it.")] = None
    uri: Annotated[str | None, Meta(description="Where it is; absent where that was not told.")] = None
    content_type: Annotated[str | None, Meta(description="Its media type.", extra=_OURS)] = None
    recording_sid: Annotated[
        str | None, Meta(description="Of a recording or voice message, the carrier's or the source's id of it.")
    ] = None
    recording_duration: Annotated[int | None, Meta(description="How long it is, in seconds.")] = None
    recording_from: Annotated[str | None, Meta(description="Of a recording or voice message, who called.")] = None
    transcription: Annotated[str | None, Meta(description="What is said in it.")] = None
    ai_transcription: Annotated[str | None, Meta(description="Always absent: who wrote it down is not told.")] = None
    from_address: Annotated[
        str | None, Meta(description="The address calling, or sending; of an attachment, that of its message.")
    ] = None
    to_address: Annotated[
        str | None, Meta(description="The address called, or sent to; of an attachment, that of its message.")
    ] = None
    status: Annotated[
        str | None, Meta(description="How far it is: `in-progress`, `completed`, `absent`, `failed`.", extra=_OURS)
    ] = None
    pages: Annotated[int | None, Meta(description="How many pages it has.", extra=_OURS)] = None
