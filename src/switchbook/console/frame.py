"""The frame of every page: templates, what all of them can say, and the headers that keep strangers' scripts out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import jinja2
from starlette.responses import HTMLResponse

from switchbook.console import files, roles, words
from switchbook.console.book import Book
from switchbook.console.page import Page, Visit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "vary": "HX-Request",
}
# What a script wants of the server only when it must: no styles or code put into the page by htmx itself.
_HTMX = (
    '{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,'
    '"scrollBehavior":"auto","responseHandling":[{"code":"204","swap":false},{"code":".*","swap":true}]}'
)


class Frame:
    """Makes pages of templates."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._listed = [page for page in pages if page.label]
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("switchbook.console"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(file=files.address, htmx=_HTMX, role_names=roles.NAMES)
        self._templates.filters.update(words.FILTERS)

    def page(
        self,
        template: str,
        values: Mapping[str, object],
        visit: Visit,
        *,
        book: Book | None = None,
        here: str = "",
        told: str = "",
        status: int = 200,
    ) -> HTMLResponse:
        """A page, or the part that a template makes. `here` is the path of the page in the navigation.

        `told` is a sentence about what was just done.
        """
        given = {
            "book": book,
            "here": here,
            "navigation": self._navigation(book),
            "part": visit.part,
            "told": told,
            "visit": visit,
            "when": words.Times(visit.zone, visit.now),
            **values,
        }
        return HTMLResponse(self._templates.get_template(template).render(given), status, HEADERS)

    def _navigation(self, book: Book | None) -> Mapping[str, Sequence[Page]]:
        """The pages that this visitor may see, by group."""
        groups: dict[str, list[Page]] = {}
        for page in self._listed:
            if book is not None and book.signed_in and book.may(*page.needs):
                groups.setdefault(page.group, []).append(page)
        return groups


def zone_of(name: str, otherwise: str) -> ZoneInfo:
    """The reader's zone as their browser named it, else the server's."""
    for each in (name, otherwise):
        try:
            return ZoneInfo(each)
        except (KeyError, ValueError, OSError):
            continue
    return ZoneInfo("UTC")
