"""The book as a page sees it: operations asked by their request, answered with typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import msgspec

from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS
from switchbook.api.spelling import read_answer
from switchbook.model.actor import Actor
from switchbook.model.answer import DocumentAnswer, ListAnswer, version_of
from switchbook.web.asking import Asker

T = TypeVar("T", bound=msgspec.Struct)

_ASKED_BY: dict[type[msgspec.Struct], Operation] = {row.request: row for row in OPERATIONS}


class Listed(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list, as told by its operation. `cursor` leads on where the request had one."""

    items: Sequence[T]
    total: int
    pages: int
    has_more: bool
    cursor: str | None = None


class Record(msgspec.Struct, Generic[T], frozen=True):
    """One record, and the version that a change to it names, so that nobody's change in between is undone.

    `document` is the record as the API writes it in JSON.
    """

    value: T
    version: str
    document: bytes


class Book:
    """What one visitor may ask. Call it on the thread it was made for; it raises what the operations raise."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker

    @property
    def actor(self) -> Actor:
        """Who looks."""
        return self._asker.actor

    @property
    def signed_in(self) -> bool:
        """Whether anybody is."""
        return self._asker.signed_in is not None

    @property
    def day_zone(self) -> str:
        """The zone that days are in where nobody says otherwise (IANA name)."""
        return self._asker.context.settings.day_zone

    @property
    def sources(self) -> Sequence[str]:
        """The names of what can call a hook."""
        return tuple(self._asker.context.sources)

    def may(self, *requests: type[msgspec.Struct]) -> bool:
        """Whether the visitor's role lets them ask every one of these."""
        return all(self._asker.may(_ASKED_BY[request]) for request in requests)

    def list(self, request: msgspec.Struct, of: type[T]) -> Listed[T]:
        """A list of `of`, the wire type of its operation."""
        answer = self._asker.ask(_ASKED_BY[type(request)], request)
        assert isinstance(answer, ListAnswer)  # noqa: S101 - the table of operations says so
        return Listed(
            items=[read_answer(of, document) for batch in answer.batches for document in batch],
            total=answer.total_count,
            pages=answer.total_pages,
            has_more=answer.has_more_pages,
            cursor=answer.next_cursor,
        )

    def record(self, request: msgspec.Struct, of: type[T]) -> Record[T]:
        """One record with its version."""
        document = self._document(request)
        return Record(read_answer(of, document), version_of(document), document)

    def answer(self, request: msgspec.Struct, of: type[T]) -> T:
        """Any other answer, as its type."""
        answer = self._asker.ask(_ASKED_BY[type(request)], request)
        if isinstance(answer, DocumentAnswer):
            return read_answer(of, answer.document)
        assert isinstance(answer, of)  # noqa: S101 - the table of operations says so
        return answer

    def do(self, request: msgspec.Struct, *, version: str | None = None, once: str | None = None) -> Any:
        """Change something; the answer, whatever it is.

        `version` is that of the record as the visitor saw it: raises ChangedMeanwhile when it has another one by now.
        `once` names the attempt: the same again does nothing more, and answers the same.
        """
        # As the API writes it, whose tags name the format too (see Pen.refuse_if_changed).
        tag = None if version is None else f'"{version}-"'
        return self._asker.ask(_ASKED_BY[type(request)], request, if_match=tag, idempotency_key=once)

    def _document(self, request: msgspec.Struct) -> bytes:
        answer = self._asker.ask(_ASKED_BY[type(request)], request)
        assert isinstance(answer, DocumentAnswer)  # noqa: S101 - the table of operations says so
        return answer.document
