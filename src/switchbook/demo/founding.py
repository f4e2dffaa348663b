"""Founds a world from a seed: a tree of accounts, their customers, and everything that can ring or be rung."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import accumulate

from switchbook.demo import names
from switchbook.demo.luck import Luck, ids
from switchbook.demo.numbers import AUSTRALIA, FRANCE, GERMANY, NORTH_AMERICA, UNITED_KINGDOM, NumberPlan
from switchbook.demo.world import Desk, Line, Person, Team, World, owned_numbers
from switchbook.model.directory import Account, Customer, Endpoint

FEWEST_ACCOUNTS = 6
MOST_ACCOUNTS = 1_000
_SESSIONS_PER_ACCOUNT = 1_000

# More than any one account has, so that ids can be counted per account.
_ROOM = 10_000
_HOMES = (*[NORTH_AMERICA] * 12, *[UNITED_KINGDOM] * 4, *[GERMANY] * 2, FRANCE, AUSTRALIA)
# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "'": "", "&": "", " ": "-"})


def found(seed: int, sessions: int) -> World:
    """The world of this seed, large enough for that many sessions. Equal arguments give equal worlds.

    Accounts stand in a tree of three levels: an operator, resellers, their clients. Shares follow Zipf's law.
    """
    accounts = _accounts(seed, min(MOST_ACCOUNTS, max(FEWEST_ACCOUNTS, sessions // _SESSIONS_PER_ACCOUNT)))
    weights = _weights(seed, len(accounts))
    per_weight = sessions / sum(weights)
    owned: Counter[str] = Counter()
    offices = []
    for index, (account, weight) in enumerate(zip(accounts, weights, strict=True)):
        office = _Office(seed, index, account, round(weight * per_weight))
        office.furnish(owned)
        offices.append(office)
    return World(
        seed=seed,
        accounts=accounts,
        customers=tuple(customer for office in offices for customer in office.customers),
        endpoints=tuple(endpoint for office in offices for endpoint in office.endpoints),
        desks=tuple(office.desk() for office in offices),
        shares=tuple(accumulate(weights)),
    )


def _accounts(seed: int, size: int) -> tuple[Account, ...]:
    luck = Luck(f"{seed}/accounts")
    account_id = ids(seed, "account")
    resellers = max(2, size // 20)
    accounts = []
    for index in range(size):
        trade = names.OPERATOR if index <= resellers else names.TRADE
        parent = None if index == 0 else 0 if index <= resellers else 1 + luck.early(range(resellers))
        accounts.append(
            Account(
                id=account_id(index),
                name=f"{luck.pick(names.COMPANY)} {luck.pick(trade)}",
                parent_account_id=None if parent is None else account_id(parent),
                twilio_account_sid=luck.sid("AC"),
            )
        )
    return tuple(accounts)


def _weights(seed: int, size: int) -> list[float]:
    """One over the rank; ranks are dealt at random, the operator at the root has the last one."""
    ranks = list(range(1, size))
    Luck(f"{seed}/ranks").shuffle(ranks)
    return [1 / size, *(1 / rank for rank in ranks)]


class _Office:
    """One account while it is furnished. Its draws are its own, so they do not depend on the other accounts."""

    def __init__(self, seed: int, index: int, account: Account, sessions: int) -> None:
        self.luck = Luck(f"{seed}/account/{index}")
        self.account = account
        self.sessions = sessions
        self.index = index
        self.home = self.luck.pick(_HOMES)
        self.domain = f"{_ascii(account.name)}.example.com"
        self.size = sessions**0.5
        self.customers: list[Customer] = []
        self.endpoints: list[Endpoint] = []
        self.lines: list[Line] = []
        self.faxes: list[Line] = []
        self.mailboxes: list[Line] = []
        self.people: list[Person] = []
        self.teams: list[Team] = []
        self._customer_id = ids(seed, "customer")
        self._endpoint_id = ids(seed, "endpoint")

    def furnish(self, owned: Counter[str]) -> None:
        """Fill the lists. `owned` counts the numbers of each country that are taken, and is counted up."""
        for number in range(min(60, 2 + int(self.size / 3))):
            self._add_customer(number)
        for customer in [None, *self.customers, *self.luck.sample(self.customers, len(self.customers) // 3)]:
            label = customer.name if customer else self.account.name
            self._add_line(self.lines, "PhoneNumber", f"{label} {self.luck.early(names.TEAM).lower()}", customer, owned)
        for customer in [None, *self.customers[:: self.luck.whole(3, 5)]]:
            self._add_line(
                self.faxes, "Fax", f"Fax {customer.name if customer else self.account.name}", customer, owned
            )
            self._add_mailbox(customer)
        for number in range(min(60, 3 + int(self.size / 4))):
            self._add_person(number)
        for name in names.TEAM[: min(8, 1 + len(self.people) // 4)]:
            team_id = self._endpoint(name, "Team", None, None)
            self.teams.append(Team(endpoint_id=team_id, name=name, queue=f"{_ascii(name)}-queue"))
        self._endpoint("SIP trunk", "SipTrunk", f"sip:trunk@{self.domain}", None)

    def desk(self) -> Desk:
        """What the scenes see of this account."""
        return Desk(
            account_id=self.account.id,
            home=self.home,
            domain=self.domain,
            lines=tuple(self.lines),
            faxes=tuple(self.faxes),
            mailboxes=tuple(self.mailboxes),
            people=tuple(self.people),
            teams=tuple(self.teams),
            first_caller=self.luck.whole(0, self.home.size),
            callers=max(24, self.sessions // 2),
        )

    def _add_customer(self, number: int) -> None:
        """A customer: some at the top, the others branches of one above, three levels at most."""
        parent = self.luck.pick(self.customers) if number > 1 and self.luck.chance(0.6) else None
        if parent is not None and parent.parent_customer_id is not None and parent.name.count(",") > 0:
            parent = None
        if parent is None:
            name = f"{self.luck.pick(names.COMPANY)} {self.luck.pick(names.TRADE)}"
        elif parent.parent_customer_id is None:
            name = f"{parent.name} {self.luck.pick(names.PLACE)}"
        else:
            name = f"{parent.name}, {self.luck.pick(names.TEAM).lower()}"
        self.customers.append(
            Customer(
                id=self._customer_id(self.index * _ROOM + number),
                account_id=self.account.id,
                name=name,
                parent_customer_id=parent.id if parent else None,
                reference_id=f"C-{self.index:03}{number:03}",
            )
        )

    def _add_line(
        self, lines: list[Line], kind: str, name: str, customer: Customer | None, owned: Counter[str]
    ) -> None:
        address = _next_number(self.home, owned)
        customer_id = customer.id if customer else None
        endpoint_id = self._endpoint(name, kind, address, customer_id)
        lines.append(Line(endpoint_id=endpoint_id, address=address, name=name, customer_id=customer_id))

    def _add_mailbox(self, customer: Customer | None) -> None:
        """A mailbox, unless a customer of the same name has it already."""
        address = f"{_ascii(customer.name) if customer else 'hello'}@{self.domain}"
        if any(mailbox.address == address for mailbox in self.mailboxes):
            return
        customer_id = customer.id if customer else None
        endpoint_id = self._endpoint(address, "Email", address, customer_id)
        self.mailboxes.append(Line(endpoint_id=endpoint_id, address=address, name=address, customer_id=customer_id))

    def _add_person(self, number: int) -> None:
        name = f"{self.luck.pick(names.FIRST)} {self.luck.pick(names.LAST)}"
        extension = str(4001 + number)
        taken = any(person.name == name for person in self.people)
        handle = _ascii(name).replace("-", ".") + (extension if taken else "")
        address = f"sip:{extension}@{self.domain}" if self.luck.chance(0.3) else f"client:{handle}"
        customer_id = self.luck.pick(self.customers).id if self.luck.chance(0.4) else None
        endpoint_id = self._endpoint(name, "User", address, customer_id)
        self.people.append(
            Person(
                endpoint_id=endpoint_id,
                address=address,
                name=name,
                extension=extension,
                avatar_url=f"https://avatars.{self.domain}/{extension}.png",
                application_data={"extension": extension},
                customer_id=customer_id,
            )
        )

    def _endpoint(self, name: str, kind: str, address: str | None, customer_id: str | None) -> str:
        endpoint_id = self._endpoint_id(self.index * _ROOM + len(self.endpoints))
        self.endpoints.append(
            Endpoint(
                id=endpoint_id,
                account_id=self.account.id,
                name=name,
                type=kind,
                customer_id=customer_id,
                address=address,
            )
        )
        return endpoint_id


def _next_number(plan: NumberPlan, owned: Counter[str]) -> str:
    """The next number of this country that no account has yet, while there are any."""
    owned[plan.country] += 1
    return plan.number(owned[plan.country] % owned_numbers(plan))


def _ascii(name: str) -> str:
    """A name as part of an address: lower case, accents dropped, spaces as hyphens."""
    apart = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    return "".join(char for char in apart if (char.isalnum() and char.isascii()) or char == "-").replace("--", "-")
