"""Sessions in figures: how many, how they went, how long they took, when, and who had most of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from switchbook.model.actor import Scope
from switchbook.model.clock import QUARTER_MS
from switchbook.model.directory import Directory
from switchbook.model.state import EPOCH


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

    `shares` is by the names of `GROUPS`; of each group at most so many as were asked for. A customer's part has the
    sessions of all customers below it too.
    """

    figures: Figures
    shares: Mapping[str, Sequence[Share]]
    moments: Sequence[Moment]


GROUPS = ("channel", "direction", "outcome", "account", "customer", "endpoint", "from_address", "to_address")


class Summing:
    """Adds sessions up that were counted in parts: by what they are, by when they began, by each side's address.

    The outcome is folded; who is who may be any key that can be told.
    """

    def __init__(self) -> None:
        self._figures = Figures()
        self._groups: dict[str, dict[Any, Sequence[int]]] = {name: {} for name in GROUPS}
        self._moments: dict[int, Sequence[int]] = {}

    def add(self, figures: Figures) -> None:
        """Count sessions of which this is so."""
        kept, longest = self._figures, max(self._figures.longest, figures.longest)
        sums = {name: getattr(kept, name) + getattr(figures, name) for name in Figures.__struct_fields__}
        self._figures = Figures(**{**sums, "longest": longest})

    def add_shares(self, group: str, rows: Iterable[tuple[Any, int, int, int]]) -> None:
        """Count these parts of one of GROUPS: the key of each, sessions, how many were missed, and seconds."""
        _merge(self._groups[group], rows)

    def add_moments(self, rows: Iterable[tuple[int, int, int, int]]) -> None:
        """Count these quarters of an hour: each with sessions, how many were answered, and missed."""
        _merge(self._moments, rows)

    def count_above(self, told: Callable[[Any], str | None], directory: Directory, scope: Scope) -> None:
        """Count the sessions of each customer in those above it too, as the filter by customers finds them.

        `told` makes of a key the customer's id, which is the key from here on. Customers that have no session of their
        own are counted only where the scope holds them: others are not to be named.
        """
        counted = ((told(key), counts) for key, counts in self._groups["customer"].items())
        own = {customer_id: counts for customer_id, counts in counted if customer_id is not None}
        held = held_by(scope, directory)
        parts = self._groups["customer"] = {}
        for customer_id, counts in own.items():
            above = (each for each in directory.customers_above(customer_id) if each in own or held(each))
            _merge(parts, ((each, *counts) for each in (customer_id, *above)))

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
        return Summary(figures=self._figures, shares=shares, moments=moments)


def held_by(scope: Scope, directory: Directory) -> Callable[[str], bool]:
    """Whether a customer is in this scope; one that the directory does not know is of no account."""
    below = None if scope.customers is None else directory.customer_subtree(scope.customers)
    endpoints = (directory.endpoints.get(each) for each in scope.endpoints or ())
    of_endpoints = {each.customer_id for each in endpoints if each is not None}

    def held(customer_id: str) -> bool:
        known = directory.customers.get(customer_id)
        return (
            (scope.accounts is None or (known is not None and known.account_id in scope.accounts))
            and (below is None or customer_id in below)
            and (scope.endpoints is None or customer_id in of_endpoints)
        )

    return held


def _merge(parts: dict[Any, Sequence[int]], rows: Iterable[tuple[Any, *tuple[int, ...]]]) -> None:
    """Add each row's counts to those that its key has."""
    for key, *counts in rows:
        kept = parts.get(key)
        parts[key] = counts if kept is None else [one + other for one, other in zip(kept, counts, strict=True)]
