"""What a handler is given beside its request: who asks, where the book is, the settings, and the time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from switchbook.errors import WrongPassword
from switchbook.model.actor import Actor
from switchbook.model.answer import Nothing
from switchbook.patience import Patience
from switchbook.settings import Settings
from switchbook.stores.contract import Store


def _nobody_proves(_name: str, _password: str) -> object:
    raise WrongPassword("Passwords are not proven here")


class Context(msgspec.Struct, frozen=True):
    """The surroundings of one request; `now` is aware UTC. An answer is given up when `patience` is over.

    `operation` and `answers` are the name and the answer's type of the row in the table of operations; `address` is
    where the request came from. `if_match` and `idempotency_key` are those headers (see `writing`). `explains`: the
    answer is to say how it was found, which only those who may see everything may know. `prove` takes a name and a
    password and raises WrongPassword where they do not go together, TooManyRequests after too many of those.
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
