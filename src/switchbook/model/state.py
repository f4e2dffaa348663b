"""What a fold knows of a session: a set of facts that can only grow, and how two of them join.

`join` is commutative, associative and idempotent, so a session is the same for any order, repetition and split
of what was said about it, and two sessions found to be one are simply joined. Each part joins by one rule:

- a *said* value (an address, a hold): the one with the later stamp; a stamp is time, sequence, then the mark of
  the payload, so no two payloads are equal;
- where a leg stands: by the ranks of `leg.LEG_STATES`; an end is never left, and of two ends the one with
  the higher sequence counts, then the higher rank, then the later time;
- first times by the earliest, last times by the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec

from switchbook.model.session import Session

V = TypeVar("V")
T = TypeVar("T")

Value = str | int

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Deterministic, so that what a session says has one and the same bytes wherever it was read.
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


class Said(msgspec.Struct, frozen=True, array_like=True):
    """A value with its stamp: `at` in milliseconds since 1970 UTC, the sequence (-1 if none), the payload's mark."""

    at: int
    sequence: int
    mark: str
    value: Value

    @property
    def rank(self) -> tuple[int, int, str, str, Value]:
        """What decides between two: the stamp, then the value itself, so that the order is total."""
        return (self.at, self.sequence, self.mark, type(self.value).__name__, self.value)


class Standing(msgspec.Struct, frozen=True, array_like=True, order=True):
    """Where a leg stands, comparable: an end outranks all else, then by sequence (ends only), rank and time."""

    ended: bool
    sequence: int
    rank: int
    at: int


class LegState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything said about one leg. Times are milliseconds since 1970 UTC.

    Earliest times: `started` of anything said, `reported` of a report that it was under way, `answered` of a reported
    answer, `joined` of joining a conference, `transferred` of passing the other side on; `talked` is when the talk of a
    leg that completed began, by its end and duration. Last words: `queue` is leg.WAITING or one of event.QUEUE_RESULTS;
    `held` is 0 off hold, else 1 more than the HoldReason; `muted` is 0 or 1; `rooms` says of each conference whether
    the leg is in it (1) or left it (0). `targets` holds whom the leg passed the other side on to, legs and addresses.
    """

    started: int
    reported: int | None = None
    standing: Standing | None = None
    parent: Said | None = None
    answered: int | None = None
    talked: int | None = None
    joined: int | None = None
    transferred: int | None = None
    queue: Said | None = None
    held: Said | None = None
    muted: Said | None = None
    rooms: Mapping[str, Said] = {}
    targets: Mapping[str, int] = {}
    facts: Mapping[str, Said] = {}


class Conference(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything said about a conference as a whole. Times are milliseconds since 1970 UTC."""

    started: int
    ended: int | None = None
    name: Said | None = None


