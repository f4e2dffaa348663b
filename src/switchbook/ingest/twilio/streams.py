"""Callbacks in JSON: Event Streams' arrays of CloudEvents, and a callback's fields as one object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest.twilio.form import Form, form_from

MOST_EVENTS = 1000
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_OBJECT = msgspec.json.Decoder(dict[str, Any])
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# Events that hold, word for word, the callback that Twilio made or would make.
_CALLBACKS = ("com.twilio.voice.status-callback.", "com.twilio.voice.twiml.")
# Events whose data are what a messaging callback says, under names of their own.
_MESSAGES = ("com.twilio.messaging.message.", "com.twilio.messaging.inbound-message.")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an item of a JSON body tells: the fields of a callback (None: nothing of a session), and what names it.

    `key` is empty where the callback's own name is its name. `streamed` says that it came in an event's envelope.
    """

    form: Form | None
    key: tuple[str, ...] = ()
    streamed: bool = False


def is_json(payload: bytes) -> bool:
    """Whether a body is meant as JSON. No form begins like that: its names are written with %."""
    return payload.lstrip()[:1] in (b"{", b"[")


def items(payload: bytes) -> Sequence[bytes]:
    """The events in a body, byte for byte. Raises UnreadablePayload when it is no JSON, empty, or holds too many."""
    if payload.lstrip().startswith(b"{"):
        return [payload]
    try:
        found = [bytes(item) for item in _ITEMS.decode(payload)]
    except _NOT_JSON as bad:
        raise UnreadablePayload("the body is no JSON") from bad
    if not 1 <= len(found) <= MOST_EVENTS:
        raise UnreadablePayload(f"a body holds 1 to {MOST_EVENTS} events")
    return found


def told(item: bytes) -> Told:
    """What one item tells. Raises UnreadablePayload when it is no JSON object, or an event without id or type."""
    try:
        fields = _OBJECT.decode(item)
    except _NOT_JSON as bad:
        raise UnreadablePayload("an event is a JSON object") from bad
    if "specversion" not in fields:
        return Told(form=form_from(fields))
    for name in ("id", "type"):
        if not isinstance(fields.get(name), str) or not fields[name].strip():
            raise UnreadablePayload(f"{name} is missing")
    named = ("event", str(fields["id"]))
    form = _form(str(fields["type"]), fields)
    # The same callback may come on its own as well: then it is one delivery, and its lines are in the log once.
    own_name = form is not None and str(fields["type"]).startswith(_CALLBACKS)
    return Told(form=form, key=() if own_name else named, streamed=True)


def _form(kind: str, event: Mapping[str, Any]) -> Form | None:
    data = _mapping(event.get("data"))
    stated: Mapping[str, Any] = {}
    if kind.startswith(_CALLBACKS):
        stated = _mapping(_mapping(data.get("request")).get("parameters"))
    elif kind.startswith(_MESSAGES):
        stated = {name[:1].upper() + name[1:]: value for name, value in data.items()}
    if not stated:
        return None
    # Where the callback has no time of its own, the event has.
    times = {"Timestamp": data.get("timestamp") or event.get("time")}
    return form_from({**times, **{name: value for name, value in stated.items() if value not in ("", None)}})


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
