"""`switchbook sessions delete`: ended sessions of an account and a time leave the book for good."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import msgspec
import typer

from switchbook import wiring
from switchbook.api.deleting import Range, counted, delete_range, range_of
from switchbook.api.types_deleting import DeletedSessions, DeleteSessions
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.errors import BadRequest
from switchbook.model.wire_json import instant


def delete(
    account: Annotated[str, typer.Option("--account", metavar="ID", help="The account.")],
    start: Annotated[str, typer.Option("--start", metavar="TIME", help="From when on they were created.")],
    end: Annotated[str, typer.Option("--end", metavar="TIME", help="Before when they were created.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether to delete them.")] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Delete the ended sessions of an account that were created in a time, live and archived, for good.

    Times are instants, such as 2026-05-01T00:00:00Z, or days, which are their beginnings. Sessions that are not over
    are left. It asks before it deletes, and works in small steps beside a running server; interrupted, what is deleted
    stays deleted.
    """
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        context = owner_context(store, settings, "DeleteSessions")
        wanted = range_of(DeleteSessions(account, start, end), context)
        done = counted(wanted, context)
        if not dry_run and done.matching:
            if not yes:
                _ask(wanted, done)
            with terminal.progress() as bar:
                task = bar.add_task("deleting", total=done.matching)
                done = delete_range(wanted, context, lambda told: bar.update(task, completed=told.deleted))
    terminal.answer(msgspec.to_builtins(done), as_json=json)


def _ask(wanted: Range, found: DeletedSessions) -> None:
    """Have whoever sits there confirm it. Raises BadRequest where nobody does, typer.Abort where they do not."""
    if not sys.stdin.isatty():
        raise BadRequest("nobody is there to confirm it: say --yes to delete, or --dry-run to count")
    span = f"created from {instant(wanted.start)} to before {instant(wanted.end)}"
    question = f"Delete {found.matching:,} ended sessions of {wanted.account_id}, {span}, for good?"
    typer.confirm(question, abort=True, err=True)
