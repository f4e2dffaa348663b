"""`switchbook demo`: fills a book with believable sessions, and lets calls happen in it."""

from __future__ import annotations

import os
import secrets
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from switchbook import access, wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.demo.calling import Calling, Told
from switchbook.demo.fill import Filled, fill
from switchbook.demo.founding import found
from switchbook.demo.luck import Luck
from switchbook.model.actor import Role
from switchbook.recorder import Receipt
from switchbook.settings import Settings
from switchbook.stores.contract import Store

_EMAIL = "demo@example.com"
# As many calls at a time as fill a screen; how long one may say nothing; how often there is a look at what is due.
_CALLS, _FORGOTTEN, _LOOK_SECONDS = 14, timedelta(minutes=15), 0.25
# For how long they have been coming and going when one begins to look: some 300 of them are over.
_BEFORE = timedelta(minutes=30)


def demo(
    sessions: Annotated[int, typer.Option("--sessions", metavar="N", min=0, help="How many sessions.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same sessions.")] = 1,
    access_file: Annotated[
        Path | None,
        typer.Option("--access", metavar="FILE", help="Make a login and a key too, and keep them in this file."),
    ] = None,
    live: Annotated[
        bool,
        typer.Option(
            "--live",
            help="Then let calls come and go in it, for the last half hour and until told to stop (Ctrl-C, SIGTERM).",
        ),
    ] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Fill a book with an account tree, customers, endpoints and sessions, live and archived, ending now.

    The same seed again adds only what is missing. Safe while a server runs, whose pages show calls of --live at once;
    they are told as a switch tells them, by generic events. With it, calls of the book that nothing was told of for a
    quarter of an hour are given up, so that none rings for days.
    """
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings, begin=True)) as store:
        told = msgspec.to_builtins(_fill(store, sessions, seed))
        if access_file is not None:
            _keep(access_file, _make_access(store))
        if live:
            told["events"] = _live(store, settings, Calling(found(seed, sessions), Luck(), _CALLS))
    terminal.answer(told, as_json=json)


def _fill(store: Store, sessions: int, seed: int) -> Filled:
    with terminal.progress() as bar:
        task = bar.add_task("filling", total=sessions)
        return fill(
            store,
            sessions=sessions,
            seed=seed,
            now=datetime.now(UTC),
            progress=lambda durable: bar.update(task, completed=durable),
        )


def _live(store: Store, settings: Settings, calling: Calling) -> int:
    """Take in what happens until told to stop; how many events that were."""
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    recorder, source = wiring.recorder(store, settings), wiring.SOURCES["generic"]
    forgotten = wiring.short_timekeeper(store, _FORGOTTEN)

    def take(told: Told, now: datetime) -> Future[Sequence[Receipt]]:
        return recorder.take(source, told.account_id, msgspec.json.encode(told.event), "application/json", now)

    now = datetime.now(UTC)
    earlier = [take(told, at) for at, told in calling.since(now - _BEFORE, now)]
    events = sum(len(each.result()) for each in earlier)
    terminal.note("Calls come and go until this is stopped")
    while not stop.wait(_LOOK_SECONDS):
        now = datetime.now(UTC)
        forgotten.run(now, stop=stop.is_set)
        events += sum(len(take(told, now).result()) for told in calling.due(now))
    return events


def _make_access(store: Store) -> str:
    """A user and a key that see everything; of a user who is there already, a new password."""
    password = secrets.token_urlsafe(12)
    user = access.new_user(_EMAIL, "Demo", Role.SystemAdministrator, password)
    known = store.user(_EMAIL)
    kept = user if known is None else msgspec.structs.replace(user, id=known.id)
    key, secret = access.new_key("demo", Role.SystemAdministrator)
    store.write(lambda ledger: ledger.put_user(kept)).result()
    store.write(lambda ledger: ledger.put_key(key)).result()
    return f"login     {_EMAIL}\npassword  {password}\nkey       {secret}\n"


def _keep(file: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    unfinished = file.with_name(f"{file.name}.new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
        kept.write(text)
    unfinished.replace(file)
