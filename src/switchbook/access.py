"""Who may come in: passwords, keys and hooks as they are made and proven, what each may see, a brake on guessing."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import TypeVar

import argon2
import msgspec

from switchbook.errors import BadRequest, TooManyRequests
from switchbook.model.actor import Actor, Role, Scope
from switchbook.model.directory import Directory
from switchbook.stores.contract_people import ApiKey, Hook, Login, User

T = TypeVar("T")

# How many passwords are hashed at the same time: each hash costs 19 MB and a processor for some 40 ms.
AT_ONCE = 2
# How long a name and password that were proven right need no new proof; clients send them with every request.
PROVEN_FOR = timedelta(minutes=5)
KEY_PREFIX = "sb_"

# The least that OWASP's password storage advice allows for argon2id.
_HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_TURNS = threading.BoundedSemaphore(AT_ONCE)
_MINUTE = timedelta(minutes=1)
_REMEMBERED_AT_MOST = 10_000
_LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def hash_password(password: str) -> str:
    """The argon2id hash to keep of a password. Waits while AT_ONCE others are hashed."""
    with _TURNS:
        return _HASHER.hash(_raw(password))


def password_matches(password: str, password_hash: str | None) -> bool:
    """Whether the hash is of this password. None, for an unknown user, takes as long and never matches."""
    kept = password_hash or _hash_of_nobody()
    with _TURNS:
        try:
            _HASHER.verify(kept, _raw(password))
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return password_hash is not None


class ProvenPairs:
    """Names and passwords proven right a short while ago, kept only as digests under a key of this process."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._proven: dict[bytes, tuple[str, datetime]] = {}

    def remember(self, name: str, password: str, password_hash: str, now: datetime) -> None:
        """Take note that this pair was proven against this hash."""
        with self._lock:
            _make_room(self._proven, now)
            self._proven[self._digest(name, password)] = (password_hash, now + PROVEN_FOR)

    def fresh(self, name: str, password: str, now: datetime) -> bool:
        """Whether this pair was proven lately, against whatever hash was kept then."""
        with self._lock:
            _, until = self._proven.get(self._digest(name, password), ("", now))
        return until > now

    def holds(self, name: str, password: str, password_hash: str, now: datetime) -> bool:
        """Whether this pair was proven lately against this very hash; a pair of an older password is dropped."""
        digest = self._digest(name, password)
        with self._lock:
            proven, until = self._proven.get(digest, ("", now))
            if until > now and hmac.compare_digest(proven, password_hash):
                return True
            self._proven.pop(digest, None)
        return False

    def _digest(self, name: str, password: str) -> bytes:
        return hmac.digest(self._key, _mark(name.lower()) + _raw(password), "sha256")


class FailedLogins:
    """Counts wrong passwords by whatever they have in common (a user's name, an address) and asks for a pause."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._lock = threading.Lock()
        self._failed: dict[bytes, tuple[int, datetime]] = {}

    def check(self, marks: Iterable[str], now: datetime) -> None:
        """Raise TooManyRequests where one of these marks has failed too often within a minute."""
        with self._lock:
            counted = [self._failed.get(_mark(mark), (0, now)) for mark in marks]
        waits = [until - now for count, until in counted if count >= self._per_minute and until > now]
        if waits:
            seconds = int(max(waits).total_seconds()) + 1
            raise TooManyRequests("Too many failed logins; try again later", retry_after=seconds)

    def count(self, marks: Iterable[str], now: datetime) -> None:
        """Take note of one wrong password under each of these marks."""
        with self._lock:
            _make_room(self._failed, now)
            for mark in map(_mark, marks):
                count, until = self._failed.get(mark, (0, now))
                fails = count + 1 if until > now else 1
                # A minute runs from the first failure; the one that is too many starts the minute of refusal.
                ends = now + _MINUTE if fails == 1 or fails >= self._per_minute else until
                self._failed[mark] = (fails, ends)


def actor_of_user(user: User, directory: Directory) -> Actor:
    """Who asks when this user is signed in."""
    scope = scope_of(user, directory)
    return Actor(kind="user", id=user.id, name=user.name, email=user.email, role=user.role, scope=scope)


def actor_of_key(key: ApiKey, directory: Directory) -> Actor:
    """Who asks when this key is shown."""
    return Actor(kind="key", id=key.id, name=key.name, role=key.role, scope=scope_of(key, directory), until=key.expires)


def scope_of(limited: User | ApiKey, directory: Directory) -> Scope:
    """What a user or key may see. Only a SystemAdministrator sees what nothing names.

    Who names no accounts but customers or endpoints is limited to the accounts these belong to.
    """
    accounts, customers, endpoints = limited.accounts, limited.customers, limited.endpoints
    if limited.role is Role.Customer and customers is None:
        customers = frozenset()
    if limited.role is Role.User and endpoints is None:
        endpoints = frozenset()
    if accounts is None and limited.role is not Role.SystemAdministrator:
        named = [*map(directory.customers.get, customers or ()), *map(directory.endpoints.get, endpoints or ())]
        accounts = frozenset(known.account_id for known in named if known is not None)
    return Scope(accounts=accounts, customers=customers, endpoints=endpoints)


def new_user(
    email: str,
    name: str,
    role: Role,
    password: str,
    accounts: Iterable[str] | None = None,
    customers: Iterable[str] | None = None,
    endpoints: Iterable[str] | None = None,
    first_name: str | None = None,
    last_name: str | None = None,
) -> User:
    """A user to be put into the store. Raises BadRequest when the address or the password is none."""
    email = email.strip()
    if not is_address(email):
        raise BadRequest.of_field("email", f"{email!r} is not an e-mail address")
    if not password:
        raise BadRequest.of_field("password", "a password cannot be empty")
    return User(
        id=_new_id(),
        email=email,
        name=name.strip() or email,
        role=role,
        password_hash=hash_password(password),
        first_name=first_name,
        last_name=last_name,
        accounts=_set(accounts),
        customers=_set(customers),
        endpoints=_set(endpoints),
    )


def is_address(email: str) -> bool:
    """Whether this text could be an e-mail address to sign in with."""
    local, _, domain = email.partition("@")
    return bool(local and domain) and email.isprintable() and " " not in email


def new_key(
    name: str,
    role: Role,
    accounts: Iterable[str] | None = None,
    customers: Iterable[str] | None = None,
    endpoints: Iterable[str] | None = None,
    expires: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key to be put into the store, and its secret, which is shown once and kept nowhere."""
    secret = _new_secret()
    key = ApiKey(
        id=_new_id(),
        name=name,
        role=role,
        digest=digest_of(secret),
        accounts=_set(accounts),
        customers=_set(customers),
        endpoints=_set(endpoints),
        expires=expires,
    )
    return key, secret


