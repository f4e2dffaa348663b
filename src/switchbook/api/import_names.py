"""Which record each row of an import is, and which records it names: by id, or by what another system calls them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from switchbook.api.types_directory import AccountRow, CustomerRow, EndpointRow, Row
from switchbook.errors import BadRequest, Conflict
from switchbook.model.directory import Account, Customer, Directory, Endpoint

Record = Account | Customer | Endpoint
R = TypeVar("R", Account, Customer, Endpoint)

# Ids travel in paths and in lists with commas.
_ID = re.compile(r"[A-Za-z0-9._~-]{1,64}")


class Names:
    """The records of a directory and of the rows of an import into it, by id and by reference id."""

    def __init__(self, directory: Directory, new_id: Callable[[], str]) -> None:
        self._directory = directory
        self._new_id = new_id
        self._ids: dict[str, str] = {}
        # By kind and account (none for accounts) and reference id.
        self._called: dict[tuple[type[Row], str | None, str], str] = {
            **{(AccountRow, None, called): each.id for called, each in _referred(directory.accounts)},
            **{(CustomerRow, each.account_id, called): each.id for called, each in _referred(directory.customers)},
            **{(EndpointRow, each.account_id, called): each.id for called, each in _referred(directory.endpoints)},
        }
        # The account of every customer and endpoint, and which rows are of which record.
        self._accounts_of: dict[tuple[type[Row], str], str] = {
            **{(CustomerRow, each.id): each.account_id for each in directory.customers.values()},
            **{(EndpointRow, each.id): each.account_id for each in directory.endpoints.values()},
        }
        self._rows: dict[tuple[type[Row], str], str] = {}

    def record_of(self, at: str, row: Row) -> Record | None:
        """The record that a row is of; None for a new one. Raises BadRequest and Conflict.

        Rows of accounts are to be told first: those of others may name them.
        """
        account_id = None if isinstance(row, AccountRow) else self._account_of_row(row)
        called = (type(row), account_id, row.reference_id or "")
        own = row.id or self._called.get(called)
        if own is None:
            if not row.reference_id:
                raise BadRequest("id or referenceId is wanted: which record it is")
            own = self._new_id()
        kind = (type(row), own)
        if kind in self._rows:
            raise Conflict(f"It is the same record as that of {self._rows[kind]}")
        before = self._known(row).get(own)
        if before is None:
            self.refuse_id(row.id)
        self._rows[kind] = at
        self._ids[at] = own
        if row.reference_id:
            self._called.setdefault(called, own)
        if account_id is not None:
            self._accounts_of[kind] = account_id
        return before

    def refuse_id(self, record_id: str | None) -> None:
        """Raise BadRequest for a new record's id that could not be asked for."""
        if record_id and not _ID.fullmatch(record_id):
            raise BadRequest("An id is of at most 64 letters, digits, and any of . _ ~ -")

    def taken_over(self, endpoint: Endpoint, own: str) -> None:
        """A new endpoint takes the place of the one with this id."""
        self._accounts_of[EndpointRow, own] = endpoint.account_id
        if endpoint.reference_id:
            self._called[EndpointRow, endpoint.account_id, endpoint.reference_id] = own

    def id_of(self, at: str) -> str:
        """The id of the record that the row standing there is of."""
        return self._ids[at]

    def account_of(self, kind: type[Row], record_id: str) -> str:
        """The account of a customer or endpoint that is known."""
        return self._accounts_of[kind, record_id]

    def account(self, account_id: str | None, reference_id: str | None) -> str | None:
        """The account that two members name, one of them or both; None where they name none. Raises BadRequest."""
        found = self._called.get((AccountRow, None, reference_id or "")) if reference_id else None
        if reference_id and found is None:
            raise BadRequest(f"there is no account with the reference id '{reference_id}'")
        if account_id and account_id not in self._directory.accounts and (AccountRow, account_id) not in self._rows:
            raise BadRequest(f"there is no account '{account_id}'")
        return _same(account_id or None, found)

    def customer(self, account_id: str, customer_id: str | None, reference_id: str | None) -> str | None:
        """The customer of this account that two members name; None where they name none. Raises BadRequest."""
        found = self._called.get((CustomerRow, account_id, reference_id or "")) if reference_id else None
        if reference_id and found is None:
            raise BadRequest(f"there is no customer with the reference id '{reference_id}' in this account")
        if customer_id and self._accounts_of.get((CustomerRow, customer_id)) != account_id:
            raise BadRequest(f"there is no customer '{customer_id}' in this account")
        return _same(customer_id or None, found)

    def called(self, kind: type[Row], accounts: Collection[str | None], reference_id: str) -> str:
        """The record of this kind that another system calls so, in one of these accounts. Raises BadRequest."""
        found = {self._called.get((kind, each, reference_id)) for each in accounts} - {None}
        what = kind.__name__.removesuffix("Row").lower()
        if len(found) != 1:
            problem = f"there are several {what}s" if found else f"there is no {what}"
            raise BadRequest(f"{problem} with the reference id '{reference_id}'")
        return found.pop() or ""

    def _account_of_row(self, row: CustomerRow | EndpointRow) -> str:
        """The account that the record of a row belongs to. Raises BadRequest and Conflict."""
        named = self.account(row.account_id, row.account_reference_id)
        kept = self._accounts_of.get((type(row), row.id or ""))
        if kept is not None and named not in (None, kept):
            raise Conflict("It belongs to another account, and there it stays")
        if kept is None and named is None:
            raise BadRequest("accountId or accountReferenceId is wanted: the account that it belongs to")
        return kept or named or ""

    def _known(self, row: Row) -> Mapping[str, Record]:
        if isinstance(row, AccountRow):
            return self._directory.accounts
        return self._directory.customers if isinstance(row, CustomerRow) else self._directory.endpoints


def _referred(records: Mapping[str, R]) -> list[tuple[str, R]]:
    return [(each.reference_id, each) for each in records.values() if each.reference_id]


def _same(one: str | None, other: str | None) -> str | None:
    if one is not None and other is not None and one != other:
        raise BadRequest("The id and the reference id name two different records")
    return one or other
