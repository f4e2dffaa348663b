"""CSV: a row for each item, a header row of wire names, lists and dictionaries as JSON in their cell.

Where members were asked for, the columns are those, in the order of asking: an empty cell would say "has none".
The original writes one row for a whole list; docs/decisions/0007 says why not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.jsv import written as as_jsv
from switchbook.formats.listing import chunks
from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.formats.shape import members, pascal
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import encode, plain

_NEEDS_QUOTES = re.compile(r'[",\r\n]|^[\[{]|^\s|\s$')
# What makes a spreadsheet take a cell for a formula, also behind what some of them skip, and in full width; and
# apostrophes before it, so that taking one off again gives back exactly what was there.
_RISKY = re.compile("[\x00-\x20'\\s]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'*[\t\r\n]")
# Digits and the punctuation of numbers can name nothing to call, open or send.
_NUMBER = re.compile(r"[+-][0-9 ().\-/]*")


class CsvFormat:
    """`text/csv`, offered as a file to keep."""

    name = "csv"
    content_type = "text/csv"
    suffix = "csv"
    media_types = ("text/csv",)

    def headers(self, asked: Asked) -> Mapping[str, str]:
        """The name of the file."""
        return {"content-disposition": f"attachment;filename={asked.operation}.csv"}

    def render(self, answer: Answer, _asked: Asked = NOTHING) -> Iterator[bytes]:
        """The answer in chunks: the header row, then a row for each item, or for the one record."""
        if isinstance(answer, ListAnswer):
            names = _names(answer.of) if answer.fields is None else answer.fields
            yield _line(names)
            for documents in chunks(answer):
                yield b"".join(_row(msgspec.json.decode(document), names) for document in documents)
        elif isinstance(answer, DocumentAnswer):
            names = _names(answer.of)
            yield _line(names) + _row(msgspec.json.decode(answer.document), names)
        else:
            names = _names(type(answer))
            yield _line(names) + _row(plain(answer), names)

    def render_error(self, status: ResponseStatus, _asked: Asked = NOTHING) -> bytes:
        """A column `ResponseStatus` and the error in it as JSV."""
        (name, value), *_ = plain(ErrorResponse(status)).items()
        return _line([pascal(name)]) + _line([as_jsv(value)])


def table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """Any table: its header row, then its rows of plain values."""
    return b"".join(_line(map(_cell, row)) for row in (header, *rows))


def _names(wire_type: type[msgspec.Struct]) -> Sequence[str]:
    return [member.name for member in members(wire_type)]


def _row(value: Mapping[str, object], names: Iterable[str]) -> bytes:
    return _line(_cell(value.get(name)) for name in names)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, list | dict):
        return encode(value).decode()
    return "" if value is None else str(value)


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet executes: an apostrophe goes before whatever could be a formula.

    A number, such as a phone number, is left as it is.
    """
    return f"'{text}" if _RISKY.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text of which `guarded` made this cell."""
    return cell[1:] if cell.startswith("'") and guarded(cell[1:]) == cell else cell


def _line(cells: Iterable[str]) -> bytes:
    return (",".join(map(_quoted, cells)) + "\r\n").encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
