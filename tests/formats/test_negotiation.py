"""Choosing the format: every row of ServiceStack's precedence, as far as there are formats to choose from."""

from __future__ import annotations

import pytest

from switchbook.errors import NotFound
from switchbook.formats import FORMATS, JSON
from switchbook.formats.negotiation import Negotiated, negotiate, negotiate_predefined
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import DocumentAnswer

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PLAIN = Negotiated(JSON)
PAGE = Negotiated(JSON, wants_html=True)
IN_CB = Negotiated(JSON, "cb")


@pytest.mark.parametrize(
    ("suffix", "callback", "format_parameter", "accept", "content_type", "expected"),
    [
        # The suffix comes first; a callback wraps whatever the suffix says.
        ("json", None, None, BROWSER, None, PLAIN),
        ("json", None, "html", BROWSER, None, PLAIN),
        ("json", "cb", None, BROWSER, None, IN_CB),
        # A callback means JSON.
        (None, "cb", "html", BROWSER, None, IN_CB),
        (None, "", None, BROWSER, None, PAGE),
        # ?format= outranks Accept.
        (None, None, "json", BROWSER, None, PLAIN),
        (None, None, "JSON", BROWSER, None, PLAIN),
        (None, None, "json.v2", BROWSER, None, PLAIN),
        (None, None, "html", "application/json", None, PAGE),
        (None, None, "nonsense", "application/json", None, PLAIN),
        (None, None, "", BROWSER, None, PAGE),
        # Accept: the first range that is known; quality values count for nothing.
        (None, None, None, "application/json", None, PLAIN),
        (None, None, None, "application/json, text/plain, */*", None, PLAIN),
        (None, None, None, "application/json;q=0.1, text/html", None, PLAIN),
        (None, None, None, "APPLICATION/JSON; charset=utf-8", None, PLAIN),
        (None, None, None, "text/plain, application/json, text/html", None, PLAIN),
        (None, None, None, BROWSER, None, PAGE),
        (None, None, None, "Text/HTML;level=1", None, PAGE),
        (None, None, None, "text/plain, text/html, application/json", None, PAGE),
        (None, None, None, "text/plain", None, PLAIN),
        (None, None, None, "", None, PLAIN),
        (None, None, None, None, None, PLAIN),
        (None, None, None, ",;,", None, PLAIN),
        # A bare */* wishes for what the request is made of: the JavaScript client.
        (None, None, None, "*/*", "application/json", PLAIN),
        (None, None, None, "*/*", "text/html; charset=utf-8", PAGE),
        (None, None, None, "*/*", "application/x-www-form-urlencoded", PLAIN),
        (None, None, None, "*/*", None, PLAIN),
        (None, None, None, "text/plain, */*", "text/html", PLAIN),
        (None, None, None, None, "text/html", PLAIN),
    ],
)
def test_suffix_then_callback_then_format_then_accept(
    suffix: str | None,
    callback: str | None,
    format_parameter: str | None,
    accept: str | None,
    content_type: str | None,
    expected: Negotiated,
) -> None:
    assert negotiate(suffix, callback, format_parameter, accept, content_type) == expected


@pytest.mark.parametrize("suffix", ["JSON", "Json", "nonsense", ""])
def test_an_unknown_suffix_is_not_found(suffix: str) -> None:
    with pytest.raises(NotFound):
        negotiate(suffix, "cb", "json", "application/json", None)


@pytest.mark.parametrize(
    ("route_format", "callback", "format_parameter", "expected"),
    [
        ("json", None, None, PLAIN),
        ("JSON", None, None, PLAIN),
        ("json", "cb", "html", IN_CB),
        ("json", None, "html", PAGE),
        ("json", None, "nonsense", PLAIN),
        ("json", "", "", PLAIN),
    ],
)
def test_on_a_predefined_route_callback_then_format_then_its_own(
    route_format: str, callback: str | None, format_parameter: str | None, expected: Negotiated
) -> None:
    assert negotiate_predefined(route_format, callback, format_parameter) == expected


def test_a_predefined_route_of_an_unknown_format_is_not_found() -> None:
    with pytest.raises(NotFound):
        negotiate_predefined("nonsense", "cb", "json")


@pytest.mark.parametrize(
    ("callback", "name"),
    [
        ("cb", "cb"),
        ("jQuery_1.done", "jQuery_1.done"),
        ("a-b", "a_b"),
        ("alert(1)//", "alert_1___"),
        ("<é\0\ud800", "____"),
        (" ", "_"),
    ],
)
def test_a_callback_wraps_answer_and_error_under_a_harmless_name(callback: str, name: str) -> None:
    agreed = negotiate(None, callback, None, None, None)

    assert b"".join(agreed.render(DocumentAnswer(b"{}"))) == f"{name}({{}})".encode()
    assert agreed.render_error(ResponseStatus("NotFound", "Session not found")) == (
        f'{name}({{"responseStatus":{{"errorCode":"NotFound","message":"Session not found","errors":[]}}}})'.encode()
    )
    assert agreed.content_type == "text/javascript"


def test_without_a_callback_answer_and_error_stand_alone() -> None:
    assert b"".join(PLAIN.render(DocumentAnswer(b"{}"))) == b"{}"
    assert PLAIN.render_error(ResponseStatus("NotFound", "x")).startswith(b'{"responseStatus":{')
    assert PLAIN.content_type == "application/json; charset=utf-8"


def test_formats_are_told_apart() -> None:
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    assert len({each.suffix for each in FORMATS}) == len(FORMATS)
    assert len({name for each in FORMATS for name in each.media_types}) == sum(len(f.media_types) for f in FORMATS)
