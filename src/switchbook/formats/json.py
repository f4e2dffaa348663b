"""JSON, as ServiceStack writes it: documents are joined as they are, other structs go through wire_json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.jsconfig import AS_IS, JsConfig, configured, read
from switchbook.formats.listing import Totals, chunks
from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import encode, escaped, plain

_ENCODER = msgspec.json.Encoder()
_INDENT = 4


class JsonFormat:
    """`application/json`; the only format whose type names its charset."""

    name = "json"
    content_type = "application/json; charset=utf-8"
    suffix = "json"
    media_types = ("application/json",)

    def headers(self, _asked: Asked) -> Mapping[str, str]:
        """None."""
        return {}

    def render(self, answer: Answer, asked: Asked = NOTHING) -> Iterator[bytes]:
        """The answer in chunks; a list in the member order of ListResponse."""
        config = read(asked.value("jsconfig"))
        if isinstance(answer, ListAnswer):
            return _list(answer) if config == AS_IS else _configured_list(answer, config)
        if isinstance(answer, DocumentAnswer):
            return iter((_configured_document(answer.document, answer.of, config),))
        return iter((_struct(answer, config),))

    def render_error(self, status: ResponseStatus, asked: Asked = NOTHING) -> bytes:
        """`{"responseStatus":{...}}`."""
        return _struct(ErrorResponse(status), read(asked.value("jsconfig")))


def _list(answer: ListAnswer) -> Iterator[bytes]:
    yield b'{"items":['
    separator = b""
    for documents in chunks(answer):
        yield separator + b",".join(documents)
        separator = b","
    yield b"]," + encode(Totals.of(answer))[1:]


def _configured_list(answer: ListAnswer, config: JsConfig) -> Iterator[bytes]:
    # Text holds no line break of its own, so what is indented can be indented further line by line.
    line, deeper = (b"\n", b"\n" + b" " * _INDENT) if config.indented else (b"", b"")
    item = deeper + b" " * _INDENT if config.indented else b""
    opening = encode(config.named("items")) + (b": [" if config.indented else b":[")
    yield b"{" + deeper + opening
    separator, closing = item, b"]"
    for documents in chunks(answer):
        written = (_configured_document(document, answer.of, config) for document in documents)
        yield separator + (b"," + item).join(each.replace(b"\n", item) for each in written)
        separator, closing = b"," + item, deeper + b"]"
    totals = _struct(Totals.of(answer), config)
    yield closing + (line + b"}" if totals == b"{}" else b"," + totals[1:])


def _configured_document(document: bytes, wire_type: type[msgspec.Struct], config: JsConfig) -> bytes:
    if config == AS_IS:
        return document
    return _written(configured(msgspec.json.decode(document), wire_type, config), config)


def _struct(value: msgspec.Struct, config: JsConfig) -> bytes:
    whole = plain(value)
    return _written(whole if config == AS_IS else configured(whole, type(value), config), config)


def _written(value: object, config: JsConfig) -> bytes:
    encoded = escaped(_ENCODER.encode(value))
    return msgspec.json.format(encoded, indent=_INDENT) if config.indented else encoded
