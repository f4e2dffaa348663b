"""Answers and errors as they go out: the one table of statuses, bodies in the format asked for, streams that break off.

An answer is sent whole when it is short. A long one is streamed, and begins only after its first part was made; when
a later part fails, the connection is broken off, so that what arrived never looks complete.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any
from urllib.parse import parse_qsl, urlencode

import anyio
import anyio.to_thread
import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from switchbook.api.types import secret_members
from switchbook.errors import (
    BadRequest,
    ChangedMeanwhile,
    Conflict,
    Forbidden,
    GivenUp,
    KeyReused,
    NotActing,
    NotAuthenticated,
    NotFound,
    NotOffered,
    PositionExpired,
    StoreClosed,
    SwitchbookError,
    TooLarge,
    TooManyRequests,
    UnreadablePayload,
    WrongPassword,
)
from switchbook.formats import JSON
from switchbook.formats.negotiation import Negotiated
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer, Nothing, version_of
from switchbook.web import login_page

# Where the closest class of an error stands decides; whatever stands nowhere is our own fault.
STATUSES: Mapping[type[Exception], int] = {
    BadRequest: 400,
    UnreadablePayload: 400,
    NotAuthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    NotOffered: 405,
    Conflict: 409,
    PositionExpired: 410,
    ChangedMeanwhile: 412,
    TooLarge: 413,
    # As draft-ietf-httpapi-idempotency-key-header has it.
    KeyReused: 422,
    TooManyRequests: 429,
    # Nobody reads this one; the log tells it from others.
    GivenUp: 499,
    NotActing: 501,
    StoreClosed: 503,
}
OUR_FAULT = 500
CHALLENGE = 'basic realm="/auth/basic"'

_NO_CONTENT = 204

# What is made of an answer before any of it is sent; most are made whole by then.
_PART = 262_144
_LIST_CACHING, _RECORD_CACHING, _NOT_KEPT = "private, no-store", "private, no-cache", "no-store"


class Prepared(msgspec.Struct, frozen=True):
    """An answer made up to its first part; `rest` makes the others and is None when there are none.

    `etag` names the record's version and, behind a dash, the bytes before any compression, which adds to it.
    `status` is that of an answer without a body where it is not 200.
    """

    first: bytes
    rest: Generator[bytes] | None
    caching: str
    etag: str | None = None
    next_cursor: str | None = None
    plan: Sequence[str] = ()
    status: int = 200


def status_of(error: Exception) -> int:
    """The HTTP status that an error is answered with."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), OUR_FAULT)


def agree(request: Request, negotiated: Negotiated) -> None:
    """Remember what was negotiated for this request, for its answer and for whatever error it may end in."""
    request.scope["state"]["negotiated"] = negotiated


def prepare(negotiated: Negotiated, answer: Answer) -> Prepared:
    """Make the first part of an answer. It blocks: call it in a thread. Raises whatever making it raises."""
    if isinstance(answer, Nothing):
        return Prepared(b"", None, _NOT_KEPT, status=_NO_CONTENT)
    parts = _parts(negotiated.render(answer))
    first = next(parts)
    record_caching = _NOT_KEPT if secret_members(type(answer)) else _RECORD_CACHING
    caching = _LIST_CACHING if isinstance(answer, ListAnswer) else record_caching
    rest = None if len(first) < _PART else parts
    etag = None
    if isinstance(answer, DocumentAnswer) and rest is None:
        etag = f'"{version_of(answer.document)}-{blake2b(first, digest_size=4).hexdigest()}"'
    if isinstance(answer, ListAnswer):
        return Prepared(first, rest, caching, etag, answer.next_cursor, answer.plan)
    return Prepared(first, rest, caching, etag)


def whole_list(body: bytes) -> Prepared:
    """A list that is ready."""
    return Prepared(body, None, _LIST_CACHING)


def send(request: Request, prepared: Prepared, limiter: anyio.CapacityLimiter) -> Response:
    """The response that sends an answer, its later parts made on threads of this limiter."""
    negotiated: Negotiated = request.scope["state"]["negotiated"]
    headers = {**negotiated.headers, "vary": "Accept", "cache-control": prepared.caching}
    if prepared.etag is not None:
        headers["etag"] = prepared.etag
    if prepared.next_cursor is not None:
        headers |= _way_on(request, prepared.next_cursor)
    if prepared.plan:
        headers["x-switchbook-plan"] = " | ".join(prepared.plan)
    if prepared.status == _NO_CONTENT:
        return Response(None, _NO_CONTENT, {"cache-control": prepared.caching})
    if prepared.rest is None:
        return Response(prepared.first, headers=headers)
    return StreamingResponse(_sent(prepared, request.method == "HEAD", limiter), headers=headers)


