"""The columns that a list of sessions can have, and which of them a reader chose, in which order."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column. `sort` is the field of the API it sorts by, `falls`: at first with the highest on top.

    `fields` are the members of a session that it is made of, `usual`: it is there where nobody chose.
    """

    key: str
    label: str
    sort: str = ""
    falls: bool = False
    fields: tuple[str, ...] = ()
    usual: bool = False
    right: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(key="began", label="Began", sort="dateCreated", falls=True, fields=("dateCreated",), usual=True),
    Column(
        key="took",
        label="Took",
        sort="duration",
        falls=True,
        fields=("dateCreated", "dateCompleted"),
        usual=True,
        right=True,
    ),
    Column(key="channel", label="Channel", sort="channel", usual=True),
    Column(key="direction", label="Direction", sort="direction", usual=True),
    Column(key="from", label="From", sort="fromAddress", usual=True),
    Column(key="to", label="To", sort="toAddress", usual=True),
    Column(key="outcome", label="Outcome", sort="outcome", usual=True),
    Column(
        key="answeredBy",
        label="Answered by",
        sort="answeredByName",
        fields=("answeredByName", "answeredById"),
        usual=True,
    ),
    Column(key="customer", label="Customer", sort="customerName", fields=("customerId", "customerName"), usual=True),
    Column(key="account", label="Account", sort="accountName", fields=("accountId", "accountName"), usual=True),
    Column(key="endpoint", label="Endpoint", sort="endpointName", fields=("endpointId", "endpointName")),
    Column(key="missed", label="Missed", sort="wasMissed", falls=True, fields=("wasMissed",)),
    Column(key="over", label="Over", sort="dateCompleted", falls=True, fields=("dateCompleted",)),
    Column(key="changed", label="Changed", sort="dateLastModified", falls=True, fields=("dateLastModified",)),
    Column(key="shownAs", label="Shown as", sort="displayName", fields=("displayName",)),
    Column(key="dialled", label="Dialled", sort="destination", fields=("destination",)),
    Column(key="heldIn", label="Held in", sort="holdQueueName", fields=("holdQueueName",)),
    Column(key="callSid", label="Call SID", sort="callSid", fields=("callSid",)),
    Column(key="id", label="Session", sort="id", fields=("id",)),
)
_BY_KEY = {column.key: column for column in COLUMNS}
# What every row is made of, whatever its columns.
_ALWAYS = ("id", "dateCreated", "dateCompleted", "ended", "outcome", "callState", "queueState", "channel", "direction")
_SIDES = ("fromAddress", "toAddress", "fromName", "endpointName", "destination", "members")


def chosen(keys: str) -> Sequence[Column]:
    """The columns that keys with commas between name, in that order, others passed over; the usual where none is."""
    named = dict.fromkeys(key.strip() for key in keys.split(","))
    return [_BY_KEY[key] for key in named if key in _BY_KEY] or [each for each in COLUMNS if each.usual]


def members_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The members of a session that rows of these columns are made of."""
    sides = _SIDES if any(column.key in ("from", "to") for column in columns) else ()
    return tuple(dict.fromkeys((*_ALWAYS, *sides, *(field for column in columns for field in column.fields))))


def exported_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The members of a session that say in a file what these columns say, in their order.

    The id is among them, last where no column has it: by it a row of the file leads back to its session.
    """
    told = {
        "channel": ("channel",),
        "direction": ("direction",),
        "from": ("fromAddress", "fromName"),
        "to": ("toAddress", "endpointName"),
        # Of a session under way the column shows its states, since it has no outcome yet.
        "outcome": ("outcome", "callState", "queueState", "ended"),
    }
    named = (field for column in columns for field in (*column.fields, *told.get(column.key, ())))
    return tuple(dict.fromkeys((*named, "id")))
