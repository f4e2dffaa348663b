"""The outermost handler: every error raised on the way becomes an answer, or breaks off the one that has begun."""

from __future__ import annotations

import traceback

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from switchbook.errors import SwitchbookError
from switchbook.web.reply import OUR_FAULT, failure, status_of

_log = structlog.get_logger("switchbook.web")


class BrokenOff(Exception):
    """An answer failed after it had begun; raised to the server, which drops the connection."""


class Failures:
    """Wraps an application that raises its errors; stands inside AccessLog."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing is raised but BrokenOff."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def send_noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noted)
        except ClientDisconnect:
            return
        except Exception as error:
            if begun or status_of(error) >= OUR_FAULT:
                _note(error)
            if begun:
                raise BrokenOff(f"request {scope['state']['request_id']}") from None
            response = failure(Request(scope), error)
            await response(scope, receive, send)


def _note(error: Exception) -> None:
    """Log the kind of an error and where it was raised, without its text, which may quote what was sent."""
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    _log.error(
        "failed",
        error=type(error).__name__,
        told=error.message if isinstance(error, SwitchbookError) else None,
        where=where,
    )
