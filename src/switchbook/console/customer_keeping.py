"""Making, changing, moving, staging and deleting customers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchbook.api.types_customers import (
    CustomerInfo,
    DeleteCustomer,
    GetCustomer,
    NewCustomer,
    PatchCustomer,
    SetCustomerStaging,
)
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, choosing
from switchbook.console.customers import PATH, show_customer
from switchbook.console.forms import REFUSALS, Form, Pairs, read
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.prices import every_price, price_parts
from switchbook.console.record_pages import RecordKind
from switchbook.model.actor import Role
from switchbook.web import reply


def stage_customer(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Say that a customer is being set up, or in production."""
    customer_id, staging = visit.path["record_id"], visit.given("isStaging") == "true"
    try:
        asked = SetCustomerStaging(customer_id, staging)
        book.do(asked, version=visit.given("version"), once=visit.given("once") or None)
    except REFUSALS as error:
        return show_customer(book, visit, problem=error.message, status=reply.status_of(error))
    return Elsewhere(
        f"{PATH}/{customer_id}", "The customer is being set up." if staging else "The customer is in production."
    )


def _around(book: Book, visit: Visit, form: Form, customer: CustomerInfo | None) -> Mapping[str, object]:
    account_id = form.value("accountId") if customer is None else customer.account_id or ""
    ids = [each for each in (form.value("parentCustomerId"),) if each]
    accounts = [account_id] if account_id else []
    parent = Choosing(
        kind="customers", field="parentCustomerId", none="None: it stands at the root", within="accountId"
    )
    return {
        "accounts": choosing(book, Choosing(kind="accounts", field="accountId"), accounts),
        "account_id": account_id,
        "parents": choosing(book, parent, ids, accounts=accounts),
        "may_price": book.actor.role is not Role.Customer,
        "prices": every_price(None),
        "price_parts": price_parts(),
    }


def _read_change(form: Pairs, customer: Any) -> PatchCustomer:
    return read(PatchCustomer, form, before=_seen(customer), customer_id=customer.id)


def _seen(customer: CustomerInfo) -> PatchCustomer:
    """A customer as the fields of its form have it: its tags are called otherwise in a change."""
    held = {name: getattr(customer, name) for name in PatchCustomer.__struct_fields__ if hasattr(customer, name)}
    return PatchCustomer(**held, tag_ids=customer.tags)


KIND = RecordKind(
    word="customer",
    path=PATH,
    of=CustomerInfo,
    one=GetCustomer,
    makes=NewCustomer,
    changes=PatchCustomer,
    deletes=DeleteCustomer,
    read_new=lambda form: read(NewCustomer, form),
    read_change=_read_change,
    read_delete=lambda _, customer_id: DeleteCustomer(customer_id),
    name_of=lambda customer: customer.name or customer.id,
    seen=_seen,
    form="customer_form.html",
    around=_around,
    show=show_customer,
)

CUSTOMER_KEEPING: tuple[Page, ...] = (
    *KIND.pages(),
    Page(
        name="CustomerStaging",
        path=f"{PATH}/{{record_id}}/staging",
        verb="POST",
        show=stage_customer,
        needs=(SetCustomerStaging,),
    ),
)
