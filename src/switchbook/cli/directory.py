"""`switchbook directory`: accounts, customers, endpoints and users from a file, and into one."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from switchbook import wiring
from switchbook.api.context import Context
from switchbook.api.directory import export_directory, import_directory
from switchbook.api.types_directory import ExportDirectory, ImportedRow, ImportReport
from switchbook.cli import terminal
from switchbook.cli.directory_files import FileFormat, Rows, read, write
from switchbook.cli.options import Config, Data, Json, settings_from
from switchbook.cli.owner import owner_context
from switchbook.errors import BadRequest
from switchbook.model.answer import DocumentAnswer
from switchbook.model.wire_json import plain

Format = Annotated[
    FileFormat | None,
    typer.Option("--format", help="What the file is written in. Without it: as its name ends, else JSON."),
]


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file; - is standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    format_: Format = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> int:
    """Make and change accounts, customers, endpoints and users as a file says: all, or none where one is refused.

    Records are found by id, else by referenceId, users by emailAddress; what is not there is made. What a row
    leaves out stays as it is. It says what became of every row, and of changed ones which members. `directory export`
    shows how a file looks.
    """
    settings = settings_from(config, data=data)
    content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    rows = read(content, _format(file, format_))
    with closing(wiring.open_book(settings, begin=not dry_run)) as store:
        report = _imported(rows, owner_context(store, settings, "ImportDirectory"), dry_run=dry_run)
    report = msgspec.structs.replace(
        report, rows=tuple(msgspec.structs.replace(row, at=rows.place(row.at)) for row in report.rows)
    )
    if json:
        terminal.answer(plain(report), as_json=True)
    else:
        _show(report)
    return terminal.Exit.trouble if report.refused else terminal.Exit.done


def export(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The file to be written; without it, standard output.")
    ] = None,
    format_: Format = None,
    data: Data = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write accounts, customers, endpoints and users as `directory import` reads them, ids and all.

    Secrets, passwords among them, keys, hooks and logos are not in it: `backup` copies the whole book.
    """
    if json and file is None and format_ is FileFormat.csv:
        raise BadRequest("--json and --format csv on standard output are at odds: name a file")
    settings = settings_from(config, data=data)
    with closing(wiring.open_book(settings)) as store:
        exported = export_directory(ExportDirectory(), owner_context(store, settings, "ExportDirectory"))
    content = write(exported, _format(file or Path(), format_))
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        file.write_bytes(content)
        counted = {name: len(getattr(exported, name)) for name in exported.__struct_fields__}
        terminal.answer({"file": str(file), **counted}, as_json=json)


def _format(file: Path, told: FileFormat | None) -> FileFormat:
    if told is not None:
        return told
    return FileFormat.csv if file.suffix.lower() == ".csv" else FileFormat.json


def _imported(rows: Rows, context: Context, *, dry_run: bool) -> ImportReport:
    """What is done, or would be. Where a row is refused nothing is, and the report is that of a dry run."""
    tried = import_directory(msgspec.structs.replace(rows.request, dry_run=True), context)
    assert isinstance(tried, ImportReport)  # noqa: S101 - so is a dry run answered
    if dry_run or tried.refused:
        return tried
    done = import_directory(rows.request, context)
    assert isinstance(done, DocumentAnswer)  # noqa: S101 - so is a write answered
    return msgspec.json.decode(done.document, type=ImportReport)


def _show(report: ImportReport) -> None:
    told = [row for row in report.rows if row.outcome != "unchanged"]
    if told:
        headings = ("row", "outcome", "id", "reference", "name", "what")
        terminal.table(headings, [_cells(row) for row in told], whole=2)
    counts = Counter(row.outcome for row in report.rows)
    done = ", ".join(f"{counts[each]:,} {each}" for each in ("made", "changed", "unchanged", "refused") if counts[each])
    nothing = " Nothing was done." if report.dry_run else ""
    terminal.note(f"{done or 'no rows'}.{nothing}")


def _cells(row: ImportedRow) -> tuple[str, ...]:
    what = row.reason or ", ".join(row.fields)
    return (row.at, row.outcome, row.id or "", row.reference_id or "", row.name or "", what)
