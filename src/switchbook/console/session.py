"""The page of one session: what it was, how it went, who was in it, and its whole log."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import msgspec

from switchbook.api.types import GetSession, ListSessions, SessionInfo
from switchbook.api.types_acting import AppendSessionLog, EndSession, HoldSession, MessageInfo, PatchSession
from switchbook.api.types_chats import GetSessionMessages, SessionMessages
from switchbook.api.types_files import FileInfo, ListFiles
from switchbook.api.types_session_events import ListSessionEvents
from switchbook.api.types_timeline import GetSessionTimeline, SessionTimeline
from switchbook.console.book import Book, Record
from switchbook.console.coming import way_back, words_sought
from switchbook.console.log_lines import lines_of
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.related import related_to
from switchbook.console.session_facts import console_data_of, facts_of, moments_of
from switchbook.console.session_words import badge_of, kind_of, seconds_of, sides_of
from switchbook.console.ticket import ticket_of
from switchbook.console.timeline import KIND_WORDS, timeline_of
from switchbook.errors import NotFound
from switchbook.model.session import CallState, Channel

PATH = "/console/sessions/{session_id}"
LIST = "/console/sessions"
# The parts of the page that can be fetched alone, by the id of the element that each goes into.
PARTS = {
    part: f"session_{part}.html"
    for part in ("head", "timeline", "chat", "log", "doing", "members", "belongings", "facts")
}
# What is shown of a session that is not there to be seen: by the page, by its head; its other parts are empty then.
_GONE = {"": "session_gone.html", "head": "session_gone_told.html"}


def show_session(book: Book, visit: Visit) -> Shown | Elsewhere:
    """The page of a session, or one of its parts; of one that is not there to be seen, the page that says so."""
    return shown(book, visit)


def shown(book: Book, visit: Visit, *, problem: str = "", note: str = "", status: int = 200) -> Shown | Elsewhere:
    """The page; `problem` says what could not be done just now, `note` is the line that was typed for the log."""
    back = way_back(visit, LIST)
    part = visit.target if visit.part and visit.target in PARTS else ""
    asked_id = visit.path["session_id"]
    try:
        record = book.record(GetSession(asked_id), SessionInfo)
    except NotFound:
        gone = _GONE.get(part, "session_nothing.html")
        return Shown(template=gone, values={"asked_id": asked_id, "back": back}, status=404)
    session = record.value
    if session.id != asked_id:
        return Elsewhere(
            address_of(session.id or "", visit),
            told="The session you asked for turned out to be part of this one, and was merged into it.",
        )
    values = {**_values(book, visit, record, back), "problem": problem, "note": note}
    if part in ("", "timeline", "belongings"):
        told = book.answer(GetSessionTimeline(session.id), SessionTimeline)
        if part != "belongings":
            values |= _timeline(told, session, visit)
        if part != "timeline":
            values |= _belongings(book, session, told.parent_session_id)
    if part in ("", "chat"):
        values |= {"messages": _messages(book, session)}
    return Shown(template=PARTS.get(part, "session.html"), values=values, status=status)


def address_of(session_id: str, visit: Visit, below: str = "") -> str:
    """The address of a session's page, or of one below it, with what the query says of where the reader came from."""
    kept = {name: visit.given(name) or visit.asked(name) for name in ("log", "text", "back")}
    query = urlencode({name: value for name, value in kept.items() if value not in ("", LIST)})
    return PATH.format(session_id=session_id) + below + (f"?{query}" if query else "")


def _values(book: Book, visit: Visit, record: Record[SessionInfo], back: str) -> Mapping[str, object]:
    """What every part of the page is made of."""
    session, words = record.value, words_sought(visit, back)
    link = visit.server + PATH.format(session_id=session.id)
    caller, called = sides_of(session)
    return {
        "session": session,
        "address": address_of(session.id or "", visit),
        "back": back,
        "badge": badge_of(session),
        "badge_of": badge_of,
        "called": called,
        "caller": caller,
        "data": console_data_of(session),
        "document": msgspec.json.format(record.document, indent=2).decode(),
        "events_address": address_of(session.id or "", visit, "/events"),
        "facts": facts_of(session),
        "kind": kind_of(session),
        "lines": lines_of(session.log, visit.zone, words),
        "link": link,
        "may_hold": session.call_state is CallState.Connected and book.may(HoldSession),
        "may_end": not session.ended and book.may(EndSession),
        "may_note": book.may(AppendSessionLog),
        "may_see_events": book.may(ListSessionEvents),
        "may_resume": session.call_state is CallState.Hold and book.may(PatchSession),
        "moments": moments_of(session),
        "once": secrets.token_hex(16),
        "seconds": seconds_of(session, visit.now),
        "version": record.version,
        "ticket": ticket_of(session, link, visit.zone, visit.now),
        "words": words,
    }


def _timeline(told: SessionTimeline, session: SessionInfo, visit: Visit) -> dict[str, object]:
    return {"kind_words": KIND_WORDS, "timeline": timeline_of(told, session, visit.zone, visit.now)}


def _belongings(book: Book, session: SessionInfo, parent: str | None) -> dict[str, object]:
    """What belongs to a session without being in its record, as far as the reader may see it."""
    return {"files": _files(book, session), "related": related_to(book, session, parent)}


def _files(book: Book, session: SessionInfo) -> Sequence[FileInfo]:
    if not book.may(ListFiles):
        return ()
    return book.list(ListFiles(session_id=session.id, all=True), FileInfo).items


def _messages(book: Book, session: SessionInfo) -> Sequence[MessageInfo]:
    if session.channel is not Channel.Chat or not book.may(GetSessionMessages):
        return ()
    return book.answer(GetSessionMessages(session.id), SessionMessages).messages


SESSION: tuple[Page, ...] = (Page(name="SessionPage", path=PATH, show=show_session, needs=(ListSessions,)),)
