"""The list of sessions."""

from __future__ import annotations

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.console.book import Book
from switchbook.console.page import Page, Shown, Visit


def show_sessions(book: Book, visit: Visit) -> Shown:
    """The sessions that pass the filters of the address, which are those of ListSessions. Raises as that does."""
    asked = bind(ListSessions, "ListSessions", visit.query)
    return Shown(template="sessions.html", values={"found": book.list(asked, SessionInfo)})


SESSIONS: tuple[Page, ...] = (
    Page(name="SessionsPage", path="/console/sessions", show=show_sessions, needs=(ListSessions,), label="Sessions"),
)
