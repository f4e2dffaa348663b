"""Users, keys, hooks and login sessions, in the book in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from switchbook.errors import BadRequest
from switchbook.stores.contract_people import ApiKey, Hook, Login, User
from switchbook.stores.memory_book import Book


class MemoryPeople:
    """See `contract_people.PeopleLedger` for every duty."""

    _book: Book

    def user(self, email: str) -> User | None:
        """The user who signs in with this e-mail address."""
        return user_of(self._book, email)

    def user_by_id(self, user_id: str) -> User | None:
        """The user of this id."""
        return self._book.users.get(user_id)

    def users(self) -> Sequence[User]:
        """Every user, in order of id."""
        return [user for _, user in sorted(self._book.users.items())]

    def put_user(self, user: User) -> None:
        """Put a user, or in place of the one with this id. Raises BadRequest when another has the e-mail address."""
        others = (other for other in self._book.users.values() if other.id != user.id)
        if any(other.email.lower() == user.email.lower() for other in others):
            raise BadRequest.of_field("email", f"somebody else signs in as {user.email}")
        self._book.users[user.id] = user

    def drop_user(self, user_id: str) -> None:
        """Forget a user and their preferences."""
        self._book.users.pop(user_id, None)
        for whose, name in list(self._book.preferences):
            if whose == user_id:
                self.drop_preference(user_id, name)

    def preferences(self, user_id: str) -> Mapping[str, bytes]:
        """The preferences of a user."""
        return preferences_of(self._book, user_id)

    def put_preference(self, user_id: str, name: str, value: bytes) -> None:
        """Put a preference, or in place of the one of this name."""
        self._book.preferences[user_id, name] = value

    def drop_preference(self, user_id: str, name: str) -> None:
        """Forget a preference."""
        self._book.preferences.pop((user_id, name), None)

    def key_by_id(self, key_id: str) -> ApiKey | None:
        """The key of this id."""
        return self._book.keys.get(key_id)

    def put_key(self, key: ApiKey) -> None:
        """Put a key, or in place of the one with this id."""
        self._book.keys[key.id] = key

    def drop_key(self, key_id: str) -> None:
        """Forget a key and when it was used."""
        self._book.keys.pop(key_id, None)
        self._book.last_used.pop(key_id, None)

    def note_key_used(self, key_id: str, day: date) -> None:
        """Keep that a key was used on a day."""
        if key_id in self._book.keys:
            self._book.last_used[key_id] = max(day, self._book.last_used.get(key_id, day))

    def hook(self, hook_id: str) -> Hook | None:
        """The hook of this id."""
        return self._book.hooks.get(hook_id)

    def hooks(self) -> Sequence[Hook]:
        """Every hook, in order of id."""
        return [hook for _, hook in sorted(self._book.hooks.items())]

    def put_hook(self, hook: Hook) -> None:
        """Put a hook, or in place of the one with this id."""
        self._book.hooks[hook.id] = hook

    def drop_hook(self, hook_id: str) -> None:
        """Forget a hook and when it was last called."""
        self._book.hooks.pop(hook_id, None)
        self._book.last_deliveries.pop(hook_id, None)

    def put_login(self, login: Login, now: datetime) -> None:
        """Put a login session, or in place of the one with this digest; forget those that are over."""
        kept = self._book.logins.items()
        self._book.logins = {digest: other for digest, other in kept if other.expires > now} | {login.digest: login}

    def drop_login(self, digest: bytes) -> None:
        """Forget a login session."""
        self._book.logins.pop(digest, None)


def user_of(book: Book, email: str) -> User | None:
    """The user who signs in with this e-mail address, in any case."""
    return next((user for user in book.users.values() if user.email.lower() == email.lower()), None)


def preferences_of(book: Book, user_id: str) -> Mapping[str, bytes]:
    """The preferences of a user, in order of name."""
    return {name: value for (whose, name), value in sorted(book.preferences.items()) if whose == user_id}
