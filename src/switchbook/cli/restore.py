"""`switchbook restore`: puts a copy made by `backup` in the place of the book."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from switchbook import wiring
from switchbook.cli import terminal
from switchbook.cli.options import Config, Data, Json, settings_from


def restore(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file that `backup` wrote.")],
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Replace everything in the book by what a backup holds.

    What came in after the backup is gone afterwards. A server on the same directory goes on with the restored content.
    """
    settings = settings_from(config, data=data)
    wiring.restore(source, settings)
    terminal.answer({"source": str(source), "data": str(settings.data)}, as_json=json)
