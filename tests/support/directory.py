"""A small constructed directory: two accounts, one below the other, with customers in a tree and endpoints."""

from __future__ import annotations

from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.stores.contract import Ledger, Store

ACCOUNTS = (Account(id="a1", name="Acme"), Account(id="a2", name="Beta", parent_account_id="a1"))
CUSTOMERS = (
    Customer(id="c1", account_id="a1", name="Region North", reference_id="N"),
    Customer(id="c2", account_id="a1", name="Acme Dental", parent_customer_id="c1"),
    Customer(id="c3", account_id="a1", name="Acme Dental Lab", parent_customer_id="c2"),
    Customer(id="c4", account_id="a1", name="Öl & Söhne"),
    Customer(id="c5", account_id="a2", name="Beta Foods", reference_id="N"),
)
ENDPOINTS = (
    Endpoint(id="e1", account_id="a1", name="Front desk", customer_id="c2", address="+15035551234"),
    Endpoint(id="e2", account_id="a1", name="Lab", customer_id="c3", address="+15035551235"),
    Endpoint(id="e3", account_id="a2", name="Beta line", customer_id="c5", address="+4930123456"),
)


def put_directory(store: Store) -> None:
    """Put all of it into a store."""

    def work(ledger: Ledger) -> None:
        for account in ACCOUNTS:
            ledger.put_account(account)
        for customer in CUSTOMERS:
            ledger.put_customer(customer)
        for endpoint in ENDPOINTS:
            ledger.put_endpoint(endpoint)

    store.write(work).result()
