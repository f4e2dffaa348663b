"""`switchbook sessions delete`: asks, counts, deletes, and says what it did."""

from __future__ import annotations

import os
import pty
import subprocess

import pytest
from support.program import PROGRAM, Program
from support.sessions import keep, session

from switchbook.model.audit import AuditQuery
from switchbook.model.query import Shelf
from switchbook.stores import sqlite

MAY = ("sessions", "delete", "--account", "north", "--start", "2026-05-01", "--end", "2026-06-01")


@pytest.fixture
def filled(program: Program) -> Program:
    """A book with three ended sessions of May on both shelves, and one that is not over."""
    store = sqlite.open_store(program.data)
    keep(store, session(1, "north", ended=True), session(2, "north", ended=True), session(3, "north"))
    keep(store, session(4, "north", ended=True), shelf=Shelf.archive)
    store.close()
    return program


def left(program: Program) -> int:
    """How many sessions there are."""
    return int(program.answer("sessions", "list", "--search-all", "true")["totalCount"])


def test_a_dry_run_counts(filled: Program) -> None:
    assert filled.answer(*MAY, "--dry-run") == {"matching": 3, "deleted": 0, "leftRunning": 1}
    assert left(filled) == 4


def test_it_deletes_and_says_what_it_did_and_who_is_told(filled: Program) -> None:
    assert filled.answer(*MAY, "--yes") == {"matching": 3, "deleted": 3, "leftRunning": 1}

    assert left(filled) == 1
    store = sqlite.open_store(filled.data)
    _, (line,) = store.audited(AuditQuery(accounts=None, record="session"))
    store.close()
    assert (line.operation, line.actor_kind, line.address) == ("DeleteSessions", "cli", "")


def test_without_anybody_to_ask_it_deletes_nothing(filled: Program) -> None:
    ended = filled.run(*MAY, given="y\n")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "switchbook: nobody is there to confirm it: say --yes to delete, or --dry-run to count\n"
    assert left(filled) == 4


@pytest.mark.parametrize(("said", "stay"), [("n\n", 4), ("y\n", 1)])
def test_somebody_at_a_terminal_is_asked(filled: Program, said: str, stay: int) -> None:
    ours, theirs = pty.openpty()
    command = [str(PROGRAM), *MAY, "--data", str(filled.data)]
    process = subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=filled.environment
    )
    os.write(ours, said.encode())
    _, shown = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)

    assert b"Delete 3 ended sessions of north, created from 2026-05-01T00:00:00.000Z" in shown
    assert process.returncode == (0 if stay == 1 else 130)
    assert left(filled) == stay


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("--account", "west", "--start", "2026-05-01", "--end", "2026-06-01"), "there is no account 'west'"),
        (("--account", "north", "--start", "2026-06-01", "--end", "2026-05-01"), "endDateTime is after startDateTime"),
    ],
)
def test_what_cannot_be_meant_is_refused(filled: Program, given: tuple[str, ...], complaint: str) -> None:
    ended = filled.run("sessions", "delete", *given, "--yes")

    assert (ended.code, ended.err) == (2, f"switchbook: {complaint}\n")
    assert left(filled) == 4
