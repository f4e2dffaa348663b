"""The generic source: our own JSON event, for every sender that has no reader of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from switchbook.errors import FieldError, UnreadablePayload
from switchbook.ingest import Cut, Reading
from switchbook.ingest.cutting import json_objects
from switchbook.ingest.generic_event import KNOWN_VALUES, File, GenericEvent, Payload
from switchbook.ingest.generic_meaning import key, meaning
from switchbook.ingest.generic_words import MOST_EVENTS
from switchbook.ingest.keyed import knows_secret
from switchbook.ingest.times import read_time

_EVENT = msgspec.json.Decoder(GenericEvent)
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_NOT_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
# How msgspec says which member is wrong, and why.
_PLACED = re.compile(r"(?P<problem>.*) - at `\$\.?(?P<member>.*)`", re.DOTALL)
_ABOUT_MEMBER = re.compile(r"Object (?P<problem>missing|contains unknown).* field `(?P<member>.*)`", re.DOTALL)
_LONGEST_NAME_SHOWN = 100


class Generic:
    """Events of version 1 (docs/ingest.md): one JSON object, or an array of them, each a delivery of its own.

    A delivery is named by its `id`; without one by leg (or conference, file, message), type, time and sequence; for a
    log line its message, too, for a leg in a conference that, for a file or message its status. Legs are grouped by
    `parent`, `linked` and `conference`, messages by `conversation`. The clock is the sender's (`at`; without a zone it
    is UTC); an event without a time counts from when it was received.
    """

    name = "generic"
    media_type = "application/json"
    acknowledges = False
    caution: str | None = None

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """One reading per event. One that breaks a rule has an error that names the member; the others stand."""
        try:
            items = _items(payload)
        except UnreadablePayload as unread:
            return [Reading(payload=payload, error=unread.message)]
        return [_reading(item, path, received) for path, item in items]

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether the secret came as a bearer token, or signed the body.

        `authorization: Bearer SECRET`, or `x-switchbook-signature: sha256=` and the hex HMAC-SHA256 of the body.
        """
        return knows_secret(headers, payload, secret)

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """An event on each line, or an array of them, with or without line breaks."""
        return json_objects(buffer, final)


def schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of what is taken in: an event, or an array of events."""
    made: dict[str, Any] = msgspec.json.schema(Payload)
    # What types cannot say: a file is of a leg or of a conference.
    made["$defs"]["File"]["anyOf"] = [
        {"required": [name], "properties": {name: {"type": "string"}}} for name in ("leg", "conference")
    ]
    about = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Switchbook generic event, version 1"}
    return {**about, **made}


def _items(payload: bytes) -> Sequence[tuple[str, bytes]]:
    """The events in a body, byte for byte, each with the path that leads to it."""
    if payload.lstrip()[:1] != b"[":
        return [("", payload)]
    try:
        items = _ITEMS.decode(payload)
    except _NOT_JSON as bad:
        raise _not_json(bad) from bad
    if not 1 <= len(items) <= MOST_EVENTS:
        raise UnreadablePayload(f"an array holds 1 to {MOST_EVENTS} events")
    return [(f"[{index}]", bytes(item)) for index, item in enumerate(items)]


def _reading(item: bytes, path: str, received: datetime) -> Reading:
    try:
        said = _decoded(item)
        at = _time(said)
        return Reading(payload=item, key=key(said, at), events=(meaning(said, at or received),))
    except UnreadablePayload as unread:
        joint = "" if not path else "." if unread.errors else ": "
        return Reading(payload=item, error=f"{path}{joint}{unread.message}")


def _decoded(item: bytes) -> GenericEvent:
    """The event as it was written."""
    try:
        said: GenericEvent = _EVENT.decode(item)
    except msgspec.ValidationError as bad:
        raise _explained(str(bad)) from bad
    except _NOT_JSON as bad:
        raise _not_json(bad) from bad
    json.loads(item, object_pairs_hook=_each_once)
    if isinstance(said, File) and said.leg is None and said.conference is None:
        raise _at_fault("leg", "is missing, and so is conference")
    return said


def _each_once(members: list[tuple[str, object]]) -> None:
    """Every name of an object as often as it was written: that is once."""
    names = [name for name, _ in members]
    for name in names:
        if names.count(name) > 1:
            raise _at_fault(name, "is there more than once")


def _time(said: GenericEvent) -> datetime | None:
    try:
        return read_time(said.at)
    except ValueError as bad:
        raise _at_fault("at", f"is {bad}") from bad


def _not_json(bad: Exception) -> UnreadablePayload:
    """Why bytes are no JSON, without repeating any of them."""
    if isinstance(bad, UnicodeDecodeError):
        return UnreadablePayload("not JSON: it is not UTF-8")
    if isinstance(bad, RecursionError):
        return UnreadablePayload("not an event: it is nested too deeply")
    return UnreadablePayload(f"not JSON: {bad}")


def _explained(message: str) -> UnreadablePayload:
    """The decoder's message in our words, without repeating values."""
    placed = _PLACED.fullmatch(message)
    place, problem = (placed["member"], placed["problem"]) if placed is not None else ("", message)
    about = _ABOUT_MEMBER.fullmatch(problem)
    if about is not None:
        member = f"{place}.{about['member']}" if place else about["member"]
        return _at_fault(member, "is missing" if about["problem"] == "missing" else "is not a known member")
    if placed is None:
        return UnreadablePayload("an event is a JSON object")
    member = place
    if member in KNOWN_VALUES:
        return _at_fault(member, f"wanted is {' or '.join(KNOWN_VALUES[member])}")
    if "regex" in problem:
        return _at_fault(member, "is blank, or holds a NUL character")
    return _at_fault(member, problem.replace("Expected", "wanted is", 1))


def _at_fault(member: str, problem: str) -> UnreadablePayload:
    """An error that names the member, in a form fit for a line of text."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in member[:_LONGEST_NAME_SHOWN])
    text = f"{shown}: {problem}"
    return UnreadablePayload(text, errors=(FieldError(UnreadablePayload.code, shown, problem),))
