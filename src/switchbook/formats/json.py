"""JSON, as ServiceStack writes it: documents are joined as they are, other structs go through wire_json."""

from __future__ import annotations

from collections.abc import Iterator

from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import encode

# With documents of some 2 kB a chunk is about 200 kB.
DOCUMENTS_IN_A_CHUNK = 100


class JsonFormat:
    """`application/json`; the only format whose type names its charset."""

    name = "json"
    content_type = "application/json; charset=utf-8"
    suffix = "json"
    media_types = ("application/json",)

    def render(self, answer: Answer) -> Iterator[bytes]:
        """The answer in chunks; a list in the member order of ListResponse."""
        if isinstance(answer, ListAnswer):
            return _list(answer)
        return iter((answer.document if isinstance(answer, DocumentAnswer) else encode(answer),))

    def render_error(self, status: ResponseStatus) -> bytes:
        """`{"responseStatus":{...}}`."""
        return encode(ErrorResponse(status))


def _list(answer: ListAnswer) -> Iterator[bytes]:
    yield b'{"items":['
    separator = b""
    for documents in answer.batches:
        for first in range(0, len(documents), DOCUMENTS_IN_A_CHUNK):
            yield separator + b",".join(documents[first : first + DOCUMENTS_IN_A_CHUNK])
            separator = b","
    yield b'],"totalCount":%d,"totalPages":%d,"hasMorePages":%s}' % (
        answer.total_count,
        answer.total_pages,
        b"true" if answer.has_more_pages else b"false",
    )
