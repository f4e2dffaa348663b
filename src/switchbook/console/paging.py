"""Where a page of a list stands among the others, and their addresses. `templates/paging.html` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from switchbook.console.book import Listed


class Paging(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list whose pages are numbered: the parameter `page` of its address, from 0."""

    address: str
    page: int
    pages: int
    total: int
    first: int
    last: int

    @property
    def before(self) -> str:
        """The address of the page before; empty on the first."""
        return addressed(self.address, page=str(self.page - 1)) if self.page > 0 else ""

    @property
    def after(self) -> str:
        """The address of the page after; empty on the last."""
        return addressed(self.address, page=str(self.page + 1)) if self.page + 1 < self.pages else ""

    @property
    def start(self) -> str:
        """The address of the first page."""
        return addressed(self.address, page="0")


def paging_of(address: str, listed: Listed[Any], page: int | None, per_page: int) -> Paging:
    """Where the list of this address stands that was asked for with `page` and so many items a page."""
    at = page or 0
    first = at * per_page + 1
    return Paging(
        address=address,
        page=at,
        pages=listed.pages,
        total=listed.total,
        first=first,
        last=first + len(listed.items) - 1,
    )


def addressed(address: str, **given: str | Sequence[str]) -> str:
    """The address with these parameters in place of those of the same names; without those whose value is empty.

    The first page is that which an address without `page` shows.
    """
    split = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(split.query) if name not in given]
    put = [
        (name, each) for name, value in given.items() for each in ([value] if isinstance(value, str) else value) if each
    ]
    query = urlencode([pair for pair in kept + put if pair != ("page", "0")])
    return split.path + (f"?{query}" if query else "")


def kept_filters(address: str, names: Sequence[str]) -> str:
    """The address with those of its parameters alone that have one of these names and are not empty.

    A form sends every field that it has; what says nothing need not stand in an address that is shared. Several values
    of a name are joined with commas, as the lists of the API are.
    """
    split = urlsplit(address)
    values: dict[str, list[str]] = {}
    for name, value in parse_qsl(split.query):
        if name in names:
            values.setdefault(name, []).append(value)
    return addressed(split.path, **{name: ",".join(each) for name, each in values.items()})
