"""Shows the measures at GET /metrics, to those who may read them."""

from __future__ import annotations

import secrets

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from switchbook.errors import Forbidden, NotAuthenticated
from switchbook.measures import Measures
from switchbook.settings import Settings
from switchbook.web.auth import Bearer, Credentials, Gate, credentials_of

PATH = "/metrics"
# Apart from the threads that answer questions, so that a busy server can still be watched.
_AT_ONCE = 2


class Metrics:
    """Answers GET /metrics, unless the settings switch it off."""

    def __init__(self, measures: Measures, gate: Gate, settings: Settings) -> None:
        self._measures = measures
        self._gate = gate
        self._open = settings.metrics == "open"
        self._token = settings.metrics_token
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def show(self, request: Request) -> Response:
        """All measures, as text or OpenMetrics, whichever is asked for. Raises NotAuthenticated or Forbidden."""
        if not self._open:
            await self._admit(request)
        written = self._measures.written
        accept = ",".join(request.headers.getlist("accept"))
        body, media_type = await anyio.to_thread.run_sync(written, accept, limiter=self._limiter)
        return Response(body, headers={"content-type": media_type, "cache-control": "no-store", "vary": "Accept"})

    async def _admit(self, request: Request) -> None:
        """Let the token in, and administrators of everything: the figures are of all accounts together."""
        credentials = credentials_of(request)
        if self._is_token(credentials):
            request.scope["state"]["actor"] = "metrics token"
            return
        await self._gate.prove_apart(credentials)
        signed_in = await anyio.to_thread.run_sync(self._gate.signed_in, credentials, limiter=self._limiter)
        if signed_in is None:
            raise NotAuthenticated("Not Authenticated")
        actor = signed_in.actor
        request.scope["state"]["actor"] = f"{actor.kind} {actor.id}"
        if not actor.administers_everything:
            raise Forbidden("Invalid Role")

    def _is_token(self, credentials: Credentials | None) -> bool:
        if not self._token or not isinstance(credentials, Bearer):
            return False
        return secrets.compare_digest(credentials.secret.encode(), self._token.encode())
