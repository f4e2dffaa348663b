"""Events of sessions that somebody brings about by hand, through the API; and what every event is."""

from __future__ import annotations

from datetime import datetime

import msgspec


class TimedEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind"):
    """`at` is the event's own time, aware UTC; `sequence` orders a leg's events at one instant (None: not counted)."""

    at: datetime
    sequence: int | None = None


class _SessionEvent(TimedEvent, frozen=True, kw_only=True, omit_defaults=True):
    """An event that names its session by id: somebody, `by`, did something to it through the API."""

    session_id: str
    by: str


class SessionAmended(_SessionEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Somebody set members of the session by hand; absent ones stay, an empty text clears. `made` it, or changed it.

    States are the numbers of their enums.
    """

    made: bool = False
    console_data: str | None = None
    call_state: int | None = None
    hold_reason: int | None = None
    queue_state: int | None = None
    parent_session_id: str | None = None


class SessionNoted(_SessionEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Somebody wrote a line into the session's log."""

    message: str


class SessionClosed(_SessionEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Somebody ended a session that no leg carries, such as a chat. Anything later takes that back."""


class GuestAdded(_SessionEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Somebody was asked into the session who has no leg; `identity` is their address."""

    identity: str
    name: str | None = None
    endpoint_id: str | None = None


class GuestRemoved(_SessionEvent, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """Somebody who was asked in is no member any more."""

    identity: str


SessionEvent = SessionAmended | SessionNoted | SessionClosed | GuestAdded | GuestRemoved
