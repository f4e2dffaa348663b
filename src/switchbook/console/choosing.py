"""Choosing accounts, customers and endpoints in a form: those chosen, and the few that a search of names finds.

`templates/choosing.html` writes the field; what is typed into its search brings the part of it that this module's page
answers with, so that no form ever holds more of the directory than a few lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api.types import Ids
from switchbook.api.types_accounts import AccountInfo, ListAccounts
from switchbook.api.types_customers import CustomerInfo, ListCustomers
from switchbook.api.types_endpoints import EndpointInfo, ListEndpoints
from switchbook.console.book import Book, Listed
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import addressed
from switchbook.console.words import number
from switchbook.errors import Forbidden, NotFound

PATH = "/console/choose/{kind}"
_MOST = 8
# What can be chosen of each kind, and no more than this is kept chosen at once.
_MOST_CHOSEN = 1000


class Option(msgspec.Struct, frozen=True):
    """One record to be chosen: its id and name, and what tells it from others of that name."""

    id: str
    name: str
    beside: str = ""


class Chip(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a list is limited to: what it is to the list, its id and name, the address without that limit."""

    what: str
    id: str
    name: str
    without: str


class Choosing(msgspec.Struct, frozen=True, kw_only=True):
    """A field to choose in. `many`: as many as wanted, else one; `none` is what choosing nothing is called, if it may.

    `found` are those of the search that are not chosen, `more` how many further ones it finds.
    """

    kind: str
    field: str
    many: bool = False
    none: str = ""
    within: str = ""
    chosen: Sequence[Option] = ()
    found: Sequence[Option] = ()
    more: int = 0


class _Kind(msgspec.Struct, frozen=True):
    """How records of a kind are asked for: by a text in their name and their accounts, or by their ids."""

    needs: type[msgspec.Struct]
    named: Callable[[str, Sequence[str]], msgspec.Struct]
    by_id: Callable[[Sequence[str]], msgspec.Struct]
    of: type[msgspec.Struct]
    option: Callable[[Any], Option]


_KINDS: Mapping[str, _Kind] = {
    "accounts": _Kind(
        ListAccounts,
        lambda words, _: ListAccounts(name_filter=words, count_per_page=_MOST),
        lambda ids: ListAccounts(specific_ids=tuple(ids), all=True),
        AccountInfo,
        lambda account: Option(account.id, account.name or account.id, account.reference_id or ""),
    ),
    "customers": _Kind(
        ListCustomers,
        lambda words, accounts: ListCustomers(name_filter=words, account_ids=tuple(accounts), count_per_page=_MOST),
        lambda ids: ListCustomers(specific_ids=tuple(ids), all=True),
        CustomerInfo,
        lambda customer: Option(customer.id, customer.name or customer.id, _path(customer)),
    ),
    "endpoints": _Kind(
        ListEndpoints,
        lambda words, accounts: ListEndpoints(name_filter=words, account_ids=tuple(accounts), count_per_page=_MOST),
        lambda ids: ListEndpoints(specific_ids=tuple(ids), all=True),
        EndpointInfo,
        lambda endpoint: Option(endpoint.id, endpoint.display_name or endpoint.id, _where(endpoint)),
    ),
}


def choosing(
    book: Book, asked: Choosing, ids: Sequence[str], words: str = "", accounts: Sequence[str] = ()
) -> Choosing:
    """The field with these ids chosen, and what the visitor may see of those whose name contains the words.

    A chosen one that is not to be found is called by its id, so that it is not dropped unseen.
    """
    kind = _KINDS[asked.kind]
    if not book.may(kind.needs):
        return asked
    chosen = list(_options(book.list(kind.by_id(ids), kind.of), kind)) if ids else []
    known = {each.id for each in chosen}
    chosen += [Option(each, each) for each in ids[:_MOST_CHOSEN] if each not in known]
    try:
        listed = book.list(kind.named(words, accounts), kind.of)
    except Forbidden:
        # Of accounts that the visitor may not see there is nothing to choose; who sends such a form is told there.
        return msgspec.structs.replace(asked, chosen=chosen)
    found = [each for each in _options(listed, kind) if each.id not in known]
    more = max(0, listed.total - len(listed.items))
    return msgspec.structs.replace(asked, chosen=chosen, found=found, more=more)


def may_find(book: Book, kind: str) -> bool:
    """Whether the visitor's role lets them look for records of a kind."""
    return book.may(_KINDS[kind].needs)


def found(book: Book, kind: str, words: str, most: int) -> Sequence[Option]:
    """The first records of a kind, by name, whose name contains the words, as far as the visitor may see them."""
    if not may_find(book, kind):
        return ()
    asked = msgspec.structs.replace(_KINDS[kind].named(words, ()), count_per_page=most, simplified_paging=True)
    return list(_options(book.list(asked, _KINDS[kind].of), _KINDS[kind]))


def named(book: Book, kind: str, ids: Sequence[str]) -> Sequence[Option]:
    """The records of these ids, as far as the visitor may see them, in the order of the ids."""
    if not ids or not book.may(_KINDS[kind].needs):
        return ()
    known = {each.id: each for each in _options(book.list(_KINDS[kind].by_id(ids), _KINDS[kind].of), _KINDS[kind])}
    return [known[each] for each in ids if each in known]


def chips(book: Book, address: str, limits: Sequence[tuple[str, str, str, Ids]]) -> Sequence[Chip]:
    """What the list of this address is limited to: for each limit its kind, parameter, what it is called, and its ids.

    Which a visitor may not see is called by its id, as they named it.
    """
    made: list[Chip] = []
    for kind, parameter, what, given in limits:
        ids = [each for each in given if each]
        names = {each.id: each.name for each in named(book, kind, ids)}
        for each in ids:
            rest = ",".join(other for other in ids if other != each)
            without = addressed(address, page="", **{parameter: rest})
            made.append(Chip(what=what, id=each, name=names.get(each, each), without=without))
    return made


def show_choosing(book: Book, visit: Visit) -> Shown:
    """What can be chosen in a field of a form by the words typed. Raises NotFound for a kind that is none."""
    kind, field = visit.path["kind"], visit.asked("field")
    if kind not in _KINDS:
        raise NotFound("There is nothing of this kind to choose")
    asked = Choosing(
        kind=kind,
        field=field,
        many=visit.asked("many") != "",
        none=visit.asked("none"),
        within=visit.asked("within"),
    )
    ids = _all(visit, field)
    accounts = _all(visit, asked.within) if asked.within else ()
    found = choosing(book, asked, ids, visit.asked(f"{field}-words"), accounts)
    return Shown(template="choosing_found.html", values={"choosing": found, "words": visit.asked(f"{field}-words")})


def _options(listed: Listed[Any], kind: _Kind) -> Iterator[Option]:
    return map(kind.option, listed.items)


def _all(visit: Visit, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for key, value in visit.query if key == name and value))


def _path(customer: CustomerInfo) -> str:
    """Where a customer stands: its account, and the customers above it."""
    above = [step.name or step.id or "" for step in customer.breadcrumb[:-1]]
    return " / ".join([customer.account_name or "", *above])


def _where(endpoint: EndpointInfo) -> str:
    told = (number(endpoint.address), endpoint.customer_name or endpoint.account_name or "")
    return ", ".join(each for each in told if each)


CHOOSING: tuple[Page, ...] = (Page(name="ChoosingPart", path=PATH, show=show_choosing, needs=(ListAccounts,)),)
