"""The command line: every command as a row of one table, errors as one line, exit codes by their meaning."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Sequence

import typer

from switchbook.cli import archive, directory, hooks, journal, keys, quarantine, sessions, terminal, users
from switchbook.cli.backup import backup
from switchbook.cli.calling import call, nouns, operation_commands
from switchbook.cli.check import check
from switchbook.cli.command import Command
from switchbook.cli.deleting import delete
from switchbook.cli.demo import demo
from switchbook.cli.ingest import ingest
from switchbook.cli.parameters import ListCommand
from switchbook.cli.refold import refold
from switchbook.cli.restore import restore
from switchbook.cli.serve import serve
from switchbook.cli.watch import watch
from switchbook.errors import SwitchbookError

_WRITTEN: tuple[Command, ...] = (
    Command("serve", serve, "switchbook serve --data /var/lib/switchbook --port 8080"),
    Command("demo", demo, "switchbook demo --data demo --sessions 20000 --seed 1"),
    Command(
        "users create",
        users.create,
        "printf %s 'a long pass phrase' | switchbook users create --email ann@example.com --role Manager "
        "--accounts north,south --password-stdin",
    ),
    Command("keys create", keys.create, "switchbook keys create --name reports --role Manager --accounts north --json"),
    Command(
        "hooks create",
        hooks.create,
        "switchbook hooks create --source twilio --account north --secret-stdin < auth-token.txt",
    ),
    Command("hooks list", hooks.list_, "switchbook hooks list"),
    Command(
        "hooks rotate",
        hooks.rotate,
        "switchbook hooks rotate 5f1d7e0c9a3b4d2e8f60a1b2 --secret-stdin < new-token.txt",
    ),
    Command("hooks remove", hooks.remove, "switchbook hooks remove 5f1d7e0c9a3b4d2e8f60a1b2"),
    Command("ingest", ingest, "switchbook ingest events-*.jsonl.gz --source generic --account north"),
    Command(
        "watch", watch, "switchbook watch /var/spool/calls --source generic --account north --done /var/spool/taken"
    ),
    Command(
        "sessions list",
        sessions.list_,
        "switchbook sessions list --from 5035551234 --start-date 2026-05-01 --count-per-page 10",
        ListCommand,
    ),
    Command(
        "explain",
        sessions.explain,
        "switchbook explain --search-archive --log 'busy here' --start-date 2026-05-01",
        ListCommand,
    ),
    Command("sessions show", sessions.show, "switchbook sessions show 5f1d7e0c9a3b4d2e8f60a1b2"),
    Command(
        "sessions delete",
        delete,
        "switchbook sessions delete --account north --start 2024-01-01 --end 2025-01-01 --dry-run",
    ),
    Command("directory import", directory.import_, "switchbook directory import customers.csv --dry-run"),
    Command("directory export", directory.export, "switchbook directory export directory.csv"),
    Command("archive run", archive.run, "switchbook archive run --data /var/lib/switchbook"),
    Command("archive retain", archive.retain, "switchbook archive retain --account north --days 730"),
    Command("check", check, "switchbook check --data /var/lib/switchbook"),
    Command("backup", backup, "switchbook backup /var/backups/switchbook-monday"),
    Command("restore", restore, "switchbook restore /var/backups/switchbook-monday"),
    Command("refold", refold, "switchbook refold --account north --since 2026-05-01"),
    Command("journal status", journal.status, "switchbook journal status"),
    Command("journal trim", journal.trim, "switchbook journal trim --days 400"),
    Command("quarantine list", quarantine.list_, "switchbook quarantine list"),
    Command("quarantine replay", quarantine.replay, "switchbook quarantine replay 1042"),
    Command(
        "call",
        call,
        """switchbook call PatchCustomer --body '{"customerId":"5f1d7e0c9a3b4d2e8f60a1b2","name":"Acme Dental"}'""",
    ),
)
# A command written by hand stands for the operation whose command would be called the same.
COMMANDS: tuple[Command, ...] = (
    *_WRITTEN,
    *operation_commands(taken={command.path for command in _WRITTEN}),
)
_GROUPS = {
    "users": "People who sign in with a password.",
    "keys": "API keys for programs.",
    "hooks": "Ways in for sources.",
    "sessions": "Look into the book, ask a server, or delete for good.",
    "directory": "Accounts, customers, endpoints and users, from files and into files.",
    "archive": "Ended sessions: when they move to the archive, and how long they are kept.",
    "journal": "Everything ever taken in.",
    "quarantine": "Payloads that could not be read.",
}


def build(word: str | None = None) -> typer.Typer:
    """The command line, made from the table; where a first word is named, only its group has its commands."""
    app = typer.Typer(
        help="The book of every call, chat and fax.",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_alone)
    texts = {**nouns(), **_GROUPS}
    groups = {name: typer.Typer(help=text, rich_markup_mode=None) for name, text in texts.items()}
    for command in COMMANDS:
        *group, name = command.path.split()
        if group and word is not None and group != [word]:
            continue
        epilog = f"Example:\n\n\b\n  {command.example}"
        (groups[group[0]] if group else app).command(name, cls=command.reads, epilog=epilog)(command.run)
    for name, group_app in groups.items():
        app.add_typer(group_app, name=name)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run one command line; its exit code. A pipe that its reader has closed ends the program quietly."""
    try:
        # Of so many commands only those that can be meant are made ready, which takes a while for each.
        word = next(iter(arguments), "")
        return int(build(word)(arguments, prog_name="switchbook", standalone_mode=False) or terminal.Exit.done)
    except typer.TyperException as misread:
        terminal.complain(misread.format_message())
        return terminal.Exit.usage
    except SwitchbookError as error:
        terminal.complain("; ".join(dict.fromkeys(field.message for field in error.errors)) or error.message)
        return terminal.exit_of(error)
    except (KeyboardInterrupt, typer.Abort):
        return terminal.Exit.interrupted
    except OSError as failed:
        terminal.complain(str(failed))
        return terminal.Exit.trouble


def main() -> None:
    """The program `switchbook`."""
    sys.exit(run(sys.argv[1:]))


def _alone(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version."),
) -> None:
    if version:
        terminal.say(importlib.metadata.version("switchbook"))
        raise typer.Exit
    if context.invoked_subcommand is None:
        terminal.say(context.get_help())
