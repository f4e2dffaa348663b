"""A FreeSWITCH call record out of the bytes of mod_json_cdr, with every value as it was before it was encoded."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, NamedTuple
from urllib.parse import unquote, unquote_to_bytes

import msgspec

from switchbook.errors import UnreadablePayload
from switchbook.ingest.times import read_time

LONGEST_VALUE = 1000
# How channels are named that lead back into the dialplan.
LOOPBACK = "loopback/"
# What URL encoding leaves in no value: one of these in any value says that values are not encoded.
_NEVER_ENCODED = re.compile(r"""[ "<>:;@?&=\r\n]""")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_LENGTH = re.compile(r"(\d{1,5}):([0-5]\d):([0-5]\d)", re.ASCII)
_JSON = msgspec.json.Decoder(dict[str, Any])


class Party(NamedTuple):
    """Another leg as a call flow names it: its id, the number it was dialled by, and its channel's name."""

    leg: str
    number: str | None
    channel: str

    @property
    def is_loopback(self) -> bool:
        """Whether this only leads back into the dialplan."""
        return self.channel.startswith(LOOPBACK)


class Stretch(NamedTuple):
    """A stretch of a leg's way, from one transfer to the next: whom it was put through to, and when it first was."""

    dialled: Sequence[Party]
    dialled_by: Sequence[Party]
    bridged: datetime | None


class Record:
    """One leg's record. Absent, empty and misshapen values are None; texts are trimmed and cut off at LONGEST_VALUE."""

    def __init__(self, told: Mapping[str, Any], zone: tzinfo) -> None:
        self.told = told
        self._zone = zone
        variables = _object(told.get("variables"))
        texts = {name: value for name, value in variables.items() if isinstance(value, str)}
        encoded = not any(map(_NEVER_ENCODED.search, texts.values()))
        self._variables = {name: unquote(value) if encoded else value for name, value in texts.items()}
        # The first stretch of a leg's way first; FreeSWITCH writes the last one first.
        flow = [item for item in _list(told.get("callflow")) if isinstance(item, dict)]
        self.flow: Sequence[Mapping[str, Any]] = sorted(flow, key=_profile_index)
        self.profiles = [_object(item.get("caller_profile")) for item in self.flow]

    def text(self, *names: str) -> str | None:
        """The first of these variables that says something."""
        return next((text for name in names if (text := _text(self._variables.get(name))) is not None), None)

    def profile(self, name: str) -> str | None:
        """What the leg's first caller profile says: later ones are what transfers made of it."""
        return next((text for profile in self.profiles if (text := _text(profile.get(name))) is not None), None)

    def told_time(self, name: str, in_flow: str | None = None) -> datetime | None:
        """A moment of the leg: to the microsecond where it is told so, by local wall time where it is told only so.

        `in_flow` is its name in the call flow. Raises UnreadablePayload when it is no time.
        """
        told = [self.text(f"{name}_uepoch"), self.text(f"{name}_epoch")]
        times = [_object(item.get("times")).get(in_flow) for item in self.flow] if in_flow else []
        for value in (*told, *times, self.text(f"{name}_stamp")):
            found = self.moment(value, name)
            if found is not None:
                return found
        return None

    def moment(self, value: object, name: str) -> datetime | None:
        """A time as a record writes it; None means never. Raises UnreadablePayload when it is no time."""
        if value is None or not isinstance(value, str | int | float):
            return None
        try:
            return read_time(value, self._zone)
        except ValueError as bad:
            raise UnreadablePayload(f"{name} is {bad}") from bad

    def number(self, name: str) -> int | None:
        """A variable that counts."""
        value = self.text(name)
        return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 16 else None

    def seconds(self, name: str) -> int | None:
        """A variable that counts seconds, or is a length of time as `00:01:30`."""
        found = _LENGTH.fullmatch(self.text(name) or "")
        if found is None:
            return self.number(name)
        hours, minutes, seconds = map(int, found.groups())
        return 3600 * hours + 60 * minutes + seconds

    def applications(self) -> Iterator[tuple[str, str, datetime | None]]:
        """What the leg's dialplan ran: name, data and when."""
        for item in _list(_object(self.told.get("app_log")).get("applications")):
            told = _object(item)
            name = _text(told.get("app_name"))
            if name is not None:
                yield name, _text(told.get("app_data")) or "", self.moment(told.get("app_stamp"), "app_stamp")

    @property
    def stretches(self) -> Sequence[Stretch]:
        """The leg's way, first stretch first. The last one's bridging is told among the variables, too."""
        found = []
        for item, profile in zip(self.flow, self.profiles, strict=True):
            dialled, dialled_by = (tuple(_others(profile, kind)) for kind in ("originatee", "originator"))
            bridged = self.moment(_object(item.get("times")).get("bridged_time"), "bridged_time")
            found.append(Stretch(dialled, dialled_by, bridged))
        if found and found[-1].bridged is None:
            found[-1] = found[-1]._replace(bridged=self.told_time("bridge"))
        return found

    def dialled(self) -> Sequence[Party]:
        """The legs that this one was put through to, in order, each once; not those that only lead back to it."""
        parties = (party for stretch in self.stretches for party in stretch.dialled if not party.is_loopback)
        return list({party.leg: party for party in parties}.values())

    def dialled_by(self) -> Sequence[str]:
        """The leg that dialled this one, by its call flow; of one that was taken over later, who took it last."""
        return list(dict.fromkeys(party.leg for stretch in self.stretches for party in stretch.dialled_by))

    def leg_named(self, *names: str) -> str | None:
        """The first of these variables that names a leg."""
        return next((leg for name in names if (leg := as_leg(self.text(name))) is not None), None)


