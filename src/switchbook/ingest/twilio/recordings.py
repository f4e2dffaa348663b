"""Callbacks about recordings, voicemails and transcriptions, which come whenever they are ready."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio.form import LONGEST_TEXT, Form
from switchbook.model.event import Event, FileFacts, FileTold

CALL_RECORDING, VOICE_MESSAGE = "CallRecording", "VoiceMessage"
STATUSES = ("in-progress", "paused", "stopped", "processing", "completed", "absent", "failed", "deleted")
# How a recording was begun says what it is; all others are of a call or a conference.
_BEGUN_BY_CALLER = "RecordVerb"
# Seconds; a longer recording is none.
_LONGEST = 31 * 24 * 3600


def recording(form: Form, received: datetime) -> tuple[Event, ...]:
    """A recording's status. Without a Timestamp its time is when the recording began, or for its end, ended."""
    told = form.one_of("RecordingStatus", STATUSES)
    caller_spoke = form.text("RecordingSource") == _BEGUN_BY_CALLER
    said = FileFacts(
        type=VOICE_MESSAGE if caller_spoke else CALL_RECORDING,
        uri=form.text("RecordingUrl"),
        seconds=_seconds(form, "RecordingDuration"),
        status=told,
    )
    return (_told(form, _moment(form, told, received), said),)


def voice_message(form: Form, received: datetime) -> tuple[Event, ...]:
    """What `Record` recorded, as its `action` tells it as soon as the caller has spoken."""
    seconds = _seconds(form, "RecordingDuration")
    said = FileFacts(type=VOICE_MESSAGE, uri=form.text("RecordingUrl"), seconds=seconds)
    return (_told(form, form.moment("Timestamp") or received, said),)


def recorded(form: Form, at: datetime, *, leg: str) -> tuple[FileTold, ...]:
    """The recording of a whole call that the callback of its end names, if any."""
    file = form.text("RecordingSid")
    if file is None:
        return ()
    seconds = _seconds(form, "RecordingDuration")
    said = FileFacts(type=CALL_RECORDING, uri=form.text("RecordingUrl"), seconds=seconds, status="completed")
    return (FileTold(at=at, sequence=form.number("SequenceNumber"), file=file, leg=leg, said=said),)


def transcription(form: Form, received: datetime) -> tuple[Event, ...]:
    """The words of a voicemail. Of one that could not be written down there is nothing to tell."""
    told = form.text("TranscriptionStatus")
    words = form.text("TranscriptionText", longest=LONGEST_TEXT)
    if words is None or told == "failed":
        _file_of(form)
        return ()
    said = FileFacts(type=VOICE_MESSAGE, uri=form.text("RecordingUrl"), transcription=words)
    return (_told(form, form.moment("Timestamp") or received, said),)


def _told(form: Form, at: datetime, said: FileFacts) -> FileTold:
    leg, conference = form.text("CallSid"), form.text("ConferenceSid")
    if leg is None and conference is None:
        raise UnreadablePayload("CallSid is missing, and ConferenceSid too")
    return FileTold(
        at=at, sequence=form.number("SequenceNumber"), file=_file_of(form), leg=leg, conference=conference, said=said
    )


def _file_of(form: Form) -> str:
    """The recording's id. Where no field has it, it is the last part of the address."""
    file = form.text("RecordingSid")
    if file is not None:
        return file
    address = form.text("RecordingUrl") or ""
    try:
        last = urlsplit(address).path.rstrip("/").rpartition("/")[2].partition(".")[0]
    except ValueError:
        last = ""
    if not last:
        raise UnreadablePayload("RecordingSid is missing")
    return last


def _moment(form: Form, told: str, received: datetime) -> datetime:
    """When what is told happened: by Twilio's clock where the payload has a time, else when it was received."""
    stated, began = form.moment("Timestamp"), form.moment("RecordingStartTime")
    if stated is not None or began is None:
        return stated or received
    seconds = _seconds(form, "RecordingDuration") or 0
    ended = told in ("completed", "absent", "failed") and seconds <= _LONGEST
    return began + timedelta(seconds=seconds) if ended else began


def _seconds(form: Form, name: str) -> int | None:
    """A length; Twilio writes -1 where there is none yet."""
    return None if form.get(name) == "-1" else form.number(name)
