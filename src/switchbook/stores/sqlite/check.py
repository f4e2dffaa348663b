"""Proves that indexes, rollup and documents agree: every session read once and compared with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import apsw
import msgspec

from switchbook.model.directory import Directory
from switchbook.model.document import Document, splice, write_log
from switchbook.model.lifecycle import millis
from switchbook.model.matching import fold
from switchbook.model.query import Shelf
from switchbook.model.session import CallState, Channel, Direction
from switchbook.stores.contract import Finding
from switchbook.stores.sqlite import logs
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import id_text, searchable_address
from switchbook.stores.sqlite.rows import COLUMNS, DAY_MS, Row
from switchbook.stores.sqlite.shelves import read_lines

# Figures that must be equal, as pairs of SQL: what an index holds, and what it should hold.
_EQUAL = (
    ("documents and sessions", "SELECT count(*) FROM document", "SELECT count(*) FROM session"),
    ("sessions without a document", "SELECT count(*) FROM session WHERE n NOT IN (SELECT n FROM document)", "SELECT 0"),
    (
        "lines in the search of the live shelf",
        "SELECT count(*) FROM live_log_docsize",
        "SELECT total(line_count) FROM session WHERE shelf = 0",
    ),
    (
        "sessions in the search of the archive shelf",
        "SELECT count(*) FROM archive_log_docsize",
        "SELECT count(*) FROM session WHERE shelf = 1 AND line_count > 0",
    ),
    ("searchable addresses", "SELECT count(*) FROM address_search_docsize", "SELECT count(*) FROM address"),
    ("involvements of no session", "SELECT count(*) FROM involved WHERE n NOT IN (SELECT n FROM session)", "SELECT 0"),
    ("lines of no session", "SELECT count(*) FROM line WHERE n NOT IN (SELECT n FROM session)", "SELECT 0"),
    ("states of no session", "SELECT count(*) FROM state WHERE n NOT IN (SELECT n FROM session)", "SELECT 0"),
    (
        "journal entries of no session",
        "SELECT count(*) FROM journal WHERE session IS NOT NULL AND session NOT IN (SELECT id FROM session)",
        "SELECT 0",
    ),
)

_SEARCHES = ("live_log", "archive_log", "address_search")


def findings(connection: apsw.Connection, compression: Compression, directory: Directory) -> Iterator[Finding]:
    """Everything that disagrees, as the connection's transaction sees the book."""
    for search in _SEARCHES:
        # Without a search first, quick_check reads an index by what this connection knew of it at its last search.
        connection.execute(f"SELECT rowid FROM {search} WHERE {search} MATCH ?", ('"check"',)).fetchall()  # noqa: S608
    for (said,) in connection.execute("PRAGMA quick_check"):
        if said != "ok":
            yield Finding("file", str(said))
    for part, held, should_hold in _EQUAL:
        found, expected = int(connection.execute(held).get), int(connection.execute(should_hold).get)
        if found != expected:
            yield Finding(part, f"{found}, expected {expected}")
    yield from _rollup(connection)
    yield from _addresses(connection)
    rows = connection.cursor().execute(f"SELECT {COLUMNS} FROM session ORDER BY n")  # noqa: S608 - names of ours
    for found_row in rows:
        row = Row(*found_row)
        for problem in _session(connection, compression, directory, row):
            yield Finding(f"session {id_text(row.id)}", problem)


def _rollup(connection: apsw.Connection) -> Iterator[Finding]:
    counted: dict[tuple[int, int, int], int] = {}
    for shelf, account, created in connection.execute("SELECT shelf, account, created FROM session"):
        for place in ((shelf, account, created // DAY_MS), (shelf, 0, created // DAY_MS)):
            counted[place] = counted.get(place, 0) + 1
    kept = {(s, a, d): n for s, a, d, n in connection.execute("SELECT shelf, account, day, sessions FROM rollup")}
    for shelf, account, day in sorted(counted.keys() | kept.keys()):
        place = (shelf, account, day)
        if counted.get(place, 0) != kept.get(place, 0):
            where = f"shelf {shelf}, account key {account}, day {day}"
            yield Finding("rollup", f"{where}: says {kept.get(place, 0)}, there are {counted.get(place, 0)}")


def _addresses(connection: apsw.Connection) -> Iterator[Finding]:
    sql = "SELECT 1 FROM address_search WHERE address_search MATCH ? AND rowid = ?"
    for key, text, folded, digits in connection.cursor().execute("SELECT key, text, folded, digits FROM address"):
        if folded != fold(text):
            yield Finding(f"address {key}", "its folded text is not that of its text")
        searched = searchable_address(folded, digits)
        if len(searched) >= 3 and connection.execute(sql, (logs.quoted(searched), key)).fetchone() is None:
            yield Finding(f"address {key}", "the search does not find it")


def _session(connection: apsw.Connection, compression: Compression, directory: Directory, row: Row) -> Iterator[str]:
    """What is wrong with one session."""
    found = connection.execute("SELECT open, body FROM document WHERE n = ?", (row.n,)).fetchone()
    if found is None:
        return
    is_open, body = found
    kept = Document.unpacked(compression.unpack(body))
    lines = read_lines(connection, row.n)
    log = write_log(line.line() for line in lines) if is_open else kept.log
    shown = msgspec.json.decode(splice(kept, directory, log))
    for name, in_row, in_document in _comparisons(connection, row, shown):
        if in_row != in_document:
            yield f"{name} is {in_row!r} in its row and {in_document!r} in its document"
    if len(shown["log"]) != row.line_count:
        yield f"its row says {row.line_count} log lines, its document has {len(shown['log'])}"
    if lines and write_log(line.line() for line in lines) != log:
        yield "its lines are not those of its document"
    if not _log_found(connection, row, [line["message"] for line in shown["log"]]):
        yield "the log search does not find it"


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
        "SELECT count(*) FROM involved WHERE n = ? AND shelf = ? AND account = ? AND created = ? AND endpoint IN "
        "(SELECT value FROM json_each(?))",
        (row.n, row.shelf, row.account, row.created, str(list(msgspec.msgpack.decode(row.involved)))),
    ).get
    return (
        ("id", id_text(row.id), shown["id"]),
        ("accountId", named("account", "id", row.account), shown["accountId"]),
        ("customerId", named("customer", "id", row.customer), shown.get("customerId")),
        ("endpointId", named("endpoint", "id", row.endpoint), shown.get("endpointId")),
        ("fromAddress", named("address", "text", row.from_address), shown.get("fromAddress")),
        ("toAddress", named("address", "text", row.to_address), shown.get("toAddress")),
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
    """Whether the search of its shelf finds the session by the longest message of its log."""
    needle = fold(max(messages, key=len, default=""))
    if len(needle) < 3:
        return True
    phrase = f"text : {logs.quoted(needle)}"
    if row.shelf == Shelf.archive:
        sql = "SELECT 1 FROM archive_log WHERE archive_log MATCH ? AND rowid = ?"
        return connection.execute(sql, (phrase, row.n)).fetchone() is not None
    low = row.n << logs.LINE_BITS
    sql = "SELECT 1 FROM live_log WHERE live_log MATCH ? AND rowid BETWEEN ? AND ?"
    return connection.execute(sql, (phrase, low, low + row.line_count - 1)).fetchone() is not None


def _millis(instant: str | None) -> int | None:
    return None if instant is None else millis(datetime.fromisoformat(instant))
