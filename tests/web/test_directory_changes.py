"""Whatever is done to customers and endpoints over the API, lists of sessions follow at once, on both shelves.

The book is on SQLite. A store in memory that is given the same directory and the same calls answers beside it, and what
both answer is compared with what the operations on customers and endpoints show.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import httpx
import msgspec
import pytest
from stores.conftest import STORES
from support.calling import START, Caller, Clock, application, bearer
from support.sessions import keep, session

from switchbook import access
from switchbook.ingest.generic import Generic
from switchbook.model.actor import Role, Scope
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.matching import fold
from switchbook.model.query import Shelf
from switchbook.model.session import Member
from switchbook.recorder import Recorder
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.memory import MemoryStore

T = TypeVar("T")

NAMES = ("Ärzte", "ärzte", "Bäcker", "Zoo", "acme", "ACME 2", "Öl & Söhne", "a\u0308rzte", "50%", "日本")
NUMBERS = tuple(f"+1503555{number:04d}" for number in range(14))
SHELVES: tuple[Mapping[str, str], ...] = ({}, {"searchArchive": "true"}, {"searchAll": "true"})
ROUNDS = 4


class Actor(msgspec.Struct, frozen=True):
    """Who asks, and what they may see."""

    headers: dict[str, str]
    scope: Scope


class Twins:
    """A book on SQLite that is changed over the API, and one in memory that is told what came of it."""

    def __init__(self, chance: Random, path: Path) -> None:
        self.chance = chance
        self.stores: tuple[Store, Store] = (STORES["sqlite"](path), MemoryStore())
        self.callers = [Caller(application(store, Clock())) for store in self.stores]
        self.customers = [f"c{number}" for number in range(8)]
        self.endpoints = [f"e{number}" for number in range(8)]
        self.done: Counter[str] = Counter()
        self._calls = 0
        self._found()
        self._keep_sessions()
        self.actors = list(self._actors())

    def close(self) -> None:
        """Close both."""
        for store in self.stores:
            store.close()

    def step(self, name: str) -> None:
        """One thing is done, as an administrator asks for it; it may be refused."""
        answer = STEPS_BY_NAME[name](self)
        if answer is not None:
            assert answer.status_code in (200, 204, 409), answer.text
            self.done[name if answer.is_success else f"{name}, refused"] += 1
            self._mirror()
        else:
            self.done[name] += 1

    def ask(self, verb: str, path: str, members: object = None) -> httpx.Response:
        """The administrator's request to the book on SQLite; what a write answers is what is read after it."""
        answer = self.callers[0](verb, path, json=members, headers=self.actors[0].headers)
        if verb in ("PATCH", "POST") and answer.is_success:
            kind, record_id = path.split("/")[1], answer.json()["id"]
            assert self.ask("GET", f"/{kind}/{record_id}").json() == answer.json()
        return answer

    def listed(self, actor: Actor, query: Mapping[str, str]) -> list[dict[str, Any]]:
        """The sessions that a question finds, after both stores have answered it alike."""
        answers = [each.get("/sessions", params=query, headers=actor.headers) for each in self.callers]
        assert [each.status_code for each in answers] == [200, 200], (query, answers[0].text)
        mine, expected = (each.json() for each in answers)
        assert mine == expected, (query, actor.scope)
        items: list[dict[str, Any]] = mine["items"]
        assert "page" in query or mine["totalCount"] == len(items) or len(items) == int(query.get("countPerPage", 25))
        return items

    def call(self, number: str) -> None:
        """A call comes in to both, for the endpoint that the list says has this number."""
        known = self.ask("GET", "/endpoints?accountIds=a1&all=true").json()["items"]
        called = next((each for each in known if each.get("phoneNumber") == number), {})
        self._calls += 1
        event = {"version": 1, "type": "started", "leg": f"call {self._calls}", "at": "2026-11-22T04:00:00Z"}
        payload = json.dumps({**event, "from": "+18145550100", "to": number, "direction": "Incoming"}).encode()
        for store in self.stores:
            (receipt,) = Recorder(store).take(Generic(), "a1", payload, "", START).result()
        taken = self.ask("GET", f"/sessions/{receipt.session_id}").json()
        assert (taken.get("endpointId"), taken.get("customerId")) == (called.get("id"), called.get("customerId"))

    def some(self, values: Sequence[T]) -> T:
        """One of these."""
        return self.chance.choice(values)

    def _found(self) -> None:
        customers = [
            Customer(
                id=name,
                account_id="a1" if number < 6 else "a2",
                name=self.some(NAMES),
                parent_customer_id=self.some([None, *self.customers[:number]]) if number < 6 else None,
            )
            for number, name in enumerate(self.customers)
        ]
        endpoints = [
            Endpoint(
                id=name,
                account_id="a1" if number < 6 else "a2",
                name=self.some(NAMES),
                customer_id=self.some([None, *(self.customers[:6] if number < 6 else self.customers[6:])]),
                address=NUMBERS[number],
            )
            for number, name in enumerate(self.endpoints)
        ]

        def work(ledger: Ledger) -> None:
            for account in (Account(id="a1", name="One"), Account(id="a2", name="Two", parent_account_id="a1")):
                ledger.put_account(account)
            for customer in customers:
                ledger.put_customer(customer)
            for endpoint in endpoints:
                ledger.put_endpoint(endpoint)

        for store in self.stores:
            store.write(work).result()

    def _keep_sessions(self) -> None:
        for number in range(60):
            account_id = self.some(["a1", "a1", "a2"])
            whole = session(
                number,
                account_id,
                customer_id=self.some([None, "unknown", *self.customers]),
                endpoint_id=self.some([None, "unknown", *self.endpoints]),
                answered_by_id=self.some([None, *self.endpoints]),
                members=tuple(Member(endpoint_id=self.some(self.endpoints)) for _ in range(self.some([0, 0, 1, 2]))),
            )
            shelf = self.some(list(Shelf))
            for store in self.stores:
                keep(store, whole, shelf=shelf)

    def _actors(self) -> Iterator[Actor]:
        """An administrator first; then who is limited to an account, to customers, to endpoints, to both."""
        a1, both = frozenset({"a1"}), frozenset({"a1", "a2"})
        customers, endpoints = (frozenset(self.chance.sample(each, 3)) for each in (self.customers, self.endpoints))
        for role, scope in (
            (Role.SystemAdministrator, Scope(accounts=None)),
            (Role.Manager, Scope(accounts=frozenset({"a2"}))),
            (Role.Customer, Scope(accounts=a1, customers=frozenset(self.chance.sample(self.customers[:6], 2)))),
            (Role.Customer, Scope(accounts=both, customers=customers)),
            (Role.User, Scope(accounts=both, endpoints=endpoints)),
            (Role.User, Scope(accounts=both, customers=customers, endpoints=endpoints)),
        ):
            made, secret = access.new_key("key", role)
            key = msgspec.structs.replace(
                made, accounts=scope.accounts, customers=scope.customers, endpoints=scope.endpoints
            )
            for store in self.stores:
                store.write(lambda ledger, key=key: ledger.put_key(key)).result()  # type: ignore[misc] # bound early
            yield Actor(bearer(secret), scope)

    def _mirror(self) -> None:
        """Make the directory in memory the one on SQLite."""
        now, then = (store.directory() for store in self.stores)

        def work(ledger: Ledger) -> None:
            for customer_id in then.customers.keys() - now.customers.keys():
                ledger.drop_customer(customer_id)
            for endpoint_id in then.endpoints.keys() - now.endpoints.keys():
                ledger.drop_endpoint(endpoint_id)
            for customer in now.customers.values():
                if then.customers.get(customer.id) != customer:
                    ledger.put_customer(customer)
            for endpoint in now.endpoints.values():
                if then.endpoints.get(endpoint.id) != endpoint:
                    ledger.put_endpoint(endpoint)

        self.stores[1].write(work).result()
        self.customers = list(now.customers)
        self.endpoints = list(now.endpoints)


