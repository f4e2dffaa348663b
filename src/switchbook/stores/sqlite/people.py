"""Users, keys, hooks and logins: small records kept as JSON under what they are looked up by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

import apsw
import msgspec

from switchbook.errors import BadRequest
from switchbook.model.lifecycle import millis
from switchbook.stores.contract_people import ApiKey, Hook, Login, User
from switchbook.stores.sqlite import ways_in

_FIRST_DAY = date(1970, 1, 1)
R = TypeVar("R", User, ApiKey, Login)


class SqlitePeople:
    """See `contract_people.PeopleLedger` for every duty."""

    _connection: apsw.Connection

    def user(self, email: str) -> User | None:
        return user(self._connection, email)

    def user_by_id(self, user_id: str) -> User | None:
        return user_by_id(self._connection, user_id)

    def users(self) -> Sequence[User]:
        return users(self._connection)

    def put_user(self, user: User) -> None:
        put_user(self._connection, user)

    def drop_user(self, user_id: str) -> None:
        drop_user(self._connection, user_id)

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        return preferences(self._connection, user_id)

    def put_preference(self, user_id: str, name: str, value: bytes) -> None:
        self._connection.execute("INSERT OR REPLACE INTO preference VALUES (?, ?, ?)", (user_id, name, value))

    def drop_preference(self, user_id: str, name: str) -> None:
        self._connection.execute("DELETE FROM preference WHERE user = ? AND name = ?", (user_id, name))

    def key_by_id(self, key_id: str) -> ApiKey | None:
        return key_by_id(self._connection, key_id)

    def put_key(self, key: ApiKey) -> None:
        put_key(self._connection, key)

    def drop_key(self, key_id: str) -> None:
        drop_key(self._connection, key_id)
        self._connection.execute("DELETE FROM key_use WHERE key = ?", (key_id,))

    def note_key_used(self, key_id: str, day: date) -> None:
        sql = """INSERT INTO key_use (key, day) SELECT id, ? FROM api_key WHERE id = ? AND old = 0
                 ON CONFLICT (key) DO UPDATE SET day = max(day, excluded.day)"""
        self._connection.execute(sql, ((day - _FIRST_DAY).days, key_id))

    def hook(self, hook_id: str) -> Hook | None:
        return ways_in.hook(self._connection, hook_id)

    def hooks(self) -> Sequence[Hook]:
        return ways_in.hooks(self._connection)

    def put_hook(self, hook: Hook) -> None:
        ways_in.put_hook(self._connection, hook)

    def drop_hook(self, hook_id: str) -> None:
        ways_in.drop_hook(self._connection, hook_id)

    def put_login(self, login: Login, now: datetime) -> None:
        put_login(self._connection, login, now)

    def drop_login(self, digest: bytes) -> None:
        drop_login(self._connection, digest)


def put_user(connection: apsw.Connection, user: User) -> None:
    """Keep a user, or replace the one of this id. Raises BadRequest when another has the e-mail address."""
    other = connection.execute("SELECT 1 FROM user WHERE email = ? AND id <> ?", (user.email.lower(), user.id))
    if other.fetchone() is not None:
        raise BadRequest.of_field("email", f"somebody else signs in as {user.email}")
    sql = (
        "INSERT INTO user VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET email=excluded.email, record=excluded.record"
    )
    connection.execute(sql, (user.id, user.email.lower(), msgspec.json.encode(user)))


def drop_user(connection: apsw.Connection, user_id: str) -> None:
    """Forget a user and their preferences."""
    connection.execute("DELETE FROM user WHERE id = ?", (user_id,))
    connection.execute("DELETE FROM preference WHERE user = ?", (user_id,))


def preferences(connection: apsw.Connection, user_id: str) -> Mapping[str, bytes]:
    """The preferences of a user, in order of name."""
    return dict(connection.execute("SELECT name, value FROM preference WHERE user = ? ORDER BY name", (user_id,)))


def put_key(connection: apsw.Connection, key: ApiKey) -> None:
    """Keep a key, or replace the one of this id."""
    drop_key(connection, key.id)
    record = msgspec.json.encode(key)
    connection.execute("INSERT INTO api_key VALUES (?, ?, 0, ?)", (key.digest, key.id, record))
    if key.old_digest is not None:
        connection.execute("INSERT INTO api_key VALUES (?, ?, 1, ?)", (key.old_digest, key.id, record))


def drop_key(connection: apsw.Connection, key_id: str) -> None:
    """Forget a key, by both of its secrets."""
    connection.execute("DELETE FROM api_key WHERE id = ?", (key_id,))


def put_login(connection: apsw.Connection, login: Login, now: datetime) -> None:
    """Keep a login, and forget those that are over."""
    connection.execute("DELETE FROM login WHERE expires <= ?", (millis(now),))
    row = (login.digest, millis(login.expires), msgspec.json.encode(login))
    connection.execute("INSERT OR REPLACE INTO login VALUES (?, ?, ?)", row)


def drop_login(connection: apsw.Connection, digest: bytes) -> None:
    """Forget a login."""
    connection.execute("DELETE FROM login WHERE digest = ?", (digest,))


def user(connection: apsw.Connection, email: str) -> User | None:
    """The user of an e-mail address, in any case."""
    return _one(connection, User, "SELECT record FROM user WHERE email = ?", email.lower())


def user_by_id(connection: apsw.Connection, user_id: str) -> User | None:
    """The user of an id."""
    return _one(connection, User, "SELECT record FROM user WHERE id = ?", user_id)


def users(connection: apsw.Connection) -> Sequence[User]:
    """Every user, in order of id."""
    records = connection.execute("SELECT record FROM user ORDER BY id")
    return [msgspec.json.decode(record, type=User) for (record,) in records]


def key(connection: apsw.Connection, digest: bytes) -> ApiKey | None:
    """The key that has or had this digest."""
    return _one(connection, ApiKey, "SELECT record FROM api_key WHERE digest = ?", digest)


def key_by_id(connection: apsw.Connection, key_id: str) -> ApiKey | None:
    """The key of an id."""
    return _one(connection, ApiKey, "SELECT record FROM api_key WHERE id = ? AND old = 0", key_id)


def keys(connection: apsw.Connection) -> Sequence[ApiKey]:
    """Every key, in order of id."""
    records = connection.execute("SELECT record FROM api_key WHERE old = 0 ORDER BY id")
    return [msgspec.json.decode(record, type=ApiKey) for (record,) in records]


def last_used(connection: apsw.Connection) -> Mapping[str, date]:
    """The day on which each key was last used."""
    return {key: _FIRST_DAY + timedelta(days=day) for key, day in connection.execute("SELECT key, day FROM key_use")}


def login(connection: apsw.Connection, digest: bytes) -> Login | None:
    """The login of a digest."""
    return _one(connection, Login, "SELECT record FROM login WHERE digest = ?", digest)


def has_users(connection: apsw.Connection) -> bool:
    """Whether any user is kept."""
    return connection.execute("SELECT 1 FROM user LIMIT 1").fetchone() is not None


def _one(connection: apsw.Connection, kind: type[R], sql: str, by: str | bytes) -> R | None:
    row = connection.execute(sql, (by,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=kind)
