"""Puts what is taken in to its place: by the habits of the server and the region of the way in, learning endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import msgspec

from switchbook.ingest import Reading, parameter
from switchbook.model.addresses import known_region
from switchbook.model.directory import Directory, Endpoint
from switchbook.model.event import Event
from switchbook.model.location import located
from switchbook.stores.contract import Ledger


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How a recorder goes about it.

    Messages of a conversation with a pause of `chat_idle` between them are two sessions. An address on the side of an
    account of `learns` that is no endpoint's becomes one; None is every account.
    """

    chat_idle: timedelta = timedelta(hours=4)
    learns: frozenset[str] | None = frozenset()

    def learn(self, account_id: str) -> bool:
        """Whether endpoints of this account are learnt."""
        return self.learns is None or account_id in self.learns


HABITS = Habits()


def locate(
    reading: Reading, directory: Directory, account_id: str, content_type: str, habits: Habits = HABITS
) -> tuple[tuple[Event, ...], Sequence[Endpoint]]:
    """The events with what the directory knows of them, and the endpoints that they teach.

    The region is a parameter of the media type, which the journal keeps: so a replay places them the same way.
    """
    region = known_region(parameter(content_type, "region")) if reading.events else None
    learn = habits.learn(account_id)
    found = [located(event, directory, account_id, region, learn=learn) for event in reading.events]
    return tuple(each.event for each in found), [endpoint for each in found for endpoint in each.learnt]


def teach(ledger: Ledger, learnt: Iterable[Endpoint]) -> None:
    """Put endpoints into the directory that are not there yet."""
    for endpoint in learnt:
        if endpoint.id not in ledger.directory().endpoints:
            ledger.put_endpoint(endpoint)
