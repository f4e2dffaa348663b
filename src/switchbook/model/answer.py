"""Answers of operations, ready for any format: a list of documents, one document, or a plain struct."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import msgspec


class ListAnswer(msgspec.Struct):
    """A list: batches of documents (each one item's wire-ready JSON), to be read once, and what is told about them.

    `of` is the wire type of an item, which tells formats what JSON does not: members that are null, enums, namespaces.
    `fields` are the members asked for, in the order of asking, None where all are: what formats with columns show.
    `next_cursor` is told beside the answer, where the way on was asked for; so is `plan`, how it was found, in words.
    Reading the batches may raise; what was written of the answer by then must not look complete.
    """

    batches: Iterable[Sequence[bytes]]
    of: type[msgspec.Struct]
    total_count: int
    total_pages: int
    has_more_pages: bool
    fields: Sequence[str] | None = None
    next_cursor: str | None = None
    plan: Sequence[str] = ()


class DocumentAnswer(msgspec.Struct, frozen=True):
    """One document: its wire-ready JSON, and its wire type. `repeated`: it was given before, nothing was done now."""

    document: bytes
    of: type[msgspec.Struct]
    repeated: bool = False


class Nothing(msgspec.Struct, frozen=True):
    """No answer but that it was done."""


NOTHING = Nothing()


def version_of(document: bytes) -> str:
    """What names this version of a record, whatever format it is shown in."""
    return blake2b(document, digest_size=16).hexdigest()


# Any other struct is written member by member (see wire_json).
Answer = ListAnswer | DocumentAnswer | Nothing | msgspec.Struct
