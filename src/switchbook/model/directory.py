"""Who is who: accounts, customers and endpoints, and the trees they form, as one frozen snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

import msgspec

from switchbook.model.addresses import canonical, read
from switchbook.model.billing import BillingSettings
from switchbook.model.matching import fold

R = TypeVar("R")

_NOTHING: Mapping[str, Any] = {}
# How many digits an extension has; a longer name in digits is a number of which nobody says the country.
_EXTENSIONS = range(2, 7)


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
    setting says. `reference_id` is what another system calls it, unique among all accounts. `is_byoa` says that it
    brings a Twilio account of its own, `logo_id` which picture of the book is its logo. A secret is never in here.
    """

    name: str
    parent_account_id: str | None = None
    reference_id: str | None = None
    twilio_account_sid: str | None = None
    is_byoa: bool = False
    trust_hub_profile_sid: str | None = None
    max_phone_numbers: int | None = None
    logo_id: str | None = None
    billing_settings: BillingSettings | None = None
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


class Endpoint(Entity, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What sends or receives: `address` is what traffic calls it by (E.164 number, `client:`, `sip:`, e-mail).

    It may be called by more: `other_addresses`, numbers, a mailbox, and a SIP user name that says its host or is an
    extension (a bare name could be anybody's somewhere else). `learnt` says that nobody put it here: it was called, and
    so it was made (see `location`). `reference_id` is what another system calls it, unique in its account. Flows,
    schedules, `data` and permissions are the business of clients: they are kept and shown as they were given.
    """

    account_id: str
    name: str
    type: str = "PhoneNumber"
    customer_id: str | None = None
    address: str | None = None
    learnt: bool = False
    other_addresses: tuple[str, ...] = ()
    phone_number: str | None = None
    mobile_phone_number: str | None = None
    email_address: str | None = None
    sip_user_name: str | None = None
    reference_id: str | None = None
    user_mode: str | None = None
    extra_information: str | None = None
    flow_id: str | None = None
    flow_name: str | None = None
    flow_params: Mapping[str, Any] = {}
    flow_schedule: str | None = None
    schedule: Mapping[str, Any] | None = None
    scheduled_flows: tuple[Mapping[str, Any], ...] = ()
    disable_sms: bool = False
    use_external10_dlc_campaign: bool = False
    is_virtual_phone_number: bool = False
    address_sid: str | None = None
    manager_access: str | None = None
    dashboard_permissions: tuple[str, ...] = ()
    tag_ids: tuple[str, ...] = ()
    data: Mapping[str, Any] = {}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Everything that traffic calls it by, each text once, `address` first."""
        numbers = (self.phone_number, self.mobile_phone_number)
        told = (self.address, *self.other_addresses, *numbers, self.email_address, _of_sip(self.sip_user_name))
        return tuple(dict.fromkeys(each for each in told if each))


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

    def changed(
        self,
        *,
        accounts: Mapping[str, Account | None] = _NOTHING,
        customers: Mapping[str, Customer | None] = _NOTHING,
        endpoints: Mapping[str, Endpoint | None] = _NOTHING,
        version: int,
    ) -> Directory:
        """The directory with these records in place of those with their ids; None for one that is no more.

        What was found out of the others is kept, so that a change costs no more than copies of what it changes.
        """
        after = Directory(version=version)
        after.accounts = _with(self.accounts, accounts)
        after.customers = _with(self.customers, customers)
        after.endpoints = _with(self.endpoints, endpoints)
        kept = ("_account_children", "_by_twilio_sid") * (not accounts) + ("_customer_children",) * (not customers)
        after.__dict__.update({name: self.__dict__[name] for name in kept if name in self.__dict__})
        gone = [self.endpoints[each] for each in endpoints if each in self.endpoints]
        come = [each for each in endpoints.values() if each is not None]
        if "_by_reference" in self.__dict__:
            after.__dict__["_by_reference"] = _referred(self._by_reference, gone, come)
        if "_by_mailbox" in self.__dict__:
            after.__dict__["_by_mailbox"] = _mailed(self._by_mailbox, gone, come)
        after._by_address = {region: known.changed(gone, come) for region, known in self._by_address.items()}
        return after

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

    def customers_above(self, customer_id: str) -> frozenset[str]:
        """The other customers in whose subtree this one is, known or not."""
        above: set[str] = set()
        start = customer_id
        while (customer := self.customers.get(customer_id)) is not None and customer.parent_customer_id is not None:
            customer_id = customer.parent_customer_id
            if customer_id in above:
                break
            above.add(customer_id)
        return frozenset(above - {start})

    def account_ancestors(self, account_id: str) -> tuple[str, ...]:
        """The ids of the accounts above this one, the root first. A cycle is cut, an unknown account is the root."""
        path: list[str] = []
        above = self._above(account_id)
        while above is not None and above != account_id and above not in path:
            path.append(above)
            above = self._above(above)
        return tuple(reversed(path))

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
        user is; of several the one with the lowest id. Those that somebody put here come before those that were learnt,
        which without `learnt` do not count.
        """
        return self._addressed(region).find(account_id, address, learnt=learnt) if address else None

    def endpoints_of(self, account_id: str, address: str, region: str | None = None) -> tuple[Endpoint, ...]:
        """Every endpoint of this account with an address that is the same in canonical form, learnt ones last."""
        return self._addressed(region).same(account_id, address)

    def endpoints_of_mailbox(self, email: str) -> tuple[Endpoint, ...]:
        """Every endpoint that goes by this e-mail address, in any case, as a mailbox or as a client of that name."""
        return self._by_mailbox.get(fold(email), ())

    def endpoint_called(self, account_id: str, reference_id: str) -> Endpoint | None:
        """The endpoint of this account that another system calls so."""
        return self._by_reference.get((account_id, reference_id))

    def _above(self, account_id: str) -> str | None:
        account = self.accounts.get(account_id)
        return None if account is None else account.parent_account_id

    def _addressed(self, region: str | None) -> _Addressed:
        known = self._by_address.get(region)
        if known is None:
            known = self._by_address[region] = _Addressed(region).changed((), self.endpoints.values())
        return known

    @cached_property
    def _customer_children(self) -> Mapping[str, list[str]]:
        return _children((c.parent_customer_id, c.id) for c in self.customers.values())

    @cached_property
    def _account_children(self) -> Mapping[str, list[str]]:
        return _children((a.parent_account_id, a.id) for a in self.accounts.values())

    @cached_property
    def _by_reference(self) -> Mapping[tuple[str, str], Endpoint]:
        return _referred({}, (), self.endpoints.values())

    @cached_property
    def _by_mailbox(self) -> Mapping[str, tuple[Endpoint, ...]]:
        return _mailed({}, (), self.endpoints.values())

    @cached_property
    def _by_twilio_sid(self) -> Mapping[str, Account]:
        return {a.twilio_account_sid: a for a in self.accounts.values() if a.twilio_account_sid}


class _Addressed:
    """Endpoints by account and address, for traffic of one region. Never changed once others can see it."""

    def __init__(self, region: str | None) -> None:
        self._region = region
        # As written and in canonical form. Of several the first counts: those that were put there, then the lowest id.
        self._texts: dict[tuple[str, str], tuple[Endpoint, ...]] = {}
        self._forms: dict[tuple[str, str], tuple[Endpoint, ...]] = {}

    def changed(self, gone: Iterable[Endpoint], come: Iterable[Endpoint]) -> _Addressed:
        """The same without some endpoints, and with others."""
        after = _Addressed(self._region)
        after._texts, after._forms = dict(self._texts), dict(self._forms)
        for endpoint in gone:
            for known, address in after._places(endpoint):
                left = tuple(each for each in known.pop(address, ()) if each.id != endpoint.id)
                if left:
                    known[address] = left
        for endpoint in come:
            for known, address in after._places(endpoint):
                others = (each for each in known.get(address, ()) if each.id != endpoint.id)
                known[address] = tuple(sorted((*others, endpoint), key=_rank))
        return after

    def find(self, account_id: str, address: str, *, learnt: bool) -> Endpoint | None:
        """See `Directory.endpoint_at`."""
        told = read(address, self._region)
        places = [(self._texts, address), *((self._forms, form) for form in (told.forms if told is not None else ()))]
        found = [known[account_id, text][0] for known, text in places if (account_id, text) in known]
        put = next((each for each in found if not each.learnt), None)
        return put if put is not None or not learnt else next(iter(found), None)

    def same(self, account_id: str, address: str) -> tuple[Endpoint, ...]:
        """See `Directory.endpoints_of`."""
        return self._forms.get((account_id, canonical(address, self._region) or address), ())

    def _places(
        self, endpoint: Endpoint
    ) -> Iterator[tuple[dict[tuple[str, str], tuple[Endpoint, ...]], tuple[str, str]]]:
        """Where an endpoint stands: in which of the two, under what."""
        for address in endpoint.addresses:
            yield self._texts, (endpoint.account_id, address)
            yield self._forms, (endpoint.account_id, canonical(address, self._region) or address)


def _rank(endpoint: Endpoint) -> tuple[bool, str]:
    return endpoint.learnt, endpoint.id


def _with(known: Mapping[str, R], changed: Mapping[str, R | None]) -> Mapping[str, R]:
    if not changed:
        return known
    after = {**known, **changed}
    return {key: record for key, record in after.items() if record is not None} if None in changed.values() else after  # type: ignore[return-value] # none is None


def _referred(
    known: Mapping[tuple[str, str], Endpoint], gone: Iterable[Endpoint], come: Iterable[Endpoint]
) -> Mapping[tuple[str, str], Endpoint]:
    """Endpoints by account and reference id, without some and with others."""
    after = dict(known)
    for endpoint in gone:
        after.pop((endpoint.account_id, endpoint.reference_id or ""), None)
    after.update({(each.account_id, each.reference_id): each for each in come if each.reference_id})
    return after


def _mailed(
    known: Mapping[str, tuple[Endpoint, ...]], gone: Iterable[Endpoint], come: Iterable[Endpoint]
) -> Mapping[str, tuple[Endpoint, ...]]:
    """Endpoints by the mailboxes they go by, folded, without some and with others."""
    after = dict(known)
    for endpoint in gone:
        for mailbox in _mailboxes(endpoint):
            after[mailbox] = tuple(each for each in after.get(mailbox, ()) if each.id != endpoint.id)
    for endpoint in come:
        for mailbox in _mailboxes(endpoint):
            after[mailbox] = (*after.get(mailbox, ()), endpoint)
    return after


def _mailboxes(endpoint: Endpoint) -> frozenset[str]:
    written = (fold(each) for each in endpoint.addresses if "@" in each)
    return frozenset(each.removeprefix("mailto:").removeprefix("client:") for each in written)


def _of_sip(user: str | None) -> str | None:
    """What traffic calls a SIP user by, if its name alone says so."""
    if user is None or "@" in user:
        return user and f"sip:{user}"
    return user if user.isascii() and user.isdigit() and len(user) in _EXTENSIONS else None


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
