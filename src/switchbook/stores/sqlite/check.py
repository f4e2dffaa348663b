"""Proves that indexes, rollup and documents agree: every session read once and compared with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator

import apsw
import msgspec

from switchbook.model import identity
from switchbook.model.directory import Directory
from switchbook.model.event import decode_events
from switchbook.model.matching import SEPARATOR, fold, phone_digits
from switchbook.stores.contract import Finding
from switchbook.stores.sqlite import chats, check_session, logs
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.exchange import exchange_of
from switchbook.stores.sqlite.joining import SEARCHES
from switchbook.stores.sqlite.keys import id_text, searchable_address
from switchbook.stores.sqlite.rows import COLUMNS, DAY_MS, PERIOD_DAYS, Row

# So many sessions are read before the words of their logs are told from those told before.
_TOLD_AT_ONCE = 1000
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
    (
        "sessions without a journal entry",
        "SELECT count(*) FROM session WHERE id NOT IN (SELECT session FROM journal WHERE session IS NOT NULL)",
        "SELECT 0",
    ),
    (
        "changes later than the latest",
        """SELECT count(*) FROM (SELECT max(changed) AS number FROM session UNION ALL SELECT max(number) FROM gone
                                 UNION ALL SELECT max(number) FROM regrouped)
           WHERE number > (SELECT value FROM meta WHERE name = 'change')""",
        "SELECT 0",
    ),
    (
        "sessions that are there and gone",
        "SELECT count(*) FROM gone WHERE kind < 2 AND id IN (SELECT id FROM session)",
        "SELECT 0",
    ),
    (
        "sessions that left where they are",
        """SELECT count(*) FROM gone AS g JOIN session AS s ON s.id = g.id
           WHERE g.number > s.changed OR (g.account = s.account AND g.customer IN (0, s.customer) AND NOT EXISTS (
               SELECT 1 FROM json_each(g.involved) AS was WHERE NOT EXISTS (
                   SELECT 1 FROM involved AS i WHERE i.endpoint = was.value AND i.own IN (0, 1)
                   AND i.shelf = s.shelf AND i.account = s.account AND i.created = s.created AND i.n = s.n)))""",
        "SELECT 0",
    ),
    (
        "sources whose journal is counted wrongly",
        """WITH held AS (SELECT source, count(*), sum(length(payload) + length(events)), sum(error IS NOT NULL)
                         FROM journal GROUP BY source),
                counted AS (SELECT source, entries, kept_bytes, quarantined FROM journal_tally WHERE entries > 0)
           SELECT (SELECT count(*) FROM (SELECT * FROM held EXCEPT SELECT * FROM counted))
                + (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM held))""",
        "SELECT 0",
    ),
    ("legs of no session", "SELECT count(*) FROM leg WHERE session NOT IN (SELECT id FROM session)", "SELECT 0"),
    ("chats of no session", "SELECT count(*) FROM chat WHERE session NOT IN (SELECT id FROM session)", "SELECT 0"),
    (
        "messages of no session",
        "SELECT count(*) FROM message WHERE session NOT IN (SELECT id FROM session)",
        "SELECT 0",
    ),
    ("aliases of no session", "SELECT count(*) FROM alias WHERE session NOT IN (SELECT id FROM session)", "SELECT 0"),
)


def findings(connection: apsw.Connection, compression: Compression, directory: Directory) -> Iterator[Finding]:
    """Everything that disagrees, as the connection's transaction sees the book."""
    for search in SEARCHES:
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
    yield from _names(connection)
    yield from _addresses(connection)
    yield from _journal(connection, compression)
    yield from _messages(connection, compression)
    yield from _sessions(connection, compression, directory)


def _sessions(connection: apsw.Connection, compression: Compression, directory: Directory) -> Iterator[Finding]:
    words, seen, involvements = logs.Words(), set[str](), 0
    rows = connection.cursor().execute(f"SELECT {COLUMNS} FROM session ORDER BY n")  # noqa: S608 - names of ours
    for count, found_row in enumerate(rows, 1):
        row = Row(*found_row)
        for problem in check_session.disagreements(connection, compression, directory, row, words):
            yield Finding(f"session {id_text(row.id)}", problem)
        involvements += len(row.involvements())
        if count % _TOLD_AT_ONCE == 0:
            seen.update(words.tell())
    seen.update(words.tell())
    held: int = connection.execute("SELECT count(*) FROM involved").get
    if held != involvements:
        yield Finding("involvements", f"{held}, expected {involvements}")
    kept = {word for (word,) in connection.execute("SELECT text FROM trigram")}
    # A word that begins with the separator is begun by no needle.
    exchange = exchange_of(connection)
    missing = sum(exchange(word) not in kept and not word.startswith(SEPARATOR) for word in seen)
    if missing:
        yield Finding("words that short needles are looked up among", f"{missing} are missing")


