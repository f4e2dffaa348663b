"""The pages of endpoints: the list of them, and one endpoint with all that traffic calls it by."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.api.types_endpoints import (
    DeleteEndpoint,
    EndpointInfo,
    GetEndpoint,
    ListEndpoints,
    NewUserEndpoint,
    PatchEndpoint,
)
from switchbook.api.types_summary import SummarizeSessions
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.endpoint_kinds import NAMES, USER_MODES
from switchbook.console.forms import form_of, form_with, texts_of
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import addressed, kept_filters, paging_of
from switchbook.console.words import number

PATH = "/console/endpoints"
_PER_PAGE = 50
_FILTERS = ("nameFilter", "phoneNumberFilter", "type", "learnt", "accountIds", "customerIds", "referenceIds", "tagIds")


def show_endpoints(book: Book, visit: Visit) -> Shown:
    """The endpoints that pass the filters of the address. Raises as ListEndpoints does."""
    asked = bind(ListEndpoints, "ListEndpoints", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page", "sortField", "sortOrder"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), EndpointInfo)
    accounts, customers = ([each for each in ids if each] for ids in (asked.account_ids, asked.customer_ids))
    limits = [
        ("accounts", "accountIds", "Account", asked.account_ids),
        ("customers", "customerIds", "Customer", asked.customer_ids),
    ]
    of_customers = Choosing(kind="customers", field="customerIds", many=True, within="accountIds")
    values = {
        "endpoints": listed.items,
        "names": NAMES,
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, limits),
        "form": form_with(**dict(visit.query)),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "customers": choosing(book, of_customers, customers, accounts=accounts),
        "filtered": kept_filters(address, _FILTERS) != PATH,
        "kinds": [("", "Any kind"), *((kind.name, name) for kind, name in NAMES.items())],
        "may_make": book.may(NewUserEndpoint),
    }
    if visit.part:
        return Shown(template="endpoints_found.html", values=values, moved_to=address)
    return Shown(template="endpoints.html", values=values)


def show_endpoint(book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown:
    """The page of one endpoint. Raises NotFound."""
    endpoint_id = visit.path["record_id"]
    record = book.record(GetEndpoint(endpoint_id), EndpointInfo)
    endpoint = record.value
    sessions = ListSessions(involved_endpoint_ids=(endpoint_id,), search_all=True, count_per_page=1)
    values = {
        "endpoint": endpoint,
        "kind": "Endpoint" if endpoint.type is None else NAMES.get(endpoint.type, "Endpoint"),
        "addresses": list(addresses_of(endpoint)),
        "calls_with": "" if endpoint.user_mode is None else USER_MODES.get(endpoint.user_mode, ""),
        "belongings": [
            (
                "Sessions",
                book.list(sessions, SessionInfo).total,
                addressed("/console/sessions", involvedEndpointIds=endpoint_id, searchAll="true"),
            )
        ],
        "form": form_of(endpoint, record.version),
        "may_change": book.may(PatchEndpoint),
        "may_delete": book.may(DeleteEndpoint),
        "may_see_month": book.may(SummarizeSessions),
        "kept": list(_kept(endpoint)),
        "problem": problem,
    }
    return Shown(template="endpoint.html", values=values, status=status)


def addresses_of(endpoint: EndpointInfo) -> Iterator[tuple[str, str]]:
    """All that traffic calls an endpoint by, each once, with what kind of address it is."""
    told = (
        ("Number", endpoint.phone_number),
        ("Mobile", endpoint.mobile_phone_number),
        ("Mailbox", endpoint.user_email_address or endpoint.email_address),
        ("SIP", endpoint.sip_user_name),
        ("Called by", endpoint.address),
        *(("Also", each) for each in endpoint.other_addresses),
    )
    seen: set[str] = set()
    for name, address in told:
        if address and address not in seen:
            seen.add(address)
            yield name, number(address)


def _kept(endpoint: EndpointInfo) -> Iterator[tuple[str, str]]:
    """The names and values that clients keep with it, as JSON."""
    texts = texts_of(endpoint)
    for wire, name in (("data", "Data"), ("flowParams", "For the flow")):
        if wire in texts:
            yield name, texts[wire][0]


ENDPOINTS: tuple[Page, ...] = (
    Page(
        name="EndpointsPage",
        path=PATH,
        show=show_endpoints,
        needs=(ListEndpoints,),
        label="Endpoints",
        group="Directory",
    ),
)
ENDPOINT: tuple[Page, ...] = (
    Page(name="EndpointPage", path=f"{PATH}/{{record_id}}", show=show_endpoint, needs=(GetEndpoint,)),
)
