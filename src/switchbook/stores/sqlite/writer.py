"""The one writer: a thread that runs works in turn and lets many of them share one commit (group commit)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Any, Protocol, TypeVar

import apsw

from switchbook.errors import StoreClosed, StoreError
from switchbook.stores.contract import Ledger
from switchbook.stores.sqlite.connection import translated

T = TypeVar("T")
# More works than this wait for the next commit, so that the first of a crowd is not kept waiting for the last.
_MOST_PER_COMMIT = 256


class Bookkeeping(Ledger, Protocol):
    """A ledger that keeps caches, which must follow what is rolled back or changed by other processes."""

    def begun(self) -> None:
        """A transaction has begun: other processes may have written since the last."""

    def undone(self) -> None:
        """Something was rolled back: forget whatever was learnt in it."""

    def settle(self) -> None:
        """The work is done: write what was put off to the end of it."""


_Job = tuple[Callable[[Ledger], Any], "Future[Any]"]


class Writer:
    """Runs works on one connection. `submit` may be called from any thread."""

    def __init__(self, connection: apsw.Connection, ledger: Bookkeeping) -> None:
        self._connection = connection
        self._ledger = ledger
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="switchbook-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Ledger], T]) -> Future[T]:
        """Queue a work; see `Store.write`."""
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise StoreClosed("the store has been closed")
            self._jobs.put((work, future))
        return future

    def close(self) -> None:
        """Finish what was queued, then end the thread."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._commit_together(job):
                return

    def _commit_together(self, first: _Job) -> bool:
        """One transaction for the first job and those that wait; whether to go on after it."""
        done: list[tuple[Future[Any], Any]] = []
        go_on = True
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            self._ledger.begun()
        except apsw.Error as refused:
            self._undo("ROLLBACK")
            if first[1].set_running_or_notify_cancel():
                first[1].set_exception(translated(refused))
            return True
        job: _Job | None = first
        while job is not None:
            self._do(job, done)
            if len(done) >= _MOST_PER_COMMIT:
                break
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            go_on = job is not None
        self._commit(done)
        return go_on

    def _do(self, job: _Job, done: list[tuple[Future[Any], Any]]) -> None:
        """One work in a savepoint: it happens whole or not at all."""
        work, future = job
        if not future.set_running_or_notify_cancel():
            return
        try:
            if self._connection.get_autocommit():
                # An error in an earlier work ended the transaction; a savepoint alone would commit by itself.
                raise StoreError("the book has just rolled back what was being written; try again")
            self._connection.execute("SAVEPOINT work")
            result = work(self._ledger)
            self._ledger.settle()
            self._connection.execute("RELEASE work")
        except BaseException as failed:
            self._undo("ROLLBACK TO work; RELEASE work")
            future.set_exception(translated(failed))
        else:
            done.append((future, result))

    def _commit(self, done: list[tuple[Future[Any], Any]]) -> None:
        try:
            self._connection.execute("COMMIT")
        except apsw.Error as refused:
            self._undo("ROLLBACK")
            for future, _ in done:
                future.set_exception(translated(refused))
        else:
            for future, result in done:
                future.set_result(result)

    def _undo(self, sql: str) -> None:
        # After some errors (a full disk) SQLite has rolled back by itself, and says so when asked again.
        if not self._connection.get_autocommit():
            for _ in self._connection.execute(sql):
                pass
        self._ledger.undone()
