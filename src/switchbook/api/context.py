"""What a handler is given beside its request: who asks, where the book is, the settings, and the time."""

from __future__ import annotations

from datetime import datetime

import msgspec

from switchbook.model.actor import Actor
from switchbook.settings import Settings
from switchbook.stores.contract import Store


class Context(msgspec.Struct, frozen=True):
    """The surroundings of one request; `now` is aware UTC."""

    actor: Actor
    store: Store
    settings: Settings
    now: datetime
