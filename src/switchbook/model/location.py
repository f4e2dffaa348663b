"""Where a delivery belongs: the account it is taken in for, and the endpoint and customer its event is about."""

from __future__ import annotations

import msgspec

from switchbook.model.directory import Directory
from switchbook.model.event import (
    ConferenceEnded,
    ConferenceStarted,
    Event,
    Facts,
    FileTold,
    MessageTold,
    SessionExpired,
    SessionImported,
    SnapshotTaken,
)
from switchbook.model.session import Direction

# Events that are about no address.
_UNPLACED = (ConferenceStarted, ConferenceEnded, FileTold, SessionExpired, SessionImported, SnapshotTaken)


def tenant(directory: Directory, account_id: str, account_sid: str | None) -> str:
    """The hook's account, or the descendant of it that the payload's AccountSid names; never any other."""
    named = directory.account_of_twilio(account_sid) if account_sid else None
    if named is not None and named.id in directory.account_subtree(account_id):
        return named.id
    return account_id


def located(event: Event, directory: Directory, account_id: str) -> Event:
    """The event with what the directory knows of the address that was called: endpoint, its name, its customer.

    A leg that nobody dialled is placed by the number called, or for an outgoing one by who calls; a dialled leg by
    whom it dials. An endpoint or customer that the source states is left alone, unless it is another account's: then
    it is dropped, since its name would be shown to those who may not see it.
    """
    if isinstance(event, _UNPLACED):
        return event
    facts = _with_holder(_without_foreign(event.facts, directory, account_id), directory, account_id)
    if facts.endpoint_id is None:
        outgoing = (isinstance(event, MessageTold) or event.parent is None) and facts.direction is Direction.Outgoing
        endpoint = directory.endpoint_at(account_id, facts.from_address if outgoing else facts.to_address)
    else:
        endpoint = directory.endpoints.get(facts.endpoint_id)
    if endpoint is not None:
        facts = msgspec.structs.replace(
            facts,
            endpoint_id=endpoint.id,
            endpoint_name=endpoint.name,
            customer_id=facts.customer_id or endpoint.customer_id,
        )
    return event if facts == event.facts else msgspec.structs.replace(event, facts=facts)


def _with_holder(facts: Facts, directory: Directory, account_id: str) -> Facts:
    """The facts with the name of who put the leg on hold, where that is an endpoint by its id or by its address."""
    if facts.held_by_user_id is not None:
        holder = directory.endpoints.get(facts.held_by_user_id)
        if holder is None or holder.account_id != account_id:
            return facts
    else:
        holder = directory.endpoint_at(account_id, facts.held_by_name)
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
