"""Request and answer types of the operation that tells how the archive stands."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import Ids


class GetArchiveStatus(msgspec.Struct, frozen=True, rename="camel"):
    """Asks what is live, what is archived, and what is due."""

    account_ids: Annotated[Ids, Meta(description="The accounts that are wanted; absent, all.")] = ()


class AccountArchive(msgspec.Struct, frozen=True, rename="camel"):
    """The sessions of one account."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    live: Annotated[int, Meta(description="Its sessions that are not archived.")] = 0
    archived: Annotated[int, Meta(description="Its sessions in the archive.")] = 0
    due: Annotated[int, Meta(description="The live ones that are due for the archive.")] = 0
    retention_days: Annotated[
        int | None, Meta(description="Days that its sessions are kept from creation; absent is for ever.")
    ] = None
    own_retention: Annotated[
        bool, Meta(description="Whether these are days of its own (PatchAccount), not those of the server.")
    ] = False
    overdue: Annotated[
        int, Meta(description="The ended ones that are past their days, which the next run deletes.")
    ] = 0


class ArchiveRunInfo(msgspec.Struct, frozen=True, rename="camel"):
    """What a run of the archivist did; figures are for administrators of everything alone."""

    began: Annotated[str | None, Meta(description="When it began.")] = None
    ended: Annotated[str | None, Meta(description="When it ended; absent while it runs.")] = None
    failed: Annotated[bool, Meta(description="Whether an error ended it.")] = False
    archived: Annotated[int | None, Meta(description="How many sessions it moved to the archive.")] = None
    deleted: Annotated[int | None, Meta(description="How many sessions it deleted.")] = None


class ArchiveStatus(msgspec.Struct, frozen=True, rename="camel"):
    """How the archive stands: terms, the last run, and sessions by account."""

    archive_after_days: Annotated[int, Meta(description="Days after its end at which a session is archived.")] = 0
    running: Annotated[bool, Meta(description="Whether a run is under way.")] = False
    last_run: Annotated[ArchiveRunInfo | None, Meta(description="The run that began last.")] = None
    live: Annotated[int, Meta(description="Sessions of these accounts that are not archived.")] = 0
    archived: Annotated[int, Meta(description="Sessions of these accounts in the archive.")] = 0
    due: Annotated[int, Meta(description="Live sessions of these accounts that are due for the archive.")] = 0
    overdue: Annotated[int, Meta(description="Sessions of these accounts that the next run deletes.")] = 0
    accounts: Annotated[tuple[AccountArchive, ...], Meta(description="Each account, in order of id.")] = ()
