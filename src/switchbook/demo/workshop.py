"""Makes demo sessions ready for a store, in a process of its own when they are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TypeVar

import msgspec

from switchbook.demo.sessions import sessions
from switchbook.demo.world import World
from switchbook.errors import StoreError
from switchbook.stores.contract import ImportedSession

T = TypeVar("T")
Prepare = Callable[[Sequence[ImportedSession]], bytes]

_BATCH = 1_000
# Fewer are made before another process has started.
_WORTH_A_PROCESS = 5_000


class _Order(msgspec.Struct, frozen=True):
    """What is to be made."""

    world: World
    count: int
    seed: int
    now: datetime
    prepare: Prepare


def made(world: World, count: int, seed: int, now: datetime, prepare: Prepare) -> Iterator[tuple[int, bytes]]:
    """Batches of sessions, oldest first: how many, and what `prepare` made of them. Memory does not grow."""
    order = _Order(world, count, seed, now, prepare)
    return _made_here(order) if count < _WORTH_A_PROCESS else _made_apart(order)


def ahead(items: Iterator[T], most: int) -> Generator[T]:
    """The same items, up to `most` of them taken by a thread before they are asked for. Raises what they raise."""
    with ThreadPoolExecutor(1, "switchbook-ahead") as taker:
        taken = deque(taker.submit(next, items, None) for _ in range(most))
        try:
            while (item := taken.popleft().result()) is not None:
                taken.append(taker.submit(next, items, None))
                yield item
        finally:
            taker.shutdown(cancel_futures=True)


def _made_here(order: _Order) -> Iterator[tuple[int, bytes]]:
    told = sessions(order.world, order.count, order.seed, order.now)
    while batch := tuple(islice(told, _BATCH)):
        yield len(batch), order.prepare(batch)


def _made_apart(order: _Order) -> Iterator[tuple[int, bytes]]:
    """The same by another process, which is at most one batch ahead. It ends with this iterator."""
    spawn = get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=_work, args=(order, sender), daemon=True)
    worker.start()
    sender.close()
    left = order.count
    try:
        while left:
            size = min(_BATCH, left)
            yield size, receiver.recv_bytes()
            left -= size
    except EOFError as ended:
        raise StoreError("the process that makes demo sessions ended early; what it said stands above") from ended
    finally:
        receiver.close()
        worker.terminate()
        worker.join()


def _work(order: _Order, sender: Connection) -> None:
    for _, prepared in _made_here(order):
        sender.send_bytes(prepared)
