"""The fields of a callback: read from a form's bytes or from JSON, trimmed, with their types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from urllib.parse import unquote_to_bytes

from switchbook.errors import UnreadablePayload
from switchbook.ingest.times import read_time

MOST_FIELDS = 1000
LONGEST_VALUE = 1000
# What somebody wrote or said may be longer than an address or a name.
LONGEST_TEXT = 10_000
_LARGEST_NUMBER = 2**53 - 1


class Form(dict[str, str]):
    """The fields of a callback, trimmed; what is empty is absent, of a repeated one the first counts."""

    def __init__(self, fields: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in fields:
            if value:
                self.setdefault(name, value)

    def text(self, *names: str, longest: int = LONGEST_VALUE) -> str | None:
        """The value of the first of these fields that is there. Raises UnreadablePayload when it is too long."""
        name = next((name for name in names if name in self), None)
        if name is None:
            return None
        if len(self[name]) > longest:
            raise UnreadablePayload(f"{name} is longer than {longest} characters")
        return self[name]

    def needed(self, *names: str) -> str:
        """The value of the first of these fields that is there. Raises UnreadablePayload when none is."""
        value = self.text(*names)
        if value is None:
            raise UnreadablePayload(f"{names[0]} is missing")
        return value

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """A value that must be there and be one of these, in any case; in lower case."""
        value = self.needed(name).lower()
        if value not in known:
            raise UnreadablePayload(f"{name} is none of {', '.join(known)}")
        return value

    def number(self, name: str) -> int | None:
        """The value of a field that counts. Raises UnreadablePayload when it is no whole number from 0."""
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and int(value) <= _LARGEST_NUMBER):
            raise UnreadablePayload(f"{name} is not a whole number from 0 to {_LARGEST_NUMBER}")
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """The value of a field that is a time, aware UTC. Raises UnreadablePayload when it is none."""
        try:
            return read_time(self.text(name))
        except ValueError as bad:
            raise UnreadablePayload(f"{name} is {bad}") from bad

    def says(self, name: str) -> bool:
        """Whether a field is there and says `true`."""
        return self.get(name, "").lower() == "true"


def form_of(payload: bytes) -> Form:
    """The fields of a form. What is not UTF-8, and NUL, which no text holds, become U+FFFD."""
    return Form((_text(name), _text(value)) for name, value in pairs(payload))


def form_from(fields: Mapping[str, object]) -> Form:
    """The fields of a JSON object, as a form would write them; what is neither text, number nor truth is left out."""
    written = ((name, _written(value)) for name, value in fields.items())
    return Form((_clean(name), _clean(value)) for name, value in written if value is not None)


def countable(payload: bytes) -> bool:
    """Whether a form has no more fields than are read."""
    return payload.count(b"&") < MOST_FIELDS


def pairs(payload: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of a form, decoded, in order, empty values too."""
    for field in payload.replace(b"+", b" ").split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            yield unquote_to_bytes(name), unquote_to_bytes(value)


def _text(raw: bytes) -> str:
    return _clean(raw.decode("utf-8", "replace"))


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd").strip()


def _written(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return value if isinstance(value, str) else None
