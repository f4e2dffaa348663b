"""Request and answer types of the operations that import and export the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from switchbook.model.billing import BillingSettings

_ID = Meta(description="Its id; absent, it is found by its referenceId, or made.")
Texts = tuple[str | None, ...]


class AccountRow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An account to be imported. What is absent is left as it is, an empty text clears."""

    id: Annotated[str | None, _ID] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it, unique among accounts.")] = None
    name: Annotated[str | None, Meta(description="Its name; a new one needs it.")] = None
    parent_account_id: Annotated[str | None, Meta(description="The account above it; empty: it is at the root.")] = None
    parent_reference_id: Annotated[str | None, Meta(description="The same, by what another system calls it.")] = None
    twilio_account_sid: Annotated[str | None, Meta(description="The id of its Twilio account.")] = None
    is_byoa: Annotated[bool | None, Meta(description="Whether that is its own.")] = msgspec.field(
        name="isBYOA", default=None
    )
    trust_hub_profile_sid: Annotated[str | None, Meta(description="The id of its profile in the Trust Hub.")] = None
    max_phone_numbers: Annotated[int | None, Meta(description="How many phone numbers it may have.")] = None
    billing_settings: Annotated[BillingSettings | None, Meta(description="What it is charged.")] = None
    retention_days: Annotated[int | None, Meta(description="Days that its sessions are kept; 0 is for ever.")] = None


class CustomerRow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A customer to be imported. What is absent is left as it is, an empty text clears."""

    id: Annotated[str | None, _ID] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it, unique in its account.")] = None
    account_id: Annotated[str | None, Meta(description="The account it belongs to; there it stays.")] = None
    account_reference_id: Annotated[str | None, Meta(description="The same, by what another system calls it.")] = None
    name: Annotated[str | None, Meta(description="Its name; a new one needs it.")] = None
    parent_customer_id: Annotated[str | None, Meta(description="The customer above it; empty: it is at the root.")] = (
        None
    )
    parent_reference_id: Annotated[str | None, Meta(description="The same, by what another system calls it.")] = None
    is_staging: Annotated[bool | None, Meta(description="Whether it is being set up.")] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values that clients keep with it.")] = None
    tag_ids: Annotated[Texts | None, Meta(description="The ids of its tags.")] = None
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="Its opening hours, kept as given.")] = None
    integration_data: Annotated[Mapping[str, Any] | None, Meta(description="What integrations keep with it.")] = None
    override_billing_settings: Annotated[bool | None, Meta(description="Whether its own prices hold.")] = None
    billing_settings: Annotated[BillingSettings | None, Meta(description="Its own prices.")] = None
    override_app_settings: Annotated[bool | None, Meta(description="Whether its own app settings hold.")] = None
    app_settings: Annotated[Mapping[str, Any] | None, Meta(description="Its own app settings.")] = None


class EndpointRow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """An endpoint to be imported. What is absent is left as it is, an empty text clears."""

    id: Annotated[str | None, _ID] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it, unique in its account.")] = None
    account_id: Annotated[str | None, Meta(description="The account it belongs to; there it stays.")] = None
    account_reference_id: Annotated[str | None, Meta(description="The same, by what another system calls it.")] = None
    display_name: Annotated[
        str | None, Meta(description="Its name; a new one without is called by its first address.")
    ] = None
    type: Annotated[str | None, Meta(description="What it is, as EndpointInfo names it; a new one needs it.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer it belongs to; empty: none.")] = None
    customer_reference_id: Annotated[str | None, Meta(description="The same, by what another system calls it.")] = None
    address: Annotated[
        str | None, Meta(description="What traffic calls it by: a number, `client:`, `sip:`, a mailbox.")
    ] = None
    other_addresses: Annotated[Texts | None, Meta(description="What else traffic calls it by.")] = None
    phone_number: Annotated[str | None, Meta(description="Its number.")] = None
    mobile_phone_number: Annotated[str | None, Meta(description="The mobile number of a user.")] = None
    email_address: Annotated[str | None, Meta(description="Its mailbox.")] = None
    sip_user_name: Annotated[str | None, Meta(description="The SIP user name.")] = None
    user_mode: Annotated[str | None, Meta(description="By what a user calls and is called.")] = None
    extra_information: Annotated[str | None, Meta(description="What lists show beside its name.")] = None
    flow_id: Annotated[str | None, Meta(description="The flow that its sessions run.")] = None
    flow_name: Annotated[str | None, Meta(description="The name of the flow.")] = None
    flow_params: Annotated[Mapping[str, Any] | None, Meta(description="Names and values for the flow.")] = None
    flow_schedule: Annotated[str | None, Meta(description="Whether one flow runs always, or several by schedule.")] = (
        None
    )
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="Its opening hours, kept as given.")] = None
    scheduled_flows: Annotated[
        tuple[Mapping[str, Any], ...] | None, Meta(description="Which flow runs when, kept as given.")
    ] = None
    disable_sms: Annotated[bool | None, Meta(description="Whether messages are off.")] = None
    use_external10_dlc_campaign: Annotated[
        bool | None, Meta(description="Whether its campaign for messages is registered elsewhere.")
    ] = None
    is_virtual_phone_number: Annotated[bool | None, Meta(description="Whether the number is no carrier's.")] = None
    address_sid: Annotated[str | None, Meta(description="The carrier's id of the number's street address.")] = None
    manager_access: Annotated[str | None, Meta(description="What a manager may do, kept as given.")] = None
    dashboard_permissions: Annotated[Texts | None, Meta(description="What the user may see on a dashboard.")] = None
    tag_ids: Annotated[Texts | None, Meta(description="The ids of its tags.")] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values that clients keep with it.")] = None
    learnt: Annotated[bool | None, Meta(description="Whether it was made because it was called; absent: not.")] = None


class UserRow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A user to be imported. What is absent is left as it is; of limits, `*` is none.

    A file brings no password: a new user signs in once ChangePassword gave one.
    """

    id: Annotated[str | None, Meta(description="The id; absent, the user is found by emailAddress, or made.")] = None
    email_address: Annotated[str | None, Meta(description="The address to sign in with; a new one needs it.")] = None
    first_name: Annotated[str | None, Meta(description="The first name.")] = None
    last_name: Annotated[str | None, Meta(description="The last name.")] = None
    name: Annotated[str | None, Meta(description="The name to show; absent, that of both parts.")] = None
    role: Annotated[str | None, Meta(description="What the user may do; a new one without is a `User`.")] = None
    account_ids: Annotated[Texts | None, Meta(description="The accounts the user is limited to.")] = None
    account_reference_ids: Annotated[Texts | None, Meta(description="The same, by what another system calls them.")] = (
        None
    )
    customer_ids: Annotated[Texts | None, Meta(description="The customers the user is limited to.")] = None
    customer_reference_ids: Annotated[Texts | None, Meta(description="The same; they must be of one account.")] = None
    endpoint_ids: Annotated[Texts | None, Meta(description="The endpoints the user is limited to.")] = None
    endpoint_reference_ids: Annotated[Texts | None, Meta(description="The same; they must be of one account.")] = None
    disabled: Annotated[bool | None, Meta(description="Whether the user may not sign in.")] = None


