"""Every format of every kind of answer and error, byte for byte, as kept in tests/golden.

`SWITCHBOOK_GOLDEN=write` has this module write them anew; what changed is then for people to judge.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from support.answers import ASKED, ERRORS, answers, rendered

from switchbook.formats import FORMATS, Format

GOLDEN = Path(__file__).parents[1] / "golden"
KINDS = sorted(answers())


def compare(name: str, body: bytes) -> None:
    """The body with the one that is kept."""
    kept = GOLDEN / name
    if os.environ.get("SWITCHBOOK_GOLDEN") == "write":
        kept.write_bytes(body)
    assert body == kept.read_bytes()


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@pytest.mark.parametrize("kind", KINDS)
def test_an_answer_is_written_as_it_is_kept(known: Format, kind: str) -> None:
    compare(f"{kind}.{known.suffix}", rendered(known, answers()[kind]))


@pytest.mark.parametrize("known", FORMATS, ids=lambda known: known.name)
@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_an_error_is_written_as_it_is_kept(known: Format, kind: str) -> None:
    compare(f"{kind}.{known.suffix}", known.render_error(ERRORS[kind], ASKED))


NOT_FOUND = "error-not-found"


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        ("json", b'{"responseStatus":{"errorCode":"NotFound","message":"Session not found","errors":[]}}'),
        ("jsv", b"{responseStatus:{errorCode:NotFound,message:Session not found,errors:[]}}"),
        ("csv", b'ResponseStatus\r\n"{errorCode:NotFound,message:Session not found,errors:[]}"\r\n'),
        ("jsonl", b'{"responseStatus":{"errorCode":"NotFound","message":"Session not found","errors":[]}}\n'),
        (
            "xml",
            b'<?xml version="1.0" encoding="utf-8"?><ErrorResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
            b'xmlns="http://schemas.servicestack.net/types"><ResponseStatus><ErrorCode>NotFound</ErrorCode>'
            b'<Message>Session not found</Message><StackTrace i:nil="true" /><Errors />'
            b'<Meta xmlns:d3p1="http://schemas.microsoft.com/2003/10/Serialization/Arrays" i:nil="true" />'
            b"</ResponseStatus></ErrorResponse>",
        ),
    ],
)
def test_the_errors_that_the_original_was_seen_to_send(suffix: str, body: bytes) -> None:
    assert (GOLDEN / f"{NOT_FOUND}.{suffix}").read_bytes() == body


@pytest.mark.parametrize(
    ("suffix", "body"),
    [
        ("json", b'{"items":[],"totalCount":0,"totalPages":0,"hasMorePages":false}'),
        ("jsv", b"{items:[],totalCount:0,totalPages:0,hasMorePages:False}"),
        ("jsonl", b""),
        (
            "xml",
            b'<?xml version="1.0" encoding="utf-8"?><ListResponseOfSessionInfoBWxtuWQa '
            b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
            b'xmlns="http://schemas.datacontract.org/2004/07/Voice.Api"><HasMorePages>false</HasMorePages>'
            b'<Items xmlns:d2p1="http://schemas.datacontract.org/2004/07/Voice.Api.Sessions" />'
            b"<TotalCount>0</TotalCount><TotalPages>0</TotalPages></ListResponseOfSessionInfoBWxtuWQa>",
        ),
    ],
)
def test_the_empty_list_as_the_original_was_seen_to_send_it(suffix: str, body: bytes) -> None:
    assert (GOLDEN / f"empty.{suffix}").read_bytes() == body
