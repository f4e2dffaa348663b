"""Sessions in figures: how many, how they went, how long they took, when, and who had most of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from switchbook.model.clock import QUARTER_MS
from switchbook.model.state import EPOCH


class Counted(NamedTuple):
    """Sessions that share all of this, counted: how many, how many seconds they took together, and the longest.

    The outcome is folded; who is who may be any key that can be told.
    """

    account: Any
    customer: Any
    endpoint: Any
    channel: int
    direction: int
    outcome: str | None
    ended: int
    missed: int
    sessions: int
    seconds: int
    longest: int


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


ADDRESSES = ("from_address", "to_address")
_OF_COUNTED = ("channel", "direction", "outcome", "account", "customer", "endpoint")
GROUPS = (*_OF_COUNTED, *ADDRESSES)
_AT = {name: Counted._fields.index(name) for name in _OF_COUNTED}


class Summing:
    """Adds sessions up that were counted in parts: by what they are, by when they began, by each side's address."""

    def __init__(self) -> None:
        self._figures = dict.fromkeys(Figures.__struct_fields__, 0)
        self._groups: dict[str, dict[Any, list[int]]] = {name: {} for name in GROUPS}
        self._moments: dict[int, list[int]] = {}

    def add(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Count these: each is a Counted, or a plain tuple of the same."""
        figures = self._figures
        for row in rows:
            *_, outcome, ended, missed, sessions, seconds, longest = row
            figures["sessions"] += sessions
            figures["answered"] += sessions if outcome == "answered" else 0
            figures["missed"] += sessions if missed else 0
            figures["abandoned"] += sessions if outcome == "abandoned" else 0
            figures["running"] += 0 if ended else sessions
            figures["seconds"] += seconds
            figures["longest"] = max(figures["longest"], longest)
            for name, at in _AT.items():
                self._share(name, row[at], sessions, sessions if missed else 0, seconds)

    def add_addresses(self, group: str, rows: Iterable[tuple[Any, int, int, int]]) -> None:
        """Count these addresses of one of ADDRESSES: each with sessions, how many were missed, and seconds."""
        for row in rows:
            self._share(group, *row)

    def add_moments(self, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Count these quarters of an hour: each with sessions, how many were answered, and missed."""
        for quarter, *counts in rows:
            kept = self._moments.setdefault(quarter, [0, 0, 0])
            kept[:] = [one + other for one, other in zip(kept, counts, strict=True)]

    def _share(self, group: str, key: Any, sessions: int, missed: int, seconds: int) -> None:
        part = self._groups[group].setdefault(key, [0, 0, 0])
        part[0] += sessions
        part[1] += missed
        part[2] += seconds

    def summary(self, most: int, told: Callable[[str, Any], Any]) -> Summary:
        """What was counted; `told` makes of a group's key what is shown, None where there is nothing to tell.

        Of each group come at most `most` parts: the largest, and of equal ones those told first in order.
        """
        shares: dict[str, Sequence[Share]] = {}
        for name, parts in self._groups.items():
            # The keys are told only of those that may be among the largest; one of them may stand for none.
            floor = sorted((part[0] for part in parts.values()), reverse=True)[: most + 1]
            least = floor[-1] if floor else 0
            shown = [(told(name, key), *part) for key, part in parts.items() if part[0] >= least]
            found = sorted((each for each in shown if each[0] is not None), key=lambda each: (-each[1], str(each[0])))
            shares[name] = [Share(*each) for each in found[:most]]
        moments = [Moment(quarter, *counts) for quarter, counts in sorted(self._moments.items())]
        return Summary(figures=Figures(**self._figures), shares=shares, moments=moments)
