"""Who asks, in which role, and what they may see."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What an actor may do; names as the API page gives them."""

    SystemAdministrator = "SystemAdministrator"
    Manager = "Manager"
    Customer = "Customer"
    User = "User"


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What an actor may see: a session is in scope when it passes all three tests.

    - `accounts`: None is every account (a platform-wide actor); else the session's account must be one of these.
      Ids mean those accounts alone, not the accounts below them.
    - `customers`: None is no limit; else a customer of the session's breadcrumb must be one of these.
    - `endpoints`: None is no limit; else an endpoint the session touched (its own, the one that answered, a
      member's) must be one of these.

    An empty set is a limit too: it sees nothing.
    """

    accounts: frozenset[str] | None
    customers: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None

    @property
    def platform_wide(self) -> bool:
        """Whether every account is in scope."""
        return self.accounts is None


EVERYTHING = Scope(accounts=None)


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks; `id` is unique within its kind: `user`, `key`, `hook`, `cli` (the command line) or `nobody`.

    `until` is when what they showed lets in no more (aware UTC); None is never, or a password.
    """

    kind: str
    id: str
    name: str
    email: str | None = None
    role: Role
    scope: Scope
    until: datetime | None = None

    @property
    def administers_everything(self) -> bool:
        """Whether this is an administrator whom no account, customer or endpoint limits."""
        return self.role is Role.SystemAdministrator and self.scope == EVERYTHING


# Who asks when nobody is signed in: it sees nothing.
NOBODY = Actor(kind="nobody", id="", name="", role=Role.User, scope=Scope(accounts=frozenset()))
