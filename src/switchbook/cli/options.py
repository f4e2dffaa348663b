"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from switchbook.errors import BadRequest
from switchbook.settings import Settings, load

Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The directory that holds the book.")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE", help="A file of settings, in TOML.")]
Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object, alone on standard output.")]


def settings_from(config: Path | None, **flags: object) -> Settings:
    """Settings from the file, the environment, then flags (None where absent). Raises SettingsError."""
    return load(os.environ, flags, config)


def instant(text: str | None) -> datetime | None:
    """A day (its start) or an instant, in UTC where it names no zone. Raises BadRequest."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as bad:
        raise BadRequest(f"cannot read {text!r} as a day or an instant, such as 2026-05-09") from bad
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
