"""`switchbook watch`: takes files of a folder as they grow or appear."""

from __future__ import annotations

import signal
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.ways import AccountId, ContentType, FileSource, Region, Zone, make_account, way_of
from switchbook.errors import BadRequest
from switchbook.intake.files import Intake
from switchbook.intake.folder import Folder


def watch(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder whose files are taken.")],
    source: FileSource,
    account: AccountId,
    pattern: Annotated[
        str, typer.Option("--pattern", metavar="PATTERN", help="Which names are taken, such as '*.csv'.")
    ] = "*",
    done: Annotated[
        Path | None,
        typer.Option("--done", metavar="DIR", help="Files come whole: move each there once it is durable."),
    ] = None,
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.05, help="How often to look.")] = 1.0,
    settled: Annotated[
        float,
        typer.Option("--settled", metavar="SECONDS", min=0, help="A file unchanged for so long is whole."),
    ] = 5.0,
    time_zone: Zone = None,
    region: Region = None,
    content_type: ContentType = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Take files of a folder as they grow, or with --done as they appear, until told to stop (Ctrl-C, SIGTERM).

    Started again it goes on where it ended, whatever ended it. Safe while a server runs. Names that begin with a dot,
    or end in .tmp, .part, .partial, .filepart or ~, are left alone.
    """
    way = way_of(source, account, time_zone, region, content_type)
    if not folder.is_dir():
        raise BadRequest.of_field("folder", f"{folder} is no folder")
    if done is not None and (not done.is_dir() or done.resolve() == folder.resolve()):
        raise BadRequest.of_field("done", f"{done} is no other folder that is there")
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings, begin=True)) as store:
        make_account(store, account)
        intake = Intake(store, wiring.recorder(store, settings), way, lambda: datetime.now(UTC), stop.is_set)
        watched = Folder(
            intake,
            folder,
            pattern=pattern,
            done=done,
            settled=settled,
            monotonic=time.monotonic,
            complain=terminal.complain,
            note=terminal.note,
            stop=stop.is_set,
        )
        terminal.note(f"Watching {folder} for {pattern}")
        while not stop.is_set():
            before = intake.tally.total()
            watched.look()
            if intake.tally.total() != before:
                terminal.note(f"{intake.tally.total() - before} deliveries are in the book")
            stop.wait(every)
    terminal.answer(intake.tally.told(), as_json=json)
