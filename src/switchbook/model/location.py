"""Where a delivery belongs: the account it is taken in for, and the endpoint and customer its event is about.

Where endpoints are learnt, what an event is placed by follows from the event and from what people put into the
directory, never from what was learnt before: so the order in which calls arrive makes no difference.
"""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import msgspec

from switchbook.model.addresses import Address, Kind, in_full, read
from switchbook.model.directory import Directory, Endpoint
from switchbook.model.event import (
    ConferenceEnded,
    ConferenceStarted,
    Event,
    Facts,
    FileTold,
    LegEvent,
    LegTransferred,
    MessageFacts,
    MessageTold,
    SessionExpired,
    SessionImported,
    SnapshotTaken,
)
from switchbook.model.event_by_hand import (
    SessionEvent,
)
from switchbook.model.learning import DEVICES, learnable, learnt
from switchbook.model.session import Channel, Direction

T = TypeVar("T", Facts, MessageFacts)

# Events that are about no address.
_UNPLACED = ConferenceStarted | ConferenceEnded | FileTold | SessionExpired | SessionImported | SnapshotTaken
# Facts that are addresses.
_ADDRESSES = (
    *("from_address", "to_address", "destination", "callback_number", "from_phone_number"),
    *("held_by_name", "party"),
)


class Located(msgspec.Struct, frozen=True):
    """An event with what the directory knows of it, and the endpoints that it teaches."""

    event: Event
    learnt: tuple[Endpoint, ...] = ()


def tenant(directory: Directory, account_id: str, account_sid: str | None) -> str:
    """The hook's account, or the descendant of it that the payload's AccountSid names; never any other."""
    named = directory.account_of_twilio(account_sid) if account_sid else None
    if named is not None and named.id in directory.account_subtree(account_id):
        return named.id
    return account_id


def located(
    event: Event, directory: Directory, account_id: str, region: str | None = None, *, learn: bool = False
) -> Located:
    """The event with what the directory knows of the addresses in it: endpoint, its name, its customer.

    A leg that nobody dialled is placed by the number called, or for an outgoing one by who calls; a dialled leg by
    whom it dials. Where that is nobody's, a call from or to a device (`learning.DEVICES`) is placed by the device. Of
    an outgoing call that nobody dialled the endpoint called is found too. An endpoint or customer that the source
    states is left alone, unless it is another account's: then it is dropped, since its name would be shown to those
    who may not see it.

    `region` is the country of numbers that name none (see `addresses.known_region`): with it, numbers become E.164.
    With `learn`, an address on the account's side that is no endpoint's becomes one (see `learning`). An endpoint that
    was learnt is then found by what would teach it, and by nothing else.
    """
    if isinstance(event, _UNPLACED | SessionEvent):
        return Located(event)
    event = _in_full(event, region)
    facts = _without_foreign(event.facts, directory, account_id)
    finder = _Finder(directory, account_id, region, facts.channel, learn=learn)
    facts = _with_holder(facts, finder)
    own, other, outgoing, sure = _sides(event, facts)
    is_leg = isinstance(event, LegEvent)
    called = finder.find(other) if is_leg and outgoing else None
    if facts.endpoint_id is not None:
        endpoint = directory.endpoints.get(facts.endpoint_id)
    else:
        endpoint = finder.find(own, ours=sure, other=other)
        if endpoint is None and is_leg and finder.is_device(other):
            endpoint = called if outgoing else finder.find_caller(other)
    if called is not None:
        facts = msgspec.structs.replace(facts, called_id=called.id, called_name=called.name)
    if endpoint is not None:
        facts = msgspec.structs.replace(
            facts,
            endpoint_id=endpoint.id,
            endpoint_name=endpoint.name,
            customer_id=facts.customer_id or endpoint.customer_id,
        )
    placed = event if facts == event.facts else msgspec.structs.replace(event, facts=facts)
    return Located(placed, tuple(finder.learnt.values()))


class _Sides(NamedTuple):
    """Whose side which address is on; `sure` says that the source told so. A dialled leg has only one side here."""

    own: str | None
    other: str | None
    outgoing: bool
    sure: bool


