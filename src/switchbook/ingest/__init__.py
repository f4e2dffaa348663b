"""Sources of sessions: each reads its payloads into events, purely. One file each, one row in `wiring.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from switchbook.model.event import Event


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery read: what names it, its bytes, and either its events or why it could not be read.

    `key` is what identifies the delivery within account and source (leg, kind, callback source, status, sequence);
    empty where nothing does, and then its bytes do. `account_sid` is the carrier's account, if the payload names one.
    """

    payload: bytes
    key: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    error: str | None = None
    account_sid: str | None = None


class Source(Protocol):
    """What reads payloads of one kind. Its docstring says what names a delivery, what groups legs, and its clock."""

    name: str

    def read(self, payload: bytes, content_type: str, received: datetime) -> Sequence[Reading]:
        """Every delivery in this payload, at least one. Never raises on bad bytes: they become a reading with an error.

        `received` stands in for the event's own time where the payload has none.
        """

    def authentic(self, url: str, headers: Mapping[str, str], payload: bytes, secret: str) -> bool:
        """Whether the request was made by somebody who knows the secret. `url` is public, `headers` in lower case."""
