"""Fills a store with demo sessions and their directory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from itertools import islice

import msgspec

from switchbook.demo.founding import found
from switchbook.demo.workshop import ahead, made
from switchbook.demo.world import World
from switchbook.stores.contract import Ledger, Store

_IN_FLIGHT = 2
# Of many sessions so many batches are one work: the fewer and larger, the less there is to merge in the searches.
_TOGETHER = 10
_MANY = 50_000


class Filled(msgspec.Struct, frozen=True):
    """How much a fill brought: of the directory all that it holds, of the sessions those that were new."""

    accounts: int
    customers: int
    endpoints: int
    sessions: int


def fill(store: Store, *, sessions: int, seed: int, now: datetime, progress: Callable[[int], None]) -> Filled:
    """Put a directory and that many sessions into a store; `progress` hears how many are durable so far.

    The same seed again adds nothing that is there already, and a greater number adds what is missing. `now` is aware
    UTC. Memory does not grow with the number of sessions. Raises what the store raises.
    """
    world = found(seed, sessions)
    store.write(lambda ledger: _put_directory(ledger, world)).result()
    waiting: deque[tuple[int, Future[int]]] = deque()
    new = durable = 0
    batches = ahead(made(world, sessions, seed, now, store.preparer()), _TOGETHER)
    while together := tuple(islice(batches, _TOGETHER if sessions >= _MANY else 1)):
        size = sum(count for count, _ in together)
        waiting.append((size, store.write(_importing([prepared for _, prepared in together]))))
        if len(waiting) > _IN_FLIGHT:
            new, durable = _settle(waiting, new, durable, progress)
    while waiting:
        new, durable = _settle(waiting, new, durable, progress)
    return Filled(len(world.accounts), len(world.customers), len(world.endpoints), new)


def _put_directory(ledger: Ledger, world: World) -> None:
    for account in world.accounts:
        ledger.put_account(account)
    for customer in world.customers:
        ledger.put_customer(customer)
    for endpoint in world.endpoints:
        ledger.put_endpoint(endpoint)


def _importing(batches: Sequence[bytes]) -> Callable[[Ledger], int]:
    return lambda ledger: sum(ledger.import_prepared(prepared) for prepared in batches)


def _settle(
    waiting: deque[tuple[int, Future[int]]], new: int, durable: int, progress: Callable[[int], None]
) -> tuple[int, int]:
    """Wait for the oldest batch; the counts with it."""
    size, future = waiting.popleft()
    new += future.result()
    progress(durable + size)
    return new, durable + size
