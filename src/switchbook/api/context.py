"""What a handler is given beside its request: who asks, where the book is, the settings, and the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

import msgspec

from switchbook.errors import NotActing, WrongPassword
from switchbook.model.actor import Actor
from switchbook.model.answer import Nothing
from switchbook.model.event import Event
from switchbook.patience import Patience
from switchbook.settings import Settings
from switchbook.stores.contract import JournalEntry, Ledger, Store


class Recording(Protocol):
    """Takes what somebody does to a session into the book (see `Recorder.record`)."""

    def __call__(
        self,
        ledger: Ledger,
        source: str,
        account_id: str,
        events: tuple[Event, ...],
        payload: bytes,
        received: datetime,
    ) -> str | None:
        """Journal these events in a transaction that is under way, and fold them; the session's id."""


class Rereading(Protocol):
    """Reads again what could not be read (see `Recorder.reread`)."""

    def __call__(self, ledger: Ledger, entry: JournalEntry) -> tuple[str | None, str | None]:
        """Read it with today's reader; its session, if it tells of one, and why it still cannot be read, if so."""


class Carrier(Protocol):
    """Does to a running call or chat, where it is carried, what an operation asks for."""

    def act(self, operation: str, session_id: str, request: msgspec.Struct) -> None:
        """Do it; returns once the carrier has taken it on. Raises NotActing where nobody can."""


class NoCarrier:
    """Stands for the carriers of a book that is connected to none."""

    def act(self, operation: str, session_id: str, request: msgspec.Struct) -> None:
        """Raises NotActing."""
        raise NotActing(f"{operation} is for the carrier of this session, and none is connected here; nothing was done")


def record_nothing(
    ledger: Ledger, source: str, account_id: str, events: tuple[Event, ...], payload: bytes, received: datetime
) -> str | None:
    """Stands for the recorder where there is none. Raises NotActing."""
    raise NotActing("Nothing is recorded here")


def reread_nothing(ledger: Ledger, entry: JournalEntry) -> tuple[str | None, str | None]:
    """Stands for the readers where there are none. Raises NotActing."""
    raise NotActing("Nothing is read here")


def _nobody_proves(_name: str, _password: str) -> object:
    raise WrongPassword("Passwords are not proven here")


class Context(msgspec.Struct, frozen=True):
    """The surroundings of one request; `now` is aware UTC. An answer is given up when `patience` is over.

    `operation` and `answers` are the name and the answer's type of the row in the table of operations; `address` is
    where the request came from. `if_match` and `idempotency_key` are those headers (see `writing`). `record` takes in
    what is done to sessions, `reread` reads what could not be read, `carrier` does it to sessions that a carrier has.
    `explains`: the answer is to say how it was found, which only those who may see everything may know. `prove` takes a
    name and a password and raises
    WrongPassword where they do not go together, TooManyRequests after too many of those. `sources` are the names of
    what may send to hooks, each with what whoever gives it a hook's address must know, if anything.
    """

    actor: Actor
    store: Store
    settings: Settings
    now: datetime
    patience: Patience = msgspec.field(default_factory=Patience)
    explains: bool = False
    operation: str = ""
    answers: type[msgspec.Struct] = Nothing
    address: str = ""
    if_match: str | None = None
    idempotency_key: str | None = None
    prove: Callable[[str, str], object] = _nobody_proves
    record: Recording = record_nothing
    reread: Rereading = reread_nothing
    carrier: Carrier = NoCarrier()
    sources: Mapping[str, str | None] = {}
