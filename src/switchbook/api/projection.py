"""Projection: the members of a session that are asked for, cut out of its document byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from switchbook.api.types import Ids, SessionInfo
from switchbook.errors import BadRequest

_MEMBERS = {name.lower(): name for name in SessionInfo.__struct_encode_fields__}
# Values stay the bytes that they are.
_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])


def projected(fields: Ids, batches: Iterable[Sequence[bytes]]) -> Iterable[Sequence[bytes]]:
    """The documents with these members alone; with all where none is named. Raises BadRequest naming `fields`."""
    kept = _kept(fields)
    return batches if kept is None else _each(batches, _cutter(kept))


def _each(batches: Iterable[Sequence[bytes]], cut: Callable[[bytes], bytes]) -> Iterator[Sequence[bytes]]:
    for documents in batches:
        yield [cut(document) for document in documents]


def _kept(fields: Ids) -> frozenset[str] | None:
    """The members to keep, by their names on the wire; None is all of them."""
    named = [each.strip() for each in fields if each is not None and each.strip()]
    if not named:
        return None
    left_out = [name.startswith("-") for name in named]
    if any(left_out) and not all(left_out):
        raise BadRequest.of_field(
            "fields", "fields name members to answer, or with a minus members to leave out, not both"
        )
    known = {name: _MEMBERS.get(name.lstrip("-").lower()) for name in named}
    for name, member in known.items():
        if member is None:
            raise BadRequest.of_field("fields", f"a session has no '{name}'; it has {', '.join(_MEMBERS.values())}")
    told = frozenset(member for member in known.values() if member is not None)
    return frozenset(_MEMBERS.values()) - told if all(left_out) else told


def _cutter(kept: frozenset[str]) -> Callable[[bytes], bytes]:
    def cut(document: bytes) -> bytes:
        members = _DECODER.decode(document)
        wanted = [b'"%b":%b' % (name.encode(), bytes(raw)) for name, raw in members.items() if name in kept]
        return b"{" + b",".join(wanted) + b"}"

    return cut
