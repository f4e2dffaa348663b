"""Rows of users in an import: whose each is, what it makes of them; and that somebody goes on to administer all."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from switchbook import access
from switchbook.api import users
from switchbook.api.granting import NO_LIMIT, Grants, ids_named, role_named
from switchbook.api.import_names import Names
from switchbook.api.import_steps import Step
from switchbook.api.types_directory import AccountRow, CustomerRow, EndpointRow, Row, UserRow
from switchbook.errors import BadRequest, Conflict, SwitchbookError
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.model.directory import Directory
from switchbook.stores.contract_people import User

# Who may do what a row says is whoever may import at all: an administrator of everything.
_IMPORTER = Actor(kind="import", id="", name="", role=Role.SystemAdministrator, scope=EVERYTHING)


def planned_users(
    rows: Sequence[UserRow],
    known: Sequence[User],
    names: Names,
    directory: Directory,
    new_id: Callable[[], str],
    password_hash: str,
) -> list[Step]:
    """What becomes of every row; `directory` is as it will be, new users have this hash of nobody's password."""
    people = _People(known, names, Grants(_IMPORTER, directory), new_id, password_hash)
    steps = [people.step(f"users[{index}]", row) for index, row in enumerate(rows)]
    after = {each.id: each for each in known}
    after |= {step.after.id: step.after for step in steps if isinstance(step.after, User)}
    if any(map(users.administers_everything, known)) and not any(map(users.administers_everything, after.values())):
        nobody = Conflict("Nobody would be left who administers everything")
        return [step.refused(nobody) if _was_administrator(step) else step for step in steps]
    return steps


def user_row(user: User, directory: Directory) -> UserRow:
    """The row that makes this user; accounts that follow from other limits are told as limits of their own."""
    accounts = access.scope_of(user, directory).accounts
    return UserRow(
        id=user.id,
        email_address=user.email,
        first_name=user.first_name,
        last_name=user.last_name,
        name=user.name,
        role=user.role.value,
        account_ids=_limit(accounts),
        customer_ids=_limit(user.customers),
        endpoint_ids=_limit(user.endpoints),
        disabled=user.disabled,
    )


class _People:
    """The users of a book and of the rows so far."""

    def __init__(
        self, known: Sequence[User], names: Names, grants: Grants, new_id: Callable[[], str], password_hash: str
    ) -> None:
        self._by_id = {each.id: each for each in known}
        self._by_email = {each.email.lower(): each.id for each in known}
        self._rows: dict[str, str] = {}
        self._names, self._grants = names, grants
        self._new_id, self._password_hash = new_id, password_hash

    def step(self, at: str, row: UserRow) -> Step:
        """What becomes of one row."""
        step = Step(at=at, row=row)
        try:
            own = row.id or self._by_email.get((row.email_address or "").strip().lower()) or self._new_id()
            if own in self._rows:
                raise Conflict(f"It is the same user as that of {self._rows[own]}")
            self._rows[own] = at
            step = msgspec.structs.replace(step, before=self._by_id.get(own))
            return msgspec.structs.replace(step, after=self._made(row, self._by_id.get(own), own))
        except SwitchbookError as wrong:
            return step.refused(wrong)

    def _made(self, row: UserRow, before: User | None, own: str) -> User:
        if before is None:
            self._names.refuse_id(row.id)
        email = before.email if before is not None and row.email_address is None else users.address(row.email_address)
        if self._by_email.setdefault(email.lower(), own) != own:
            raise Conflict(f"Somebody signs in as {email} already")
        base = before or User(id=own, email=email, name="", role=Role.User, password_hash=self._password_hash)
        changes: dict[str, Any] = {"email": email, "role": role_named(row.role, base.role)}
        if row.first_name is not None:
            changes["first_name"] = users.part(row.first_name, "firstName")
        if row.last_name is not None:
            changes["last_name"] = users.part(row.last_name, "lastName")
        if row.disabled is not None:
            changes["disabled"] = row.disabled
        made = msgspec.structs.replace(base, **changes)
        parts = " ".join(part for part in (made.first_name, made.last_name) if part)
        same = before is not None and (made.first_name, made.last_name) == (before.first_name, before.last_name)
        name = users.part(row.name, "name") or (made.name if same else parts or email)
        limits = self._grants.limits(made.role, *self._limits(row, base), base)
        return msgspec.structs.replace(made, name=name, **msgspec.structs.asdict(limits))

    def _limits(self, row: UserRow, base: User) -> tuple[Collection[str], Collection[str], Collection[str]]:
        """The ids that each limit is to have."""
        called = self._names.called
        references = [called(AccountRow, (None,), each) for each in ids_named(row.account_reference_ids)]
        accounts = _changed(row.account_ids, references, base.accounts)

        def inside(kind: type[Row], reference_ids: Sequence[str]) -> list[str]:
            return [called(kind, accounts, each) for each in reference_ids]

        customers = inside(CustomerRow, ids_named(row.customer_reference_ids))
        endpoints = inside(EndpointRow, ids_named(row.endpoint_reference_ids))
        return (
            accounts,
            _changed(row.customer_ids, customers, base.customers),
            _changed(row.endpoint_ids, endpoints, base.endpoints),
        )


def _changed(given: Sequence[str | None] | None, called: Sequence[str], kept: frozenset[str] | None) -> Collection[str]:
    """The ids of a limit: those given and those called so; none where `*` lifts it; where nothing is, those it has."""
    named = (*ids_named(tuple(given or ())), *called)
    if not named:
        return kept or ()
    if NO_LIMIT in named and len(named) > 1:
        raise BadRequest(f"{NO_LIMIT} is no limit, and stands alone")
    return () if NO_LIMIT in named else named


def _limit(ids: frozenset[str] | None) -> tuple[str, ...]:
    return (NO_LIMIT,) if ids is None else tuple(sorted(ids))


def _was_administrator(step: Step) -> bool:
    return isinstance(step.before, User) and users.administers_everything(step.before)
