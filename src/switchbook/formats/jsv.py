"""JSV, ServiceStack's own: JSON's braces and brackets, and quotes only around what needs them (JsWriter.cs)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.jsconfig import AS_IS, JsConfig, configured, read
from switchbook.formats.listing import Totals, chunks
from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import plain

_NEEDS_QUOTES = re.compile(r'[":,{}\[\]\r\n]')


class JsvFormat:
    """`application/jsv`."""

    name = "jsv"
    content_type = "application/jsv"
    suffix = "jsv"
    media_types = ("application/jsv",)

    def headers(self, _asked: Asked) -> Mapping[str, str]:
        """None."""
        return {}

    def render(self, answer: Answer, asked: Asked = NOTHING) -> Iterator[bytes]:
        """The answer in chunks; a list in the member order of ListResponse."""
        config = read(asked.value("jsconfig"))
        if isinstance(answer, ListAnswer):
            return _list(answer, config)
        if isinstance(answer, DocumentAnswer):
            return iter((_document(answer.document, answer.of, config),))
        return iter((_struct(answer, config),))

    def render_error(self, status: ResponseStatus, asked: Asked = NOTHING) -> bytes:
        """`{responseStatus:{...}}`."""
        return _struct(ErrorResponse(status), read(asked.value("jsconfig")))


def written(value: object) -> str:
    """A plain value (dictionaries, lists, strings, numbers, booleans) as JSV."""
    if isinstance(value, str):
        return _quoted(value) if not value or _NEEDS_QUOTES.search(value) else value
    if isinstance(value, dict):
        return "{" + ",".join(f"{written(name)}:{written(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(written, value)) + "]"
    return "null" if value is None else str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _list(answer: ListAnswer, config: JsConfig) -> Iterator[bytes]:
    yield b"{%s:[" % config.named("items").encode()
    separator = b""
    for documents in chunks(answer):
        yield separator + b",".join(_document(document, answer.of, config) for document in documents)
        separator = b","
    totals = _struct(Totals.of(answer), config)
    yield b"]}" if totals == b"{}" else b"]," + totals[1:]


def _document(document: bytes, wire_type: type[msgspec.Struct], config: JsConfig) -> bytes:
    return _configured(msgspec.json.decode(document), wire_type, config)


def _struct(value: msgspec.Struct, config: JsConfig) -> bytes:
    return _configured(plain(value), type(value), config)


def _configured(value: Mapping[str, object], wire_type: type[msgspec.Struct], config: JsConfig) -> bytes:
    return written(value if config == AS_IS else configured(value, wire_type, config)).encode()
