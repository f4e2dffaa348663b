"""Request and answer types of the messages of a session."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types_acting import MessageInfo


class GetChatTranscript(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for what was written in a chat."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None
    include_historical: Annotated[
        bool | None, Meta(description="What was written in the same conversation before this session too.")
    ] = None
    historical_cut_off_date: Annotated[
        str | None,
        Meta(
            description="The first day of that (YYYY-MM-DD), or an instant; at most, and by default, six months back."
        ),
    ] = None


class TranscriptMessage(msgspec.Struct, frozen=True, rename="camel"):
    """One message of a chat, or one more file that came with it."""

    date: Annotated[str | None, Meta(description="When it was written.")] = None
    from_: Annotated[str | None, Meta(description="Who wrote it, by address, else by name.")] = msgspec.field(
        name="from", default=None
    )
    body: Annotated[str | None, Meta(description="What was written.")] = None
    media_uri: Annotated[str | None, Meta(description="Where the file is that came with it.")] = None
    media_content_type: Annotated[str | None, Meta(description="The media type of that file.")] = None


class ChatTranscript(msgspec.Struct, frozen=True, rename="camel"):
    """What was written in a chat."""

    messages: Annotated[
        tuple[TranscriptMessage, ...],
        Meta(description="The oldest first. Of a message with several files, each further file is one without body."),
    ] = ()


class GetSessionMessages(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the messages of a session, with what became of them."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None


class SessionMessages(msgspec.Struct, frozen=True, rename="camel"):
    """The messages of a session."""

    messages: Annotated[tuple[MessageInfo, ...], Meta(description="The messages, oldest first.")] = ()
