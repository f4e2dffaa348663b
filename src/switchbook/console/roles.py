"""What a role lets somebody do, in words."""

from __future__ import annotations

from collections.abc import Mapping

from switchbook.api.types import UserInfo
from switchbook.model.actor import Role

NAMES: Mapping[Role, str] = {
    Role.SystemAdministrator: "Administrator",
    Role.Manager: "Manager",
    Role.Customer: "Customer",
    Role.User: "User",
}
MEANINGS: Mapping[Role, str] = {
    Role.SystemAdministrator: "may do everything with what they see, accounts and how long sessions are kept too.",
    Role.Manager: "keeps customers, endpoints, users, keys and hooks, and sees and handles sessions.",
    Role.Customer: "sees sessions, and keeps customers and endpoints.",
    Role.User: "sees and handles sessions.",
}


def role_of(user: UserInfo) -> Role:
    """The role of a user, who has one."""
    return user.roles[0] if user.roles else Role.User
