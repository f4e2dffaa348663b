"""What one row of the table of operations holds, and who is who among the roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from switchbook.api.context import Context
from switchbook.api.types import secret_members
from switchbook.model.actor import Role
from switchbook.model.answer import Answer, Nothing

# Who needs a role at all; the original's pages name these sets.
ADMINISTRATORS = (Role.SystemAdministrator,)
STAFF = (Role.SystemAdministrator, Role.Manager)
KEEPERS = (Role.SystemAdministrator, Role.Manager, Role.Customer)
# The original asks for the role User here; those who may do more may do this too.
OPERATORS = (Role.SystemAdministrator, Role.Manager, Role.User)


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation. Routes, permission checks, metadata and docs derive from its row.

    `route` has path parameters in braces, named as the members of `request` are on the wire; `also` are further routes.
    `roles` are those of
    which the actor needs one; empty means anybody signed in. `answer` is the type as documented, `Nothing` where there
    is no answer; `lists` says that it is a list of them. The handler answers with ready documents. It blocks: call it
    in a thread. `needs_actor` False means that nobody need be signed in.
    """

    name: str
    verb: str
    route: str
    roles: tuple[Role, ...]
    request: type[msgspec.Struct]
    answer: type[msgspec.Struct] = Nothing
    lists: bool = False
    summary: str
    handler: Callable[[Any, Context], Answer]
    needs_actor: bool = True
    also: tuple[str, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether it does no more than tell what may be told again, and so may come in batches, from any page."""
        return self.verb == "GET" and not secret_members(self.answer)
