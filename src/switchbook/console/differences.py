"""What a change did to a record: its members that differ, in words, with what was there before and is there after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

# Who touched the record and when stands in the line of the trail itself.
_STAMPS = frozenset({"id", "dateCreated", "dateLastModified", "createdBy", "lastModifiedBy"})
_LONGEST = 500


class Difference(msgspec.Struct, frozen=True):
    """One member of a record; None where it had, or has, no value."""

    member: str
    before: str | None
    after: str | None


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Sequence[Difference]:
    """The members in which two states of a record differ, in their order; of none before or after, all that it has."""
    was, now = dict(_flat(before or {})), dict(_flat(after or {}))
    return [
        Difference(worded(path), was.get(path), now.get(path))
        for path in dict.fromkeys([*was, *now])
        if was.get(path) != now.get(path)
    ]


def worded(name: str) -> str:
    """A name of the wire in plain words: `billingSettings.unitCost` is `Billing settings, unit cost`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name.replace(".", ", ")).lower()
    return words[:1].upper() + words[1:]


def _flat(record: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every member that has a value, by its path, as text."""
    for name, value in record.items():
        if not path and name in _STAMPS:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}{name}.")
        elif (text := _text(value)) is not None:
            yield path + name, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _text(value: object) -> str | None:
    match value:
        case None | "" | []:
            return None
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case list() if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        case _:
            return msgspec.json.encode(value).decode()
