"""The live board: what rings, waits, is held and talks now, with those who have waited longest on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types import ListSessions, SessionInfo
from switchbook.console.board_rows import (
    GROUPINGS,
    STATES,
    BoardRow,
    Group,
    State,
    groups_of,
    held_since,
    queue_names,
    row_of,
)
from switchbook.console.book import Book
from switchbook.console.page import Page, Shown, Visit

PATH = "/console/live"
# What narrows the board, as it narrows the list.
_NARROWING = {"accountIds": "Account", "customerIds": "Customer", "endpointIds": "Endpoint"}
_KNOWN = ("by", "state", "wall", *_NARROWING)
# More rows than this nobody looks through; the counts are of all.
_MOST_ROWS = 300
_WITHOUT_LOG = ("-log",)


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One state on top: how many are in it, since when the first of them, and the board narrowed to it, or back."""

    state: State
    count: int
    since: datetime | None
    address: str
    chosen: bool


class Choice(msgspec.Struct, frozen=True):
    """A way to look at the board: its words, its address, and whether it is the one that is looked at."""

    words: str
    address: str
    chosen: bool


class Narrowed(msgspec.Struct, frozen=True):
    """Something that the board is narrowed to, in words, and the board without that."""

    told: str
    without: str


def show_board(book: Book, visit: Visit) -> Shown:
    """The board, or as a part what changes of it. Raises as ListSessions does."""
    looked = {name: visit.asked(name) for name in _KNOWN if visit.asked(name)}
    asked = bind(ListSessions, "ListSessions", [pair for pair in looked.items() if pair[0] in _NARROWING])
    found = book.list(
        msgspec.structs.replace(asked, ended=False, all=True, simplified_paging=True, fields=_WITHOUT_LOG), SessionInfo
    )
    queues, held = queue_names(book, found.items), held_since(book, found.items)
    rows = sorted((row_of(each, queues, held) for each in found.items), key=_longest_wait_first)
    chosen = next((each for each in STATES if each.key == looked.get("state")), None)
    wanted = [row for row in rows if chosen in (None, row.state)]
    grouping = next((each for each in GROUPINGS if each.key == looked.get("by")), GROUPINGS[0])
    shown = wanted[:_MOST_ROWS]
    values = {
        "address": _address(looked),
        "back": quote(_address(looked), safe=""),
        "choices": [Choice(each.words, _with(looked, by=each.key), grouping is each) for each in GROUPINGS],
        "groups": [_narrowing(group, looked) for group in groups_of(shown, grouping)],
        "by": grouping.key,
        "more": len(wanted) - len(shown),
        "narrowed": _narrowed(looked, found.items),
        "tiles": [_tile(each, rows, looked) for each in STATES],
        "total": len(rows),
        "wall": Choice("Wall screen", _with(looked, wall="" if looked.get("wall") else "1"), bool(looked.get("wall"))),
    }
    return Shown(template="board_part.html" if visit.part else "board.html", values=values)


def _longest_wait_first(row: BoardRow) -> tuple[bool, datetime, str]:
    """Those who wait before those who are served."""
    return not row.state.waits, row.since, row.id


def _tile(state: State, rows: Sequence[BoardRow], looked: Mapping[str, str]) -> Tile:
    inside = [row for row in rows if row.state is state]
    chosen = looked.get("state") == state.key
    return Tile(
        state=state,
        count=len(inside),
        since=inside[0].since if inside else None,
        address=_with(looked, state="" if chosen else state.key),
        chosen=chosen,
    )


def _narrowing(group: Group, looked: Mapping[str, str]) -> tuple[Group, str]:
    """A group and the address of the board with it alone; empty where a filter cannot say it."""
    return group, _with(looked, by="", **group.such) if group.such else ""


def _narrowed(looked: Mapping[str, str], sessions: Sequence[SessionInfo]) -> Sequence[Narrowed]:
    return [
        Narrowed(f"{words}: {_named(name, looked[name], sessions)}", _with(looked, **{name: ""}))
        for name, words in _NARROWING.items()
        if name in looked
    ]


def _named(name: str, value: str, sessions: Sequence[SessionInfo]) -> str:
    """What a record is called, by a session of it that is there; else its id."""
    for each in sessions:
        known = {
            "accountIds": {each.account_id: each.account_name},
            "customerIds": {step.id: step.name for step in each.customer_breadcrumb},
            "endpointIds": {each.endpoint_id: each.endpoint_name},
        }[name]
        if known.get(value):
            return known[value] or value
    return "none" if value == "_" else value


def _with(looked: Mapping[str, str], **changes: str) -> str:
    return _address({**looked, **changes})


def _address(looked: Mapping[str, str]) -> str:
    query = urlencode([(name, looked[name]) for name in _KNOWN if looked.get(name)])
    return f"{PATH}?{query}" if query else PATH


BOARD: tuple[Page, ...] = (Page(name="LiveBoard", path=PATH, show=show_board, needs=(ListSessions,), label="Live"),)
