"""The figures of this month for an account, a customer or an endpoint: a part of its page that comes after the rest."""

from __future__ import annotations

from switchbook.api.binding import bind
from switchbook.api.types_summary import SessionSummary, SummarizeSessions
from switchbook.console.book import Book
from switchbook.console.naming import SOUGHT
from switchbook.console.page import Page, Shown, Visit
from switchbook.errors import QueryTooExpensive

PATH = "/console/month"


def show_month(book: Book, visit: Visit) -> Shown:
    """How many sessions of these filters began this month, on the reader's clock, and how they went."""
    today = visit.now.astimezone(visit.zone).date()
    asked = bind(
        SummarizeSessions,
        "SummarizeSessions",
        (
            *((name, value) for name, value in visit.query if name in SOUGHT),
            ("startDate", today.replace(day=1).isoformat()),
            ("timeZone", visit.zone.key),
            ("searchAll", "true"),
            ("top", "1"),
        ),
    )
    try:
        figures = book.answer(asked, SessionSummary).figures
    except QueryTooExpensive:
        figures = None
    return Shown(template="month.html", values={"figures": figures, "month": f"{today:%B}"})


MONTH: tuple[Page, ...] = (Page(name="MonthPart", path=PATH, show=show_month, needs=(SummarizeSessions,)),)
