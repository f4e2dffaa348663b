"""The way in for sources: POST /hooks/{source}/{id}, answered only once what came is durable.

Each delivery has a line in the log: where it came in, what became of it, and the sessions it is of, but nothing of what
it says.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from time import perf_counter
from typing import Any

import anyio
import anyio.to_thread
import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from switchbook.errors import Forbidden, NotFound, TooLarge, UnreadablePayload
from switchbook.formats import JSON
from switchbook.ingest import Source, with_circumstances
from switchbook.measures import UNKNOWN, Measures
from switchbook.model import wire_json
from switchbook.recorder import Receipt, Recorder, Result
from switchbook.settings import Settings
from switchbook.stores.contract import Store
from switchbook.web.auth import Clock
from switchbook.web.incoming import body_of

PATH = "/hooks/{source}/{id}"

# How many payloads are read and checked at the same time; they wait for the disk without a thread.
_AT_ONCE = 4
_SHOWN_ERRORS = 10
# Keys and sessions that the log names of one payload, and how much of an id that a stranger may have made up.
_LOGGED = 20
_LONGEST_ID = 64
# What the sender did wrong; all else that hinders a delivery is on our side.
_REFUSALS = (NotFound, Forbidden, TooLarge)
# A name or address with or without a port; other things cannot be read as part of an address.
_HOST = re.compile(r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?")

_log = structlog.get_logger("switchbook.web")


class Hooks:
    """Takes payloads, checks who sent them, and hands them to the recorder."""

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        sources: Mapping[str, Source],
        settings: Settings,
        measures: Measures,
        clock: Clock,
    ) -> None:
        self._store = store
        self._recorder = recorder
        self._sources = sources
        self._settings = settings
        self._measures = measures
        self._clock = clock
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)

    async def receive(self, request: Request) -> Response:
        """One delivery. Raises NotFound, Forbidden or TooLarge, and then nothing is kept."""
        name, hook_id = request.path_params["source"], request.path_params["id"]
        log = _log.bind(source=name[:_LONGEST_ID], hook=hook_id[:_LONGEST_ID])
        try:
            payload = await body_of(request, self._settings.max_body_bytes)
            came = perf_counter()
            taking = await anyio.to_thread.run_sync(self._take, request, name, hook_id, payload, limiter=self._limiter)
            # Shielded: a payload on its way to the disk is not called back when the sender, or this server, goes away.
            receipts = await asyncio.shield(asyncio.wrap_future(taking))
        except ClientDisconnect:
            raise
        except Exception as error:
            result = "refused" if isinstance(error, _REFUSALS) else "failed"
            log.warning("delivery", result=result, reason=type(error).__name__)
            self._measures.delivered(name if name in self._sources else UNKNOWN, result)
            raise
        seconds = perf_counter() - came
        log.info("delivery", milliseconds=round(seconds * 1000, 1), **_logged(receipts))
        self._measures.acknowledged(name, seconds)
        return _answered(receipts) if self._sources[name].acknowledges else _counted(receipts)

    def _take(self, request: Request, name: str, hook_id: str, payload: bytes) -> Future[Sequence[Receipt]]:
        """Check and hand over. It blocks."""
        source = self._sources.get(name)
        hook = self._store.hook(hook_id) if source is not None else None
        if source is None or hook is None or hook.source != name:
            raise NotFound("There is no such hook")
        headers = dict(request.headers)
        urls = list(_urls(request, self._settings))
        if not any(source.authentic(url, headers, payload, secret) for url in urls for secret in hook.secrets):
            raise Forbidden("The signature of this request is missing or wrong")
        request.scope["state"]["actor"] = f"hook {hook.id}"
        content_type = with_circumstances(
            request.headers.get("content-type", ""), time_zone=hook.time_zone, region=hook.region
        )
        received = self._clock()
        return self._recorder.take(
            source,
            hook.account_id,
            payload,
            content_type,
            received,
            also=lambda ledger, receipts: ledger.note_delivery(
                hook.id, received, quarantined=any(each.error is not None for each in receipts)
            ),
        )


def _urls(request: Request, settings: Settings) -> Iterator[str]:
    """The addresses that the sender may have signed: the public one, or while that is not set, the one it named."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    path = (raw + (b"?" + query if query else b"")).decode("latin-1")
    yield settings.base_url + path
    host = request.headers.get("host", "")
    if not settings.public_url and _HOST.fullmatch(host):
        yield f"{request.scope['scheme']}://{host}{path}"


def _logged(receipts: Sequence[Receipt]) -> dict[str, Any]:
    """What the log says of a payload's deliveries; of many, how many there were and the first of their names."""
    counts = {str(result): sum(receipt.result is result for receipt in receipts) for result in Result}
    results = [result for result, count in counts.items() if count]
    sessions = list(dict.fromkeys(receipt.session_id for receipt in receipts if receipt.session_id is not None))
    return {
        "result": results[0] if len(results) == 1 else "mixed",
        **({} if len(receipts) == 1 else counts),
        "keys": [receipt.key.hex() for receipt in receipts[:_LOGGED]],
        "sessions": sessions[:_LOGGED],
    }


def _answered(receipts: Sequence[Receipt]) -> Response:
    """No more than that the payload is here, or what its sender must hear instead."""
    answer = next((receipt.answer for receipt in receipts if receipt.answer is not None), None)
    if answer is None:
        return Response(status_code=204)
    return Response(answer.body, headers={"content-type": answer.content_type, "cache-control": "no-store"})


def _counted(receipts: Sequence[Receipt]) -> Response:
    """What became of each delivery, in numbers. Raises UnreadablePayload when some could not be read."""
    wrong = [receipt.error for receipt in receipts if receipt.error is not None]
    if wrong:
        more = f"; and {len(wrong) - _SHOWN_ERRORS} more" if len(wrong) > _SHOWN_ERRORS else ""
        raise UnreadablePayload(
            f"{len(wrong)} of {len(receipts)} could not be read and are kept as they came: "
            f"{'; '.join(wrong[:_SHOWN_ERRORS])}{more}"
        )
    counts = {str(result): sum(receipt.result is result for receipt in receipts) for result in Result}
    sessions = list(dict.fromkeys(receipt.session_id for receipt in receipts if receipt.session_id is not None))
    told: dict[str, object] = {**counts, "sessions": sessions}
    return Response(wire_json.encode(told), headers={"content-type": JSON.content_type, "cache-control": "no-store"})
