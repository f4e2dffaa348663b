"""Request and answer types of the operations on payloads that could not be read."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import EntityInfo, Ids, ListRequest


class ListQuarantine(ListRequest, frozen=True, rename="camel"):
    """Asks for payloads that could not be read, newest first; they can be sorted by `received` alone."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose payloads are wanted; absent, all.")] = ()
    sources: Annotated[Ids, Meta(description="Only what these sources sent, such as `twilio`.")] = ()


class QuarantinedInfo(EntityInfo, frozen=True, rename="camel"):
    """One payload that could not be read. Its id is its position in the journal."""

    account_id: Annotated[str | None, Meta(description="The account it came in for.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    received: Annotated[str | None, Meta(description="When it came.")] = None
    source: Annotated[str | None, Meta(description="What sent it, such as `twilio`.")] = None
    content_type: Annotated[str | None, Meta(description="The media type it came with.")] = None
    error: Annotated[str | None, Meta(description="Why it could not be read.")] = None
    payload: Annotated[
        str | None, Meta(description="What was sent, as text; what is no text in UTF-8 is shown with �.")
    ] = None
    bytes: Annotated[int | None, Meta(description="How many bytes were sent.")] = None


class ReplayQuarantined(msgspec.Struct, frozen=True, rename="camel"):
    """Reads payloads of the quarantine again; what can be read now goes into the book as if it had just come."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose payloads are meant; absent, all.")] = ()
    sources: Annotated[Ids, Meta(description="Only what these sources sent.")] = ()
    specific_ids: Annotated[Ids, Meta(description="Only these payloads.")] = ()


class StillUnreadable(msgspec.Struct, frozen=True, rename="camel"):
    """A payload that still cannot be read, and why."""

    id: Annotated[str | None, Meta(description="Its id.")] = None
    error: Annotated[str | None, Meta(description="Why it cannot be read.")] = None


class Replayed(msgspec.Struct, frozen=True, rename="camel"):
    """What came of reading payloads again."""

    taken: Annotated[int, Meta(description="How many were read, and are in the book now.")] = 0
    still_unreadable: Annotated[int, Meta(description="How many still cannot be read; they stay.")] = 0
    session_ids: Annotated[tuple[str, ...], Meta(description="Sessions they told of, at most 100.")] = ()
    errors: Annotated[tuple[StillUnreadable, ...], Meta(description="Why they cannot be read, at most 100.")] = ()


class DiscardQuarantined(msgspec.Struct, frozen=True, rename="camel"):
    """Forgets a payload that could not be read, for good."""

    payload_id: Annotated[str | None, Meta(description="The id of the payload.")] = None
