"""Request and answer types of the operations that list, show, make, change and delete accounts."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from switchbook.api.types import SECRET, EntityInfo, Ids, ListRequest
from switchbook.model.billing import BillingSettings

_OURS = {"extension": True}


class AccountInfo(EntityInfo, frozen=True, rename="camel"):
    """A tenant. Twilio ids, limits and prices are told to administrators and managers of the whole account only."""

    name: Annotated[str | None, Meta(description="Its name.")] = None
    parent_account_id: Annotated[
        str | None, Meta(description="The account above it, to those who may see that one.")
    ] = None
    twilio_account_sid: Annotated[str | None, Meta(description="The id of its Twilio account.")] = None
    ancestor_ids: Annotated[
        tuple[str, ...], Meta(description="The accounts above it that you may see, from the root down.")
    ] = ()
    max_phone_numbers: Annotated[int | None, Meta(description="How many phone numbers it may have.")] = None
    is_byoa: Annotated[bool, Meta(description="Whether it brings a Twilio account of its own.")] = msgspec.field(
        name="isBYOA", default=False
    )
    trust_hub_profile_sid: Annotated[str | None, Meta(description="The id of its profile in Twilio's Trust Hub.")] = (
        None
    )
    logo_id: Annotated[str | None, Meta(description="Which picture is its logo.")] = None
    logo_uri: Annotated[str | None, Meta(description="Where its logo is to be had.")] = None
    billing_settings: Annotated[BillingSettings | None, Meta(description="What it is charged.")] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.", extra=_OURS)] = None
    retention_days: Annotated[
        int | None,
        Meta(
            description="Days that its sessions are kept from their creation: 0 is for ever, absent: the setting.",
            extra=_OURS,
        ),
    ] = None


class ListAccounts(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of accounts."""

    name_filter: Annotated[str | None, Meta(description="Text that the name contains.")] = None
    parent_account_ids: Annotated[
        Ids, Meta(description="Only those below these accounts, however deep.", extra=_OURS)
    ] = ()
    shallow_parent: Annotated[bool, Meta(description="Only those right below parentAccountIds.", extra=_OURS)] = False
    reference_ids: Annotated[Ids, Meta(description="Only those that another system calls so.", extra=_OURS)] = ()


class GetAccount(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one account."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None


class NewAccount(msgspec.Struct, frozen=True, rename="camel"):
    """Makes an account. One with a Twilio account of its own gets a hook for it, which `CheckAccount` shows."""

    name: Annotated[str | None, Meta(description="Its name.")] = None
    twilio_account_sid: Annotated[
        str | None, Meta(description="The id of its own Twilio account; wanted with twilioAuthToken.")
    ] = None
    twilio_auth_token: Annotated[
        str | None,
        Meta(
            description="The auth token of that account: what Twilio signs its callbacks with. It is never shown.",
            extra=SECRET,
        ),
    ] = None
    parent_account_id: Annotated[
        str | None,
        Meta(description="The account above it; needed by who may see certain accounts only.", extra=_OURS),
    ] = None
    reference_id: Annotated[
        str | None, Meta(description="What another system calls it; no two accounts are called the same.", extra=_OURS)
    ] = None


class PatchAccount(msgspec.Struct, frozen=True, rename="camel"):
    """Changes an account: only what is given changes; an empty text clears, an object replaces."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None
    name: Annotated[str | None, Meta(description="Its name.")] = None
    max_phone_numbers: Annotated[int | None, Meta(description="How many phone numbers it may have.")] = None
    logo_id: Annotated[str | None, Meta(description="Empty takes its logo away; SetAccountLogo gives it one.")] = None
    billing_settings: Annotated[BillingSettings | None, Meta(description="What it is charged.")] = None
    parent_account_id: Annotated[
        str | None, Meta(description="The account above it; empty puts it at the root.", extra=_OURS)
    ] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.", extra=_OURS)] = None
    trust_hub_profile_sid: Annotated[
        str | None, Meta(description="The id of its profile in Twilio's Trust Hub.", extra=_OURS)
    ] = None
    retention_days: Annotated[
        int | None,
        Meta(
            description="Days that its sessions are kept after they were created; 0 is for ever. What is older is "
            "deleted soon after.",
            extra=_OURS,
        ),
    ] = None


class DeleteAccount(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes an account that has no accounts below it and is empty, or with `force` all that is in it too."""

    account_id: Annotated[str | None, Meta(description="The id of the account.")] = None
    force: Annotated[
        bool,
        Meta(
            description="Delete its hooks, sessions, endpoints and customers too, for good. For administrators of "
            "everything only.",
            extra=_OURS,
        ),
    ] = False
