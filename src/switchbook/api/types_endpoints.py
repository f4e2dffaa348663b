"""Request and answer types of the operations on endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from switchbook.api.types import CustomerBreadcrumb, EntityInfo, Ids, ListRequest

_OURS = {"extension": True}


class EndpointTypes(IntEnum):
    """What an endpoint is. The second names of some are those of older clients."""

    PhoneNumber = 0
    User = 1
    Fax = 2
    Email = 3
    Team = 9
    AssistantBot = 10
    SipTrunk = 11
    EmergencyAddress = 12
    FaxNumber = Fax
    EmailAddress = Email
    Assistant = AssistantBot


class UserModes(IntEnum):
    """By what a user calls and is called."""

    SoftPhone = 0
    SipPhone = 1
    Flow = 2


class EndpointInfo(EntityInfo, frozen=True, rename="camel"):
    """What sends or receives: a phone number, a user, a team, a mailbox, a fax, a SIP trunk, an assistant."""

    account_id: Annotated[str | None, Meta(description="The account it belongs to.")] = None
    account_name: Annotated[str | None, Meta(description="The name of the account.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer it belongs to.")] = None
    customer_name: Annotated[str | None, Meta(description="The name of the customer.")] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.")] = None
    customer_breadcrumb: Annotated[
        tuple[CustomerBreadcrumb, ...], Meta(description="The path of customers from the root to its own.")
    ] = ()
    display_name: Annotated[str | None, Meta(description="Its name.")] = None
    type: Annotated[EndpointTypes | None, Meta(description="What it is.")] = None
    extra_information: Annotated[str | None, Meta(description="What lists show beside its name.")] = None
    flow_id: Annotated[str | None, Meta(description="The flow that its sessions run.")] = None
    flow_name: Annotated[str | None, Meta(description="The name of the flow.")] = None
    flow_params: Annotated[Mapping[str, Any], Meta(description="Names and values for the flow.")] = {}
    flow_schedule: Annotated[str | None, Meta(description="Whether one flow runs always, or several by schedule.")] = (
        None
    )
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="Its opening hours, as they were given.")] = None
    scheduled_flows: Annotated[
        tuple[Mapping[str, Any], ...], Meta(description="Which flow runs when, as it was given.")
    ] = ()
    disable_sms: Annotated[bool, Meta(description="Whether messages are off.")] = False
    use_external10_dlc_campaign: Annotated[
        bool, Meta(description="Whether its campaign for messages is registered elsewhere.")
    ] = False
    is_virtual_phone_number: Annotated[bool, Meta(description="Whether the number is no carrier's.")] = False
    phone_number: Annotated[str | None, Meta(description="Its number, in E.164 where its country is known.")] = None
    address_sid: Annotated[str | None, Meta(description="The carrier's id of the street address of the number.")] = None
    user_mode: Annotated[UserModes | None, Meta(description="By what the user calls and is called.")] = None
    sip_user_name: Annotated[str | None, Meta(description="The SIP user name.")] = None
    user_email_address: Annotated[str | None, Meta(description="The mailbox of a user.")] = None
    email_address: Annotated[str | None, Meta(description="The mailbox of any other endpoint.")] = None
    manager_access: Annotated[str | None, Meta(description="What a manager may do, kept as given.")] = None
    dashboard_permissions: Annotated[
        tuple[str, ...], Meta(description="What the user may see on a dashboard, kept as given.")
    ] = ()
    tag_ids: Annotated[tuple[str, ...], Meta(description="The ids of its tags.")] = ()
    data: Annotated[Mapping[str, Any], Meta(description="Names and values that clients keep with it.")] = {}
    mobile_phone_number: Annotated[str | None, Meta(description="The mobile number of a user.", extra=_OURS)] = None
    address: Annotated[
        str | None, Meta(description="What traffic calls it by: a number, `client:`, `sip:`, a mailbox.", extra=_OURS)
    ] = None
    other_addresses: Annotated[
        tuple[str, ...], Meta(description="What else traffic calls it by, beside its numbers and mailbox.", extra=_OURS)
    ] = ()
    learnt: Annotated[
        bool, Meta(description="Whether it was made because it was called, not by anybody's hand.", extra=_OURS)
    ] = False


class ListEndpoints(ListRequest, frozen=True, rename="camel"):
    """Asks for a list of endpoints."""

    account_ids: Annotated[Ids, Meta(description="The accounts whose endpoints are wanted; absent, all.")] = ()
    customer_ids: Annotated[
        Ids, Meta(description="Only those of these customers and all below them; `_` is those without a customer.")
    ] = ()
    reference_ids: Annotated[Ids, Meta(description="Only those that another system calls so.")] = ()
    shallow_parent: Annotated[bool, Meta(description="Only those of customerIds themselves.")] = False
    flow_ids: Annotated[Ids, Meta(description="Only those with one of these flows.")] = ()
    tag_ids: Annotated[Ids, Meta(description="Only those that have all these tags.")] = ()
    name_filter: Annotated[str | None, Meta(description="Text that the name contains.")] = None
    phone_number_filter: Annotated[
        str | None, Meta(description="Text that one of its numbers contains; punctuation does not count.")
    ] = None
    type: Annotated[EndpointTypes | None, Meta(description="Only those of this type.")] = None
    types: Annotated[Ids, Meta(description="Only those of one of these types.")] = ()
    user_mode: Annotated[UserModes | None, Meta(description="Only users of this mode.")] = None
    data_filters: Annotated[
        Ids, Meta(description="Only those whose data has this text in this field, for each `Field=Value` of these.")
    ] = ()
    sip_user_name: Annotated[str | None, Meta(description="Only those with this SIP user name, in any case.")] = None
    flow_parameters_filter: Annotated[
        Mapping[str, Any] | None, Meta(description="A JSON object: only those whose flowParams hold all of it.")
    ] = None
    learnt: Annotated[
        bool | None, Meta(description="Only those that were learnt from traffic, or only others.", extra=_OURS)
    ] = None


class GetEndpoint(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for one endpoint."""

    endpoint_id: Annotated[str | None, Meta(description="The id of the endpoint.")] = None


