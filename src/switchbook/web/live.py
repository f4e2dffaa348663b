"""The feed of changes as server-sent events: what ListSessionChanges tells, as soon as it is known.

Source of the form: the HTML standard, "Server-sent events". The id of an event is its position; a client that was cut
off shows the last it has in `Last-Event-ID` and misses nothing. One watch over the book serves all who listen; it asks
for the latest position alone, so it also hears of what other processes write.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from switchbook.api.binding import bind
from switchbook.api.changes import accounts_asked, written
from switchbook.api.sessions import refuse_other_accounts
from switchbook.api.types import ListSessionChanges
from switchbook.errors import NotAuthenticated, PositionExpired, SwitchbookError
from switchbook.formats import JSON
from switchbook.formats.negotiation import Negotiated
from switchbook.measures import Measures
from switchbook.model.actor import Actor
from switchbook.stores.contract import Store
from switchbook.stores.contract_changes import Changes
from switchbook.web import reply
from switchbook.web.auth import Clock, Credentials, Gate, credentials_of
from switchbook.web.routes import Call

T = TypeVar("T")

MEDIA_TYPE = "text/event-stream"
# Between two looks at the position: a board that is a quarter of a second behind is live to the eye.
_LOOK_SECONDS = 0.25
# Proxies give up on a connection that says nothing for a minute; who listens is proven anew as often.
_BREATH = timedelta(seconds=15)
_PART = 200
_RETRY = b"retry: 2000\n\n"


class Live:
    """Streams changes to those who may see them, until they go away, may no longer see them, or `end` is called."""

    def __init__(
        self, store: Store, gate: Gate, readers: anyio.CapacityLimiter, clock: Clock, measures: Measures
    ) -> None:
        self._store = store
        self._gate = gate
        self._readers = readers
        self._clock = clock
        self._measures = measures
        self._watch = _Watch(lambda: self._in_thread(store.position))

    def end(self) -> None:
        """End every stream, within a look. May be called from a signal's handler."""
        self._watch.ended = True

    async def stream(self, request: Request, call: Call) -> Response:
        """Begin a stream after the position named, else after now. Raises as ListSessionChanges does."""
        reply.agree(request, Negotiated(JSON))
        asked = bind(ListSessionChanges, "ListSessionChanges", call.values)
        credentials = credentials_of(request)
        await self._gate.prove_apart(credentials)
        proven = self._clock()
        actor = await self._in_thread(lambda: self._actor(credentials, asked))
        request.scope["state"]["actor"] = f"{actor.kind} {actor.id}"
        latest: str = await self._in_thread(self._store.position)
        first = await self._changes(actor, asked, request.headers.get("last-event-id") or asked.after or latest)
        headers = {"cache-control": "no-store", "vary": "Accept", "x-accel-buffering": "no"}
        events = self._counted(self._events(credentials, actor, proven, asked, first))
        return StreamingResponse(events, media_type=MEDIA_TYPE, headers=headers)

    async def _counted(self, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self._measures.listeners(1)
        try:
            async for event in events:
                yield event
        finally:
            self._measures.listeners(-1)

    async def _events(
        self,
        credentials: Credentials | None,
        actor: Actor,
        proven: datetime,
        asked: ListSessionChanges,
        part: Changes,
    ) -> AsyncIterator[bytes]:
        yield _RETRY
        while not self._watch.ended:
            yield _written(part)
            if not part.has_more:
                await self._watch.beyond(part.latest, _BREATH.total_seconds())
            try:
                if self._clock() - proven >= _BREATH:
                    actor, proven = await self._in_thread(lambda: self._actor(credentials, asked)), self._clock()
                part = await self._changes(actor, asked, part.next)
            except PositionExpired as expired:
                # Another book was put in the place of this one, or customers were moved: the client has to begin anew.
                yield b"event: expired\ndata: %s\n\n" % expired.message.encode()
                return
            except SwitchbookError:
                return

    async def _changes(self, actor: Actor, asked: ListSessionChanges, after: str) -> Changes:
        accounts = accounts_asked(asked.account_ids)
        return await self._in_thread(lambda: self._store.changes(actor.scope, accounts, after, _PART))

    def _actor(self, credentials: Credentials | None, asked: ListSessionChanges) -> Actor:
        signed_in = self._gate.signed_in(credentials)
        if signed_in is None:
            raise NotAuthenticated("Not Authenticated")
        refuse_other_accounts(asked.account_ids, signed_in.actor.scope)
        return signed_in.actor

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await anyio.to_thread.run_sync(work, limiter=self._readers)


class _Watch:
    """Looks at the latest position for as long as somebody waits, once for all of them."""

    def __init__(self, latest: Callable[[], Awaitable[str]]) -> None:
        self._latest = latest
        self._waiting = 0
        self._moved = asyncio.Event()
        self._position: str | None = None
        self._looking: asyncio.Task[None] | None = None
        self.ended = False

    async def beyond(self, position: str, seconds: float) -> None:
        """Return once the latest position is another than this, all streams are to end, or after so many seconds."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        self._waiting += 1
        try:
            async with asyncio.timeout(seconds):
                while self._position in (None, position) and not self.ended:
                    await self._moved.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if not self._waiting:
                self._position = None
                return
            latest = await self._latest()
            if latest != self._position or self.ended:
                self._position = latest
                self._moved.set()
                self._moved = asyncio.Event()


def _written(part: Changes) -> bytes:
    """Changes as events, and the position up to which there are none other."""
    events = [
        b"id: %s\nevent: %s\ndata: %s\n\n" % (change.position.encode(), change.kind.encode(), written(change))
        for change in part.items
    ]
    return b"".join(events) + b"id: %s\n\n" % part.next.encode()
