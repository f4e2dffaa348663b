"""A question about sessions as one frozen value: complete, scoped, with nothing left to default elsewhere."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

import msgspec

from switchbook.model.actor import Scope
from switchbook.model.clock import OnClock
from switchbook.model.matching import AddressNeedle, fold
from switchbook.model.session import CallState, Channel, Direction


class Shelf(IntEnum):
    """Where a session is kept: live (changing or recently ended) or archive (ended long enough ago)."""

    live = 0
    archive = 1


class SortKind(StrEnum):
    """How values of a sort field compare."""

    text = "text"  # by folded code points, see `sorted_text`
    number = "number"  # enums by their number, booleans false first, lengths of time by their milliseconds
    instant = "instant"


class SortField(msgspec.Struct, frozen=True, kw_only=True):
    """What sessions are sorted by. `columned` ones sort any number of sessions, others up to a limit."""

    name: str  # on the wire, camelCase
    kind: SortKind
    columned: bool = False

    @property
    def attribute(self) -> str:
        """The attribute of `Session` that holds it: DIRECTORY_NAMES and COMPUTED have none."""
        return "".join("_" + c.lower() if c.isupper() else c for c in self.name)


def _fields(kind: SortKind, names: str, *, columned: bool = False) -> list[SortField]:
    return [SortField(name=name, kind=kind, columned=columned) for name in names.split()]


# Every scalar of SessionInfo and EntityInfo, and what is computed from them, by its wire name in lower case.
SORT_FIELDS: dict[str, SortField] = {
    field.name.lower(): field
    for field in (
        *_fields(SortKind.instant, "dateCreated dateCompleted dateLastModified", columned=True),
        *_fields(
            SortKind.text,
            "id fromAddress toAddress fromName answeredByName accountName customerName endpointName outcome",
            columned=True,
        ),
        *_fields(SortKind.number, "channel direction callState ended wasMissed", columned=True),
        *_fields(SortKind.number, "dialState queueState holdReason"),
        *_fields(SortKind.text, "accountId customerId endpointId destination queueMemberId"),
        *_fields(SortKind.text, "callSid consoleData holdQueueName heldByUserId conferenceSid displayName"),
        *_fields(SortKind.text, "callbackNumber answeredById fromPhoneNumber mostRecentParticipantCallSid"),
        *_fields(SortKind.text, "ringQueueId createdBy lastModifiedBy"),
        *_fields(SortKind.number, "duration", columned=True),
    )
}

# Sort fields that the directory holds, not the session.
DIRECTORY_NAMES = frozenset({"accountName", "customerName", "endpointName"})

# Sort fields that no member of a session says, but several together; the original API has none such. `duration` is from
# date_created to date_completed, in whole milliseconds.
COMPUTED = frozenset({"duration"})

# How many matched sessions a field without a column may sort.
UNCOLUMNED_SORT_LIMIT = 100_000

# Texts are sorted by no more letters than these, so that a place in an order is short however long they are.
SORTED_LETTERS = 200


def sorted_text(text: str) -> str:
    """What a text is sorted by: the first letters of its folded form. Texts that begin alike so far are equal."""
    return fold(text)[:SORTED_LETTERS]


class Sort(msgspec.Struct, frozen=True, kw_only=True):
    """An order: the field, nulls last in both directions, then the id in the same direction."""

    field: SortField = SORT_FIELDS["datecreated"]
    descending: bool = True


# An entry of a filter that means "sessions without one": of a customer, of an outcome.
NO_CUSTOMER = NO_OUTCOME = "_"


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where a session stands in an order: the value it is sorted by (None: it has none) and its id.

    Text is as `sorted_text` makes it, an instant in milliseconds since 1970 UTC, a length of time in milliseconds.
    """

    value: str | int | None
    session_id: str


class SessionQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Which sessions, in which order, which page. Filters are and-ed; None is no filter; an empty set matches nothing.

    `both_shelves` makes `shelf` of no account. `start` is inclusive and `end` exclusive, both aware, on date_created;
    `weekdays` and `hours` are those in which date_created lies; `modified_after` is exclusive. `customers` are deep
    (any id of the breadcrumb) and may hold NO_CUSTOMER. `endpoints` is its own one, `involved` any that had a part.
    `outcomes` are folded and may hold NO_OUTCOME. Durations are whole seconds from date_created to date_completed, both
    ends inclusive. `either_needle` is looked for in both addresses, where one is enough. `text` is looked for in the
    session's two addresses and two names as an address is, and as it stands in the directory's names and in every
    message of the log.

    `after` leaves out what stands up to this place in the order, but not of the total. `limit` None means all of them
    (then `offset` is 0).
    """

    scope: Scope
    shelf: Shelf = Shelf.live
    both_shelves: bool = False
    accounts: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None
    involved: frozenset[str] | None = None
    ids: frozenset[str] | None = None
    parent: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    from_needle: AddressNeedle | None = None
    to_needle: AddressNeedle | None = None
    log_needle: str | None = None
    channels: frozenset[Channel] | None = None
    directions: frozenset[Direction] | None = None
    call_states: frozenset[CallState] | None = None
    outcomes: frozenset[str] | None = None
    was_missed: bool | None = None
    ended: bool | None = None
    text: AddressNeedle | None = None
    either_needle: AddressNeedle | None = None
    min_duration: int | None = None
    max_duration: int | None = None
    modified_after: datetime | None = None
    weekdays: OnClock | None = None
    hours: OnClock | None = None
    sort: Sort = Sort()
    after: Place | None = None
    offset: int = 0
    limit: int | None = 25
    with_total: bool = True

    @property
    def shelves(self) -> tuple[Shelf, ...]:
        """The shelves that are searched."""
        return tuple(Shelf) if self.both_shelves else (self.shelf,)

    @property
    def visible_accounts(self) -> frozenset[str] | None:
        """The accounts asked for that are in scope; None is every account."""
        if self.scope.accounts is None:
            return self.accounts
        return self.scope.accounts if self.accounts is None else self.scope.accounts & self.accounts
