"""What a store tells of changes: the values of the feed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import msgspec


class ChangeKind(StrEnum):
    """What a change did: the session is now as shown, it was deleted, or it went into another."""

    changed = "changed"
    deleted = "deleted"
    merged = "merged"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The latest change of one session. `document` is the session as it is now, `into` what a merged one went into."""

    position: str
    kind: ChangeKind
    session_id: str
    document: bytes | None = None
    into: str | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Changes in order of arrival. Asking again after `next` misses none; `has_more` says that it is worth it now."""

    items: Sequence[Change]
    next: str
    has_more: bool
