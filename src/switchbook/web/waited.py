"""Gives an answer up while it is made, when the one who asked for it has gone."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.requests import Request

from switchbook.patience import Patience

# Most answers are made sooner; nobody is watched for them.
_SECONDS_UNWATCHED = 0.25


class Waited:
    """While inside, watches whether the client of a request, whose body was read, is still there."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._patience: Patience | None = None
        self._gone = False

    def begin(self, patience: Patience) -> None:
        """What to end when the client goes. Called on the thread that makes the answer."""
        self._patience = patience
        if self._gone:
            patience.give_up()

    def __enter__(self) -> Waited:
        self._watch = asyncio.create_task(self._watched())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._watch.cancel()

    async def _watched(self) -> None:
        await asyncio.sleep(_SECONDS_UNWATCHED)
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._patience is not None:
            self._patience.give_up()
