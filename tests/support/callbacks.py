"""Constructed deliveries: Twilio callbacks built field by field from its documented fields, and generic events."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import urlencode

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)

ACCOUNT_SID = "AC" + "0" * 31 + "1"
PARENT = "CA" + "1" * 32
CHILD = "CA" + "2" * 32
CALLER, FRONT_DESK, ANNA = "+18145550100", "+15035551234", "+15035550111"


def after(seconds: float) -> datetime:
    """So many seconds after nine."""
    return NINE + timedelta(seconds=seconds)


def callback(**fields: object) -> bytes:
    """The form of a callback with these fields, in this order."""
    return urlencode({name: str(value) for name, value in fields.items()}).encode()


def parent_callback(status: str, seconds: int, sequence: int, **more: object) -> bytes:
    """A voice status callback of an incoming call (constructed)."""
    fields = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": PARENT,
        "CallStatus": status,
        "CallbackSource": "call-progress-events",
        "Called": FRONT_DESK,
        "Caller": CALLER,
        "Direction": "inbound",
        "From": CALLER,
        "SequenceNumber": sequence,
        "Timestamp": format_datetime(after(seconds)),
        "To": FRONT_DESK,
    }
    return callback(**(fields | more))


def child_callback(status: str, seconds: int, sequence: int, **more: object) -> bytes:
    """A voice status callback of the leg that the flow of the incoming call dialled (constructed)."""
    told = {"CallSid": CHILD, "ParentCallSid": PARENT, "Called": ANNA, "To": ANNA, "Direction": "outbound-dial"}
    return parent_callback(status, seconds, sequence, **(told | more))


def generic_event(kind: str, seconds: float | None, leg: str = "leg-1", /, **more: object) -> dict[str, object]:
    """A generic event (constructed); `seconds` None leaves the time out."""
    at = {} if seconds is None else {"at": after(seconds).isoformat()}
    return {"version": 1, "type": kind, "leg": leg, **at, **more}


def legless(kind: str, seconds: float | None, /, **more: object) -> dict[str, object]:
    """A generic event that is of no leg (constructed)."""
    event = generic_event(kind, seconds, **more)
    del event["leg"]
    return event


# The least that events of these types say beside version, type and leg.
LEAST: dict[str, dict[str, object]] = {
    "ended": {"ending": "completed"},
    "logged": {"message": "Pressed 2"},
    "left-queue": {"result": "abandoned"},
    "joined-conference": {"conference": "room"},
    "left-conference": {"conference": "room"},
    "transferred": {"how": "blind"},
    "conference-started": {"conference": "room", "leg": ...},
    "conference-ended": {"conference": "room", "leg": ...},
    "file": {"file": "RE1"},
    "message": {"message": "SM1"},
}


def least_event(kind: str) -> dict[str, object]:
    """The least event of a type, about `leg-1` or the conference `room`."""
    told = {"version": 1, "type": kind, "leg": "leg-1"} | LEAST.get(kind, {})
    return {name: value for name, value in told.items() if value is not ...}


def as_json(value: object) -> bytes:
    """A body as a sender would write it."""
    return json.dumps(value).encode()
