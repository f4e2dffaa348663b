"""The part of the ledger in memory that is about chats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.stores.memory_book import Book


class MemoryChats:
    """A `ChatLedger` over a book that nobody else sees yet."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def chats(self, account_id: str, source: str, conversation: str, first: int, last: int) -> Sequence[str]:
        """The sessions of a conversation whose messages share a time with first..last."""
        return sorted(
            session_id
            for (*place, session_id), (begun, ended) in self._book.chats.items()
            if place == [account_id, source, conversation] and begun <= last and ended >= first
        )

    def bind_chat(
        self, account_id: str, source: str, conversation: str, session_id: str, first: int, last: int
    ) -> None:
        """Say from when to when messages of this conversation are in that session."""
        self._book.chats[account_id, source, conversation, self._book.surviving(session_id)] = (first, last)

    def conversations(self, session_id: str) -> Sequence[tuple[str, str]]:
        """Source and name of every conversation bound to the session."""
        known = self._book.surviving(session_id)
        return sorted((source, name) for _, source, name, kept in self._book.chats if kept == known)

    def message(self, session_id: str, source: str, message: str) -> MessageState | None:
        """What is kept of a message of the session."""
        return self._book.messages.get((self._book.surviving(session_id), source, message))

    def put_message(self, session_id: str, state: MessageState) -> None:
        """Keep a message with its session."""
        self._book.messages[self._book.surviving(session_id), state.source, state.id] = state

    def move_chats(self, session_id: str, into: str) -> None:
        """Give conversations and messages of one session to another."""
        book = self._book
        for chat in [chat for chat in book.chats if chat[3] == session_id]:
            first, last = book.chats.pop(chat)
            moved = (*chat[:3], into)
            kept = book.chats.get(moved, (first, last))
            book.chats[moved] = (min(first, kept[0]), max(last, kept[1]))
        for named in [named for named in book.messages if named[0] == session_id]:
            book.messages[into, named[1], named[2]] = book.messages.pop(named)


def earlier(book: Book, session_id: str, since: datetime) -> Sequence[str]:
    """The sessions before this one in its conversations that have a message from `since` or later, oldest first."""
    known = book.surviving(session_id)
    begun = {chat[:3]: first for chat, (first, _) in book.chats.items() if chat[3] == known}
    found: dict[str, int] = {}
    for (*place, other), (first, last) in book.chats.items():
        if first < begun.get((place[0], place[1], place[2]), first) and last >= millis(since):
            found[other] = min(first, found.get(other, first))
    return sorted(found, key=lambda other: (found[other], other))
