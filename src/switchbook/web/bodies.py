"""The body of a request as what it says: the pairs of a form, or the object that JSON, JSV or XML spells.

Which of the three it is does not hang on Content-Type alone, as it does not in the original: clients name the wrong
one, and the route's own format is tried. XML shows by its first character.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

import msgspec
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from switchbook.api.bodies import read_json, read_jsv, read_xml
from switchbook.errors import UnboundRequest
from switchbook.web.incoming import MOST_PAIRS, body_of, pairs_of
from switchbook.web.routes import Call, Pairs

FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_JSV_TYPES = frozenset({"application/jsv", "text/jsv"})


class Form(msgspec.Struct, frozen=True):
    """What a form says."""

    pairs: Pairs


class Spelled(msgspec.Struct, frozen=True):
    """What JSON, JSV or XML says; mostly a dictionary, but that is for the reader to find out."""

    value: object


async def body_in(request: Request, call: Call, limit: int) -> Form | Spelled | None:
    """What the body says; None where there is none.

    Raises TooLarge for more than `limit` bytes, UnboundRequest for what cannot be read.
    """
    body = await body_of(request, limit)
    if not body:
        return None
    media_type = _media_type(request)
    if media_type == FORM:
        return Form(pairs_of(body))
    try:
        if media_type == MULTIPART:
            return Form(await _multipart(request, body, limit))
        return Spelled(_object(body, media_type, call))
    except ValueError as bad:
        raise UnboundRequest(f"Unable to bind to request '{call.name}'") from bad


def _object(body: bytes, media_type: str, call: Call) -> object:
    body = body.removeprefix(_BYTE_ORDER_MARK)
    if body.lstrip().startswith(b"<"):
        return read_xml(body)
    if media_type in _JSV_TYPES or (call.route_format == "jsv" and media_type != "application/json"):
        return read_jsv(body)
    return read_json(body)


async def _multipart(request: Request, body: bytes, limit: int) -> Pairs:
    """The fields of a multipart form. Raises ValueError for what is none, or brings files: no request has a file."""

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, whole(), max_files=0, max_fields=MOST_PAIRS, max_part_size=limit)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, LookupError) as bad:
        raise ValueError("not a form") from bad
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
