"""Formats of answers: each names its media types and turns an answer into chunks of bytes. One file, one row each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.csv import CsvFormat
from switchbook.formats.html import HtmlFormat
from switchbook.formats.json import JsonFormat
from switchbook.formats.jsonl import JsonlFormat
from switchbook.formats.jsv import JsvFormat
from switchbook.formats.response_status import ResponseStatus
from switchbook.formats.xml import XmlFormat
from switchbook.model.answer import Answer


class Format(Protocol):
    """What writes answers in one format. Some heed what was asked: its options, its name, its address."""

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

    def headers(self, asked: Asked, /) -> Mapping[str, str]:
        """The headers that an answer in it carries beside Content-Type."""

    def render(self, answer: Answer, asked: Asked = NOTHING, /) -> Iterator[bytes]:
        """The answer in chunks. A list is written as its batches come, so what they raise is raised midway."""

    def render_error(self, status: ResponseStatus, asked: Asked = NOTHING, /) -> bytes:
        """The body of an error."""


JSON = JsonFormat()
_DATA: tuple[Format, ...] = (JSON, XmlFormat(), JsvFormat(), JsonlFormat(), CsvFormat())
# What nobody's wish falls back to.
HTML = HtmlFormat([each.name for each in _DATA])

FORMATS: tuple[Format, ...] = (*_DATA, HTML)
