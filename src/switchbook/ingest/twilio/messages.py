"""Messages: what comes in by SMS, MMS or WhatsApp, and what becomes of what was sent."""

from __future__ import annotations

from datetime import datetime

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio.form import LONGEST_TEXT, Form
from switchbook.model.event import Event, Facts, MessageFacts, MessageTold
from switchbook.model.session import Channel, Direction

IDS = ("MessageSid", "SmsSid", "SmsMessageSid")
_STATUS = ("MessageStatus", "SmsStatus")
_INCOMING = frozenset({"receiving", "received"})
# A message counts as written once it came in or went out; every other status tells of its way or its fate alone.
_WRITTEN = frozenset({"received", "sent"})
_ON_ITS_WAY = frozenset({"accepted", "scheduled", "queued", "sending"})
_FATES = frozenset({"delivered", "undelivered", "failed", "read", "partially_delivered", "canceled"})
STATUSES = tuple(sorted(_INCOMING | _WRITTEN | _ON_ITS_WAY | _FATES))
_MOST_MEDIA = 100


def message(form: Form, received: datetime) -> tuple[Event, ...]:
    """A message, or what became of one. Twilio gives no time: that of the arrival counts."""
    told = status_of(form)
    incoming = told in _INCOMING
    direction = Direction.Incoming if incoming else Direction.Outgoing
    sender, recipient = form.text("From"), form.text("To")
    name = form.text("ProfileName")
    return (
        MessageTold(
            at=form.moment("Timestamp") or received,
            message=form.needed(*IDS),
            conversation=_conversation(sender, recipient),
            opens=told in _WRITTEN,
            facts=Facts(
                channel=Channel.Chat,
                direction=direction,
                from_address=sender,
                to_address=recipient,
                from_name=name if incoming else None,
                from_phone_number=sender if incoming else None,
            ),
            said=MessageFacts(
                direction=direction,
                sender=sender,
                sender_name=name if incoming else None,
                recipient=recipient,
                text=form.text("Body", longest=LONGEST_TEXT),
                media=_media(form),
                status=told,
                error_code=form.text("ErrorCode"),
            ),
        ),
    )


def status_of(form: Form) -> str:
    """The status, in lower case. A message that has a text and no status came in."""
    if not any(name in form for name in _STATUS) and ("Body" in form or "NumMedia" in form):
        return "received"
    told = form.needed(*_STATUS).lower()
    if told not in STATUSES:
        raise UnreadablePayload(f"MessageStatus is none of {', '.join(STATUSES)}")
    # Sent to several, it reached some of them.
    return "delivered" if told == "partially_delivered" else told


def comes_in(form: Form) -> bool:
    """Whether this is a message that came in, which Twilio wants answered."""
    return not any(form.get(name, "received").lower() not in _INCOMING for name in _STATUS)


def _conversation(sender: str | None, recipient: str | None) -> str | None:
    """Both addresses, in either direction the same.

    A messaging service has no part in it: two people write in one thread, whichever service or none names itself.
    """
    return " ".join(sorted((sender, recipient))) if sender is not None and recipient is not None else None


def _media(form: Form) -> tuple[tuple[str, str], ...] | None:
    """Links with their types, in order."""
    count = min(form.number("NumMedia") or 0, _MOST_MEDIA)
    links = ((form.text(f"MediaUrl{n}"), form.text(f"MediaContentType{n}")) for n in range(count))
    return tuple((link, kind or "") for link, kind in links if link is not None) or None
