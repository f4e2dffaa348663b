"""A served book that tests write into, with a session that a carrier has in hand."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from support.acting import of_carrier
from support.calling import Clock
from support.directory import put_directory
from support.program import Program
from support.small_book import ANN, MAX, PASSWORD, PASSWORD_OF_MAX

from switchbook.stores import sqlite

RECEIVED = datetime.fromisoformat("2026-11-23T12:00:00Z")


class OpenBook(NamedTuple):
    """The book while it is served. Ann may do everything, Max is a manager of account `a2`.

    `carried` is a running session of account `a1` that Twilio told of.
    """

    url: str
    carried: str


def found(program: Program) -> str:
    """Write the directory, the session and the people; the id of the session."""
    store = sqlite.open_store(program.data)
    clock = Clock()
    clock.now = RECEIVED
    try:
        put_directory(store)
        carried = of_carrier(store, clock)
    finally:
        store.close()
    program.answer(
        "users", "create", "--email", ANN, "--role", "SystemAdministrator", "--password-stdin", given=PASSWORD
    )
    limited = ("--email", MAX, "--role", "Manager", "--accounts", "a2")
    program.answer("users", "create", *limited, "--password-stdin", given=PASSWORD_OF_MAX)
    return carried
