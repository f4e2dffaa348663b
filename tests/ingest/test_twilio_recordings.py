"""Twilio's callbacks about recordings, voicemails and transcriptions (all constructed)."""

from __future__ import annotations

from email.utils import format_datetime

import pytest
from support.callbacks import ACCOUNT_SID, PARENT, RECEIVED, after, callback

from switchbook.ingest import Reading
from switchbook.ingest.twilio import NO_INSTRUCTIONS, Twilio
from switchbook.model.event import FileFacts, FileTold

FILE = "RE" + "4" * 32
URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{FILE}"
ROOM = "CF" + "3" * 32


def recording(status: str, **more: object) -> bytes:
    fields = {
        "AccountSid": ACCOUNT_SID,
        "CallSid": PARENT,
        "RecordingSid": FILE,
        "RecordingUrl": URL,
        "RecordingStatus": status,
        "RecordingChannels": 1,
        "RecordingSource": "DialVerb",
        "RecordingStartTime": format_datetime(after(8)),
    }
    return callback(**(fields | more))


def read(payload: bytes) -> Reading:
    (reading,) = Twilio().read(payload, "", RECEIVED)
    return reading


def file_told(payload: bytes) -> FileTold:
    reading = read(payload)
    assert reading.error is None
    (event,) = reading.events
    assert isinstance(event, FileTold)
    return event


def test_a_recording_is_told_at_its_end_by_its_own_clock() -> None:
    assert file_told(recording("completed", RecordingDuration=42)) == FileTold(
        at=after(50),
        file=FILE,
        leg=PARENT,
        said=FileFacts(type="CallRecording", uri=URL, seconds=42, status="completed"),
    )
    assert read(recording("completed")).key == (FILE, "recording", "completed")


def test_a_recording_that_has_no_length_yet_is_told_at_its_beginning() -> None:
    told = file_told(recording("in-progress", RecordingDuration=-1))

    assert (told.at, told.said.seconds, told.said.status) == (after(8), None, "in-progress")


def test_without_any_time_the_arrival_counts() -> None:
    assert file_told(recording("completed", RecordingStartTime="")).at == RECEIVED


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_a_recording_may_come_to_nothing(status: str) -> None:
    assert file_told(recording(status, RecordingUrl="", ErrorCode=16101)).said.status == status


def test_a_conference_is_recorded_as_such() -> None:
    told = file_told(recording("completed", CallSid="", ConferenceSid=ROOM, RecordingSource="Conference"))

    assert (told.leg, told.conference) == (None, ROOM)


def test_what_a_caller_left_is_a_voicemail() -> None:
    assert file_told(recording("completed", RecordingSource="RecordVerb")).said.type == "VoiceMessage"


def test_the_action_of_a_record_is_a_voicemail_and_is_answered() -> None:
    fields = {
        "CallSid": PARENT,
        "CallStatus": "in-progress",
        "RecordingUrl": URL,
        "RecordingDuration": 9,
        "Digits": "#",
    }
    reading = read(callback(**fields))

    assert reading.answer == NO_INSTRUCTIONS
    assert reading.events == (
        FileTold(at=RECEIVED, file=FILE, leg=PARENT, said=FileFacts(type="VoiceMessage", uri=URL, seconds=9)),
    )


def test_a_transcription_is_the_words_of_a_voicemail() -> None:
    fields = {
        "CallSid": PARENT,
        "CallStatus": "completed",
        "RecordingSid": FILE,
        "RecordingUrl": URL,
        "TranscriptionSid": "TR1",
        "TranscriptionStatus": "completed",
        "TranscriptionText": "Please call me back. " * 90,
    }

    told = file_told(callback(**fields))

    assert (told.file, told.leg, told.said.type) == (FILE, PARENT, "VoiceMessage")
    assert told.said.transcription == ("Please call me back. " * 90).strip()
    assert read(callback(**fields)).key == ("TR1", "transcription", "completed")
    failed = read(callback(**(fields | {"TranscriptionStatus": "failed", "TranscriptionText": ""})))
    assert (failed.error, failed.events) == (None, ())


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (recording("melted"), "RecordingStatus"),
        (recording("completed", CallSid=""), "CallSid"),
        (recording("completed", RecordingSid="", RecordingUrl=""), "RecordingSid"),
        (recording("completed", RecordingSid="", RecordingUrl="http://[/"), "RecordingSid"),
        (recording("completed", RecordingDuration="x"), "RecordingDuration"),
        (recording("completed", RecordingStartTime="s3cret"), "RecordingStartTime"),
    ],
)
def test_what_cannot_be_read_names_the_field(payload: bytes, named: str) -> None:
    error = read(payload).error

    assert error is not None
    assert error.startswith(named)
    assert "s3cret" not in error
