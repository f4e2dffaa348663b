"""Chats: which sessions a message belongs with, and messages as records of their own.

Messages of a conversation belong together when each follows another within the idle time. So a message joins every
session of its conversation that it is near to, and one that comes late may make two sessions one: in the end it makes
no difference in which order messages came. What became of a message follows the message, however much later.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from switchbook.model import message
from switchbook.model.event import Event, MessageTold
from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.model.state import FoldState
from switchbook.stores.contract import JournalEntry, Ledger


def near(ledger: Ledger, entry: JournalEntry, idle: timedelta) -> Sequence[str]:
    """The chat sessions kept so far that an entry's messages belong with, each once.

    A pause as long as `idle` ends a chat, so a message after it begins another.
    """
    apart = idle // timedelta(milliseconds=1) - 1
    found: dict[str, None] = {}
    for event in _told(entry.events):
        if event.opens and event.conversation is not None:
            at = millis(event.at)
            sessions = ledger.chats(entry.account_id, entry.source, event.conversation, at - apart, at + apart)
            found.update(dict.fromkeys(sessions))
    return list(found)


def keep(ledger: Ledger, entry: JournalEntry, session_id: str, state: FoldState) -> None:
    """Keep what an entry tells of messages with their session, and from when to when its conversations now reach."""
    told = list(_told(entry.events))
    keep_messages(ledger, session_id, [message.lift(event, entry.source, mark=entry.mark) for event in told])
    if not told or state.chat is None or state.chat.first is None or state.chat.last is None:
        return
    named = {(entry.source, event.conversation) for event in told if event.conversation is not None}
    for source, conversation in sorted(named.union(ledger.conversations(session_id))):
        window = (state.chat.first, state.chat.last)
        ledger.bind_chat(entry.account_id, source, conversation, session_id, *window)


def keep_messages(ledger: Ledger, session_id: str, told: Sequence[MessageState]) -> None:
    """Join what was told of messages to what is kept of them."""
    for state in told:
        kept = ledger.message(session_id, state.source, state.id)
        joined = state if kept is None else message.join(kept, state)
        if joined != kept:
            ledger.put_message(session_id, joined)


def messages_in(entries: Sequence[JournalEntry]) -> list[MessageState]:
    """Everything that journal entries tell of messages, one by one."""
    return [message.lift(event, entry.source, mark=entry.mark) for entry in entries for event in _told(entry.events)]


def _told(events: Sequence[Event]) -> Iterator[MessageTold]:
    return (event for event in events if isinstance(event, MessageTold))
