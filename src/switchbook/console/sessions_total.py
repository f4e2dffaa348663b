"""How many sessions a list has: told with its rows where that costs little, else by a part that comes after them."""

from __future__ import annotations

import msgspec

from switchbook.api.types import SessionInfo
from switchbook.console.book import Book, Listed
from switchbook.console.listing import Looking
from switchbook.console.page import Shown, Visit
from switchbook.errors import BadRequest, Forbidden

# The part that counts, and the parameter with which a page is asked for that counts before it is shown.
TOTAL, COUNTED = "total", "counted"


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """How many there are, where that is known; else where it is counted: by a part, and by a page without script."""

    known: int | None = None
    part: str = ""
    page: str = ""


def counts_first(visit: Visit, looking: Looking) -> bool:
    """Whether the rows wait for the total."""
    return looking.quickly_counted or bool(visit.asked(COUNTED))


def total_of(visit: Visit, looking: Looking, found: Listed[SessionInfo]) -> Total:
    """What the page says beside its first rows. Rows that are all there are have been counted by that."""
    uncounted = looking.asked().simplified_paging
    if counts_first(visit, looking) and not uncounted:
        return Total(known=found.total)
    cursor = visit.asked("cursor")
    if not found.has_more and cursor in ("", "*"):
        return Total(known=len(found.items))
    if uncounted:
        return Total()
    page = looking.address.having({"cursor": cursor, COUNTED: "true"})
    return Total(part=str(looking.address), page=str(page))


def show_total(book: Book, looking: Looking) -> Shown:
    """The part that counts; or why it could not."""
    total, problem = Total(), None
    try:
        found = book.list(looking.counting(), SessionInfo)
        total = Total(known=found.total)
    except (BadRequest, Forbidden) as error:
        problem = error
    return Shown(template="sessions_total.html", values={"total": total, "problem": problem})
