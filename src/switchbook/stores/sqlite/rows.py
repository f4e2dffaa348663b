"""The narrow row of a session and the rows that follow from it: built from a session, put in and taken out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import apsw
import msgspec

from switchbook.model.lifecycle import EPOCH, millis
from switchbook.model.matching import fold
from switchbook.model.session import Session
from switchbook.stores.sqlite.keys import Keys, id_bytes, id_text

DAY_MS = 86_400_000
# Days of a period of the rollup.
PERIOD_DAYS = 28


class Row(NamedTuple):
    """A row of table `session`, column by column."""

    shelf: int
    account: int
    created: int
    n: int
    id: bytes
    customer: int
    endpoint: int
    from_address: int
    to_address: int
    from_name: int
    answered_by_name: int
    parent: bytes | None
    completed: int | None
    modified: int | None
    outcome: str | None
    channel: int
    direction: int
    call_state: int
    ended: int
    was_missed: int
    line_count: int
    letters: int
    involved: bytes
    changed: int

    @property
    def day(self) -> int:
        """The UTC day it is counted on."""
        return self.created // DAY_MS

    def involvements(self) -> list[tuple[int, int, int, int, int, int]]:
        """Its rows of table `involved`."""
        place = (self.shelf, self.account, self.created, self.n)
        return [(endpoint, int(endpoint == self.endpoint), *place) for endpoint in self.touched]

    @property
    def texts(self) -> tuple[int, int, int, int]:
        """The keys of its addresses and names."""
        return self.from_address, self.to_address, self.from_name, self.answered_by_name

    @property
    def touched(self) -> list[int]:
        """The keys of the endpoints that had a part in it."""
        touched: list[int] = msgspec.msgpack.decode(self.involved)
        return touched


COLUMNS = ", ".join(Row._fields)
_PLACES = ", ".join("?" * len(Row._fields))
_INSERT = f"INSERT INTO session ({COLUMNS}) VALUES ({_PLACES})"  # noqa: S608 - names of ours
_BY_ID = f"SELECT {COLUMNS} FROM session WHERE id = ?"  # noqa: S608 - names of ours


class Outline(msgspec.Struct, frozen=True, array_like=True):
    """What a row needs of a session before it has a number and keys. Times in milliseconds."""

    account: str
    created: int
    id: bytes
    customer: str | None
    endpoint: str | None
    from_address: str | None
    to_address: str | None
    from_name: str | None
    answered_by_name: str | None
    parent: bytes | None
    completed: int | None
    modified: int | None
    outcome: str | None
    channel: int
    direction: int
    call_state: int
    ended: int
    was_missed: int
    involved: list[str]


def outline(session: Session) -> Outline:
    """The outline of a session. Pure."""
    return Outline(
        account=session.account_id,
        created=millis(session.date_created),
        id=id_bytes(session.id),
        customer=session.customer_id,
        endpoint=session.endpoint_id,
        from_address=session.from_address,
        to_address=session.to_address,
        from_name=session.from_name,
        answered_by_name=session.answered_by_name,
        parent=None if session.parent_session_id is None else id_bytes(session.parent_session_id),
        completed=None if session.date_completed is None else millis(session.date_completed),
        modified=None if session.date_last_modified is None else millis(session.date_last_modified),
        outcome=None if session.outcome is None else fold(session.outcome),
        channel=int(session.channel),
        direction=int(session.direction),
        call_state=int(session.call_state),
        ended=int(session.ended),
        was_missed=int(session.was_missed),
        involved=sorted(session.involved_endpoints()),
    )


def build(drawn: Outline, *, n: int, shelf: int, line_count: int, letters: int, changed: int, keys: Keys) -> Row:
    """The row of an outlined session whose number is `n`; `changed` is the number of this change of it."""
    return Row(
        shelf=shelf,
        account=keys.account(drawn.account),
        created=drawn.created,
        n=n,
        id=drawn.id,
        customer=keys.customer(drawn.customer),
        endpoint=keys.endpoint(drawn.endpoint),
        from_address=keys.address(drawn.from_address),
        to_address=keys.address(drawn.to_address),
        from_name=keys.address(drawn.from_name),
        answered_by_name=keys.address(drawn.answered_by_name),
        parent=drawn.parent,
        completed=drawn.completed,
        modified=drawn.modified,
        outcome=drawn.outcome,
        channel=drawn.channel,
        direction=drawn.direction,
        call_state=drawn.call_state,
        ended=drawn.ended,
        was_missed=drawn.was_missed,
        line_count=line_count,
        letters=letters,
        involved=msgspec.msgpack.encode(sorted(map(keys.endpoint, drawn.involved))),
        changed=changed,
    )


def first_millis(moment: datetime) -> int:
    """The first whole millisecond that is not before this time."""
    return -((EPOCH - moment) // timedelta(milliseconds=1))


def by_id(connection: apsw.Connection, session_id: str) -> Row | None:
    """The row of a session."""
    found = connection.execute(_BY_ID, (id_bytes(session_id),)).fetchone()
    return None if found is None else Row(*found)


def resolved(connection: apsw.Connection, session_id: str) -> str:
    """The id of the session that this id is an alias of, or itself."""
    found = connection.execute("SELECT session FROM alias WHERE id = ?", (id_bytes(session_id),)).fetchone()
    return session_id if found is None else id_text(found[0])


def insert(connection: apsw.Connection, rows: Sequence[Row]) -> None:
    """Put rows in, with their involvements, and count them."""
    connection.executemany(_INSERT, rows)
    involvements = [involvement for row in rows for involvement in row.involvements()]
    connection.executemany("INSERT INTO involved VALUES (?, ?, ?, ?, ?, ?)", involvements)
    _count(connection, rows, 1)


def delete(connection: apsw.Connection, row: Row) -> None:
    """Take a row out, with its involvements, and count it off."""
    place = (row.shelf, row.account, row.created, row.n)
    connection.execute("DELETE FROM session WHERE shelf = ? AND account = ? AND created = ? AND n = ?", place)
    sql = "DELETE FROM involved WHERE endpoint = ? AND own = ? AND shelf = ? AND account = ? AND created = ? AND n = ?"
    connection.executemany(sql, row.involvements())
    _count(connection, (row,), -1)


def retire(connection: apsw.Connection, row: Row) -> None:
    """Take a row out for good: its number is never given to another, which a stream half read would show instead."""
    delete(connection, row)
    sql = "INSERT INTO meta VALUES ('retired', ?1) ON CONFLICT (name) DO UPDATE SET value = max(value, ?1)"
    connection.execute(sql, (row.n,))


def replace(connection: apsw.Connection, old: Row, new: Row) -> None:
    """Put a row in the place of an old one of the same session; nothing is written where nothing differs."""
    if old == new:
        return
    moved = old[:4] != new[:4] or old.endpoint != new.endpoint or old.involved != new.involved
    if moved:
        delete(connection, old)
        insert(connection, (new,))
        return
    changed = [name for name, before, after in zip(Row._fields, old, new, strict=True) if before != after]
    assignments = ", ".join(f"{name} = ?" for name in changed)
    sql = f"UPDATE session SET {assignments} WHERE shelf = ? AND account = ? AND created = ? AND n = ?"  # noqa: S608
    connection.execute(sql, (*(getattr(new, name) for name in changed), *new[:4]))


def next_number(connection: apsw.Connection) -> int:
    """A number above that of every session there ever was."""
    sql = "SELECT max(n) FROM (SELECT max(n) AS n FROM session UNION ALL SELECT value FROM meta WHERE name = 'retired')"
    highest: int | None = connection.execute(sql).get
    return (highest or 0) + 1


def _count(connection: apsw.Connection, rows: Iterable[Row], by: int) -> None:
    """Change the rollup of each account and of all (account 0) by so many sessions a row."""
    days: Mapping[tuple[int, int, int], int] = Counter(
        place for row in rows for place in ((row.shelf, row.account, row.day), (row.shelf, 0, row.day))
    )
    periods: dict[tuple[int, int, int], int] = {}
    for (shelf, account, day), sessions in days.items():
        place = (shelf, account, day // PERIOD_DAYS)
        periods[place] = periods.get(place, 0) + sessions
    for table, span, counted in (("rollup", "day", days), ("rollup_period", "period", periods)):
        connection.executemany(
            f"""INSERT INTO {table} VALUES (?, ?, ?, ?)
                ON CONFLICT (shelf, account, {span}) DO UPDATE SET sessions = sessions + excluded.sessions""",  # noqa: S608
            [(*place, by * sessions) for place, sessions in sorted(counted.items())],
        )
        if by < 0:
            sql = f"DELETE FROM {table} WHERE shelf = ? AND account = ? AND {span} = ? AND sessions = 0"  # noqa: S608
            connection.executemany(sql, list(counted))
