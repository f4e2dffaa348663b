"""Where the changes stand: the numbers that are given, and the positions that followers keep."""

from __future__ import annotations

import apsw

from switchbook.model.actor import Scope
from switchbook.stores.contract_changes import Position
from switchbook.stores.sqlite.connection import generation


def numbers(connection: apsw.Connection, count: int = 1) -> int:
    """The first of so many new numbers."""
    sql = "UPDATE meta SET value = value + ? WHERE name = 'change' RETURNING value"
    last: int = connection.execute(sql, (count,)).get
    return last - count + 1


def latest(connection: apsw.Connection) -> int:
    """The number of the latest change."""
    number: int = connection.execute("SELECT value FROM meta WHERE name = 'change'").get
    return number


def told(connection: apsw.Connection, position: Position) -> str:
    """The position as a follower keeps it: it names the book too, and is never taken for another book's."""
    return f"{generation(connection):x}-{position.written()}"


def current(connection: apsw.Connection) -> str:
    """The position of the latest change, the same for everybody."""
    return f"{generation(connection):x}-{latest(connection)}"


def read(connection: apsw.Connection, text: str | None, scope: Scope, regrouped: int) -> Position:
    """The position of somebody of this scope; the beginning of one who has none.

    `regrouped` is the number at which sessions last came into the scope, or left it, without a change of their own.
    Raises PositionExpired when what came after it is no longer known.
    """
    book, _, rest = (text or "").partition("-")
    ours = text is None or book == f"{generation(connection):x}"
    # What is none of ours is read as what is none of any book.
    position = Position.read(None if text is None else rest if ours else "", latest(connection), scope)
    horizon: int = connection.execute("SELECT value FROM meta WHERE name = 'change_horizon'").get
    position.require(horizon, regrouped)
    return position
