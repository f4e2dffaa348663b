"""The kinds of callback: which fields tell one from another, what names a delivery of it, and what reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio import actions, calls, conferences, faxes, messages, recordings
from switchbook.ingest.twilio.form import Form
from switchbook.model.event import Event


def _always(form: Form) -> bool:
    return True


def _never(form: Form) -> bool:
    return False


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """A row of KINDS.

    It fits a callback that has any field of `told_by` and none of `without`. A delivery is named by the first field of
    `subject` that is there, `name`, and the values of `key`. `carried_out` says of a callback whether Twilio takes what
    it is answered for instructions.
    """

    name: str
    told_by: tuple[str, ...]
    without: tuple[str, ...] = ()
    subject: tuple[str, ...] = ("CallSid",)
    key: tuple[str, ...] = ()
    read: Callable[[Form, datetime], tuple[Event, ...]]
    carried_out: Callable[[Form], bool] = _always

    def fits(self, form: Form) -> bool:
        """Whether a callback is of this kind."""
        return any(name in form for name in self.told_by) and not any(name in form for name in self.without)

    def names(self, form: Form) -> tuple[str, ...]:
        """What names the delivery; empty where the payload does not say what it is about."""
        subject = next((form[name] for name in self.subject if name in form), None)
        return () if subject is None else (subject, self.name, *(form.get(name, "") for name in self.key))


# Status callbacks of every sort name their source; what runs a flow does not.
_STATUS_CALLBACK = "CallbackSource"

# The first row that fits is the one: what is told by fewer fields comes later.
KINDS: tuple[Kind, ...] = (
    Kind(
        name="fax",
        told_by=("FaxSid", "FaxStatus"),
        subject=("FaxSid",),
        key=("FaxStatus",),
        read=faxes.fax,
        carried_out=faxes.comes_in,
    ),
    Kind(
        name="message",
        told_by=(*messages.IDS, "MessageStatus", "SmsStatus"),
        subject=messages.IDS,
        key=("MessageStatus", "SmsStatus"),
        read=messages.message,
        carried_out=messages.comes_in,
    ),
    Kind(
        name="conference",
        told_by=("StatusCallbackEvent",),
        subject=("ConferenceSid",),
        key=("StatusCallbackEvent", "CallSid", "SequenceNumber"),
        read=conferences.conference,
        carried_out=_never,
    ),
    Kind(
        name="transcription",
        told_by=("TranscriptionStatus", "TranscriptionText"),
        subject=("TranscriptionSid", "RecordingSid"),
        key=("TranscriptionStatus",),
        read=recordings.transcription,
        carried_out=_never,
    ),
    Kind(
        name="aside",
        told_by=("TranscriptionEvent", "StreamEvent", "SiprecEvent"),
        subject=(),
        read=actions.nothing,
        carried_out=_never,
    ),
    Kind(
        name="recording",
        told_by=("RecordingStatus",),
        subject=("RecordingSid",),
        key=("RecordingStatus",),
        read=recordings.recording,
        carried_out=_never,
    ),
    Kind(name="dial", told_by=("DialCallStatus",), key=("DialCallSid", "DialCallStatus"), read=actions.dial),
    Kind(name="queue-result", told_by=("QueueResult",), key=("QueueSid", "QueueResult"), read=actions.queue_result),
    Kind(name="queue-taken", told_by=("DequeingCallSid",), key=("QueueSid",), read=actions.queue_taken),
    Kind(name="queue-wait", told_by=("QueuePosition",), key=("QueueSid", "QueueTime"), read=actions.queue_wait),
    Kind(name="refer", told_by=("ReferTransferTarget",), key=("ReferTransferTarget",), read=actions.refer),
    Kind(
        name="answered-by",
        told_by=("AnsweredBy",),
        without=("CallStatus",),
        key=("AnsweredBy",),
        read=calls.answered_by,
        carried_out=_never,
    ),
    Kind(
        name="voice-message",
        told_by=("RecordingUrl",),
        without=(_STATUS_CALLBACK, "CallDuration"),
        subject=("RecordingSid", "CallSid"),
        key=("RecordingUrl",),
        read=recordings.voice_message,
    ),
    Kind(name="digits", told_by=("Digits",), without=(_STATUS_CALLBACK,), read=actions.digits),
    Kind(name="speech", told_by=("SpeechResult",), without=(_STATUS_CALLBACK,), read=actions.nothing),
    Kind(
        name="call-status",
        told_by=("CallStatus",),
        key=(_STATUS_CALLBACK, "CallStatus", "SequenceNumber"),
        read=calls.status,
        carried_out=lambda form: _STATUS_CALLBACK not in form,
    ),
)


def kind_of(form: Form) -> Kind:
    """The kind of a callback. Raises UnreadablePayload, naming what is missing, when it is of none."""
    found = next((kind for kind in KINDS if kind.fits(form)), None)
    if found is not None:
        return found
    if "CallSid" in form:
        raise UnreadablePayload("CallStatus is missing, and whatever else would tell what happened to the call")
    raise UnreadablePayload("no field tells what this is about: CallSid, MessageSid, ConferenceSid, FaxSid are missing")
