"""What is wrong in the directory of an account, found from a snapshot."""

from __future__ import annotations

import pytest

from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.directory_check import problems

GOOD = Account(id="a1", name="One")
OTHER = Account(id="a2", name="Two", parent_account_id="a1", twilio_account_sid="AC1")


def customer(own: str, above: str | None = None, account: str = "a1", reference: str | None = None) -> Customer:
    """A customer of the account in question, unless another is named."""
    return Customer(id=own, account_id=account, name=own, parent_customer_id=above, reference_id=reference)


def endpoint(own: str, **facts: str) -> Endpoint:
    """An endpoint of the account in question."""
    return Endpoint(id=own, account_id="a1", name=own, **facts)  # type: ignore[arg-type] # any text member


def found(account: Account, *records: Account | Customer | Endpoint) -> list[tuple[str, str]]:
    """What is wrong with an account, where these are too: the record, and the problem."""
    every = (account, OTHER, *records)
    directory = Directory(
        [each for each in every if isinstance(each, Account)],
        [each for each in every if isinstance(each, Customer)],
        [each for each in every if isinstance(each, Endpoint)],
    )
    return [(f"{each.record} {each.record_id}", each.problem) for each in problems(directory, account)]


def test_nothing_is_wrong_where_all_is_right() -> None:
    tree = (customer("c1", reference="r"), customer("c2", "c1"), customer("c3", account="a2", reference="r"))
    lines = (endpoint("e1", customer_id="c2", address="+15035551234"), endpoint("e2", address="101"))

    assert found(GOOD, *tree, *lines) == []


@pytest.mark.parametrize(
    ("account", "problem"),
    [
        (Account(id="a1", name="", parent_account_id="gone"), "The account above it does not exist"),
        (Account(id="a1", name="", parent_account_id="a2"), "It lies below itself"),
        (Account(id="a1", name="", parent_account_id="a1"), "It lies below itself"),
        (Account(id="a1", name="", twilio_account_sid="AC1"), "Another account has the same Twilio account"),
    ],
)
def test_what_is_wrong_with_an_account(account: Account, problem: str) -> None:
    assert found(account) == [("account a1", problem)]


@pytest.mark.parametrize(
    ("records", "wrong"),
    [
        ([customer("c1", "gone")], [("c1", "The customer above it does not exist")]),
        (
            [customer("c1", "c9"), customer("c9", account="a2")],
            [("c1", "The customer above it belongs to another account")],
        ),
        ([customer("c1", "c1")], [("c1", "It lies below itself")]),
        (
            [customer("c1", "c2"), customer("c2", "c1")],
            [(each, "It lies below itself") for each in ("c1", "c2")],
        ),
        (
            [customer("c2", reference="r"), customer("c1", reference="r")],
            [(each, "Another customer has the same reference id") for each in ("c1", "c2")],
        ),
    ],
)
def test_what_is_wrong_with_customers(records: list[Customer], wrong: list[tuple[str, str]]) -> None:
    assert found(GOOD, *records) == [(f"customer {own}", problem) for own, problem in wrong]


@pytest.mark.parametrize(
    ("records", "wrong"),
    [
        ([endpoint("e1", customer_id="gone")], [("e1", "Its customer does not exist")]),
        (
            [endpoint("e1", customer_id="c9"), customer("c9", account="a2")],
            [("e1", "Its customer belongs to another account")],
        ),
        (
            [endpoint("e1", address="+15035551234"), endpoint("e2", phone_number="+1 503 555 1234")],
            [
                ("e1", "Another endpoint has its address +15035551234"),
                ("e2", "Another endpoint has its address +1 503 555 1234"),
            ],
        ),
        (
            [endpoint("e1", reference_id="r"), endpoint("e2", reference_id="r")],
            [(each, "Another endpoint has the same reference id") for each in ("e1", "e2")],
        ),
    ],
)
def test_what_is_wrong_with_endpoints(records: list[Endpoint], wrong: list[tuple[str, str]]) -> None:
    assert found(GOOD, *records) == [(f"endpoint {own}", problem) for own, problem in wrong]


def test_more_phone_numbers_than_are_allowed() -> None:
    account = Account(id="a1", name="", max_phone_numbers=1)

    assert found(account, endpoint("e1"), endpoint("e2", type="User")) == []
    assert found(account, endpoint("e1"), endpoint("e2")) == [("account a1", "It has 2 phone numbers; 1 are allowed")]
