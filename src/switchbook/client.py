"""A typed client of a Switchbook server: sessions by HTTP, errors from the same tree as inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Self, TypeVar

import httpx
import msgspec

from switchbook.api.spelling import parameters, read_answer
from switchbook.api.types import ListResponse, ListSessions, SessionInfo
from switchbook.errors import (
    BadRequest,
    FieldError,
    Forbidden,
    LeftEmpty,
    NotAuthenticated,
    NotFound,
    NotOffered,
    QueryTooExpensive,
    SwitchbookError,
    TooLarge,
    TooManyRequests,
    UnboundRequest,
)
from switchbook.model.identity import is_session_id

T = TypeVar("T")

# A question may take the server a while; that it can be reached shows at once.
_PATIENCE = httpx.Timeout(120, connect=10)

# What a server may answer with, by the code it names.
_ERRORS: Mapping[str, type[SwitchbookError]] = {
    kind.code: kind
    for kind in (
        *(BadRequest, UnboundRequest, LeftEmpty, QueryTooExpensive, TooLarge, TooManyRequests),
        *(NotAuthenticated, Forbidden, NotFound, NotOffered),
    )
}


class Client:
    """Asks the server at this address, as the holder of a key or as a user. Use it as a context, or close it.

    Every method raises the SwitchbookError that the server answered with, or SwitchbookError itself when the server
    cannot be reached or answers what is no answer of Switchbook.
    """

    def __init__(self, server: str, *, key: str = "", user: str = "", password: str = "") -> None:
        try:
            self._http = httpx.Client(
                base_url=server,
                timeout=_PATIENCE,
                auth=httpx.BasicAuth(user, password) if user and not key else None,
                headers={"Authorization": f"Bearer {key}"} if key else {},
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as unfit:
            raise SwitchbookError(f"cannot ask {server}: {unfit}") from unfit

    def list_sessions(self, request: ListSessions) -> ListResponse:
        """One page of sessions, or all of them when the request says so."""
        with self.stream_sessions(request) as body:
            return read_answer(ListResponse, b"".join(body))

    @contextmanager
    def stream_sessions(self, request: ListSessions) -> Iterator[Iterator[bytes]]:
        """The same as the bytes of the ListResponse in JSON, as they arrive."""
        with self._get("/sessions.json", parameters(request)) as body:
            yield body

    def get_session(self, session_id: str) -> SessionInfo:
        """One session, live or archived, with its log."""
        return read_answer(SessionInfo, self.session_document(session_id))

    def session_document(self, session_id: str) -> bytes:
        """The same as the bytes of the SessionInfo in JSON."""
        if not is_session_id(session_id):
            raise NotFound("Session not found")
        with self._get(f"/sessions/{session_id}.json", {}) as body:
            return b"".join(body)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _get(self, path: str, query: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        try:
            with self._http.stream("GET", path, params=query) as response:
                if not response.is_success:
                    raise _error_in(response)
                yield response.iter_bytes()
        except (httpx.HTTPError, httpx.InvalidURL) as failed:
            raise SwitchbookError(f"no answer from {self._http.base_url}: {failed}") from failed


def _error_in(response: httpx.Response) -> SwitchbookError:
    """The error that the server answered with: of the class whose code it names, else of the root."""
    try:
        status = msgspec.json.decode(response.read())["responseStatus"]
        kind = _ERRORS.get(status["errorCode"], SwitchbookError)
        message = status.get("message") or status["errorCode"]
        fields = [FieldError(e["errorCode"], e["fieldName"], e["message"]) for e in status.get("errors", ())]
    except (msgspec.DecodeError, KeyError, TypeError):
        return SwitchbookError(f"the server answered {response.status_code} {response.reason_phrase}")
    if kind is TooManyRequests:
        return TooManyRequests(message, retry_after=int(response.headers.get("Retry-After", "60")))
    return kind(message, errors=fields)
