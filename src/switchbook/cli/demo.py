"""`switchbook demo`: fills a book with believable sessions."""

from __future__ import annotations

import os
import secrets
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from switchbook import access, wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.demo.fill import Filled, fill
from switchbook.model.actor import Role
from switchbook.stores.contract import Store

_EMAIL = "demo@example.com"


def demo(
    sessions: Annotated[int, typer.Option("--sessions", metavar="N", min=0, help="How many sessions.")] = 20_000,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed makes the same sessions.")] = 1,
    access_file: Annotated[
        Path | None,
        typer.Option("--access", metavar="FILE", help="Make a login and a key too, and keep them in this file."),
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Fill a book with an account tree, customers, endpoints and sessions, live and archived, ending now.

    The same seed again adds only what is missing.
    """
    with closing(wiring.open_book(settings_from(config, data=data), begin=True)) as store:
        filled = _fill(store, sessions, seed)
        if access_file is not None:
            _keep(access_file, _make_access(store))
    terminal.answer(msgspec.to_builtins(filled), as_json=json)


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
