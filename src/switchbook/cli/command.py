"""What one row of the table of commands holds."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from typer.core import TyperCommand


class Command(msgspec.Struct, frozen=True):
    """One command: the words that call it, what runs, an example, and how its arguments are read."""

    path: str
    run: Callable[..., int | None]
    example: str
    reads: type[TyperCommand] = TyperCommand
