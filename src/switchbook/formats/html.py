"""HTML for people: one self-contained page that needs no script, a row for each item with all of it to unfold.

The original embeds its JSON in a script that draws the page; no client reads either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.formats import html_links
from switchbook.formats.asked import NOTHING, Asked
from switchbook.formats.html_page import FOOT, POLICY, head
from switchbook.formats.listing import chunks
from switchbook.formats.markup import as_text, content
from switchbook.formats.response_status import ResponseStatus
from switchbook.formats.shape import Kind, members
from switchbook.model.answer import Answer, DocumentAnswer, ListAnswer
from switchbook.model.wire_json import plain

# The columns of a list of these; the list of any other type has all its members that are neither lists nor such.
_COLUMNS: Mapping[str, Sequence[str]] = {
    "SessionInfo": (
        *("dateCreated", "channel", "direction", "fromAddress", "fromName", "toAddress", "answeredByName"),
        *("callState", "queueState", "outcome", "wasMissed", "accountName", "customerName", "endpointName"),
    ),
}


class HtmlFormat:
    """`text/html`; what nobody's wish falls back to."""

    name = "html"
    content_type = "text/html"
    suffix = "html"
    media_types = ("text/html",)

    def __init__(self, others: Sequence[str]) -> None:
        self._others = others

    def headers(self, _asked: Asked) -> Mapping[str, str]:
        """The policy that allows the page its style and nothing else."""
        return {"content-security-policy": POLICY}

    def render(self, answer: Answer, asked: Asked = NOTHING) -> Iterator[bytes]:
        """The page in chunks, titled with the operation."""
        yield (head(asked.operation) + html_links.nav("Formats", html_links.formats(asked, self._others))).encode()
        if isinstance(answer, ListAnswer):
            yield from _list(answer, html_links.nav("Pages", html_links.pages(asked, answer)))
        elif isinstance(answer, DocumentAnswer):
            yield _record(msgspec.json.decode(answer.document), answer.of).encode()
        else:
            yield _record(plain(answer), type(answer)).encode()
        yield FOOT.encode()

    def render_error(self, status: ResponseStatus, asked: Asked = NOTHING) -> bytes:
        """A page that says what went wrong, and at which fields."""
        title = f"{asked.operation}: {status.error_code}" if asked.operation else status.error_code
        items = "".join(f"<li>{content(each.field_name)}: {content(each.message)}</li>" for each in status.errors)
        told = f'<p role="alert">{content(status.message)}</p>\n' + (f"<ul>{items}</ul>\n" if items else "")
        return (head(title) + told + FOOT).encode()


def _list(answer: ListAnswer, pages: str) -> Iterator[bytes]:
    columns = _COLUMNS.get(answer.of.__name__) or [
        member.name for member in members(answer.of) if _is_scalar(member.kind)
    ]
    headings = "".join(f'<th scope="col">{name}</th>' for name in ("everything", *columns))
    pages_word = "page" if answer.total_pages == 1 else "pages"
    caption = f"{answer.total_count} in all, on {answer.total_pages} {pages_word}" if answer.total_count else "Items"
    opening = f'{pages}<div class="wide">\n<table class="list">\n<caption>{caption}</caption>\n'
    yield f"{opening}<thead><tr>{headings}</tr></thead>\n<tbody>\n".encode()
    empty = True
    for documents in chunks(answer):
        empty = False
        yield "".join(_row(msgspec.json.decode(document), answer.of, columns) for document in documents).encode()
    if empty:
        yield f'<tr><td colspan="{len(columns) + 1}">Nothing found.</td></tr>\n'.encode()
    yield f"</tbody>\n</table>\n</div>\n{pages}".encode()


def _row(value: Mapping[str, Any], wire_type: type[msgspec.Struct], columns: Sequence[str]) -> str:
    cells = "".join(f"<td>{_scalar(value.get(name))}</td>" for name in columns)
    unfolded = f"<details><summary>All</summary>{_record(value, wire_type)}</details>"
    return f"<tr><td>{unfolded}</td>{cells}</tr>\n"


def _record(value: Mapping[str, Any], wire_type: type[msgspec.Struct]) -> str:
    """All members that are there, a row each, named by their first cell."""
    rows = (
        f'<tr><th scope="row">{member.name}</th><td>{_value(value[member.name], member.kind)}</td></tr>'
        for member in members(wire_type)
        if member.name in value
    )
    return f'<table class="record">{"".join(rows)}</table>\n'


def _value(value: Any, kind: Kind) -> str:
    if isinstance(value, dict) and issubclass(kind.of, msgspec.Struct) and not kind.many:
        return _record(value, kind.of)
    if isinstance(value, dict):
        rows = (f'<tr><th scope="row">{content(key)}</th><td>{_scalar(held)}</td></tr>' for key, held in value.items())
        return f"<table>{''.join(rows)}</table>" if value else ""
    if not isinstance(value, list):
        return _scalar(value)
    if not value or not issubclass(kind.of, msgspec.Struct):
        return "<br>".join(map(_scalar, value))
    inner = members(kind.of)
    headings = "".join(f'<th scope="col">{member.name}</th>' for member in inner)
    rows = (
        f"<tr>{''.join(f'<td>{_value(each.get(member.name), member.kind)}</td>' for member in inner)}</tr>"
        for each in value
    )
    return f"<table><thead><tr>{headings}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _is_scalar(kind: Kind) -> bool:
    return not kind.many and issubclass(kind.of, str | int)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else content(as_text(value))
