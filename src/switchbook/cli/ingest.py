"""`switchbook ingest`: takes files into the book."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.ways import AccountId, ContentType, FileSource, Region, Zone, make_account, way_of
from switchbook.errors import UnreadableFile
from switchbook.intake.content import opened
from switchbook.intake.files import Intake, Way
from switchbook.recorder import Result

_STANDARD_INPUT = "-"


def ingest(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Files, plain or compressed with gzip or zstd; - is standard input."),
    ],
    source: FileSource,
    account: AccountId,
    time_zone: Zone = None,
    region: Region = None,
    content_type: ContentType = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the events of each payload, a line for each, and write nothing.")
    ] = False,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Read files anew that were taken before; repeats change nothing.")
    ] = False,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """Take files into the book, each from where it was taken up to before.

    Stopped at any moment, the same command goes on. Safe while a server runs. Ends with 1 when something could not be
    read; payloads of that kind are kept, see `switchbook quarantine`.
    """
    way = way_of(source, account, time_zone, region, content_type)
    if dry_run:
        return _each(files, lambda path, _: _print_events(path, way))
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings, begin=True)) as store:
        make_account(store, account)
        intake = Intake(store, wiring.recorder(store, settings), way, lambda: datetime.now(UTC))

        def take(path: Path | None, read: Callable[[int], None]) -> None:
            intake.take(path, from_start=from_start, read=read)

        ended = _each(files, take)
        intake.settle()
    terminal.answer({"files": len(files), **intake.tally.told()}, as_json=json)
    return terminal.Exit.trouble if intake.tally.counts[Result.quarantined] else ended


def _each(files: Sequence[str], do: Callable[[Path | None, Callable[[int], None]], None]) -> int:
    """Do something with each file, under a bar that shows how far it is; those that cannot be read are named."""
    ended = terminal.Exit.done
    with terminal.progress_of_bytes() as bar:
        for name in files:
            path = None if name == _STANDARD_INPUT else Path(name)
            task = bar.add_task("standard input" if path is None else path.name, total=_size(path))
            try:
                do(path, lambda done, task=task: bar.update(task, completed=done))  # type: ignore[misc]
                bar.update(task, completed=_size(path))
            except UnreadableFile as bad:
                terminal.complain(bad.message)
                ended = terminal.Exit.trouble
    return ended


def _size(path: Path | None) -> int | None:
    return path.stat().st_size if path is not None and path.is_file() else None


def _print_events(path: Path | None, way: Way) -> None:
    """One line of JSON for each delivery: the events it gives, or why it cannot be read."""
    with opened(path, lambda: sys.stdin.buffer) as content:
        trace = content.trace_at(0)
        assert trace is not None  # noqa: S101 - every file has a beginning
        for chunk in content.chunks(way.source, 0, trace, final=True):
            for payload in chunk.payloads:
                for reading in way.source.read(payload, way.content_type, datetime.now(UTC)):
                    told: dict[str, object] = {"key": reading.key, "events": reading.events}
                    if reading.error is not None:
                        told = {"error": reading.error, "payload": reading.payload.decode("utf-8", "replace")}
                    terminal.say(msgspec.json.encode(told).decode())
