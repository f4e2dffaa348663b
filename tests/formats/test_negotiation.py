"""Choosing the format: every row of ServiceStack's precedence, and callbacks in every case."""

from __future__ import annotations

import pytest

from switchbook.api.types import SessionInfo
from switchbook.errors import NotFound
from switchbook.formats import FORMATS, HTML, JSON
from switchbook.formats.asked import Asked
from switchbook.formats.negotiation import Negotiated, negotiate, negotiate_predefined
from switchbook.formats.response_status import ResponseStatus
from switchbook.model.answer import DocumentAnswer

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
BY_NAME = {each.name: each for each in FORMATS}
NO = None


def agreed(told: str) -> Negotiated:
    """What a row says in short: a format, `cb:` before it in a callback; `page` is HTML that was named."""
    jsonp, _, name = told.rpartition(":")
    return Negotiated(BY_NAME["html" if name == "page" else name], jsonp or None, wants_html=name == "page")


@pytest.mark.parametrize(
    ("suffix", "callback", "format_parameter", "accept", "content_type", "expected"),
    [
        # 1. The suffix comes first, before ?format= and ?callback=, which wraps whatever the suffix says.
        ("json", NO, NO, BROWSER, NO, "json"),
        ("xml", NO, NO, BROWSER, NO, "xml"),
        ("csv", NO, NO, BROWSER, NO, "csv"),
        ("jsv", NO, NO, BROWSER, NO, "jsv"),
        ("jsonl", NO, NO, BROWSER, NO, "jsonl"),
        ("html", NO, NO, "application/json", NO, "page"),
        ("json", NO, "html", BROWSER, NO, "json"),
        ("csv", NO, "json", "application/json", "application/json", "csv"),
        ("json", "cb", NO, BROWSER, NO, "cb:json"),
        ("xml", "cb", NO, NO, NO, "cb:xml"),
        ("csv", "cb", "json", NO, NO, "cb:csv"),
        ("html", "cb", NO, NO, NO, "cb:page"),
        # 2. A callback that is not empty means JSON.
        (NO, "cb", NO, BROWSER, NO, "cb:json"),
        (NO, "cb", "xml", BROWSER, NO, "cb:json"),
        (NO, "cb", "html", "text/csv", NO, "cb:json"),
        (NO, "", NO, BROWSER, NO, "page"),
        # 3. ?format=, in any case, up to a dot; an unknown one falls to the default, whatever is accepted.
        (NO, NO, "json", BROWSER, NO, "json"),
        (NO, NO, "JSON", BROWSER, NO, "json"),
        (NO, NO, "json.v2", BROWSER, NO, "json"),
        (NO, NO, "xml", "application/json", NO, "xml"),
        (NO, NO, "Csv", "application/json", NO, "csv"),
        (NO, NO, "jsv", "application/json", NO, "jsv"),
        (NO, NO, "jsonl", "application/json", NO, "jsonl"),
        (NO, NO, "html", "application/json", NO, "page"),
        (NO, NO, "nonsense", "application/json", NO, "html"),
        (NO, NO, ".json", "application/json", NO, "html"),
        (NO, NO, "", BROWSER, NO, "page"),
        # 4. Accept: the first range that is known; quality values count for nothing.
        (NO, NO, NO, "application/json", NO, "json"),
        (NO, NO, NO, "application/xml", NO, "xml"),
        (NO, NO, NO, "text/csv", NO, "csv"),
        (NO, NO, NO, "application/jsv", NO, "jsv"),
        (NO, NO, NO, "text/jsonl", NO, "jsonl"),
        (NO, NO, NO, "application/json, text/plain, */*", NO, "json"),
        (NO, NO, NO, "application/json;q=0.1, text/html", NO, "json"),
        (NO, NO, NO, "application/xml, application/json", NO, "xml"),
        (NO, NO, NO, "APPLICATION/JSON; charset=utf-8", NO, "json"),
        (NO, NO, NO, "text/plain, application/json, text/html", NO, "json"),
        (NO, NO, NO, BROWSER, NO, "page"),
        (NO, NO, NO, "Text/HTML;level=1", NO, "page"),
        (NO, NO, NO, "text/plain, text/html, application/json", NO, "page"),
        # A bare */* wishes for what the request is made of (the JavaScript client), unless that is a form.
        (NO, NO, NO, "*/*", "application/json", "json"),
        (NO, NO, NO, " */* ", "application/json; charset=utf-8", "json"),
        (NO, NO, NO, "*/*", "application/xml", "xml"),
        (NO, NO, NO, "*/*", "text/html; charset=utf-8", "page"),
        (NO, NO, NO, "*/*", "application/x-www-form-urlencoded", "html"),
        (NO, NO, NO, "*/*", "multipart/form-data; boundary=x", "html"),
        (NO, NO, NO, "*/*", "image/png", "html"),
        (NO, NO, NO, "*/*", NO, "html"),
        # 5. The default: nothing that is known was wished for.
        (NO, NO, NO, "text/plain", NO, "html"),
        (NO, NO, NO, "text/json", NO, "html"),
        (NO, NO, NO, "text/xml", NO, "html"),
        (NO, NO, NO, "text/jsv", NO, "html"),
        (NO, NO, NO, "application/*", NO, "html"),
        (NO, NO, NO, "text/plain, */*", "application/json", "html"),
        (NO, NO, NO, NO, "application/json", "html"),
        (NO, NO, NO, "", NO, "html"),
        (NO, NO, NO, NO, NO, "html"),
        (NO, NO, NO, ",;,", NO, "html"),
    ],
)
def test_suffix_then_callback_then_format_then_accept_then_html(
    suffix: str | None,
    callback: str | None,
    format_parameter: str | None,
    accept: str | None,
    content_type: str | None,
    expected: str,
) -> None:
    assert negotiate(suffix, callback, format_parameter, accept, content_type) == agreed(expected)


