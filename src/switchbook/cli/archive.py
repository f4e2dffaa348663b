"""`switchbook archive`: the archivist's work, done now, and for how long sessions are kept."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import msgspec
import typer

from switchbook import wiring
from switchbook.api.accounts import whole
from switchbook.api.writing import Pen
from switchbook.archivist import Done
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.errors import NotFound
from switchbook.stores.contract import Ledger


def run(data: Data = None, config: Config = None, json: Json = False) -> None:
    """Move to the archive what is due, and delete what is past its retention. A server does the same by itself.

    It works in small steps beside a running server; interrupted, the next run goes on where it stopped.
    """
    settings = settings_from(config, data=data)
    now = datetime.now(UTC)
    with closing(wiring.open_book(settings)) as store, terminal.progress() as bar:
        archivist = wiring.archivist(store, settings)
        task = bar.add_task("archiving", total=archivist.due(now))

        def told(done: Done) -> None:
            bar.update(task, completed=done.archived, description=doing(done))

        done = archivist.run(now, told=told)
    terminal.answer(msgspec.to_builtins(done), as_json=json)


def doing(done: Done) -> str:
    """A word for a run that has done this much; what is archived comes after what is deleted, all else after both."""
    if done.archived:
        return "archiving"
    return "deleting" if done.deleted else "tidying up"


def retain(
    account: Annotated[str, typer.Option("--account", metavar="ID", help="The account.")],
    days: Annotated[
        int | None,
        typer.Option("--days", min=0, max=36_500, help="Days from creation. 0: for ever. Absent: as the setting."),
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Say for how many days an account's ended sessions are kept. The next run deletes what is older."""

    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        context = owner_context(store, settings, "PatchAccount")

        def work(ledger: Ledger) -> None:
            pen, before = Pen(ledger, context), ledger.directory().accounts.get(account)
            if before is None:
                raise NotFound(f"no account has the id {account!r}")
            after = pen.changed(msgspec.structs.replace(before, retention_days=days))
            ledger.put_account(after)
            shown = [whole(each, pen.directory, context) for each in (before, after)]
            pen.tell("account", account, account, before=shown[0], after=shown[1])

        store.write(work).result()
    terminal.answer({"account": account, "retentionDays": days}, as_json=json)
