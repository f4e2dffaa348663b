"""Writers for tests of concurrency: they add, change, merge, archive and delete sessions until told to stop."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

import msgspec
from support.history import History, Watched
from support.requests import Draw
from support.worlds import Work, make_world

from switchbook import recorder
from switchbook.archivist import Archivist, Terms
from switchbook.demo.founding import found
from switchbook.demo.sessions import sessions as demo_sessions
from switchbook.ingest import Reading
from switchbook.ingest.generic import Generic
from switchbook.model.event import SessionImported
from switchbook.model.session import CallState, LogLine
from switchbook.recorder import Recorder
from switchbook.stores.contract import ImportedSession, Ledger, Store

# The demo's sessions end here; the archivist's day goes on from here.
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
_BATCH = 1_000
# Every writer names its own, so that none repeats what another has sent.
_NAMES = count()
# Every account keeps its sessions for ever but those of the smallest.
_RETAINED_DAYS = 600
_SAID = ("Still here", "50% of _all_ * \\ 'x' \"y\"", "Grüße aus der Ärzte-Praxis", "日本語のメッセージ", "Timeout")


def fill(store: Store, size: int, seed: int) -> list[ImportedSession]:
    """Put the demo's directory and that many of its sessions into a store; the sessions."""
    world = found(seed, size)
    smallest = [msgspec.structs.replace(each, retention_days=_RETAINED_DAYS) for each in world.accounts[-2:]]

    def directory(ledger: Ledger) -> None:
        for account in (*world.accounts[:-2], *smallest):
            ledger.put_account(account)
        for customer in world.customers:
            ledger.put_customer(customer)
        for endpoint in world.endpoints:
            ledger.put_endpoint(endpoint)

    store.write(directory).result()
    told = list(demo_sessions(world, size, seed, NOW))
    prepare = store.preparer()
    waiting = []
    for first in range(0, size, _BATCH):
        prepared = prepare(told[first : first + _BATCH])
        waiting.append(store.write(lambda ledger, prepared=prepared: ledger.import_prepared(prepared)))
    assert sum(future.result() for future in waiting) == size
    return told


