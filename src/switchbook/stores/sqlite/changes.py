"""The order of changes: every session's latest, and what became of those that are gone from where they were.

A session's row holds the number of its latest change (column `changed`). Sessions that were deleted, or went into
another, have a row of table `gone` in the same order; so has each place (account, customer, endpoints) by which a
session could be seen until it left. Numbers are given inside the one writing transaction, so a reader that saw a number
has seen all below it: nothing appears later in between.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.model.actor import Scope
from switchbook.model.directory import Directory
from switchbook.model.lifecycle import millis
from switchbook.stores.contract_changes import Change, ChangeKind
from switchbook.stores.sqlite.filters import LISTED, keys_of
from switchbook.stores.sqlite.keys import id_text
from switchbook.stores.sqlite.positions import latest, numbers
from switchbook.stores.sqlite.rows import Row

# So many changes of a kind are looked at for one answer, however few of them may be seen.
LOOKED_AT = 20_000
_MARKS_APART_MS = 3_600_000
_DELETED, _MERGED, _LEFT = 0, 1, 2
_KINDS = {_DELETED: ChangeKind.deleted, _MERGED: ChangeKind.merged, _LEFT: ChangeKind.left}
# Whether one of the endpoints listed had a part in a session, or in one that was at a place it is gone from.
_TOUCHED = f"""EXISTS (SELECT 1 FROM involved AS i WHERE i.endpoint IN {LISTED} AND i.own IN (0, 1) AND
               i.shelf = {{0}}.shelf AND i.account = {{0}}.account AND i.created = {{0}}.created AND i.n = {{0}}.n)"""  # noqa: S608
_WAS_TOUCHED = f"EXISTS (SELECT 1 FROM json_each({{0}}.involved) AS i WHERE i.value IN {LISTED})"  # noqa: S608 - ours
# Of a session's places those that the place at hand holds: whoever saw it there sees it here.
_HELD = """id = ? AND account = ? AND customer IN (0, ?) AND NOT EXISTS (
           SELECT 1 FROM json_each(gone.involved) AS i WHERE i.value NOT IN (SELECT value FROM json_each(?)))"""


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

    def clause(self, row: str, touches: str) -> tuple[str, tuple[str, ...]]:
        """The same as a test on a row of this name, with its parameters; `touches` tests endpoints that had a part."""
        limits = (
            (f"{row}.account IN {LISTED}", self.accounts),
            (f"{row}.customer IN {LISTED}", self.customers),
            (touches.format(row), self.endpoints),
        )
        asked = [(test, json.dumps(sorted(keys))) for test, keys in limits if keys is not None]
        return " AND ".join(["1", *(test for test, _ in asked)]), tuple(keys for _, keys in asked)


def tell_deleted(connection: apsw.Connection, row: Row) -> None:
    """Say that a session is gone for good."""
    _tell(connection, row, _DELETED, None)


def tell_merged(connection: apsw.Connection, row: Row, into: bytes) -> None:
    """Say that a session went into another."""
    _tell(connection, row, _MERGED, into)


def tell_place(connection: apsw.Connection, old: Row | None, new: Row) -> None:
    """Say where a session is to be seen from this change of it on; `old` is its row so far, where it has one.

    Where it was until now is kept if somebody could see it there who may not see it here. Whoever can see it is told of
    it as it is: what was told of its going no longer holds for them.
    """
    if old is not None:
        if (old.account, old.customer, old.involved) == (new.account, new.customer, new.involved):
            return
        if not _holds(new, old):
            _keep(connection, new.changed, _LEFT, old, None)
    elif connection.execute("SELECT 1 FROM gone WHERE id = ? LIMIT 1", (new.id,)).fetchone() is None:
        return
    connection.execute(f"DELETE FROM gone WHERE {_HELD}", (new.id, *_place(new)))  # noqa: S608 - ours
    connection.execute("UPDATE gone SET kind = ?, into_id = NULL WHERE id = ?", (_LEFT, new.id))


def _place(row: Row) -> tuple[int, int, str]:
    return row.account, row.customer, json.dumps(row.touched)


def _holds(here: Row, there: Row) -> bool:
    """Whether everybody who could see a session there can see it here, whatever limits they have."""
    same = here.account == there.account and there.customer in (0, here.customer)
    return same and set(there.touched) <= set(here.touched)


def _tell(connection: apsw.Connection, row: Row, kind: int, into: bytes | None) -> None:
    _keep(connection, numbers(connection), kind, row, into)


def _keep(connection: apsw.Connection, number: int, kind: int, row: Row, into: bytes | None) -> None:
    kept = (number, kind, row.id, into, *_place(row))
    connection.execute("INSERT INTO gone VALUES (?, ?, ?, ?, ?, ?, ?)", kept)


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
    """Forget what was gone up to the last mark made before a time, and make a mark now and then; how many.

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


