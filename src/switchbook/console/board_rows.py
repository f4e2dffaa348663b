"""Sessions under way as rows of the live board: where each stands and since when; and the groups they are seen in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from switchbook.api.types import SessionInfo
from switchbook.api.types_endpoints import EndpointInfo, ListEndpoints
from switchbook.api.types_timeline import GetSessionTimeline, SessionTimeline
from switchbook.console.book import Book
from switchbook.console.session_words import Side, badge_of, kind_of, sides_of
from switchbook.console.words import read
from switchbook.errors import NotFound
from switchbook.model.session import Channel, MemberCallState, MemberRole

# Each is a question of its own.
_MOST_TIMELINES = 60
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class State(msgspec.Struct, frozen=True):
    """Where a session can stand: its key in addresses and classes, in words, and whether somebody waits in it."""

    key: str
    word: str
    waits: bool


STATES: tuple[State, ...] = (
    State("ringing", "Ringing", waits=True),
    State("queued", "In the queue", waits=True),
    State("held", "On hold", waits=True),
    State("connected", "Connected", waits=False),
    State("flow", "In the flow", waits=False),
)
_BY_WORD: Mapping[str, State] = {state.word: state for state in STATES}
_HELD, _FLOW = STATES[2], STATES[4]


class Place(msgspec.Struct, frozen=True):
    """What a row is grouped by: what tells it from others, its name, the filter of the list that says it.

    `path` is the name with those above it, where there are any; `within` is whose it is, for where two have one name.
    """

    key: str
    name: str
    such: Mapping[str, str] = {}
    path: str = ""
    within: str = ""


class BoardRow(msgspec.Struct, frozen=True, kw_only=True):
    """One session of the board. `since` is when it began to wait, or began; `people` are those rung or talked to."""

    id: str
    state: State
    since: datetime
    kind: str
    channel: str
    caller: Side
    called: Side
    people: Sequence[str]
    account: Place
    customer: Place
    queue: Place


class Grouping(msgspec.Struct, frozen=True):
    """A way to group the board: its key, in words, and the place of a row in it; None: all rows are one group."""

    key: str
    words: str
    place: Callable[[BoardRow], Place] | None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of one place. `counts` are of the states that any of them is in; `such` as in Place.

    `within` is empty where the name says enough.
    """

    name: str
    within: str
    path: str
    such: Mapping[str, str]
    rows: Sequence[BoardRow]
    counts: Sequence[tuple[State, int]]


GROUPINGS: tuple[Grouping, ...] = (
    Grouping("", "All together", None),
    Grouping("account", "By account", lambda row: row.account),
    Grouping("customer", "By customer", lambda row: row.customer),
    Grouping("queue", "By queue", lambda row: row.queue),
)


def row_of(session: SessionInfo, queues: Mapping[str, str], held: Mapping[str, datetime]) -> BoardRow:
    """The row of a session that is not over; `queues` are queues' names by id, `held` is since when which are held."""
    session_id = session.id or ""
    began = read(session.date_created) or _LONG_AGO
    caller, called = sides_of(session)
    return BoardRow(
        id=session_id,
        state=state_of(session),
        since=held.get(session_id, began),
        kind=kind_of(session),
        channel=session.channel.name,
        caller=caller,
        called=called,
        people=_people(session),
        account=_account(session),
        customer=_customer(session),
        queue=_queue(session, queues),
    )


def state_of(session: SessionInfo) -> State:
    """Where a session stands that is not over."""
    return _BY_WORD.get(badge_of(session).text, _FLOW)


