"""The page for people: readable without script, harmless whatever it shows, and it leads on."""

from __future__ import annotations

import base64
import hashlib
import re
from html import unescape

import pytest
from support.answers import ASKED, AWKWARD, ERRORS, USER, documents_of, list_of, rendered

from switchbook.formats import FORMATS, HTML
from switchbook.formats.asked import Asked
from switchbook.model.answer import ListAnswer


def page(asked: Asked, answer: ListAnswer | None = None) -> str:
    """The page of a list, by default one with more pages."""
    return rendered(HTML, answer or list_of([], has_more_pages=True), asked).decode()


def links(text: str) -> dict[str, str]:
    """The addresses on a page by their text."""
    return {label: unescape(address) for address, label in re.findall(r'<a href="([^"]*)">([^<]*)</a>', text)}


def at(path: str, *pairs: tuple[str, str]) -> Asked:
    """A request for this path with these parameters."""
    return Asked("ListSessions", path, pairs)


def test_the_policy_allows_the_one_style_and_nothing_else() -> None:
    text = page(ASKED, list_of(documents_of(*AWKWARD)))
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    policy = HTML.headers(ASKED)["content-security-policy"]

    assert f"style-src 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "<script" not in text
    assert " style=" not in text
    assert not re.search(r"<[^>]* on[a-z]+=", text)


def test_it_is_titled_with_the_operation_and_its_tables_are_labelled() -> None:
    text = page(ASKED, list_of(documents_of(*AWKWARD), total_count=77, total_pages=4))

    assert "<title>ListSessions · Switchbook</title>" in text
    assert "<h1>ListSessions</h1>" in text
    assert '<html lang="en">' in text
    assert "<caption>77 in all, on 4 pages</caption>" in text
    assert text.count("<td></td>") > 0
    assert '<th scope="col">fromAddress</th>' in text


def test_one_page_is_not_called_pages() -> None:
    text = page(ASKED, list_of(documents_of(*AWKWARD), total_count=2, total_pages=1))

    assert "<caption>2 in all, on 1 page</caption>" in text


def test_an_empty_list_says_so() -> None:
    assert "Nothing found." in page(ASKED, list_of([]))


def test_text_never_becomes_markup() -> None:
    text = page(at("/sessions", ("from", '"><script>x</script>')), list_of(documents_of(*AWKWARD, log=["</td><b>x"])))

    assert "<script" not in text
    assert "</td><b>x" not in text
    assert "&lt;/td&gt;&lt;b&gt;x" in text


@pytest.mark.parametrize(
    ("asked", "json", "before", "after"),
    [
        (at("/sessions"), "/sessions?format=json", None, "/sessions?page=1"),
        (
            at("/sessions", ("page", "3"), ("from", "a&b")),
            "/sessions?page=3&from=a%26b&format=json",
            "/sessions?from=a%26b&page=2",
            "/sessions?from=a%26b&page=4",
        ),
        (
            at("/sessions.html", ("PAGE", "1")),
            "/sessions?PAGE=1&format=json",
            "/sessions?page=0&format=html",
            "/sessions?page=2&format=html",
        ),
        (at("/sessions", ("Format", "html")), "/sessions?format=json", None, "/sessions?Format=html&page=1"),
        (
            at("/html/reply/ListSessions"),
            "/html/reply/ListSessions?format=json",
            None,
            "/html/reply/ListSessions?page=1",
        ),
        (at("//evil.example"), "/evil.example?format=json", None, "/evil.example?page=1"),
        (at("/\\evil.example"), "/%5Cevil.example?format=json", None, "/%5Cevil.example?page=1"),
        (at("/sessions", ("all", "true"), ("page", "2")), "/sessions?all=true&page=2&format=json", None, None),
    ],
)
def test_it_leads_to_other_formats_and_other_pages(
    asked: Asked, json: str, before: str | None, after: str | None
) -> None:
    found = links(page(asked))

    assert found["JSON"] == json
    assert found.get("Previous page") == before
    assert found.get("Next page") == after
    assert set(found) - {"Previous page", "Next page"} == {each.name.upper() for each in FORMATS if each is not HTML}


def test_the_last_page_leads_to_none_after() -> None:
    assert "Next page" not in links(page(at("/sessions"), list_of([])))


def test_any_other_answer_is_a_table_of_its_members() -> None:
    text = rendered(HTML, USER, Asked("GetAuthStatus", "/auth/status")).decode()

    assert "<td>Ann, &lt;b&gt;</td>" in text
    assert "<td>a1<br>a,2</td>" in text


def test_an_error_is_a_page_too() -> None:
    text = HTML.render_error(ERRORS["error-unbound"], ASKED).decode()

    assert "<title>ListSessions: SerializationException · Switchbook</title>" in text
    assert "<p role=\"alert\">Unable to bind to request 'ListSessions'</p>" in text
    assert "<li>All: 'maybe' is an Invalid value for 'All'</li>" in text
    assert "<b>" not in text