def _reach(connection: apsw.Connection, number: int) -> int:
    """How far one answer looks: past LOOKED_AT changed sessions or as many that are gone, or to the end."""
    reached = latest(connection)
    for source, column in (("session INDEXED BY session_changed", "changed"), ("gone", "number")):
        sql = f"SELECT {column} FROM {source} WHERE {column} > ? ORDER BY {column} LIMIT 1 OFFSET ?"  # noqa: S608 - ours
        found = connection.execute(sql, (number, LOOKED_AT - 1)).fetchone()
        reached = reached if found is None else min(reached, int(found[0]))
    return reached


def _changed(connection: apsw.Connection, number: int, end: int, seen: Visible, most: int) -> Iterator[Found]:
    clause, parameters = seen.clause("s", _TOUCHED)
    sql = f"""SELECT s.changed, s.id, s.n FROM session AS s INDEXED BY session_changed
              WHERE s.changed > ? AND s.changed <= ? AND {clause} ORDER BY s.changed LIMIT ?"""  # noqa: S608 - ours
    for changed, kept, n in connection.execute(sql, (number, end, *parameters, most)):
        yield Found(number=changed, kind=ChangeKind.changed, session_id=id_text(kept), n=n)


def _gone(connection: apsw.Connection, number: int, end: int, seen: Visible, most: int) -> Iterator[Found]:
    """What is gone from where it was seen, and is not seen at a place where it was later, or is now."""
    (was, parameters), (later, _), (now, _) = (
        seen.clause(row, touches) for row, touches in (("g", _WAS_TOUCHED), ("f", _WAS_TOUCHED), ("s", _TOUCHED))
    )
    sql = f"""SELECT g.number, g.kind, g.id, g.into_id FROM gone AS g WHERE g.number > ? AND g.number <= ? AND {was}
              AND NOT EXISTS (SELECT 1 FROM gone AS f WHERE f.id = g.id AND f.number > g.number AND {later})
              AND NOT EXISTS (SELECT 1 FROM session AS s WHERE s.id = g.id AND {now})
              ORDER BY g.number LIMIT ?"""  # noqa: S608 - ours
    for told, kind, kept, into in list(connection.execute(sql, (number, end, *parameters * 3, most))):
        survivor = _survivor(connection, into, seen) if kind == _MERGED else None
        # What it went into may be out of sight; then it is gone, and no more is said.
        shown = ChangeKind.deleted if kind == _MERGED and survivor is None else _KINDS[kind]
        yield Found(number=told, kind=shown, session_id=id_text(kept), into=survivor)


def _survivor(connection: apsw.Connection, into: bytes, seen: Visible) -> str | None:
    """The id of what a session went into, or of what that went into since, where it may be seen."""
    clause, parameters = seen.clause("s", _TOUCHED)
    sql = f"""SELECT s.id FROM session AS s
              WHERE s.id = coalesce((SELECT session FROM alias WHERE id = ?1), ?1) AND {clause}"""  # noqa: S608 - ours
    found = connection.execute(sql, (into, *parameters)).fetchone()
    return None if found is None else id_text(found[0])
