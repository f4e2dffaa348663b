"""Files of the directory, as `switchbook directory` reads and writes them: JSON as the API has it, or one table in CSV.

A table has a row for each record, a column `kind` (account, customer, endpoint, user) and a column for each member that
any row has something in. Objects and lists are JSON in their cell; an empty cell is nothing said.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache

import msgspec
from msgspec import inspect

from switchbook.api.binding import bind_strict
from switchbook.api.bodies import read_json
from switchbook.api.types_directory import (
    AccountRow,
    CustomerRow,
    DirectoryExport,
    EndpointRow,
    ImportDirectory,
    Row,
    UserRow,
)
from switchbook.errors import BadRequest, UnboundRequest
from switchbook.formats.csv import guarded, unguarded
from switchbook.model.wire_json import encode, plain

_KIND = "kind"
_KINDS: Mapping[str, tuple[str, type[Row | UserRow]]] = {
    "account": ("accounts", AccountRow),
    "customer": ("customers", CustomerRow),
    "endpoint": ("endpoints", EndpointRow),
    "user": ("users", UserRow),
}
_PLACE = re.compile(r"(?:accounts|customers|endpoints|users)\[\d+\]")
# Objects and lists of a cell may be long; the module's own limit is 128 kB.
_LONGEST_CELL = 16_777_216


class FileFormat(StrEnum):
    """What a file of the directory is written in."""

    csv = "csv"
    json = "json"


class Rows(msgspec.Struct, frozen=True):
    """What a file says, and where in it: `places` has the line of each row (`customers[3]`), none of JSON."""

    request: ImportDirectory
    places: Mapping[str, str] = {}

    def place(self, at: str) -> str:
        """Where a row stands, for a person."""
        return self.places.get(at, at)


def read(content: bytes, format_: FileFormat) -> Rows:
    """What the content of a file says. Raises BadRequest saying where it cannot be understood."""
    if format_ is FileFormat.csv:
        return _of_csv(content)
    try:
        told = read_json(content)
    except ValueError as bad:
        raise BadRequest("the file is no JSON") from bad
    return Rows(_bound(told, {}))


def write(directory: DirectoryExport, format_: FileFormat) -> bytes:
    """The content of a file that `read` understands."""
    if format_ is FileFormat.json:
        return msgspec.json.format(encode(directory)) + b"\n"
    rows = [(kind, row) for kind, (member, _) in _KINDS.items() for row in plain(getattr(directory, member))]
    said = {name for _, row in rows for name in row}
    columns = [_KIND, *(name for name in _columns() if name in said)]
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(columns)
    for kind, row in rows:
        writer.writerow([kind, *(_cell(row.get(name)) for name in columns[1:])])
    return table.getvalue().encode()


def _of_csv(content: bytes) -> Rows:
    told: dict[str, list[Mapping[str, object]]] = {member: [] for member, _ in _KINDS.values()}
    places: dict[str, str] = {}
    for line, cells in _table(content):
        kind = str(cells.pop(_KIND, "")).strip().lower()
        if kind not in _KINDS:
            raise BadRequest(f"line {line}: kind is one of {', '.join(_KINDS)}, not {kind!r}")
        member, row_type = _KINDS[kind]
        places[f"{member}[{len(told[member])}]"] = f"line {line}"
        told[member].append({name: _value(cell, name, row_type, line) for name, cell in cells.items() if cell})
    return Rows(_bound(told, places), places)


def _table(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Every row with the line it begins in, by its columns, their names as the wire has them."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        columns = _header(next(reader, []))
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                if len(cells) != len(columns):
                    raise BadRequest(f"line {line}: it has {len(cells)} cells, the header {len(columns)}")
                yield line, dict(zip(columns, cells, strict=True))
            line = reader.line_num + 1
    except (csv.Error, UnicodeDecodeError) as bad:
        raise BadRequest(f"the file is no CSV in UTF-8: {bad}") from bad


def _header(cells: Sequence[str]) -> Sequence[str]:
    """The names of the columns, found in any case. Raises BadRequest naming one that is unknown, missing or doubled."""
    known = {name.lower(): name for name in (_KIND, *_columns())}
    unknown = [cell for cell in cells if cell.strip().lower() not in known]
    if unknown:
        raise BadRequest(f"line 1: no record has {', '.join(map(repr, unknown))}")
    names = [known[cell.strip().lower()] for cell in cells]
    if _KIND not in names or len(set(names)) < len(names):
        raise BadRequest(f"line 1: a column {_KIND} is wanted, and each column once")
    return names


def _value(cell: str, name: str, row_type: type[Row | UserRow], line: int) -> object:
    """What a cell says: text and numbers as they are, what nests from JSON, and lists of texts with commas too."""
    kind = _members(row_type).get(name)
    if not isinstance(kind, inspect.VarTupleType | inspect.DictType | inspect.StructType):
        return unguarded(cell)
    if isinstance(kind, inspect.VarTupleType) and not cell.lstrip().startswith("["):
        return unguarded(cell).split(",")
    try:
        return read_json(cell.encode())
    except ValueError as bad:
        raise BadRequest(f"line {line}: {name} is JSON, such as {{}} or []") from bad


def _cell(value: object) -> str:
    if value is None:
        return ""
    return guarded(value) if isinstance(value, str) else encode(value).decode()


def _bound(told: object, places: Mapping[str, str]) -> ImportDirectory:
    """The request that a file spells. Raises BadRequest with every fault of it, each at its place."""
    if isinstance(told, Mapping) and any(str(name).lower() == "dryrun" for name in told):
        raise BadRequest("dryRun is no part of a file: say --dry-run")
    try:
        return bind_strict(ImportDirectory, "ImportDirectory", told)
    except UnboundRequest as bad:
        faults = [_PLACE.sub(lambda at: places.get(at[0], at[0]), fault.message) for fault in bad.errors]
        raise BadRequest("; ".join(faults) or "the file holds no object with accounts, customers, endpoints") from bad


@cache
def _columns() -> Sequence[str]:
    """Every member that a row of any kind has, each once."""
    return list(dict.fromkeys(name for _, row_type in _KINDS.values() for name in _members(row_type)))


@cache
def _members(row_type: type[Row | UserRow]) -> Mapping[str, inspect.Type]:
    """The type of each member of a row, by its wire name."""
    described = inspect.type_info(row_type)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - the signature says so
    return {field.encode_name: _present(field.type) for field in described.fields}


def _present(kind: inspect.Type) -> inspect.Type:
    """The type of a member that is there."""
    if isinstance(kind, inspect.Metadata):
        return _present(kind.type)
    if isinstance(kind, inspect.UnionType):
        return next(_present(each) for each in kind.types if not isinstance(each, inspect.NoneType))
    return kind