def _account_of(twins: Twins, customer_id: str) -> str:
    return twins.stores[0].directory().customers[customer_id].account_id


def _customers_beside(twins: Twins, account_id: str) -> list[str]:
    """The customers of an account, and none."""
    return ["", *(each for each in twins.customers if _account_of(twins, each) == account_id)]


def _move_customer(twins: Twins) -> httpx.Response:
    moved = twins.some(twins.customers)
    parent = twins.some(_customers_beside(twins, _account_of(twins, moved)))
    return twins.ask("PATCH", f"/customers/{moved}", {"parentCustomerId": parent})


def _delete_customer(twins: Twins) -> httpx.Response:
    directory = twins.stores[0].directory()
    used = {each.parent_customer_id for each in directory.customers.values()}
    used |= {each.customer_id for each in directory.endpoints.values()}
    unused = [each for each in twins.customers if each not in used]
    return twins.ask("DELETE", f"/customers/{twins.some(unused or twins.customers)}")


def _new_customer(twins: Twins) -> httpx.Response:
    account_id = twins.some(["a1", "a2"])
    parent = twins.some(_customers_beside(twins, account_id))
    made = {"accountId": account_id, "name": twins.some(NAMES), "parentCustomerId": parent}
    return twins.ask("POST", "/customers", made)