class Writers:
    """A writer and the archivist, each a thread of its own, for as long as the context lasts.

    `pause` is the longest time in seconds between two works of the writer. What a thread raises, `__exit__` raises.
    """

    def __init__(self, watched: Watched, chance: Random, *, pause: float) -> None:
        self.watched = watched
        self._chance = chance
        self._pause = pause
        self._stop = threading.Event()
        self._failed: list[BaseException] = []
        self._threads = [threading.Thread(target=self._guarded, args=(each,)) for each in (self._write, self._archive)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
        if self._failed:
            raise self._failed[0]

    @property
    def failed(self) -> bool:
        """Whether a writer has given up."""
        return bool(self._failed)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as raised:
            self._failed.append(raised)

    def _write(self) -> None:
        for step in steps(self.watched, self._chance):
            step()
            if self._stop.wait(self._chance.random() * self._pause):
                return

    def _archive(self) -> None:
        archivist = Archivist(self.watched, Terms(live=timedelta(days=15), kept=None, news=timedelta(days=30)))  # type: ignore[arg-type]
        now = NOW
        while not self._stop.wait(self._pause * 10):
            # Two hours of the book's life for each run: some dozen sessions of those there are.
            now += timedelta(hours=2)
            archivist.run(now, stop=self._stop.is_set)


def steps(watched: Watched, chance: Random) -> Iterator[Callable[[], object]]:
    """Works without end, each of which waits until it is durable."""
    draw = Draw(chance, watched.history.sessions, lambda: watched.history.directory)
    name = f"w{next(_NAMES)}"
    calls = _calls(watched, chance, draw, name)
    awkward = _awkward(chance, name)
    for number in count():
        if number % 50 == 0:
            draw.refresh()
        kind = chance.random()
        if kind < 0.35:
            yield next(calls)
        elif kind < 0.6:
            yield _written(watched, next(awkward))
        elif kind < 0.9:
            yield _written(watched, _report(draw, name, number))
        else:
            yield _written(watched, _deletion(draw))


def _written(watched: Watched, work: Work) -> Callable[[], object]:
    return lambda: watched.write(work).result()


def _awkward(chance: Random, name: str) -> Iterator[Work]:
    """Works of worlds of awkward sessions and legs that dial one another and merge, and changes of their directory."""
    for number in count():
        yield from make_world(chance, 500, prefix=f"{name}.{number} ").works


def _deletion(draw: Draw) -> Work:
    session_id = draw.session().id
    return lambda ledger: ledger.delete(session_id)


def _report(draw: Draw, name: str, number: int) -> Work:
    """A later report of a session that is there, archived or not: changed in what it is found and sorted by."""
    kept, other, chance = draw.kept(), draw.session(), draw.chance
    ended = chance.random() < 0.7
    changed: dict[str, Any] = {
        "from_address": other.from_address,
        "from_name": chance.choice([None, other.from_name, f"Caller {number}"]),
        "outcome": chance.choice([None, other.outcome, "Späte Meldung"]),
        "call_state": chance.choice(list(CallState)),
        "was_missed": chance.random() < 0.5,
        "ended": ended,
        "date_completed": kept.session.date_created + timedelta(seconds=chance.randrange(900)) if ended else None,
        "endpoint_id": other.endpoint_id,
        "customer_id": other.customer_id,
    }
    parts = {name: value for name, value in changed.items() if chance.random() < 0.5}
    at = NOW + timedelta(milliseconds=number)
    session = msgspec.structs.replace(kept.session, **parts, date_last_modified=at)
    log = (*(line.line() for line in kept.lines), LogLine(at, chance.choice(_SAID)))
    reading = Reading(
        payload=f"{name} {number}".encode(),
        key=(name, str(number)),
        events=(SessionImported(at=at, session=session, log=log),),
    )
    return lambda ledger: recorder.take(ledger, "reports", session.account_id, reading, "", NOW)


def _calls(watched: Watched, chance: Random, draw: Draw, name: str) -> Iterator[Callable[[], object]]:
    """Calls that come as generic events through the recorder, several at a time; now and then two become one."""
    takes = Recorder(watched)  # type: ignore[arg-type] # a store in all but its type
    going: list[tuple[str, str, int]] = []
    for number in count():
        if len(going) < 6 or chance.random() < 0.25:
            going.append((draw.session().account_id, f"{name}-call-{number}", 0))
        account_id, leg, step = going.pop(chance.randrange(len(going)))
        event: dict[str, object] = {"version": 1, "leg": leg, "at": (NOW + timedelta(seconds=number)).isoformat()}
        if step == 0:
            caller = draw.session()
            event |= {"type": "started", "from": caller.from_address, "to": caller.to_address}
        elif step < 3:
            event |= {"type": chance.choice(["rang", "answered", "logged"]), "message": chance.choice(_SAID)}
            others = [other for account, other, done in going if account == account_id and done]
            if others and chance.random() < 0.5:
                event["linked"] = [chance.choice(others)]
        else:
            event |= {"type": "ended", "ending": "completed", "duration": chance.randrange(600)}
        if event["type"] != "logged":
            event.pop("message", None)
        if step < 3:
            going.append((account_id, leg, step + 1))
        payload = json.dumps(event).encode()
        yield lambda payload=payload, account_id=account_id: takes.take(
            Generic(), account_id, payload, "application/json", NOW
        ).result()


def wait_for(history: History, states: int, seconds: float = 60) -> None:
    """Until so many more works are done."""
    wanted, until = history.begun + states, time.monotonic() + seconds
    while history.begun < wanted:
        assert time.monotonic() < until, "the writers have stopped"
        time.sleep(0.005)