def held_since(book: Book, sessions: Sequence[SessionInfo]) -> Mapping[str, datetime]:
    """Since when those of these sessions are on hold that are, by id.

    The time since the call began would put an hour's talk before a minute's wait. A record does not keep when it came
    to be on hold; its timeline tells, where its events are kept. Otherwise the last that was told of it comes nearest.
    """
    held = [each for each in sessions if state_of(each) is _HELD]
    told = {each.id or "": read(each.date_last_modified) for each in held}
    for session_id in list(told)[:_MOST_TIMELINES] if book.may(GetSessionTimeline) else ():
        told[session_id] = _held_by_timeline(book, session_id) or told[session_id]
    return {session_id: since for session_id, since in told.items() if since is not None}


def _held_by_timeline(book: Book, session_id: str) -> datetime | None:
    try:
        lanes = book.answer(GetSessionTimeline(session_id), SessionTimeline).lanes
    except NotFound:  # over and deleted, or moved out of sight, since it was listed
        return None
    begun = [read(span.begin) for lane in lanes for span in lane.spans if span.kind == "held" and span.end is None]
    return min((each for each in begun if each is not None), default=None)


def queue_names(book: Book, sessions: Sequence[SessionInfo]) -> Mapping[str, str]:
    """The names of the queues that sessions wait in, by id, as far as they are endpoints that the reader may see."""
    ids = tuple(sorted({each.ring_queue_id for each in sessions if each.ring_queue_id}))
    if not ids or not book.may(ListEndpoints):
        return {}
    found = book.list(ListEndpoints(specific_ids=ids, all=True, simplified_paging=True), EndpointInfo)
    return {each.id: each.display_name for each in found.items if each.id and each.display_name}


def groups_of(rows: Sequence[BoardRow], grouping: Grouping) -> Sequence[Group]:
    """The rows in groups, in each as they come. Groups stand by name, not by who waits: one is found where it was."""
    if grouping.place is None:
        return [_group(Place("", ""), rows)] if rows else []
    places: dict[str, tuple[Place, list[BoardRow]]] = {}
    for row in rows:
        place = grouping.place(row)
        places.setdefault(place.key, (place, []))[1].append(row)
    named = sorted(places.values(), key=lambda each: _by_name(each[0]))
    same = Counter(place.name for place, _ in named)
    return [_group(place, inside, place.within if same[place.name] > 1 else "") for place, inside in named]


def _by_name(place: Place) -> tuple[bool, str, str, str]:
    return not place.key, place.name.casefold(), place.within.casefold(), place.key


def _group(place: Place, rows: Sequence[BoardRow], within: str = "") -> Group:
    counts = [each for state in STATES if (each := (state, sum(row.state is state for row in rows)))[1]]
    return Group(name=place.name, within=within, path=place.path, such=place.such, rows=rows, counts=counts)


def _people(session: SessionInfo) -> Sequence[str]:
    """Those of the other members that are rung, talked to or held; in a chat, all of them."""
    return [
        member.display_name or member.identity or ""
        for member in session.members
        if member.role not in (MemberRole.Caller, MemberRole.None_)
        and (member.call_state is not MemberCallState.None_ or session.channel is Channel.Chat)
    ]


def _account(session: SessionInfo) -> Place:
    account_id = session.account_id or ""
    return Place(account_id, session.account_name or account_id, {"accountIds": account_id})


def _customer(session: SessionInfo) -> Place:
    if not session.customer_id:
        return Place("", "No customer", {"customerIds": "_"})
    above = [step.name or step.id or "" for step in session.customer_breadcrumb]
    name = session.customer_name or session.customer_id
    within = " / ".join(above[:-1]) or session.account_name or ""
    return Place(session.customer_id, name, {"customerIds": session.customer_id}, " / ".join(above), within)


def _queue(session: SessionInfo, queues: Mapping[str, str]) -> Place:
    """The queue it waits in, or is held in."""
    queue = session.ring_queue_id or session.hold_queue_name
    if not queue:
        return Place("", "In no queue")
    # Where a queue is known by its name alone, two accounts may each have one of that name.
    key = queue if queue in queues else f"{session.account_id}/{queue}"
    return Place(key, queues.get(queue, queue), within=session.account_name or "")
