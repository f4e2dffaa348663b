"""Does what a book needs done now and then, on one thread beside the server, until it is told to stop."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec
import structlog

if TYPE_CHECKING:
    from switchbook.measures import Measures

_log = structlog.get_logger("switchbook.housekeeping")


class Chore(msgspec.Struct, frozen=True):
    """Something to do again and again: its name in the log, the pause between two times, and how.

    `run` is given the time (aware UTC) and what tells it to stop early; what it answers is logged if it is true.
    """

    name: str
    every: timedelta
    run: Callable[[datetime, Callable[[], bool]], object]


class Housekeeping:
    """A thread that does chores one after the other. One that fails is logged, and tried again when it is due next."""

    def __init__(
        self, chores: Sequence[Chore], clock: Callable[[], datetime], measures: Measures | None = None
    ) -> None:
        self._chores = chores
        self._clock = clock
        self._measures = measures
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._go_on, name="switchbook-housekeeping", daemon=True)

    def start(self) -> None:
        """Begin: every chore is due at once."""
        self._thread.start()

    def stop(self) -> None:
        """End: the chore under way stops at its next step. Returns when it has. Also right if it was never begun."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _go_on(self) -> None:
        due = [self._clock()] * len(self._chores)
        while not self._stopping.is_set():
            for index, chore in enumerate(self._chores):
                if due[index] <= self._clock() and not self._stopping.is_set():
                    self._do(chore)
                    due[index] = self._clock() + chore.every
            pause = min(due, default=self._clock() + timedelta(days=1)) - self._clock()
            self._stopping.wait(max(0.0, pause.total_seconds()))

    def _do(self, chore: Chore) -> None:
        began = perf_counter()
        failed = not self._succeeds(chore)
        if self._measures is not None:
            at = self._clock().timestamp()
            self._measures.chore_ended(chore.name, perf_counter() - began, at=at, failed=failed)

    def _succeeds(self, chore: Chore) -> bool:
        try:
            done = chore.run(self._clock(), self._stopping.is_set)
        except Exception as failed:
            # The text of an error may quote what sources sent; its kind and place are enough.
            where = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(failed.__traceback__)]
            _log.error("chore failed", chore=chore.name, error=type(failed).__name__, where=where)
            return False
        if done:
            _log.info("chore done", chore=chore.name, done=msgspec.to_builtins(done))
        return True
