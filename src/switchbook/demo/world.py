"""The world of the demo: a directory, and the desks where its sessions happen. `founding.py` makes one."""

from __future__ import annotations

from bisect import bisect

import msgspec

from switchbook.demo import names
from switchbook.demo.luck import Luck
from switchbook.demo.numbers import PLANS, NumberPlan
from switchbook.model.directory import Account, Customer, Endpoint

_FROM_HOME = 0.94


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A phone number, fax number or mailbox that outsiders reach an account by."""

    endpoint_id: str
    address: str
    name: str
    customer_id: str | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A user who answers and dials; `address` is a client or SIP address."""

    endpoint_id: str
    address: str
    name: str
    extension: str
    avatar_url: str
    application_data: dict[str, str]
    customer_id: str | None


class Team(msgspec.Struct, frozen=True, kw_only=True):
    """People who share a queue; the team's endpoint stands for its ring queue."""

    endpoint_id: str
    name: str
    queue: str


class Caller(msgspec.Struct, frozen=True):
    """Somebody outside, the same name for the same address every time."""

    address: str
    name: str | None


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a scene needs to know of one account; what is used most stands first."""

    account_id: str
    home: NumberPlan
    domain: str
    lines: tuple[Line, ...]
    faxes: tuple[Line, ...]
    mailboxes: tuple[Line, ...]
    people: tuple[Person, ...]
    teams: tuple[Team, ...]
    first_caller: int
    callers: int

    def caller(self, luck: Luck) -> Caller:
        """Who calls: mostly one of the regulars, now and then somebody from abroad."""
        draw = luck.random()
        index = self.first_caller + int(draw * draw * draw * self.callers)
        return caller_at(self.home if luck.random() < _FROM_HOME else luck.pick(PLANS), index)

    def colleague(self, luck: Luck, person: Person) -> Person:
        """Anybody of the account but this person; an account has at least three people."""
        while (other := luck.pick(self.people)) is person:
            pass
        return other


class World(msgspec.Struct, frozen=True, kw_only=True):
    """The directory, and the desks that sessions happen at, each with its share of all sessions."""

    seed: int
    accounts: tuple[Account, ...]
    customers: tuple[Customer, ...]
    endpoints: tuple[Endpoint, ...]
    desks: tuple[Desk, ...]
    shares: tuple[float, ...]  # cumulative

    def desk(self, luck: Luck) -> Desk:
        """The account where the next session happens: few have most of them."""
        return self.desks[bisect(self.shares, luck.random() * self.shares[-1])]


def caller_at(plan: NumberPlan, index: int) -> Caller:
    """The caller of this index (indexes wrap around), never one of the numbers that accounts own."""
    owned = owned_numbers(plan)
    number = owned + index % (plan.size - owned)
    if number % 3 == 0:
        return Caller(plan.number(number), None)
    first = names.FIRST[number % len(names.FIRST)]
    return Caller(plan.number(number), f"{first} {names.LAST[number // 7 % len(names.LAST)]}")


def owned_numbers(plan: NumberPlan) -> int:
    """How many of a plan's numbers, counted from its first, are the accounts' own."""
    return plan.size // 3
