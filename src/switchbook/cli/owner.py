"""Who asks on the command line: whoever may read the data directory may read and write all that is in it."""

from __future__ import annotations

from datetime import UTC, datetime

from switchbook.api.context import Context
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.settings import Settings
from switchbook.stores.contract import Store

_OWNER = Actor(kind="user", id="owner", name="the owner", role=Role.SystemAdministrator, scope=EVERYTHING)


def owner_context(store: Store, settings: Settings, operation: str = "") -> Context:
    """The surroundings of one request of the book's owner, now; `operation` is what the audit trail calls it."""
    return Context(_OWNER, store, settings, datetime.now(UTC), operation=operation)
