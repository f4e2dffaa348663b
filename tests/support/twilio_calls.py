"""Constructed requests of Twilio beside the status of a call: actions, conferences, recordings, messages, faxes."""

from __future__ import annotations

from email.utils import format_datetime

from support.callbacks import ACCOUNT_SID, CALLER, FRONT_DESK, PARENT, after, callback, parent_callback
from support.scenario import Delivery

THIRD = "CA" + "3" * 32
BOB = "+15035550122"
ROOM = "CF" + "4" * 32
QUEUE = "QU" + "5" * 32
RECORDING = "RE" + "6" * 32
FAX = "FX" + "7" * 32
RECORDING_URL = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT_SID}/Recordings/{RECORDING}"


def action(seconds: float, **more: object) -> Delivery:
    """A copy of an action request of the incoming call: it has no time, so it counts from when it is received."""
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "CallSid": PARENT,
        "CallStatus": "in-progress",
        "Called": FRONT_DESK,
        "Caller": CALLER,
        "Direction": "inbound",
        "From": CALLER,
        "To": FRONT_DESK,
    }
    return Delivery(callback(**(told | more)), received=after(seconds))


def conference(event: str, seconds: int, sequence: int, leg: str | None = None, **more: object) -> bytes:
    """A conference callback; `leg` is the participant, if it is about one."""
    told: dict[str, object] = {
        "AccountSid": ACCOUNT_SID,
        "ConferenceSid": ROOM,
        "FriendlyName": "room-4711",
        "SequenceNumber": sequence,
        "StatusCallbackEvent": event,
        "Timestamp": format_datetime(after(seconds)),
    }
    if leg is not None:
        told |= {
            "CallSid": leg,
            "Coaching": "false",
            "EndConferenceOnExit": "false",
            "Hold": "false",
            "Muted": "false",
            "StartConferenceOnEnter": "true",
        }
    return callback(**(told | more))


def left(seconds: int, sequence: int, leg: str) -> bytes:
    """A participant hung up."""
    why = {"ParticipantCallStatus": "completed", "ReasonParticipantLeft": "participant_hung_up"}
    return conference("participant-leave", seconds, sequence, leg, **why)


def placed_callback(status: str, seconds: int, sequence: int, leg: str, to: str, **more: object) -> bytes:
    """A status callback of a call that was made through the API, as participants of a conference are."""
    told = {
        "CallSid": leg,
        "Direction": "outbound-api",
        "From": FRONT_DESK,
        "Caller": FRONT_DESK,
        "To": to,
        "Called": to,
    }
    return parent_callback(status, seconds, sequence, **(told | more))


def to_bob(status: str, seconds: int, sequence: int, **more: object) -> bytes:
    """A status callback of the second leg that the flow of the incoming call dialled."""
    told = {"CallSid": THIRD, "ParentCallSid": PARENT, "Called": BOB, "To": BOB, "Direction": "outbound-dial"}
    return parent_callback(status, seconds, sequence, **(told | more))


def recording(status: str, began: int, **more: object) -> bytes:
    """A recording's status callback; `began` are seconds after nine."""
    told = {
        "AccountSid": ACCOUNT_SID,
        "CallSid": PARENT,
        "RecordingChannels": 2,
        "RecordingSid": RECORDING,
        "RecordingSource": "DialVerb",
        "RecordingStartTime": format_datetime(after(began)),
        "RecordingStatus": status,
        "RecordingUrl": RECORDING_URL,
    }
    return callback(**(told | more))


def incoming_message(number: int, seconds: float, body: str, **more: object) -> Delivery:
    """A message that came in; it has no time, so it counts from when it is received."""
    sid = f"SM{number:032d}"
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": body,
        "From": CALLER,
        "MessageSid": sid,
        "NumMedia": 0,
        "NumSegments": 1,
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": FRONT_DESK,
    }
    return Delivery(callback(**(told | more)), received=after(seconds))


def message_status(number: int, seconds: float, status: str, **more: object) -> Delivery:
    """What became of a message that was sent."""
    sid = f"SM{number:032d}"
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "From": FRONT_DESK,
        "MessageSid": sid,
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "To": CALLER,
    }
    return Delivery(callback(**(told | more)), received=after(seconds))


def fax(status: str, seconds: float, **more: object) -> Delivery:
    """A fax callback, as compatible services send it."""
    told = {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "FaxSid": FAX,
        "FaxStatus": status,
        "From": CALLER,
        "To": FRONT_DESK,
    }
    return Delivery(callback(**(told | more)), received=after(seconds))
