"""What narrows a list, each as a chip that can be taken away again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from switchbook.api.filters import FILTERS, Filter
from switchbook.api.spelling import spelled
from switchbook.console.address import Address
from switchbook.console.filter_fields import ELSEWHERE, label_of, values_of, word_of
from switchbook.console.listing import DATED, SEARCH, UNDERSTOOD
from switchbook.console.periods import written
from switchbook.console.words import span

_FLAGS = {
    ("wasMissed", "true"): "Missed",
    ("wasMissed", "false"): "Not missed",
    ("ended", "true"): "Over",
    ("ended", "false"): "Not over",
    ("includeSubaccounts", "true"): "With accounts below",
}
_DIGITS = 18  # of a length that is a number at all
_CONTAINING = frozenset({"from", "to", "number", "log"})


class Chip(msgspec.Struct, frozen=True):
    """What narrows, in words, and the address of the list without it."""

    told: str
    without: str


def chips_of(address: Address, names: Mapping[str, str], zone: str) -> Sequence[Chip]:
    """The chips of an address, in the order of the table of filters; `names` are those of ids, by id.

    `zone` is the reader's: only where days and hours are those of another does a chip say so.
    """
    chips = [*_period(address), *_shelf(address)]
    for row in FILTERS:
        if row.name in ELSEWHERE or not address.get(row.name):
            continue
        chips += _of_list(row, address, names) if row.value.startswith("list") else [_of_one(row, address)]
    if address.get("timeZone") not in ("", zone) and any(map(address.get, DATED)):
        chips.append(Chip(f"Time of {address.get('timeZone')}", str(address.without("timeZone"))))
    return chips


def _of_list(row: Filter, address: Address, names: Mapping[str, str]) -> list[Chip]:
    values = tuple(values_of(address, row.name))
    chips = []
    for at, value in enumerate(values):
        left = values[:at] + values[at + 1 :]
        without = address.having({row.name: spelled(left)}) if left else _without(address, row.name)
        shown = names.get(value) or word_of(value)
        chips.append(Chip(f"{label_of(row.name)}: {shown}", str(without)))
    return chips


def _of_one(row: Filter, address: Address) -> Chip:
    value = address.get(row.name)
    told = _FLAGS.get((row.name, value.lower()), f"{label_of(row.name)}: {value}")
    if row.name in _CONTAINING:
        told = f"{label_of(row.name)} contains {value}"
    elif row.name == "text":
        told = f"Contains anywhere: {value}"
    elif row.name in ("minDuration", "maxDuration") and value.isascii() and value.isdigit() and len(value) <= _DIGITS:
        told = f"Took {span(int(value))} or {'longer' if row.name == 'minDuration' else 'less'}"
    return Chip(told, str(_without(address, row.name)))


def _without(address: Address, name: str) -> Address:
    """An address without a filter, and without the search that led to it."""
    return address.without(name, *((SEARCH, UNDERSTOOD) if address.get(UNDERSTOOD) == name else ()))


def _period(address: Address) -> list[Chip]:
    first, last = address.get("startDate"), address.get("endDate")
    without = str(address.without("startDate", "endDate"))
    if first and first == last:
        return [Chip(f"On {_day(first)}", without)]
    if first and last:
        return [Chip(f"From {_day(first)} to {_day(last)}", without)]
    if first or last:
        return [Chip(f"Since {_day(first)}" if first else f"Until {_day(last)}", without)]
    return []


def _shelf(address: Address) -> list[Chip]:
    without = str(address.without("searchAll", "searchArchive"))
    if address.get("searchArchive").lower() == "true" and address.get("searchAll").lower() != "true":
        return [Chip("Archive only", without)]
    if address.get("searchAll").lower() == "false" or address.get("searchArchive"):
        return [Chip("Live only", without)]
    return []


def _day(text: str) -> str:
    """A day as people write it; anything else as it is."""
    try:
        return written(date.fromisoformat(text))
    except ValueError:
        return text
