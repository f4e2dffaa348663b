"""What was delivered about a session, entry by entry of its journal: as it came, and as it was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types_session_events import ListSessionEvents, SessionEventInfo
from switchbook.console.book import Book
from switchbook.console.coming import way_back
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import paging_of
from switchbook.console.payloads import laid_out
from switchbook.console.session import LIST, PATH, address_of

EVENTS_PATH = f"{PATH}/events"
_PER_PAGE = 25


class Read(msgspec.Struct, frozen=True):
    """An event that was read: its kind, its time, and what else was told of it as JSON, empty where that is nothing."""

    kind: str
    at: str | None
    said: str


class Delivered(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: what came, its `fields` where it was a form, else its `text` laid out, and the events read in it."""

    entry: SessionEventInfo
    fields: Sequence[tuple[str, str]]
    text: str
    read: Sequence[Read]


def show_session_events(book: Book, visit: Visit) -> Shown:
    """A page of the journal of a session, or that page alone as a part. Raises as ListSessionEvents does."""
    session_id = visit.path["session_id"]
    asked = bind(ListSessionEvents, "ListSessionEvents", [*visit.query, ("sessionId", session_id)])
    asked = msgspec.structs.replace(asked, session_id=session_id, count_per_page=_PER_PAGE, all=False)
    listed = book.list(asked, SessionEventInfo)
    values = {
        "delivered": [delivered_of(entry) for entry in listed.items],
        "paging": paging_of(visit.address, listed, asked.page, _PER_PAGE),
        "session_address": address_of(session_id, visit),
        "back": way_back(visit, LIST),
    }
    return Shown(template="session_events.html" if visit.part else "session_events_page.html", values=values)


def delivered_of(entry: SessionEventInfo) -> Delivered:
    """An entry as it is read by people."""
    payload = laid_out(entry.payload, entry.content_type)
    return Delivered(
        entry=entry,
        fields=payload.fields,
        text=payload.text,
        read=[Read(each.kind or "", each.at, _said(each.said)) for each in entry.events],
    )


def _said(said: Mapping[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(said)).decode() if said else ""


SESSION_EVENTS: tuple[Page, ...] = (
    Page(name="SessionEventsPage", path=EVENTS_PATH, show=show_session_events, needs=(ListSessionEvents,)),
)
