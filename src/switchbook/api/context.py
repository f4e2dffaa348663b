"""What a handler is given beside its request: who asks, where the book is, the settings, and the time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.model.actor import Actor
from switchbook.patience import Patience
from switchbook.settings import Settings
from switchbook.stores.contract import Store


class Context(msgspec.Struct, frozen=True):
    """The surroundings of one request; `now` is aware UTC. An answer is given up when `patience` is over.

    `explains`: the answer is to say how it was found, which only those who may see everything may know.
    """

    actor: Actor
    store: Store
    settings: Settings
    now: datetime
    patience: Patience = msgspec.field(default_factory=Patience)
    explains: bool = False
