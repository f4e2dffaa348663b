"""Users, keys and logins: small records kept as JSON under what they are looked up by."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

import apsw
import msgspec

from switchbook.errors import BadRequest
from switchbook.model.lifecycle import millis
from switchbook.stores.contract import ApiKey, Login, User

R = TypeVar("R", User, ApiKey, Login)


def put_user(connection: apsw.Connection, user: User) -> None:
    """Keep a user, or replace the one of this id. Raises BadRequest when another has the e-mail address."""
    other = connection.execute("SELECT 1 FROM user WHERE email = ? AND id <> ?", (user.email.lower(), user.id))
    if other.fetchone() is not None:
        raise BadRequest.of_field("email", f"somebody else signs in as {user.email}")
    sql = (
        "INSERT INTO user VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET email=excluded.email, record=excluded.record"
    )
    connection.execute(sql, (user.id, user.email.lower(), msgspec.json.encode(user)))


def put_key(connection: apsw.Connection, key: ApiKey) -> None:
    """Keep a key, or replace the one of this id."""
    connection.execute("DELETE FROM api_key WHERE id = ?", (key.id,))
    connection.execute("INSERT INTO api_key VALUES (?, ?, ?)", (key.digest, key.id, msgspec.json.encode(key)))


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


def key(connection: apsw.Connection, digest: bytes) -> ApiKey | None:
    """The key of a digest."""
    return _one(connection, ApiKey, "SELECT record FROM api_key WHERE digest = ?", digest)


def login(connection: apsw.Connection, digest: bytes) -> Login | None:
    """The login of a digest."""
    return _one(connection, Login, "SELECT record FROM login WHERE digest = ?", digest)


def has_users(connection: apsw.Connection) -> bool:
    """Whether any user is kept."""
    return connection.execute("SELECT 1 FROM user LIMIT 1").fetchone() is not None


def _one(connection: apsw.Connection, kind: type[R], sql: str, by: str | bytes) -> R | None:
    row = connection.execute(sql, (by,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=kind)
