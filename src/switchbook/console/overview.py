"""The overview: sessions in figures, for any filter and period, beside the period before.

The page comes at once; its figures follow as a part, or on a page of their own where there is no script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from switchbook.api.binding import bind
from switchbook.api.filters import FILTERS
from switchbook.api.sessions import zone_named
from switchbook.api.spelling import parameters
from switchbook.api.types_summary import SessionSummary, SummarizeSessions
from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.comparing import cards
from switchbook.console.filter_bar import bar_of
from switchbook.console.filter_fields import wrong_of
from switchbook.console.listing import tidied
from switchbook.console.offered import periods
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.periods import Span, offered
from switchbook.console.plotted import plots, tops
from switchbook.console.searching import choices_shown
from switchbook.errors import BadRequest, QueryTooExpensive
from switchbook.web import reply

PATH = "/console/overview"
_LIST = "/console/sessions"
_MEANT = "30 days"
_WIRE = {field.name: field.encode_name for field in msgspec.structs.fields(SummarizeSessions)}
# What is asked of figures alone; and all that is asked.
_OF_FIGURES = ("compare", "top")
_KNOWN = (*(row.name for row in FILTERS if row.name not in ("cursor", "fields")), *_OF_FIGURES)


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: the address as it is, and with what is meant where it says nothing."""

    address: Address
    meant: Address
    asked: Any
    span: Span

    def page(self, **changes: object) -> str:
        """The address of this page with some parameters changed, by their names in SummarizeSessions; None is none."""
        return str(_changed(self.address, changes))

    def sessions(self, **changes: object) -> str:
        """The address of the list of the same sessions, with some parameters changed."""
        return str(_changed(self.meant.without(*_OF_FIGURES).at(_LIST), changes))

    @property
    def figures(self) -> str:
        """The address of the figures."""
        return str(self.address.at(f"{PATH}/figures"))


def overview_of(listed: Address) -> Address:
    """The address of the figures of what a list shows."""
    return Address.of(PATH, listed.pairs, _KNOWN)


def show_overview(book: Book, visit: Visit) -> Shown | Elsewhere:
    """The page without its figures; of what cannot be understood the page that says so at each filter."""
    address = Address.of(PATH, visit.query, _KNOWN)
    tidy = tidied(visit, address)
    if tidy is not None:
        return Elsewhere(str(tidy))
    try:
        looking = _looking(visit, address)
    except BadRequest as error:
        values = {**_bar(book, visit, address, wrong_of(error, address)), "looking": None, "problem": error}
        return Shown(template="overview.html", values=values, status=reply.status_of(error))
    return Shown(template="overview.html", values=_head(book, visit, looking))


def show_figures(book: Book, visit: Visit) -> Shown | Elsewhere:
    """The figures, or what to narrow where there are too many sessions to count. Raises as SummarizeSessions does.

    On a page of their own, what cannot be understood leads to the overview, which says so at each filter.
    """
    address = Address.of(PATH, visit.query, _KNOWN)
    try:
        looking = _looking(visit, address)
    except BadRequest:
        if visit.part:
            raise
        return Elsewhere(str(address))
    values = _head(book, visit, looking)
    template = "overview_figures.html" if visit.part else "overview_page.html"
    try:
        summary = book.answer(looking.asked, SessionSummary)
    except QueryTooExpensive as error:
        return Shown(
            template=template, values={**values, "heavy": error, "summary": None}, status=reply.status_of(error)
        )
    shown = {
        "summary": summary,
        "cards": cards(summary.figures, summary.previous, looking.span.before),
        "plots": plots(summary, looking.span),
        "tops": tops(summary),
    }
    return Shown(template=template, values={**values, **shown})


def show_choices(book: Book, visit: Visit) -> Shown:
    """Accounts, customers and endpoints by words in their names, each with the figures narrowed to it."""
    return choices_shown(book, visit, Address.of(PATH, visit.query, _KNOWN))


def _head(book: Book, visit: Visit, looking: Looking) -> Mapping[str, object]:
    """What stands above the figures: which period, and what narrows."""
    meant = tuple(looking.meant.get(name) for name in ("startDate", "endDate"))
    return {**_bar(book, visit, looking.address, {}), "looking": looking, "meant_days": meant, "problem": None}


def _bar(book: Book, visit: Visit, address: Address, wrong: Mapping[str, str]) -> dict[str, object]:
    today = visit.now.astimezone(visit.zone).date()
    return {
        **bar_of(book, visit, address, wrong, _OF_FIGURES),
        "periods": periods(address, today, visit.zone.key, meant=_MEANT),
    }


def _looking(visit: Visit, address: Address) -> Looking:
    """The last 30 days of both shelves by the reader's clock, beside those before, where nothing else is said.

    Raises BadRequest for what cannot be understood.
    """
    zone = zone_named(address.get("timeZone")) if address.get("timeZone") else visit.zone
    days = next(each for each in offered(visit.now.astimezone(zone).date()) if each.label == _MEANT)
    meant: dict[str, str] = {}
    if not address.get("timeZone"):
        meant["timeZone"] = visit.zone.key
    if not address.get("searchAll") and not address.get("searchArchive"):
        meant["searchAll"] = "true"
    if not address.get("startDate") and not address.get("endDate"):
        meant |= {"startDate": days.first.isoformat(), "endDate": days.last.isoformat()}
    whole = address.having(meant)
    asked: Any = bind(SummarizeSessions, "SummarizeSessions", whole.pairs)
    span = Span.of(asked.start_date, asked.end_date, zone, visit.now)
    if not address.get("compare") and span.start and span.end and span.start < span.end:
        asked = msgspec.structs.replace(asked, compare=True)
    return Looking(address=address, meant=whole, asked=asked, span=span)


def _changed(address: Address, changes: Mapping[str, object]) -> Address:
    """An address with some parameters changed, by their names in SummarizeSessions; None is none."""
    given = {name: value for name, value in changes.items() if value is not None}
    changed = address.without(*(_WIRE[name] for name in changes))
    return changed.having(parameters(SummarizeSessions(**given)))


OVERVIEW: tuple[Page, ...] = (
    Page(name="OverviewPage", path=PATH, show=show_overview, needs=(SummarizeSessions,), label="Overview"),
    Page(name="OverviewFigures", path=f"{PATH}/figures", show=show_figures, needs=(SummarizeSessions,)),
    Page(name="OverviewChoices", path=f"{PATH}/choices", show=show_choices, needs=(SummarizeSessions,)),
)
