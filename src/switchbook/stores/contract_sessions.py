"""The part of a store that reads what sessions have beside their documents: fold state, messages, their shelves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from switchbook.model.message import MessageState
from switchbook.model.state import FoldState

# Sessions that move or are deleted in one transaction: some tens of milliseconds of the one writer, for which whatever
# is taken in may have to wait.
STEP = 20


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """How many sessions of an account are on which shelf, and how many of the live ones are due for the archive."""

    live: int = 0
    archived: int = 0
    due: int = 0


class ArchiveRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the archivist and what it did, in sessions; `ended` is None while it is under way (aware UTC)."""

    began: datetime
    ended: datetime | None = None
    archived: int = 0
    deleted: int = 0
    failed: bool = False


class SessionsKept(Protocol):
    """What `Store` is for what a session has."""

    def state(self, session_id: str) -> FoldState | None:
        """All that is known of the session of this id (or of which it is an alias): as kept, else as the journal tells.

        None when there is no such session.
        """

    def parent(self, session_id: str) -> str | None:
        """The id of the session that one followed from, as it was told: it may be of one that is gone, or an alias.

        None where it followed from none, or where there is no such session.
        """

    def sessions_of_leg(self, leg: str) -> frozenset[str]:
        """The sessions that a leg of this name, or a call of this SID, belongs to, whatever its account and source."""

    def messages(self, session_id: str) -> Sequence[MessageState]:
        """The messages of one session, by time, then by id."""

    def earlier_chats(self, session_id: str, since: datetime) -> Sequence[str]:
        """The sessions before this one in its conversations that have a message from `since` or later, oldest first."""

    def shelved(self, before: datetime) -> Mapping[str, Shelved]:
        """Every account that has sessions; due are the live ones that ended before a time."""

    def archive_run(self) -> ArchiveRun | None:
        """The run of the archivist that was kept last."""
