"""Runs the application on uvicorn in this process, within limits, until it is asked to stop."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Callable
from types import FrameType

import msgspec
import structlog
import uvicorn
from starlette.types import ASGIApp

from switchbook.web.protocol import capped_at

# The largest value that the setting max_query_bytes may have.
_LONGEST_QUERY = 16_777_216
# A supervisor waits 30 seconds or less before it kills; answers under way have this long to end.
_GRACE_SECONDS = 20


class Limits(msgspec.Struct, frozen=True):
    """What one client, and all together, may take of the server.

    `query_bytes` is at least what the application takes; more than that is not kept in memory. Beyond `connections`
    the rest are told to come back (503).
    """

    query_bytes: int = _LONGEST_QUERY
    idle_seconds: float = 75
    connections: int = 1_000


def serve(app: ASGIApp, host: str, port: int, limits: Limits, stopping: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM, then let the answers under way end. Raises SystemExit when it cannot listen.

    `stopping` is called when it is told to stop, so that what would go on for ever can end too.
    """
    _log_as_json()
    _Server(config(app, host, port, limits), stopping).run()


class _Server(uvicorn.Server):
    """A server that, asked to stop, returns to its caller, who has a store to close.

    uvicorn's own sends itself the signal again when it has stopped, and SIGTERM would end the process there and then.
    """

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in good order; at a second Ctrl-C at once."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._stopping()


def config(app: ASGIApp, host: str, port: int, limits: Limits) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=capped_at(limits.query_bytes, limits.idle_seconds),
        ws="none",
        lifespan="off",
        workers=1,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # the application does this itself, for the proxies its settings trust
        server_header=False,
        limit_concurrency=limits.connections,
        timeout_keep_alive=max(1, int(limits.idle_seconds)),
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


def _log_as_json() -> None:
    """Our own log and the server's, one JSON object a line on standard error."""
    bound = structlog.contextvars.merge_contextvars
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    level = structlog.processors.add_log_level
    as_json = structlog.processors.JSONRenderer(serializer=_json)
    structlog.configure(
        processors=[bound, stamp, level, as_json],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[bound, stamp, level],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                as_json,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.INFO)


def _json(event: object, **_: object) -> str:
    return msgspec.json.encode(event, enc_hook=str).decode()
