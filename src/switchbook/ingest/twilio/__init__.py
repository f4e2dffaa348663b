"""Twilio, and what speaks like it: calls, conferences, queues, recordings, messages and faxes, read into events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Answer, Cut, Reading
from switchbook.ingest.cutting import lines
from switchbook.ingest.twilio import signature, streams
from switchbook.ingest.twilio.form import MOST_FIELDS, Form, countable, form_of
from switchbook.ingest.twilio.kinds import KINDS, kind_of

# What is answered where Twilio would carry the answer out: no instructions.
NO_INSTRUCTIONS = Answer(content_type="text/xml", body=b'<?xml version="1.0" encoding="UTF-8"?><Response/>')


class Twilio:
    """Callbacks of voice, conferences, queues, recordings, messaging and fax; form-encoded, as JSON, or in streams.

    A delivery is named by what it is about (CallSid, ConferenceSid, RecordingSid, MessageSid, FaxSid), its kind, and
    what its kind adds (`kinds.KINDS`): of a call's status the callback source, the status and the sequence number. An
    event of Event Streams is named by its id, unless it holds a callback word for word: then as that is. Twilio marks
    a retry by a header besides (I-Twilio-Idempotency-Token); a retry has the same bytes, so name and bytes suffice.

    Legs are grouped by ParentCallSid, by the conference they are in, by DequeingCallSid with the call it takes from a
    queue; recordings belong to the leg or conference they name; messages to the conversation of their two addresses.

    The clock is Twilio's own: Timestamp (RFC 2822, UTC, whole seconds), and for recordings RecordingStartTime. Copies
    of action requests, messages and faxes have no time: they count from when they were received, in streams from the
    event's own time. SequenceNumber counts the events of one call, or of one conference.
    """

    name = "twilio"
    media_type = "application/x-www-form-urlencoded"
    acknowledges = True
    caution: str | None = (
        "Give it to Twilio for status callbacks only: as the action of a Dial, Enqueue, Gather or Record "
        "it ends the call."
    )

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading per callback. It has an error, naming the field, when it is of no known kind, or says nonsense.

        It has no events when nothing of a session changes by it: announcements, live words, unknown stream events.
        """
        if streams.is_json(payload):
            try:
                return [_read_item(item, received) for item in streams.items(payload)]
            except UnreadablePayload as unread:
                return [Reading(payload=payload, error=unread.message)]
        if not countable(payload):
            return [Reading(payload=payload, error=f"the form has more than {MOST_FIELDS} fields")]
        return [_read(payload, form_of(payload), received)]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether `x-twilio-signature` is that of this request under the account's auth token."""
        return signature.authentic(url, headers, payload, secret)

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """A file holds one body to a line: a form, or JSON."""
        return lines(buffer, final)


def _read_item(item: bytes, received: datetime) -> Reading:
    """One object of a JSON body. Nobody carries out the answer to a stream, and what it holds besides is no fault."""
    try:
        told = streams.told(item)
    except UnreadablePayload as unread:
        return Reading(payload=item, error=unread.message)
    if told.form is None or (told.streamed and not any(kind.fits(told.form) for kind in KINDS)):
        return Reading(payload=item, key=told.key)
    reading = _read(item, told.form, received)
    return msgspec.structs.replace(reading, key=told.key or reading.key, answer=None) if told.streamed else reading


def _read(payload: bytes, form: Form, received: datetime) -> Reading:
    account_sid = form.get("AccountSid")
    try:
        kind = kind_of(form)
    except UnreadablePayload as unread:
        return Reading(payload=payload, error=unread.message, account_sid=account_sid)
    answer = NO_INSTRUCTIONS if kind.carried_out(form) else None
    key = kind.names(form)
    try:
        events = kind.read(form, received)
    except UnreadablePayload as unread:
        return Reading(payload=payload, key=key, error=unread.message, account_sid=account_sid, answer=answer)
    return Reading(payload=payload, key=key, events=events, account_sid=account_sid, answer=answer)
