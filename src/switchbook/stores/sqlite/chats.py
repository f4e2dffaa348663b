"""Tables `chat` and `message`: which conversation a session is of, and its messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.model.lifecycle import millis
from switchbook.model.message import MessageState
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import id_bytes, id_text

_MESSAGE = msgspec.msgpack.Decoder(MessageState)


def chats(
    connection: apsw.Connection, account: int, source: str, conversation: str, first: int, last: int
) -> Sequence[str]:
    """See `ChatLedger.chats`. The sessions of one conversation follow one another, so few end after `first`."""
    sql = """SELECT session FROM chat INDEXED BY chat_conversation
             WHERE account = ? AND source = ? AND conversation = ? AND last >= ? AND first <= ? ORDER BY session"""
    found = connection.execute(sql, (account, source, conversation, first, last))
    return [id_text(session) for (session,) in found]


def bind(
    connection: apsw.Connection, account: int, source: str, conversation: str, session: str, window: tuple[int, int]
) -> None:
    """See `ChatLedger.bind_chat`."""
    row = (account, source, conversation, id_bytes(session), *window)
    connection.execute("INSERT OR REPLACE INTO chat VALUES (?, ?, ?, ?, ?, ?)", row)


def conversations(connection: apsw.Connection, session: str) -> Sequence[tuple[str, str]]:
    """See `ChatLedger.conversations`."""
    sql = "SELECT source, conversation FROM chat WHERE session = ? ORDER BY source, conversation"
    return [(source, conversation) for source, conversation in connection.execute(sql, (id_bytes(session),))]


def message(
    connection: apsw.Connection, compression: Compression, session: str, source: str, named: str
) -> MessageState | None:
    """See `ChatLedger.message`."""
    sql = "SELECT body FROM message WHERE session = ? AND source = ? AND id = ?"
    found = connection.execute(sql, (id_bytes(session), source, named)).fetchone()
    return None if found is None else read(compression, found[0])


def put_message(connection: apsw.Connection, compression: Compression, session: str, state: MessageState) -> None:
    """See `ChatLedger.put_message`."""
    body = compression.pack(msgspec.msgpack.encode(state))
    row = (id_bytes(session), state.source, state.id, state.first, body)
    connection.execute("INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?, ?)", row)


def move(connection: apsw.Connection, gone: bytes, into: bytes) -> None:
    """Give conversations and messages of one session to another."""
    connection.execute(
        """INSERT INTO chat SELECT account, source, conversation, ?, first, last FROM chat WHERE session = ?
           ON CONFLICT DO UPDATE SET first = min(first, excluded.first), last = max(last, excluded.last)""",
        (into, gone),
    )
    connection.execute("DELETE FROM chat WHERE session = ?", (gone,))
    connection.execute("UPDATE OR REPLACE message SET session = ? WHERE session = ?", (into, gone))


def of_session(connection: apsw.Connection, compression: Compression, session: str) -> Sequence[MessageState]:
    """See `Store.messages`."""
    sql = "SELECT body FROM message WHERE session = ? ORDER BY date, id, source"
    return [read(compression, body) for (body,) in connection.execute(sql, (id_bytes(session),))]


def earlier(connection: apsw.Connection, session: str, since: datetime) -> Sequence[str]:
    """See `SessionsKept.earlier_chats`."""
    sql = """SELECT o.session FROM chat AS c CROSS JOIN chat AS o INDEXED BY chat_conversation
             ON o.account = c.account AND o.source = c.source AND o.conversation = c.conversation
             WHERE c.session = ? AND o.last >= ? AND o.first < c.first
             GROUP BY o.session ORDER BY min(o.first), o.session"""
    return [id_text(found) for (found,) in connection.execute(sql, (id_bytes(session), millis(since)))]


def read(compression: Compression, body: bytes) -> MessageState:
    """A message from its bytes."""
    return _MESSAGE.decode(compression.unpack(body))
