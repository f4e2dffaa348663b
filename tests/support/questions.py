"""Random questions about a world: any filter, sort field, page and scope."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from random import Random
from typing import Any, TypeVar

from support.worlds import ADDRESSES, DAY, TEXTS, WORDS, World

from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.clock import OnClock
from switchbook.model.matching import AddressNeedle, fold, log_needle
from switchbook.model.query import NO_OUTCOME, SORT_FIELDS, SessionQuery, Shelf, Sort
from switchbook.model.session import CallState, Channel, Direction

E = TypeVar("E", bound=IntEnum)
ZONES = ("UTC", "Europe/Berlin", "Asia/Kathmandu", "Pacific/Apia")


def make_query(chance: Random, world: World) -> SessionQuery:
    """A random question: any filter, sort field, page and scope, often such that something is found."""

    def some(values: Sequence[str]) -> frozenset[str]:
        return frozenset(chance.sample(values, min(len(values), chance.choice([0, 1, 2, 4, 8, 40]))))

    def moment() -> datetime:
        return chance.choice(world.moments) + timedelta(milliseconds=chance.choice([-1, -0.5, 0, 0, 1, DAY]))

    makers: dict[str, Callable[[], object]] = {
        "accounts": lambda: some(world.accounts),
        "customers": lambda: some(world.customers),
        "endpoints": lambda: some(world.endpoints),
        "involved": lambda: some(world.endpoints),
        "ids": lambda: some(world.ids),
        "parent": lambda: chance.choice(TEXTS),
        "start": moment,
        "end": moment,
        "from_needle": lambda: AddressNeedle.of(_needle(chance, ADDRESSES)),
        "to_needle": lambda: AddressNeedle.of(_needle(chance, ADDRESSES)),
        "either_needle": lambda: AddressNeedle.of(_needle(chance, ADDRESSES)),
        "log_needle": lambda: log_needle(_needle(chance, WORDS)),
        "both_shelves": lambda: True,
        "channels": lambda: _members(chance, Channel),
        "directions": lambda: _members(chance, Direction),
        "call_states": lambda: _members(chance, CallState),
        "outcomes": lambda: frozenset(map(fold, chance.sample(TEXTS, 3))) | chance.choice([set(), {NO_OUTCOME}]),
        "was_missed": lambda: chance.random() < 0.5,
        "ended": lambda: chance.random() < 0.5,
        "text": lambda: AddressNeedle.of(_needle(chance, chance.choice([ADDRESSES, WORDS, TEXTS]))),
        "min_duration": lambda: chance.choice([0, 1, 5, 43_200, 86_400]),
        "max_duration": lambda: chance.choice([0, 1, 5, 43_200, 86_400]),
        "modified_after": moment,
        "weekdays": lambda: OnClock(chance.choice(ZONES), frozenset(chance.sample(range(7), 3))),
        "hours": lambda: OnClock(chance.choice(ZONES), frozenset(chance.sample(range(24), 12))),
    }
    filters: dict[str, Any] = {
        name: makers[name]() for name in chance.sample(list(makers), chance.choice([0, 1, 1, 1, 2, 2, 3]))
    }
    return SessionQuery(
        scope=make_scope(chance, world) if chance.random() < 0.5 else EVERYTHING,
        shelf=chance.choice(list(Shelf)),
        sort=Sort(field=chance.choice(list(SORT_FIELDS.values())), descending=chance.random() < 0.5),
        offset=chance.choice([0, 0, 0, 1, 3, 1000]),
        limit=chance.choice([1, 2, 5, 25, 10_000]),
        with_total=chance.random() < 0.8,
        **filters,
    )


def _members(chance: Random, kind: type[E]) -> frozenset[E]:
    return frozenset(chance.sample(list(kind), chance.choice([0, 1, 1, 2])))


def make_scope(chance: Random, world: World) -> Scope:
    """A random scope of some accounts, or of customers or endpoints in them."""
    accounts = frozenset(chance.sample(world.accounts, chance.choice([0, 1, 2, len(world.accounts)])))
    match chance.randrange(4):
        case 0:
            return Scope(accounts=accounts)
        case 1:
            return Scope(accounts=accounts, customers=frozenset(chance.sample(world.customers, 2)))
        case 2:
            return Scope(accounts=accounts, endpoints=frozenset(chance.sample(world.endpoints, 2)))
        case _:
            customers, endpoints = (frozenset(chance.sample(ids, 4)) for ids in (world.customers, world.endpoints))
            return Scope(accounts=chance.choice([None, accounts]), customers=customers, endpoints=endpoints)


def _needle(chance: Random, texts: Sequence[str]) -> str:
    """A part of one of these texts, often a short one, perhaps in other letters or punctuation."""
    text = chance.choice(texts)
    first = chance.randrange(len(text) + 1)
    part = text[first : first + chance.choice([1, 2, 3, 3, 4, 7, 500])]
    written = (part, part, part.upper(), part.swapcase(), unicodedata.normalize("NFD", part), "-".join(part))
    return chance.choice(written)


def described(query: SessionQuery) -> str:
    """What of a query is not as usual, to be read in a failure."""
    usual = SessionQuery(scope=EVERYTHING)
    told = {name: getattr(query, name) for name in SessionQuery.__struct_fields__}
    return ", ".join(f"{name}={value!r}" for name, value in told.items() if value != getattr(usual, name))
