"""Request and answer types of the operations on customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from switchbook.api.types import CustomerBreadcrumb, EntityInfo, Ids, ListRequest
from switchbook.model.billing import BillingSettings


class CustomerInfo(EntityInfo, frozen=True, rename="camel"):
    """A client company of an account."""

    account_id: Annotated[str | None, Meta(description="The account it belongs to.")] = None
    parent_customer_id: Annotated[str | None, Meta(description="The customer above it.")] = None
    breadcrumb: Annotated[
        tuple[CustomerBreadcrumb, ...], Meta(description="The path of customers from the root to itself.")
    ] = ()
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    is_staging: Annotated[bool, Meta(description="Whether it is being set up, not in production.")] = False
    name: Annotated[str | None, Meta(description="Its name.")] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.")] = None
    data: Annotated[Mapping[str, Any], Meta(description="Names and values that clients keep with it.")] = {}
    tags: Annotated[tuple[str, ...], Meta(description="The ids of its tags.")] = ()
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="Its opening hours, as they were given.")] = None
    integration_data: Annotated[Mapping[str, Any] | None, Meta(description="What integrations keep with it.")] = None
    override_billing_settings: Annotated[bool, Meta(description="Whether its own prices hold.")] = False
    billing_settings: Annotated[BillingSettings | None, Meta(description="Its own prices.")] = None
    override_app_settings: Annotated[bool, Meta(description="Whether its own app settings hold.")] = False
    app_settings: Annotated[Mapping[str, Any] | None, Meta(description="Its own app settings.")] = None


class ListCustomers(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of customers."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose customers are wanted; absent, all.")] = ()
    name_filter: Annotated[str | None, Meta(description="Text that the name contains.")] = None
    parent_customer_ids: Annotated[Ids, Meta(description="Only those below these customers, however deep.")] = ()
    shallow_parent: Annotated[bool, Meta(description="Only those right below parentCustomerIds.")] = False
    tag_ids: Annotated[Ids, Meta(description="Only those that have all these tags.")] = ()
    reference_ids: Annotated[
        Ids, Meta(description="Only those that another system calls so.", extra={"extension": True})
    ] = ()


class GetCustomer(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one customer."""

    customer_id: Annotated[str | None, Meta(description="The id of the customer.")] = None


class NewCustomer(msgspec.Struct, frozen=True, rename="camel"):
    """Makes a customer."""

    account_id: Annotated[str | None, Meta(description="The account it is to belong to.")] = None
    name: Annotated[str | None, Meta(description="Its name.")] = None
    parent_customer_id: Annotated[str | None, Meta(description="The customer above it, of the same account.")] = None
    reference_id: Annotated[
        str | None, Meta(description="What another system calls it; no two of an account are called the same.")
    ] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values to keep with it.")] = None


class PatchCustomer(msgspec.Struct, frozen=True, rename="camel"):
    """Changes a customer: only what is given changes; an empty text clears, a list or object replaces."""

    customer_id: Annotated[str | None, Meta(description="The id of the customer.")] = None
    name: Annotated[str | None, Meta(description="Its name.")] = None
    parent_customer_id: Annotated[str | None, Meta(description="The customer above it; empty puts it at the root.")] = (
        None
    )
    reference_id: Annotated[str | None, Meta(description="What another system calls it.")] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values to keep with it.")] = None
    tag_ids: Annotated[tuple[str | None, ...] | None, Meta(description="The ids of its tags.")] = None
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="Its opening hours, kept as given.")] = None
    integration_data: Annotated[
        Mapping[str, Any] | None, Meta(description="What integrations keep with it.", extra={"extension": True})
    ] = None
    override_billing_settings: Annotated[bool | None, Meta(description="Whether its own prices hold.")] = None
    billing_settings: Annotated[BillingSettings | None, Meta(description="Its own prices.")] = None
    override_app_settings: Annotated[bool | None, Meta(description="Whether its own app settings hold.")] = None
    app_settings: Annotated[Mapping[str, Any] | None, Meta(description="Its own app settings.")] = None


class DeleteCustomer(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes a customer that has no customers and no endpoints; its sessions stay."""

    customer_id: Annotated[str | None, Meta(description="The id of the customer.")] = None


class SetCustomerStaging(msgspec.Struct, frozen=True, rename="camel"):
    """Says whether a customer is being set up or in production."""

    customer_id: Annotated[str | None, Meta(description="The id of the customer.")] = None
    is_staging: Annotated[bool | None, Meta(description="Whether it is being set up.")] = None


class GetInheritedSchedule(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the opening hours that hold for a customer."""

    customer_id: Annotated[str | None, Meta(description="The id of the customer.")] = None


class InheritedSchedule(msgspec.Struct, frozen=True, rename="camel"):
    """The opening hours that hold for a customer."""

    customer_id: Annotated[str | None, Meta(description="The customer whose they are: itself or one above it.")] = None
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="The opening hours; absent where none are.")] = None
