"""Moves ended sessions to the archive, deletes what is past its account's retention, forgets old news, tidies up.

Every step is a short transaction of its own, so that reading never waits and what is taken in waits for one step at
the most. A step is whole or did not happen, so a crash loses nothing and doubles nothing: the next run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from time import perf_counter

import msgspec

from switchbook.model.retention import retention
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_records import KEPT_FOR
from switchbook.stores.contract_sessions import STEP, ArchiveRun

# Pages of the searches joined in one step: as long as a step of the others.
JOINED = 500
# Pages given back to the file system in one step.
_PAGES = 1_000


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How long things stay: live after their end, in the book at all (None: for ever), news of what is gone.

    `kept` is for accounts that have no retention of their own.
    """

    live: timedelta
    kept: timedelta | None
    news: timedelta


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What a run did, in sessions; `pages` were given back to the file system."""

    archived: int = 0
    deleted: int = 0
    forgotten: int = 0
    pages: int = 0


class Archivist:
    """Keeps a book to its terms. `run` blocks; it may be called from any thread, also beside a server."""

    def __init__(self, store: Store, terms: Terms) -> None:
        self._store = store
        self._terms = terms

    def run(
        self, now: datetime, *, stop: Callable[[], bool] = bool, told: Callable[[Done], None] | None = None
    ) -> Done:
        """Do all that is due at `now` (aware UTC), or as much as there is time for until `stop`; what was done.

        `told` hears what was done so far after each step.
        """
        began, done, failed = perf_counter(), Done(), True
        self._keep(ArchiveRun(began=now))
        try:
            for step in self._steps(now):
                done = _sum(done, step)
                if told is not None:
                    told(done)
                if stop():
                    break
            failed = False
        finally:
            ended = now + timedelta(seconds=perf_counter() - began)
            run = ArchiveRun(began=now, ended=ended, archived=done.archived, deleted=done.deleted, failed=failed)
            self._keep(run)
        return done

    def due(self, now: datetime) -> int:
        """How many sessions are due for the archive."""
        return self._store.due(now - self._terms.live)

    def _steps(self, now: datetime) -> Iterator[Done]:
        # What is to go need not be moved first.
        directory = self._store.directory()
        for account_id in self._store.account_ids():
            if (limit := retention(directory, account_id, self._terms.kept)) is not None:
                yield from self._delete(account_id, now - limit)
        while moved := self._write(lambda ledger: ledger.archive(now - self._terms.live, STEP)):
            yield Done(archived=moved)
        self._write(lambda ledger: ledger.forget_answers(now - KEPT_FOR))
        yield Done(forgotten=self._write(lambda ledger: ledger.forget_changes(now, now - self._terms.news)))
        # Nobody is told of it: no session is another for it, and while a book is written there is always some to do.
        while self._write(lambda ledger: ledger.join_searches(JOINED)):
            yield Done()
        while pages := self._write(lambda ledger: ledger.reclaim(_PAGES)):
            yield Done(pages=pages)

    def _delete(self, account_id: str, before: datetime) -> Iterator[Done]:
        def step(ledger: Ledger) -> int:
            found = ledger.ended_sessions(account_id, None, before, STEP)
            return sum(ledger.delete(session_id) for session_id in found)

        while deleted := self._write(step):
            yield Done(deleted=deleted)

    def _keep(self, run: ArchiveRun) -> None:
        self._store.write(lambda ledger: ledger.keep_archive_run(run)).result()

    def _write(self, work: Callable[[Ledger], int]) -> int:
        return self._store.write(work).result()


def _sum(one: Done, other: Done) -> Done:
    return Done(**{name: getattr(one, name) + getattr(other, name) for name in Done.__struct_fields__})
