"""Random requests for a list of sessions, drawn from what the book holds: every parameter there is, as text.

Parameters that narrow come from the table of filters; one that has no draw here is found by a test.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from support.history import Kept, unpacked

from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.clock import Weekday
from switchbook.model.directory import Directory
from switchbook.model.query import NO_CUSTOMER, NO_OUTCOME, SORT_FIELDS
from switchbook.model.session import CallState, Channel, Direction, Session, wire_name

# Worth asking for whatever the book holds: what patterns and search languages give a meaning, and what is not ASCII.
AWKWARD = (*"%_*'\"\\\0éß\U0001f4de٣", "%_", '"*"', "a*", "AND", "NEAR(", "ΣΊ", "日本")
# Each digit in another notation: none of them is the digit that stands in an address.
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_TIMES = (*["%Y-%m-%dT%H:%M:%S.%fZ"] * 3, "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M+05:30")
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC")
_COLUMNED = [field.name for field in SORT_FIELDS.values() if field.columned]
_OTHERS = [field.name for field in SORT_FIELDS.values() if not field.columned]


class Draw:
    """Draws from the sessions of a book; `sessions` holds them packed, by id, and may change meanwhile."""

    def __init__(self, chance: Random, sessions: Mapping[str, bytes], directory: Callable[[], Directory]) -> None:
        self.chance = chance
        self._sessions = sessions
        self._directory = directory
        # The session that most of a request is drawn from, so that several filters together find something.
        self._subject: Kept | None = None
        self.refresh()

    def refresh(self) -> None:
        """Look again which sessions there are."""
        self._ids = list(self._sessions)

    def kept(self) -> Kept:
        """One of the sessions; most often the subject, where there is one."""
        if self._subject is not None and self.chance.random() < 0.8:
            return self._subject
        while True:
            packed = self._sessions.get(self.chance.choice(self._ids))
            if packed is not None:
                return unpacked(packed)

    def session(self) -> Session:
        """One of the sessions, without its log."""
        return self.kept().session

    def some(self, one: Callable[[], str | None], most: int = 6) -> str:
        """A list of values, often of one alone."""
        drawn = [one() for _ in range(self.chance.choice([1, 1, 1, 2, most]))]
        return ",".join(each for each in drawn if each)

    def scope(self) -> Scope:
        """What somebody may see: everything, a tree of accounts, customers, endpoints, or all three limits."""
        directory, kind = self._directory(), self.chance.randrange(6)
        below = frozenset[str]().union(*(directory.account_subtree(self.session().account_id) for _ in range(2)))
        customers = frozenset(filter(None, (self.session().customer_id for _ in range(4))))
        endpoints = frozenset[str]().union(*(self.session().involved_endpoints() for _ in range(3)))
        return (
            EVERYTHING,
            EVERYTHING,
            Scope(accounts=below),
            Scope(accounts=self.chance.choice([None, below]), customers=customers),
            Scope(accounts=self.chance.choice([None, below]), endpoints=endpoints),
            Scope(accounts=below, customers=customers, endpoints=endpoints),
        )[kind]

    def request(self, scope: Scope) -> dict[str, str]:
        """The parameters of one request: filters, sort and page, often such that something is found."""
        wanted = self.chance.choice([0, 1, 1, 1, 2, 2, 3, 4])
        self._subject = self.kept() if self.chance.random() < 0.7 else None
        asked = {name: FILTERS_DRAWN[name](self) for name in self.chance.sample(list(FILTERS_DRAWN), wanted)}
        if self.chance.random() < 0.6:
            # Most sessions are archived.
            asked["searchArchive"] = "true"
        if scope.accounts and "accountIds" in asked and self.chance.random() < 0.9:
            asked["accountIds"] = self.some(lambda: self.chance.choice(sorted(scope.accounts or ())))
        self._subject = None
        return asked | self.order(narrowed=wanted > 0) | self.page()

    def order(self, *, narrowed: bool) -> dict[str, str]:
        """A sort; one by a field without a column hardly ever of everything, since all of it would be read."""
        if self.chance.random() < 0.3:
            return {}
        others = self.chance.random() < (0.06 if narrowed else 0.01)
        name = self.chance.choice(_OTHERS if others else _COLUMNED)
        return {"sortField": name} | self.chance.choice([{}, {"sortOrder": "Ascend"}, {"sortOrder": "Descend"}])

    def page(self) -> dict[str, str]:
        """A page, by number or from the first cursor on."""
        count = self.chance.choice([0, 1, 2, 5, 25, 25, 100, 100, 1000])
        asked = {"countPerPage": str(count)} if count else {}
        if self.chance.random() < 0.2:
            asked["simplifiedPaging"] = "true"
        if self.chance.random() < 0.35:
            return asked | {"cursor": "*"}
        page = self.chance.choice([0, 0, 0, 0, 1, 2, 7, 40, 400, 3000])
        return asked | ({"page": str(page)} if page else {})

    def part(self, text: str | None) -> str:
        """A part of this text, often a short one, perhaps written otherwise; or an awkward one."""
        if not text or self.chance.random() < 0.08:
            return self.chance.choice(AWKWARD)
        first = self.chance.randrange(len(text))
        part = text[first : first + self.chance.choice([1, 2, 3, 3, 4, 7, 20])]
        return self.chance.choice(_WRITTEN)(part)

    def words(self, text: str | None) -> str:
        """Some whole words of this text."""
        words = (text or "").split()
        if not words or self.chance.random() < 0.5:
            return self.part(text)
        first = self.chance.randrange(len(words))
        return " ".join(words[first : first + self.chance.choice([1, 1, 2, 3])])

    def message(self) -> str | None:
        """A message of the log of some session."""
        lines = self.kept().lines
        return self.chance.choice(lines).message if lines else None

    def named(self) -> str | None:
        """A name that the directory knows, or an address or name of a session."""
        directory, session = self._directory(), self.session()
        records: tuple[Any, ...] = (
            directory.accounts.get(session.account_id),
            directory.customers.get(session.customer_id or ""),
            directory.endpoints.get(session.endpoint_id or ""),
        )
        names = [record.name for record in records if record is not None]
        return self.chance.choice([*names, session.from_name, session.answered_by_name, session.to_address])

    def instant(self, moment: datetime | None) -> str:
        """A day or an instant, at or about this moment, as one of the ways to write it."""
        at = (moment or self.session().date_created) + timedelta(
            milliseconds=self.chance.choice([-1, 0, 0, 0, 1, 3_600_000, 30 * 86_400_000])
        )
        return at.strftime(self.chance.choice(_TIMES))

    def seconds(self) -> str:
        """A duration that some session had, or one of no session."""
        session = self.session()
        lasted = ((session.date_completed or session.date_created) - session.date_created).total_seconds()
        return str(max(0, int(lasted) + self.chance.choice([-1, 0, 0, 1, 600])))

    def flag(self) -> str:
        """True or false."""
        return self.chance.choice(["true", "true", "false"])

    def members(self, kind: Any) -> str:
        """Members of an enum, by name or by number."""
        spellings = [spelled for member in kind for spelled in (wire_name(member), str(int(member)))]
        return self.some(lambda: self.chance.choice(spellings), 2)


_WRITTEN: Sequence[Callable[[str], str]] = (
    lambda part: part,
    lambda part: part,
    str.upper,
    str.lower,
    str.swapcase,
    "-".join,
    lambda part: f"({part[:3]}) {part[3:]}",
    lambda part: f" {part} ",
    lambda part: unicodedata.normalize("NFD", part),
    lambda part: part.translate(_WIDE),
)

# How each parameter that narrows, or says how another is meant, is drawn.
FILTERS_DRAWN: Mapping[str, Callable[[Draw], str]] = {
    "accountIds": lambda draw: draw.some(lambda: draw.session().account_id, 40),
    "searchArchive": Draw.flag,
    "startDate": lambda draw: draw.instant(draw.session().date_created),
    "endDate": lambda draw: draw.instant(draw.session().date_created),
    "customerIds": lambda draw: draw.some(lambda: draw.chance.choice([draw.session().customer_id, NO_CUSTOMER])),
    "endpointIds": lambda draw: draw.some(lambda: draw.session().endpoint_id),
    "from": lambda draw: draw.part(draw.session().from_address),
    "to": lambda draw: draw.part(draw.session().to_address),
    "log": lambda draw: draw.words(draw.message()),
    "parentSessionId": lambda draw: draw.session().parent_session_id or draw.session().id,
    "specificIds": lambda draw: draw.some(lambda: draw.session().id, 50),
    "searchAll": lambda _: "true",
    "fields": lambda draw: draw.chance.choice(["id", "id,fromAddress,members", "-log", "-log,-members"]),
    "timeZone": lambda draw: draw.chance.choice(_ZONES),
    "includeSubaccounts": lambda _: "true",
    "channels": lambda draw: draw.members(Channel),
    "directions": lambda draw: draw.members(Direction),
    "callStates": lambda draw: draw.members(CallState),
    "outcomes": lambda draw: draw.some(lambda: draw.chance.choice([draw.session().outcome, NO_OUTCOME]), 3),
    "wasMissed": Draw.flag,
    "ended": Draw.flag,
    "text": lambda draw: draw.words(draw.chance.choice([draw.message, draw.named])()),
    "number": lambda draw: draw.part(draw.chance.choice([draw.session().from_address, draw.session().to_address])),
    # The history of a world does not tell which legs a session has.
    "callSid": lambda _: "a call of no session",
    "involvedEndpointIds": lambda draw: draw.some(lambda: min(draw.session().involved_endpoints(), default=None), 3),
    "minDuration": Draw.seconds,
    "maxDuration": Draw.seconds,
    "modifiedAfter": lambda draw: draw.instant(draw.session().date_last_modified),
    "weekdays": lambda draw: draw.members(Weekday),
    "hours": lambda draw: ",".join(map(str, draw.chance.sample(range(24), 6))),
}
# Parameters of every list, drawn with the page and the order; `all` is asked by the tests of walks.
OF_EVERY_LIST = frozenset({"page", "countPerPage", "cursor", "simplifiedPaging", "sortField", "sortOrder", "all"})
