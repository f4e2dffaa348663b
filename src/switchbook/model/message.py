"""A chat message as it is kept: a record of its own, joined from all that was told of it in any order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from switchbook.model.event import MessageFacts, MessageTold
from switchbook.model.lifecycle import millis, moment

# What becomes of a message, each later than those before it: a message never goes back to an earlier one. Both ways
# of failing come before its arrival, since a carrier that reports both has tried again.
STATUSES = (
    *("accepted", "scheduled", "queued", "sending", "receiving", "sent", "received"),
    *("canceled", "undelivered", "failed", "delivered", "read"),
)
_RANKS = {status: rank for rank, status in enumerate(STATUSES)}

Media = tuple[tuple[str, str], ...]


class Told(msgspec.Struct, frozen=True, array_like=True):
    """A value with its stamp: milliseconds since 1970 UTC, the sequence (-1 if none), the payload's mark."""

    at: int
    sequence: int
    mark: str
    value: int | str | Media

    @property
    def rank(self) -> tuple[int, int, str, str]:
        """What decides between two: the stamp, then the value itself, so that the order is total."""
        return (self.at, self.sequence, self.mark, repr(self.value))


class MessageState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything told about one message. `first` is the earliest time of it, in milliseconds since 1970 UTC."""

    source: str
    id: str
    first: int
    told: Mapping[str, Told] = {}

    @property
    def date(self) -> datetime:
        """When it was written, as far as is known: the earliest time anything was told of it."""
        return moment(self.first)

    @property
    def facts(self) -> MessageFacts:
        """What is known of it."""
        return msgspec.convert({name: told.value for name, told in self.told.items()}, MessageFacts)


def lift(event: MessageTold, source: str, *, mark: str) -> MessageState:
    """What one event alone says of its message. `mark` tells its payload from others."""
    at, sequence = millis(event.at), -1 if event.sequence is None else event.sequence
    values = ((name, getattr(event.said, name)) for name in MessageFacts.__struct_fields__)
    told = {
        name: Told(at, sequence, mark, int(value) if isinstance(value, int) else value)
        for name, value in values
        if value is not None
    }
    return MessageState(source=source, id=event.message, first=at, told=told)


def join(left: MessageState, right: MessageState) -> MessageState:
    """All that either knows of a message; commutative, associative and idempotent.

    A status counts by its rank, whatever the clocks say; of anything else the later word counts.
    """
    told = dict(left.told)
    for name, other in right.told.items():
        mine = told.get(name)
        told[name] = other if mine is None else max(mine, other, key=_status_rank if name == "status" else _rank)
    return MessageState(source=left.source, id=left.id, first=min(left.first, right.first), told=told)


def _rank(told: Told) -> tuple[int, int, str, str]:
    return told.rank


def _status_rank(told: Told) -> tuple[int, tuple[int, int, str, str]]:
    return (_RANKS.get(str(told.value), -1), told.rank)
