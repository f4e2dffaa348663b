"""Calls that happen while somebody looks: what a switch would tell of them, event by event, when it is due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

import msgspec

from switchbook.demo.luck import Luck
from switchbook.demo.ways import Event, Step, call
from switchbook.demo.world import Desk, World

_PAUSE_SECONDS = (0.5, 4.0)


class Told(msgspec.Struct, frozen=True):
    """A generic event, and the account whose switch tells it."""

    account_id: str
    event: Event


class Calling:
    """Keeps so many calls going in a world, as an operator's switch would: one ends, another comes in."""

    def __init__(self, world: World, luck: Luck, many: int) -> None:
        self._world = world
        self._luck = luck
        self._many = many
        self._number = 0
        self._free_from: datetime | None = None
        # When the next step of each call is due; the number keeps two of one moment apart.
        self._due: list[tuple[datetime, int, Desk, Event, Iterator[Step]]] = []

    def due(self, now: datetime) -> Sequence[Told]:
        """What has happened by now (aware UTC) that was not told before."""
        if len(self._due) < self._many and (self._free_from is None or self._free_from <= now):
            self._free_from = now + timedelta(seconds=self._luck.uniform(*_PAUSE_SECONDS))
            self._number += 1
            desk = self._world.desk(self._luck)
            leg = self._luck.sid("demo-")
            self._put(now, self._number, desk, call(self._luck, desk, leg))
        told = []
        while self._due and self._due[0][0] <= now:
            at, number, desk, event, rest = heappop(self._due)
            told.append(Told(desk.account_id, {"version": 1, "at": at.isoformat(), **event}))
            self._put(at, number, desk, rest)
        return told

    def since(self, begin: datetime, now: datetime) -> Iterator[tuple[datetime, Told]]:
        """What happened from a time until now (aware UTC), each with when it was told, a second at most after it."""
        for seconds in range(int((now - begin).total_seconds())):
            at = begin + timedelta(seconds=seconds)
            for told in self.due(at):
                yield at, told

    def _put(self, after: datetime, number: int, desk: Desk, rest: Iterator[Step]) -> None:
        following = next(rest, None)
        if following is not None:
            seconds, event = following
            heappush(self._due, (after + timedelta(seconds=seconds), number, desk, event, rest))
