"""Hooks, when each was last called, and how far files have been taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.model.lifecycle import millis, moment
from switchbook.stores.contract import Bookmark
from switchbook.stores.contract_people import Delivery, Hook


def put_hook(connection: apsw.Connection, hook: Hook) -> None:
    """Keep a hook, or replace the one of this id."""
    connection.execute("INSERT OR REPLACE INTO hook VALUES (?, ?)", (hook.id, msgspec.json.encode(hook)))


def drop_hook(connection: apsw.Connection, hook_id: str) -> None:
    """Forget a hook and when it was last called."""
    connection.execute("DELETE FROM hook WHERE id = ?", (hook_id,))
    connection.execute("DELETE FROM hook_delivery WHERE hook = ?", (hook_id,))


def hook(connection: apsw.Connection, hook_id: str) -> Hook | None:
    """The hook of an id."""
    row = connection.execute("SELECT record FROM hook WHERE id = ?", (hook_id,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Hook)


def hooks(connection: apsw.Connection) -> Sequence[Hook]:
    """Every hook, in order of id."""
    records = connection.execute("SELECT record FROM hook ORDER BY id")
    return [msgspec.json.decode(record, type=Hook) for (record,) in records]


def note_delivery(connection: apsw.Connection, hook_id: str, received: datetime, *, quarantined: bool) -> None:
    """Keep when something last came through a hook, and whether any of it could not be read."""
    sql = """INSERT INTO hook_delivery (hook, last, quarantined) VALUES (?, ?, ?)
             ON CONFLICT (hook) DO UPDATE SET last = excluded.last, quarantined = excluded.quarantined
             WHERE excluded.last >= last"""
    connection.execute(sql, (hook_id, millis(received), quarantined))


def last_deliveries(connection: apsw.Connection) -> Mapping[str, Delivery]:
    """What last came through each hook."""
    return {
        hook_id: Delivery(at=moment(last), quarantined=None if quarantined is None else bool(quarantined))
        for hook_id, last, quarantined in connection.execute("SELECT hook, last, quarantined FROM hook_delivery")
    }


def bookmark(connection: apsw.Connection, path: str, source: str, account_id: str) -> Bookmark | None:
    """How far a file has been taken."""
    sql = "SELECT offset, trace FROM bookmark WHERE path = ? AND source = ? AND account = ?"
    row = connection.execute(sql, (path, source, account_id)).fetchone()
    if row is None:
        return None
    return Bookmark(path=path, source=source, account_id=account_id, offset=row[0], trace=row[1])


def put_bookmark(connection: apsw.Connection, kept: Bookmark) -> None:
    """Keep a bookmark, or replace the one of its file, source and account."""
    row = (kept.path, kept.source, kept.account_id, kept.offset, kept.trace)
    connection.execute("INSERT OR REPLACE INTO bookmark VALUES (?, ?, ?, ?, ?)", row)


def drop_bookmark(connection: apsw.Connection, path: str, source: str, account_id: str) -> None:
    """Forget how far a file has been taken."""
    connection.execute("DELETE FROM bookmark WHERE path = ? AND source = ? AND account = ?", (path, source, account_id))
