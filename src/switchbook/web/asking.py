"""Asks operations in the name of whoever sent a request: the one way to a handler, for the API and for pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import Request

from switchbook.api.context import Context, Recording, Rereading
from switchbook.api.operation import Operation
from switchbook.errors import Forbidden, NotAuthenticated
from switchbook.model.actor import NOBODY, Actor
from switchbook.model.answer import Answer
from switchbook.patience import Patience
from switchbook.settings import Settings
from switchbook.stores.contract import Store
from switchbook.web.auth import Basic, Bearer, Clock, Gate, SignedIn, credentials_of
from switchbook.web.incoming import address_of, refuse_other_origin
from switchbook.web.turns import Turns
from switchbook.web.waited import Waited

T = TypeVar("T")

# With this header an administrator of everything is told how the answer was found.
_EXPLAIN = "x-switchbook-explain"


class Asker:
    """Asks operations for one request, on the thread it was made for. `signed_in` None: nobody is."""

    def __init__(self, request: Request, signed_in: SignedIn | None, context: Context) -> None:
        self._state: dict[str, Any] = request.scope["state"]
        self._context = context
        self.signed_in = signed_in

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return self._context.actor

    @property
    def context(self) -> Context:
        """The surroundings of whatever is asked."""
        return self._context

    def may(self, operation: Operation) -> bool:
        """Whether the actor's role lets them ask this."""
        return self.signed_in is not None and (not operation.roles or self.actor.role in operation.roles)

    def ask(
        self,
        operation: Operation,
        bound: msgspec.Struct,
        *,
        if_match: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer:
        """What the handler answers; the two last stand for the request's headers of these names where they are given.

        Raises NotAuthenticated, Forbidden, and what the handler raises.
        """
        if self.signed_in is None and operation.needs_actor:
            raise NotAuthenticated("Not Authenticated")
        if self.signed_in is not None and not self.may(operation):
            raise Forbidden("Invalid Role")
        self._state["actor"] = f"{self.actor.kind} {self.actor.id}".rstrip()
        self._state["in_service"] = True
        context = msgspec.structs.replace(
            self._context,
            operation=operation.name,
            answers=operation.answer,
            if_match=if_match or self._context.if_match,
            idempotency_key=idempotency_key or self._context.idempotency_key,
        )
        return operation.handler(bound, context)


class Asking:
    """Makes an Asker for each request, on as many threads as there are readers."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        gate: Gate,
        readers: anyio.CapacityLimiter,
        clock: Clock,
        record: Recording,
        reread: Rereading,
        sources: Mapping[str, str | None] | None = None,
    ) -> None:
        self._store = store
        self._record = record
        self._reread = reread
        self._sources = sources or {}
        self._settings = settings
        self._gate = gate
        self._readers = readers
        self._turns = Turns(readers)
        self._clock = clock

    async def as_actor(self, request: Request, work: Callable[[Asker], T], *, writes: bool) -> T:
        """Do work that asks operations, all of it in one go on one thread; `writes`: it may do more than read.

        Raises what the gate raises, Forbidden for a write that another site's page sends, and what the work raises.
        """
        credentials = credentials_of(request)
        if writes and not isinstance(credentials, Bearer):
            # Browsers send cookies and Basic by themselves, whatever page makes them.
            refuse_other_origin(request, self._settings)
        await self._gate.prove_apart(credentials)

        def worked() -> T:
            patience = Patience(self._settings.query_seconds)
            waited.begin(patience)
            signed_in = self._gate.signed_in(credentials)
            return work(Asker(request, signed_in, self._context(request, signed_in, patience)))

        with Waited(request) as waited:
            if writes:
                # It waits for what is durable, and shares that with as many others as there are.
                return await anyio.to_thread.run_sync(worked, limiter=self._readers)
            return await self._turns.run(worked)

    def _context(self, request: Request, signed_in: SignedIn | None, patience: Patience) -> Context:
        actor = NOBODY if signed_in is None else signed_in.actor
        return Context(
            actor,
            self._store,
            self._settings,
            self._clock(),
            patience,
            _EXPLAIN in request.headers and actor.administers_everything,
            address=request.client.host if request.client else "",
            if_match=request.headers.get("if-match"),
            idempotency_key=request.headers.get("idempotency-key"),
            sources=self._sources,
            prove=lambda name, password: self._gate.prove(Basic(name, password, address_of(request))),
            record=self._record,
            reread=self._reread,
        )
