"""Turns: few begin at a time, a long one lets others begin, and each ends whatever becomes of it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import anyio
import pytest

from switchbook.web.turns import Turns

PATIENCE = 10.0


class Gathering:
    """Work that stays until it is let go, and tells how many are at it."""

    def __init__(self) -> None:
        self.here = 0
        self._changed = threading.Condition()
        self._let_go = threading.Event()

    def stay(self) -> None:
        with self._changed:
            self.here += 1
            self._changed.notify_all()
        assert self._let_go.wait(PATIENCE)

    def let_go(self) -> None:
        self._let_go.set()

    async def become(self, many: int) -> None:
        """Wait until so many are here."""
        assert await asyncio.to_thread(self._waited, many)

    def _waited(self, many: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.here == many, PATIENCE)


def run(scene: Callable[[Turns, Gathering], Awaitable[None]], moment: float) -> None:
    """A scene with two turns at a time, of this many seconds."""

    async def played() -> None:
        await scene(Turns(anyio.CapacityLimiter(40), at_once=2, moment=moment), Gathering())

    asyncio.run(played())


def test_no_more_begin_than_have_a_turn() -> None:
    async def scene(turns: Turns, gathering: Gathering) -> None:
        works = [asyncio.create_task(turns.run(gathering.stay)) for _ in range(5)]
        await gathering.become(2)
        await asyncio.sleep(0.1)
        assert gathering.here == 2

        gathering.let_go()
        await asyncio.gather(*works)
        assert gathering.here == 5

    run(scene, moment=PATIENCE)


def test_a_long_one_goes_on_while_others_begin() -> None:
    async def scene(turns: Turns, gathering: Gathering) -> None:
        works = [asyncio.create_task(turns.run(gathering.stay)) for _ in range(5)]
        await gathering.become(5)
        assert not any(work.done() for work in works)
        gathering.let_go()
        await asyncio.gather(*works)

    run(scene, moment=0.01)


def test_a_turn_ends_where_work_fails_and_is_given_back_once() -> None:
    def fails() -> None:
        time.sleep(1.1)
        raise ValueError("work")

    async def scene(turns: Turns, gathering: Gathering) -> None:
        with pytest.raises(ValueError, match="work"):
            await turns.run(fails)

        works = [asyncio.create_task(turns.run(gathering.stay)) for _ in range(3)]
        await gathering.become(2)
        await asyncio.sleep(0.05)
        assert gathering.here == 2
        gathering.let_go()
        await asyncio.gather(*works)

    run(scene, moment=1.0)
