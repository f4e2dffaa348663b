"""What a list offers at one click: periods by the reader's calendar, shelves, and cheaper questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec

from switchbook.console.address import Address
from switchbook.console.periods import offered
from switchbook.errors import QueryTooExpensive

_DAY = timedelta(days=1)


class Offer(msgspec.Struct, frozen=True):
    """Something by its name, the address it leads to, and whether it is what is shown."""

    label: str
    address: str
    chosen: bool = False


def periods(address: Address, today: date, zone: str, meant: str = "Any time") -> Sequence[Offer]:
    """Periods that end on a day; `meant` is what an address without one is called: any time at all, or one of them."""
    dated = address.get("startDate") or address.get("endDate")
    undated = Offer(meant, str(address.without("startDate", "endDate", "timeZone")), not dated)
    found = [_period(address, each.label, each.first, each.last, zone) for each in offered(today)]
    if meant not in [each.label for each in found]:
        return [undated, *found]
    return [undated if each.label == meant and not each.chosen else each for each in found]


def shelves(address: Address, shown: str) -> Sequence[Offer]:
    """Both shelves or one of them; `shown` is `both`, `live` or `archive`."""
    either = address.without("searchAll", "searchArchive")
    return (
        Offer("Live and archived", str(either), shown == "both"),
        Offer("Live only", str(either.having({"searchAll": "false"})), shown == "live"),
        Offer("Archived only", str(either.having({"searchArchive": "true"})), shown == "archive"),
    )


def cheaper(heavy: QueryTooExpensive, address: Address, today: date, zone: str) -> Sequence[Offer]:
    """What of the advice of an error can be taken at one click."""
    return list(_cheaper({each.field for each in heavy.errors}, address, today, zone))


def _cheaper(named: set[str], address: Address, today: date, zone: str) -> Iterator[Offer]:
    if "startDate" in named:
        yield _period(address, "Only the last 7 days", today - 6 * _DAY, today, zone)
        yield _period(address, "Only today", today, today, zone)
    if "simplifiedPaging" in named:
        yield Offer("Without counting them all", str(address.having({"simplifiedPaging": "true"})))
    if "sortField" in named:
        yield Offer("In the order in which they began", str(address.without("sortField", "sortOrder")))


def _period(address: Address, label: str, first: date, last: date, zone: str) -> Offer:
    days = {"startDate": first.isoformat(), "endDate": last.isoformat(), "timeZone": zone}
    return Offer(label, str(address.having(days)), all(address.get(name) == told for name, told in days.items()))
