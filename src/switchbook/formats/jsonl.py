"""JSON Lines: one item on each line, so that a list of any length is read line by line.

The original writes the whole list as one line; here a line is an item, and what the list tells of itself is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.listing import chunks
from switchbook.formats.response_status import ErrorResponse, ResponseStatus
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import encode


class JsonlFormat:
    """`text/jsonl`."""

    name = "jsonl"
    content_type = "text/jsonl"
    suffix = "jsonl"
    media_types = ("text/jsonl",)

    def headers(self, _asked: Asked) -> Mapping[str, str]:
        """None."""
        return {}

    def render(self, answer: Answer, _asked: Asked = NOTHING) -> Iterator[bytes]:
        """The answer in chunks: each item, or the one record, on a line of its own. No item, no line."""
        if isinstance(answer, ListAnswer):
            return (b"".join(document + b"\n" for document in documents) for documents in chunks(answer))
        written = answer.document if isinstance(answer, DocumentAnswer) else encode(answer)
        return iter((written + b"\n",))

    def render_error(self, status: ResponseStatus, _asked: Asked = NOTHING) -> bytes:
        """`{"responseStatus":{...}}` on one line."""
        return encode(ErrorResponse(status)) + b"\n"
