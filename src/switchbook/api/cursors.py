"""Cursors: a place in an order as text that nobody can make or carry to another question.

A cursor is the place and a signature over it and over the question: filters, sort, and what may be seen. So one that
was altered, or belongs to another question or to somebody who sees otherwise, is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Set

import msgspec

from switchbook.errors import BadRequest
from switchbook.model.query import Place, SessionQuery

FIRST = "*"
# Parts of a question that may differ from page to page.
_FREE = frozenset({"after", "offset", "limit", "with_total"})
_SIGNATURE = 16
_DECODER = msgspec.msgpack.Decoder(Place)


def write(key: bytes, query: SessionQuery, place: Place) -> str:
    """The cursor for what stands after a place: 1,200 letters at most, which fit into a URL and a header."""
    said = msgspec.msgpack.encode(place)
    return base64.urlsafe_b64encode(said + _signature(key, query, said)).rstrip(b"=").decode()


def read(key: bytes, query: SessionQuery, cursor: str) -> Place | None:
    """The place that a cursor names; None of the first. Raises BadRequest for one that is not of this question."""
    if cursor == FIRST:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        said, signature = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
        if hmac.compare_digest(signature, _signature(key, query, said)):
            return _DECODER.decode(said)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        pass
    raise BadRequest.of_field(
        "cursor",
        "cursor is none of this question: it was altered, or filters, sort or what you may see are others than those "
        f"it was given for; begin anew with {FIRST}",
    )


def _signature(key: bytes, query: SessionQuery, said: bytes) -> bytes:
    bound = [f"{name}={_canonical(getattr(query, name))}" for name in query.__struct_fields__ if name not in _FREE]
    message = hashlib.sha256("\n".join(bound).encode("utf-8", "surrogatepass")).digest() + said
    return hmac.digest(key, message, "sha256")[:_SIGNATURE]


def _canonical(value: object) -> str:
    """The same text for equal values, in every process."""
    if isinstance(value, Set):
        return "{" + ",".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, msgspec.Struct):
        return "(" + ",".join(_canonical(getattr(value, name)) for name in value.__struct_fields__) + ")"
    return repr(value)
