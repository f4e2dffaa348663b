"""A list of any length goes out in every format as it is read, and one that fails midway never looks complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from support.answers import documents_of, list_of, rendered
from support.sessions import session

from switchbook.api.types import SessionInfo
from switchbook.formats import FORMATS, Format
from switchbook.formats.asked import Asked
from switchbook.formats.listing import DOCUMENTS_IN_A_CHUNK
from switchbook.model.answer import ListAnswer

every_format = pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
DOCUMENT = documents_of(session(1))[0]
CONFIGURED = Asked("ListSessions", "/sessions", (("jsconfig", "edv"),))
# What only the end of a list holds; lines and rows end as they began, so there it is the connection that tells.
CLOSING = {"json": b"hasMorePages", "jsv": b"hasMorePages", "xml": b"</Items>", "html": b"</html>"}


def many(batches: Iterator[Sequence[bytes]]) -> ListAnswer:
    """A list of what these batches hold."""
    return ListAnswer(batches, SessionInfo, total_count=0, total_pages=0, has_more_pages=False)


@every_format
@pytest.mark.parametrize("asked", [Asked(), CONFIGURED])
def test_batches_are_read_as_the_body_is_sent(known: Format, asked: Asked) -> None:
    taken = []

    def batches() -> Iterator[Sequence[bytes]]:
        for number in range(1000):
            taken.append(number)
            yield [DOCUMENT]

    chunks = known.render(many(batches()), asked)

    for _ in range(10):
        next(chunks)
    assert 5 <= len(taken) <= 11


@every_format
def test_a_chunk_holds_a_bounded_number_of_documents(known: Format) -> None:
    documents = [DOCUMENT] * (3 * DOCUMENTS_IN_A_CHUNK)
    one = len(rendered(known, list_of([DOCUMENT])))

    assert max(map(len, known.render(many(iter([documents]))))) < (DOCUMENTS_IN_A_CHUNK + 1) * one


@every_format
def test_a_list_that_fails_midway_is_never_closed(known: Format) -> None:
    def failing() -> Iterator[Sequence[bytes]]:
        yield [DOCUMENT]
        raise OSError("the disk is gone")

    chunks = known.render(many(failing()))
    sent: list[bytes] = []

    with pytest.raises(OSError, match="the disk is gone"):
        sent.extend(chunks)
    assert CLOSING.get(known.name, b"\xff") not in b"".join(sent)
