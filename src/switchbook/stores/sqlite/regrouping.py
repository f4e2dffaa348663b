"""Customers moved in their tree: who sees by those above them sees other sessions than it was told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import apsw
import msgspec

from switchbook.model.actor import Scope
from switchbook.model.directory import Customer
from switchbook.stores.sqlite.filters import LISTED, keys_of
from switchbook.stores.sqlite.positions import numbers

_CUSTOMER = msgspec.json.Decoder(Customer)


@contextmanager
def regrouping(connection: apsw.Connection, customer_id: str) -> Iterator[None]:
    """While a customer is put or dropped: where that changes whom it is below, the feed says so.

    One that nothing has mentioned before has no sessions, and nobody below it has: then there is nothing to say.
    """
    mentioned = connection.execute("SELECT 1 FROM customer WHERE id = ?", (customer_id,)).fetchone() is not None
    before = _above(connection, customer_id)
    yield
    others = before ^ _above(connection, customer_id)
    if mentioned and others:
        number = numbers(connection)
        told = [(key, number) for key in keys_of(connection, "customer", others)]
        connection.executemany("INSERT OR REPLACE INTO regrouped VALUES (?, ?)", told)


def regrouped(connection: apsw.Connection, scope: Scope) -> int:
    """The number at which a customer last came below those that a scope sees by, or left them; 0 if none ever did."""
    if scope.customers is None:
        return 0
    named = json.dumps(keys_of(connection, "customer", scope.customers))
    sql = f"SELECT max(number) FROM regrouped WHERE customer IN {LISTED}"  # noqa: S608 - a text of ours
    number: int | None = connection.execute(sql, (named,)).get
    return number or 0


def _above(connection: apsw.Connection, customer_id: str) -> set[str]:
    """The other customers that one is below, known or not. A ring is cut."""
    above: set[str] = set()
    child: str | None = customer_id
    while child is not None:
        found = connection.execute("SELECT record FROM customer WHERE id = ?", (child,)).fetchone()
        child = None if found is None or found[0] is None else _CUSTOMER.decode(found[0]).parent_customer_id
        if child in above:
            break
        if child is not None:
            above.add(child)
    return above - {customer_id}
