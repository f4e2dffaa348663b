"""The operations on endpoints: get, make of every kind, change, delete, and the schedule that holds."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.endpoint_addresses import NUMBERED, given, named_by, refuse_taken, region_of
from switchbook.api.endpoints_shown import info, list_endpoints
from switchbook.api.operation import KEEPERS, Operation
from switchbook.api.records import filled, named
from switchbook.api.scoping import Visible
from switchbook.api.types_endpoints import (
    BuyPhoneNumber,
    DeleteEndpoint,
    EndpointInfo,
    EndpointSchedule,
    GetEndpoint,
    GetEndpointInheritedSchedule,
    ListEndpoints,
    NewAssistantEndpoint,
    NewEmailEndpoint,
    NewEndpoint,
    NewFaxEndpoint,
    NewSipTrunkEndpoint,
    NewTeamEndpoint,
    NewUserEndpoint,
    PatchEndpoint,
    SetPhoneNumberIsFax,
    UserModes,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer
from switchbook.model.directory import Directory, Endpoint
from switchbook.model.wire_json import encode

# Members of requests that are not the record's of the same name: addresses, and what is looked up or computed.
_READ_APART = (
    *("endpoint_id", "account_id", "customer_id", "display_name", "user_mode", "flow_params"),
    *("address", "phone_number", "mobile_phone_number", "email_address", "sip_user_name", "other_addresses"),
)


def get_endpoint(request: GetEndpoint, context: Context) -> DocumentAnswer:
    """One endpoint. Raises NotFound."""
    directory = context.store.directory()
    return _answer(Visible(directory, context.actor.scope).endpoint(request.endpoint_id), directory)


def new_endpoint(type_: str, *wanted: str) -> Callable[[NewEndpoint, Context], Answer]:
    """The handler that makes endpoints of a type, which must be given these members of the record; the one made.

    One that was learnt from the same address is taken over: its sessions are then those of the endpoint that is made.
    The handler raises BadRequest, Forbidden, and Conflict where its reference id or an address is taken.
    """

    def handle(request: NewEndpoint, context: Context) -> Answer:
        return _make(request, context, type_, wanted)

    return handle


def buy_phone_number(request: BuyPhoneNumber, context: Context) -> Answer:
    """Record a phone number; the endpoint made. Raises as the handlers of `new_endpoint` do."""
    return _make(request, context, "Fax" if request.is_fax_number else "PhoneNumber", ("number",))


def patch_endpoint(request: PatchEndpoint, context: Context) -> Answer:
    """Change what is given of an endpoint, which then is no longer one that was learnt; the endpoint as it is then.

    Raises BadRequest, Forbidden, NotFound, and Conflict where its reference id or an address is taken.
    """
    hooks = context.store.hooks()

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        before = visible.endpoint(request.endpoint_id)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        region = region_of(before.account_id, hooks)
        changes = {**_members(request), **given(request, before.type, region), "learnt": False}
        if request.display_name is not None:
            changes["name"] = named(request.display_name, "displayName")
        if request.customer_id is not None and request.customer_id != (before.customer_id or ""):
            changes["customer_id"] = visible.parent_named(request.customer_id, before.account_id)
        if request.flow_params is not None and request.is_partial_flow_update:
            changes["flow_params"] = {**before.flow_params, **request.flow_params}
        endpoint = pen.changed(msgspec.structs.replace(before, **changes))
        refuse_taken(visible, endpoint, before, region)
        return _keep(pen, endpoint, before)

    return write(request, context, work)


def set_phone_number_is_fax(request: SetPhoneNumberIsFax, context: Context) -> Answer:
    """Say whether a number is a fax; the endpoint as it is then. Raises BadRequest and NotFound."""
    if request.is_fax is None:
        raise BadRequest.of_field("isFax", "isFax is wanted: true or false")
    type_ = "Fax" if request.is_fax else "PhoneNumber"

    def work(pen: Pen) -> Answer:
        before = Visible(pen.directory, context.actor.scope).endpoint(request.endpoint_id)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        if before.type not in NUMBERED:
            raise BadRequest.of_field("endpointId", f"an endpoint of type {before.type} is no number")
        return _keep(pen, pen.changed(msgspec.structs.replace(before, type=type_, learnt=False)), before)

    return write(request, context, work)


def delete_endpoint(request: DeleteEndpoint, context: Context) -> Answer:
    """Delete an endpoint; its sessions stay, without its name. Raises NotFound."""

    def work(pen: Pen) -> Answer:
        directory = pen.directory
        before = Visible(directory, context.actor.scope).endpoint(request.endpoint_id)
        pen.refuse_if_changed(_answer(before, directory).document)
        pen.ledger.drop_endpoint(before.id)
        pen.tell("endpoint", before.id, before.account_id, before=info(before, directory))
        return NOTHING

    return write(request, context, work)


def get_endpoint_schedule(request: GetEndpointInheritedSchedule, context: Context) -> EndpointSchedule:
    """The schedule that holds for an endpoint: its own, or of its customer or the nearest above. Raises NotFound."""
    directory = context.store.directory()
    endpoint = Visible(directory, context.actor.scope).endpoint(request.endpoint_id)
    if endpoint.schedule:
        return EndpointSchedule(endpoint_id=endpoint.id, schedule=endpoint.schedule)
    path = reversed(directory.breadcrumb(endpoint.customer_id))
    owner = next((each for each in path if each.schedule), None)
    return EndpointSchedule() if owner is None else EndpointSchedule(customer_id=owner.id, schedule=owner.schedule)


def _make(request: NewEndpoint, context: Context, type_: str, wanted: tuple[str, ...]) -> Answer:
    hooks = context.store.hooks()

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        visible.refuse_endpoints_made()
        account = visible.account_named(request.account_id)
        customer_id = visible.parent_named(request.customer_id, account.id)
        region = region_of(account.id, hooks)
        _refuse_left_out(request, wanted)
        addresses = given(request, type_, region)
        name = request.display_name if request.display_name is not None else named_by(addresses)
        endpoint = Endpoint(
            id=secrets.token_hex(12),
            account_id=account.id,
            customer_id=customer_id,
            type=type_,
            name=named(name, "displayName"),
            **_members(request),
            **addresses,
        )
        taken_over = refuse_taken(visible, endpoint, None, region)
        if taken_over is not None:
            endpoint = msgspec.structs.replace(endpoint, id=taken_over.id)
        return _keep(pen, pen.made(endpoint), taken_over)

    return write(request, context, work)


def _refuse_left_out(request: NewEndpoint, wanted: tuple[str, ...]) -> None:
    """Raise BadRequest where a member that must be given is absent or empty."""
    fields = dict(zip(request.__struct_fields__, request.__struct_encode_fields__, strict=True))
    for attribute in wanted:
        if not (getattr(request, attribute) or "").strip():
            raise BadRequest.of_field(fields[attribute], f"{fields[attribute]} is wanted")


def _members(request: msgspec.Struct) -> dict[str, Any]:
    """What a request gives of the record as it is, or nearly so."""
    found = filled(request, Endpoint, but=_READ_APART)
    flow_params, mode = getattr(request, "flow_params", None), getattr(request, "user_mode", None)
    if flow_params is not None:
        found["flow_params"] = flow_params
    if mode is not None:
        if mode not in tuple(UserModes):
            raise BadRequest.of_field("userMode", f"userMode is one of {', '.join(UserModes.__members__)}, not {mode}")
        found["user_mode"] = UserModes(mode).name
    return found


def _keep(pen: Pen, endpoint: Endpoint, before: Endpoint | None) -> DocumentAnswer:
    """Put an endpoint into the directory, audited; the endpoint as it is then."""
    directory = pen.directory
    if endpoint.reference_id is not None and endpoint.reference_id != (before and before.reference_id):
        taken = directory.endpoint_called(endpoint.account_id, endpoint.reference_id)
        if taken is not None and taken.id != endpoint.id:
            raise Conflict(f"Another endpoint of this account has the reference id '{endpoint.reference_id}'")
    was = None if before is None else info(before, directory)
    pen.ledger.put_endpoint(endpoint)
    answer = _answer(endpoint, pen.directory)
    pen.tell("endpoint", endpoint.id, endpoint.account_id, before=was, after=info(endpoint, pen.directory))
    return answer


def _answer(endpoint: Endpoint, directory: Directory) -> DocumentAnswer:
    return DocumentAnswer(encode(info(endpoint, directory)), EndpointInfo)


ENDPOINTS: tuple[Operation, ...] = (
    Operation(
        name="ListEndpoints",
        verb="GET",
        route="/endpoints",
        roles=KEEPERS,
        request=ListEndpoints,
        answer=EndpointInfo,
        lists=True,
        summary="Lists the endpoints that pass every filter given.",
        handler=list_endpoints,
    ),
    Operation(
        name="GetEndpoint",
        verb="GET",
        route="/endpoints/{endpointId}",
        roles=KEEPERS,
        request=GetEndpoint,
        answer=EndpointInfo,
        summary="Shows one endpoint.",
        handler=get_endpoint,
    ),
    Operation(
        name="PatchEndpoint",
        verb="PATCH",
        route="/endpoints/{endpointId}",
        roles=KEEPERS,
        request=PatchEndpoint,
        answer=EndpointInfo,
        summary="Changes what is given of an endpoint.",
        handler=patch_endpoint,
    ),
    Operation(
        name="NewUserEndpoint",
        verb="POST",
        route="/endpoints/users",
        roles=KEEPERS,
        request=NewUserEndpoint,
        answer=EndpointInfo,
        summary="Makes an endpoint for a person with telephones.",
        handler=new_endpoint("User"),
    ),
    Operation(
        name="NewTeamEndpoint",
        verb="POST",
        route="/endpoints/team",
        roles=KEEPERS,
        request=NewTeamEndpoint,
        answer=EndpointInfo,
        summary="Makes an endpoint for users who answer together.",
        handler=new_endpoint("Team", "display_name"),
    ),
    Operation(
        name="NewEmailEndpoint",
        verb="POST",
        route="/endpoints/email",
        roles=KEEPERS,
        request=NewEmailEndpoint,
        answer=EndpointInfo,
        summary="Makes an endpoint for a mailbox.",
        handler=new_endpoint("Email", "email_address"),
    ),
    Operation(
        name="NewSipTrunkEndpoint",
        verb="POST",
        route="/endpoints/sip-trunk",
        roles=KEEPERS,
        request=NewSipTrunkEndpoint,
        answer=EndpointInfo,
        summary="Makes an endpoint for a SIP trunk.",
        handler=new_endpoint("SipTrunk", "display_name"),
    ),
    Operation(
        name="NewAssistantEndpoint",
        verb="POST",
        route="/endpoints/assistant",
        roles=KEEPERS,
        request=NewAssistantEndpoint,
        answer=EndpointInfo,
        summary="Makes an endpoint for an assistant that talks by itself.",
        handler=new_endpoint("AssistantBot", "display_name"),
    ),
    Operation(
        name="BuyPhoneNumber",
        verb="POST",
        route="/endpoints/phone-numbers",
        roles=KEEPERS,
        request=BuyPhoneNumber,
        answer=EndpointInfo,
        summary="Records a phone number that the account has; nothing is bought from a carrier.",
        handler=buy_phone_number,
    ),
    Operation(
        name="NewFaxEndpoint",
        verb="POST",
        route="/endpoints/fax",
        roles=KEEPERS,
        request=NewFaxEndpoint,
        answer=EndpointInfo,
        summary="Records the number of a fax; nothing is bought from a carrier.",
        handler=new_endpoint("Fax", "number"),
    ),
    Operation(
        name="SetPhoneNumberIsFax",
        verb="PATCH",
        route="/phone-numbers/{endpointId}/fax",
        roles=KEEPERS,
        request=SetPhoneNumberIsFax,
        answer=EndpointInfo,
        summary="Says whether a number is a fax.",
        handler=set_phone_number_is_fax,
    ),
    Operation(
        name="GetEndpointInheritedSchedule",
        verb="GET",
        route="/endpoints/{endpointId}/inherited-schedule",
        roles=KEEPERS,
        request=GetEndpointInheritedSchedule,
        answer=EndpointSchedule,
        summary="Shows the opening hours that hold for an endpoint: its own or those of its nearest customer.",
        handler=get_endpoint_schedule,
    ),
    Operation(
        name="DeleteEndpoint",
        verb="DELETE",
        route="/endpoints/{endpointId}",
        roles=KEEPERS,
        request=DeleteEndpoint,
        summary="Deletes an endpoint; its sessions stay, without its name.",
        handler=delete_endpoint,
    ),
)
