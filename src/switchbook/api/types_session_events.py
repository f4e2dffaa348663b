"""Request and answer types of what was delivered about a session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from switchbook.api.types import EntityInfo, ListRequest


class ListSessionEvents(ListRequest, frozen=True, rename="camel"):
    """Asks for what was delivered about a session, the oldest first; it can be sorted by `received` alone."""

    session_id: Annotated[str | None, Meta(description="The id of the session.")] = None


class EventRead(msgspec.Struct, frozen=True, rename="camel"):
    """One event that was read in what came."""

    kind: Annotated[str | None, Meta(description="What happened, such as `LegAnswered`.")] = None
    at: Annotated[str | None, Meta(description="When it happened.")] = None
    said: Annotated[Mapping[str, Any], Meta(description="What else was told of it, as it is kept.")] = {}


class SessionEventInfo(EntityInfo, frozen=True, rename="camel"):
    """One entry of the journal: what came, and what was read in it. Its id is its position."""

    received: Annotated[str | None, Meta(description="When it came.")] = None
    source: Annotated[
        str | None,
        Meta(
            description="What sent it, such as `twilio`; `api` for acts of people, `import` for whole sessions, "
            "`snapshot` for what stands in the place of old entries."
        ),
    ] = None
    content_type: Annotated[str | None, Meta(description="The media type of what was sent.")] = None
    key: Annotated[
        str | None, Meta(description="What names the delivery, in hex: one that has the same is of the same step.")
    ] = None
    payload: Annotated[
        str | None,
        Meta(
            description="What was sent, where it is text; what is named like a secret, and keys that were pressed, are "
            "`***`."
        ),
    ] = None
    bytes: Annotated[int | None, Meta(description="How many bytes were sent.")] = None
    events: Annotated[tuple[EventRead, ...], Meta(description="The events that were read in it.")] = ()
    error: Annotated[str | None, Meta(description="Why it could not be read, if so.")] = None
