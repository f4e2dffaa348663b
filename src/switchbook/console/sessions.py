"""The list of sessions: what was searched for, what narrows it, and its rows, the first of them or those after some.

Single rows are asked for as the part `rows`, by the ids of their sessions: they are as the list has them now, without
those that are no longer among the ones that pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from switchbook.api.types import ListSessions, SessionInfo
from switchbook.api.types_preferences import PutPreference
from switchbook.api.types_summary import SummarizeSessions
from switchbook.console.book import Book, Listed
from switchbook.console.column_choice import choose_columns, preferred
from switchbook.console.columns import COLUMNS, Column, exported_of
from switchbook.console.filter_bar import bar_of
from switchbook.console.filter_fields import wrong_of
from switchbook.console.listing import COLUMNS_CHOSEN, PATH, SEARCH, UNDERSTOOD, Looking, looking_at, tidied
from switchbook.console.offered import cheaper, periods
from switchbook.console.overview import overview_of
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.rows import Row, Rows, Sought
from switchbook.console.searching import choices_shown, readings_left, understood
from switchbook.console.sessions_total import TOTAL, counts_first, show_total, total_of
from switchbook.errors import BadRequest, Forbidden, QueryTooExpensive, SwitchbookError
from switchbook.model.actor import EVERYTHING
from switchbook.web import reply

# The part of rows named by their sessions' ids, and the parameter that names them, so many at a time.
ROWS, MOST_ROWS_NAMED = "rows", 200
_BEGAN = COLUMNS[0]


class Head(msgspec.Struct, frozen=True):
    """The head of a column: the list sorted by it, and how it is sorted now, in the words of `aria-sort`."""

    column: Column
    address: str
    sorted: str


def show_sessions(book: Book, visit: Visit) -> Shown | Elsewhere:
    """The page; or rows of it, or their number; or where a search leads. Raises as ListSessions does for rows alone."""
    looking = looking_at(visit, preferred(book))
    if visit.part and visit.target == ROWS:
        return _rows_named(book, visit, looking)
    if visit.part and visit.target == "more":
        return _rows_after(book, visit, looking)
    if visit.part and visit.target == TOTAL:
        return show_total(book, looking)
    if looking.address.get(SEARCH) and not looking.address.get(UNDERSTOOD):
        return understood(book, looking.address)
    tidy = tidied(visit, looking.address)
    return Elsewhere(str(tidy)) if tidy is not None else _whole(book, visit, looking)


def _whole(book: Book, visit: Visit, looking: Looking) -> Shown:
    """The page with its first rows, or with what is wrong in place of them."""
    found: Listed[SessionInfo] | None = None
    problem: SwitchbookError | None = None
    try:
        asked = looking.asked(cursor=visit.asked("cursor") or "*")
        if not counts_first(visit, looking):
            asked = msgspec.structs.replace(asked, simplified_paging=True)
        found = book.list(asked, SessionInfo)
    except (BadRequest, Forbidden) as error:
        problem = error
    heavy = problem if isinstance(problem, QueryTooExpensive) else None
    wrong = {} if problem is None or heavy else wrong_of(problem, looking.address)
    today = visit.now.astimezone(visit.zone).date()
    values = {
        **_frame(book, visit, looking, wrong),
        **_rows(book, visit, looking, found),
        "cheaper": cheaper(heavy, looking.address, today, visit.zone.key) if heavy else (),
        "heavy": heavy,
        "limited": book.actor.scope != EVERYTHING,
        "problem": None if heavy else problem,
        "total": None if found is None else total_of(visit, looking, found),
    }
    return Shown(template="sessions.html", values=values, status=200 if problem is None else reply.status_of(problem))


def _rows_after(book: Book, visit: Visit, looking: Looking) -> Shown:
    """The rows that come next, and the link to those after them; in its place what went wrong."""
    try:
        asked = looking.asked(cursor=visit.asked("cursor"), simplified_paging=True)
        found = book.list(asked, SessionInfo)
    except (BadRequest, Forbidden) as error:
        values = {"problem": error, "again": visit.address, "columns": looking.columns}
        return Shown(template="sessions_more_wrong.html", values=values)
    return Shown(template="sessions_rows.html", values=_rows(book, visit, looking, found))


def _rows_named(book: Book, visit: Visit, looking: Looking) -> Shown:
    """The rows of those of the sessions named that pass."""
    asked = looking.asked(simplified_paging=True)
    named = tuple(each for each in visit.asked(ROWS).split(",") if each)[:MOST_ROWS_NAMED]
    ids = tuple(each for each in named if not asked.specific_ids or each in asked.specific_ids)
    found = None
    if ids:
        narrowed = msgspec.structs.replace(asked, specific_ids=ids, count_per_page=len(ids))
        found = book.list(narrowed, SessionInfo)
    return Shown(template="sessions_rows.html", values={**_rows(book, visit, looking, found), "more": ""})


def _rows(book: Book, visit: Visit, looking: Looking, found: Listed[SessionInfo] | None) -> Mapping[str, object]:
    """Rows for these sessions, and the address of those after them."""
    sessions = [] if found is None else found.items
    rows: Sequence[Row] = []
    # Without sessions nothing is asked: where a value cannot be read, there is no request to ask with.
    if sessions:
        archived = _archived(book, looking, sessions)
        made = Rows(looking.address, looking.columns, Sought.of(looking.asked()), visit.zone, visit.now)
        rows = [made.row(session, archived=session.id in archived) for session in sessions]
    cursor = found.cursor if found is not None else None
    return {
        "rows": rows,
        "columns": looking.columns,
        "back": quote(str(looking.address), safe=""),
        "more": str(looking.address.having({"cursor": cursor})) if cursor else "",
    }


def _archived(book: Book, looking: Looking, sessions: Sequence[SessionInfo]) -> frozenset[str | None]:
    """The ids of those of these sessions that are archived."""
    asked = looking.asked()
    over = tuple(session.id for session in sessions if session.ended)
    if not asked.search_all or not over:
        return frozenset(over if asked.search_archive else ())
    one_shelf: dict[str, Any] = {"search_archive": True, "specific_ids": over, "count_per_page": len(over)}
    found = book.list(ListSessions(fields=("id",), simplified_paging=True, **one_shelf), SessionInfo)
    return frozenset(each.id for each in found.items)


def _frame(book: Book, visit: Visit, looking: Looking, wrong: Mapping[str, str]) -> Mapping[str, object]:
    """What stands around the rows: search, filters, chips, heads."""
    address = looking.address
    return {
        **bar_of(book, visit, address, wrong, (COLUMNS_CHOSEN, "sortField", "sortOrder")),
        "beginning": str(address) if visit.asked("cursor") else "",
        "all_columns": [*looking.columns, *(each for each in COLUMNS if each not in looking.columns)],
        "exports": _exports(looking),
        "heads": [_head(column, looking) for column in looking.columns],
        "newest_first": _head(_BEGAN, looking).sorted == "descending",
        "overview": str(overview_of(address)) if book.may(SummarizeSessions) else "",
        "periods": periods(address, visit.now.astimezone(visit.zone).date(), visit.zone.key),
        "readings": readings_left(address),
    }


def _exports(looking: Looking) -> Mapping[str, str]:
    """The addresses of everything that is listed, by format and whether the columns shown are meant or all there is."""
    shown = exported_of(looking.columns)
    return {
        f"{form}-{which}": looking.export(form, fields)
        for form in ("csv", "jsonl")
        for which, fields in (("shown", shown), ("all", ()))
    }


def _head(column: Column, looking: Looking) -> Head:
    """Sorted by it already, the other way round; else the way that suits the column."""
    field = looking.address.get("sortField") or "dateCreated"
    order = looking.address.get("sortOrder").lower()
    falls = order.startswith("desc") or order == "1" or (not order and not looking.address.get("sortField"))
    here = field.lower() == column.sort.lower()
    next_order = "Descend" if (not falls if here else column.falls) else "Ascend"
    changes = {"sortField": column.sort, "sortOrder": next_order}
    if changes == {"sortField": "dateCreated", "sortOrder": "Descend"}:
        changes = {"sortField": "", "sortOrder": ""}
    told = ("descending" if falls else "ascending") if here else ""
    return Head(column, str(looking.address.having(changes)) if column.sort else "", told)


def show_choices(book: Book, visit: Visit) -> Shown:
    """Accounts, customers and endpoints by words in their names, each with the list narrowed to it."""
    return choices_shown(book, visit, looking_at(visit).address)


SESSIONS: tuple[Page, ...] = (
    Page(name="SessionsPage", path=PATH, show=show_sessions, needs=(ListSessions,), label="Sessions"),
    Page(
        name="SessionsColumns",
        path=f"{PATH}/columns",
        verb="POST",
        show=choose_columns,
        needs=(ListSessions, PutPreference),
    ),
    Page(name="SessionsChoices", path=f"{PATH}/choices", show=show_choices, needs=(ListSessions,)),
)
