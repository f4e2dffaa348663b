"""What a reader does to a session from its page: a line for its log, hold, off hold, the end."""

from __future__ import annotations

import msgspec

from switchbook.api.types_acting import AppendSessionLog, EndSession, HoldSession, PatchSession
from switchbook.console.book import Book
from switchbook.console.page import Elsewhere, Page, Shown, Visit
from switchbook.console.session import PATH, address_of, shown
from switchbook.errors import BadRequest, Conflict, NotActing
from switchbook.model.session import CallState
from switchbook.web import reply


def note_session(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Write what was typed into the log. What cannot be taken is shown again with what is wrong with it."""
    line = visit.given("line")
    asked = AppendSessionLog(visit.path["session_id"], text=line)
    return _done(book, visit, asked, "Your line stands in the log.", note=line)


def hold_session(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Put a session on hold."""
    return _done(book, visit, HoldSession(visit.path["session_id"]), "The session is on hold.")


def resume_session(book: Book, visit: Visit) -> Shown | Elsewhere:
    """Take a session off hold."""
    asked = PatchSession(visit.path["session_id"], call_state=CallState.Connected)
    return _done(book, visit, asked, "The session is off hold.")


def end_session(book: Book, visit: Visit) -> Shown | Elsewhere:
    """End a session, all calls of it."""
    return _done(book, visit, EndSession(visit.path["session_id"]), "The session is ended.")


def _done(book: Book, visit: Visit, asked: msgspec.Struct, told: str, note: str = "") -> Shown | Elsewhere:
    """Back to the page with what was done; where it could not be done, the page with why."""
    try:
        book.do(asked, once=visit.given("once") or None)
    except (BadRequest, Conflict, NotActing) as error:
        return shown(book, visit, problem=error.message, note=note, status=reply.status_of(error))
    return Elsewhere(address_of(visit.path["session_id"], visit), told)


SESSION_DOINGS: tuple[Page, ...] = (
    Page(name="NoteSession", path=f"{PATH}/note", verb="POST", show=note_session, needs=(AppendSessionLog,)),
    Page(name="HoldSessionPage", path=f"{PATH}/hold", verb="POST", show=hold_session, needs=(HoldSession,)),
    Page(name="ResumeSession", path=f"{PATH}/resume", verb="POST", show=resume_session, needs=(PatchSession,)),
    Page(name="EndSessionPage", path=f"{PATH}/end", verb="POST", show=end_session, needs=(EndSession,)),
)
