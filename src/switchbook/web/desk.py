"""Takes every call of an operation over HTTP: which one it is, the format of its answer, and who answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from switchbook.errors import NotOffered
from switchbook.formats.asked import Asked
from switchbook.formats.negotiation import Negotiated, negotiate, negotiate_predefined
from switchbook.settings import Settings
from switchbook.web import live, reply
from switchbook.web.auth import Clock
from switchbook.web.cookies import missing, session_ids
from switchbook.web.incoming import overridden, pairs_of, refuse_long_query, reserved
from switchbook.web.routes import Call, Routes, Served

# What the original answers to a path it does not know, whatever the client accepts.
_NO_ROUTE = (b"404", 404, {"content-type": "text/plain", "vary": "Accept"})


class Desk:
    """Finds out what a request asks for and passes it on."""

    def __init__(self, table: Iterable[Served], settings: Settings, clock: Clock) -> None:
        self._routes = Routes(table)
        self._longest_query = settings.max_query_bytes
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. Raises SwitchbookError for whatever cannot be answered."""
        request = Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        query: bytes = request.scope["query_string"]
        # Of a query that is too long, the part that is looked at is enough to say so in the right format.
        pairs = pairs_of(query[: self._longest_query])
        call = self._routes.find(request.scope["path"], overridden(request, pairs))
        if call is None:
            return Response(*_NO_ROUTE)
        call = msgspec.structs.replace(call, pairs=pairs)
        self._give_session_ids(request)
        negotiated = _negotiated(request, call)
        reply.agree(request, negotiated)
        refuse_long_query(query, self._longest_query)
        answer = _who_answers(call, request)
        request.scope["state"]["operation"] = negotiated.asked.operation
        return await answer(request, call)

    def _give_session_ids(self, request: Request) -> None:
        """Have the answer, or the error, set the session ids the client lacks, as ServiceStack does.

        A client that shows who it is with every request keeps none, and is given none.
        """
        if "authorization" not in request.headers:
            shown = session_ids(request.headers.getlist("cookie"), request.headers)
            secure = request.scope["scheme"] == "https"
            request.scope["state"]["cookies"] = missing(shown, self._clock(), secure=secure)


def _who_answers(call: Call, request: Request) -> Callable[[Request, Call], Awaitable[Response]]:
    """What answers a call. Raises NotOffered where nothing does."""
    served = call.served
    if served is None:
        raise NotOffered(f"The operation '{call.name}' does not exist for this service")
    if call.route_format is not None and call.verb not in served.predefined_verbs:
        named = f"{call.verb.capitalize()}({served.name}) or Any({served.name})"
        raise NotOffered(f"Could not find method named {named} on Service {served.name}")
    if not call.in_batch:
        listens = call.verb == "GET" and live.MEDIA_TYPE in request.headers.get("accept", "")
        return served.stream if served.stream is not None and listens else served.answer
    if served.answer_batch is None or call.verb != "POST":
        raise NotOffered(f"A batch is a POST of many reads; {call.verb} of {served.name}[] is none")
    return served.answer_batch


def _negotiated(request: Request, call: Call) -> Negotiated:
    """The format of the answer, and what a format may heed of the request."""
    called = call.served.name if call.served is not None else call.name
    asked = Asked(called, request.scope["path"], tuple(call.pairs))
    return msgspec.structs.replace(_format(request, call), asked=asked)


def _format(request: Request, call: Call) -> Negotiated:
    callback, parameter = reserved(call.pairs, "callback"), reserved(call.pairs, "format")
    if call.route_format is not None:
        return negotiate_predefined(call.route_format, callback, parameter)
    accept, content_type = request.headers.get("accept"), request.headers.get("content-type")
    return negotiate(call.suffix, callback, parameter, accept, content_type)
