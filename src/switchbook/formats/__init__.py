"""Formats of answers: each names its media types and turns an answer into chunks of bytes. One file, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from switchbook.formats.json import JsonFormat
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import Answer


class Format(Protocol):
    """What writes answers in one format."""

    @property
    def name(self) -> str:
        """What `?format=` calls it, in lower case."""

    @property
    def content_type(self) -> str:
        """The Content-Type of its answers, exactly."""

    @property
    def suffix(self) -> str:
        """What a path ends in after the last dot to ask for it; counts as it is written."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """What Accept and Content-Type call it, in lower case, without parameters."""

    def render(self, answer: Answer) -> Iterator[bytes]:
        """The answer in chunks. A list is written as its batches come, so what they raise is raised midway."""

    def render_error(self, status: ResponseStatus) -> bytes:
        """The body of an error."""


JSON = JsonFormat()

# In order of preference; the first is what nobody's wish falls back to.
FORMATS: tuple[Format, ...] = (JSON,)
