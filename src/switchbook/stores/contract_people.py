"""What a store does for who comes in: users, keys, hooks and login sessions, and what is kept of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

import msgspec

from switchbook.model.actor import Role
from switchbook.model.directory import Entity


class User(Entity, frozen=True, kw_only=True):
    """Somebody who signs in with a password. `email` is unique in lower case. Limits are those of `Scope`.

    `name` is the one to show, whether or not its parts are known.
    """

    email: str
    name: str
    role: Role
    password_hash: str
    first_name: str | None = None
    last_name: str | None = None
    accounts: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None
    disabled: bool = False


class ApiKey(Entity, frozen=True, kw_only=True):
    """A bearer key, kept as the SHA-256 of its secret.

    A key whose secret was changed goes on to be known by `old_digest`, that of the one before, until `old_until`.
    """

    name: str
    role: Role
    digest: bytes
    accounts: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None
    expires: datetime | None = None
    revoked: bool = False
    old_digest: bytes | None = None
    old_until: datetime | None = None


class Hook(Entity, frozen=True, kw_only=True):
    """A way in for a source. `secrets` holds one, or two while rotating; they sign payloads, so they are not hashed.

    `time_zone` (IANA) and `region` (two letters) hold for what comes through it and does not say them itself.
    """

    source: str
    account_id: str
    secrets: tuple[str, ...]
    time_zone: str | None = None
    region: str | None = None

    def __repr__(self) -> str:
        return f"Hook(id={self.id!r}, source={self.source!r}, account_id={self.account_id!r}, secrets=***)"


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """When something came through a hook, and whether any of it could not be read; None where that was not kept."""

    at: datetime
    quarantined: bool | None


class Login(msgspec.Struct, frozen=True, kw_only=True):
    """A login session, found by the SHA-256 of its id.

    `password_digest` is the SHA-256 of the password hash that the user had then: with another hash the login is over.
    One kept before there was such a digest has none, and is over too.
    """

    digest: bytes
    user_id: str
    user_name: str  # as typed
    permanent: bool
    expires: datetime
    password_digest: bytes = b""


class PeopleLedger(Protocol):
    """What is written of them."""

    def user(self, email: str) -> User | None:
        """The user who signs in with this e-mail address, in any case, as it is now."""

    def user_by_id(self, user_id: str) -> User | None:
        """The user of this id, as it is now."""

    def users(self) -> Sequence[User]:
        """Every user, in order of id, as it is now."""

    def put_user(self, user: User) -> None:
        """Keep a user, in place of the one with this id. Raises BadRequest when another has the e-mail address."""

    def drop_user(self, user_id: str) -> None:
        """Forget a user and their preferences; unknown ones are no error. Their logins are over by that."""

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        """The preferences of a user as they are now: the value of each as JSON, by name, in order of name."""

    def put_preference(self, user_id: str, name: str, value: bytes) -> None:
        """Keep a preference of a user, in place of the one of this name."""

    def drop_preference(self, user_id: str, name: str) -> None:
        """Forget a preference of a user; unknown ones are no error."""

    def key_by_id(self, key_id: str) -> ApiKey | None:
        """The key of this id, as it is now."""

    def put_key(self, key: ApiKey) -> None:
        """Keep a key, in place of the one with this id."""

    def drop_key(self, key_id: str) -> None:
        """Forget a key and when it was used; unknown ones are no error."""

    def note_key_used(self, key_id: str, day: date) -> None:
        """Keep that a key was used on a day (UTC), unless a later one is known; of an unknown key nothing is kept."""

    def hook(self, hook_id: str) -> Hook | None:
        """The hook of this id, as it is now."""

    def hooks(self) -> Sequence[Hook]:
        """Every hook, in order of id, as it is now."""

    def put_hook(self, hook: Hook) -> None:
        """Keep a hook, in place of the one with this id."""

    def drop_hook(self, hook_id: str) -> None:
        """Forget a hook, and when it was last called; unknown ones are no error. What came through it stays."""

    def put_login(self, login: Login, now: datetime) -> None:
        """Keep a login session, in place of the one with this digest; those that are over by now are forgotten."""

    def drop_login(self, digest: bytes) -> None:
        """Forget a login session; unknown ones are no error."""


class PeopleKept(Protocol):
    """What is read of them."""

    def user(self, email: str) -> User | None:
        """The user who signs in with this e-mail address, in any case."""

    def user_by_id(self, user_id: str) -> User | None:
        """The user of this id."""

    def users(self) -> Sequence[User]:
        """Every user, in order of id."""

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        """The preferences of a user: the value of each as JSON, by name, in order of name."""

    def has_users(self) -> bool:
        """Whether anybody can sign in yet."""

    def key(self, digest: bytes) -> ApiKey | None:
        """The key whose secret has this digest, or had it before it was changed."""

    def key_by_id(self, key_id: str) -> ApiKey | None:
        """The key of this id."""

    def api_keys(self) -> Sequence[ApiKey]:
        """Every key, in order of id."""

    def last_used(self) -> Mapping[str, date]:
        """The day (UTC) on which each key was last used, by the key's id; those that never were are not in it."""

    def hook(self, hook_id: str) -> Hook | None:
        """The hook of this id."""

    def hooks(self) -> Sequence[Hook]:
        """Every hook, in order of id."""

    def login(self, digest: bytes) -> Login | None:
        """The login session whose id has this digest."""