def _way_on(request: Request, cursor: str) -> Mapping[str, str]:
    """The next page: its cursor, and where its question is an address, the same question with that cursor."""
    if request.method not in ("GET", "HEAD"):
        return {"x-next-cursor": cursor}
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    pairs = [(name, value) for name, value in query if name.lower() != "cursor"]
    return {"x-next-cursor": cursor, "link": f'<?{urlencode([*pairs, ("cursor", cursor)])}>; rel="next"'}


def send_at_once(request: Request, answer: Answer) -> Response:
    """The response that sends a short answer which nobody may keep."""
    negotiated: Negotiated = request.scope["state"]["negotiated"]
    headers = {**negotiated.headers, "vary": "Accept", "cache-control": _NOT_KEPT}
    return Response(b"".join(negotiated.render(answer)), headers=headers)


def failure(request: Request, error: Exception) -> Response:
    """The response that tells of an error, in the format that was agreed, else in JSON.

    Of what is our own fault it tells only the id under which the log tells more.
    """
    state: Mapping[str, Any] = request.scope["state"]
    negotiated: Negotiated = state.get("negotiated", Negotiated(JSON))
    status = status_of(error)
    challenged = isinstance(error, NotAuthenticated) and not isinstance(error, WrongPassword)
    if challenged and negotiated.wants_html and request.method == "GET":
        back = login_page.address(request.scope["path"], request.scope["query_string"])
        return RedirectResponse(back, 302, {"vary": "Accept", "cache-control": _NOT_KEPT})
    told = _told(error, state)
    headers = {**negotiated.headers, "vary": "Accept", "cache-control": _NOT_KEPT}
    if not state.get("in_service"):
        # What fails before the operation runs is no file to keep.
        headers.pop("content-disposition", None)
    if isinstance(error, TooManyRequests):
        headers["retry-after"] = str(error.retry_after)
    if negotiated.jsonp and not state.get("in_service"):
        # A script tag shows its page nothing of an error, so what fails before the operation runs comes as an answer.
        return Response(negotiated.in_json().render_error(told), 200, {**headers, "content-type": JSON.content_type})
    # Before the eyes of a script a browser would put its own password dialog, whatever page the reader is on.
    if challenged and request.headers.get("x-requested-with", "").lower() != "xmlhttprequest":
        headers["www-authenticate"] = CHALLENGE
    return Response(negotiated.render_error(told), status, headers)


def _told(error: Exception, state: Mapping[str, Any]) -> ResponseStatus:
    meta: Mapping[str, str] | None = state.get("error_meta")
    told = status_of(error) < OUR_FAULT or isinstance(error, NotActing)
    if isinstance(error, SwitchbookError) and told:
        return msgspec.structs.replace(ResponseStatus.of(error), meta=meta)
    message = f"Something went wrong here; it is logged as {state['request_id']}"
    return ResponseStatus("InternalServerError", message, meta=meta)


def _parts(chunks: Iterator[bytes]) -> Generator[bytes]:
    """The same bytes in parts of at least _PART, save the last, which may be empty."""
    gathered: list[bytes] = []
    size = 0
    for chunk in chunks:
        gathered.append(chunk)
        size += len(chunk)
        if size >= _PART:
            yield b"".join(gathered)
            gathered, size = [], 0
    yield b"".join(gathered)


async def _sent(prepared: Prepared, head_only: bool, limiter: anyio.CapacityLimiter) -> AsyncIterator[bytes]:
    rest = prepared.rest
    assert rest is not None  # noqa: S101 - only such answers are streamed
    try:
        if not head_only:
            part: bytes | None = prepared.first
            while part is not None:
                yield part
                part = await anyio.to_thread.run_sync(next, rest, None, limiter=limiter)
    finally:
        # Also when the client is gone: what the store holds open for this answer is let go.
        close: Callable[[], None] = rest.close
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(close, limiter=limiter)
