"""Request and answer types of the operations on API keys."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET, EntityInfo, Ids, ListRequest


class KeyInfo(EntityInfo, frozen=True, rename="camel"):
    """An API key, without its secret."""

    name: Annotated[str | None, Meta(description="What it is for.")] = None
    role: Annotated[str | None, Meta(description="What it may do.")] = None
    account_ids: Annotated[tuple[str, ...], Meta(description="The accounts it may see.")] = ()
    account_names: Annotated[tuple[str, ...], Meta(description="Their names, in the same order.")] = ()
    all_accounts: Annotated[bool | None, Meta(description="Whether there is no limit to accounts at all.")] = None
    customer_ids: Annotated[
        tuple[str, ...] | None, Meta(description="The customers it is limited to, with all below; absent, none.")
    ] = None
    endpoint_ids: Annotated[
        tuple[str, ...] | None, Meta(description="The endpoints it is limited to; absent, none.")
    ] = None
    expires: Annotated[str | None, Meta(description="When it stops working; absent, never.")] = None
    revoked: Annotated[bool, Meta(description="Whether it has been made to work no more.")] = False
    old_until: Annotated[str | None, Meta(description="Until when the secret before the present one is good.")] = None
    last_used: Annotated[
        str | None,
        Meta(description="The day (UTC) on which it was last used; absent, never. It is told in lists alone."),
    ] = None


class KeySecret(KeyInfo, frozen=True, rename="camel"):
    """An API key with its secret, which is shown this once."""

    key: Annotated[str | None, Meta(description="The secret: whoever shows it is let in.", extra=SECRET)] = None

    def __repr__(self) -> str:
        return f"KeySecret(id={self.id!r}, name={self.name!r}, key=***)"


class ListKeys(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of API keys."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose keys are wanted; absent, all.")] = ()
    name_filter: Annotated[str | None, Meta(description="Text that the name contains.")] = None


class GetKey(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one API key."""

    key_id: Annotated[str | None, Meta(description="The id of the key.")] = None


class NewKey(msgspec.Struct, frozen=True, rename="camel"):
    """Makes an API key, which can have no more than who makes it."""

    name: Annotated[str | None, Meta(description="What it is for.")] = None
    role: Annotated[str | None, Meta(description="What it may do.")] = None
    account_ids: Annotated[Ids, Meta(description="Its accounts. Only a SystemAdministrator may have none.")] = ()
    customer_ids: Annotated[Ids, Meta(description="The customers it is limited to, with all below.")] = ()
    endpoint_ids: Annotated[Ids, Meta(description="The endpoints it is limited to.")] = ()
    expires: Annotated[str | None, Meta(description="When it stops working, a day or an instant; absent, never.")] = (
        None
    )


class PatchKey(msgspec.Struct, frozen=True, rename="camel"):
    """Changes an API key: only what is given changes.

    A list of limits replaces the one before, unless it is empty; `*` alone lifts it.
    """

    key_id: Annotated[str | None, Meta(description="The id of the key.")] = None
    name: Annotated[str | None, Meta(description="What it is for.")] = None
    role: Annotated[str | None, Meta(description="What it may do.")] = None
    account_ids: Annotated[Ids | None, Meta(description="The accounts it is limited to; `*` is no limit.")] = None
    customer_ids: Annotated[
        Ids | None, Meta(description="The customers it is limited to, with all below; `*` is no limit.")
    ] = None
    endpoint_ids: Annotated[Ids | None, Meta(description="The endpoints it is limited to; `*` is no limit.")] = None
    expires: Annotated[str | None, Meta(description="When it stops working; empty, never.")] = None


class RotateKey(msgspec.Struct, frozen=True, rename="camel"):
    """Gives an API key another secret; the one it has stays good for a while."""

    key_id: Annotated[str | None, Meta(description="The id of the key.")] = None
    grace_hours: Annotated[
        int | None, Meta(description="For how many hours the present secret stays good: 0 to 168; absent, 24.")
    ] = None


class RevokeKey(msgspec.Struct, frozen=True, rename="camel"):
    """Makes an API key work no more; it stays on the list."""

    key_id: Annotated[str | None, Meta(description="The id of the key.")] = None


class DeleteKey(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes an API key, which works no more."""

    key_id: Annotated[str | None, Meta(description="The id of the key.")] = None
