"""The bar of filters above a list or figures: a field for each, what is offered at one click, chips of those chosen."""

from __future__ import annotations

from collections.abc import Mapping

from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.chips import chips_of
from switchbook.console.filter_fields import fields_of
from switchbook.console.listing import SEARCH, UNDERSTOOD
from switchbook.console.naming import NAMED, may_find, names_in
from switchbook.console.offered import shelves
from switchbook.console.page import Visit

# What the form hands on as it is.
_SHELF = ("searchAll", "searchArchive")


def bar_of(
    book: Book, visit: Visit, address: Address, wrong: Mapping[str, str], also_kept: tuple[str, ...]
) -> dict[str, object]:
    """What the template `filters.html` needs for an address, but for the periods that the page offers.

    `wrong` says of filters, by their names, what is wrong with them; the form keeps the parameters `also_kept`, and the
    shelf. Records to choose from come from the page `choices` below the address.
    """
    names, zone = names_in(book, address), visit.zone.key
    fields = fields_of(address, wrong)
    known = {"startDate", "endDate", *(each.name for each in fields)}
    return {
        "address": address,
        "chips": chips_of(address, names, zone),
        "choices": address.without(SEARCH, UNDERSTOOD).at(f"{address.path}/choices"),
        "fields": fields,
        "findable": [name for name in NAMED if may_find(book, name)],
        "kept": [(name, value) for name, value in address.pairs if name in (*_SHELF, *also_kept)],
        "meant_days": ("", ""),
        "more_open": any(each.wrong and not each.handy for each in fields),
        "names": names,
        "shelves": shelves(address, _shelf_of(address)),
        "wrong": wrong,
        "wrong_elsewhere": {name: told for name, told in wrong.items() if name not in known},
        "zone": address.get("timeZone") or zone,
    }


def _shelf_of(address: Address) -> str:
    """Which shelf an address asks for; both where it does not say."""
    asked = {name: address.get(name).lower() for name in _SHELF}
    if not any(asked.values()) or asked["searchAll"] == "true":
        return "both"
    return "archive" if asked["searchArchive"] == "true" else "live"
