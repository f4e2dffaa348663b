"""How endpoints go out: one as it is shown, and the list of them, filtered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from switchbook.api.context import Context
from switchbook.api.endpoint_addresses import MAILBOXES, NUMBERED
from switchbook.api.listing import listed
from switchbook.api.records import stamps
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types import CustomerBreadcrumb
from switchbook.api.types_endpoints import EndpointInfo, EndpointTypes, ListEndpoints, UserModes
from switchbook.errors import BadRequest
from switchbook.model.answer import ListAnswer
from switchbook.model.directory import Directory, Endpoint
from switchbook.model.matching import AddressNeedle, fold, phone_digits
from switchbook.model.query import NO_CUSTOMER

_Test = Callable[[Endpoint], bool]
_TYPES = {
    spelled: member
    for name, member in EndpointTypes.__members__.items()
    for spelled in (name.lower(), str(int(member)))
}
# Members of EndpointInfo that the record has under the same name.
_THE_SAME = frozenset({"id", "account_id", "customer_id", "reference_id", "flow_id", "sip_user_name", "address"})


def list_endpoints(request: ListEndpoints, context: Context) -> ListAnswer:
    """The endpoints that pass every filter and that the actor may see. Raises as ListSessions does."""
    refuse_other_accounts(request.account_ids, context.actor.scope)
    directory = context.store.directory()
    visible = Visible(directory, context.actor.scope)
    tests = (visible.holds_endpoint, *_tests(request, directory))
    found = (each for each in directory.endpoints.values() if all(test(each) for test in tests))
    return listed(
        request,
        context,
        found,
        EndpointInfo,
        sort="displayName",
        shown=lambda endpoint: info(endpoint, directory),
        value=lambda endpoint, attribute: _value(endpoint, attribute, directory),
    )


def info(endpoint: Endpoint, directory: Directory) -> EndpointInfo:
    """An endpoint as it goes out."""
    account = directory.accounts.get(endpoint.account_id)
    customer = directory.customers.get(endpoint.customer_id or "")
    is_user = endpoint.type == EndpointTypes.User.name
    mailbox = endpoint.address if endpoint.type in MAILBOXES else endpoint.email_address
    return EndpointInfo(
        **stamps(endpoint),
        account_id=endpoint.account_id,
        account_name=None if account is None else account.name,
        customer_id=endpoint.customer_id,
        customer_name=None if customer is None else customer.name,
        reference_id=endpoint.reference_id,
        customer_breadcrumb=tuple(
            CustomerBreadcrumb(each.id, each.name) for each in directory.breadcrumb(endpoint.customer_id)
        ),
        display_name=endpoint.name,
        type=EndpointTypes.__members__.get(endpoint.type),
        extra_information=endpoint.extra_information,
        flow_id=endpoint.flow_id,
        flow_name=endpoint.flow_name,
        flow_params=endpoint.flow_params,
        flow_schedule=endpoint.flow_schedule,
        schedule=endpoint.schedule,
        scheduled_flows=endpoint.scheduled_flows,
        disable_sms=endpoint.disable_sms,
        use_external10_dlc_campaign=endpoint.use_external10_dlc_campaign,
        is_virtual_phone_number=endpoint.is_virtual_phone_number,
        phone_number=endpoint.address if endpoint.type in NUMBERED else endpoint.phone_number,
        address_sid=endpoint.address_sid,
        user_mode=None if endpoint.user_mode is None else UserModes[endpoint.user_mode],
        sip_user_name=endpoint.sip_user_name,
        user_email_address=mailbox if is_user else None,
        email_address=None if is_user else mailbox,
        manager_access=endpoint.manager_access,
        dashboard_permissions=endpoint.dashboard_permissions,
        tag_ids=endpoint.tag_ids,
        data=endpoint.data,
        mobile_phone_number=endpoint.mobile_phone_number,
        address=endpoint.address,
        other_addresses=endpoint.other_addresses,
        learnt=endpoint.learnt,
    )


def _value(endpoint: Endpoint, attribute: str, directory: Directory) -> Any:
    """What an endpoint has as an attribute of EndpointInfo; of many endpoints, to make each whole takes seconds."""
    if attribute == "display_name":
        return endpoint.name
    if attribute in _THE_SAME:
        return getattr(endpoint, attribute)
    if attribute == "customer_name":
        customer = directory.customers.get(endpoint.customer_id or "")
        return None if customer is None else customer.name
    return getattr(info(endpoint, directory), attribute)


def _tests(request: ListEndpoints, directory: Directory) -> Iterator[_Test]:
    """What an endpoint must pass, for each filter that is given. Raises BadRequest for one that cannot be read."""
    for wanted, attribute in (
        (request.account_ids, "account_id"),
        (request.reference_ids, "reference_id"),
        (request.flow_ids, "flow_id"),
        (_types(request), "type"),
    ):
        if wanted:
            yield _among(attribute, frozenset(wanted))
    if request.customer_ids:
        yield _among("customer_id", _customers(request, directory))
    if request.tag_ids:
        tags = frozenset(request.tag_ids)
        yield lambda endpoint: tags <= frozenset(endpoint.tag_ids)
    name = fold(request.name_filter or "")
    if name:
        yield lambda endpoint: name in fold(endpoint.name)
    if request.learnt is not None:
        yield lambda endpoint: endpoint.learnt is request.learnt
    yield from _of_numbers_and_users(request)
    yield from _of_values(request)


def _of_numbers_and_users(request: ListEndpoints) -> Iterator[_Test]:
    needle = AddressNeedle.of(request.phone_number_filter)
    if needle is not None:
        yield lambda endpoint: any(needle.found_in(each) for each in endpoint.addresses if phone_digits(each))
    if request.user_mode is not None:
        mode = request.user_mode
        if mode not in tuple(UserModes):
            raise BadRequest.of_field("userMode", f"userMode is one of {', '.join(UserModes.__members__)}, not {mode}")
        yield _among("user_mode", frozenset({UserModes(mode).name}))
    if request.sip_user_name:
        user = fold(request.sip_user_name.strip())
        yield lambda endpoint: fold(endpoint.sip_user_name or "") == user


def _of_values(request: ListEndpoints) -> Iterator[_Test]:
    for told in request.data_filters:
        field, equals, value = (told or "").partition("=")
        if not field or not equals:
            raise BadRequest.of_field("dataFilters", f"dataFilters are of the form Field=Value, not '{told or ''}'")
        yield _with_text(field, value)
    if request.flow_parameters_filter:
        yield _with_params(request.flow_parameters_filter)


def _with_text(field: str, value: str) -> _Test:
    def test(endpoint: Endpoint) -> bool:
        held = endpoint.data.get(field)
        # Clients keep a text as it is, or as ServiceStack's Struct of many kinds of values.
        return (held.get("stringValue") if isinstance(held, Mapping) else held) == value

    return test


def _with_params(wanted: Mapping[str, Any]) -> _Test:
    def test(endpoint: Endpoint) -> bool:
        params = endpoint.flow_params
        return all(name in params and params[name] == value for name, value in wanted.items())

    return test


def _among(attribute: str, wanted: frozenset[Any]) -> _Test:
    return lambda endpoint: getattr(endpoint, attribute) in wanted


def _customers(request: ListEndpoints, directory: Directory) -> frozenset[str | None]:
    """The customers whose endpoints are wanted; None stands for no customer."""
    named = [each for each in request.customer_ids if each is not None and each != NO_CUSTOMER]
    found = frozenset(named) if request.shallow_parent else directory.customer_subtree(named)
    return found | ({None} if NO_CUSTOMER in request.customer_ids else frozenset())


def _types(request: ListEndpoints) -> frozenset[str]:
    """The names of the types wanted; those of both members must hold."""
    several = {_type(each, "types") for each in request.types if each is not None}
    if request.type is None:
        return frozenset(several)
    one = _type(str(int(request.type)), "type")
    if several and one not in several:
        return frozenset({""})
    return frozenset({one})


def _type(told: str, field: str) -> str:
    found = _TYPES.get(told.strip().lower())
    if found is None:
        names = ", ".join(each.name for each in EndpointTypes)
        raise BadRequest.of_field(field, f"{field} is of {names}, not '{told}'")
    return found.name
