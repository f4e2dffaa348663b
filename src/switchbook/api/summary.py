"""The operation SummarizeSessions: the figures of a list of sessions, in place of the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.context import Context
from switchbook.api.expensive import too_expensive
from switchbook.api.operation import Operation
from switchbook.api.sessions import parts_of, refuse_other_accounts, zone_of
from switchbook.api.types import ListSessions
from switchbook.api.types_summary import (
    SessionFigures,
    SessionSummary,
    SummarizeSessions,
    SummaryDay,
    SummaryHour,
    SummaryShare,
)
from switchbook.errors import BadRequest, GivenUp
from switchbook.model.clock import on_clock
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import OUTCOMES
from switchbook.model.query import SessionQuery
from switchbook.model.session import Channel, Direction, wire_name
from switchbook.model.summary import Figures, Moment, Share, Summary

_TOP, _MOST = 10, 100
_OUTCOMES = {row.name.lower(): row.name for row in OUTCOMES}


def summarize_sessions(request: Any, context: Context) -> SessionSummary:
    """The figures of all sessions that pass every filter and that the actor may see.

    Raises as ListSessions does; BadRequest where `compare` has no period to go by.
    """
    asked = ListSessions(**{name: getattr(request, name) for name in _FILTERS})
    scope = context.actor.scope
    refuse_other_accounts(asked.account_ids, scope)
    if not 0 <= request.top <= _MOST:
        raise BadRequest.of_field("top", f"top is from 0 (the default) to {_MOST}, not {request.top}")
    zone = zone_of(asked.time_zone, context)
    parts = parts_of(asked, zone, context)
    query = SessionQuery(scope=scope, limit=None, with_total=False, **parts)
    before = _before(query, zone) if request.compare else None
    try:
        summary = context.store.summary(query, request.top or _TOP, context.patience.is_over)
        earlier = None if before is None else context.store.summary(before, 0, context.patience.is_over)
    except GivenUp:
        if context.patience.gone:
            raise
        raise too_expensive(query, context.patience.seconds) from None
    return _told(summary, earlier, zone, context.store.directory())


def _before(query: SessionQuery, zone: ZoneInfo) -> SessionQuery:
    """The same about the period before, as long by the clock of a zone: days before days, also where clocks change."""
    if query.start is None or query.end is None or query.end <= query.start:
        raise BadRequest.of_field(
            "compare", "compare needs startDate and endDate: the period to compare with the one before"
        )
    start, end = on_clock(query.start, zone), on_clock(query.end, zone)
    try:
        begins = (start - (end - start)).astimezone(UTC)
    except OverflowError:  # the calendar does not go back that far
        begins = datetime.min.replace(tzinfo=UTC)
    return msgspec.structs.replace(query, start=begins, end=query.start)


def _told(summary: Summary, earlier: Summary | None, zone: ZoneInfo, directory: Directory) -> SessionSummary:
    shares = summary.shares
    begun = [(moment, moment.begins(zone)) for moment in summary.moments]
    return SessionSummary(
        time_zone=zone.key,
        figures=_figures(summary.figures),
        previous=None if earlier is None else _figures(earlier.figures),
        days=_days(begun),
        hours=_hours(begun),
        channels=_named(shares["channel"], lambda key: wire_name(_member(Channel, key))),
        directions=_named(shares["direction"], lambda key: wire_name(_member(Direction, key))),
        outcomes=_named(shares["outcome"], lambda key: _OUTCOMES.get(key, key)),
        accounts=_known(shares["account"], directory.accounts),
        customers=_known(shares["customer"], directory.customers),
        endpoints=_known(shares["endpoint"], directory.endpoints),
        from_addresses=_named(shares["from_address"], str),
        to_addresses=_named(shares["to_address"], str),
    )


def _figures(figures: Figures) -> SessionFigures:
    ended = figures.sessions - figures.running
    return SessionFigures(
        sessions=figures.sessions,
        answered=figures.answered,
        missed=figures.missed,
        abandoned=figures.abandoned,
        running=figures.running,
        seconds=figures.seconds,
        average_seconds=round(figures.seconds / ended) if ended else 0,
        longest_seconds=figures.longest,
    )


def _days(begun: Iterable[tuple[Moment, datetime]]) -> tuple[SummaryDay, ...]:
    sessions: Counter[str] = Counter()
    answered: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for moment, began in begun:
        day = began.date().isoformat()
        sessions[day] += moment.sessions
        answered[day] += moment.answered
        missed[day] += moment.missed
    return tuple(
        SummaryDay(date=day, sessions=count, answered=answered[day], missed=missed[day])
        for day, count in sorted(sessions.items())
    )


def _hours(begun: Iterable[tuple[Moment, datetime]]) -> tuple[SummaryHour, ...]:
    sessions: Counter[tuple[int, int]] = Counter()
    answered: Counter[tuple[int, int]] = Counter()
    missed: Counter[tuple[int, int]] = Counter()
    for moment, began in begun:
        at = began.weekday(), began.hour
        sessions[at] += moment.sessions
        answered[at] += moment.answered
        missed[at] += moment.missed
    return tuple(
        SummaryHour(weekday=at[0], hour=at[1], sessions=count, answered=answered[at], missed=missed[at])
        for at, count in sorted(sessions.items())
    )


def _named(shares: Sequence[Share], name: Callable[[Any], str]) -> tuple[SummaryShare, ...]:
    return tuple(
        SummaryShare(name=name(each.key), sessions=each.sessions, missed=each.missed, seconds=each.seconds)
        for each in shares
    )


def _known(shares: Sequence[Share], directory: Mapping[str, Any]) -> tuple[SummaryShare, ...]:
    return tuple(
        SummaryShare(
            id=each.key,
            name=directory[each.key].name if each.key in directory else None,
            sessions=each.sessions,
            missed=each.missed,
            seconds=each.seconds,
        )
        for each in shares
    )


def _member(kind: type[IntEnum], key: int) -> IntEnum:
    return kind(key)


_FILTERS = tuple(name for name in SummarizeSessions.__struct_fields__ if name in ListSessions.__struct_fields__)

SUMMARY: tuple[Operation, ...] = (
    Operation(
        name="SummarizeSessions",
        verb="GET",
        route="/sessions/summary",
        roles=(),
        request=SummarizeSessions,
        answer=SessionSummary,
        summary="Tells the figures of all sessions that pass every filter: how many, how they went, when, and whose.",
        handler=summarize_sessions,
    ),
)
