"""Tells whoever watches the server that it serves: one small question to the store."""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from switchbook.errors import StoreError
from switchbook.stores.contract import Store

PATH = "/health"
# Enough for watchers, and apart from the threads that answer questions: busy is not ill.
_AT_ONCE = 2


class Health:
    """Answers GET /health."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def show(self, request: Request) -> Response:
        """200 when the store answers, else 503."""
        try:
            await anyio.to_thread.run_sync(self._store.has_users, limiter=self._limiter)
        except StoreError:
            return JSONResponse({"status": "unavailable"}, 503, {"cache-control": "no-store"})
        return JSONResponse({"status": "ok"}, headers={"cache-control": "no-store"})
