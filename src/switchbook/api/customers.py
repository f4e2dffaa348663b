"""The operations on customers: list, get, make, change, delete, staging, and the schedule that holds."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.listing import listed
from switchbook.api.operation import KEEPERS, Operation
from switchbook.api.records import filled, named, stamps
from switchbook.api.scoping import Visible
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types import CustomerBreadcrumb, EntityInfo
from switchbook.api.types_customers import (
    CustomerInfo,
    DeleteCustomer,
    GetCustomer,
    GetInheritedSchedule,
    InheritedSchedule,
    ListCustomers,
    NewCustomer,
    PatchCustomer,
    SetCustomerStaging,
)
from switchbook.api.writing import Pen, write
from switchbook.errors import BadRequest, Conflict, Forbidden
from switchbook.model.actor import Role
from switchbook.model.answer import NOTHING, Answer, DocumentAnswer, ListAnswer
from switchbook.model.directory import Customer, Directory
from switchbook.model.matching import fold
from switchbook.model.wire_json import encode


def list_customers(request: ListCustomers, context: Context) -> ListAnswer:
    """The customers that pass every filter and that the actor may see. Raises as ListSessions does."""
    refuse_other_accounts(request.account_ids, context.actor.scope)
    directory = context.store.directory()
    return listed(
        request,
        context,
        _wanted(request, Visible(directory, context.actor.scope)),
        CustomerInfo,
        shown=lambda customer: info(customer, directory),
        value=lambda customer, attribute: _value(customer, attribute, directory),
    )


def get_customer(request: GetCustomer, context: Context) -> DocumentAnswer:
    """One customer. Raises NotFound."""
    directory = context.store.directory()
    customer = Visible(directory, context.actor.scope).customer(request.customer_id)
    return _answer(customer, directory)


def new_customer(request: NewCustomer, context: Context) -> Answer:
    """Make a customer; the one made. Raises BadRequest, Forbidden, and Conflict where its reference id is taken."""

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        visible.refuse_customers_kept()
        account = visible.account_named(request.account_id)
        parent = visible.parent_named(request.parent_customer_id, account.id, "parentCustomerId")
        customer = pen.made(
            Customer(
                id=secrets.token_hex(12),
                account_id=account.id,
                name=named(request.name),
                parent_customer_id=parent,
                reference_id=request.reference_id or None,
                data=request.data or {},
            )
        )
        return _keep(pen, customer, None)

    return write(request, context, work)


def patch_customer(request: PatchCustomer, context: Context) -> Answer:
    """Change what is given of a customer; the customer as it is then. Raises as NewCustomer does, and NotFound."""

    def work(pen: Pen) -> Answer:
        visible = Visible(pen.directory, context.actor.scope)
        before = visible.customer_kept(request.customer_id)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        given = filled(request, Customer, but=("customer_id",))
        if context.actor.role is Role.Customer and {"billing_settings", "override_billing_settings"} & given.keys():
            raise Forbidden("What a customer is charged is for staff to say: leave out billingSettings")
        if request.name is not None:
            given["name"] = named(request.name)
        if request.parent_customer_id is not None:
            given["parent_customer_id"] = _new_parent(visible, before, request.parent_customer_id)
        return _keep(pen, pen.changed(msgspec.structs.replace(before, **given)), before)

    return write(request, context, work)


def set_customer_staging(request: SetCustomerStaging, context: Context) -> Answer:
    """Say whether a customer is being set up; the customer as it is then. Raises BadRequest and NotFound."""
    if request.is_staging is None:
        raise BadRequest.of_field("isStaging", "isStaging is wanted: true or false")
    staging = request.is_staging

    def work(pen: Pen) -> Answer:
        before = Visible(pen.directory, context.actor.scope).customer_kept(request.customer_id)
        pen.refuse_if_changed(_answer(before, pen.directory).document)
        return _keep(pen, pen.changed(msgspec.structs.replace(before, is_staging=staging)), before)

    return write(request, context, work)


def delete_customer(request: DeleteCustomer, context: Context) -> Answer:
    """Delete a customer; its sessions stay and go on to bear its id.

    Raises NotFound, and Conflict where customers or endpoints belong to it.
    """

    def work(pen: Pen) -> Answer:
        directory = pen.directory
        before = Visible(directory, context.actor.scope).customer_kept(request.customer_id)
        pen.refuse_if_changed(_answer(before, directory).document)
        if any(each.parent_customer_id == before.id for each in directory.customers.values()):
            raise Conflict("This customer has customers below it: move or delete them first")
        if any(each.customer_id == before.id for each in directory.endpoints.values()):
            raise Conflict("This customer has endpoints: move or delete them first")
        pen.ledger.drop_customer(before.id)
        pen.tell("customer", before.id, before.account_id, before=info(before, directory))
        return NOTHING

    return write(request, context, work)


def get_inherited_schedule(request: GetInheritedSchedule, context: Context) -> InheritedSchedule:
    """The schedule that holds for a customer: its own, or the nearest above it that has one. Raises NotFound."""
    directory = context.store.directory()
    customer = Visible(directory, context.actor.scope).customer(request.customer_id)
    path = reversed(directory.breadcrumb(customer.id))
    owner = next((each for each in path if each.schedule), None)
    return InheritedSchedule() if owner is None else InheritedSchedule(owner.id, owner.schedule)


def info(customer: Customer, directory: Directory) -> CustomerInfo:
    """A customer as it goes out."""
    account = directory.accounts.get(customer.account_id)
    return CustomerInfo(
        **stamps(customer),
        account_id=customer.account_id,
        parent_customer_id=customer.parent_customer_id,
        breadcrumb=tuple(CustomerBreadcrumb(each.id, each.name) for each in directory.breadcrumb(customer.id)),
        account_name=None if account is None else account.name,
        is_staging=customer.is_staging,
        name=customer.name,
        reference_id=customer.reference_id,
        data=customer.data,
        tags=customer.tag_ids,
        schedule=customer.schedule,
        integration_data=customer.integration_data,
        override_billing_settings=customer.override_billing_settings,
        billing_settings=customer.billing_settings,
        override_app_settings=customer.override_app_settings,
        app_settings=customer.app_settings,
    )


def _wanted(request: ListCustomers, visible: Visible) -> Iterator[Customer]:
    directory = visible.directory
    # Of many thousands of ids in a request every customer would be compared with each, were they lists.
    accounts, references = frozenset(request.account_ids), frozenset(request.reference_ids)
    parents = frozenset(each for each in request.parent_customer_ids if each is not None)
    below = directory.customer_subtree(parents) - parents if parents else frozenset()
    tags = frozenset(request.tag_ids)
    name = fold(request.name_filter or "")
    for customer in directory.customers.values():
        if (
            visible.holds_customer(customer)
            and (not accounts or customer.account_id in accounts)
            and (
                not parents
                or (customer.parent_customer_id in parents if request.shallow_parent else customer.id in below)
            )
            and (not name or name in fold(customer.name))
            and tags.issubset(customer.tag_ids)
            and (not references or customer.reference_id in references)
        ):
            yield customer


def _value(customer: Customer, attribute: str, directory: Directory) -> Any:
    """What a customer has as a member of CustomerInfo that can be sorted by."""
    if attribute in EntityInfo.__struct_fields__:
        return stamps(customer)[attribute]
    if attribute != "account_name":
        return getattr(customer, attribute)
    account = directory.accounts.get(customer.account_id)
    return None if account is None else account.name


def _new_parent(visible: Visible, customer: Customer, parent_id: str) -> str | None:
    """Where a customer may be moved to. Raises BadRequest, Forbidden, and Conflict for a place below itself."""
    if parent_id == (customer.parent_customer_id or ""):
        return customer.parent_customer_id
    if parent_id and parent_id in visible.directory.customer_subtree((customer.id,)):
        raise Conflict("A customer cannot be moved below itself")
    return visible.parent_named(parent_id, customer.account_id, "parentCustomerId")


def _keep(pen: Pen, customer: Customer, before: Customer | None) -> DocumentAnswer:
    """Put a customer into the directory, audited; the customer as it is then."""
    directory = pen.directory
    taken = customer.reference_id is not None and any(
        each.reference_id == customer.reference_id and each.account_id == customer.account_id and each.id != customer.id
        for each in directory.customers.values()
    )
    if taken:
        raise Conflict(f"Another customer of this account has the reference id '{customer.reference_id}'")
    pen.ledger.put_customer(customer)
    was = None if before is None else info(before, directory)
    answer = _answer(customer, pen.directory)
    pen.tell("customer", customer.id, customer.account_id, before=was, after=info(customer, pen.directory))
    return answer


def _answer(customer: Customer, directory: Directory) -> DocumentAnswer:
    return DocumentAnswer(encode(info(customer, directory)), CustomerInfo)


CUSTOMERS: tuple[Operation, ...] = (
    Operation(
        name="ListCustomers",
        verb="GET",
        route="/customers",
        roles=KEEPERS,
        request=ListCustomers,
        answer=CustomerInfo,
        lists=True,
        summary="Lists the customers that pass every filter given.",
        handler=list_customers,
    ),
    Operation(
        name="GetCustomer",
        verb="GET",
        route="/customers/{customerId}",
        roles=KEEPERS,
        request=GetCustomer,
        answer=CustomerInfo,
        summary="Shows one customer.",
        handler=get_customer,
    ),
    Operation(
        name="NewCustomer",
        verb="POST",
        route="/customers",
        roles=KEEPERS,
        request=NewCustomer,
        answer=CustomerInfo,
        summary="Makes a customer.",
        handler=new_customer,
    ),
    Operation(
        name="PatchCustomer",
        verb="PATCH",
        route="/customers/{customerId}",
        roles=KEEPERS,
        request=PatchCustomer,
        answer=CustomerInfo,
        summary="Changes what is given of a customer.",
        handler=patch_customer,
    ),
    Operation(
        name="DeleteCustomer",
        verb="DELETE",
        route="/customers/{customerId}",
        roles=KEEPERS,
        request=DeleteCustomer,
        summary="Deletes a customer that has no customers and no endpoints; its sessions stay.",
        handler=delete_customer,
    ),
    Operation(
        name="SetCustomerStaging",
        verb="POST",
        route="/customers/{customerId}/staging",
        roles=KEEPERS,
        request=SetCustomerStaging,
        answer=CustomerInfo,
        summary="Says whether a customer is being set up or in production.",
        handler=set_customer_staging,
    ),
    Operation(
        name="GetInheritedSchedule",
        verb="GET",
        route="/customers/{customerId}/inherited-schedule",
        roles=KEEPERS,
        request=GetInheritedSchedule,
        answer=InheritedSchedule,
        summary="Shows the opening hours that hold for a customer: its own or those of the nearest above it.",
        handler=get_inherited_schedule,
    ),
)