def _sides(event: LegEvent | MessageTold, facts: Facts) -> _Sides:
    if not isinstance(event, MessageTold) and event.parent is not None:
        return _Sides(facts.to_address, None, outgoing=False, sure=False)
    if facts.direction is Direction.Outgoing:
        return _Sides(facts.from_address, facts.to_address, outgoing=True, sure=True)
    return _Sides(facts.to_address, facts.from_address, outgoing=False, sure=facts.direction is not None)


class _Finder:
    """Finds the account's endpoints by address, and gathers those that are learnt."""

    def __init__(
        self, directory: Directory, account_id: str, region: str | None, channel: Channel | None, *, learn: bool
    ) -> None:
        self._directory = directory
        self._account_id = account_id
        self._region = region
        self._channel = channel
        self._learn = learn
        self.learnt: dict[str, Endpoint] = {}

    def find(self, address: str | None, *, ours: bool = False, other: str | None = None) -> Endpoint | None:
        """The endpoint at an address; see `learning.learnable` for `ours` and `other`."""
        known = self.known(address)
        told = self._read(address) if known is None and self._learn else None
        if told is None or not learnable(told, ours=ours, other=self._read(other), region=self._region):
            return known
        return self._taught(told)

    def find_caller(self, address: str | None) -> Endpoint | None:
        """The endpoint that calls in. Short numbers come from the outside too, so of devices only clients teach."""
        told = self._read(address)
        return self.find(address) if told is not None and told.kind is Kind.client else self.known(address)

    def is_device(self, address: str | None) -> bool:
        """Whether an address is what people call from."""
        told = self._read(address)
        return told is not None and told.kind in DEVICES

    def named(self, endpoint_id: str) -> Endpoint | None:
        """The endpoint of this account with this id."""
        found = self._directory.endpoints.get(endpoint_id)
        return found if found is not None and found.account_id == self._account_id else None

    def known(self, address: str | None) -> Endpoint | None:
        """The endpoint at an address, whoever's side that is on; none that was learnt while others are learnt."""
        return self._directory.endpoint_at(self._account_id, address, self._region, learnt=not self._learn)

    def _read(self, address: str | None) -> Address | None:
        return read(address, self._region) if address else None

    def _taught(self, address: Address) -> Endpoint | None:
        """What this address teaches, as it is in the directory by now; None where that has another address today."""
        new = learnt(self._account_id, address, self._channel)
        kept = self._directory.endpoints.get(new.id, new)
        if (kept.account_id, kept.address) != (new.account_id, new.address):
            return None
        self.learnt[new.id] = kept
        return kept


def _in_full(event: LegEvent | MessageTold, region: str | None) -> LegEvent | MessageTold:
    """The event with its numbers in E.164, where the region is known."""
    if region is None:
        return event
    facts = _replaced(event.facts, region, *_ADDRESSES)
    if isinstance(event, MessageTold):
        said = _replaced(event.said, region, "sender", "recipient")
        return msgspec.structs.replace(event, facts=facts, said=said)
    if isinstance(event, LegTransferred):
        return msgspec.structs.replace(event, facts=facts, target=in_full(event.target, region))
    return msgspec.structs.replace(event, facts=facts)


def _replaced(said: T, region: str, *names: str) -> T:
    changed = {name: in_full(getattr(said, name), region) for name in names}
    return msgspec.structs.replace(said, **changed)


def _with_holder(facts: Facts, finder: _Finder) -> Facts:
    """The facts with the name of who put the leg on hold, where that is an endpoint by its id or by its address."""
    if facts.held_by_user_id is not None:
        holder = finder.named(facts.held_by_user_id)
    else:
        holder = finder.known(facts.held_by_name)
    if holder is None:
        return facts
    return msgspec.structs.replace(facts, held_by_user_id=holder.id, held_by_name=holder.name)


def _without_foreign(facts: Facts, directory: Directory, account_id: str) -> Facts:
    """The facts without an endpoint or customer that the directory knows as another account's."""
    endpoint = directory.endpoints.get(facts.endpoint_id or "")
    customer = directory.customers.get(facts.customer_id or "")
    answerer = directory.endpoints.get(facts.answered_by_id or "")
    foreign = {
        name: None
        for name, record in (("endpoint_id", endpoint), ("customer_id", customer), ("answered_by_id", answerer))
        if record is not None and record.account_id != account_id
    }
    return msgspec.structs.replace(facts, **foreign) if foreign else facts
