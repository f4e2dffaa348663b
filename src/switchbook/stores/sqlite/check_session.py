"""Compares one session with all that is said of it: its row, involvements, document, lines, state and search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import apsw
import msgspec
import zstandard

from switchbook.model.directory import Directory
from switchbook.model.document import Document, splice, write_log
from switchbook.model.lifecycle import millis
from switchbook.model.matching import fold
from switchbook.model.query import Shelf
from switchbook.model.session import CallState, Channel, Direction
from switchbook.stores.sqlite import logs
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.exchange import exchange_of
from switchbook.stores.sqlite.keys import id_text
from switchbook.stores.sqlite.letters import letters_of
from switchbook.stores.sqlite.rows import Row
from switchbook.stores.sqlite.shelves import kept_lines, read_state

# What reading damaged bytes raises: in compression, in the parts of a document, in a name of an enum, in JSON.
UNREADABLE = (zstandard.ZstdError, msgspec.MsgspecError, LookupError, ValueError, TypeError)


def disagreements(
    connection: apsw.Connection, compression: Compression, directory: Directory, row: Row, words: logs.Words
) -> Iterator[str]:
    """What is wrong with one session. `words` is shown every text that the log search should hold."""
    try:
        yield from _disagreements(connection, compression, directory, row, words)
    except UNREADABLE as bad:
        yield f"its document, lines or state cannot be read ({type(bad).__name__})"


def _disagreements(
    connection: apsw.Connection, compression: Compression, directory: Directory, row: Row, words: logs.Words
) -> Iterator[str]:
    found = connection.execute("SELECT open, body FROM document WHERE n = ?", (row.n,)).fetchone()
    if found is None:
        return
    is_open, body = found
    kept = Document.unpacked(compression.unpack(body))
    arrived = kept_lines(connection, row.n)
    lines = sorted(arrived)
    log = write_log(line.line() for line in lines) if is_open else kept.log
    shown = msgspec.json.decode(splice(kept, directory, log))
    for name, in_row, in_document in _comparisons(connection, row, shown):
        if in_row != in_document:
            yield f"{name} is {in_row!r} in its row and {in_document!r} in its document"
    if len(shown["log"]) != row.line_count:
        yield f"its row says {row.line_count} log lines, its document has {len(shown['log'])}"
    if lines and write_log(line.line() for line in lines) != log:
        yield "its lines are not those of its document"
    messages = [line["message"] for line in shown["log"]]
    if letters_of(map(fold, messages)) != row.letters:
        yield "its letters are not those of its log"
    live = row.shelf == Shelf.live
    for text in [(message,) for message in messages] if live else [messages]:
        words.see(logs.searchable(text))
    if not _log_found(connection, row, [line.message for line in arrived] if live and arrived else messages):
        yield "the log search does not find it"
    state = read_state(connection, compression, row.n)
    # Of a session without its state only the journal could tell.
    if state is not None:
        told = None if state.chat is None else (state.chat.first, state.chat.last)
        windows = connection.execute("SELECT first, last FROM chat WHERE session = ?", (row.id,)).fetchall()
        if any(window != told for window in windows):
            yield "the window of its chat is not that of its messages"


def _comparisons(
    connection: apsw.Connection, row: Row, shown: Mapping[str, Any]
) -> Iterable[tuple[str, object, object]]:
    def named(table: str, column: str, key: int) -> object:
        found = connection.execute(f"SELECT {column} FROM {table} WHERE key = ?", (key,)).fetchone()  # noqa: S608
        return None if found is None else found[0]

    outcome = shown.get("outcome")
    touched = {shown.get("endpointId"), shown.get("answeredById"), *(m.get("endpointId") for m in shown["members"])}
    involved = {named("endpoint", "id", key) for key in msgspec.msgpack.decode(row.involved)}
    kept = connection.execute(
        "SELECT count(*) FROM involved WHERE n = ? AND shelf = ? AND account = ? AND created = ? "
        "AND own = (endpoint = ?) AND endpoint IN (SELECT value FROM json_each(?))",
        (row.n, row.shelf, row.account, row.created, row.endpoint, str(msgspec.msgpack.decode(row.involved))),
    ).get
    return (
        ("id", id_text(row.id), shown["id"]),
        ("accountId", named("account", "id", row.account), shown["accountId"]),
        ("customerId", named("customer", "id", row.customer), shown.get("customerId")),
        ("endpointId", named("endpoint", "id", row.endpoint), shown.get("endpointId")),
        ("fromAddress", named("address", "text", row.from_address), shown.get("fromAddress")),
        ("toAddress", named("address", "text", row.to_address), shown.get("toAddress")),
        ("fromName", named("address", "text", row.from_name), shown.get("fromName")),
        ("answeredByName", named("address", "text", row.answered_by_name), shown.get("answeredByName")),
        ("dateCreated", row.created, _millis(shown["dateCreated"])),
        ("dateCompleted", row.completed, _millis(shown.get("dateCompleted"))),
        ("dateLastModified", row.modified, _millis(shown.get("dateLastModified"))),
        ("outcome", row.outcome, None if outcome is None else fold(outcome)),
        ("channel", Channel(row.channel).name, shown["channel"]),
        ("direction", Direction(row.direction).name, shown["direction"]),
        ("callState", CallState(row.call_state).name, shown["callState"]),
        ("ended", bool(row.ended), shown["ended"]),
        ("wasMissed", bool(row.was_missed), shown["wasMissed"]),
        ("endpoints involved", involved, touched - {None, ""}),
        ("number of involvements", kept, len(involved)),
    )


def _log_found(connection: apsw.Connection, row: Row, messages: list[str]) -> bool:
    """Whether the search of its shelf finds an archived session by its longest message, a live one by each of its own.

    The lines of a live session are given in the order of their rows, as they are numbered there. A few letters from the
    middle of a message stand for it: each three-letter word looked up costs a tenth of a millisecond.
    """
    if row.shelf == Shelf.archive:
        texts = {row.n: max(messages, key=len, default="")}
    else:
        texts = {(row.n << logs.LINE_BITS) + i: message for i, message in enumerate(messages)}
    table = "archive_log" if row.shelf == Shelf.archive else "live_log"
    sql = f"SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid = ?"  # noqa: S608 - a name of ours
    account = f"account : {logs.quoted(logs.account_word(row.account))}"
    exchange = exchange_of(connection)
    for rowid, text in texts.items():
        folded = exchange(fold(text))
        needle = folded[max(0, len(folded) // 2 - 3) :][:6]
        expression = f"{account} AND text : {logs.quoted(needle)}" if len(needle) >= 3 else account
        if text and connection.execute(sql, (expression, rowid)).fetchone() is None:
            return False
    return True


def _millis(instant: str | None) -> int | None:
    return None if instant is None else millis(datetime.fromisoformat(instant))
