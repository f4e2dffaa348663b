"""Lets few questions begin at a time, so that their threads do not fight for the interpreter.

A thread that reads lets go of the interpreter with every step of a statement and wants it back at once. With eight of
them, a page took 175 switches between threads where it takes 20 alone, and more clients were answered less. A question
that is not done after a moment is one that SQLite works on, beside which others can begin: it gives its turn up.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")

# One in the interpreter while another is in SQLite; and how long a plain page takes at the most.
AT_ONCE, MOMENT_SECONDS = 2, 0.02


class Turns:
    """Runs work on threads of a limiter, in the order in which it comes."""

    def __init__(self, threads: anyio.CapacityLimiter, at_once: int = AT_ONCE, moment: float = MOMENT_SECONDS) -> None:
        self._threads = threads
        self._free = asyncio.Semaphore(at_once)
        self._moment = moment

    async def run(self, work: Callable[[], T]) -> T:
        """What the work answers, done on a thread once it is its turn. Raises what it raises."""
        await self._free.acquire()
        turn = _Turn(self._free)
        given_up = asyncio.get_running_loop().call_later(self._moment, turn.end)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        finally:
            given_up.cancel()
            turn.end()


class _Turn:
    """A turn that was taken; it ends once."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._over = False

    def end(self) -> None:
        """Let another begin."""
        if not self._over:
            self._over = True
            self._free.release()