Row = AccountRow | CustomerRow | EndpointRow


class ImportDirectory(msgspec.Struct, frozen=True, rename="camel"):
    """Makes and changes accounts, customers, endpoints and users: all of them, or none where one is refused."""

    accounts: Annotated[tuple[AccountRow, ...], Meta(description="The accounts, in any order.")] = ()
    customers: Annotated[tuple[CustomerRow, ...], Meta(description="The customers, in any order.")] = ()
    endpoints: Annotated[tuple[EndpointRow, ...], Meta(description="The endpoints, in any order.")] = ()
    users: Annotated[tuple[UserRow, ...], Meta(description="The users, without passwords.")] = ()
    dry_run: Annotated[bool, Meta(description="Only say what would be done.")] = False


class ImportedRow(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became, or would become, of one row."""

    at: Annotated[str, Meta(description="Where the row stands, such as `customers[3]`, counted from 0.")]
    outcome: Annotated[str, Meta(description="`made`, `changed`, `unchanged` or `refused`.")]
    id: Annotated[str | None, Meta(description="The id of the record; absent where it has none yet.")] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.")] = None
    name: Annotated[str | None, Meta(description="Its name.")] = None
    fields: Annotated[tuple[str, ...], Meta(description="The members that changed.")] = ()
    reason: Annotated[str | None, Meta(description="Why it was refused.")] = None


class ImportReport(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What an import did or, where it was a dry run, would do."""

    dry_run: Annotated[bool, Meta(description="Whether nothing was done.")]
    made: Annotated[int, Meta(description="How many records are new.")]
    changed: Annotated[int, Meta(description="How many records changed.")]
    unchanged: Annotated[int, Meta(description="How many were so already.")]
    refused: Annotated[int, Meta(description="How many were refused; only a dry run answers any.")]
    rows: Annotated[tuple[ImportedRow, ...], Meta(description="Every row: accounts, customers, endpoints, users.")]


class ExportDirectory(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the whole directory."""


class DirectoryExport(msgspec.Struct, frozen=True, rename="camel"):
    """The whole directory, as ImportDirectory reads it."""

    accounts: Annotated[tuple[AccountRow, ...], Meta(description="Every account, by id.")] = ()
    customers: Annotated[tuple[CustomerRow, ...], Meta(description="Every customer, by id.")] = ()
    endpoints: Annotated[tuple[EndpointRow, ...], Meta(description="Every endpoint, by id.")] = ()
    users: Annotated[tuple[UserRow, ...], Meta(description="Every user, by id, without passwords.")] = ()
