"""Faxes in Twilio's words, whole: what is sent, and the sessions that come of it (all constructed)."""

from __future__ import annotations

from support.callbacks import CALLER, FRONT_DESK
from support.scenario import AT_FRONT_DESK, assert_comes_to, member, session
from support.twilio_calls import FAX, fax

from switchbook.ingest.twilio import Twilio

TWILIO = Twilio()


FAX_THAT_COMES_IN = [
    fax("receiving", 0, RemoteStationId="+18145550100"),
    fax(
        "received",
        40,
        NumPages=3,
        MediaSid="ME1",
        MediaUrl="https://fax.example.com/m/1",
        RemoteStationId="+18145550100",
    ),
]


def test_a_fax_that_comes_in() -> None:
    assert_comes_to(
        TWILIO,
        FAX_THAT_COMES_IN,
        session(
            TWILIO,
            FAX,
            [
                f"09:00:00 Fax received from {CALLER} to {FRONT_DESK}",
                "09:00:40 Fax ended",
                f"09:00:40 The other machine called itself {CALLER}",
                "09:00:40 Received fax ME1 is ready, 3 pages",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:40.000Z",
            toAddress=FRONT_DESK,
            fromAddress=CALLER,
            channel="Fax",
            outcome="Received",
            callSid=FAX,
            displayName=CALLER,
            dateCreated="2026-11-23T09:00:00.000Z",
            dateLastModified="2026-11-23T09:00:40.000Z",
            members=[
                member("Caller", identity=CALLER, displayName=CALLER, callSid=FAX),
            ],
        ),
    )


FAX_THAT_MEETS_A_BUSY_LINE = [
    fax("queued", 0, From=FRONT_DESK, To=CALLER, OriginalMediaUrl="https://example.com/letter.pdf"),
    fax(
        "busy",
        40,
        From=FRONT_DESK,
        To=CALLER,
        OriginalMediaUrl="https://example.com/letter.pdf",
        ErrorCode=34002,
    ),
]


def test_a_fax_that_meets_a_busy_line() -> None:
    assert_comes_to(
        TWILIO,
        FAX_THAT_MEETS_A_BUSY_LINE,
        session(
            TWILIO,
            FAX,
            [
                f"09:00:00 Dialling {CALLER}",
                "09:00:40 Fax met a busy line",
                "09:00:40 The service said: error (34002)",
            ],
            **AT_FRONT_DESK,
            dateCompleted="2026-11-23T09:00:40.000Z",
            destination=CALLER,
            toAddress=CALLER,
            fromAddress=FRONT_DESK,
            channel="Fax",
            outcome="Busy",
            callSid=FAX,
            displayName=CALLER,
            direction="Outgoing",
            dateCreated="2026-11-23T09:00:00.000Z",
            dateLastModified="2026-11-23T09:00:40.000Z",
            members=[
                member("Caller", identity=FRONT_DESK, endpointId="e1", displayName=FRONT_DESK, callSid=FAX),
            ],
        ),
    )
