"""The index at /api: every operation with its verb, its route and one sentence, as JSON."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from switchbook.formats import JSON
from switchbook.formats.negotiation import Negotiated
from switchbook.web import reply
from switchbook.web.routes import Call, Served


class Listed(msgspec.Struct, frozen=True, rename="camel"):
    """One operation as the index shows it."""

    name: str
    verb: str
    route: str
    summary: str


class ApiIndex(msgspec.Struct, frozen=True, rename="camel"):
    """All of them."""

    apis: tuple[Listed, ...]


class Index:
    """Answers GET /api. It tells what the documentation tells, so nobody is asked who they are."""

    def __init__(self, listed: Iterable[Listed]) -> None:
        self._index = ApiIndex(tuple(sorted(listed, key=lambda each: each.name)))

    def served(self) -> Served:
        """The index, as it is served."""
        return Served(name="", verbs=frozenset({"GET", "HEAD"}), routes=("/api",), answer=self._answer)

    async def _answer(self, request: Request, _call: Call) -> Response:
        reply.agree(request, Negotiated(JSON))
        return reply.send_at_once(request, self._index)
