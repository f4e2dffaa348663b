"""The form of filters, made from the API's table of them: a field for each, with what it holds and what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from switchbook.api.binding import read_list
from switchbook.api.filters import FILTERS, Filter
from switchbook.console.address import Address
from switchbook.errors import FieldError, SwitchbookError, UnboundRequest


class Kind(StrEnum):
    """How a filter is put in."""

    text = "text"
    number = "number"
    day = "day"
    choice = "choice"  # yes, no or either
    choices = "choices"  # some of a few names
    names = "names"  # records that are found by their names


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the form. `values` are those of a list, `choices` pairs of value and word, `handy`: always at hand."""

    name: str
    label: str
    kind: Kind
    value: str
    values: Sequence[str] = ()
    choices: Sequence[tuple[str, str]] = ()
    hint: str
    wrong: str = ""
    handy: bool = False


# What the page says elsewhere than in a field of its own: which page, which members, period and shelf.
ELSEWHERE = frozenset({"cursor", "fields", "timeZone", "searchAll", "searchArchive", "startDate", "endDate"})
# Those that are always at hand, in the order in which one reaches for them.
_HANDY = ("channels", "directions", "outcomes", "accountIds", "customerIds", "involvedEndpointIds", "from", "to", "log")
_LABELS = {
    "accountIds": "Account",
    "customerIds": "Customer",
    "endpointIds": "Endpoint",
    "involvedEndpointIds": "Participant",
    "startDate": "First day",
    "endDate": "Last day",
    "from": "From",
    "to": "To",
    "number": "Number",
    "callSid": "Call SID",
    "log": "Log",
    "text": "Anywhere",
    "parentSessionId": "Follows from session",
    "specificIds": "Sessions",
    "includeSubaccounts": "With accounts below",
    "weekdays": "Day of the week",
    "hours": "Hour of the day",
    "channels": "Channel",
    "directions": "Direction",
    "callStates": "Call state",
    "outcomes": "Outcome",
    "wasMissed": "Missed",
    "ended": "Over",
    "minDuration": "Shortest, seconds",
    "maxDuration": "Longest, seconds",
    "modifiedAfter": "Changed after",
}
# Names of the wire that people write otherwise.
_WORDS = {"NoAnswer": "No answer", "Hold": "On hold", "Passive": "In the flow", "Disconnected": "Not on the line"}
_NAMED = frozenset({"accountIds", "customerIds", "endpointIds", "involvedEndpointIds"})
_KINDS = {
    "true or false": Kind.choice,
    "day or instant": Kind.day,
    "whole seconds": Kind.number,
    "list of names": Kind.choices,
    "list of texts": Kind.choices,
    "list of numbers": Kind.choices,
}
_VALUES = {row.name: row.value for row in FILTERS}
# What can be read, by what the table of filters calls such a value, or by the name of what is no filter.
_READABLE = {
    "true or false": "true or false",
    "whole seconds": "a whole number of seconds",
    "sortOrder": "Ascend or Descend",
    "simplifiedPaging": "true or false",
    "compare": "true or false",
    "top": "a whole number",
}


def fields_of(address: Address, wrong: Mapping[str, str]) -> Sequence[Field]:
    """A field for each filter, those at hand first; `wrong` says of some, by their names, what is wrong with them."""
    rows = {row.name: row for row in FILTERS if row.name not in ELSEWHERE}
    ordered = [*(rows.pop(name) for name in _HANDY), *rows.values()]
    return [_field(row, address, wrong.get(row.name, "")) for row in ordered]


def label_of(name: str) -> str:
    """What people call a filter; one that has no name yet by the words of its name on the wire."""
    return _LABELS.get(name) or " ".join(re.findall(r"[A-Z]?[a-z0-9]+", name)).capitalize()


def wrong_of(error: SwitchbookError, address: Address) -> Mapping[str, str]:
    """What an error says of each filter of an address that is at fault, in the words of the form, by the filter's name.

    The API's words for a value that cannot be read are for programs: here it is said what could be read.
    """
    return {each.field: _wrong(each, address) for each in error.errors}


def _wrong(fault: FieldError, address: Address) -> str:
    label = label_of(fault.field)
    if fault.code != UnboundRequest.code:
        return fault.message.replace(fault.field, label, 1)
    value = address.get(fault.field)
    readable = _READABLE.get(_VALUES.get(fault.field, fault.field))
    return f"{label} is {readable}, not '{value}'" if readable else f"{label} cannot be '{value}'"


def word_of(value: str) -> str:
    """What people call a name of the wire."""
    return {"_": "None"}.get(value) or _WORDS.get(value, value)


def values_of(address: Address, name: str) -> Sequence[str]:
    """The elements of a list in an address."""
    return [each or "" for each in read_list(address.get(name))] if address.get(name) else []


def _field(row: Filter, address: Address, wrong: str) -> Field:
    values = values_of(address, row.name) if row.value.startswith("list") else []
    named = dict.fromkeys((*row.choices, *values))
    return Field(
        name=row.name,
        label=label_of(row.name),
        kind=_kind_of(row),
        value=address.get(row.name),
        values=values,
        choices=[(value, word_of(value)) for value in named],
        hint=row.rule.replace("`", ""),
        wrong=wrong,
        handy=row.name in _HANDY,
    )


def _kind_of(row: Filter) -> Kind:
    if row.name in _NAMED:
        return Kind.names
    kind = _KINDS.get(row.value, Kind.text)
    # Without a list of names to choose from, they are written down.
    return Kind.text if kind is Kind.choices and not row.choices else kind