@pytest.mark.parametrize("suffix", ["JSON", "Json", "XML", "Html", "nonsense", ""])
def test_a_suffix_counts_as_it_is_written_and_an_unknown_one_is_not_found(suffix: str) -> None:
    with pytest.raises(NotFound):
        negotiate(suffix, "cb", "json", "application/json", None)


@pytest.mark.parametrize(
    ("route_format", "callback", "format_parameter", "expected"),
    [
        ("json", NO, NO, "json"),
        ("JSON", NO, NO, "json"),
        ("Xml", NO, NO, "xml"),
        ("csv", NO, NO, "csv"),
        ("jsv", NO, NO, "jsv"),
        ("jsonl", NO, NO, "jsonl"),
        ("html", NO, NO, "page"),
        ("json", "cb", "html", "cb:json"),
        ("xml", "cb", NO, "cb:json"),
        ("json", NO, "html", "page"),
        ("xml", NO, "CSV", "csv"),
        ("json", NO, "nonsense", "json"),
        ("csv", NO, "nonsense", "csv"),
        ("json", "", "", "json"),
    ],
)
def test_on_a_predefined_route_callback_then_format_then_its_own(
    route_format: str, callback: str | None, format_parameter: str | None, expected: str
) -> None:
    assert negotiate_predefined(route_format, callback, format_parameter) == agreed(expected)


def test_a_predefined_route_of_an_unknown_format_is_not_found() -> None:
    with pytest.raises(NotFound):
        negotiate_predefined("nonsense", "cb", "json")


@pytest.mark.parametrize(
    ("name", "suffix", "content_type", "headers"),
    [
        ("json", "json", "application/json; charset=utf-8", {}),
        ("xml", "xml", "application/xml", {}),
        ("csv", "csv", "text/csv", {"content-disposition": "attachment;filename=ListSessions.csv"}),
        ("jsv", "jsv", "application/jsv", {}),
        ("jsonl", "jsonl", "text/jsonl", {}),
    ],
)
def test_each_format_is_labelled_exactly(name: str, suffix: str, content_type: str, headers: dict[str, str]) -> None:
    known = BY_NAME[name]

    assert (known.suffix, known.content_type) == (suffix, content_type)
    assert Negotiated(known, asked=Asked("ListSessions")).headers == {"content-type": content_type, **headers}


def test_a_page_is_labelled_exactly_and_carries_its_policy() -> None:
    headers = Negotiated(HTML).headers

    assert headers["content-type"] == "text/html"
    assert "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("suffix", "content_type", "begins"),
    [
        (NO, "text/javascript", b"cb({"),
        ("json", "text/javascript", b"cb({"),
        ("xml", "application/xml", b"cb(<?xml"),
        ("jsv", "application/jsv", b"cb({"),
        ("jsonl", "text/jsonl", b"cb({"),
        ("csv", "text/csv", b"cb(dialState,"),
        ("html", "text/html", b"cb(<!doctype"),
    ],
)
def test_a_callback_wraps_every_format_and_changes_the_type_of_json_alone(
    suffix: str | None, content_type: str, begins: bytes
) -> None:
    wrapped = negotiate(suffix, "cb", None, None, None)
    body = b"".join(wrapped.render(DocumentAnswer(b"{}", SessionInfo)))

    assert wrapped.content_type == content_type
    assert body.startswith(begins)
    assert body.endswith(b")")


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
    wrapped = negotiate(None, callback, None, None, None)

    assert b"".join(wrapped.render(DocumentAnswer(b"{}", SessionInfo))) == f"{name}({{}})".encode()
    assert wrapped.render_error(ResponseStatus("NotFound", "Session not found")) == (
        f'{name}({{"responseStatus":{{"errorCode":"NotFound","message":"Session not found","errors":[]}}}})'.encode()
    )


def test_an_error_that_comes_early_is_json_whatever_the_suffix() -> None:
    early = negotiate("xml", "cb", None, None, None).in_json()

    assert early.render_error(ResponseStatus("E", "m")).startswith(b'cb({"responseStatus":{')


def test_without_a_callback_answer_and_error_stand_alone() -> None:
    plain = Negotiated(JSON)

    assert b"".join(plain.render(DocumentAnswer(b"{}", SessionInfo))) == b"{}"
    assert plain.render_error(ResponseStatus("NotFound", "x")).startswith(b'{"responseStatus":{')


def test_formats_are_told_apart() -> None:
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    assert len({each.suffix for each in FORMATS}) == len(FORMATS)
    assert len({name for each in FORMATS for name in each.media_types}) == sum(len(f.media_types) for f in FORMATS)
