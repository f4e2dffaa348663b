"""Every store: the directory, and names that show, sort and scope by what it says now."""

from __future__ import annotations

import msgspec
import pytest
from support.sessions import by, found, keep, session, shown

from switchbook.errors import Conflict
from switchbook.model.directory import Account, Customer, Directory, Endpoint
from switchbook.model.query import Shelf
from switchbook.stores.contract import Ledger, Store

ACCOUNT = Account(id="a1", name="One", parent_account_id="a0", twilio_account_sid="AC1")
CUSTOMER = Customer(id="c1", account_id="a1", name="Client", parent_customer_id="c0", reference_id="r")
ENDPOINT = Endpoint(id="e1", account_id="a1", name="Desk", type="User", customer_id="c1", address="+4930111")


def put(store: Store, *records: Account | Customer | Endpoint) -> None:
    def work(ledger: Ledger) -> None:
        for record in records:
            if isinstance(record, Account):
                ledger.put_account(record)
            elif isinstance(record, Customer):
                ledger.put_customer(record)
            else:
                ledger.put_endpoint(record)

    store.write(work).result()


def content(directory: Directory) -> tuple[object, ...]:
    return (dict(directory.accounts), dict(directory.customers), dict(directory.endpoints))


def test_a_new_directory_is_empty(store: Store) -> None:
    assert content(store.directory()) == ({}, {}, {})


def test_records_are_kept_whole(store: Store) -> None:
    bare = (
        Account(id="a2", name=""),
        Customer(id="c2", account_id="a2", name=""),
        Endpoint(id="e2", account_id="a2", name=""),
    )

    put(store, ACCOUNT, CUSTOMER, ENDPOINT, *bare)

    assert content(store.directory()) == (
        {"a1": ACCOUNT, "a2": bare[0]},
        {"c1": CUSTOMER, "c2": bare[1]},
        {"e1": ENDPOINT, "e2": bare[2]},
    )


def test_a_record_takes_the_place_of_the_one_with_its_id(store: Store) -> None:
    put(store, ACCOUNT, CUSTOMER, ENDPOINT)
    after = [msgspec.structs.replace(record, name="Other") for record in (ACCOUNT, CUSTOMER, ENDPOINT)]

    put(store, *after)

    assert content(store.directory()) == ({"a1": after[0]}, {"c1": after[1]}, {"e1": after[2]})


def test_the_version_changes_with_the_directory(store: Store) -> None:
    versions = [store.directory().version]
    for record in (ACCOUNT, CUSTOMER, ENDPOINT, msgspec.structs.replace(ENDPOINT, name="Other")):
        put(store, record)
        versions.append(store.directory().version)

    assert len(set(versions)) == 5
    keep(store, session(1))
    assert store.directory().version == versions[-1]


def test_a_work_sees_the_directory_it_writes(store: Store) -> None:
    def work(ledger: Ledger) -> list[str]:
        ledger.put_account(ACCOUNT)
        ledger.put_endpoint(ENDPOINT)
        endpoint = ledger.directory().endpoint_at("a1", "+4930111")
        return [*ledger.directory().accounts, endpoint.name if endpoint else "none"]

    assert store.write(work).result() == ["a1", "Desk"]


@pytest.mark.parametrize("shelf", list(Shelf), ids=lambda shelf: shelf.name)
def test_names_are_shown_as_the_directory_has_them_now(store: Store, shelf: Shelf) -> None:
    keep(store, session(1, customer_id="c1", endpoint_id="e1"), shelf=shelf)
    before = shown(store, 1, shelf)
    assert (before["accountId"], before["customerId"], before["endpointId"]) == ("a1", "c1", "e1")
    assert before["customerBreadcrumb"] == []
    assert not {"accountName", "customerName", "endpointName"} & before.keys()

    put(store, ACCOUNT, CUSTOMER, ENDPOINT, Customer(id="c0", account_id="a1", name='Ünter "der" Firma'))
    named = shown(store, 1, shelf)

    assert (named["accountName"], named["customerName"], named["endpointName"]) == ("One", "Client", "Desk")
    assert [step["name"] for step in named["customerBreadcrumb"]] == ['Ünter "der" Firma', "Client"]

    put(store, msgspec.structs.replace(CUSTOMER, name="Renamed", parent_customer_id=None))
    renamed = shown(store, 1, shelf)

    assert renamed["customerName"] == "Renamed"
    assert renamed["customerBreadcrumb"] == [{"id": "c1", "name": "Renamed"}]