def _reassign_endpoint(twins: Twins) -> httpx.Response:
    endpoint = twins.stores[0].directory().endpoints[twins.some(twins.endpoints)]
    customer_id = twins.some(_customers_beside(twins, endpoint.account_id))
    return twins.ask("PATCH", f"/endpoints/{endpoint.id}", {"customerId": customer_id})


def _new_number(twins: Twins) -> httpx.Response:
    customer_id = twins.some(_customers_beside(twins, "a1"))
    made = {"accountId": "a1", "number": twins.some(NUMBERS), "displayName": twins.some(NAMES)}
    return twins.ask("POST", "/endpoints/phone-numbers", {**made, "customerId": customer_id})


def _renamed(kind: str) -> Callable[[Twins], httpx.Response]:
    ids, member = {"customers": ("customers", "name"), "endpoints": ("endpoints", "displayName")}[kind]
    return lambda twins: twins.ask("PATCH", f"/{kind}/{twins.some(getattr(twins, ids))}", {member: twins.some(NAMES)})


STEPS_BY_NAME: dict[str, Callable[[Twins], httpx.Response | None]] = {
    "rename a customer": _renamed("customers"),
    "move a customer": _move_customer,
    "delete a customer": _delete_customer,
    "make a customer": _new_customer,
    "rename an endpoint": _renamed("endpoints"),
    "give an endpoint to another customer": _reassign_endpoint,
    "give an endpoint another number": lambda twins: twins.ask(
        "PATCH", f"/endpoints/{twins.some(twins.endpoints)}", {"phoneNumber": twins.some(NUMBERS)}
    ),
    "delete an endpoint": lambda twins: (
        twins.ask("DELETE", f"/endpoints/{twins.some(twins.endpoints)}") if len(twins.endpoints) > 3 else None
    ),
    "make a number": _new_number,
    "call": lambda twins: twins.call(twins.some(NUMBERS)),
}


class Shown:
    """The directory as the operations on customers and endpoints show it."""

    def __init__(self, twins: Twins) -> None:
        customers, endpoints = (
            twins.ask("GET", f"/{each}?all=true").json()["items"] for each in ("customers", "endpoints")
        )
        self.paths = {each["id"]: each["breadcrumb"] for each in customers}
        self.customers = {each["id"]: each["name"] for each in customers}
        self.parents = {each["id"]: each.get("parentCustomerId") for each in customers}
        self.endpoints = {each["id"]: each["displayName"] for each in endpoints}

    def above(self, customer_id: str | None) -> set[str]:
        """A customer and all above it."""
        found: set[str] = set()
        while customer_id is not None:
            found.add(customer_id)
            customer_id = self.parents.get(customer_id)
        return found

    def names(self, item: Mapping[str, Any]) -> tuple[Any, ...]:
        """What a session is to show of its customer and endpoint."""
        customer_id, endpoint_id = item.get("customerId"), item.get("endpointId")
        path = self.paths.get(customer_id or "", [])
        return self.customers.get(customer_id or ""), self.endpoints.get(endpoint_id or ""), path

    def in_scope(self, item: Mapping[str, Any], scope: Scope) -> bool:
        """Whether a session is one that this scope may see."""
        endpoints = {item.get("endpointId"), item.get("answeredById"), *(m.get("endpointId") for m in item["members"])}
        return (
            (scope.accounts is None or item["accountId"] in scope.accounts)
            and (scope.customers is None or not scope.customers.isdisjoint(self.above(item.get("customerId"))))
            and (scope.endpoints is None or not scope.endpoints.isdisjoint(endpoints))
        )