class Opening(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The first message of a chat: its time, its id, the mark of its payload, and what that said of the parties.

    `fate` says that only what became of it was told: that counts while no message is known to have been written.
    """

    at: int
    message: str
    mark: str
    facts: Mapping[str, Value] = {}
    fate: bool = False

    @property
    def rank(self) -> tuple[bool, int, str, str, bytes]:
        """What decides between two: the written, the earlier, then fixed marks, so that the order is total."""
        return (self.fate, self.at, self.message, self.mark, _ENCODER.encode(self.facts))


class Chat(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a session knows of its messages, which are records of their own.

    `first` and `last` are the times of the earliest and latest message that was written (None: only of the fate of
    messages was told); messages within the idle time around them belong to this session too.
    """

    opening: Opening
    first: int | None = None
    last: int | None = None


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """A whole session as somebody else had it, with its stamp."""

    at: int
    mark: str
    session: Session

    @property
    def rank(self) -> tuple[int, str, bytes]:
        """What decides between two: the stamp, then all that the session says, so that the order is total."""
        return (self.at, self.mark, _ENCODER.encode(self.session))


class FoldState(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything said about one session. Times are milliseconds since 1970 UTC.

    `first` is the earliest time of anything said, `last` that of the latest sign of life (0: there was none),
    `arrived` the latest arrival of anything new. `expired` is what `last` was when the clock gave the session up: that
    counts for as long as `last` is no later. `files` holds facts by id. `amended` is what somebody set by hand,
    `guests` who was asked in without a leg, by address. `trimmed` says that a snapshot stands for some of the journal.
    """

    first: int
    last: int
    arrived: int
    legs: Mapping[str, LegState] = {}
    conferences: Mapping[str, Conference] = {}
    chat: Chat | None = None
    files: Mapping[str, Mapping[str, Said]] = {}
    amended: Mapping[str, Said] = {}
    guests: Mapping[str, Mapping[str, Said]] = {}
    expired: int | None = None
    imported: Imported | None = None
    trimmed: bool = False

    @property
    def given_up(self) -> bool:
        """Whether the clock gave the session up and nothing was heard of it since."""
        return self.expired is not None and self.last <= self.expired


def join(left: FoldState, right: FoldState) -> FoldState:
    """All that either knows."""
    return FoldState(
        first=min(left.first, right.first),
        last=max(left.last, right.last),
        arrived=max(left.arrived, right.arrived),
        legs=_join_maps(left.legs, right.legs, _join_legs),
        conferences=_join_maps(left.conferences, right.conferences, _join_conferences),
        chat=_either(left.chat, right.chat, _join_chats),
        files=_join_maps(left.files, right.files, _join_facts),
        amended=_join_facts(left.amended, right.amended),
        guests=_join_maps(left.guests, right.guests, _join_facts),
        expired=_either(left.expired, right.expired, max),
        imported=_either(left.imported, right.imported, _later_import),
        trimmed=left.trimmed or right.trimmed,
    )


def millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC, rounded down."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def moment(milliseconds: int) -> datetime:
    """The aware UTC time of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=milliseconds)


def _join_legs(left: LegState, right: LegState) -> LegState:
    return LegState(
        started=min(left.started, right.started),
        reported=_either(left.reported, right.reported, min),
        standing=_either(left.standing, right.standing, max),
        parent=_either(left.parent, right.parent, _later),
        answered=_either(left.answered, right.answered, min),
        talked=_either(left.talked, right.talked, min),
        joined=_either(left.joined, right.joined, min),
        transferred=_either(left.transferred, right.transferred, min),
        queue=_either(left.queue, right.queue, _later),
        held=_either(left.held, right.held, _later),
        muted=_either(left.muted, right.muted, _later),
        rooms=_join_maps(left.rooms, right.rooms, _later),
        targets=_join_maps(left.targets, right.targets, min),
        facts=_join_maps(left.facts, right.facts, _later),
    )


def _join_conferences(left: Conference, right: Conference) -> Conference:
    return Conference(
        started=min(left.started, right.started),
        ended=_either(left.ended, right.ended, max),
        name=_either(left.name, right.name, _later),
    )


def _join_chats(left: Chat, right: Chat) -> Chat:
    return Chat(
        opening=left.opening if left.opening.rank <= right.opening.rank else right.opening,
        first=_either(left.first, right.first, min),
        last=_either(left.last, right.last, max),
    )


def _join_facts(left: Mapping[str, Said], right: Mapping[str, Said]) -> Mapping[str, Said]:
    return _join_maps(left, right, _later)


def _later(left: Said, right: Said) -> Said:
    return left if left.rank >= right.rank else right


def _later_import(left: Imported, right: Imported) -> Imported:
    return left if left.rank >= right.rank else right


def _either(left: T | None, right: T | None, choose: Callable[[T, T], T]) -> T | None:
    if left is None:
        return right
    return left if right is None else choose(left, right)


def _join_maps(left: Mapping[str, V], right: Mapping[str, V], choose: Callable[[V, V], V]) -> Mapping[str, V]:
    if not right:
        return left
    joined = dict(left)
    for name, value in right.items():
        joined[name] = choose(joined[name], value) if name in joined else value
    return joined
