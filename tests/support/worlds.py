"""Worlds: constructed books, small but awkward, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from itertools import count
from random import Random
from typing import Any, TypeVar, get_type_hints

from hypothesis import strategies as st

from switchbook import recorder
from switchbook.ingest import Reading
from switchbook.model import identity
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegRang,
    LegStarted,
    LineLogged,
    SessionImported,
)
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.query import NO_CUSTOMER, Shelf
from switchbook.model.session import Direction, LogLine, Member, Session
from switchbook.stores.contract import ImportedSession, Ledger, Store

V = TypeVar("V")
Work = Callable[[Ledger], object]

SOURCE = "world"
MORNING = datetime(2026, 5, 9, tzinfo=UTC)
DAY = 86_400_000  # in milliseconds, as all offsets here
# Code points that a database may take for the end of a text, or for one another.
BARELY_TOLD_APART = ("nul\0\x01", "x\0y", "x\x01y", "x\ufffdy", "x\ufffey", "x\uffffy", "x\U0010ffffy")
# Longer than what is sorted by, some alike up to there, one of them long before it is folded.
LONG = (
    "b" * 200,
    "b" * 200 + "a",
    "B" * 200 + "z",
    "b" * 199 + "c" * 3_000,
    "E\u0301" * 150 + "\U0001f600" * 90,
    "é" * 150 + "\U0001f600" * 50 + "x",
)
ADDRESSES = (
    "+15035551234",
    "+15035559999",
    "(503) 555-1234",
    "+4930901820",
    "1001",
    "sip:Anna.Meier@example.org;transport=tls",
    "client:anna_meier",
    "ANNA@Example.ORG",
    "  +44 20 7946 0000 ",
    '50%_of*\\\'"all"',
    "a\u0308rztehaus STRASSE Straße",
    "日本語 03-1234 \U0001f4de",
    *BARELY_TOLD_APART,
    "anonymous",
    "",
    " ",
    *LONG,
)
WORDS = (
    "Call received from +15035551234",
    "Timeout after 30 s",
    "Waiting in queue Ärzte",
    *("time", "out", "a", "", " "),
    "50% of _all_ * \\ 'x' \"y\"",
    "ΣΊΣΥΦΟΣ σίσυφος e\u0301 é É",
    "日本語のメッセージ",
    "AND OR NOT NEAR(a)",
    "line\nbreak\ttab\x7f\x85\u2028",
    "x" * 300 + "needle",
    *BARELY_TOLD_APART,
)
TEXTS = (
    "",
    "a",
    "B",
    "ba",
    "É",
    "e\u0301a",
    "Answered",
    "answered",
    "日本",
    "\U0001f600",
    "\uff21",
    "\0",
    "_",
    "%",
    *LONG,
)
_TYPES = get_type_hints(Session)
_TOLD_APART = {"id", "account_id", "customer_id", "endpoint_id", "from_address", "to_address", "members"}


@dataclass(frozen=True)
class World:
    """A book as the works that write it, in order, with what is worth asking about."""

    works: tuple[Work, ...]
    accounts: tuple[str, ...]
    customers: tuple[str, ...]
    unknown_customer: str
    endpoints: tuple[str, ...]
    ids: tuple[str, ...]
    moments: tuple[datetime, ...]

    def load(self, store: Store) -> None:
        """Write all of it, a transaction for each work."""
        for future in [store.write(work) for work in self.works]:
            future.result()


def make_world(chance: Random, size: int, prefix: str = "") -> World:
    """A world of about so many sessions. Worlds of other prefixes share no account, customer, endpoint or session."""
    account_ids = tuple(f"{prefix}{name}" for name in ("a1", "a2", "a3", "A3", "unknown"))
    customers = tuple(f"{prefix}c{number}" for number in range(9))
    endpoints = tuple(f"{prefix}e{number}" for number in range(8))
    moments = tuple(MORNING + timedelta(milliseconds=chance.choice(_OFFSETS)) for _ in range(8))
    maker = _Maker(chance, account_ids, customers, endpoints, moments)
    works = [work for _ in range(size) for work in maker.session()]
    works += [maker.directory_change() for _ in range(12 + size // 2)]
    chance.shuffle(works)
    return World(
        works=(maker.first_directory(), *works),
        accounts=(*account_ids, "nobody"),
        customers=(*customers, "nobody", NO_CUSTOMER),
        unknown_customer=customers[-1],
        endpoints=(*endpoints, "nobody"),
        ids=tuple(maker.ids),
        moments=moments,
    )


# Around midnights of UTC, within one day, months apart and before 1970; few, so that sessions share them.
_OFFSETS = (-1, 0, 0.7, 1, 5000, DAY // 2, DAY - 1, DAY, 3 * DAY, 40 * DAY, -400 * DAY, -25_000 * DAY)


class _Maker:
    """Makes the works of one world."""

    def __init__(
        self,
        chance: Random,
        accounts: Sequence[str],
        customers: Sequence[str],
        endpoints: Sequence[str],
        moments: Sequence[datetime],
    ) -> None:
        self.chance = chance
        self.accounts = accounts
        self.customers = customers
        self.endpoints = endpoints
        self.moments = moments
        self.ids: list[str] = []
        self._later: Iterator[int] = count(1)

    def first_directory(self) -> Work:
        """Every record but the last of each kind: sessions may mention ids that the directory does not know."""
        works = [self._account(account_id) for account_id in self.accounts[:-1]]
        works += [self._customer(customer_id) for customer_id in self.customers[:-1]]
        works += [self._endpoint(endpoint_id) for endpoint_id in self.endpoints[:-1]]
        self.chance.shuffle(works)
        return lambda ledger: [work(ledger) for work in works]

    def directory_change(self) -> Work:
        """A record put anew: renamed, moved in its tree (into a ring, now and then), given another address."""
        put, ids = self.chance.choice(
            [(self._account, self.accounts), (self._customer, self.customers), (self._endpoint, self.endpoints)]
        )
        return put(self.chance.choice(ids[:-1]))

    def _account(self, account_id: str) -> Work:
        account = Account(id=account_id, name=self.chance.choice(TEXTS), parent_account_id=self.maybe(self.accounts))
        return lambda ledger: ledger.put_account(account)

    def _customer(self, customer_id: str) -> Work:
        customer = Customer(
            id=customer_id,
            account_id=self.chance.choice(self.accounts),
            name=self.chance.choice(TEXTS),
            parent_customer_id=self.maybe(self.customers),
        )
        return lambda ledger: ledger.put_customer(customer)

    def _endpoint(self, endpoint_id: str) -> Work:
        endpoint = Endpoint(
            id=endpoint_id,
            account_id=self.chance.choice(self.accounts),
            name=self.chance.choice(TEXTS),
            customer_id=self.maybe(self.customers),
            address=self.maybe(ADDRESSES),
        )
        return lambda ledger: ledger.put_endpoint(endpoint)

    def session(self) -> Sequence[Work]:
        """The works that bring one session, in any order: an import, whole reports of it, or reports of its legs."""
        account_id = self.chance.choice(self.accounts)
        if self.chance.random() < 0.4:
            return self._call(account_id)
        session_id = f"{self.chance.getrandbits(96):024x}"
        self.ids.append(session_id)
        works = [self._report(self.whole(session_id, account_id)) for _ in range(self.chance.choice([0, 0, 0, 1, 3]))]
        if not works or self.chance.random() < 0.6:
            works.append(self._import(self.whole(session_id, account_id)))
        return works

    def whole(self, session_id: str, account_id: str) -> Session:
        """A session with every member drawn from what few values there are."""
        drawn = {name: self._member(name) for name in Session.__struct_fields__ if name not in _TOLD_APART}
        members = tuple(
            Member(endpoint_id=self.maybe(self.endpoints), identity=self.maybe(TEXTS))
            for _ in range(self.chance.choice([0, 0, 1, 3]))
        )
        return Session(
            id=session_id,
            account_id=account_id,
            customer_id=self.maybe(self.customers),
            endpoint_id=self.maybe(self.endpoints),
            from_address=self.maybe(ADDRESSES),
            to_address=self.maybe(ADDRESSES),
            members=members,
            **drawn,
        )

    def maybe(self, values: Sequence[V]) -> V | None:
        """One of these, or none."""
        return self.chance.choice(values) if self.chance.random() < 0.7 else None

    def _member(self, name: str) -> Any:
        kind = _TYPES[name]
        if name == "date_created":
            return self.chance.choice(self.moments)
        if name == "answered_by_id":
            return self.maybe(self.endpoints)
        if kind is bool:
            return self.chance.random() < 0.5
        if isinstance(kind, type) and issubclass(kind, IntEnum):
            return self.chance.choice(list(kind))
        return self.maybe(self.moments if datetime in kind.__args__ else TEXTS)

    def _log(self) -> tuple[LogLine, ...]:
        start = self.chance.choice(self.moments)
        said = [self.chance.choice(WORDS) for _ in range(self.chance.choice([0, 1, 2, 4]))]
        return tuple(LogLine(start + timedelta(seconds=index // 2), message) for index, message in enumerate(said))

    def _import(self, session: Session) -> Work:
        shelf = self.chance.choice(list(Shelf))
        imported = ImportedSession(session=session, log=self._log(), shelf=shelf)
        return lambda ledger: ledger.import_sessions([imported])

    def _report(self, session: Session) -> Work:
        # No two reports are of one instant, and none of an import's: which counts would be left to digests.
        at = MORNING + timedelta(days=self.chance.randrange(-50, 50), milliseconds=7 * next(self._later) + 3)
        return self._take(session.account_id, (SessionImported(at=at, session=session, log=self._log()),))

    def _call(self, account_id: str) -> Sequence[Work]:
        """Reports of a few legs that dial one another; late ones may make two sessions one, or contradict."""
        root = f"leg {next(self._later)}"
        legs = [root, *(f"{root}.{number}" for number in range(self.chance.randrange(3)))]
        self.ids += [identity.session_id(account_id, SOURCE, leg) for leg in legs]
        parents = {leg: self.chance.choice(legs[:place]) for place, leg in enumerate(legs) if place}
        told = [self._leg_event(leg, parents.get(leg)) for leg in legs for _ in range(self.chance.randrange(1, 4))]
        return [self._take(account_id, (event,)) for event in told]

    def _leg_event(self, leg: str, parent: str | None) -> Event:
        common: dict[str, Any] = {
            "leg": leg,
            "parent": parent if self.chance.random() < 0.8 else None,
            "at": self.chance.choice(self.moments) + timedelta(seconds=self.chance.randrange(5)),
            "facts": Facts(
                from_address=self.maybe(ADDRESSES),
                to_address=self.maybe(ADDRESSES),
                direction=self.maybe(list(Direction)),
                customer_id=self.maybe(self.customers),
                from_name=self.maybe(TEXTS),
            ),
        }
        kind = self.chance.randrange(4)
        if kind == 0:
            return LegEnded(**common, ending=self.chance.choice(ENDINGS), duration=self.maybe([0, 5]))
        if kind == 1:
            return LineLogged(**common, message=self.chance.choice(WORDS))
        kinds: tuple[type[LegEvent], ...] = (LegStarted, LegRang, LegEnteredFlow, LegAnswered, LegHeld)
        return self.chance.choice(kinds)(**common)

    def _take(self, account_id: str, events: tuple[Event, ...]) -> Work:
        name = str(next(self._later))
        reading = Reading(payload=name.encode(), key=(name,), events=events)

        return lambda ledger: recorder.take(ledger, SOURCE, account_id, reading, "", MORNING)


def whole_session(chance: Random) -> Session:
    """A session with every member drawn from what few values there are."""
    world = _Maker(chance, ("a1", "a2"), ("c0", "c1", "c2"), ("e1", "e2"), (MORNING, MORNING + timedelta(hours=1.5)))
    return world.whole(f"{chance.getrandbits(96):024x}", chance.choice(world.accounts))


def worlds(max_size: int = 50) -> st.SearchStrategy[tuple[World, Random]]:
    """Worlds, each with the chance to ask about it; a smaller one for a smaller seed or size."""

    def build(seed: int, size: int) -> tuple[World, Random]:
        chance = Random(seed)
        return make_world(chance, size), chance

    return st.builds(build, st.integers(0, 2**32), st.integers(1, max_size))