def test_a_rename_sorts_at_once(store: Store) -> None:
    for number in (1, 2, 3):
        put(
            store,
            Account(id=f"a{number}", name=f"name {number}"),
            Customer(id=f"c{number}", account_id="a1", name=f"name {number}"),
            Endpoint(id=f"e{number}", account_id="a1", name=f"name {number}"),
        )
        keep(store, session(number, f"a{number}", customer_id=f"c{number}", endpoint_id=f"e{number}"))
    names = ("accountName", "customerName", "endpointName")
    assert [found(store, sort=by(name)) for name in names] == [[1, 2, 3]] * 3

    put(store, Account(id="a2", name="Z"), Customer(id="c2", account_id="a1", name="Z"))
    put(store, Endpoint(id="e2", account_id="a1", name="Z"))

    assert [found(store, sort=by(name)) for name in names] == [[1, 3, 2]] * 3
    assert [found(store, sort=by(name, descending=True)) for name in names] == [[2, 3, 1]] * 3


def test_a_customer_that_moves_is_found_where_it_is_now(store: Store) -> None:
    put(store, *(Customer(id=name, account_id="a1", name=name) for name in ("c1", "c2", "c3")))
    keep(store, session(1, customer_id="c3"))
    assert found(store, customers=frozenset({"c1"})) == []

    put(store, Customer(id="c3", account_id="a1", name="c3", parent_customer_id="c1"))
    assert found(store, customers=frozenset({"c1"})) == [1]

    put(store, Customer(id="c3", account_id="a1", name="c3", parent_customer_id="c2"))
    assert found(store, customers=frozenset({"c1"})) == []
    assert found(store, customers=frozenset({"c2"})) == [1]


def test_what_is_undone_leaves_the_directory_as_it_was(store: Store) -> None:
    put(store, ACCOUNT, CUSTOMER, ENDPOINT)

    def refused(ledger: Ledger) -> None:
        ledger.put_endpoint(msgspec.structs.replace(ENDPOINT, name="Never", address="+4930222"))
        ledger.drop_customer("c1")
        assert ledger.directory().endpoint_at("a1", "+4930222") is not None
        raise Conflict("never")

    with pytest.raises(Conflict):
        store.write(refused).result()
    put(store, msgspec.structs.replace(ACCOUNT, name="After"))

    known = store.write(lambda ledger: content(ledger.directory())).result()
    assert known == content(store.directory())
    assert known == ({"a1": msgspec.structs.replace(ACCOUNT, name="After")}, {"c1": CUSTOMER}, {"e1": ENDPOINT})


def test_every_change_is_seen_by_who_knew_the_directory_before(store: Store) -> None:
    put(store, ACCOUNT, CUSTOMER, ENDPOINT)
    second = msgspec.structs.replace(ENDPOINT, id="e2", address="+4930222")
    assert store.directory().endpoint_at("a1", "+4930222") is None

    put(store, second)
    assert store.directory().endpoint_at("a1", "+4930222") == second
    store.write(lambda ledger: ledger.drop_endpoint("e1")).result()
    assert store.directory().endpoint_at("a1", "+4930111") is None
    put(store, msgspec.structs.replace(second, address="+4930111"))
    store.write(lambda ledger: ledger.drop_customer("c1")).result()

    known = store.directory()
    found = known.endpoint_at("a1", "+4930111")
    assert (found and found.id, known.endpoint_at("a1", "+4930222"), list(known.customers)) == ("e2", None, [])


def test_what_has_not_changed_is_not_read_again(store: Store) -> None:
    """A directory may hold 100,000 endpoints, and reading them takes seconds."""
    put(store, ACCOUNT, CUSTOMER, ENDPOINT)
    known, written = store.directory(), store.write(lambda ledger: ledger.directory()).result()

    def refused(ledger: Ledger) -> None:
        ledger.directory()
        raise Conflict("not now")

    with pytest.raises(Conflict):
        store.write(refused).result()
    put(store, msgspec.structs.replace(ENDPOINT, id="e2"))
    store.write(lambda ledger: ledger.drop_endpoint("e2")).result()
    put(store, msgspec.structs.replace(CUSTOMER, name="Renamed"))

    assert store.directory().endpoints["e1"] is known.endpoints["e1"]
    after = store.write(lambda ledger: ledger.directory()).result()
    assert after.endpoints["e1"] is written.endpoints["e1"]
    assert after.customers["c1"].name == "Renamed"
