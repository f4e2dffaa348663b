"""What an actor may grant: nobody gives, sees or changes more than they have themselves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from switchbook.access import scope_of
from switchbook.api.scoping import Visible
from switchbook.api.types import Ids
from switchbook.errors import BadRequest, FieldError, Forbidden
from switchbook.model.actor import Actor, Role, Scope
from switchbook.model.directory import Customer, Directory, Endpoint
from switchbook.stores.contract_people import ApiKey, User

# An element of a list of limits that lifts the limit. An empty list lifts none: typed clients send those unasked.
NO_LIMIT = "*"
# The roles that a holder of each may give.
GRANTED: Mapping[Role, frozenset[Role]] = {
    Role.SystemAdministrator: frozenset(Role),
    Role.Manager: frozenset({Role.Manager, Role.Customer, Role.User}),
    Role.Customer: frozenset({Role.Customer}),
    Role.User: frozenset({Role.User}),
}


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """A role and limits, as a user or key has them; None is no limit of that kind (but see `access.scope_of`)."""

    role: Role
    accounts: frozenset[str] | None = None
    customers: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None


class Grants:
    """What this actor has, and so may give, see in others and change in them."""

    def __init__(self, actor: Actor, directory: Directory) -> None:
        self._actor = actor
        self._directory = directory
        self.visible = Visible(directory, actor.scope)
        limit = actor.scope.customers
        self._customers = None if limit is None else directory.customer_subtree(limit)

    def holds(self, limited: User | ApiKey) -> bool:
        """Whether this user or key has nothing that the actor has not."""
        return self._excess(limited) is None

    def refuse_excess(self, limited: User | ApiKey) -> None:
        """Raise Forbidden, naming the member at fault, where this user or key would have more than the actor has."""
        field = self._excess(limited)
        if field is not None:
            message = "You may not give more than you have yourself"
            raise Forbidden(message, errors=(FieldError(Forbidden.code, field, message),))

    def limits(
        self,
        role: Role,
        account_ids: Collection[str],
        customer_ids: Collection[str],
        endpoint_ids: Collection[str],
        before: User | ApiKey | None = None,
    ) -> Limits:
        """The limits that a write names, each id of them known and to be seen; empty is none of that kind.

        What was a limit before may stay one, though what it names is no more. Raises BadRequest and Forbidden, naming
        the member at fault.
        """
        kept = Limits(role=role) if before is None else before
        accounts = _new_checked(self.visible.accounts_named, account_ids, kept.accounts, "accountIds")
        customers = _new_checked(self.visible.customers_named, customer_ids, kept.customers, "customerIds")
        endpoints = _new_checked(self.visible.endpoints_named, endpoint_ids, kept.endpoints, "endpointIds")
        if accounts is None and role is not Role.SystemAdministrator:
            raise BadRequest.of_field("accountIds", f"accountIds are wanted for the role {role}")
        if accounts is not None:
            _refuse_strangers("customerIds", customers, self._directory.customers, accounts)
            _refuse_strangers("endpointIds", endpoints, self._directory.endpoints, accounts)
        return Limits(role=role, accounts=accounts, customers=customers, endpoints=endpoints)

    def _excess(self, limited: User | ApiKey) -> str | None:
        """The member by which these limits go beyond the actor's own; None where none does."""
        theirs, own = scope_of(limited, self._directory), self._actor.scope
        if limited.role not in GRANTED[self._actor.role]:
            return "role"
        if not _within(theirs.accounts, own.accounts):
            return "accountIds"
        if not _within(theirs.customers, self._customers):
            return "customerIds"
        return None if _within(theirs.endpoints, own.endpoints) else "endpointIds"


def shown_limits(scope: Scope, directory: Directory) -> dict[str, Any]:
    """What an answer says of a scope: its accounts by name (every one where there is no limit), and further limits."""
    accounts = directory.accounts
    ids = accounts.keys() if scope.accounts is None else scope.accounts
    # An account that the directory does not know is called by its id.
    named = sorted((accounts[each].name if each in accounts else each, each) for each in ids)
    return {
        "account_ids": tuple(account_id for _, account_id in named),
        "account_names": tuple(name for name, _ in named),
        "all_accounts": True if scope.accounts is None else None,
        "customer_ids": None if scope.customers is None else tuple(sorted(scope.customers)),
        "endpoint_ids": None if scope.endpoints is None else tuple(sorted(scope.endpoints)),
    }


def account_of(limited: User | ApiKey, before: User | ApiKey | None = None) -> str | None:
    """The account whose audit trail tells of a user or key: theirs if it is one, and no administrator's.

    Who sees the trail of an account may have less than an administrator has. Of a change it is the account of both.
    """
    told = {_account_of(each) for each in (limited, before) if each is not None}
    return told.pop() if len(told) == 1 else None


def _account_of(limited: User | ApiKey) -> str | None:
    if limited.role is Role.SystemAdministrator or limited.accounts is None or len(limited.accounts) != 1:
        return None
    return next(iter(limited.accounts))


def role_named(name: str | None, default: Role | None = None) -> Role:
    """The role of this name, in any case. Raises BadRequest that lists them."""
    wanted = (name or "").strip().lower()
    if not wanted and default is not None:
        return default
    for role in Role:
        if role.lower() == wanted:
            return role
    if not wanted:
        raise BadRequest.of_field("role", f"role is wanted: one of {', '.join(Role)}")
    raise BadRequest.of_field("role", f"role is one of {', '.join(Role)}, not '{name}'")


def changed_limit(given: Ids | None, kept: frozenset[str] | None) -> Collection[str]:
    """The ids that a limit is to have: those given, none where `*` lifts it, those it has where nothing is given."""
    named = ids_named(given)
    if not named:
        return kept or ()
    return () if NO_LIMIT in named else named


def ids_named(given: Ids | None) -> tuple[str, ...]:
    """The elements of a list that are not empty."""
    return tuple(each.strip() for each in given or () if each is not None and each.strip())


def _new_checked(
    named: Callable[[Collection[str], str], frozenset[str]],
    ids: Collection[str],
    kept: frozenset[str] | None,
    field: str,
) -> frozenset[str] | None:
    """These ids, those of them that are new checked; None where there are none."""
    old = (kept or frozenset()) & frozenset(ids)
    return named(frozenset(ids) - old, field) | old or None


def _refuse_strangers(
    field: str, ids: frozenset[str] | None, known: Mapping[str, Customer | Endpoint], accounts: frozenset[str]
) -> None:
    """Raise BadRequest for a customer or endpoint of another account than these: the limit would see nothing."""
    for each in sorted(ids or ()):
        if each in known and known[each].account_id not in accounts:
            raise BadRequest.of_field(field, f"'{each}' belongs to none of these accounts")


def _within(theirs: frozenset[str] | None, own: frozenset[str] | None) -> bool:
    """Whether a limit is no wider than the own. One that sees nothing is nobody's to see but who sees everything's."""
    return own is None or (theirs is not None and bool(theirs) and theirs <= own)
