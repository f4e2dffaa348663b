"""What formats share of a list: its documents in pieces of bounded size, and what is told beside the items."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from switchbook.model.answer import ListAnswer

# With documents of some 2 kB a chunk is about 200 kB.
DOCUMENTS_IN_A_CHUNK = 100


class Totals(msgspec.Struct, frozen=True, rename="camel"):
    """What ListResponse tells beside its items, in the order of the wire."""

    total_count: int
    total_pages: int
    has_more_pages: bool

    @classmethod
    def of(cls, answer: ListAnswer) -> Totals:
        """Those of this answer."""
        return cls(answer.total_count, answer.total_pages, answer.has_more_pages)


def chunks(answer: ListAnswer) -> Iterator[Sequence[bytes]]:
    """The documents, at most DOCUMENTS_IN_A_CHUNK at a time and never none, read as they are asked for."""
    for documents in answer.batches:
        for first in range(0, len(documents), DOCUMENTS_IN_A_CHUNK):
            yield documents[first : first + DOCUMENTS_IN_A_CHUNK]
