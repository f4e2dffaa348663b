"""Request and answer types of deleting sessions."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta


class DeleteSessions(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes the ended sessions of an account that were created in a time, live and archived alike."""

    account_id: Annotated[str | None, Meta(description="The account; it must be given.")] = None
    start_date_time: Annotated[
        str | None,
        Meta(
            description="The instant from which they were created (ISO-8601); a day is its beginning. It must be given."
        ),
    ] = None
    end_date_time: Annotated[
        str | None,
        Meta(description="The instant before which they were created, as startDateTime. It must be given."),
    ] = None
    dry_run: Annotated[
        bool | None,
        Meta(
            description="True: only counts. Given at all, true or false, the answer is DeletedSessions; absent, there "
            "is none, as in the original.",
            extra={"extension": True},
        ),
    ] = None


class DeletedSessions(msgspec.Struct, frozen=True, rename="camel"):
    """What deleting sessions did, or would do."""

    matching: Annotated[
        int, Meta(description="Ended sessions of the account in that time, before any was deleted.")
    ] = 0
    deleted: Annotated[int, Meta(description="How many were deleted.")] = 0
    left_running: Annotated[
        int, Meta(description="Sessions of the account in that time that are not over: they are left.")
    ] = 0
