"""Lets pages of other origins call the API from a browser: those the settings name, and no others (CORS)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = b"GET, POST, PUT, DELETE, PATCH, OPTIONS, HEAD"
# What our clients send beyond what a browser lets every page send.
_MAY_SEND = b"Content-Type, Authorization, Prefer, If-None-Match, X-Http-Method-Override, X-ss-id, X-ss-pid, X-ss-opt"
# What pages may read beyond the few headers that browsers show to all of them.
_MAY_READ = (
    b"ETag, Link, Preference-Applied, Retry-After, WWW-Authenticate, X-AutoBatch-Completed, X-Next-Cursor, "
    b"X-Request-Id, X-Switchbook-Plan"
)
_SECONDS = b"600"


class Cors:
    """Wraps an application; stands inside AccessLog. With no origins it changes nothing.

    Otherwise every OPTIONS is answered here, as ServiceStack's CorsFeature does, and every other answer names the
    origin it may be shown to when that is one of ours.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str], credentials: bool) -> None:
        self._app = app
        self._origins = frozenset(origins)
        self._credentials = credentials

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not self._origins:
            await self._app(scope, receive, send)
            return
        shown = list(self._headers(Headers(scope=scope).get("origin", "")))
        if scope["method"] == "OPTIONS":
            allowed = [
                *((b"access-control-allow-methods", _METHODS), (b"access-control-allow-headers", _MAY_SEND)),
                *((b"access-control-max-age", _SECONDS), (b"content-length", b"0"), (b"vary", b"Origin")),
            ]
            await send({"type": "http.response.start", "status": 200, "headers": [*shown, *allowed]})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_shown(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*_varying(message["headers"]), *shown]
            await send(message)

        await self._app(scope, receive, send_shown)

    def _headers(self, origin: str) -> Iterator[tuple[bytes, bytes]]:
        if origin.lower() in self._origins:
            yield b"access-control-allow-origin", origin.encode("latin-1")
            yield b"access-control-expose-headers", _MAY_READ
            if self._credentials:
                yield b"access-control-allow-credentials", b"true"


def _varying(headers: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """The headers, with Origin among what the answer hangs on."""
    varied = False
    for name, value in headers:
        if name == b"vary":
            varied = True
            value += b", Origin"
        yield name, value
    if not varied:
        yield b"vary", b"Origin"
