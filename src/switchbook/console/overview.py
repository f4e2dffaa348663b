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
from switchbook.console.choosing import chips
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
_SPELLED = {name.lower(): name for name in _WIRE.values()}
# What is said elsewhere on the page than among the filters, or has nothing to do with figures.
_SAID_ELSEWHERE = frozenset({"startDate", "endDate", "searchAll", "searchArchive", "timeZone", "cursor", "fields"})
# Filters whose values are ids of records: their kind, member and name.
_RECORDS = {
    "accountIds": ("accounts", "account_ids", "Account"),
    "customerIds": ("customers", "customer_ids", "Customer"),
    "endpointIds": ("endpoints", "endpoint_ids", "Endpoint"),
}


class Narrowing(msgspec.Struct, frozen=True, kw_only=True):
    """A filter: what it is called, its value and of what kind that is, when a session passes, the page without it."""

    name: str
    label: str
    value: str
    kind: str
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
        said = dict(self.said)
        return [
            Narrowing(
                name=row.name,
                label=_label(row.name),
                value=said.get(row.name, ""),
                kind=row.value,
                hint=row.rule.replace("`", ""),
                without=self.page(**{row.attribute: None}),
            )
            for row in FILTERS
            if row.name not in _SAID_ELSEWHERE
        ]

    @property
    def narrowing(self) -> list[Narrowing]:
        """Those that do, but for records, which are told by their names."""
        return [each for each in self.filters if each.value and each.name not in _RECORDS]

    def besides(self, *names: str) -> Pairs:
        """The parameters of the address without those of these names."""
        return [(name, value) for name, value in self.said if name not in names]


def show_overview(book: Book, visit: Visit) -> Shown:
    """The page without its figures. Raises BadRequest for what cannot be understood."""
    return Shown(template="overview.html", values=_head(book, _looking(visit)))


def show_figures(book: Book, visit: Visit) -> Shown:
    """The figures, or what to narrow where there are too many sessions to count. Raises as SummarizeSessions does."""
    looking = _looking(visit)
    values = _head(book, looking)
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


def _head(book: Book, looking: Looking) -> Mapping[str, object]:
    """What stands above the figures: which period, and what narrows."""
    limits = [(kind, wire, what, getattr(looking.asked, of)) for wire, (kind, of, what) in _RECORDS.items()]
    return {
        "looking": looking,
        "periods": offered(looking.span.now.date()),
        "chosen": chips(book, looking.page(), limits),
    }


def _looking(visit: Visit) -> Looking:
    """The last 30 days of both shelves by the reader's clock, beside those before, where nothing else is said."""
    said = [
        (_SPELLED[name.lower()], value) for name, value in visit.query if value.strip() and name.lower() in _SPELLED
    ]
    names = {name for name, _ in said}
    days = next(each for each in offered(visit.now.astimezone(_zone(visit)).date()) if each.label == _MEANT)
    meant: dict[str, str] = {}
    if not names & {"timeZone"}:
        meant["timeZone"] = visit.zone.key
    if not names & {"searchAll", "searchArchive"}:
        meant["searchAll"] = "true"
    if not names & {"startDate", "endDate"}:
        meant |= {"startDate": days.first.isoformat(), "endDate": days.last.isoformat()}
    pairs = [*said, *meant.items()]
    asked: Any = bind(SummarizeSessions, "SummarizeSessions", pairs)
    span = Span.of(asked.start_date, asked.end_date, _zone(visit), visit.now)
    if "compare" not in names and span.start and span.end and span.start < span.end:
        asked = msgspec.structs.replace(asked, compare=True)
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
    changed = {_WIRE[name] for name in changes}
    given = {name: value for name, value in changes.items() if value is not None}
    kept = [(name, value) for name, value in pairs if name not in changed]
    query = urlencode([*kept, *parameters(SummarizeSessions(**given)).items()])
    return f"{path}?{query}" if query else path


OVERVIEW: tuple[Page, ...] = (
    Page(name="OverviewPage", path=PATH, show=show_overview, needs=(SummarizeSessions,), label="Overview"),
    Page(name="OverviewFigures", path=f"{PATH}/figures", show=show_figures, needs=(SummarizeSessions,)),
)
