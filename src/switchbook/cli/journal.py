"""`switchbook journal`: what the journal holds, and letting old entries go."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.errors import BadRequest
from switchbook.model.wire_json import instant


def status(data: Data = None, config: Config = None, json: Json = False) -> None:
    """Show what the journal holds by source: entries, their size, those in quarantine, the oldest and the newest."""
    with closing(wiring.open_book(settings_from(config, data=data))) as store:
        shares = store.journal_shares()
    if json:
        told = [
            {
                "source": share.source,
                "entries": share.entries,
                "bytes": share.kept_bytes,
                "quarantined": share.quarantined,
                "oldest": instant(share.oldest),
                "newest": instant(share.newest),
            }
            for share in shares
        ]
        terminal.answer({"sources": told}, as_json=True)
        return
    rows = [
        (
            share.source,
            f"{share.entries:,}",
            f"{share.kept_bytes / 1e6:,.1f} MB",
            f"{share.quarantined:,}",
            instant(share.oldest),
            instant(share.newest),
        )
        for share in shares
    ]
    terminal.table(("source", "entries", "size", "quarantined", "oldest", "newest"), rows)


def trim(
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=36_500, help="Instead of the setting journal_days.")
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Put one snapshot in the place of each archived session's old journal entries. A server does so by itself.

    Sessions stay as they are and can still be built anew; what sources sent word by word is gone. Entries in
    quarantine stay.
    """
    settings = settings_from(config, data=data, journal_days=days)
    if not settings.journal_days:
        raise BadRequest("the journal is kept for ever: say --days, or set journal_days")
    with closing(wiring.open_book(settings)) as store, terminal.progress() as bar:
        task = bar.add_task("trimming", total=None)
        gone = wiring.trimmer(store, settings).run(
            datetime.now(UTC), told=lambda count: bar.update(task, completed=count)
        )
        bar.update(task, completed=gone, total=gone)
    terminal.answer({"entries": gone}, as_json=json)
