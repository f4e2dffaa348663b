"""Who is who: accounts, customers and endpoints, and the trees they form, as one frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec

from switchbook.model.addresses import canonical, read
from switchbook.model.billing import BillingSettings


class Entity(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What every record of the directory has: its id, and who made and last changed it, and when (aware UTC).

    Both are unknown of what came in other ways than by somebody's hand.
    """

    id: str
    date_created: datetime | None = None
    date_last_modified: datetime | None = None
    created_by: str | None = None
    last_modified_by: str | None = None


class Account(Entity, frozen=True, kw_only=True, rename="camel"):
    """A tenant; accounts form a tree by `parent_account_id`.

    `retention_days` is how long its sessions are kept after they were created: 0 is for ever, None as the server's
    setting says.
    """

    name: str
    parent_account_id: str | None = None
    twilio_account_sid: str | None = None
    retention_days: int | None = None


class Customer(Entity, frozen=True, kw_only=True, rename="camel"):
    """A client company inside an account; customers form a tree by `parent_customer_id`.

    `reference_id` is what another system calls it, unique in its account. What `data`, `schedule`, `integration_data`
    and the settings hold is the business of clients: it is kept and shown as it was given.
    """

    account_id: str
    name: str
    parent_customer_id: str | None = None
    reference_id: str | None = None
    is_staging: bool = False
    data: Mapping[str, Any] = {}
    tag_ids: tuple[str, ...] = ()
    schedule: Mapping[str, Any] | None = None
    integration_data: Mapping[str, Any] | None = None
    override_billing_settings: bool = False
    billing_settings: BillingSettings | None = None
    override_app_settings: bool = False
    app_settings: Mapping[str, Any] | None = None


class Endpoint(Entity, frozen=True, kw_only=True, rename="camel"):
    """What sends or receives: `address` is what traffic calls it by (E.164 number, `client:`, `sip:`, e-mail).

    `learnt` says that nobody put it here: it was called, and so it was made (see `location`).
    """

    account_id: str
    name: str
    type: str = "PhoneNumber"
    customer_id: str | None = None
    address: str | None = None
    learnt: bool = False


class Directory:
    """A frozen snapshot of the directory; every method is a pure look-up.

    `version` changes whenever the directory changes; equal versions mean equal content.
    """

    def __init__(
        self,
        accounts: Iterable[Account] = (),
        customers: Iterable[Customer] = (),
        endpoints: Iterable[Endpoint] = (),
        *,
        version: int = 0,
    ) -> None:
        self.version = version
        self.accounts: Mapping[str, Account] = {a.id: a for a in accounts}
        self.customers: Mapping[str, Customer] = {c.id: c for c in customers}
        self.endpoints: Mapping[str, Endpoint] = {e.id: e for e in endpoints}
        # By region, each made when it is first asked for.
        self._by_address: dict[str | None, _Addressed] = {}

    def with_endpoints(self, endpoints: Iterable[Endpoint], *, version: int) -> Directory:
        """A directory with these too, each in place of the one with its id. What was found out so far is kept."""
        added = {endpoint.id: endpoint for endpoint in endpoints}
        kept = Directory(version=version)
        kept.accounts, kept.customers, kept.endpoints = self.accounts, self.customers, {**self.endpoints, **added}
        if self.endpoints.keys().isdisjoint(added):
            kept._by_address = {region: known.plus(added.values()) for region, known in self._by_address.items()}
        return kept

    def breadcrumb(self, customer_id: str | None) -> tuple[Customer, ...]:
        """The path of customers from the root to this one; empty when it is unknown. A cycle is cut."""
        path: list[Customer] = []
        seen: set[str] = set()
        while customer_id is not None and customer_id not in seen:
            customer = self.customers.get(customer_id)
            if customer is None:
                break
            path.append(customer)
            seen.add(customer_id)
            customer_id = customer.parent_customer_id
        return tuple(reversed(path))

    def customer_subtree(self, customer_ids: Iterable[str]) -> frozenset[str]:
        """These customers and all below them. An unknown id stands for itself alone."""
        return frozenset(_descend(customer_ids, self._customer_children))

    def account_subtree(self, account_id: str) -> frozenset[str]:
        """This account and all below it."""
        return frozenset(_descend((account_id,), self._account_children))

    def account_of_twilio(self, account_sid: str) -> Account | None:
        """The account that a Twilio AccountSid belongs to."""
        return self._by_twilio_sid.get(account_sid)

    def endpoint_at(
        self, account_id: str, address: str | None, region: str | None = None, *, learnt: bool = True
    ) -> Endpoint | None:
        """The endpoint of this account that traffic calls by this address, however it is written there and here.

        `region` is the country of numbers that name none (see `addresses.read`). The endpoint with this very text comes
        first, then one whose address is the same when both are in canonical form, then one with the number that a SIP
        user is; of several the one with the lowest id. Without `learnt`, only those that somebody put here count.
        """
        if not address:
            return None
        known = self._by_address.get(region)
        if known is None:
            known = self._by_address[region] = _Addressed(region).plus(self.endpoints.values())
        return known.find(account_id, address, learnt=learnt)

    @cached_property
    def _customer_children(self) -> Mapping[str, list[str]]:
        return _children((c.parent_customer_id, c.id) for c in self.customers.values())

    @cached_property
    def _account_children(self) -> Mapping[str, list[str]]:
        return _children((a.parent_account_id, a.id) for a in self.accounts.values())

    @cached_property
    def _by_twilio_sid(self) -> Mapping[str, Account]:
        return {a.twilio_account_sid: a for a in self.accounts.values() if a.twilio_account_sid}


class _Addressed:
    """Endpoints by account and address, for traffic of one region. Never changed once others can see it."""

    def __init__(self, region: str | None) -> None:
        self._region = region
        # As written and in canonical form, for all endpoints and for those that were put there.
        self._texts: tuple[dict[tuple[str, str], Endpoint], ...] = ({}, {})
        self._forms: tuple[dict[tuple[str, str], Endpoint], ...] = ({}, {})

    def plus(self, endpoints: Iterable[Endpoint]) -> _Addressed:
        """The same with more endpoints."""
        more = _Addressed(self._region)
        more._texts, more._forms = tuple(map(dict, self._texts)), tuple(map(dict, self._forms))
        for endpoint in endpoints:
            if endpoint.address:
                form = canonical(endpoint.address, self._region) or endpoint.address
                for learnt in (True,) if endpoint.learnt else (True, False):
                    _keep_lowest(more._texts[learnt], endpoint, endpoint.address)
                    _keep_lowest(more._forms[learnt], endpoint, form)
        return more

    def find(self, account_id: str, address: str, *, learnt: bool) -> Endpoint | None:
        """See `Directory.endpoint_at`."""
        same = self._texts[learnt].get((account_id, address))
        if same is not None:
            return same
        told = read(address, self._region)
        forms = told.forms if told is not None else ()
        return next((found for form in forms if (found := self._forms[learnt].get((account_id, form)))), None)


def _keep_lowest(kept: dict[tuple[str, str], Endpoint], endpoint: Endpoint, address: str) -> None:
    key = (endpoint.account_id, address)
    if key not in kept or endpoint.id < kept[key].id:
        kept[key] = endpoint


def _children(edges: Iterable[tuple[str | None, str]]) -> Mapping[str, list[str]]:
    below: dict[str, list[str]] = {}
    for parent, child in edges:
        if parent is not None:
            below.setdefault(parent, []).append(child)
    return below


def _descend(roots: Iterable[str], below: Mapping[str, list[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            yield node
            waiting.extend(below.get(node, ()))
