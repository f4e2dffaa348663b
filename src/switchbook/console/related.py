"""The sessions that belong to one: what it followed from, what followed from it, and those of the same number then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from urllib.parse import urlencode

import msgspec

from switchbook.api.spelling import parameters
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.console.book import Book
from switchbook.console.session_words import far_address
from switchbook.console.words import read
from switchbook.model import addresses
from switchbook.model.matching import AddressNeedle
from switchbook.model.wire_json import instant

_MOST = 8
_AROUND = timedelta(days=1)
_FIELDS = ("-log",)


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Sessions that belong to one for a reason, the newest first. `more`: the list at `address` shows more of them."""

    title: str
    sessions: Sequence[SessionInfo]
    more: bool
    address: str


def related_to(book: Book, session: SessionInfo, parent: str | None) -> Sequence[Related]:
    """What belongs to a session that followed from a parent, as far as the reader may see it; without what is none."""
    found = [*_parent(book, session, parent), _children(book, session), *_same_number(book, session)]
    return [each for each in found if each.sessions]


def _parent(book: Book, session: SessionInfo, parent: str | None) -> Iterator[Related]:
    if parent is not None:
        asked = ListSessions(specific_ids=(parent,), search_all=True)
        yield _asked(book, session, "It followed from", asked)


def _children(book: Book, session: SessionInfo) -> Related:
    asked = ListSessions(parent_session_id=session.id, search_all=True)
    return _asked(book, session, "Followed from it", asked)


def _same_number(book: Book, session: SessionInfo) -> Iterator[Related]:
    """The other side's sessions within a day before and after: those from it, and those to it."""
    address, began = far_address(session), read(session.date_created)
    needle = AddressNeedle.of(address)
    # Callers who withhold their numbers have nothing in common.
    if needle is None or began is None or addresses.read(address) is None:
        return
    around = ListSessions(start_date=instant(began - _AROUND), end_date=instant(began + _AROUND), search_all=True)
    for title, asked in (
        ("From the same number, within a day", msgspec.structs.replace(around, from_=address)),
        ("To the same number, within a day", msgspec.structs.replace(around, to=address)),
    ):
        found = _asked(book, session, title, asked)
        # The filter finds every address that contains this one; the same is meant.
        same = [
            each for each in found.sessions if needle in map(AddressNeedle.of, (each.from_address, each.to_address))
        ]
        yield msgspec.structs.replace(found, sessions=same)


def _asked(book: Book, session: SessionInfo, title: str, asked: ListSessions) -> Related:
    # One more than is shown, since the session itself may be among those of its number.
    found = book.list(msgspec.structs.replace(asked, count_per_page=_MOST + 1, fields=_FIELDS), SessionInfo)
    others = [each for each in found.items if each.id != session.id]
    return Related(
        title=title,
        sessions=others[:_MOST],
        more=found.has_more or len(others) > _MOST,
        address=f"/console/sessions?{urlencode(parameters(asked))}",
    )
