"""What a role lets somebody do and what their limits let them see, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
_MOST_NAMED = 3


def role_of(user: UserInfo) -> Role:
    """The role of a user, who has one."""
    return user.roles[0] if user.roles else Role.User


def limits_of(user: UserInfo) -> str:
    """What a user may see, in a few words."""
    accounts = "Everything" if user.all_accounts else _listed(user.account_names)
    further = [
        f"only {len(ids)} {one if len(ids) == 1 else many}"
        for ids, one, many in (
            (user.customer_ids, "customer", "customers"),
            (user.endpoint_ids, "endpoint", "endpoints"),
        )
        if ids is not None
    ]
    return ", ".join([accounts or "Nothing", *further])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown
