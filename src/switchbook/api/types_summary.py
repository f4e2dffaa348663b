"""Request and answer types of the summary of sessions."""

from __future__ import annotations

from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta

from switchbook.api.filters import FILTERS
from switchbook.api.types import ListSessions

_HINTS = get_type_hints(ListSessions, include_extras=True)
_ASKED = {field.name: field for field in msgspec.structs.fields(ListSessions)}


def _filter(attribute: str) -> tuple[str, object, object]:
    """A filter of ListSessions as a member of another request, so that the two cannot differ."""
    field = _ASKED[attribute]
    wire = msgspec.field(default=field.default, name=field.encode_name)
    return attribute, _HINTS[attribute], wire


SummarizeSessions = msgspec.defstruct(
    "SummarizeSessions",
    [
        *(_filter(row.attribute) for row in FILTERS),
        (
            "compare",
            Annotated[bool, Meta(description="Whether the period before, of the same length, is told too.")],
            False,
        ),
        ("top", Annotated[int, Meta(description="The most parts of each group; 0 or absent is 10.")], 0),
    ],
    frozen=True,
    rename="camel",
    namespace={"__doc__": "Asks for the figures of all sessions that pass every filter."},
    module=__name__,
)


class SessionFigures(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """How many sessions there were, how they went, and how long they took."""

    sessions: Annotated[int, Meta(description="How many there are.")] = 0
    answered: Annotated[int, Meta(description="How many have the outcome Answered.")] = 0
    missed: Annotated[int, Meta(description="How many were missed.")] = 0
    abandoned: Annotated[int, Meta(description="How many have the outcome Abandoned.")] = 0
    running: Annotated[int, Meta(description="How many are not over.")] = 0
    seconds: Annotated[int, Meta(description="How long those that are over took together.")] = 0
    average_seconds: Annotated[int, Meta(description="How long one of them took on average.")] = 0
    longest_seconds: Annotated[int, Meta(description="How long the longest took.")] = 0


class SummaryShare(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The sessions that share something."""

    id: Annotated[str | None, Meta(description="The account, customer or endpoint; else absent.")] = None
    name: Annotated[str | None, Meta(description="Its name; or the outcome, channel, direction or address.")] = None
    sessions: Annotated[int, Meta(description="How many there are.")] = 0
    missed: Annotated[int, Meta(description="How many were missed.")] = 0
    seconds: Annotated[int, Meta(description="How long those that are over took together.")] = 0


class SummaryDay(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The sessions that began on one day."""

    date: Annotated[str | None, Meta(description="The day (YYYY-MM-DD).")] = None
    sessions: Annotated[int, Meta(description="How many there are.")] = 0
    answered: Annotated[int, Meta(description="How many have the outcome Answered.")] = 0
    missed: Annotated[int, Meta(description="How many were missed.")] = 0


class SummaryHour(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The sessions that began in one hour of the week."""

    weekday: Annotated[int, Meta(description="The day of the week: 0 is Monday, 6 Sunday.")] = 0
    hour: Annotated[int, Meta(description="The hour of the day, 0 to 23.")] = 0
    sessions: Annotated[int, Meta(description="How many there are.")] = 0
    answered: Annotated[int, Meta(description="How many have the outcome Answered.")] = 0
    missed: Annotated[int, Meta(description="How many were missed.")] = 0


class SessionSummary(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Sessions in figures."""

    time_zone: Annotated[str | None, Meta(description="The zone of days and hours.")] = None
    figures: Annotated[SessionFigures, Meta(description="Those of all sessions that pass.")] = SessionFigures()
    previous: Annotated[
        SessionFigures | None, Meta(description="Those of the period before, where that was asked for.")
    ] = None
    days: Annotated[tuple[SummaryDay, ...], Meta(description="The days on which any began, in order.")] = ()
    hours: Annotated[tuple[SummaryHour, ...], Meta(description="The hours of the week in which any began.")] = ()
    channels: Annotated[tuple[SummaryShare, ...], Meta(description="By channel.")] = ()
    directions: Annotated[tuple[SummaryShare, ...], Meta(description="By direction.")] = ()
    outcomes: Annotated[tuple[SummaryShare, ...], Meta(description="By outcome.")] = ()
    accounts: Annotated[tuple[SummaryShare, ...], Meta(description="The accounts with the most.")] = ()
    customers: Annotated[
        tuple[SummaryShare, ...], Meta(description="The customers with the most, each with all below it.")
    ] = ()
    endpoints: Annotated[tuple[SummaryShare, ...], Meta(description="The endpoints with the most.")] = ()
    from_addresses: Annotated[tuple[SummaryShare, ...], Meta(description="Who called or wrote the most.")] = ()
    to_addresses: Annotated[tuple[SummaryShare, ...], Meta(description="Who was called or written to the most.")] = ()
