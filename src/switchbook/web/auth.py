"""Who asks: the credentials a request shows, and the actor they stand for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date, datetime

import anyio.to_thread
import msgspec
from starlette.requests import Request

from switchbook.access import (
    AT_ONCE,
    FailedLogins,
    ProvenPairs,
    actor_of_key,
    actor_of_user,
    digest_of,
    login_holds,
    password_matches,
)
from switchbook.errors import Forbidden, NotAuthenticated, NotFound, WrongPassword
from switchbook.model.actor import Actor
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import User
from switchbook.web.cookies import SessionIds, session_ids
from switchbook.web.incoming import address_of

Clock = Callable[[], datetime]


class Basic(msgspec.Struct, frozen=True):
    """A user name and password, or a key as user name without a password, and the address they come from."""

    name: str
    password: str
    address: str


class Bearer(msgspec.Struct, frozen=True):
    """An API key, or the id of a login session."""

    secret: str


Credentials = Basic | Bearer | SessionIds


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who proved who they are; `user_name` is as typed, `session_id` that of a login session."""

    actor: Actor
    user_name: str
    session_id: str | None = None


def credentials_of(request: Request) -> Credentials | None:
    """What the request shows; an `Authorization` header of a kind we know outranks session ids."""
    scheme, _, value = request.headers.get("authorization", "").strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return Bearer(value.strip())
        case "basic":
            return _basic(value.strip(), address_of(request))
    ids = session_ids(request.headers.getlist("cookie"), request.headers)
    return ids if ids.shown else None


def _basic(encoded: str, address: str) -> Basic | Bearer:
    try:
        name, colon, password = base64.b64decode(encoded, validate=True).decode("utf-8", "replace").partition(":")
    except (binascii.Error, ValueError):
        colon = ""
    return Basic(name, password, address) if colon else Bearer("")


class Gate:
    """Lets in who can prove to be a user or to hold a key.

    `signed_in` and `prove` ask the store and may hash a password: call them in a worker thread.
    """

    def __init__(self, store: Store, failed_logins_per_minute: int, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._proven = ProvenPairs()
        self._failed = FailedLogins(failed_logins_per_minute)
        self._used: dict[str, date] = {}
        # Those who wait for their turn at hashing wait here, not on the threads that answer questions.
        self._hashing = anyio.CapacityLimiter(AT_ONCE)

    async def prove_apart(self, credentials: Credentials | None) -> None:
        """Do the slow part of `signed_in`, if there is one, where it keeps nobody else waiting. Raises the same."""
        match credentials:
            case Basic(name, password) if password and not self._proven.fresh(name, password, self._clock()):
                await self.prove_in_turn(credentials)

    async def prove_in_turn(self, shown: Basic) -> User:
        """`prove` on a thread of its own kind."""
        return await anyio.to_thread.run_sync(self.prove, shown, limiter=self._hashing)

    def signed_in(self, credentials: Credentials | None) -> SignedIn | None:
        """Who these credentials stand for; None for no credentials and for a login session that is over.

        Raises NotAuthenticated, NotFound or Forbidden for a key that is unknown, revoked or expired, and what
        `prove` raises.
        """
        match credentials:
            case Bearer(secret):
                shown = self._by_key(secret) or self._by_session(SessionIds(secret, None, remembered=False))
                if shown is None:
                    raise NotAuthenticated("Not Authenticated")
                return shown
            case Basic(name=secret, password=""):
                keyed = self._by_key(secret)
                if keyed is None:
                    raise NotFound("ApiKey does not exist")
                return keyed
            case Basic(name):
                user = _enabled(self._store.user(name))
                if user is None or not self._holds(credentials, user):
                    user = self.prove(credentials)
                return SignedIn(actor=self._actor(user), user_name=name)
            case SessionIds():
                return self._by_session(credentials)
        return None

    def prove(self, shown: Basic) -> User:
        """The user of this name and password. Raises WrongPassword, or TooManyRequests after too many of those."""
        now = self._clock()
        marks = (f"user {shown.name.lower()}", f"address {shown.address}")
        self._failed.check(marks, now)
        user = _enabled(self._store.user(shown.name))
        # A hash is made for an unknown user too: how long it takes must not tell who there is.
        if not password_matches(shown.password, None if user is None else user.password_hash) or user is None:
            self._failed.count(marks, now)
            raise WrongPassword("Invalid Username or Password")
        self._proven.remember(shown.name, shown.password, user.password_hash, now)
        return user

    def _holds(self, shown: Basic, user: User) -> bool:
        return self._proven.holds(shown.name, shown.password, user.password_hash, self._clock())

    def _by_key(self, secret: str) -> SignedIn | None:
        digest = digest_of(secret)
        key = self._store.key(digest) if secret else None
        if key is None:
            return None
        if key.revoked:
            raise Forbidden("This API key has been revoked")
        if digest != key.digest and (key.old_until is None or key.old_until <= self._clock()):
            raise Forbidden("This API key has another secret now")
        if key.expires is not None and key.expires <= self._clock():
            raise Forbidden("This API key has expired")
        self._note_use(key.id)
        return SignedIn(actor=actor_of_key(key, self._store.directory()), user_name=key.name)

    def _note_use(self, key_id: str) -> None:
        """Have it kept that a key was used today, once a day; nobody waits for that."""
        today = self._clock().date()
        if self._used.get(key_id) != today:
            self._used[key_id] = today
            self._store.write(lambda ledger: ledger.note_key_used(key_id, today))

    def _by_session(self, ids: SessionIds) -> SignedIn | None:
        for session_id in ids.shown:
            login = self._store.login(digest_of(session_id))
            user = None if login is None else self._store.user_by_id(login.user_id)
            if login is not None and user is not None and login_holds(login, user, self._clock()):
                actor = msgspec.structs.replace(self._actor(user), until=login.expires)
                return SignedIn(actor=actor, user_name=login.user_name, session_id=session_id)
        return None

    def _actor(self, user: User) -> Actor:
        return actor_of_user(user, self._store.directory())


def _enabled(user: User | None) -> User | None:
    """The user, unless they may no longer come in."""
    return None if user is None or user.disabled else user
