"""Twilio: reads voice status callbacks and checks Twilio's signature."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes, urlsplit

from switchbook.errors import UnreadablePayload
from switchbook.ingest import Cut, Reading
from switchbook.ingest.cutting import lines
from switchbook.ingest.times import read_time
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegRang,
    LegStarted,
    LineLogged,
)
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.session import Channel, Direction

# What a status means for a leg that nobody dialled, and for a dialled one: Twilio says of a call that it is in
# progress as soon as its flow runs; of a leg that the flow dialled, once somebody answered.
STATUSES: Mapping[str, tuple[type[LegEvent], type[LegEvent]]] = {
    "queued": (LegStarted, LegStarted),
    "initiated": (LegStarted, LegStarted),
    "ringing": (LegRang, LegRang),
    "in-progress": (LegEnteredFlow, LegAnswered),
    **dict.fromkeys(ENDINGS, (LegEnded, LegEnded)),
}
# A trunk is named by where it leads: one that terminates calls carries them to the telephone network.
DIRECTIONS: Mapping[str, Direction] = {
    "inbound": Direction.Incoming,
    "trunking-originating": Direction.Incoming,
    "outbound-api": Direction.Outgoing,
    "outbound-dial": Direction.Outgoing,
    "trunking-terminating": Direction.Outgoing,
}
KIND = "call-status"
MOST_FIELDS = 1000
LONGEST_VALUE = 1000
_LARGEST_NUMBER = 2**53 - 1
_DIGESTS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
_HOST_AND_PORT = re.compile(r"(.*?)(:\d+)?")
_DEFAULT_PORTS = {"https": 443, "http": 80}


class Twilio:
    """Voice status callbacks, form-encoded.

    A delivery is named by its leg (CallSid), what it is about, the callback source, the status and the sequence number.
    Legs are grouped by ParentCallSid. The clock is Twilio's own Timestamp (RFC 2822, UTC, whole seconds); a payload
    without one counts from when it was received.
    """

    name = "twilio"
    media_type = "application/x-www-form-urlencoded"
    acknowledges = True

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading. It has an error, naming the field, when the callback is not one of a call's status."""
        if not _countable(payload):
            return [Reading(payload=payload, error=f"the form has more than {MOST_FIELDS} fields")]
        form = _Form(_texts(payload))
        try:
            events = _events(form, received)
        except UnreadablePayload as unread:
            return [Reading(payload=payload, key=form.key, error=unread.message, account_sid=form.get("AccountSid"))]
        return [Reading(payload=payload, key=form.key, events=events, account_sid=form.get("AccountSid"))]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether `x-twilio-signature` is that of this request under the account's auth token.

        Source of the rule: Twilio's request validator. The signature is over the URL, then all names and values of a
        form, sorted; of a JSON body over the URL alone, which then holds the body's SHA-256.
        """
        signature = headers.get("x-twilio-signature", "").encode("utf-8", "replace")
        digest = _DIGESTS.get(_algorithm(headers.get("x-twilio-webhooks-signature-settings", "")))
        signed = _signed_fields(url, headers.get("content-type", ""), payload)
        if not secret or digest is None or signed is None:
            return False
        accepted = False
        for spelling in _spellings(url):
            mac = hmac.digest(secret.encode(), spelling.encode("utf-8", "replace") + signed, digest)
            # No early end: how long it takes must not tell which spelling fitted.
            accepted |= hmac.compare_digest(base64.b64encode(mac), signature)
        return accepted

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """A callback on each line."""
        return lines(buffer, final)


class _Form(dict[str, str]):
    """The fields of a callback, trimmed; what is empty is absent, of a repeated one the first counts."""

    def __init__(self, fields: Iterator[tuple[str, str]]) -> None:
        super().__init__()
        for name, value in fields:
            if value:
                self.setdefault(name, value)

    @property
    def key(self) -> tuple[str, ...]:
        """What names the delivery; empty where no leg is named."""
        if "CallSid" not in self:
            return ()
        named = (self.get(name, "") for name in ("CallbackSource", "CallStatus", "SequenceNumber"))
        return (self["CallSid"], KIND, *named)

    def text(self, *names: str) -> str | None:
        """The value of the first of these fields that is there."""
        name = next((name for name in names if name in self), None)
        if name is None:
            return None
        if len(self[name]) > LONGEST_VALUE:
            raise UnreadablePayload(f"{name} is longer than {LONGEST_VALUE} characters")
        return self[name]

    def number(self, name: str) -> int | None:
        """The value of a field that counts."""
        value = self.text(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and int(value) <= _LARGEST_NUMBER):
            raise UnreadablePayload(f"{name} is not a whole number from 0 to {_LARGEST_NUMBER}")
        return int(value)


def _events(form: _Form, received: datetime) -> tuple[Event, ...]:
    """The event that a status tells, and log lines for what else is worth keeping of an ended call."""
    leg = form.text("CallSid")
    if leg is None:
        raise UnreadablePayload("CallSid is missing")
    status = form.text("CallStatus")
    if status is None:
        raise UnreadablePayload("CallStatus is missing")
    if status not in STATUSES:
        raise UnreadablePayload(f"CallStatus is none of {', '.join(STATUSES)}")
    parent = form.text("ParentCallSid")
    common: dict[str, Any] = {
        "leg": leg,
        "parent": parent,
        "at": _time(form) or received,
        "sequence": form.number("SequenceNumber"),
        "facts": _facts(form, leg),
    }
    kind = STATUSES[status][parent is not None and parent != leg]
    if kind is not LegEnded:
        return (kind(**common),)
    ended = LegEnded(**common, ending=status, duration=form.number("CallDuration"))
    return (ended, *(LineLogged(**common, message=message) for message in _remarks(form, status)))


def _time(form: _Form) -> datetime | None:
    try:
        return read_time(form.text("Timestamp"))
    except ValueError as bad:
        raise UnreadablePayload(f"Timestamp is {bad}") from bad


def _facts(form: _Form, leg: str) -> Facts:
    return Facts(
        channel=Channel.Voice,
        direction=DIRECTIONS.get(form.text("Direction") or ""),
        from_address=form.text("From", "Caller"),
        to_address=form.text("To", "Called"),
        from_name=form.text("CallerName"),
        call_sid=leg,
    )


def _remarks(form: _Form, status: str) -> Iterator[str]:
    """What an ended call's callback says beside its end. Addresses of recordings stay out: they may open to anybody."""
    forwarded = form.text("ForwardedFrom")
    if forwarded is not None:
        yield f"The call was forwarded from {forwarded}"
    response = form.text("SipResponseCode")
    if response is not None and status != "completed":
        yield f"The carrier answered with SIP response {response}"
    recording = form.text("RecordingSid")
    if recording is not None:
        seconds = form.number("RecordingDuration")
        yield f"Recorded as {recording}" + (f", {seconds} s" if seconds is not None else "")


