"""The filters that take records: which are meant by words, and what those of an address are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from switchbook.console import choosing
from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.filter_fields import values_of
from switchbook.model.matching import fold


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A record that sessions can be narrowed to: the filter that takes its id, its name, what tells it from others.

    `kind` says in a word what it is.
    """

    filter: str
    kind: str
    id: str
    name: str
    beside: str = ""


_KINDS: Mapping[str, str] = {
    "accountIds": "accounts",
    "customerIds": "customers",
    "endpointIds": "endpoints",
    "involvedEndpointIds": "endpoints",
}
_WORDS = {"accounts": "Account", "customers": "Customer", "endpoints": "Endpoint"}
NAMED = tuple(_KINDS)
# Who looks for a person means the calls that they answered or joined too, not only those that belong to them.
SOUGHT = ("accountIds", "customerIds", "involvedEndpointIds")
# Among so many records whose names contain it, the one that is called just so is looked for.
_SAME_NAMED = 50


def may_find(book: Book, name: str) -> bool:
    """Whether the reader's role lets them look up the records that a filter takes."""
    return choosing.may_find(book, _KINDS[name])


def found_by(book: Book, words: str, most: int, names: Sequence[str] = SOUGHT) -> Sequence[Named]:
    """The first records of each of the kinds that these filters take, by name, whose names contain these words."""
    return [
        Named(filter=name, kind=_WORDS[_KINDS[name]], id=each.id, name=each.name, beside=each.beside)
        for name in names
        for each in choosing.found(book, _KINDS[name], words, most)
    ]


def called(book: Book, words: str) -> Sequence[Named]:
    """The records whose whole name this is, in any case."""
    return [each for each in found_by(book, words, _SAME_NAMED) if fold(each.name.strip()) == fold(words.strip())]


def names_in(book: Book, address: Address) -> Mapping[str, str]:
    """The names of the records that an address narrows to, by id, as far as the reader may know them."""
    return {
        each.id: each.name for name in NAMED for each in choosing.named(book, _KINDS[name], values_of(address, name))
    }
