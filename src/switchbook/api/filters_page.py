"""The page `docs/filters.md`, from the table of filters."""

from __future__ import annotations

from switchbook.api.filters import FILTERS
from switchbook.api.types import ListSessions, descriptions, extensions


def filters_page() -> str:
    """The page `docs/filters.md`, from the table."""
    asked = descriptions(ListSessions)
    ours = extensions(ListSessions)
    told = [(row, f"| `{row.name}` | {row.value} | {asked[row.name]} | {row.rule} |") for row in FILTERS]
    original = [line for row, line in told if row.name not in ours]
    added = [line for row, line in told if row.name in ours]
    return "\n".join((_PAGE_TOP, *original, _PAGE_MIDDLE, *added, _PAGE_END))


_PAGE_TOP = """\
# Filters of `GET /sessions`

A session is listed when it passes every filter that is given. This page is made from the table in
`src/switchbook/api/filters.py`.

| parameter | value | asks for | a session passes when |
|---|---|---|---|"""

_PAGE_MIDDLE = """
## Extensions

The original API does not have these; types made for its clients leave them out unless asked for them.

| parameter | value | asks for | a session passes when |
|---|---|---|---|"""

_PAGE_END = """
## Rules

**Lists** are written `a,b`, `[a,b]` or `"a,x",b`, or by repeating the parameter. An element left empty matches nothing.

**Days** are days of the server's zone (setting `day_zone`, UTC unless changed), as are instants without an offset. An
end before the start finds nothing. Anything else than a day or an instant is refused with 400.

**Text** is compared without regard to case and as it stands: `%`, `_`, quotes and backslashes are plain text. Blank
text is no filter. `from` and `to` are trimmed first; in a URL a plus sign is written `%2B`.

**Cursors** page without drift. Ask with `cursor=*`, by any filter and in any order; the answer has the cursor of the
next page in the header `X-Next-Cursor`, and as `Link: <…>; rel="next"`, and neither when there is none. A cursor is
good for the same filters and order and for who sees the same accounts; otherwise, and when it was altered, it is
refused with 400. `countPerPage`, `fields` and `simplifiedPaging` may change on the way. However many sessions come, go
or change meanwhile, each that passes the filters all the time is answered exactly once, as long as what it is sorted by
stays: `id` always does, and `dateCreated` does but for a late report of an earlier beginning. By a field that changes,
a session that moves to the other side of the cursor is answered twice or not at all. With `searchAll`, sessions that
are archived meanwhile stay where they were.

**Names** of parameters count in any case; an empty value is an absent one, and unknown parameters are ignored.
"""
