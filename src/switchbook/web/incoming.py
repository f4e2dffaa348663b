"""What comes in with a request, read within limits: query, body, form, who sent it and from which page."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from switchbook.api.binding import read_bool
from switchbook.errors import BadRequest, Forbidden, TooLarge
from switchbook.settings import Settings

_OVERRIDE = "x-http-method-override"
_HANDLING_STRICT = re.compile(r'\s*handling\s*=\s*("strict"|strict)\s*', re.IGNORECASE)
# More than a list of ids of the longest query spelled one by one; each costs some microseconds before anybody is asked.
MOST_PAIRS = 10_000
_DIGITS = 18  # of a length that is a number at all


def pairs_of(encoded: bytes) -> Sequence[tuple[str, str]]:
    """The first MOST_PAIRS pairs of a query string or form, in order, empty ones too. Bad UTF-8 becomes U+FFFD."""
    looked_at = b"&".join(encoded.split(b"&", MOST_PAIRS)[:MOST_PAIRS])
    return parse_qsl(looked_at.decode("utf-8", "replace"), keep_blank_values=True, errors="replace")


def refuse_long_query(query: bytes, limit: int) -> None:
    """Raise BadRequest for a query string of more than `limit` bytes, or of more than MOST_PAIRS pairs."""
    if len(query) > limit:
        raise BadRequest(f"The query string is longer than {limit} bytes, the most that is taken")
    if query.count(b"&") >= MOST_PAIRS:
        raise BadRequest(f"The query string has more than {MOST_PAIRS} values, the most that are taken")


def reserved(pairs: Sequence[tuple[str, str]], name: str) -> str | None:
    """The value of one of the wire's reserved names, in any case; None when it is absent or empty."""
    return next((value for key, value in pairs if value and key.lower() == name), None)


def overridden(request: Request, pairs: Sequence[tuple[str, str]]) -> str:
    """The verb that counts: of a POST the one that X-Http-Method-Override names, as a header or in the query.

    Only a POST can be overridden, so whatever lets only reads through stays right. HEAD and OPTIONS are answered
    otherwise than a POST expects, so they are not among the verbs to name; an unknown one is kept as it is, to be
    found nowhere. What a form says of the kind is not looked at.
    """
    named = request.headers.get(_OVERRIDE) or reserved(pairs, _OVERRIDE) if request.method == "POST" else None
    return named.strip().upper() if named and named.strip().upper() not in ("HEAD", "OPTIONS") else request.method


def asks_strictly(request: Request, pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether unknown parameters shall be refused: `Prefer: handling=strict` (RFC 7240) or `strict=true`.

    Raises BadRequest where `strict` is neither true nor false.
    """
    preferences = (part.partition(";")[0] for line in request.headers.getlist("prefer") for part in line.split(","))
    if any(_HANDLING_STRICT.fullmatch(preference) for preference in preferences):
        return True
    word = reserved(pairs, "strict")
    try:
        return word is not None and read_bool(word)
    except ValueError as bad:
        raise BadRequest.of_field("strict", f"strict is true or false, not '{word}'") from bad


async def body_of(request: Request, limit: int) -> bytes:
    """The whole body. Raises TooLarge as soon as it is known to be longer than `limit` bytes."""
    refusal = TooLarge(f"The body is larger than {limit} bytes, the most that is taken here")
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and (len(declared) > _DIGITS or int(declared) > limit):
        raise refusal
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise refusal
    return bytes(body)


def address_of(request: Request) -> str:
    """Where the request comes from, as far as one sender goes: an IPv4 address, or the /64 network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host


def refuse_other_origin(request: Request, settings: Settings) -> None:
    """Raise Forbidden when a page of another site makes a browser send this, with whatever it sends by itself.

    Browsers say where a write comes from (`Sec-Fetch-Site`, `Origin`); other clients say nothing and are no danger.
    Of our own origin only host and port are compared, since a proxy may have taken the encryption off. Pages of the
    origins that the settings allow are no strangers.
    """
    if request.headers.get("sec-fetch-site") in ("same-origin", "none"):
        return
    origin = request.headers.get("origin")
    if origin is None and "sec-fetch-site" not in request.headers:
        return
    if origin is not None and origin.lower() in settings.cors_origins:
        return
    ours = {request.headers.get("host", "").lower(), _host_of(settings.public_url)} - {""}
    if origin is None or _host_of(origin) not in ours:
        raise Forbidden("This comes from another site's page")


def _host_of(url: str) -> str:
    """Host and port of an address; unlike `urlsplit` it takes whatever a stranger sends."""
    return url.partition("://")[2].partition("/")[0].lower()
