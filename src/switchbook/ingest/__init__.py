"""Sources of sessions: each reads its payloads into events, purely. One file each, one row in `wiring.py`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from switchbook.model.event import Event


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a sender must be answered, where it would take another answer for something else."""

    content_type: str
    body: bytes


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery read: what names it, its bytes, and either its events or why it could not be read.

    `key` is what identifies the delivery within account and source (leg, kind, callback source, status, sequence);
    empty where nothing does, and then its bytes do. `account_sid` is the carrier's account, if the payload names one.
    `answer` is what its sender must hear, if that matters. Neither events nor an error: nothing of a session changes.
    """

    payload: bytes
    key: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    error: str | None = None
    account_sid: str | None = None
    answer: Answer | None = None


class Cut(msgspec.Struct, frozen=True):
    """The payloads that what was read of a file begins with, and how many of its bytes are done with."""

    payloads: tuple[bytes, ...]
    used: int


class Source(Protocol):
    """What reads payloads of one kind. Its docstring says what names a delivery, what groups legs, and its clock.

    `media_type` is that of a payload out of a file. `acknowledges`: a sender wants no more than to hear that its
    payload is here, also when it cannot be read, since sending it again would not help. `caution` is what whoever gives
    the source a hook's address must know.
    """

    name: str
    media_type: str
    acknowledges: bool
    caution: str | None

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """Every delivery in this payload, at least one. Never raises on bad bytes: they become a reading with an error.

        `received` stands in for the event's own time where the payload has none.
        """

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether the request was made by somebody who knows the secret. `url` is public, `headers` in lower case."""

    def cut(self, buffer: bytes, final: bool) -> Cut:
        """How what was read of a file, and not used yet, falls into payloads (see `cutting.py`)."""


# A parameter of a media type (RFC 9110, 5.6.6): a token, or a quoted text.
_PARAMETER = re.compile(r""";\s*([!#$%&'*+.^_`|~\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;"\s]*)""", re.ASCII)


def parameter(content_type: str, name: str) -> str | None:
    """The value of a parameter of a media type, names in any case; None where it is absent or empty.

    What holds for a payload beside its bytes stands there (`text/csv; time-zone=Europe/Berlin`): that is journalled
    with them, so a replay reads them the same way.
    """
    for found in _PARAMETER.finditer(content_type):
        if found[1].lower() == name:
            value = found[2]
            quoted = value.startswith('"')
            return (re.sub(r"\\(.)", r"\1", value[1:-1]) if quoted else value) or None
    return None


def with_circumstances(content_type: str, *, time_zone: str | None, region: str | None) -> str:
    """A media type that says the zone and region a payload is read by, where it does not say them itself."""
    told = content_type.strip() or "application/octet-stream"
    for name, value in (("time-zone", time_zone), ("region", region)):
        if value is not None and parameter(content_type, name) is None:
            told += f"; {name}={value}"
    return told
