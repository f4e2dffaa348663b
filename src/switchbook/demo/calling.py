"""Calls that happen while somebody looks: what a switch would tell of them, event by event, when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush

import msgspec

from switchbook.demo import words
from switchbook.demo.luck import Luck
from switchbook.demo.world import Caller, Desk, Person, World

Event = Mapping[str, object]
# The seconds before something happens, and what is told of it.
Step = tuple[float, Event]

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
            self._put(now, self._number, desk, _call(self._luck, desk, leg))
        told = []
        while self._due and self._due[0][0] <= now:
            at, number, desk, event, rest = heappop(self._due)
            told.append(Told(desk.account_id, {"version": 1, "at": at.isoformat(), **event}))
            self._put(at, number, desk, rest)
        return told

    def _put(self, after: datetime, number: int, desk: Desk, rest: Iterator[Step]) -> None:
        following = next(rest, None)
        if following is not None:
            seconds, event = following
            heappush(self._due, (after + timedelta(seconds=seconds), number, desk, event, rest))


def _call(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """A call from outside, from its first sign to its end."""
    line, caller = luck.early(desk.lines), desk.caller(luck)
    yield 0, {"type": "started", "leg": leg, "direction": "Incoming", "to": line.address, **_named(caller)}
    yield luck.uniform(0.2, 0.6), {"type": "in-flow", "leg": leg}
    yield luck.uniform(1, 4), {"type": "logged", "leg": leg, "message": _said(luck, luck.early(words.PROMPTS))}
    yield from luck.pick(_WAYS)(luck, desk, leg)


def _named(caller: Caller) -> Event:
    return {"from": caller.address} | ({"fromName": caller.name} if caller.name else {})


def _said(luck: Luck, prompt: str) -> str:
    return f"Played '{prompt}', pressed {luck.whole(1, 9)}"


def _answered(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Somebody is rung, picks up and talks."""
    child = _child(luck, leg)
    yield from _ring(luck.early(desk.people), child, luck.uniform(4, 18))
    yield from _talk(luck, leg, child)


def _held(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller is put on hold and taken back."""
    child = _child(luck, leg)
    yield from _ring(luck.early(desk.people), child, luck.uniform(3, 12))
    yield luck.uniform(6, 30), {"type": "held", "leg": leg, "holdQueueName": "Music"}
    yield luck.uniform(10, 90), {"type": "resumed", "leg": leg}
    yield from _talk(luck, leg, child)


def _queued(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller waits in a queue until one of the team picks up."""
    child = _child(luck, leg)
    yield from _enqueue(luck, desk, leg)
    yield luck.uniform(8, 100), {"type": "started", **child, "to": luck.early(desk.people).address}
    yield 0.4, {"type": "ringing", **child}
    yield luck.uniform(3, 12), {"type": "answered", **child}
    yield 0.1, {"type": "left-queue", "leg": leg, "result": "answered"}
    yield from _talk(luck, leg, child)


def _abandoned(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """The caller waits in a queue and gives up."""
    yield from _enqueue(luck, desk, leg)
    yield luck.uniform(20, 120), {"type": "left-queue", "leg": leg, "result": "abandoned"}
    yield 0.2, {"type": "ended", "leg": leg, "ending": "completed"}


def _missed(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    """Two people are rung in vain."""
    for _ in range(2):
        child = _child(luck, leg)
        yield 0.3, {"type": "started", **child, "to": luck.early(desk.people).address}
        yield 0.3, {"type": "ringing", **child}
        yield luck.uniform(12, 25), {"type": "ended", **child, "ending": "no-answer"}
    yield luck.uniform(0.5, 3), {"type": "ended", "leg": leg, "ending": "completed"}


def _child(luck: Luck, leg: str) -> Event:
    """A leg that this one dials, as every event of it names it."""
    return {"leg": luck.sid("demo-"), "parent": leg}


def _ring(person: Person, child: Event, seconds: float) -> Iterator[Step]:
    yield 0.3, {"type": "started", **child, "to": person.address}
    yield 0.4, {"type": "ringing", **child}
    yield seconds, {"type": "answered", **child}


def _enqueue(luck: Luck, desk: Desk, leg: str) -> Iterator[Step]:
    team = luck.early(desk.teams)
    yield 0.2, {"type": "queued", "leg": leg, "queueName": team.queue, "queueId": team.endpoint_id}


def _talk(luck: Luck, leg: str, child: Event) -> Iterator[Step]:
    """They talk, something is noted, and both hang up."""
    yield luck.uniform(5, 60), {"type": "logged", "leg": leg, "message": f"Noted: {luck.early(words.TOPICS)}"}
    yield luck.uniform(5, 90), {"type": "ended", **child, "ending": "completed"}
    yield 0.1, {"type": "ended", "leg": leg, "ending": "completed"}


# How often each way is taken.
_WAYS: tuple[Callable[[Luck, Desk, str], Iterator[Step]], ...] = (
    *(_answered,) * 5,
    *(_held,) * 2,
    *(_queued,) * 4,
    _abandoned,
    *(_missed,) * 2,
)
