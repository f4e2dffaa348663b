"""The page `docs/filters.md`, from the table of filters."""

from __future__ import annotations

from switchbook.api.filters import FILTERS
from switchbook.api.types import ListSessions, descriptions, extensions
from switchbook.model.query import COMPUTED, SORT_FIELDS, SORTED_LETTERS, UNCOLUMNED_SORT_LIMIT


def filters_page() -> str:
    """The page `docs/filters.md`, from the table."""
    asked = descriptions(ListSessions)
    ours = extensions(ListSessions)
    told = [(row, f"| `{row.name}` | {row.value} | {asked[row.name]} | {row.rule} |") for row in FILTERS]
    original = [line for row, line in told if row.name not in ours]
    added = [line for row, line in told if row.name in ours]
    return "\n".join((_PAGE_TOP, *original, _PAGE_MIDDLE, *added, _order(), _PAGE_END))


# What sort fields mean that are no member of a session.
_COMPUTED_TOLD = {
    "duration": "How long it lasted, from dateCreated to dateCompleted, in whole milliseconds: what `minDuration` and "
    "`maxDuration` compare. One without dateCompleted has none.",
}


def _order() -> str:
    """By what the list is sorted: fields of any number of sessions, of not so many, and those that are no member."""
    members = [field for field in SORT_FIELDS.values() if field.name not in COMPUTED]
    columned = ", ".join(f"`{field.name}`" for field in members if field.columned)
    others = ", ".join(f"`{field.name}`" for field in members if not field.columned)
    computed = "\n".join(f"| `{name}` | {_COMPUTED_TOLD[name]} |" for name in sorted(COMPUTED))
    return f"""
## Order

The newest are first where nothing else is asked for. `sortField` is a member of a session, named in any case; without
`sortOrder` it ascends. Texts go by their first {SORTED_LETTERS} letters, by code points and without regard to case.
Sessions without a value are last both ways; those with the same one are sorted by id, in the same direction. Any other
name is refused with 400.

- Of any number of sessions: {columned}.
- Where at most {UNCOLUMNED_SORT_LIMIT:,} sessions pass: {others}.

The original API does not have these, which are no members of a session; they sort any number:

| sort field | what it is |
|---|---|
{computed}"""


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
