"""The part of a ledger that is about chats: which conversation a session is of, and its messages.

These are part of the record: when retention drops old journal entries, they alone know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from switchbook.model.message import MessageState


class ChatLedger(Protocol):
    """What `Ledger` is for chats. Times are milliseconds since 1970 UTC."""

    def chats(self, account_id: str, source: str, conversation: str, first: int, last: int) -> Sequence[str]:
        """The sessions of a conversation whose messages, from earliest to latest, share a time with first..last."""

    def bind_chat(
        self, account_id: str, source: str, conversation: str, session_id: str, first: int, last: int
    ) -> None:
        """Say that messages of this conversation are in that session, the earliest of them here and the latest there.

        In place of what was said before of this conversation and this session (which need not be saved yet).
        """

    def conversations(self, session_id: str) -> Sequence[tuple[str, str]]:
        """Source and name of every conversation bound to the session, in order; those of what it absorbed too."""

    def message(self, session_id: str, source: str, message: str) -> MessageState | None:
        """What is kept of a message of the session."""

    def put_message(self, session_id: str, state: MessageState) -> None:
        """Keep a message with its session, in place of what was kept of it."""
