"""What in the directory of one account contradicts itself, or can do nothing: purely, from a snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from switchbook.model.directory import Account, Customer, Directory, Endpoint


class Problem(msgspec.Struct, frozen=True):
    """Something wrong with a record: its kind as the audit trail names it, its id, and what is wrong."""

    record: str
    record_id: str
    problem: str


def problems(directory: Directory, account: Account) -> Iterator[Problem]:
    """Everything wrong with an account and what the directory has in it: accounts, customers, endpoints, in order."""
    yield from _of_account(directory, account)
    customers = [each for each in directory.customers.values() if each.account_id == account.id]
    references = Counter(each.reference_id for each in customers)
    for customer in sorted(customers, key=lambda each: each.id):
        yield from _of_customer(directory, customer, references)
    endpoints = [each for each in directory.endpoints.values() if each.account_id == account.id]
    references = Counter(each.reference_id for each in endpoints)
    for endpoint in sorted(endpoints, key=lambda each: each.id):
        yield from _of_endpoint(directory, endpoint, references)
    numbers = sum(each.type == "PhoneNumber" for each in endpoints)
    if account.max_phone_numbers is not None and numbers > account.max_phone_numbers:
        yield Problem("account", account.id, f"It has {numbers} phone numbers; {account.max_phone_numbers} are allowed")


def below_itself(directory: Directory, record: Account | Customer) -> bool:
    """Whether a record of a tree is, by some way, above itself."""
    if isinstance(record, Account):
        top = directory.accounts.get(next(iter(directory.account_ancestors(record.id)), record.id))
        return top is not None and top.parent_account_id in directory.accounts
    path = directory.breadcrumb(record.id)
    return bool(path) and path[0].parent_customer_id in directory.customers


def _of_account(directory: Directory, account: Account) -> Iterator[Problem]:
    if account.parent_account_id is not None and account.parent_account_id not in directory.accounts:
        yield Problem("account", account.id, "The account above it does not exist")
    if below_itself(directory, account):
        yield Problem("account", account.id, "It lies below itself")
    others = [each for each in directory.accounts.values() if each.id != account.id]
    if account.twilio_account_sid and any(each.twilio_account_sid == account.twilio_account_sid for each in others):
        yield Problem("account", account.id, "Another account has the same Twilio account")


def _of_customer(directory: Directory, customer: Customer, references: Counter[str | None]) -> Iterator[Problem]:
    parent = directory.customers.get(customer.parent_customer_id or "")
    if customer.parent_customer_id is not None and parent is None:
        yield Problem("customer", customer.id, "The customer above it does not exist")
    if parent is not None and parent.account_id != customer.account_id:
        yield Problem("customer", customer.id, "The customer above it belongs to another account")
    if below_itself(directory, customer):
        yield Problem("customer", customer.id, "It lies below itself")
    if customer.reference_id is not None and references[customer.reference_id] > 1:
        yield Problem("customer", customer.id, "Another customer has the same reference id")


def _of_endpoint(directory: Directory, endpoint: Endpoint, references: Counter[str | None]) -> Iterator[Problem]:
    customer = directory.customers.get(endpoint.customer_id or "")
    if endpoint.customer_id is not None and customer is None:
        yield Problem("endpoint", endpoint.id, "Its customer does not exist")
    if customer is not None and customer.account_id != endpoint.account_id:
        yield Problem("endpoint", endpoint.id, "Its customer belongs to another account")
    if endpoint.reference_id is not None and references[endpoint.reference_id] > 1:
        yield Problem("endpoint", endpoint.id, "Another endpoint has the same reference id")
    for address in endpoint.addresses:
        if any(each.id != endpoint.id for each in directory.endpoints_of(endpoint.account_id, address)):
            yield Problem("endpoint", endpoint.id, f"Another endpoint has its address {address}")
