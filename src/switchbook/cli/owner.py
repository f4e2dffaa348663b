"""Who asks on the command line: whoever may read the data directory may read and write all that is in it."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from functools import partial

import msgspec

from switchbook import wiring
from switchbook.api.context import Context
from switchbook.api.operation import Operation
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.settings import Settings
from switchbook.stores.contract import Store


def owner_context(store: Store, settings: Settings, operation: str = "") -> Context:
    """The surroundings of one request of the book's owner, now; `operation` is what the audit trail calls it."""
    cautions = {name: source.caution for name, source in wiring.SOURCES.items()}
    return Context(_owner(), store, settings, datetime.now(UTC), operation=operation, sources=cautions)


def operating_context(store: Store, settings: Settings, operation: Operation) -> Context:
    """The same with what takes in whatever an operation does to sessions, and reads what could not be read."""
    recorder = wiring.recorder(store, settings)
    return msgspec.structs.replace(
        owner_context(store, settings, operation.name),
        answers=operation.answer,
        record=recorder.record,
        reread=partial(recorder.reread, wiring.SOURCES),
    )


def _owner() -> Actor:
    """The person whose name the operating system has for who runs the program; the trail says that it was here."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "owner"
    return Actor(kind="cli", id=name, name=name, role=Role.SystemAdministrator, scope=EVERYTHING)
