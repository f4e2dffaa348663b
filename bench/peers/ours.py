"""Switchbook's own store, asked in this process: bind, answer, render, as the server does, without the server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from shutil import rmtree
from statistics import median

import msgspec

from bench.data import Data, read_chunk
from bench.peers import Answer, Question, read_list
from switchbook import wiring
from switchbook.api.binding import bind
from switchbook.api.context import Context
from switchbook.api.sessions import list_sessions
from switchbook.api.types import ListSessions
from switchbook.archivist import JOINED
from switchbook.demo.workshop import ahead
from switchbook.formats.json import JsonFormat
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.model.answer import ListAnswer
from switchbook.settings import load as load_settings
from switchbook.stores.contract import ImportedSession, Ledger, Store

EVERYBODY = Actor(kind="key", id="bench", name="bench", role=Role.SystemAdministrator, scope=EVERYTHING)
_IN_FLIGHT = 2
# As `switchbook demo` does it: ten batches are one work.
_TOGETHER = 10


class Spent(msgspec.Struct, frozen=True):
    """What a load that was cut off had spent: the chunks that are durable, seconds, and those with the processor."""

    chunks: int = 0
    seconds: float = 0
    at_work: float = 0


class Ours:
    """See `bench.peers.Peer`. The book lies in the work directory and stays there for the stages that serve it."""

    name = "ours"

    def __init__(self, place: Path) -> None:
        self.folder = place / "book"
        self._settings = load_settings({}, {"data": str(self.folder)})
        self._store: Store | None = None
        self.joined: Mapping[str, float] = {}
        self.spent = Spent()
        self._loading = self.folder / "loading"

    @property
    def is_loaded(self) -> bool:
        """Whether there is a book, and no load of it was cut off."""
        return self.folder.exists() and not self._loading.exists()

    def load(self, data: Data) -> None:
        """Goes on where a load was cut off; of ten million sessions it takes hours."""
        if self._loading.exists():
            self.spent = msgspec.json.decode(self._loading.read_bytes(), type=Spent)
        else:
            rmtree(self.folder, ignore_errors=True)
        store = wiring.open_book(self._settings, begin=True)
        clock = _Clock(self._loading, self.spent)
        try:
            store.write(lambda ledger: _put_directory(ledger, data)).result()
            waiting: list[tuple[Future[int], int]] = []
            batches = ahead(_prepared(data.chunks()[self.spent.chunks :], store.preparer()), _TOGETHER)
            while together := list(islice(batches, _TOGETHER)):
                waiting.append((store.write(_importing(together)), len(together)))
                if len(waiting) > _IN_FLIGHT:
                    clock.tell(waiting.pop(0))
            for each in waiting:
                clock.tell(each)
            self.joined = _joined(store)
        finally:
            store.close()
        self._loading.unlink(missing_ok=True)

    def open(self) -> None:
        self._store = wiring.open_book(self._settings)

    @property
    def store(self) -> Store:
        """The open store."""
        if self._store is None:
            self.open()
        assert self._store is not None  # noqa: S101 - opened in the line before
        return self._store

    def can(self, question: Question) -> bool:
        return True

    def ask(self, question: Question) -> bytes:
        return b"".join(JsonFormat().render(self._answer(question)))

    def after(self, question: Question) -> str | None:
        """The cursor of what stands after the answer to a question that has one."""
        return self._answer(question).next_cursor

    def _answer(self, question: Question) -> ListAnswer:
        pairs = list(question.parameters.items())
        if not question.total:
            pairs.append(("simplifiedPaging", "true"))
        context = Context(EVERYBODY, self.store, self._settings, datetime.now(UTC))
        return list_sessions(bind(ListSessions, "ListSessions", pairs), context)

    def read(self, body: bytes) -> Answer:
        return read_list(body)

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None

    def files(self) -> Sequence[Path]:
        return sorted(self.folder.glob("book.sqlite*"))


class _Clock:
    """Keeps in a file what a load has spent, so that the next one can go on."""

    def __init__(self, file: Path, before: Spent) -> None:
        self._file = file
        self._before = before
        self._begun, self._begun_at_work = time.perf_counter(), time.process_time()
        self._chunks = before.chunks

    def tell(self, written: tuple[Future[int], int]) -> None:
        """Wait until so many more chunks are durable."""
        future, chunks = written
        future.result()
        self._chunks += chunks
        seconds = self._before.seconds + time.perf_counter() - self._begun
        at_work = self._before.at_work + time.process_time() - self._begun_at_work
        self._file.write_bytes(msgspec.json.encode(Spent(self._chunks, seconds, at_work)))


def _put_directory(ledger: Ledger, data: Data) -> None:
    for account in data.world.accounts:
        ledger.put_account(account)
    for customer in data.world.customers:
        ledger.put_customer(customer)
    for endpoint in data.world.endpoints:
        ledger.put_endpoint(endpoint)


def _importing(batches: Sequence[bytes]) -> Callable[[Ledger], int]:
    return lambda ledger: sum(ledger.import_prepared(prepared) for prepared in batches)


def _joined(store: Store) -> Mapping[str, float]:
    """What the archivist of a server does to the searches once it is at rest: seconds, steps, ms of the longest."""
    begun = time.perf_counter()
    steps = [0.0]
    written = 1
    while written:
        started = time.perf_counter()
        written = store.write(lambda ledger: ledger.join_searches(JOINED)).result()
        steps.append((time.perf_counter() - started) * 1000)
    told = {"seconds": time.perf_counter() - begun, "steps": len(steps) - 1, "longest_ms": max(steps)}
    return {name: round(value, 1) for name, value in told.items()} | {"median_ms": round(median(steps), 1)}


def _prepared(chunks: Sequence[Path], prepare: Callable[[Sequence[ImportedSession]], bytes]) -> Iterator[bytes]:
    """The chunks, made ready for the store by another process, as `switchbook demo` does it."""
    spawn = get_context("spawn")
    receiver, sender = spawn.Pipe(duplex=False)
    worker = spawn.Process(target=_prepare_all, args=(chunks, prepare, sender), daemon=True)
    worker.start()
    sender.close()
    for _ in chunks:
        yield receiver.recv_bytes()
    worker.join()


def _prepare_all(
    chunks: Sequence[Path], prepare: Callable[[Sequence[ImportedSession]], bytes], sender: Connection
) -> None:
    for chunk in chunks:
        sender.send_bytes(prepare(read_chunk(chunk)))
