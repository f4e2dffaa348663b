"""Gives every request an id and a line in the log, counts it, and gives every answer what keeps browsers careful.

A line holds no query string, no header and no body: they carry numbers, message text and secrets. The id is in every
line that is logged while the request is served, by whomever.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from time import perf_counter
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from switchbook.measures import Measures

# An id that a proxy in front may choose, so that its log and ours can be joined.
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_CAREFUL: Mapping[bytes, bytes] = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",
    # Not `no-referrer`: with it a browser sends `Origin: null` from our own login form.
    b"referrer-policy": b"same-origin",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
}
_LONGEST_PATH = 200

_log = structlog.get_logger("switchbook.web")


class AccessLog:
    """Wraps an application; puts `request_id` into the state of each request, and sends what is left there.

    That is `cookies`, the lines of Set-Cookie, and `headers`, others that an answer and an error have alike.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, and log it however it ends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        state["request_id"] = _request_id(Headers(scope=scope).get("x-request-id", ""))
        with structlog.contextvars.bound_contextvars(request_id=state["request_id"]):
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        state: dict[str, Any] = scope["state"]
        started = perf_counter()
        began: float | None = None
        status, sent, complete = 0, 0, False
        self._measures.request_began()

        async def send_noted(message: Message) -> None:
            nonlocal began, status, sent, complete
            if message["type"] == "http.response.start":
                began, status = perf_counter(), message["status"]
                _complete_headers(message, state)
            else:
                sent += len(message.get("body", b""))
                complete = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        finally:
            ended = perf_counter()
            self._measures.request_ended(state.get("operation"), status, (began or ended) - started)
            _log.info(
                "request",
                client=scope["client"][0] if scope.get("client") else None,
                method=scope["method"],
                path=scope["path"][:_LONGEST_PATH],
                operation=state.get("operation"),
                actor=state.get("actor"),
                status=status,
                complete=complete,
                sent=sent,
                milliseconds=round((ended - started) * 1000, 1),
            )


def _request_id(proposed: str) -> str:
    return proposed if _REQUEST_ID.fullmatch(proposed) else secrets.token_hex(8)


def _complete_headers(message: Message, state: Mapping[str, Any]) -> None:
    headers: list[tuple[bytes, bytes]] = message["headers"]
    present = {name for name, _ in headers}
    headers.append((b"x-request-id", state["request_id"].encode()))
    headers += [header for header in _CAREFUL.items() if header[0] not in present]
    headers += [(name.encode(), value.encode()) for name, value in state.get("headers", {}).items()]
    headers += [(b"set-cookie", cookie.encode()) for cookie in state.get("cookies", ())]
