"""The journal's table: entries in order of arrival, payloads and events compressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import apsw

from switchbook.model.event import decode_events, encode_events
from switchbook.model.lifecycle import millis, moment
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.stretch import Stretch
from switchbook.stores.contract import JournalEntry, JournalShare
from switchbook.stores.sqlite import tally
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.keys import id_bytes, id_text
from switchbook.stores.sqlite.stretches import cut_of, listed, tests_of

_INSERT = """INSERT INTO journal (account, source, key, digest, received, content_type, session, payload, events, error)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_SELECT = """SELECT position, a.id, source, j.key, digest, received, content_type, session, payload, events, error
             FROM journal AS j JOIN account AS a ON a.key = j.account """

# What the partial index journal_old has: entries of sessions that do not hold a whole one.
_SAYS_A_PART = "j.session IS NOT NULL AND j.source NOT IN ('import', 'snapshot')"

RowToKeep = tuple[int, str, bytes, bytes, int, str, bytes | None, bytes, bytes, str | None]


def append(connection: apsw.Connection, packed: Iterable[RowToKeep]) -> None:
    """Put entries (see `row`) at the end."""
    kept = list(packed)
    connection.executemany(_INSERT, kept)
    tally.appended(
        connection,
        (
            (source, len(payload) + len(events), received, error is not None)
            for _, source, _, _, received, _, _, payload, events, error in kept
        ),
    )


def row(entry: JournalEntry, account: int, compression: Compression) -> RowToKeep:
    """An entry as it is kept; `account` is its account's key."""
    return (
        account,
        entry.source,
        entry.key,
        entry.digest,
        millis(entry.received),
        entry.content_type,
        None if entry.session_id is None else id_bytes(entry.session_id),
        compression.pack(entry.payload),
        compression.pack(encode_events(entry.events)),
        entry.error,
    )


def amend(connection: apsw.Connection, entry: JournalEntry, account: int, compression: Compression) -> None:
    """Replace what was made of the entry at `entry.position`; what was sent stays."""
    *_, session, _, events, error = row(entry, account, compression)
    before = tally.counted(connection, "position = ?", (entry.position,))
    sql = "UPDATE journal SET account = ?, key = ?, session = ?, events = ?, error = ? WHERE position = ?"
    connection.execute(sql, (account, entry.key, session, events, error, entry.position))
    tally.changed(connection, before, tally.counted(connection, "position = ?", (entry.position,)))


def digests(connection: apsw.Connection, key: bytes) -> frozenset[bytes]:
    """What was journalled under a delivery key."""
    return frozenset(digest for (digest,) in connection.execute("SELECT digest FROM journal WHERE key = ?", (key,)))


def of_session(connection: apsw.Connection, session_id: str, compression: Compression) -> Iterator[JournalEntry]:
    """All entries of a session, in order of arrival."""
    found = connection.execute(_SELECT + "WHERE session = ? ORDER BY position", (id_bytes(session_id),))
    return (_entry(kept, compression) for kept in found)


def quarantined(
    connection: apsw.Connection, query: QuarantineQuery, compression: Compression
) -> tuple[int, list[JournalEntry]]:
    """See `Store.quarantine`. Only of the entries that are wanted more than an index is read."""
    asked = {
        "account IN (SELECT key FROM account WHERE id IN (SELECT value FROM json_each(?)))": listed(query.accounts),
        "source IN (SELECT value FROM json_each(?))": listed(query.sources),
    }
    where, values = tests_of(query, asked)
    index = "journal_quarantine" if query.accounts is query.sources is None else "journal_quarantine_of"
    unread = f"FROM journal INDEXED BY {index} WHERE error IS NOT NULL AND {where}"
    return _stretch(connection, query, unread, values, compression)


def stretch_of(
    connection: apsw.Connection, session_id: str, stretch: Stretch, compression: Compression
) -> tuple[int, list[JournalEntry]]:
    """See `Store.journal`. Only of the entries that are wanted more than an index is read."""
    where, values = tests_of(stretch, {"session = ?": id_bytes(session_id)})
    return _stretch(connection, stretch, f"FROM journal INDEXED BY journal_session WHERE {where}", values, compression)


def drop(connection: apsw.Connection, positions: Iterable[int]) -> None:
    """Take entries out."""
    for position in positions:
        _delete(connection, "position = ?", (position,))


def delete_of(connection: apsw.Connection, session: bytes) -> None:
    """Take all entries of a session out."""
    _delete(connection, "session = ?", (session,))


def old(connection: apsw.Connection, before: datetime, most: int) -> list[str]:
    """See `Store.old_journals`."""
    sql = f"""SELECT DISTINCT j.session FROM journal AS j INDEXED BY journal_old
              CROSS JOIN session AS s ON s.id = j.session AND s.shelf = 1
              WHERE {_SAYS_A_PART} AND j.received < ? LIMIT ?"""  # noqa: S608 - texts of ours
    return [id_text(session) for (session,) in connection.execute(sql, (millis(before), most))]


def shares(connection: apsw.Connection) -> list[JournalShare]:
    """See `Store.journal_shares`."""
    sql = """SELECT source, count(*), sum(length(payload) + length(events)), sum(error IS NOT NULL),
             min(received), max(received) FROM journal GROUP BY source ORDER BY source"""
    return [
        JournalShare(
            source=source,
            entries=entries,
            kept_bytes=kept_bytes,
            quarantined=quarantined,
            oldest=moment(oldest),
            newest=moment(newest),
        )
        for source, entries, kept_bytes, quarantined, oldest, newest in connection.execute(sql)
    ]


def _delete(connection: apsw.Connection, where: str, parameters: tuple[Any, ...]) -> None:
    tally.changed(connection, tally.counted(connection, where, parameters))
    connection.execute(f"DELETE FROM journal WHERE {where}", parameters)  # noqa: S608 - a text of ours


def _stretch(
    connection: apsw.Connection, stretch: Stretch, within: str, values: tuple[Any, ...], compression: Compression
) -> tuple[int, list[JournalEntry]]:
    """How many there are, and those that are wanted; `within` says where from, and is told from one index alone."""
    total: int = connection.execute(f"SELECT count(*) {within}", values).get if stretch.counted else 0
    cut, bounds = cut_of(stretch)
    places = [position for (position,) in connection.execute(f"SELECT position {within} {cut}", (*values, *bounds))]
    return total, [next(_at(connection, position, compression)) for position in places]


def _at(connection: apsw.Connection, position: int, compression: Compression) -> Iterator[JournalEntry]:
    return (_entry(kept, compression) for kept in connection.execute(_SELECT + "WHERE position = ?", (position,)))


def _entry(kept: tuple[Any, ...], compression: Compression) -> JournalEntry:
    position, account_id, source, key, digest, received, content_type, session, payload, events, error = kept
    return JournalEntry(
        position=position,
        account_id=account_id,
        source=source,
        key=key,
        digest=digest,
        received=moment(received),
        content_type=content_type,
        session_id=None if session is None else id_text(session),
        payload=compression.unpack(payload),
        events=decode_events(compression.unpack(events)),
        error=error,
    )
