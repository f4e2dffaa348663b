"""The table of pages, in the order of the navigation."""

from __future__ import annotations

from switchbook.console.page import Page
from switchbook.console.sessions import SESSIONS

HOME = "/console/sessions"

PAGES: tuple[Page, ...] = (*SESSIONS,)
