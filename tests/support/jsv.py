"""A reader of JSV, written from its rule and not from our writer: every scalar comes back as text.

A value that begins with `{` is a dictionary, with `[` a list, with `"` a text in which a quote is doubled; any other
is text up to the next `,`, `}` or `]` (or `:`, where it is a key).
"""

from __future__ import annotations

from typing import Any


def read(text: str) -> Any:
    """The one value that the text holds. Raises ValueError when it holds anything else."""
    reader = _Reader(text)
    value = reader.value(",]}")
    if reader.at != len(text):
        raise ValueError(f"text behind the value, at {reader.at}")
    return value


def as_text(value: Any) -> Any:
    """A JSON value with its scalars as JSV spells them."""
    if isinstance(value, dict):
        return {name: as_text(member) for name, member in value.items()}
    return [as_text(element) for element in value] if isinstance(value, list) else str(value)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def value(self, ends: str) -> Any:
        match self.text[self.at : self.at + 1]:
            case "{":
                return self._dictionary()
            case "[":
                return self._list()
            case '"':
                return self._quoted()
        start = self.at
        while self.at < len(self.text) and self.text[self.at] not in ends:
            if self.text[self.at] in '"{[\r\n':
                raise ValueError(f"bare text holds {self.text[self.at]!r}, at {self.at}")
            self.at += 1
        if start == self.at:
            raise ValueError(f"no value, at {start}")
        return self.text[start : self.at]

    def _dictionary(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.at += 1
        while not self._taken("}"):
            if found:
                self._take(",")
            key = self.value(":,}]")
            self._take(":")
            found[key] = self.value(",}]:")
        return found

    def _list(self) -> list[Any]:
        found: list[Any] = []
        self.at += 1
        while not self._taken("]"):
            if found:
                self._take(",")
            found.append(self.value(",]}:"))
        return found

    def _quoted(self) -> str:
        self.at += 1
        read = ""
        while True:
            end = self.text.index('"', self.at)
            read += self.text[self.at : end]
            self.at = end + 1
            if not self._taken('"'):
                return read
            read += '"'

    def _taken(self, wanted: str) -> bool:
        here = self.text[self.at : self.at + 1] == wanted
        self.at += here
        return here

    def _take(self, wanted: str) -> None:
        if not self._taken(wanted):
            raise ValueError(f"wants {wanted!r}, at {self.at}")
