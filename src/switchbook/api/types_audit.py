"""Request and answer types of the operations on the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import Meta

from switchbook.api.types import EntityInfo, Ids, ListRequest

_OURS = {"extension": True}


class LogEntryInfo(EntityInfo, frozen=True, rename="camel"):
    """One change of one record: who changed what, when, from where, and what it was before and after."""

    account_id: Annotated[str | None, Meta(description="The account of the record; absent where it has none.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    user_name: Annotated[str | None, Meta(description="The name of who did it.")] = None
    description: Annotated[str | None, Meta(description="What was done to which record, in a few words.")] = None
    actor_kind: Annotated[
        str | None, Meta(description="What did it: a `user`, a `key`, or `cli`, the command line.", extra=_OURS)
    ] = None
    actor_id: Annotated[str | None, Meta(description="The id of the user or key.", extra=_OURS)] = None
    address: Annotated[str | None, Meta(description="The address that the request came from.", extra=_OURS)] = None
    operation: Annotated[str | None, Meta(description="What was asked for, such as `PatchUser`.", extra=_OURS)] = None
    record: Annotated[str | None, Meta(description="The kind of record, such as `user`.", extra=_OURS)] = None
    record_id: Annotated[str | None, Meta(description="The id of the record.", extra=_OURS)] = None
    before: Annotated[
        Mapping[str, Any] | None, Meta(description="The record before, without secrets.", extra=_OURS)
    ] = None
    after: Annotated[Mapping[str, Any] | None, Meta(description="The record after, without secrets.", extra=_OURS)] = (
        None
    )


class ListAuditLines(ListRequest, frozen=True, rename="camel"):
    """Asks for lines of the audit trail, newest first; they can be sorted by their date alone."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose lines are wanted; absent, all.")] = ()
    customer_ids: Annotated[
        Ids, Meta(description="Only lines about these customers, those below them, and their endpoints.")
    ] = ()
    start_date: Annotated[str | None, Meta(description="The first day wanted (YYYY-MM-DD), or an instant.")] = None
    end_date: Annotated[str | None, Meta(description="The last day wanted (YYYY-MM-DD), or an instant.")] = None
    description: Annotated[str | None, Meta(description="Text that the description contains.")] = None
    record: Annotated[str | None, Meta(description="The kind of record, such as `user`.", extra=_OURS)] = None
    record_id: Annotated[str | None, Meta(description="The id of the record.", extra=_OURS)] = None
    actor_id: Annotated[str | None, Meta(description="The id of the user or key that did it.", extra=_OURS)] = None
    operation: Annotated[str | None, Meta(description="What was asked for, such as `PatchUser`.", extra=_OURS)] = None


class ListLogEntries(ListAuditLines, frozen=True, rename="camel"):
    """Asks for lines of the audit trail, as ListAuditLines does."""
