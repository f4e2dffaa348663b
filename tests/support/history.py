"""Every state of a store while it is written: what each work told its ledger, whatever the store made of it.

State 0 is the book as it was when the history began. The n-th work that was done (they are done one at a time, inside
the store's own transactions) makes state n of state n - 1. An answer of the store is right when it is that of one
state between the last that was durable before the question and the last that was begun before the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from switchbook.model import document, story
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.event import StampedLine
from switchbook.model.lifecycle import millis
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.model.state import FoldState
from switchbook.stores.contract import ImportedSession, Ledger, Store
from switchbook.stores.snapshot import snapshot

T = TypeVar("T")
# What a cell of the book held before a work and after it: a packed session, the survivor of an alias, the directory.
Cell = tuple[str, str]
Patch = Mapping[Cell, tuple[Any, Any]]
DIRECTORY: Cell = ("directory", "")


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it was told: the same parts as the memory store's record, but for the fold state."""

    session: Session
    shelf: Shelf
    lines: tuple[StampedLine, ...]

    def shown(self, directory: Directory) -> bytes:
        """The document, with the names that this directory has."""
        return document.splice(document.write(self.session, (line.line() for line in self.lines)), directory)

    def packed(self) -> bytes:
        """The same as bytes, which a hundred thousand of may be kept."""
        return _ENCODER.encode(self)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Kept)


def unpacked(packed: bytes) -> Kept:
    """A session back from its bytes."""
    return _DECODER.decode(packed)


def imported(item: ImportedSession) -> Kept:
    """An imported session as a store is to keep it."""
    entry = snapshot(item)
    lines = sorted(story.lines(entry.events[0], mark=entry.key.hex()))
    return Kept(session=item.session, shelf=item.shelf, lines=tuple(lines))


class History:
    """The states of one book. Works are added by the store's writer alone; all else may be read from any thread."""

    def __init__(self, store: Store, sessions: Iterable[Kept] = ()) -> None:
        self.first: dict[str, bytes] = {each.session.id: each.packed() for each in sessions}
        self.founded = self.directory = store.directory()
        self.sessions: dict[str, bytes] = dict(self.first)
        self.aliases: dict[str, str] = {}
        # When the live sessions that ended were over, in milliseconds.
        self.over: dict[str, int] = {}
        self.patches: list[Patch] = []
        self.settled = 0
        for packed in self.first.values():
            self._place(unpacked(packed))

    @property
    def begun(self) -> int:
        """The number of the latest state, which may not be durable yet."""
        return len(self.patches)

    def add(self, changed: Mapping[Cell, Any]) -> int:
        """One more work is done; the number of the state that it made."""
        patch = {cell: (self.get(cell), after) for cell, after in changed.items()}
        for (kind, key), after in changed.items():
            if kind == "directory":
                self.directory = after
                continue
            cells: dict[str, Any] = self.sessions if kind == "session" else self.aliases
            cells.pop(key, None)
            if after is not None:
                cells[key] = after
            if kind == "session":
                self.over.pop(key, None)
                if after is not None:
                    self._place(unpacked(after))
        self.patches.append(patch)
        return len(self.patches)

    def settle(self, number: int) -> None:
        """This state is durable, and those before it."""
        self.settled = max(self.settled, number)

    def get(self, cell: Cell) -> Any:
        """What a cell holds in the latest state; None when there is nothing."""
        kind, key = cell
        if kind == "directory":
            return self.directory
        return (self.sessions if kind == "session" else self.aliases).get(key)

    def _place(self, kept: Kept) -> None:
        if kept.shelf is Shelf.live and kept.session.ended:
            self.over[kept.session.id] = millis(kept.session.date_completed or kept.session.date_created)


class Watched:
    """A store that says in its history what is written to it; everything else is the store itself."""

    def __init__(self, store: Store, history: History) -> None:
        self.store = store
        self.history = history

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    def write(self, work: Callable[[Ledger], T]) -> Future[T]:
        """See `Store.write`."""
        made: list[int] = []

        def noted(ledger: Ledger) -> T:
            telling = Telling(ledger, self.history)
            done = work(telling)  # type: ignore[arg-type] # a ledger in all but its type
            made.append(self.history.add(telling.changed))
            return done

        future = self.store.write(noted)
        future.add_done_callback(lambda _: [self.history.settle(number) for number in made])
        return future