def _countable(payload: bytes) -> bool:
    return payload.count(b"&") < MOST_FIELDS


def _pairs(payload: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Names and values of a form, decoded, in order, empty values too."""
    for field in payload.replace(b"+", b" ").split(b"&"):
        if field:
            name, _, value = field.partition(b"=")
            yield unquote_to_bytes(name), unquote_to_bytes(value)


def _texts(payload: bytes) -> Iterator[tuple[str, str]]:
    """The same as trimmed text. What is not UTF-8, and NUL, which no text holds, become U+FFFD."""
    for name, value in _pairs(payload):
        yield _text(name), _text(value)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").replace("\0", "\ufffd").strip()


def _signed_fields(url: str, content_type: str, payload: bytes) -> bytes | None:
    """What is signed after the URL; None when the body cannot be a signed one."""
    if "json" in content_type.lower():
        stated = parse_qs(url.partition("?")[2]).get("bodySHA256", [""])[0].encode("utf-8", "replace")
        return b"" if hmac.compare_digest(sha256(payload).hexdigest().encode(), stated.lower()) else None
    if not _countable(payload):
        return None
    return b"".join(name + value for name, value in sorted(set(_pairs(payload))))


def _algorithm(settings: str) -> str:
    """The algorithm named in `key=…,algorithm=HMAC_SHA256`; without one it is HMAC_SHA1."""
    named = (part.partition("=") for part in settings.split(","))
    return next((value.strip().upper() for name, _, value in named if name.strip() == "algorithm"), "HMAC_SHA1")


def _spellings(url: str) -> Sequence[str]:
    """The URL as it is, without its port and with the default one: Twilio signs now this, now that."""
    try:
        parts = urlsplit(url)
    except ValueError:  # the sender may have named the host, and named it badly
        return [url]
    user, at, place = parts.netloc.rpartition("@")
    found = _HOST_AND_PORT.fullmatch(place)
    host, port = found.groups() if found else (place, None)
    default = f":{_DEFAULT_PORTS.get(parts.scheme, 443)}"
    netlocs = (f"{user}{at}{host}", f"{user}{at}{host}{port or default}")
    return list(dict.fromkeys((url, *(parts._replace(netloc=netloc).geturl() for netloc in netlocs))))