def check(twins: Twins) -> None:
    """Ask in everybody's place, and compare with the directory."""
    shown, admin = Shown(twins), twins.actors[0]
    whole = twins.listed(admin, {"searchAll": "true", "all": "true"})
    assert [(each.get("customerName"), each.get("endpointName"), each["customerBreadcrumb"]) for each in whole] == [
        shown.names(each) for each in whole
    ]
    for actor in twins.actors:
        for shelf in SHELVES[:2]:
            field, descending = twins.some(["customerName", "endpointName"]), twins.some([True, False])
            order = {"sortField": field, "sortOrder": "Descend" if descending else "Ascend"}
            found = twins.listed(actor, {**shelf, **order, "countPerPage": "1000"})
            mine = [each for each in whole if shown.in_scope(each, actor.scope)]
            on_shelf = twins.listed(admin, {**shelf, "all": "true"})
            visible = {each["id"] for each in mine} & {each["id"] for each in on_shelf}
            assert {each["id"] for each in found} == visible, (actor.scope, shelf)
            assert found == _ordered(found, field, descending=descending), (field, descending)
    for actor in twins.actors:
        _ask_for_parts(twins, shown, actor, [each for each in whole if shown.in_scope(each, actor.scope)])


def _ask_for_parts(twins: Twins, shown: Shown, actor: Actor, mine: Sequence[Mapping[str, Any]]) -> None:
    """Filters, texts and pages, within what an actor may see."""
    customer_id, endpoint_id = twins.some([*twins.customers, "unknown"]), twins.some([*twins.endpoints, "unknown"])
    below = twins.listed(actor, {"searchAll": "true", "all": "true", "customerIds": customer_id})
    assert {each["id"] for each in below} == {
        each["id"] for each in mine if customer_id in shown.above(each.get("customerId"))
    }
    twins.listed(actor, {"searchAll": "true", "endpointIds": endpoint_id, "sortField": "customerName"})
    twins.listed(actor, {**twins.some(SHELVES), "text": twins.some(NAMES)[:3], "countPerPage": "4"})
    page = {"sortField": twins.some(["customerName", "endpointName"]), "page": "1", "countPerPage": "7"}
    twins.listed(actor, {**twins.some(SHELVES), **page})


def _ordered(items: Sequence[dict[str, Any]], field: str, *, descending: bool) -> list[dict[str, Any]]:
    """By the folded name, those without one last both ways, then by the id."""
    named = [each for each in items if field in each]
    nameless = sorted((each for each in items if field not in each), key=lambda each: each["id"], reverse=descending)
    return [
        *sorted(named, key=lambda each: (fold(each[field]), each["id"]), reverse=descending),
        *nameless,
    ]


@pytest.mark.parametrize("seed", [1, 2, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(3, 9))])
def test_lists_follow_what_is_done_to_customers_and_endpoints(seed: int, tmp_path: Path) -> None:
    twins = Twins(Random(seed), tmp_path / "book")
    try:
        check(twins)
        for _ in range(ROUNDS):
            for name in twins.chance.sample(list(STEPS_BY_NAME), len(STEPS_BY_NAME)):
                twins.step(name)
                check(twins)
        assert list(twins.stores[0].check()) == []
    finally:
        twins.close()

    assert STEPS_BY_NAME.keys() <= twins.done.keys(), twins.done