class NewEndpoint(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every new endpoint can be given."""

    account_id: Annotated[str | None, Meta(description="The account it is to belong to.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer it is to belong to, of the same account.")] = None
    reference_id: Annotated[
        str | None, Meta(description="What another system calls it; no two of an account are called the same.")
    ] = None
    display_name: Annotated[
        str | None, Meta(description="Its name; absent, the number, mailbox or user name it has.")
    ] = None
    extra_information: Annotated[str | None, Meta(description="What lists show beside its name.")] = None
    tag_ids: Annotated[tuple[str | None, ...] | None, Meta(description="The ids of its tags.")] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values to keep with it.")] = None
    flow_id: Annotated[str | None, Meta(description="The flow that its sessions run.")] = None
    flow_params: Annotated[Mapping[str, Any] | None, Meta(description="Names and values for the flow.")] = None
    address: Annotated[
        str | None,
        Meta(description="What traffic calls it by: a number, `client:`, `sip:`, a mailbox.", extra=_OURS),
    ] = None
    other_addresses: Annotated[
        tuple[str | None, ...] | None, Meta(description="What else traffic calls it by.", extra=_OURS)
    ] = None


class NewUserEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Makes an endpoint for a person with telephones, who may also be a caller in a flow."""

    user_mode: Annotated[UserModes | None, Meta(description="By what the user calls and is called.")] = None
    sip_user_name: Annotated[
        str | None,
        Meta(description="The SIP user name; traffic finds it where it says its host, or is an extension."),
    ] = None
    user_email_address: Annotated[str | None, Meta(description="The mailbox.")] = None
    email_address: Annotated[str | None, Meta(description="Another name for userEmailAddress.")] = None
    phone_number: Annotated[str | None, Meta(description="The user's own number.")] = None
    manager_access: Annotated[str | None, Meta(description="What a manager may do, kept as given.")] = None
    dashboard_permissions: Annotated[
        tuple[str | None, ...] | None, Meta(description="What the user may see on a dashboard, kept as given.")
    ] = None
    mobile_phone_number: Annotated[str | None, Meta(description="The user's mobile number.", extra=_OURS)] = None


class NewTeamEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Makes an endpoint for users who answer together."""


class NewEmailEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Makes an endpoint for a mailbox."""

    email_address: Annotated[str | None, Meta(description="The mailbox.")] = None


class NewSipTrunkEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Makes an endpoint for a SIP trunk."""

    sip_user_name: Annotated[str | None, Meta(description="The SIP user name, with its host.")] = None


class NewAssistantEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Makes an endpoint for an assistant that talks by itself."""


class BuyPhoneNumber(NewEndpoint, frozen=True, rename="camel"):
    """Records a phone number that the account has. Nothing is bought: whose it is stays between you and the carrier."""

    number: Annotated[str | None, Meta(description="The number, best in E.164.")] = None
    is_virtual_phone_number: Annotated[bool | None, Meta(description="Whether the number is no carrier's.")] = None
    is_fax_number: Annotated[bool | None, Meta(description="Whether it is a fax.")] = None
    address_sid: Annotated[str | None, Meta(description="The carrier's id of the number's street address.")] = None


class NewFaxEndpoint(NewEndpoint, frozen=True, rename="camel"):
    """Records the number of a fax."""

    number: Annotated[str | None, Meta(description="The number, best in E.164.")] = None
    address_sid: Annotated[str | None, Meta(description="The carrier's id of the number's street address.")] = None


class PatchEndpoint(msgspec.Struct, frozen=True, rename="camel"):
    """Changes what is given of an endpoint; the rest stays. Lists and objects replace what was there."""

    endpoint_id: Annotated[str | None, Meta(description="The id of the endpoint.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer it is moved to; empty, to none.")] = None
    reference_id: Annotated[str | None, Meta(description="What another system calls it.")] = None
    display_name: Annotated[str | None, Meta(description="Its name.")] = None
    extra_information: Annotated[str | None, Meta(description="What lists show beside its name.")] = None
    flow_id: Annotated[str | None, Meta(description="The flow that its sessions run.")] = None
    flow_name: Annotated[str | None, Meta(description="The name of the flow.")] = None
    flow_params: Annotated[Mapping[str, Any] | None, Meta(description="Names and values for the flow.")] = None
    is_partial_flow_update: Annotated[
        bool, Meta(description="Whether flowParams are put to those that are there, not in their place.")
    ] = False
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
    phone_number: Annotated[str | None, Meta(description="Its number.")] = None
    address_sid: Annotated[str | None, Meta(description="The carrier's id of the number's street address.")] = None
    user_mode: Annotated[UserModes | None, Meta(description="By what the user calls and is called.")] = None
    sip_user_name: Annotated[str | None, Meta(description="The SIP user name.")] = None
    user_email_address: Annotated[str | None, Meta(description="The mailbox of a user.")] = None
    email_address: Annotated[str | None, Meta(description="The mailbox.")] = None
    manager_access: Annotated[str | None, Meta(description="What a manager may do, kept as given.")] = None
    dashboard_permissions: Annotated[
        tuple[str | None, ...] | None, Meta(description="What the user may see on a dashboard, kept as given.")
    ] = None
    tag_ids: Annotated[tuple[str | None, ...] | None, Meta(description="The ids of its tags.")] = None
    data: Annotated[Mapping[str, Any] | None, Meta(description="Names and values to keep with it.")] = None
    mobile_phone_number: Annotated[str | None, Meta(description="The mobile number of a user.", extra=_OURS)] = None
    address: Annotated[str | None, Meta(description="What traffic calls it by.", extra=_OURS)] = None
    other_addresses: Annotated[
        tuple[str | None, ...] | None, Meta(description="What else traffic calls it by.", extra=_OURS)
    ] = None


class DeleteEndpoint(msgspec.Struct, frozen=True, rename="camel"):
    """Deletes an endpoint; its sessions stay."""

    endpoint_id: Annotated[str | None, Meta(description="The id of the endpoint.")] = None


class SetPhoneNumberIsFax(msgspec.Struct, frozen=True, rename="camel"):
    """Says whether a number is a fax."""

    endpoint_id: Annotated[str | None, Meta(description="The id of the endpoint.")] = None
    is_fax: Annotated[bool | None, Meta(description="Whether it is a fax.")] = None


class GetEndpointInheritedSchedule(msgspec.Struct, frozen=True, rename="camel"):
    """Asks for the opening hours that hold for an endpoint."""

    endpoint_id: Annotated[str | None, Meta(description="The id of the endpoint.")] = None


class EndpointSchedule(msgspec.Struct, frozen=True, rename="camel"):
    """The opening hours that hold for an endpoint."""

    endpoint_id: Annotated[str | None, Meta(description="The endpoint, where they are its own.")] = None
    customer_id: Annotated[str | None, Meta(description="The customer whose they are, where they are not.")] = None
    schedule: Annotated[Mapping[str, Any] | None, Meta(description="The opening hours; absent where none are.")] = None
