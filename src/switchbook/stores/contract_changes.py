"""What a store tells of changes: the values of the feed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from switchbook.errors import PositionExpired
from switchbook.model.actor import EVERYTHING, Scope


class ChangeKind(StrEnum):
    """What a change did: the session is now as shown, was deleted, went into another, or left the scope it was in."""

    changed = "changed"
    deleted = "deleted"
    merged = "merged"
    left = "left"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """The latest change of one session. `document` is the session as it is now, `into` what a merged one went into."""

    position: str
    kind: ChangeKind
    session_id: str
    document: bytes | None = None
    into: str | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Changes in order of arrival. Asking again after `next` misses none; `has_more` says that it is worth it now.

    `latest` is what `Store.position` was: there is nothing new for as long as it is that.
    """

    items: Sequence[Change]
    next: str
    has_more: bool
    latest: str


class Position(msgspec.Struct, frozen=True):
    """Up to which change somebody has been told all, and which was the latest when it began with none.

    Nothing that was gone by then was ever told to it as being there. `scope` is a mark of what it may see, empty where
    that is everything.
    """

    number: int
    began: int
    scope: str = ""

    @classmethod
    def read(cls, text: str | None, latest: int, scope: Scope) -> Position:
        """Back from `written`, for somebody of this scope, in a book with this latest change.

        One without a text begins now, and so does one who has been told of nothing yet. Raises PositionExpired when it
        is none of this book, or was told to one who saw something else; a number alone is everybody's.
        """
        number, _, more = ("0" if text is None else text).partition(".")
        began, _, seen = more.partition(".")
        parts = [int(part) if _is_number(part) else -1 for part in (number, began or number)]
        if not all(0 <= part <= latest for part in parts):
            raise PositionExpired("this position is none of this book: begin anew, without a position")
        if more and seen != mark_of(scope):
            raise PositionExpired("what you may see has changed since: begin anew, without a position")
        return cls(parts[0], parts[1] if parts[0] else latest, mark_of(scope))

    def at(self, number: int) -> Position:
        """The same at another change."""
        return Position(number, self.began, self.scope)

    def written(self) -> str:
        """The position as text: its number alone where the rest matters no more to who sees everything.

        When it was begun matters until all is told that there was then: what is gone may be forgotten meanwhile.
        """
        if self.scope:
            return f"{self.number}.{self.began}.{self.scope}"
        return f"{self.number}.{self.began}" if self.began > self.number else f"{self.number}"

    def require(self, horizon: int, regrouped: int) -> None:
        """Raise PositionExpired unless what came after it is known.

        `horizon` is the number up to which it was forgotten what is gone; `regrouped` is that at which sessions last
        came into the scope or left it without a change of their own.
        """
        if max(self.number, self.began) < horizon:
            raise PositionExpired("what came after this position is no longer known: begin anew, without a position")
        if self.began < regrouped:
            raise PositionExpired("customers were moved in the tree you see: begin anew, without a position")


def mark_of(scope: Scope) -> str:
    """A short text that tells what may be seen from anything else; empty for everything."""
    if scope == EVERYTHING:
        return ""
    limits = [None if ids is None else sorted(ids) for ids in (scope.accounts, scope.customers, scope.endpoints)]
    return hashlib.blake2s(msgspec.json.encode(limits), digest_size=4).hexdigest()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
