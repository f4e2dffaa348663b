"""Fax callbacks, as services compatible with Twilio's former fax send them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from switchbook.ingest.twilio.form import Form
from switchbook.model.event import (
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegStarted,
    LineLogged,
)
from switchbook.model.session import Channel, Direction

_UNDER_WAY: Mapping[str, type[LegStarted | LegAnswered]] = {
    "queued": LegStarted,
    "processing": LegStarted,
    "initiated": LegStarted,
    "sending": LegAnswered,
    "receiving": LegStarted,
}
_ENDINGS: Mapping[str, str] = {
    "delivered": "completed",
    "received": "completed",
    **{status: status for status in ("no-answer", "busy", "failed", "canceled")},
}
STATUSES = (*_UNDER_WAY, *_ENDINGS)
_DIRECTIONS = {"inbound": Direction.Incoming, "outbound": Direction.Outgoing}
_INCOMING = frozenset({"receiving", "received"})
_OUTGOING = frozenset({"queued", "processing", "initiated", "sending", "delivered", "no-answer", "busy", "canceled"})


def fax(form: Form, received: datetime) -> tuple[Event, ...]:
    """How far a fax is, and its pages. There is no time in it: that of the arrival counts."""
    leg = form.needed("FaxSid")
    told = form.one_of("FaxStatus", STATUSES)
    common: dict[str, Any] = {
        "leg": leg,
        "at": form.moment("Timestamp") or received,
        "facts": _facts(form, told, leg),
    }
    if told in _UNDER_WAY:
        return (_UNDER_WAY[told](**common), *_pages(form, told, common))
    ended = LegEnded(**common, ending=_ENDINGS[told])
    lines = (LineLogged(**common, message=message) for message in _remarks(form))
    return (ended, *lines, *_pages(form, told, common))


def comes_in(form: Form) -> bool:
    """Whether this is a fax that comes in, which the service wants answered."""
    return form.get("FaxStatus", "").lower() in _INCOMING


def _facts(form: Form, told: str, leg: str) -> Facts:
    return Facts(
        channel=Channel.Fax,
        direction=_direction(form, told),
        from_address=form.text("From"),
        to_address=form.text("To"),
        call_sid=leg,
    )


def _direction(form: Form, told: str) -> Direction | None:
    """As stated, else as the status tells; only a fax that is sent has an original, and one that failed may be both."""
    if told in _INCOMING:
        return Direction.Incoming
    if told in _OUTGOING or "OriginalMediaUrl" in form:
        return Direction.Outgoing
    return _DIRECTIONS.get(form.get("Direction", "").lower())


def _pages(form: Form, told: str, common: Mapping[str, Any]) -> Iterator[FileTold]:
    """The document, once there is one."""
    uri, pages = form.text("MediaUrl"), form.number("NumPages")
    if uri is None and pages is None:
        return
    outgoing = common["facts"].direction is Direction.Outgoing
    status = "in-progress" if told in _UNDER_WAY else "completed" if _ENDINGS[told] == "completed" else "failed"
    said = FileFacts(type="FaxOutgoing" if outgoing else "Fax", uri=uri, pages=pages, status=status)
    yield FileTold(at=common["at"], file=form.text("MediaSid") or common["leg"], leg=common["leg"], said=said)


def _remarks(form: Form) -> Iterator[str]:
    station = form.text("RemoteStationId")
    if station is not None:
        yield f"The other machine called itself {station}"
    code, words = form.text("ErrorCode"), form.text("ErrorMessage")
    if words is not None or code not in (None, "0"):
        yield f"The service said: {words or 'error'}" + (f" ({code})" if code is not None else "")
