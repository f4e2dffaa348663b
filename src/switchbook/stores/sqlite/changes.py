"""The order of changes: every session's latest, and what became of those that are gone.

A session's row holds the number of its latest change (column `changed`); sessions that were deleted, or went into
another, have a row of table `gone` in the same order. Numbers are given inside the one writing transaction, so a
reader that saw a number has seen all below it: nothing appears later in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.errors import PositionExpired
from switchbook.model.actor import Scope
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.stores.contract_changes import Change, ChangeKind
from switchbook.stores.sqlite.connection import generation
from switchbook.stores.sqlite.filters import LISTED, keys_of
from switchbook.stores.sqlite.keys import id_text
from switchbook.stores.sqlite.rows import Row

# So many changes are looked at for one answer, however few of them may be seen.
LOOKED_AT = 20_000
_MARKS_APART_MS = 3_600_000
_DELETED, _MERGED = 0, 1
# Whether one of the endpoints listed had a part in a session `s`, or in one that is gone.
_TOUCHED = f"""EXISTS (SELECT 1 FROM involved AS i WHERE i.endpoint IN {LISTED} AND i.own IN (0, 1)
               AND i.shelf = s.shelf AND i.account = s.account AND i.created = s.created AND i.n = s.n)"""  # noqa: S608
_WAS_TOUCHED = f"EXISTS (SELECT 1 FROM json_each(s.involved) AS i WHERE i.value IN {LISTED})"  # noqa: S608 - ours


class Found(msgspec.Struct, frozen=True):
    """A change as kept: its number, its kind, the session, its number among documents, and what it went into."""

    number: int
    kind: ChangeKind
    session_id: str
    n: int | None = None
    into: str | None = None

    def told(self, position: str, documents: Mapping[int, bytes]) -> Change:
        """The change with its position and, from these, its document."""
        shown = None if self.n is None else documents[self.n]
        return Change(position=position, kind=self.kind, session_id=self.session_id, document=shown, into=self.into)


class Visible(msgspec.Struct, frozen=True):
    """What may be seen, as keys: None is no limit."""

    accounts: frozenset[int] | None
    customers: frozenset[int] | None
    endpoints: frozenset[int] | None

    def clause(self, touches: str) -> tuple[str, tuple[str, ...]]:
        """The same as a test on a row `s`, with its parameters; `touches` tests the endpoints that had a part in it."""
        limits = (
            (f"s.account IN {LISTED}", self.accounts),
            (f"s.customer IN {LISTED}", self.customers),
            (touches, self.endpoints),
        )
        asked = [(test, json.dumps(sorted(keys))) for test, keys in limits if keys is not None]
        return " AND ".join(["1", *(test for test, _ in asked)]), tuple(keys for _, keys in asked)


def numbers(connection: apsw.Connection, count: int = 1) -> int:
    """The first of so many new numbers."""
    sql = "UPDATE meta SET value = value + ? WHERE name = 'change' RETURNING value"
    last: int = connection.execute(sql, (count,)).get
    return last - count + 1


def tell_deleted(connection: apsw.Connection, row: Row) -> None:
    """Say that a session is gone for good."""
    _tell(connection, row, _DELETED, None)


def tell_merged(connection: apsw.Connection, row: Row, into: bytes) -> None:
    """Say that a session went into another."""
    _tell(connection, row, _MERGED, into)


def tell_back(connection: apsw.Connection, session: bytes) -> None:
    """A session is there (again): whatever was told of its going no longer holds."""
    connection.execute("DELETE FROM gone WHERE id = ?", (session,))


def _tell(connection: apsw.Connection, row: Row, kind: int, into: bytes | None) -> None:
    tell_back(connection, row.id)
    place = (numbers(connection), kind, row.id, into, row.account, row.customer, json.dumps(row.touched))
    connection.execute("INSERT INTO gone VALUES (?, ?, ?, ?, ?, ?, ?)", place)


def latest(connection: apsw.Connection) -> int:
    """The number of the latest change."""
    number: int = connection.execute("SELECT value FROM meta WHERE name = 'change'").get
    return number


def position(connection: apsw.Connection, number: int) -> str:
    """The position that a client keeps: it names the book too, so that one of another book is never taken for ours."""
    return f"{generation(connection):x}-{number}"


def number_of(connection: apsw.Connection, position: str | None) -> int:
    """The number of a position; 0 of none. Raises PositionExpired when what came after it is no longer known."""
    if position is None:
        return 0
    book, _, digits = position.partition("-")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else -1
    known = book == f"{generation(connection):x}" and 0 <= number <= latest(connection)
    if not known or 0 < number < _horizon(connection):
        raise PositionExpired("what came after this position is no longer known: begin anew, without a position")
    return number


def visible(
    connection: apsw.Connection, scope: Scope, accounts: frozenset[str] | None, directory: Directory
) -> Visible:
    """What may be seen of those accounts within a scope."""
    if scope.accounts is not None:
        accounts = scope.accounts if accounts is None else scope.accounts & accounts
    below = None if scope.customers is None else directory.customer_subtree(scope.customers)
    return Visible(
        accounts=None if accounts is None else frozenset(keys_of(connection, "account", accounts)),
        customers=None if below is None else frozenset(keys_of(connection, "customer", below)),
        endpoints=None if scope.endpoints is None else frozenset(keys_of(connection, "endpoint", scope.endpoints)),
    )


def after(connection: apsw.Connection, number: int, seen: Visible, most: int) -> tuple[Sequence[Found], int]:
    """At most so many changes after a number that may be seen, in order, and the number up to which it was looked."""
    end = _reach(connection, number)
    kept = [*_changed(connection, number, end, seen, most), *_gone(connection, number, end, seen, most)]
    found = sorted(kept, key=lambda change: change.number)[:most]
    return found, found[-1].number if len(kept) >= most else end


def forget(connection: apsw.Connection, now: datetime, before: datetime) -> int:
    """Forget what was deleted or merged up to the last mark made before a time, and make a mark now and then; how many.

    Changes have no time of their own: the clock stays out of the store, and marks say which number had been reached.
    """
    sql = "SELECT max(number) FROM change_mark WHERE at < ?"
    reached: int | None = connection.execute(sql, (millis(before),)).get
    mark = "INSERT INTO change_mark SELECT ?1, ?2 WHERE NOT EXISTS (SELECT 1 FROM change_mark WHERE at > ?1 - ?3)"
    connection.execute(mark, (millis(now), latest(connection), _MARKS_APART_MS))
    if reached is None:
        return 0
    connection.execute("DELETE FROM gone WHERE number <= ?", (reached,))
    forgotten = connection.changes()
    connection.execute("DELETE FROM change_mark WHERE number < ?", (reached,))
    if forgotten:
        connection.execute("UPDATE meta SET value = max(value, ?) WHERE name = 'change_horizon'", (reached,))
    return forgotten


def _horizon(connection: apsw.Connection) -> int:
    number: int = connection.execute("SELECT value FROM meta WHERE name = 'change_horizon'").get
    return number


def _reach(connection: apsw.Connection, number: int) -> int:
    """How far one answer looks: past LOOKED_AT changed sessions, or to the end."""
    sql = "SELECT changed FROM session INDEXED BY session_changed WHERE changed > ? ORDER BY changed LIMIT 1 OFFSET ?"
    found = connection.execute(sql, (number, LOOKED_AT - 1)).fetchone()
    return latest(connection) if found is None else int(found[0])


def _changed(connection: apsw.Connection, number: int, end: int, seen: Visible, most: int) -> Iterator[Found]:
    clause, parameters = seen.clause(_TOUCHED)
    sql = f"""SELECT s.changed, s.id, s.n FROM session AS s INDEXED BY session_changed
              WHERE s.changed > ? AND s.changed <= ? AND {clause} ORDER BY s.changed LIMIT ?"""  # noqa: S608 - ours
    for changed, kept, n in connection.execute(sql, (number, end, *parameters, most)):
        yield Found(number=changed, kind=ChangeKind.changed, session_id=id_text(kept), n=n)


def _gone(connection: apsw.Connection, number: int, end: int, seen: Visible, most: int) -> Iterator[Found]:
    clause, parameters = seen.clause(_WAS_TOUCHED)
    sql = f"""SELECT s.number, s.kind, s.id, s.into_id FROM gone AS s
              WHERE s.number > ? AND s.number <= ? AND {clause} ORDER BY s.number LIMIT ?"""  # noqa: S608 - ours
    for told, kind, kept, into in list(connection.execute(sql, (number, end, *parameters, most))):
        survivor = _survivor(connection, into, seen) if kind == _MERGED else None
        # What it went into may be out of sight; then it is gone, and no more is said.
        shown = ChangeKind.deleted if survivor is None else ChangeKind.merged
        yield Found(number=told, kind=shown, session_id=id_text(kept), into=survivor)


def _survivor(connection: apsw.Connection, into: bytes, seen: Visible) -> str | None:
    """The id of what a session went into, or of what that went into since, where it may be seen."""
    clause, parameters = seen.clause(_TOUCHED)
    sql = f"""SELECT s.id FROM session AS s
              WHERE s.id = coalesce((SELECT session FROM alias WHERE id = ?1), ?1) AND {clause}"""  # noqa: S608 - ours
    found = connection.execute(sql, (into, *parameters)).fetchone()
    return None if found is None else id_text(found[0])
