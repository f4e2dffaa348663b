"""The part of a store that reads what a session has beside its document: fold state, messages, earlier chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from switchbook.model.message import MessageState
from switchbook.model.state import FoldState

# Sessions that move or are deleted in one transaction: some tens of milliseconds of the one writer, for which whatever
# is taken in may have to wait.
STEP = 20


class SessionsKept(Protocol):
    """What `Store` is for what a session has."""

    def state(self, session_id: str) -> FoldState | None:
        """All that is known of the session of this id (or of which it is an alias): as kept, else as the journal tells.

        None when there is no such session.
        """

    def sessions_of_leg(self, leg: str) -> frozenset[str]:
        """The sessions that a leg of this name belongs to, whatever account and source it is of."""

    def messages(self, session_id: str) -> Sequence[MessageState]:
        """The messages of one session, by time, then by id."""

    def earlier_chats(self, session_id: str, since: datetime) -> Sequence[str]:
        """The sessions before this one in its conversations that have a message from `since` or later, oldest first."""
