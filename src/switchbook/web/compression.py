"""Sends answers compressed for clients that can read that, and 304 in place of one that the client still has.

Both stand together because the bytes sent, and so their ETag, hang on the encoding.
"""

from __future__ import annotations

import anyio
import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from switchbook.web.encodings import COMPRESSORS, Compressor, wanted

# How many answers are compressed at the same time, apart from the threads that answer questions.
_AT_ONCE = 4
# Less than this is compressed where it is: a thread would take longer to begin.
_LITTLE = 16_384
_TEXTS = ("text/", "application/json", "application/xml", "application/jsv", "image/svg")
# A compressor would hold events back.
_AT_ONCE_READ = "text/event-stream"
_WITHOUT_BODY = frozenset({204, 304})


class Compression:
    """Wraps an application; stands inside AccessLog, which counts what is sent. `above` is in bytes."""

    def __init__(self, app: ASGIApp, above: int) -> None:
        self._app = app
        self._above = above
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            send = _Sending(scope, send, self._above, self._limiter)
        await self._app(scope, receive, send)


class _Sending:
    """Sends one answer. Its start is held back until its first part is there, which tells how long it is."""

    def __init__(self, scope: Scope, send: Send, above: int, limiter: anyio.CapacityLimiter) -> None:
        self._scope = scope
        self._send = send
        self._above = above
        self._limiter = limiter
        self._start: Message | None = None
        self._compressor: Compressor | None = None

    async def __call__(self, message: Message) -> None:
        """Send one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._start is not None:
            start, self._start = self._start, None
            if self._is_known(start, body, more):
                await self._not_modified(start)
                return
            if self._compressor is not None:
                body = await self._compressed(body, more)
                _relabel(start, None if more else len(body))
            await self._send(start)
        elif self._compressor is not None:
            body = await self._compressed(body, more)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    def _is_known(self, start: Message, body: bytes, more: bool) -> bool:
        """Decide how the answer is encoded; whether the client has it already."""
        asked, headers = Headers(scope=self._scope), MutableHeaders(raw=start["headers"])
        if "content-encoding" in headers or start["status"] in _WITHOUT_BODY:
            return False
        kind = headers.get("content-type", "")
        if kind.startswith(_TEXTS) and not kind.startswith(_AT_ONCE_READ):
            headers.add_vary_header("Accept-Encoding")
            encoding = wanted(asked.get("accept-encoding", "")) if len(body) > self._above else None
            if encoding is not None:
                self._compressor = COMPRESSORS[encoding]()
                headers["content-encoding"] = encoding
        etag = _etag(headers)
        reads = self._scope["method"] in ("GET", "HEAD") and start["status"] == 200
        return reads and etag is not None and _matches(asked.get("if-none-match", ""), etag)

    async def _not_modified(self, start: Message) -> None:
        headers = MutableHeaders(raw=start["headers"])
        for name in ("content-type", "content-length", "content-encoding"):
            del headers[name]
        await self._send({**start, "status": 304})
        await self._send({"type": "http.response.body", "body": b""})

    async def _compressed(self, body: bytes, more: bool) -> bytes:
        assert self._compressor is not None  # noqa: S101 - asked by whoever calls
        compress = self._compressor.part if more else self._compressor.last
        if len(body) < _LITTLE:
            return compress(body)
        return await anyio.to_thread.run_sync(compress, body, limiter=self._limiter)


def _relabel(start: Message, length: int | None) -> None:
    headers = MutableHeaders(raw=start["headers"])
    del headers["content-length"]
    if length is not None:
        headers["content-length"] = str(length)


def _etag(headers: MutableHeaders) -> str | None:
    """The ETag, which is made to name the encoding too: a strong one names the very bytes."""
    etag, encoding = headers.get("etag"), headers.get("content-encoding")
    if etag is not None and encoding is not None:
        etag = headers["etag"] = f'{etag[:-1]}-{encoding}"'
    return etag


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether one of the tags that the client names is this one. Ours hold no comma, so a comma parts two tags."""
    named = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in named or etag in named