def _journal(connection: apsw.Connection, compression: Compression) -> Iterator[Finding]:
    """Entries whose payload is not what came in, or whose events cannot be read."""
    entries = connection.cursor().execute("SELECT position, digest, payload, events FROM journal ORDER BY position")
    for position, digest, payload, events in entries:
        try:
            said = compression.unpack(events)
            decode_events(said)
            # An import has no payload; its events are what came.
            came = (identity.payload_digest(compression.unpack(payload)), identity.payload_digest(said))
        except check_session.UNREADABLE as bad:
            yield Finding(f"journal entry {position}", f"it cannot be read ({type(bad).__name__})")
            continue
        if digest not in came[: 1 if payload else 2]:
            yield Finding(f"journal entry {position}", "its digest is not that of what came")


def _messages(connection: apsw.Connection, compression: Compression) -> Iterator[Finding]:
    """Messages that cannot be read, or lie under a name or time that is not theirs."""
    for source, named, date, body in connection.cursor().execute("SELECT source, id, date, body FROM message"):
        try:
            kept = chats.read(compression, body)
        except check_session.UNREADABLE as bad:
            yield Finding(f"message {named}", f"it cannot be read ({type(bad).__name__})")
            continue
        if (kept.source, kept.id, kept.first) != (source, named, date):
            yield Finding(f"message {named}", "its source, id or time is not that of its row")


def _names(connection: apsw.Connection) -> Iterator[Finding]:
    """Names that are sorted by, which must be those of the records."""
    for table in ("account", "customer", "endpoint"):
        sql = f"SELECT id, folded_name, record FROM {table} WHERE record IS NOT NULL"  # noqa: S608 - a name of ours
        for kept_id, folded, record in connection.execute(sql):
            if folded != fold(msgspec.json.decode(record)["name"]):
                yield Finding(f"{table} {kept_id}", "its folded name is not that of its record")


def _rollup(connection: apsw.Connection) -> Iterator[Finding]:
    counted: dict[tuple[int, int, int], int] = {}
    for shelf, account, created in connection.execute("SELECT shelf, account, created FROM session"):
        for place in ((shelf, account, created // DAY_MS), (shelf, 0, created // DAY_MS)):
            counted[place] = counted.get(place, 0) + 1
    periods: dict[tuple[int, int, int], int] = {}
    for (shelf, account, day), sessions in counted.items():
        place = (shelf, account, day // PERIOD_DAYS)
        periods[place] = periods.get(place, 0) + sessions
    for table, span, right in (("rollup", "day", counted), ("rollup_period", "period", periods)):
        sql = f"SELECT shelf, account, {span}, sessions FROM {table}"  # noqa: S608 - names of ours
        kept = {(shelf, account, at): sessions for shelf, account, at, sessions in connection.execute(sql)}
        for place in sorted(right.keys() | kept.keys()):
            if right.get(place, 0) != kept.get(place, 0):
                where = f"shelf {place[0]}, account key {place[1]}, {span} {place[2]}"
                yield Finding("rollup", f"{where}: says {kept.get(place, 0)}, there are {right.get(place, 0)}")


def _addresses(connection: apsw.Connection) -> Iterator[Finding]:
    sql = "SELECT 1 FROM address_search WHERE address_search MATCH ? AND rowid = ?"
    for key, text, folded, digits in connection.cursor().execute("SELECT key, text, folded, digits FROM address"):
        if folded != fold(text):
            yield Finding(f"address {key}", "its folded text is not that of its text")
        if digits != phone_digits(text.strip()):
            yield Finding(f"address {key}", "its digits are not those of its text")
        searched = searchable_address(folded, digits)
        if len(searched) >= 3 and connection.execute(sql, (logs.quoted(searched), key)).fetchone() is None:
            yield Finding(f"address {key}", "the search does not find it")
