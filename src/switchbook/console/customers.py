"""The pages of customers: the list of them, and one customer with its place and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.api.types_customers import (
    CustomerInfo,
    DeleteCustomer,
    GetCustomer,
    ListCustomers,
    NewCustomer,
    PatchCustomer,
    SetCustomerStaging,
)
from switchbook.api.types_endpoints import EndpointInfo, ListEndpoints
from switchbook.api.types_summary import SummarizeSessions
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.forms import form_of, form_with, texts_of
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import addressed, kept_filters, paging_of
from switchbook.console.prices import prices_of

PATH = "/console/customers"
_PER_PAGE = 50
_MOST_BELOW = 50
_FILTERS = ("nameFilter", "accountIds", "parentCustomerIds", "shallowParent", "referenceIds", "tagIds")


def show_customers(book: Book, visit: Visit) -> Shown:
    """The customers that pass the filters of the address. Raises as ListCustomers does."""
    asked = bind(ListCustomers, "ListCustomers", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page", "sortField", "sortOrder"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), CustomerInfo)
    accounts = [each for each in asked.account_ids if each]
    limits = [
        ("accounts", "accountIds", "Account", asked.account_ids),
        ("customers", "parentCustomerIds", "Below", asked.parent_customer_ids),
    ]
    values = {
        "customers": listed.items,
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, limits),
        "form": form_with(),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "parents": [each for each in asked.parent_customer_ids if each],
        "filtered": bool(kept_filters(address, _FILTERS) != PATH),
        "words": asked.name_filter or "",
        "may_make": book.may(NewCustomer),
    }
    if visit.part:
        return Shown(template="customers_found.html", values=values, moved_to=address)
    return Shown(template="customers.html", values=values)


def show_customer(book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown:
    """The page of one customer. Raises NotFound."""
    customer_id = visit.path["record_id"]
    record = book.record(GetCustomer(customer_id), CustomerInfo)
    customer = record.value
    below = ListCustomers(parent_customer_ids=(customer_id,), shallow_parent=True, count_per_page=_MOST_BELOW)
    values = {
        "customer": customer,
        "above": customer.breadcrumb[:-1],
        "below": book.list(below, CustomerInfo),
        "belongings": list(_belongings(book, customer_id)),
        "form": form_of(customer, record.version),
        "may_change": book.may(PatchCustomer),
        "may_delete": book.may(DeleteCustomer),
        "may_make": book.may(NewCustomer),
        "may_see_month": book.may(SummarizeSessions),
        "may_stage": book.may(SetCustomerStaging),
        "prices": prices_of(customer.billing_settings) if customer.override_billing_settings else (),
        "data": texts_of(customer).get("data", ("",))[0],
        "problem": problem,
    }
    return Shown(template="customer.html", values=values, status=status)


def _belongings(book: Book, customer_id: str) -> Iterator[tuple[str, int, str]]:
    """What belongs to a customer and those below it, how many there are, and the list of them."""
    of = (customer_id,)
    sessions = ListSessions(customer_ids=of, search_all=True, count_per_page=1)
    yield (
        "Sessions",
        book.list(sessions, SessionInfo).total,
        addressed("/console/sessions", customerIds=customer_id, searchAll="true"),
    )
    if book.may(ListEndpoints):
        endpoints = book.list(ListEndpoints(customer_ids=of, count_per_page=1), EndpointInfo)
        yield "Endpoints", endpoints.total, addressed("/console/endpoints", customerIds=customer_id)
    customers = book.list(ListCustomers(parent_customer_ids=of, count_per_page=1), CustomerInfo)
    yield "Customers below", customers.total, addressed(PATH, parentCustomerIds=customer_id)


CUSTOMERS: tuple[Page, ...] = (
    Page(
        name="CustomersPage",
        path=PATH,
        show=show_customers,
        needs=(ListCustomers,),
        label="Customers",
        group="Directory",
    ),
)
CUSTOMER: tuple[Page, ...] = (
    Page(name="CustomerPage", path=f"{PATH}/{{record_id}}", show=show_customer, needs=(GetCustomer,)),
)
