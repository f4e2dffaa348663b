"""Request and answer types of the operations on hooks."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET, EntityInfo, Ids, ListRequest


class HookInfo(EntityInfo, frozen=True, rename="camel"):
    """A way in for a source, without its secrets."""

    source: Annotated[str | None, Meta(description="What calls it.")] = None
    account_id: Annotated[str | None, Meta(description="The account whose sessions come in.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    url: Annotated[str | None, Meta(description="The address that the source must call.")] = None
    time_zone: Annotated[str | None, Meta(description="The zone of times that name none (IANA name).")] = None
    region: Annotated[str | None, Meta(description="The country of numbers that name none (two letters).")] = None
    secrets: Annotated[int, Meta(description="How many secrets are good: two while they are changed.")] = 0
    last_delivery: Annotated[
        str | None, Meta(description="When something last came through it; told in lists alone.")
    ] = None
    last_delivery_quarantined: Annotated[
        bool | None, Meta(description="Whether any of that could not be read; told in lists alone.")
    ] = None
    caution: Annotated[str | None, Meta(description="What whoever gives the source the address must know.")] = None


class ListHooks(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of hooks."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose hooks are wanted; absent, all.")] = ()


class GetHook(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one hook."""

    hook_id: Annotated[str | None, Meta(description="The id of the hook.")] = None


class NewHook(msgspec.Struct, frozen=True, rename="camel"):
    """Makes a hook."""

    source: Annotated[str | None, Meta(description="What will call it, such as `twilio`.")] = None
    account_id: Annotated[str | None, Meta(description="The account whose sessions come in.")] = None
    secret: Annotated[
        str | None,
        Meta(description="What the source signs with; for Twilio the auth token of its account.", extra=SECRET),
    ] = None
    time_zone: Annotated[str | None, Meta(description="The zone of times that name none (IANA name).")] = None
    region: Annotated[str | None, Meta(description="The country of numbers that name none (two letters).")] = None

    def __repr__(self) -> str:
        return f"NewHook(source={self.source!r}, account_id={self.account_id!r}, secret=***)"


class PatchHook(msgspec.Struct, frozen=True, rename="camel"):
    """Changes how a hook's payloads are read: only what is given changes, an empty text clears."""

    hook_id: Annotated[str | None, Meta(description="The id of the hook.")] = None
    time_zone: Annotated[str | None, Meta(description="The zone of times that name none (IANA name).")] = None
    region: Annotated[str | None, Meta(description="The country of numbers that name none (two letters).")] = None


class RotateHook(msgspec.Struct, frozen=True, rename="camel"):
    """Gives a hook one more secret; the one it has stays good until the rotation is finished."""

    hook_id: Annotated[str | None, Meta(description="The id of the hook.")] = None
    secret: Annotated[str | None, Meta(description="What the source will sign with.", extra=SECRET)] = None

    def __repr__(self) -> str:
        return f"RotateHook(hook_id={self.hook_id!r}, secret=***)"


class FinishHookRotation(msgspec.Struct, frozen=True, rename="camel"):
    """Drops the secret that a hook had before its newest."""

    hook_id: Annotated[str | None, Meta(description="The id of the hook.")] = None


class DeleteHook(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes a hook, whose address answers 404 from then on; what came through it stays."""

    hook_id: Annotated[str | None, Meta(description="The id of the hook.")] = None
