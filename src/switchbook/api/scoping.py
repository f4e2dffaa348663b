"""Which records of the directory an actor may see: the one place where a scope meets them.

A record that is not to be seen is answered as one that does not exist; an account that a request names is refused
alike whether it exists or not.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from switchbook.api.sessions import refuse_other_accounts
from switchbook.errors import BadRequest, Forbidden, NotFound
from switchbook.model.actor import Actor, Scope
from switchbook.model.directory import Account, Customer, Directory, Endpoint


class Visible:
    """The directory as far as a scope goes."""

    def __init__(self, directory: Directory, scope: Scope) -> None:
        self.directory = directory
        self._scope = scope
        limit = scope.customers
        self._customers = None if limit is None else directory.customer_subtree(limit)

    @property
    def narrowed(self) -> bool:
        """Whether the scope ends below whole accounts."""
        return self._customers is not None or self._scope.endpoints is not None

    def holds_account(self, account_id: str) -> bool:
        """Whether this account is in scope, if only a part of it."""
        return self._scope.accounts is None or account_id in self._scope.accounts

    def holds_customer(self, customer: Customer) -> bool:
        """Whether this customer is in scope."""
        return (
            self.holds_account(customer.account_id)
            and (self._customers is None or customer.id in self._customers)
            and (self._scope.endpoints is None or customer.id in self._customers_of_endpoints)
        )

    def holds_endpoint(self, endpoint: Endpoint) -> bool:
        """Whether this endpoint is in scope."""
        return (
            self.holds_account(endpoint.account_id)
            and (self._customers is None or endpoint.customer_id in self._customers)
            and (self._scope.endpoints is None or endpoint.id in self._scope.endpoints)
        )

    def account(self, account_id: str | None) -> Account:
        """The account of this id. Raises NotFound where there is none to be seen."""
        found = self.directory.accounts.get(account_id or "")
        if found is None or not self.holds_account(found.id):
            raise NotFound("Account not found")
        return found

    def account_kept(self, account_id: str | None) -> Account:
        """The account of this id, to be changed. Raises NotFound, and Forbidden where only a part of it is in scope."""
        found = self.account(account_id)
        if self.narrowed:
            raise Forbidden("You may see a part of this account only, so you may not change it")
        return found

    def customer(self, customer_id: str | None) -> Customer:
        """The customer of this id. Raises NotFound where there is none to be seen."""
        found = self.directory.customers.get(customer_id or "")
        if found is None or not self.holds_customer(found):
            raise NotFound("Customer not found")
        return found

    def customer_kept(self, customer_id: str | None) -> Customer:
        """The customer of this id, to be changed. Raises NotFound, and as `refuse_customers_kept`."""
        found = self.customer(customer_id)
        self.refuse_customers_kept()
        return found

    def refuse_customers_kept(self) -> None:
        """Raise Forbidden where the scope is certain endpoints: of their customers it holds but a part."""
        if self._scope.endpoints is not None:
            raise Forbidden("You may see certain endpoints alone, and so make and change no customers")

    def endpoint(self, endpoint_id: str | None) -> Endpoint:
        """The endpoint of this id. Raises NotFound where there is none to be seen."""
        found = self.directory.endpoints.get(endpoint_id or "")
        if found is None or not self.holds_endpoint(found):
            raise NotFound("Endpoint not found")
        return found

    def refuse_endpoints_made(self) -> None:
        """Raise Forbidden where the scope is these endpoints and no others: one made now would not be in it."""
        if self._scope.endpoints is not None:
            raise Forbidden("You may see certain endpoints alone, and so make none")

    def account_named(self, account_id: str | None) -> Account:
        """The account that `accountId` of a write names.

        Raises BadRequest where it names none, or none there is, Forbidden where it is outside the scope.
        """
        if not account_id:
            raise BadRequest.of_field("accountId", "accountId is wanted: the account that it is to belong to")
        refuse_other_accounts((account_id,), self._scope, "accountId")
        found = self.directory.accounts.get(account_id)
        if found is None:
            raise BadRequest.of_field("accountId", f"there is no account '{account_id}'")
        return found

    def accounts_named(self, account_ids: Collection[str], field: str) -> frozenset[str]:
        """The accounts that a list in a write names. Raises as `account_named` does, naming `field`."""
        named = frozenset(account_ids)
        refuse_other_accounts(tuple(sorted(named)), self._scope)
        for unknown in sorted(named - self.directory.accounts.keys()):
            raise BadRequest.of_field(field, f"there is no account '{unknown}'")
        return named

    def customers_named(self, customer_ids: Collection[str], field: str) -> frozenset[str]:
        """The customers that a list in a write names. Raises BadRequest where there is none such to be seen."""
        for each in customer_ids:
            found = self.directory.customers.get(each)
            if found is None or not self.holds_customer(found):
                raise BadRequest.of_field(field, f"there is no customer '{each}'")
        return frozenset(customer_ids)

    def endpoints_named(self, endpoint_ids: Collection[str], field: str) -> frozenset[str]:
        """The endpoints that a list in a write names. Raises BadRequest where there is none such to be seen."""
        for each in endpoint_ids:
            found = self.directory.endpoints.get(each)
            if found is None or not self.holds_endpoint(found):
                raise BadRequest.of_field(field, f"there is no endpoint '{each}'")
        return frozenset(endpoint_ids)

    def parent_named(self, customer_id: str | None, account_id: str, field: str = "customerId") -> str | None:
        """The customer that a member of a write names, in this account; empty or absent is none.

        Raises BadRequest where there is none such to be seen, Forbidden where the scope needs one and none is named.
        """
        if not customer_id:
            if self.narrowed:
                raise Forbidden(f"You may not make this without a customer of yours: name it in {field}")
            return None
        found = self.directory.customers.get(customer_id)
        if found is None or found.account_id != account_id or not self.holds_customer(found):
            raise BadRequest.of_field(field, f"there is no customer '{customer_id}' in this account")
        return customer_id

    def own_endpoints(self, actor: Actor) -> frozenset[str]:
        """The endpoints that are an actor's own.

        Those that limit the scope; where none do, those in scope that go by the actor's e-mail address, as a mailbox or
        as a client.
        """
        if self._scope.endpoints is not None:
            return self._scope.endpoints
        if not actor.email:
            return frozenset()
        known = self.directory.endpoints_of_mailbox(actor.email)
        return frozenset(each.id for each in known if self.holds_endpoint(each))

    @cached_property
    def _customers_of_endpoints(self) -> frozenset[str | None]:
        endpoints = self._scope.endpoints or frozenset()
        known = (self.directory.endpoints.get(each) for each in endpoints)
        return frozenset(each.customer_id for each in known if each is not None)
