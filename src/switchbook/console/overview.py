"""The overview: sessions in figures, for any filter and period, beside the period before.

The page comes at once; its figures follow as a part, or on a page of their own where there is no script.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.binding import bind
from switchbook.api.filters import FILTERS
from switchbook.api.sessions import zone_named
from switchbook.api.spelling import parameters
from switchbook.api.types_summary import SessionSummary, SummarizeSessions
from switchbook.console.book import Book
from switchbook.console.comparing import cards
from switchbook.console.page import Page, Pairs, Shown, Visit
from switchbook.console.periods import Span, offered
from switchbook.console.plotted import plots, tops
from switchbook.errors import QueryTooExpensive
from switchbook.web import reply

PATH = "/console/overview"
_LIST = "/console/sessions"
_MEANT = "30 days"
_WIRE = {field.name: field.encode_name for field in msgspec.structs.fields(SummarizeSessions)}
# What is said elsewhere on the page than among the filters, or has nothing to do with figures.
_SAID_ELSEWHERE = frozenset({"startDate", "endDate", "searchAll", "searchArchive", "timeZone", "cursor", "fields"})


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """A filter: what it is called, its value, when a session passes, and the address of the page without it."""

    name: str
    label: str
    value: str
    hint: str
    without: str


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: the parameters of the address as they are, and with what is meant where they say nothing."""

    said: Pairs
    meant: Pairs
    asked: Any
    span: Span

    def page(self, **changes: object) -> str:
        """The address of this page with some parameters changed, by their names in SummarizeSessions; None is none."""
        return _address(PATH, self.said, changes)

    def sessions(self, **changes: object) -> str:
        """The address of the list of the same sessions, with some parameters changed."""
        return _address(_LIST, self.meant, {"compare": False, "top": 0, **changes})

    @property
    def figures(self) -> str:
        """The address of the figures."""
        return _address(f"{PATH}/figures", self.said, {})

    @property
    def filters(self) -> list[Narrowing]:
        """What can narrow besides the period, in the order of the table of filters."""
        spelled = {name.lower(): value for name, value in self.said}
        return [
            Narrowing(
                name=row.name,
                label=_label(row.name),
                value=spelled.get(row.name.lower(), ""),
                hint=row.rule.replace("`", ""),
                without=self.page(**{row.attribute: None}),
            )
            for row in FILTERS
            if row.name not in _SAID_ELSEWHERE
        ]

    @property
    def narrowing(self) -> list[Narrowing]:
        """Those that do."""
        return [each for each in self.filters if each.value]

    def besides(self, *names: str) -> Pairs:
        """The parameters of the address without those of these names, in any case."""
        left_out = {name.lower() for name in names}
        return [(name, value) for name, value in self.said if name.lower() not in left_out]


def show_overview(_book: Book, visit: Visit) -> Shown:
    """The page without its figures. Raises BadRequest for what cannot be understood."""
    looking = _looking(visit)
    periods = offered(looking.span.now.date())
    return Shown(template="overview.html", values={"looking": looking, "periods": periods})


def show_figures(book: Book, visit: Visit) -> Shown:
    """The figures, or what to narrow where there are too many sessions to count. Raises as SummarizeSessions does."""
    looking = _looking(visit)
    values: dict[str, object] = {"looking": looking, "periods": offered(looking.span.now.date())}
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


def _looking(visit: Visit) -> Looking:
    """The last 30 days of both shelves by the reader's clock, beside those before, where nothing else is said."""
    said = [(name, value) for name, value in visit.query if value.strip()]
    names = {name.lower() for name, _ in said}
    days = next(each for each in offered(visit.now.astimezone(_zone(visit)).date()) if each.label == _MEANT)
    meant: dict[str, str] = {}
    if not names & {"timezone"}:
        meant["timeZone"] = visit.zone.key
    if not names & {"searchall", "searcharchive"}:
        meant["searchAll"] = "true"
    if not names & {"startdate", "enddate"}:
        meant |= {"startDate": days.first.isoformat(), "endDate": days.last.isoformat()}
    whole = (names | {name.lower() for name in meant}) >= {"startdate", "enddate"}
    if whole and "compare" not in names:
        meant["compare"] = "true"
    pairs = [*said, *meant.items()]
    asked: Any = bind(SummarizeSessions, "SummarizeSessions", pairs)
    span = Span.of(asked.start_date, asked.end_date, _zone(visit), visit.now)
    return Looking(said=said, meant=pairs, asked=asked, span=span)


def _label(name: str) -> str:
    """The words of a filter's name: `minDuration` is `Min duration`."""
    return "".join(f" {each.lower()}" if each.isupper() else each for each in name).capitalize()


def _zone(visit: Visit) -> ZoneInfo:
    """The zone that the address names, else the reader's. Raises BadRequest."""
    name = next((value.strip() for key, value in visit.query if key.lower() == "timezone"), "")
    return zone_named(name) if name else visit.zone


def _address(path: str, pairs: Pairs, changes: Mapping[str, object]) -> str:
    """A path with these parameters, some of them changed."""
    changed = {_WIRE[name].lower() for name in changes}
    given = {name: value for name, value in changes.items() if value is not None}
    kept = [(name, value) for name, value in pairs if name.lower() not in changed]
    query = urlencode([*kept, *parameters(SummarizeSessions(**given)).items()])
    return f"{path}?{query}" if query else path


OVERVIEW: tuple[Page, ...] = (
    Page(name="OverviewPage", path=PATH, show=show_overview, needs=(SummarizeSessions,), label="Overview"),
    Page(name="OverviewFigures", path=f"{PATH}/figures", show=show_figures, needs=(SummarizeSessions,)),
)
