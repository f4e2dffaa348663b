"""Answers calls of operations: body, binding, actor, handler, answer, in this order for every one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import anyio
import msgspec
from starlette.requests import Request
from starlette.responses import Response

from switchbook.api.binding import bind, bind_object, bind_strict
from switchbook.api.operation import Operation
from switchbook.api.types import secret_members
from switchbook.errors import BadRequest
from switchbook.formats.negotiation import Negotiated
from switchbook.settings import Settings
from switchbook.web import batch, reply
from switchbook.web.asking import Asker, Asking
from switchbook.web.bodies import Form, Spelled, body_in
from switchbook.web.incoming import asks_strictly
from switchbook.web.routes import Call, Served

_WITHOUT_BODY = frozenset({"GET", "HEAD"})


class Operations:
    """Answers calls of operations by their handlers, on as many threads as there are readers."""

    def __init__(self, asking: Asking, settings: Settings, readers: anyio.CapacityLimiter) -> None:
        self._asking = asking
        self._settings = settings
        self._readers = readers

    def served(self, operation: Operation) -> Served:
        """One row of the operations table, as it is served. Only what reads is answered in batches."""

        async def answer(request: Request, call: Call) -> Response:
            return await self._answer(operation, request, call)

        async def answer_batch(request: Request, call: Call) -> Response:
            return await self._answer_batch(operation, request, call)

        return Served(
            name=operation.name,
            verbs=frozenset({operation.verb}),
            routes=(operation.route, *operation.also),
            answer=answer,
            answer_batch=answer_batch if operation.reads else None,
        )

    async def _answer(self, operation: Operation, request: Request, call: Call) -> Response:
        """Bind, then ask who it is, then run the handler; all that blocks happens in one go on one thread."""
        strict = asks_strictly(request, call.pairs)
        if strict:
            _add_header(request, "preference-applied", "handling=strict")
        body = await self._body(operation, request, call)
        bound = _bound(operation, call, body, strict=strict or operation.verb != "GET")
        negotiated: Negotiated = request.scope["state"]["negotiated"]
        if negotiated.jsonp and secret_members(operation.answer):
            raise BadRequest.of_field("callback", "a secret is not told to a script of another page")

        def prepared(asker: Asker) -> reply.Prepared:
            return reply.prepare(negotiated, asker.ask(operation, bound))

        return reply.send(request, await self._asked(operation, request, prepared), self._readers)

    async def _answer_batch(self, operation: Operation, request: Request, call: Call) -> Response:
        """The same for each of a list of requests; the first error ends it, and says how many were answered."""
        requests = await batch.requests_in(request, call, operation.request, self._settings.max_query_bytes)

        def count(answered: int) -> None:
            _add_header(request, batch.COMPLETED, str(answered))
            request.scope["state"]["error_meta"] = {batch.FAILED: str(answered)}

        def prepared(asker: Asker) -> reply.Prepared:
            return batch.prepare(requests, lambda bound: asker.ask(operation, bound), count)

        return reply.send(request, await self._asked(operation, request, prepared), self._readers)

    async def _asked(
        self, operation: Operation, request: Request, prepare: Callable[[Asker], reply.Prepared]
    ) -> reply.Prepared:
        return await self._asking.as_actor(request, prepare, writes=not operation.reads)

    async def _body(self, operation: Operation, request: Request, call: Call) -> Form | Spelled | None:
        """What the body says. That of a read stands for a query string, so it is no longer than one may be."""
        if request.method in _WITHOUT_BODY:
            return None
        reads = operation.verb == "GET"
        return await body_in(request, call, self._settings.max_query_bytes if reads else self._settings.max_body_bytes)


def _bound(operation: Operation, call: Call, body: Form | Spelled | None, *, strict: bool) -> msgspec.Struct:
    """The request of a call.

    A form outranks the query, but is no body of a GET. An object replaces the query on a predefined route; on an
    operation's own it lies under it (RestHandler.cs, GenericHandler.cs).
    """
    request_type, name = operation.request, operation.name
    _refuse_open_secrets(request_type, call)
    if not isinstance(body, Spelled):
        form: Sequence[tuple[str, str]] = body.pairs if isinstance(body, Form) and call.verb != "GET" else ()
        return bind(request_type, name, call.values_with(form), strict=strict)
    spelled = (bind_strict if strict else bind_object)(request_type, name, body.value)
    return (
        spelled if call.route_format is not None else bind(request_type, name, call.values, over=spelled, strict=strict)
    )


def _refuse_open_secrets(request_type: type[msgspec.Struct], call: Call) -> None:
    """Raise BadRequest for a secret in the query string: those end up in logs and histories."""
    kept = {name.lower() for name in secret_members(request_type)}
    for name, _ in call.pairs:
        if name.lower() in kept:
            raise BadRequest.of_field(name, f"{name} is a secret: send it in the body, not in the address")


def _add_header(request: Request, name: str, value: str) -> None:
    """Have the answer, or the error, bear this header."""
    request.scope["state"].setdefault("headers", {})[name] = value
