"""Where a reader came from: the way back to the list that a record was opened from."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from switchbook.console.page import Visit
from switchbook.web.login_page import within


def way_back(visit: Visit, otherwise: str) -> str:
    """The address that the query names in `back`, if it is that of a page of ours; else another."""
    named = within(visit.given("back") or visit.asked("back"))
    return named if named.startswith("/console/") else otherwise


def words_sought(visit: Visit, back: str) -> str:
    """The words that the reader looks for in the log: as this page is asked, else as the list before it was."""
    asked = visit.asked("log") or visit.asked("text")
    if asked:
        return asked
    names = dict(parse_qsl(urlsplit(back).query))
    return names.get("log", "").strip() or names.get("text", "").strip()
