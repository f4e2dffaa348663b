"""A constructed world of four accounts, in which every record has a name that occurs nowhere else.

Own is the account that limited actors belong to; parent lies above it, child below, other beside. In each there is a
customer with one below it and one beside it, an endpoint and a running session of each, a user, a key and a hook, and
a payload that could not be read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from support.quarantine import quarantine_of

from switchbook import access
from switchbook.ingest.generic import Generic
from switchbook.model.actor import Role, Scope
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.recorder import Recorder
from switchbook.stores.contract import Ledger
from switchbook.stores.contract_people import ApiKey, User
from switchbook.stores.memory import MemoryStore

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
PLACES = ("own", "child", "parent", "other")
CUSTOMERS = ("top", "below", "beside")


def word(*parts: str) -> str:
    """A name that occurs nowhere else."""
    return "zq" + "".join(parts)


@dataclass
class World:
    """The book, and where the records in it stand."""

    store: MemoryStore
    sessions: dict[str, Spot] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    keys: dict[str, ApiKey] = field(default_factory=dict)
    payloads: dict[str, int] = field(default_factory=dict)
    hooks: dict[str, str] = field(default_factory=dict)

    def target(self, place: str, customer: str = "top") -> Mapping[str, str]:
        """The ids of the records at one spot, by the names that requests have for them."""
        return {
            "accountId": f"account-{place}",
            "customerId": f"{place}-{customer}",
            "endpointId": f"{place}-{customer}-line",
            "sessionId": next(each for each, spot in self.sessions.items() if spot == Spot(place, customer)),
            "userId": self.users[place].id,
            "keyId": self.keys[place].id,
            "hookId": self.hooks[place],
            "payloadId": str(self.payloads[place]),
        }


@dataclass(frozen=True)
class Spot:
    """Where a session stands."""

    place: str
    customer: str


def world() -> World:
    """The world, in a store in memory."""
    made = World(MemoryStore())
    made.store.write(lambda ledger: _directory(ledger, made)).result()
    recorder = Recorder(made.store)
    for place in PLACES:
        for number, customer in enumerate(CUSTOMERS):
            leg = f"leg-{place}-{customer}"
            event = {
                "version": 1,
                "type": "started",
                "leg": leg,
                "at": NOW.isoformat(),
                "from": f"client:{word(place, customer, 'caller')}",
                "to": _number(place, number),
                "direction": "Incoming",
            }
            told = json.dumps([event, {**event, "type": "answered", "leg": f"{leg}-2", "parent": leg}]).encode()
            taken = recorder.take(Generic(), f"account-{place}", told, "application/json", NOW).result()
            made.sessions[taken[0].session_id or ""] = Spot(place, customer)
        unread = word(place, "payload").encode()
        recorder.take(Generic(), f"account-{place}", unread, "application/json", NOW).result()
        made.payloads[place] = quarantine_of(made.store)[-1].position
    return made


def _directory(ledger: Ledger, made: World) -> None:
    above = {"own": "account-parent", "child": "account-own"}
    for place in PLACES:
        account_id = f"account-{place}"
        ledger.put_account(Account(id=account_id, name=word(place, "account"), parent_account_id=above.get(place)))
        for number, customer in enumerate(CUSTOMERS):
            customer_id = f"{place}-{customer}"
            parent = f"{place}-top" if customer == "below" else None
            name = word(place, customer, "customer")
            ledger.put_customer(Customer(id=customer_id, account_id=account_id, name=name, parent_customer_id=parent))
            ledger.put_endpoint(
                Endpoint(
                    id=f"{customer_id}-line",
                    account_id=account_id,
                    name=word(place, customer, "line"),
                    customer_id=customer_id,
                    address=_number(place, number),
                )
            )
        only = frozenset({account_id})
        user = access.new_user(f"{place}@example.org", word(place, "user"), Role.Manager, "a long pass phrase", only)
        key, _ = access.new_key(word(place, "key"), Role.Manager, only)
        hook = access.new_hook("generic", account_id, word(place, "secret"))
        ledger.put_user(user)
        ledger.put_key(key)
        ledger.put_hook(hook)
        made.users[place], made.keys[place], made.hooks[place] = user, key, hook.id


def _number(place: str, number: int) -> str:
    return f"+150355501{PLACES.index(place)}{number}"


def hidden_words(made: World, scope: Scope) -> Iterator[str]:
    """Every word of a record that this scope does not hold, by rules written anew here."""
    for place in PLACES:
        account = scope.accounts is None or f"account-{place}" in scope.accounts
        if not account:
            yield word(place)
            continue
        if scope.customers is None and scope.endpoints is None:
            continue
        yield word(place, "payload")
        for customer in CUSTOMERS:
            if holds(made, scope, f"{place}-{customer}", f"{place}-{customer}-line"):
                continue
            yield from (word(place, customer, "line"), word(place, customer, "caller"))
            if customer != "top" or not holds(made, scope, f"{place}-below", f"{place}-below-line"):
                # The path of customers to one that is seen is shown with it.
                yield word(place, customer, "customer")


def holds(made: World, scope: Scope, customer_id: str, endpoint_id: str) -> bool:
    """Whether the scope holds what is of this customer and endpoint, of an account that it holds."""
    path = {each.id for each in made.store.directory().breadcrumb(customer_id)}
    in_customers = scope.customers is None or bool(path & scope.customers)
    return in_customers and (scope.endpoints is None or endpoint_id in scope.endpoints)


def nowhere() -> Mapping[str, str]:
    """Ids of records that are not there."""
    names = ("accountId", "customerId", "endpointId", "userId", "keyId", "hookId")
    return {**{name: f"no-{name}" for name in names}, "sessionId": "0123456789ab" * 2}