class Telling:
    """A ledger that keeps in mind what one work tells it."""

    def __init__(self, ledger: Ledger, history: History) -> None:
        self._ledger = ledger
        self._history = history
        self.changed: dict[Cell, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def save(self, session: Session, state: FoldState, lines: Sequence[StampedLine], *, whole: bool) -> None:
        """See `Ledger.save`."""
        self._ledger.save(session, state, lines, whole=whole)
        before = self._kept(session.id)
        earlier = () if whole or before is None else before.lines
        shelf = Shelf.live if before is None else before.shelf
        self._keep(Kept(session=session, shelf=shelf, lines=tuple(sorted((*earlier, *lines)))))

    def import_sessions(self, batch: Sequence[ImportedSession]) -> int:
        """See `Ledger.import_sessions`."""
        new = 0
        for item in batch:
            known = self._get(("alias", item.session.id)) or item.session.id
            if self._get(("session", known)) is None:
                new += 1
                self._keep(imported(item))
        told = self._ledger.import_sessions(batch)
        assert told == new, "another number of sessions was new"
        return told

    def absorb(self, session_id: str, into: str) -> None:
        """See `Ledger.absorb`."""
        self._ledger.absorb(session_id, into)
        for alias in [session_id, *self._aliases_of(session_id)]:
            self.changed["alias", alias] = into
        self.changed["alias", into] = None
        self.changed["session", session_id] = None

    def delete(self, session_id: str) -> bool:
        """See `Ledger.delete`."""
        known = self._get(("alias", session_id)) or session_id
        there = self._get(("session", known)) is not None
        told = self._ledger.delete(session_id)
        assert told == there, "the store deleted what is not there, or did not delete what is"
        if there:
            for alias in self._aliases_of(known):
                self.changed["alias", alias] = None
            self.changed["session", known] = None
        return told

    def archive(self, before: datetime, most: int) -> int:
        """See `Ledger.archive`. Which of those that ended in one millisecond move is left to the store."""
        assert not self.changed, "what is due is known of the latest state alone"
        over = self._history.over.items()
        due = sorted((at, session_id) for session_id, at in over if at < millis(before))
        moved = self._ledger.archive(before, most)
        assert moved == min(most, len(due)), "another number of sessions was due"
        for at, session_id in due:
            if at < due[moved - 1][0] or (at == due[moved - 1][0] and self._is_archived(session_id)):
                self._keep(msgspec.structs.replace(self._kept(session_id), shelf=Shelf.archive))
        return moved

    def put_account(self, account: Account) -> None:
        """See `Ledger.put_account`."""
        self._ledger.put_account(account)
        self._put(accounts=[account])

    def put_customer(self, customer: Customer) -> None:
        """See `Ledger.put_customer`."""
        self._ledger.put_customer(customer)
        self._put(customers=[customer])

    def put_endpoint(self, endpoint: Endpoint) -> None:
        """See `Ledger.put_endpoint`."""
        self._ledger.put_endpoint(endpoint)
        self._put(endpoints=[endpoint])

    def import_prepared(self, prepared: bytes) -> int:
        """Nobody can tell what this holds."""
        raise NotImplementedError

    def _put(
        self,
        accounts: Sequence[Account] = (),
        customers: Sequence[Customer] = (),
        endpoints: Sequence[Endpoint] = (),
    ) -> None:
        known: Directory = self._get(DIRECTORY)
        self.changed[DIRECTORY] = Directory(
            [*known.accounts.values(), *accounts],
            [*known.customers.values(), *customers],
            [*known.endpoints.values(), *endpoints],
            version=known.version + 1,
        )

    def _is_archived(self, session_id: str) -> bool:
        kept = self._ledger.load(session_id)
        return kept is not None and kept.shelf is Shelf.archive

    def _keep(self, kept: Kept) -> None:
        self.changed["session", kept.session.id] = kept.packed()

    def _kept(self, session_id: str) -> Kept | None:
        packed = self._get(("session", session_id))
        return None if packed is None else unpacked(packed)

    def _aliases_of(self, session_id: str) -> list[str]:
        told = {key for kind, key in self.changed if kind == "alias"}
        return [alias for alias in told | self._history.aliases.keys() if self._get(("alias", alias)) == session_id]

    def _get(self, cell: Cell) -> Any:
        return self.changed[cell] if cell in self.changed else self._history.get(cell)
