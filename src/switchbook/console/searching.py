"""The search box: where what was put into it leads, how else it could be meant, and the records it may name."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from switchbook.api.spelling import spelled
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.console.address import Address
from switchbook.console.book import Book
from switchbook.console.filter_fields import values_of
from switchbook.console.listing import PATH, SEARCH, UNDERSTOOD
from switchbook.console.naming import NAMED, SOUGHT, Named, called, found_by, may_find
from switchbook.console.page import Elsewhere, Shown, Visit
from switchbook.console.pasted import Reading, readings

_FEWEST_LETTERS = 2
_BESIDE_SEARCH, _IN_FIELD = 3, 8
_INSTEAD = {
    "log": "Search the log instead",
    "text": "Search names, addresses and the log",
    "number": "Search numbers instead",
}


class Meant(msgspec.Struct, frozen=True):
    """A way to understand what was searched for, in words, and the address of the list it leads to."""

    told: str
    address: str


class Choice(msgspec.Struct, frozen=True):
    """A record by its name, and the address of the list narrowed to it."""

    named: Named
    address: str


def understood(book: Book, address: Address) -> Elsewhere:
    """Where a search leads: to the page of the one session that is named, else to the list of the likeliest reading."""
    text = address.get(SEARCH)
    rest = address.without(SEARCH)
    reading = _likeliest(book, text)
    if reading is None:
        return Elsewhere(str(rest))
    session_id = _session_of(book, reading)
    if session_id:
        back = f"?back={quote(str(rest), safe='')}" if rest.pairs else ""
        return Elsewhere(f"{PATH}/{session_id}{back}")
    return Elsewhere(_leading(rest, text, reading))


def _likeliest(book: Book, text: str) -> Reading | None:
    """What is meant, as far as the book tells; None of nothing."""
    first = next(iter(readings(text)), None)
    if first is not None and first.filter == "text":
        exact = called(book, text)
        return _of(exact[0]) if len(exact) == 1 else first
    if first is not None and first.filter == "callSid" and not _of_call(book, first.value):
        # A call that no source told of may stand in the log of a session that was imported.
        return next(each for each in readings(text) if each.filter == "log")
    return first


def _session_of(book: Book, reading: Reading) -> str:
    """The id of the one session that is meant; empty where it may be several."""
    if reading.filter == "callSid":
        found = _of_call(book, reading.value)
        return found[0].id or "" if len(found) == 1 else ""
    return reading.value if reading.filter == "specificIds" else ""


def _of_call(book: Book, call_sid: str) -> Sequence[SessionInfo]:
    asked = ListSessions(call_sid=call_sid, search_all=True, fields=("id",), simplified_paging=True, count_per_page=2)
    return book.list(asked, SessionInfo).items


def readings_left(address: Address) -> Sequence[Meant]:
    """How the search of an address was understood, and how else it could be; nothing where there is no search."""
    text, chosen = address.get(SEARCH), address.get(UNDERSTOOD)
    if not text or not address.get(chosen):
        return ()
    others = [each for each in readings(text) if each.filter not in (chosen, "specificIds")]
    return [
        Meant(_INSTEAD.get(each.filter, each.told), _leading(address.without(chosen), text, each)) for each in others
    ]


def choices_shown(book: Book, visit: Visit, address: Address) -> Shown:
    """The records whose names contain the words of `named`, of the kind that the filter `of` takes, else of any."""
    words, of = visit.asked("named"), visit.asked("of")
    kinds = (of,) if of in NAMED else SOUGHT
    most = _IN_FIELD if of in NAMED else _BESIDE_SEARCH
    found = found_by(book, words, most, kinds) if of in NAMED or len(words) >= _FEWEST_LETTERS else ()
    choices = [Choice(each, str(_narrowed(address, each))) for each in found]
    values = {"choices": choices, "words": words, "of": of, "may_find": any(may_find(book, kind) for kind in kinds)}
    return Shown(template="sessions_choices.html", values=values)


def _narrowed(address: Address, named: Named) -> Address:
    """The list narrowed to one record more of its kind."""
    ids = dict.fromkeys((*values_of(address, named.filter), named.id))
    return address.having({named.filter: spelled(tuple(ids))})


def _leading(address: Address, text: str, reading: Reading) -> str:
    changes = {reading.filter: reading.value, SEARCH: text, UNDERSTOOD: reading.filter}
    return str(address.having(changes))


def _of(named: Named) -> Reading:
    return Reading(named.filter, spelled((named.id,)), f"{named.kind} {named.name}")
