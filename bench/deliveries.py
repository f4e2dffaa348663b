"""What senders send: signed Twilio callbacks and generic events of calls that are made up, without end."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count, islice, takewhile
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlencode

from bench.client import post, send

_STATES = ("initiated", "ringing", "in-progress", "completed")
_BEGIN = datetime(2026, 8, 31, 9, tzinfo=UTC)
# Of steady events: so many to a request, from so many senders, for so many seconds if nobody stops them.
_PER_REQUEST, _SENDERS, _LONGEST = 10, 16, 600.0


def twilio(url: str, secret: str, run: str) -> Iterator[bytes]:
    """Signed status callbacks, as whole requests to this address; each call has four. `run` makes its ids its own."""
    path = "/" + url.split("/", 3)[3]
    for number in count():
        sid = f"CA{hashlib.md5(f'{run}/{number}'.encode(), usedforsecurity=False).hexdigest()}"
        begun = _BEGIN + timedelta(seconds=number)
        for sequence, state in enumerate(_STATES):
            fields = _callback(sid, state, sequence, number, begun)
            signed = url + "".join(name + fields[name] for name in sorted(fields))
            mac = hmac.digest(secret.encode(), signed.encode(), "sha1")
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": base64.b64encode(mac).decode(),
            }
            yield post(path, headers, urlencode(fields).encode())


def _callback(sid: str, state: str, sequence: int, number: int, begun: datetime) -> dict[str, str]:
    caller, called = f"+1503555{number % 10_000:04}", f"+1212555{number % 700:04}"
    fields = {
        "AccountSid": "AC00000000000000000000000000000001",
        "ApiVersion": "2010-04-01",
        "CallSid": sid,
        "CallStatus": state,
        "CallbackSource": "call-progress-events",
        "Called": called,
        "Caller": caller,
        "Direction": "inbound",
        "From": caller,
        "To": called,
        "FromCity": "PORTLAND",
        "FromState": "OR",
        "SequenceNumber": str(sequence),
        "Timestamp": format_datetime(begun + timedelta(seconds=7 * sequence)),
    }
    return fields | ({"CallDuration": "14"} if state == "completed" else {})


def generic(run: str, per_session: int, together: int = 50) -> Iterator[dict[str, object]]:
    """Generic events without end: calls of so many events each, so many of them going on at the same time."""
    for group in count():
        for step in range(per_session):
            for leg in range(group * together, (group + 1) * together):
                yield _event(f"{run}-{leg}", leg, step, per_session)


def _event(leg: str, number: int, step: int, steps: int) -> dict[str, object]:
    at = _BEGIN + timedelta(seconds=number % 50_000 + step)
    told: dict[str, object] = {"version": 1, "id": f"{leg}/{step}", "leg": leg, "at": at.isoformat(), "sequence": step}
    if step == 0:
        return {"type": "started", **told, "from": f"+1503555{number % 10_000:04}", "to": f"+1212555{number % 700:04}"}
    if step == steps - 1:
        return {"type": "ended", **told, "ending": "completed", "duration": step}
    if step in (1, 2):
        return {"type": ("ringing", "answered")[step - 1], **told}
    return {"type": "logged", **told, "message": f"Entered menu node {step}, caller pressed {number % 10}"}


def event_requests(url: str, secret: str, run: str, per_request: int = 1) -> Iterator[bytes]:
    """Generic events as whole requests to this address, signed."""
    path = "/" + url.split("/", 3)[3]
    events = generic(run, 10)
    while True:
        told: Sequence[dict[str, object]] = list(islice(events, per_request))
        body = json.dumps(told[0] if per_request == 1 else told).encode()
        signature = "sha256=" + hmac.digest(secret.encode(), body, "sha256").hex()
        yield post(path, {"Content-Type": "application/json", "X-Switchbook-Signature": signature}, body)


def write_file(file: Path, events: int, per_session: int) -> None:
    """A file of generic events, one a line."""
    with file.open("w") as lines:
        for event in islice(generic(file.stem, per_session), events):
            lines.write(json.dumps(event) + "\n")


def keep_sending(url: str, secret: str, port: int, per_second: int, talk: Connection) -> None:
    """Send so many generic events a second, ten to a request, until anything is said; for a process of its own.

    Says then how many events a second were acknowledged, and how many requests were not.
    """
    requests = event_requests(url, secret, f"steady-{time.time_ns()}", _PER_REQUEST)
    until_told = takewhile(lambda _: not talk.poll(), requests)
    rate = per_second / _PER_REQUEST / _SENDERS
    sent = send(port, until_told, _SENDERS, seconds=_LONGEST, per_second=rate)
    acknowledged = (len(sent.times) - sent.failed) * _PER_REQUEST
    talk.send({"per_second": round(acknowledged / sent.seconds, 1), "failed": sent.failed})
