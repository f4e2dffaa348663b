"""What a list of sessions is asked: the address as it was given, and what is meant where it says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, urlsplit

import msgspec

from switchbook.api.binding import bind
from switchbook.api.filters import FILTERS
from switchbook.api.types import ListSessions
from switchbook.console.address import Address
from switchbook.console.columns import Column, chosen, members_of
from switchbook.console.page import Visit

PATH = "/console/sessions"
# What the page itself is told: what was put into the search box, how it was understood, and which columns it has.
SEARCH, UNDERSTOOD, COLUMNS_CHOSEN = "q", "as", "columns"
# Filters that mean days or hours of the zone that is named beside them.
DATED = ("startDate", "endDate", "modifiedAfter", "weekdays", "hours")
_ORDER = ("sortField", "sortOrder", "simplifiedPaging")
_NEVER_SAID = frozenset({"cursor", "fields"})
KNOWN = (SEARCH, UNDERSTOOD, *(row.name for row in FILTERS if row.name not in _NEVER_SAID), *_ORDER, COLUMNS_CHOSEN)
_DEFAULT_ROWS, _MOST_ROWS = 50, 500
# What narrows by accounts and days at most. Any other filter may have to look through every session to count.
_QUICKLY_COUNTED = frozenset(
    {"accountIds", "includeSubaccounts", "startDate", "endDate", "timeZone", "searchAll", "searchArchive"}
    | {"sortField", "sortOrder", "simplifiedPaging", COLUMNS_CHOSEN}
)


class Looking(msgspec.Struct, frozen=True, kw_only=True):
    """A list that is looked at: its address, what it asks of the API, its columns, and how many rows come at once."""

    address: Address
    meant: Address
    columns: Sequence[Column]
    rows: int

    def asked(self, **changes: object) -> ListSessions:
        """The request for a page of it. Raises UnboundRequest naming every value that cannot be read."""
        request = bind(ListSessions, "ListSessions", self.meant.pairs)
        members = members_of(self.columns)
        fields = (*members, "log") if request.log or request.text else members
        return msgspec.structs.replace(request, count_per_page=self.rows, fields=fields, **changes)

    @property
    def quickly_counted(self) -> bool:
        """Whether its total costs little: nothing narrows it but accounts and days."""
        return all(name in _QUICKLY_COUNTED for name, _ in self.address.pairs)

    def counting(self) -> ListSessions:
        """The request for its total. Raises UnboundRequest naming every value that cannot be read."""
        return msgspec.structs.replace(self.asked(), count_per_page=1, fields=("id",), sort_field=None, sort_order=None)

    def export(self, form: str, fields: Iterable[str]) -> str:
        """The address under which the API gives all of it in a format; without `fields` every member."""
        whole = self.meant.without(SEARCH, UNDERSTOOD, COLUMNS_CHOSEN, "simplifiedPaging").at(f"/sessions.{form}")
        return str(whole.having({"all": "true", "fields": ",".join(fields)}))


def addressed(address: str) -> Address:
    """The address of a list as it was shown."""
    return Address.of(PATH, parse_qsl(urlsplit(address).query), KNOWN)


def looking_at(visit: Visit, preferred: str = "") -> Looking:
    """The list that a visit asks for: both shelves, and days of the reader's zone, where it does not say otherwise.

    `preferred` are the keys of the columns that the reader prefers.
    """
    address = Address.of(PATH, visit.query, KNOWN)
    meant: dict[str, str] = {}
    if not address.get("searchAll") and not address.get("searchArchive"):
        meant["searchAll"] = "true"
    if not address.get("timeZone"):
        meant["timeZone"] = visit.zone.key
    asked_rows = visit.asked("countPerPage")
    rows = int(asked_rows) if asked_rows.isascii() and asked_rows.isdigit() and len(asked_rows) < 9 else 0
    return Looking(
        address=address,
        meant=address.having(meant),
        columns=chosen(address.get(COLUMNS_CHOSEN) or preferred),
        rows=min(rows, _MOST_ROWS) or _DEFAULT_ROWS,
    )


def tidied(visit: Visit, address: Address) -> Address | None:
    """The address to go to in place of one that a form sent with empty or repeated fields; None where it is tidy."""
    named = [name.lower() for name, _ in visit.query]
    empty = any(not value.strip() for _, value in visit.query)
    if not empty and len(set(named)) == len(named):
        return None
    return address if any(map(address.get, DATED)) else address.without("timeZone")