def decoded(payload: bytes, zone: tzinfo) -> Record:
    """The record in a body: JSON as it is, or in the form field `cdr`, URL-encoded or in base64.

    The bytes themselves say which it is: FreeSWITCH loses its content type with `disable-100-continue`, and its
    directory for failed posts holds the encoded value alone. Raises UnreadablePayload.
    """
    body = payload.strip()
    body = body.removeprefix(b"cdr=")
    if not body.startswith(b"{"):
        body = unquote_to_bytes(body)
    if not body.startswith(b"{"):
        try:
            body = base64.b64decode(body.replace(b" ", b"+"), validate=True).rstrip(b"\0")
        except (binascii.Error, ValueError) as bad:
            raise UnreadablePayload("neither JSON nor a form with a field cdr") from bad
    try:
        # Callers choose many values, and not everybody's are UTF-8.
        return Record(_JSON.decode(body.decode("utf-8", "replace")), zone)
    except (msgspec.DecodeError, RecursionError) as bad:
        raise UnreadablePayload("not a record in JSON") from bad


def as_leg(value: object) -> str | None:
    """The id of a leg, if it is one, as FreeSWITCH writes them."""
    return value.lower() if isinstance(value, str) and _UUID.fullmatch(value) else None


def listed(value: str | None) -> Sequence[str]:
    """The items of a variable that may hold several."""
    return [] if value is None else value.removeprefix("ARRAY::").split("|:")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return value.replace("\0", "\ufffd").strip()[:LONGEST_VALUE] or None


def _profile_index(item: Mapping[str, Any]) -> int:
    index = str(item.get("profile_index", ""))
    return int(index) if index.isascii() and index.isdigit() and len(index) < 10 else 0


def _others(profile: Mapping[str, Any], kind: str) -> Iterator[Party]:
    for other in _list(_object(profile.get(kind)).get(f"{kind}_caller_profiles")):
        told = _object(other)
        leg = as_leg(told.get("uuid"))
        if leg is not None:
            yield Party(leg, _text(told.get("destination_number")), _text(told.get("chan_name")) or "")
