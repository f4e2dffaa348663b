"""Accounts, customers and endpoints by name: which are meant by words, and what those of an address are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api.types import Ids
from switchbook.api.types_accounts import AccountInfo, ListAccounts
from switchbook.api.types_customers import CustomerInfo, ListCustomers
from switchbook.api.types_endpoints import EndpointInfo, ListEndpoints
from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.filter_fields import values_of
from switchbook.model.matching import fold


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A record that sessions can be narrowed to: the filter that takes its id, its name, what tells it from others."""

    filter: str
    id: str
    name: str
    beside: str = ""


class _Register(msgspec.Struct, frozen=True):
    """How records of one kind are asked for, by words in their names or by their ids."""

    request: type[msgspec.Struct]
    answer: type[msgspec.Struct]
    by_name: Callable[[str, int], msgspec.Struct]
    by_ids: Callable[[Ids], msgspec.Struct]
    told: Callable[[Any], Named]


# Among so many records whose names begin alike, the one that is called just so is looked for.
_SAME_NAMED = 50
_BY_ID: dict[str, Any] = {"all": True, "simplified_paging": True}
_REGISTERS: Mapping[str, _Register] = {
    "accountIds": _Register(
        ListAccounts,
        AccountInfo,
        lambda words, most: ListAccounts(name_filter=words, count_per_page=most, simplified_paging=True),
        lambda ids: ListAccounts(specific_ids=ids, **_BY_ID),
        lambda each: Named(filter="accountIds", id=each.id, name=each.name or each.id),
    ),
    "customerIds": _Register(
        ListCustomers,
        CustomerInfo,
        lambda words, most: ListCustomers(name_filter=words, count_per_page=most, simplified_paging=True),
        lambda ids: ListCustomers(specific_ids=ids, **_BY_ID),
        lambda each: Named(filter="customerIds", id=each.id, name=each.name or each.id, beside=each.account_name or ""),
    ),
    "endpointIds": _Register(
        ListEndpoints,
        EndpointInfo,
        lambda words, most: ListEndpoints(name_filter=words, count_per_page=most, simplified_paging=True),
        lambda ids: ListEndpoints(specific_ids=ids, **_BY_ID),
        lambda each: Named(
            filter="endpointIds",
            id=each.id,
            name=each.display_name or each.id,
            beside=each.customer_name or each.account_name or "",
        ),
    ),
}
NAMED = tuple(_REGISTERS)


def may_find(book: Book, name: str) -> bool:
    """Whether the reader's role lets them look up the records that a filter takes."""
    return book.may(_REGISTERS[name].request)


def found_by(book: Book, words: str, most: int, names: Sequence[str] = NAMED) -> Sequence[Named]:
    """The first records of each of the kinds that these filters take, by name, whose names contain these words."""
    return [
        register.told(each)
        for register in _open(book, names)
        for each in book.list(register.by_name(words, most), register.answer).items
    ]


def called(book: Book, words: str) -> Sequence[Named]:
    """The records whose whole name this is, in any case."""
    return [each for each in found_by(book, words, _SAME_NAMED) if fold(each.name.strip()) == fold(words.strip())]


def names_in(book: Book, address: Address) -> Mapping[str, str]:
    """The names of the records that an address narrows to, by id, as far as the reader may know them."""
    names = {}
    for name in NAMED:
        ids = tuple(values_of(address, name))
        for register in _open(book, (name,) if ids else ()):
            for each in book.list(register.by_ids(ids), register.answer).items:
                told = register.told(each)
                names[told.id] = told.name
    return names


def _open(book: Book, names: Sequence[str]) -> Iterator[_Register]:
    """The registers of these filters that the reader may ask."""
    return (_REGISTERS[name] for name in names if may_find(book, name))
