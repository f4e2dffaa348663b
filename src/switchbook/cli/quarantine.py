"""`switchbook quarantine`: payloads that could not be read, and reading them again."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.errors import NotFound
from switchbook.model.wire_json import instant
from switchbook.recorder import Result
from switchbook.stores.contract import JournalEntry

# Enough of a payload to know it by, in a table.
_BEGINNING = 60


def list_(data: Data = None, config: Config = None, json: Json = False) -> None:
    """List what could not be read, oldest first."""
    with closing(wiring.open_book(settings_from(config, data=data))) as store:
        entries = store.quarantine()
    if json:
        terminal.answer({"items": [_item(entry) for entry in entries]}, as_json=True)
        return
    rows = [
        (str(e.position), instant(e.received), e.source, e.account_id, e.error or "", _text(e)[:_BEGINNING])
        for e in entries
    ]
    terminal.table(("position", "received", "source", "account", "error", "payload"), rows)


def replay(
    positions: Annotated[
        list[int] | None, typer.Argument(metavar="[POSITION]...", help="Those to read. Without any: all of them.")
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """Read quarantined payloads again with today's readers; what can be read now goes into the book."""
    counts = dict.fromkeys(Result, 0)
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        entries = _chosen(store.quarantine(), positions)
        for entry in entries:
            source = wiring.SOURCES.get(entry.source)
            if source is None:
                raise NotFound(f"no source is named {entry.source!r} (position {entry.position})")
            receipt = wiring.recorder(store, settings).replay(source, entry).result()
            counts[receipt.result] += 1
            if receipt.error is not None:
                terminal.complain(f"position {entry.position}: {receipt.error}")
    terminal.answer({"taken": counts[Result.taken], "stillUnreadable": counts[Result.quarantined]}, as_json=json)
    return terminal.Exit.trouble if counts[Result.quarantined] else terminal.Exit.done


def _chosen(entries: Sequence[JournalEntry], positions: list[int] | None) -> list[JournalEntry]:
    if not positions:
        return list(entries)
    by_position = {entry.position: entry for entry in entries}
    for position in positions:
        if position not in by_position:
            raise NotFound(f"position {position} is not in quarantine")
    return [by_position[position] for position in positions]


def _item(entry: JournalEntry) -> dict[str, object]:
    return {
        "position": entry.position,
        "received": instant(entry.received),
        "source": entry.source,
        "accountId": entry.account_id,
        "contentType": entry.content_type,
        "error": entry.error,
        "payload": _text(entry),
    }


def _text(entry: JournalEntry) -> str:
    return entry.payload.decode("utf-8", "replace")
