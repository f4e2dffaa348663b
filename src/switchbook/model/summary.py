"""Sessions in figures: how many, how they went, how long they took, when, and who had most of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from switchbook.model.state import EPOCH

# Every zone's clock is a whole number of quarters of an hour off UTC, so a quarter lies in one of its hours.
QUARTER_MS = 900_000


class Counted(NamedTuple):
    """What is counted of one session. Times are milliseconds since 1970 UTC, the outcome is folded.

    Who is who may be any key that can be told.
    """

    created: int
    completed: int | None
    channel: int
    direction: int
    outcome: str | None
    ended: int
    missed: int
    account: Any
    customer: Any
    endpoint: Any
    from_address: Any
    to_address: Any


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of some sessions: `seconds` is how long those that ended took together, `longest` the longest."""

    sessions: int = 0
    answered: int = 0
    missed: int = 0
    abandoned: int = 0
    running: int = 0
    seconds: int = 0
    longest: int = 0


class Share(msgspec.Struct, frozen=True):
    """How many sessions share something, how many of them were missed, and how many seconds they took together."""

    key: Any
    sessions: int
    missed: int
    seconds: int


class Moment(msgspec.Struct, frozen=True):
    """The sessions that began in one quarter of an hour: its number since 1970, how many, answered, missed."""

    quarter: int
    sessions: int
    answered: int
    missed: int

    def begins(self, zone: ZoneInfo) -> datetime:
        """When it began, by the clock of a zone."""
        return (EPOCH + timedelta(milliseconds=self.quarter * QUARTER_MS)).astimezone(UTC).astimezone(zone)


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the sessions that match, and those of each part of them; the largest part first.

    `shares` is by the names of `GROUPS`; of each group at most so many as were asked for.
    """

    figures: Figures
    shares: Mapping[str, Sequence[Share]]
    moments: Sequence[Moment]


GROUPS = (
    *("channel", "direction", "outcome"),
    *("account", "customer", "endpoint", "from_address", "to_address"),
)
_AT = {name: Counted._fields.index(name) for name in GROUPS}


class Summing:
    """Adds sessions up, one after the other."""

    def __init__(self) -> None:
        self._figures = dict.fromkeys(Figures.__struct_fields__, 0)
        self._groups: dict[str, dict[Any, list[int]]] = {name: {} for name in GROUPS}
        self._moments: dict[int, list[int]] = {}

    def add(self, rows: Iterable[Counted | tuple[Any, ...]]) -> None:
        """Count these sessions; each is a Counted, or a plain tuple of the same."""
        groups = [(self._groups[name], _AT[name]) for name in GROUPS]
        figures, moments = self._figures, self._moments
        for row in rows:
            created, completed, _, _, outcome, ended, missed = row[:7]
            answered, abandoned = outcome == "answered", outcome == "abandoned"
            seconds = max(0, completed - created) // 1000 if ended and completed is not None else 0
            figures["sessions"] += 1
            figures["answered"] += answered
            figures["missed"] += missed
            figures["abandoned"] += abandoned
            figures["running"] += not ended
            figures["seconds"] += seconds
            figures["longest"] = max(figures["longest"], seconds)
            for parts, at in groups:
                part = parts.get(row[at])
                if part is None:
                    part = parts[row[at]] = [0, 0, 0]
                part[0] += 1
                part[1] += missed
                part[2] += seconds
            moment = moments.setdefault(created // QUARTER_MS, [0, 0, 0])
            moment[0] += 1
            moment[1] += answered
            moment[2] += missed

    def summary(self, most: int, told: Callable[[str, Any], Any]) -> Summary:
        """What was counted; `told` makes of a group's key what is shown, None where there is nothing to tell.

        Of each group come at most `most` parts: the largest, and of equal ones those told first in order.
        """
        shares: dict[str, Sequence[Share]] = {}
        for name, parts in self._groups.items():
            # The keys are told only of those that may be among the largest.
            floor = sorted((part[0] for part in parts.values()), reverse=True)[:most]
            least = floor[-1] if floor else 0
            shown = [(told(name, key), *part) for key, part in parts.items() if part[0] >= least]
            found = sorted((each for each in shown if each[0] is not None), key=lambda each: (-each[1], str(each[0])))
            shares[name] = [Share(*each) for each in found[:most]]
        moments = [Moment(quarter, *counts) for quarter, counts in sorted(self._moments.items())]
        return Summary(figures=Figures(**self._figures), shares=shares, moments=moments)
