"""What a store tells whoever watches over it: figures that it keeps at hand, never by counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from switchbook.model.query import Shelf


class JournalTally(msgspec.Struct, frozen=True, kw_only=True):
    """The journal of one source: entries ever appended, by any process, and those it holds now.

    `kept_bytes` is their size as kept, `quarantined` how many could not be read. `newest` is when the newest ever was
    received (aware UTC); None where entries tell of another time than that of their arrival, as imports do.
    """

    source: str
    appended: int = 0
    entries: int = 0
    kept_bytes: int = 0
    quarantined: int = 0
    newest: datetime | None = None


class HookCalls(msgspec.Struct, frozen=True, kw_only=True):
    """A hook, and when something authentic last came through it (aware UTC); None is never."""

    hook_id: str
    source: str
    last: datetime | None


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, as of one moment: sessions by shelf, the journal by source, hooks by id, and sizes in bytes.

    `files` are what lies on the disk, by a short name; `free_bytes` of them are of use for what comes next.
    """

    sessions: Mapping[Shelf, int]
    journal: Sequence[JournalTally]
    hooks: Sequence[HookCalls]
    files: Mapping[str, int] = {}
    free_bytes: int = 0


class Watched(Protocol):
    """What can be watched."""

    def figures(self) -> Figures:
        """The figures as last committed, by any process. It takes a millisecond or two, however large the book is."""
