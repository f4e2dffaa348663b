"""`switchbook quarantine`: payloads that could not be read, and reading them again."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import msgspec
import typer

from switchbook import wiring
from switchbook.api.operations import OPERATIONS
from switchbook.api.quarantine import list_quarantine, replay_quarantined
from switchbook.api.types_quarantine import ListQuarantine, QuarantinedInfo, ReplayQuarantined
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import operating_context
from switchbook.model.answer import ListAnswer

# Enough of a payload to know it by, in a table.
_BEGINNING = 60
_LIST, _REPLAY = ({row.name: row for row in OPERATIONS}[name] for name in ("ListQuarantine", "ReplayQuarantined"))


def list_(data: Data = None, config: Config = None, json: Json = False) -> None:
    """List what could not be read, newest first."""
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        answer = list_quarantine(ListQuarantine(all=True), operating_context(store, settings, _LIST))
        found = _documents(answer)
    if json:
        terminal.answer({"items": [msgspec.json.decode(document) for document in found]}, as_json=True)
        return
    rows = [
        (each.id or "", each.received or "", each.source or "", each.account_id or "", each.error or "", _start(each))
        for each in (msgspec.json.decode(document, type=QuarantinedInfo) for document in found)
    ]
    terminal.table(("id", "received", "source", "account", "error", "payload"), rows)


def replay(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Those to read. Without any: all of them.")
    ] = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """Read quarantined payloads again with today's readers; what can be read now goes into the book."""
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        request = ReplayQuarantined(specific_ids=tuple(ids or ()))
        done = replay_quarantined(request, operating_context(store, settings, _REPLAY))
    for each in done.errors:
        terminal.complain(f"{each.id}: {each.error}")
    terminal.answer({"taken": done.taken, "stillUnreadable": done.still_unreadable}, as_json=json)
    return terminal.Exit.trouble if done.still_unreadable else terminal.Exit.done


def _documents(answer: ListAnswer) -> list[bytes]:
    return [document for batch in answer.batches for document in batch]


def _start(entry: QuarantinedInfo) -> str:
    return (entry.payload or "")[:_BEGINNING]
