"""What the commands say: answers on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from switchbook.errors import BadRequest, NotFound, SettingsError, SwitchbookError, UnreadablePayload

# Wider than any row: what is not read on a terminal is not folded.
_ENDLESS = 100_000


class Exit(IntEnum):
    """How a command ends; the number is its exit code."""

    done = 0
    trouble = 1
    usage = 2
    missing = 3
    interrupted = 130

    @property
    def meaning(self) -> str:
        """One sentence for the reference page."""
        return {
            Exit.done: "It is done.",
            Exit.trouble: "Something is wrong: `check` found a problem, a file or what it holds cannot be read, a "
            "server or a book cannot be reached, a port is taken, access is refused.",
            Exit.usage: "The command line, a setting or a value is not understood.",
            Exit.missing: "What was named does not exist.",
            Exit.interrupted: "It was interrupted (Ctrl-C).",
        }[self]


def exit_of(error: SwitchbookError) -> Exit:
    """The way to end on this error."""
    if isinstance(error, NotFound):
        return Exit.missing
    return Exit.usage if isinstance(error, BadRequest | SettingsError | UnreadablePayload) else Exit.trouble


def answer(value: Mapping[str, object], *, as_json: bool) -> None:
    """One JSON object alone on standard output: on one line for programs, on several for people."""
    encoded = msgspec.json.encode(value)
    typer.echo(encoded if as_json else msgspec.json.format(encoded))


def pour(chunks: Iterable[bytes]) -> None:
    """An answer that is ready as bytes, as it comes, and a line end."""
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.write(b"\n")
    sys.stdout.buffer.flush()


def say(text: str) -> None:
    """A line of the answer on standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """A line on standard error for the person who watches."""
    typer.echo(text, err=True)


def complain(text: str) -> None:
    """What went wrong, on one line of standard error."""
    typer.echo(f"switchbook: {' '.join(text.split())}", err=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, whole: int = 1) -> None:
    """A table as wide as the terminal, its first `whole` columns never folded; in a file or a pipe, one line a row."""
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _ENDLESS
    shown = Table(box=None, header_style="bold", pad_edge=False, show_header=any(headings))
    for column, heading in enumerate(headings):
        shown.add_column(heading, overflow="fold", no_wrap=column < whole)
    for row in rows:
        shown.add_row(*(_printable(cell) for cell in row))
    with console.capture() as drawn:
        console.print(shown, crop=False)
    for line in drawn.get().splitlines():
        typer.echo(line.rstrip())


def progress() -> Progress:
    """A progress bar on standard error; use it as a context."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def progress_of_bytes() -> Progress:
    """A progress bar on standard error that counts bytes; use it as a context."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _printable(text: str) -> str:
    """Without control characters: what strangers sent must not steer the terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
