"""Projection: the members of a session that are asked for, cut out of its document byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from switchbook.api.types import Ids, SessionInfo
from switchbook.errors import BadRequest

_MEMBERS = {name.lower(): name for name in SessionInfo.__struct_encode_fields__}
# Values stay the bytes that they are.
_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])


def projected(kept: Sequence[str] | None, batches: Iterable[Sequence[bytes]]) -> Iterable[Sequence[bytes]]:
    """The documents with these members alone; as they are where `kept` is None."""
    return batches if kept is None else _each(batches, _cutter(frozenset(kept)))


def _each(batches: Iterable[Sequence[bytes]], cut: Callable[[bytes], bytes]) -> Iterator[Sequence[bytes]]:
    for documents in batches:
        yield [cut(document) for document in documents]


def kept_of(fields: Ids) -> Sequence[str] | None:
    """The members to keep, by their names on the wire and each once; None is all of them.

    They come in the order of asking, or in that of the wire where those to leave out are named. Raises BadRequest
    naming `fields`.
    """
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
    told = tuple(dict.fromkeys(member for member in known.values() if member is not None))
    return tuple(member for member in _MEMBERS.values() if member not in told) if all(left_out) else told


def _cutter(kept: frozenset[str]) -> Callable[[bytes], bytes]:
    def cut(document: bytes) -> bytes:
        members = _DECODER.decode(document)
        wanted = [b'"%b":%b' % (name.encode(), bytes(raw)) for name, raw in members.items() if name in kept]
        return b"{" + b",".join(wanted) + b"}"

    return cut
