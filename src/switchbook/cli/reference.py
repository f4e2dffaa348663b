"""The pages written from tables of the code, by `python -m switchbook.cli.reference DIRECTORY`."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from switchbook import wiring
from switchbook.api.filters_page import filters_page
from switchbook.cli import COMMANDS, build, terminal
from switchbook.cli.measures_page import measures_page
from switchbook.cli.operations_page import operations_page
from switchbook.model.lifecycle_page import lifecycle_page
from switchbook.settings import SETTINGS, Setting


def settings_page() -> str:
    """Every setting with its type of value, default, reason and help."""
    rows = "\n".join(_setting_row(setting) for setting in SETTINGS)
    return f"""\
# Settings

A setting comes from a file (`--config FILE`, TOML, names as below), then from the environment (`SWITCHBOOK_` and the
name in upper case), then from the command line where a command has an option for it; the later wins. An unknown name,
in either, is an error. Secrets have no default and are never shown.

| setting | variable | default | what it is | why this default |
|---|---|---|---|---|
{rows}
"""


def commands_page() -> str:
    """Every command with its usage, its options and an example, as `--help` shows them; and the exit codes."""
    exits = "\n".join(f"| {code.value} | {code.meaning} |" for code in terminal.Exit)
    commands = "\n".join(_command_section(command.path) for command in COMMANDS)
    return f"""\
# Commands

Answers go to standard output, everything else to standard error; with `--json` the answer is one JSON object alone on
standard output. Commands that take `--data` are safe while a server runs on the same directory, which sees what they
wrote within a second. An error is one line, `switchbook: …`.

| exit code | meaning |
|---|---|
{exits}

{commands}"""


def event_schema() -> str:
    """The JSON Schema of generic events."""
    return json.dumps(wiring.event_schema(), indent=2) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "commands.md": commands_page,
    "api.md": operations_page,
    "filters.md": filters_page,
    "metrics.md": measures_page,
    "lifecycle.md": lifecycle_page,
    "generic-event.schema.json": event_schema,
}


def _setting_row(setting: Setting) -> str:
    default = setting.default
    shown = ",".join(default) if isinstance(default, tuple) else str(default)
    cells = (
        f"`{setting.name}`",
        f"`{setting.variable}`",
        f"`{shown}`" if shown else "",
        setting.help,
        setting.why,
    )
    return "| " + " | ".join(cells) + " |"


def _command_section(path: str) -> str:
    return f"## switchbook {path}\n\n```\n{help_of(path)}\n```\n"


def help_of(path: str) -> str:
    """What `switchbook PATH --help` prints on a terminal 100 columns wide."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        build(path.split()[0])(
            [*path.split(), "--help"], prog_name="switchbook", standalone_mode=False, terminal_width=100
        )
    return printed.getvalue().strip()


def write(directory: Path) -> None:
    """Write every page into this directory."""
    for name, page in PAGES.items():
        (directory / name).write_text(page(), "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
