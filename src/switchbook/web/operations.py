"""Serves operations over HTTP: route, format, binding, actor, handler, answer, in this order for every one of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from switchbook.api.binding import bind
from switchbook.api.context import Context
from switchbook.api.operations import Operation
from switchbook.errors import Forbidden, NotAuthenticated, NotOffered
from switchbook.formats.negotiation import Negotiated, negotiate, negotiate_predefined
from switchbook.model.actor import NOBODY, Actor
from switchbook.settings import Settings
from switchbook.stores.contract import Store
from switchbook.web import reply
from switchbook.web.auth import Bearer, Clock, Gate, SignedIn, credentials_of
from switchbook.web.cookies import missing, session_ids
from switchbook.web.incoming import pairs_of, refuse_long_query, refuse_other_origin, reserved
from switchbook.web.routes import Call, Routes, Served

# What the original answers to a path it does not know, whatever the client accepts.
_NO_ROUTE = (b"404", 404, {"content-type": "text/plain", "vary": "Accept"})


class Desk:
    """Takes every call of an operation: finds which one it is and the format of its answer, and passes it on."""

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
        call = self._routes.find(request.scope["path"], request.method)
        if call is None:
            return Response(*_NO_ROUTE)
        self._give_session_ids(request)
        query: bytes = request.scope["query_string"]
        # Of a query that is too long, the part that is looked at is enough to say so in the right format.
        call = msgspec.structs.replace(call, pairs=pairs_of(query[: self._longest_query]))
        reply.agree(request, _negotiated(request, call))
        refuse_long_query(query, self._longest_query)
        if call.served is None:
            raise NotOffered(f"The operation '{call.name}' does not exist for this service")
        if call.route_format is not None and request.method not in call.served.predefined_verbs:
            named = f"{request.method.capitalize()}({call.served.name}) or Any({call.served.name})"
            raise NotOffered(f"Could not find method named {named} on Service {call.served.name}")
        request.scope["state"]["operation"] = call.served.name
        return await call.served.answer(request, call)

    def _give_session_ids(self, request: Request) -> None:
        """Have the answer, or the error, set the session ids the client lacks, as ServiceStack does.

        A client that shows who it is with every request keeps none, and is given none.
        """
        if "authorization" not in request.headers:
            shown = session_ids(request.headers.getlist("cookie"), request.headers)
            secure = request.scope["scheme"] == "https"
            request.scope["state"]["cookies"] = missing(shown, self._clock(), secure=secure)


class Operations:
    """Answers calls of operations by their handlers, on as many threads as there are readers."""

    def __init__(
        self, store: Store, settings: Settings, gate: Gate, readers: anyio.CapacityLimiter, clock: Clock
    ) -> None:
        self._store = store
        self._settings = settings
        self._gate = gate
        self._readers = readers
        self._clock = clock

    def served(self, operation: Operation) -> Served:
        """One row of the operations table, as it is served."""

        async def answer(request: Request, call: Call) -> Response:
            return await self._answer(operation, request, call)

        return Served(name=operation.name, verbs=frozenset({operation.verb}), routes=(operation.route,), answer=answer)

    async def _answer(self, operation: Operation, request: Request, call: Call) -> Response:
        """Bind, then ask who it is, then run the handler; all that blocks happens in one go on one thread."""
        bound = bind(operation.request, operation.name, call.values)
        credentials = credentials_of(request)
        if operation.verb != "GET" and not isinstance(credentials, Bearer):
            # Browsers send cookies and Basic by themselves, whatever page makes them.
            refuse_other_origin(request, self._settings.public_url)
        await self._gate.prove_apart(credentials)
        state: dict[str, Any] = request.scope["state"]

        def prepared() -> reply.Prepared:
            actor = _allowed(operation, self._gate.signed_in(credentials))
            state["actor"] = f"{actor.kind} {actor.id}".rstrip()
            context = Context(actor, self._store, self._settings, self._clock())
            state["in_service"] = True
            return reply.prepare(state["negotiated"], operation.handler(bound, context))

        whole = await anyio.to_thread.run_sync(prepared, limiter=self._readers)
        return reply.send(request, whole, self._readers)


def _negotiated(request: Request, call: Call) -> Negotiated:
    callback, parameter = reserved(call.pairs, "callback"), reserved(call.pairs, "format")
    if call.route_format is not None:
        return negotiate_predefined(call.route_format, callback, parameter)
    accept, content_type = request.headers.get("accept"), request.headers.get("content-type")
    return negotiate(call.suffix, callback, parameter, accept, content_type)


def _allowed(operation: Operation, signed_in: SignedIn | None) -> Actor:
    """Who asks, if they may. Raises NotAuthenticated or Forbidden."""
    if signed_in is None:
        if operation.needs_actor:
            raise NotAuthenticated("Not Authenticated")
        return NOBODY
    if operation.roles and signed_in.actor.role not in operation.roles:
        raise Forbidden("Invalid Role")
    return signed_in.actor