def with_new_secret(key: ApiKey, old_until: datetime) -> tuple[ApiKey, str]:
    """The key with another secret, and that secret; the one it has is good until a time."""
    secret = _new_secret()
    return msgspec.structs.replace(key, digest=digest_of(secret), old_digest=key.digest, old_until=old_until), secret


def new_hook(
    source: str, account_id: str, secret: str, *, time_zone: str | None = None, region: str | None = None
) -> Hook:
    """A hook to be put into the store. Raises BadRequest when the secret is empty, which anybody could sign with."""
    secrets_now = (_hook_secret(secret),)
    return Hook(
        id=_new_id(), source=source, account_id=account_id, secrets=secrets_now, time_zone=time_zone, region=region
    )


def rotated(hook: Hook, secret: str) -> Hook:
    """The hook with one more secret; the one it has goes on to be good. Raises BadRequest when that cannot be."""
    if len(hook.secrets) > 1:
        raise BadRequest.of_field("secret", "this hook has two secrets already; finish that rotation first")
    if secret in hook.secrets:
        raise BadRequest.of_field("secret", "this hook has that secret already")
    return msgspec.structs.replace(hook, secrets=(*hook.secrets, _hook_secret(secret)))


def rotation_finished(hook: Hook) -> Hook:
    """The hook with its newest secret alone. Raises BadRequest when it has no other."""
    if len(hook.secrets) == 1:
        raise BadRequest.of_field("secret", "this hook has one secret; there is no rotation to finish")
    return msgspec.structs.replace(hook, secrets=hook.secrets[-1:])


def _hook_secret(secret: str) -> str:
    if not secret:
        raise BadRequest.of_field("secret", "a hook needs a secret")
    return secret


def new_login(user: User, user_name: str, *, permanent: bool, expires: datetime) -> tuple[Login, str]:
    """A login session to be put into the store, and its id, which only the client keeps."""
    session_id = new_session_id()
    login = Login(
        digest=digest_of(session_id),
        user_id=user.id,
        user_name=user_name,
        permanent=permanent,
        expires=expires,
        password_digest=digest_of(user.password_hash),
    )
    return login, session_id


def login_holds(login: Login, user: User | None, now: datetime) -> bool:
    """Whether a login is not over: by time, by a new password, or because its user may no longer come in."""
    if user is None or user.disabled or login.expires <= now:
        return False
    return hmac.compare_digest(login.password_digest, digest_of(user.password_hash))


def new_session_id() -> str:
    """Twenty characters nobody can guess; letters and digits only, which every client hands back unchanged."""
    return "".join(secrets.choice(_LETTERS_AND_DIGITS) for _ in range(20))


def digest_of(secret: str) -> bytes:
    """What is kept of a secret too long to be guessed: its SHA-256."""
    return hashlib.sha256(_raw(secret)).digest()


@cache
def _hash_of_nobody() -> str:
    return hash_password(secrets.token_urlsafe())


def _make_room(kept: dict[bytes, tuple[T, datetime]], now: datetime) -> None:
    """Forget what is over, then the oldest, so that a stream of made-up names cannot fill the memory."""
    if len(kept) < _REMEMBERED_AT_MOST:
        return
    for digest in [digest for digest, (_, until) in kept.items() if until <= now]:
        del kept[digest]
    while len(kept) >= _REMEMBERED_AT_MOST:
        del kept[next(iter(kept))]


def _mark(mark: str) -> bytes:
    return hashlib.blake2b(_raw(mark), digest_size=16).digest()


def _raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _new_secret() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(30)


def _new_id() -> str:
    return secrets.token_hex(12)


def _set(ids: Iterable[str] | None) -> frozenset[str] | None:
    return None if ids is None else frozenset(ids)
