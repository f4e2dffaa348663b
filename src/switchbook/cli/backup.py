"""`switchbook backup`: a consistent copy of the book in one file, while a server runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from


def backup(
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="The file to write.")],
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Copy the whole book, as of one moment, into one file.

    Safe while a server runs and takes deliveries. The file holds passwords' hashes and hooks' secrets: keep it as safe
    as the book itself.
    """
    wiring.backup(settings_from(config, data=data), target)
    terminal.answer({"target": str(target), "bytes": target.stat().st_size}, as_json=json)
