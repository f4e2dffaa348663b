"""Making endpoints of every kind, changing and deleting them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from switchbook.api.types_endpoints import DeleteEndpoint, EndpointInfo, GetEndpoint, NewUserEndpoint, PatchEndpoint
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, choosing
from switchbook.console.endpoint_kinds import KINDS, NAMES, USER_MODES, fields_to_change, kind_named
from switchbook.console.endpoints import PATH, show_endpoint
from switchbook.console.forms import Form, Pairs, last, read
from switchbook.console.page import Page, Visit
from switchbook.console.record_pages import RecordKind


def _around(book: Book, visit: Visit, form: Form, endpoint: EndpointInfo | None) -> Mapping[str, object]:
    account_id = form.value("accountId") if endpoint is None else endpoint.account_id or ""
    accounts = [account_id] if account_id else []
    customer = Choosing(kind="customers", field="customerId", none="None", within="accountId")
    kind = kind_named(form.value("kind"))
    type_ = kind.of if endpoint is None else endpoint.type
    return {
        "accounts": choosing(book, Choosing(kind="accounts", field="accountId"), accounts),
        "account_id": account_id,
        "customers": choosing(
            book, customer, [each for each in (form.value("customerId"),) if each], accounts=accounts
        ),
        "kind": kind,
        "kinds": KINDS,
        "kind_name": "Endpoint" if type_ is None else NAMES.get(type_, "Endpoint"),
        "fields": kind.fields if endpoint is None else fields_to_change(endpoint.type),
        "modes": [("", "not said"), *((mode.name, name) for mode, name in USER_MODES.items())],
    }


def _read_change(form: Pairs, endpoint: Any) -> PatchEndpoint:
    return read(PatchEndpoint, form, before=endpoint, endpoint_id=endpoint.id)


KIND = RecordKind(
    word="endpoint",
    path=PATH,
    of=EndpointInfo,
    one=GetEndpoint,
    makes=NewUserEndpoint,
    changes=PatchEndpoint,
    deletes=DeleteEndpoint,
    read_new=lambda form: read(kind_named(last(form, "kind")).makes, form),
    read_change=_read_change,
    read_delete=lambda _, endpoint_id: DeleteEndpoint(endpoint_id),
    name_of=lambda endpoint: endpoint.display_name or endpoint.id,
    form="endpoint_form.html",
    around=_around,
    show=show_endpoint,
)

ENDPOINT_KEEPING: tuple[Page, ...] = KIND.pages()
