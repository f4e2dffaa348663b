"""The directory: breadcrumbs, subtrees and look-ups, on sound and unsound trees."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.model.directory import Account, Customer, Directory, Endpoint

NAMES = "abcdef"
# Any parent for any customer: rings and unknown parents among them.
trees = st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES))


def customers(tree: dict[str, str | None]) -> Directory:
    """A directory of these customers, each with its parent."""
    return Directory(
        customers=[
            Customer(id=name, account_id="a1", name=name, parent_customer_id=parent) for name, parent in tree.items()
        ]
    )


def path(directory: Directory, customer_id: str | None) -> list[str]:
    return [customer.id for customer in directory.breadcrumb(customer_id)]


def test_a_breadcrumb_begins_with_the_root_and_ends_with_the_customer() -> None:
    directory = customers({"c": "b", "b": "a", "a": None})

    assert path(directory, "c") == ["a", "b", "c"]
    assert path(directory, "a") == ["a"]


@pytest.mark.parametrize("unknown", [None, "", "z"])
def test_nobody_has_no_breadcrumb(unknown: str | None) -> None:
    assert path(customers({"a": None}), unknown) == []


def test_a_breadcrumb_begins_below_an_unknown_parent() -> None:
    assert path(customers({"b": "a"}), "b") == ["b"]


def test_a_ring_is_cut() -> None:
    directory = customers({"a": "c", "b": "a", "c": "b", "d": "d"})

    assert path(directory, "c") == ["a", "b", "c"]
    assert path(directory, "d") == ["d"]
    assert directory.customer_subtree(["b"]) == {"a", "b", "c"}


def test_a_subtree_is_these_and_all_below_them() -> None:
    directory = customers({"a": None, "b": "a", "c": "b", "d": "a", "e": None})

    assert directory.customer_subtree(["b"]) == {"b", "c"}
    assert directory.customer_subtree(["a"]) == {"a", "b", "c", "d"}
    assert directory.customer_subtree(["c", "e"]) == {"c", "e"}
    assert directory.customer_subtree([]) == frozenset()


def test_an_unknown_id_stands_for_itself_and_what_names_it_as_parent() -> None:
    directory = customers({"b": "a"})

    assert directory.customer_subtree(["z"]) == {"z"}
    assert directory.customer_subtree(["a"]) == {"a", "b"}


@given(trees)
def test_a_customer_is_in_the_subtree_of_everybody_on_its_breadcrumb(tree: dict[str, str | None]) -> None:
    directory = customers(tree)

    for name in tree:
        for above in path(directory, name):
            assert name in directory.customer_subtree([above])
    for name in tree:
        known = {below for below in directory.customer_subtree([name]) if name in path(directory, below)}
        assert known == directory.customer_subtree([name])


@given(trees, st.sets(st.sampled_from(NAMES)))
def test_the_subtree_of_many_is_the_subtrees_of_each(tree: dict[str, str | None], some: set[str]) -> None:
    directory = customers(tree)

    each = [directory.customer_subtree([name]) for name in some]
    assert directory.customer_subtree(some) == frozenset().union(*each)


def test_accounts_form_a_tree_of_their_own() -> None:
    directory = Directory(
        accounts=[
            Account(id="a1", name=""),
            Account(id="a2", name="", parent_account_id="a1"),
            Account(id="a3", name="", parent_account_id="a2"),
            Account(id="b1", name=""),
        ]
    )

    assert directory.account_subtree("a1") == {"a1", "a2", "a3"}
    assert directory.account_subtree("a3") == {"a3"}
    assert directory.account_subtree("z") == {"z"}


def test_an_account_is_found_by_its_twilio_account() -> None:
    known = Account(id="a1", name="", twilio_account_sid="AC1")
    directory = Directory(accounts=[known, Account(id="a2", name="")])

    assert directory.account_of_twilio("AC1") == known
    assert directory.account_of_twilio("AC2") is None
    assert directory.account_of_twilio("") is None


def test_an_endpoint_is_found_by_its_address_within_its_account() -> None:
    ours = Endpoint(id="e1", account_id="a1", name="", address="+4930111")
    theirs = Endpoint(id="e2", account_id="a2", name="", address="+4930111")
    directory = Directory(endpoints=[ours, theirs, Endpoint(id="e3", account_id="a1", name="")])

    assert directory.endpoint_at("a1", "+4930111") == ours
    assert directory.endpoint_at("a2", "+4930111") == theirs
    assert directory.endpoint_at("a3", "+4930111") is None
    assert directory.endpoint_at("a1", None) is None
    assert directory.endpoint_at("a1", "") is None


def test_of_several_endpoints_the_same_text_comes_first_then_the_lowest_id() -> None:
    spaced = Endpoint(id="e3", account_id="a1", name="", address="+44 20 7946 0958")
    plain = Endpoint(id="e2", account_id="a1", name="", address="+442079460958")
    national = Endpoint(id="e1", account_id="a1", name="", address="020 7946 0958")
    for endpoints in ([spaced, plain, national], [national, plain, spaced]):
        directory = Directory(endpoints=endpoints)

        assert directory.endpoint_at("a1", "+44 20 7946 0958") == spaced
        assert directory.endpoint_at("a1", "+442079460958") == plain
        assert directory.endpoint_at("a1", "0044 20 7946 0958") == plain
        assert directory.endpoint_at("a1", "0044 20 7946 0958", "GB") == national
        assert directory.endpoint_at("a2", "+442079460958", "GB") is None


def test_an_address_that_is_nobodys_is_found_as_it_is_written() -> None:
    withheld = Endpoint(id="e1", account_id="a1", name="", address="anonymous")
    directory = Directory(endpoints=[withheld])

    assert directory.endpoint_at("a1", "anonymous") == withheld
    assert directory.endpoint_at("a1", "Anonymous") is None


def test_endpoints_that_change_are_found_like_the_others() -> None:
    first = Endpoint(id="e1", account_id="a1", name="", address="101")
    learnt = Endpoint(id="e0", account_id="a1", name="", address="101", learnt=True)
    before = Directory(endpoints=[first], version=1)
    assert before.endpoint_at("a1", "101") == first

    added = before.changed(endpoints={"e0": learnt}, version=2)
    moved = added.changed(endpoints={"e1": msgspec.structs.replace(first, address="102")}, version=3)
    gone = moved.changed(endpoints={"e1": None, "e9": None}, version=4)

    assert (added.version, added.endpoint_at("a1", "101")) == (2, first)
    assert added.endpoints_of("a1", "101") == (first, learnt)
    assert before.endpoints_of("a1", "101") == (first,)
    assert moved.endpoint_at("a1", "101") == learnt
    assert moved.endpoint_at("a1", "101", learnt=False) is None
    assert moved.endpoint_at("a1", "102", learnt=False) is not None
    assert set(moved.endpoints) == {"e0", "e1"}
    assert gone.endpoint_at("a1", "102") is None
    assert set(gone.endpoints) == {"e0"}


def test_an_endpoint_is_found_by_each_of_its_addresses() -> None:
    anna = Endpoint(
        id="e1",
        account_id="a1",
        name="Anna",
        type="User",
        address="client:anna",
        other_addresses=("sip:anna@pbx.example.com",),
        phone_number="+442079460958",
        mobile_phone_number="+447700900123",
        email_address="anna@example.com",
        sip_user_name="101",
    )
    directory = Directory(endpoints=[anna])

    for address in (
        *("client:anna", '"Anna" <sips:anna@PBX.example.com:5061>', "+44 20 7946 0958", "+44 7700 900123"),
        *("mailto:ANNA@example.com", "101"),
    ):
        assert directory.endpoint_at("a1", address) == anna, address
    for other in ("client:Anna", "sip:anna@elsewhere.example.com", "anna", "102"):
        assert directory.endpoint_at("a1", other) is None, other


@pytest.mark.parametrize(
    ("user", "address"),
    [("anna@pbx.example.com", "sip:anna@pbx.example.com"), ("101", "101"), ("anna", None), ("1", None), ("", None)],
)
def test_a_sip_user_is_called_by_its_name_where_that_says_whose_it_is(user: str, address: str | None) -> None:
    endpoint = Endpoint(id="e1", account_id="a1", name="", sip_user_name=user)

    assert endpoint.addresses == ((address,) if address else ())


def test_endpoints_of_a_mailbox_are_those_that_go_by_it_in_any_account_and_case() -> None:
    addresses = ("ann@x.org", "mailto:Ann@X.org", "client:ANN@x.org", "sip:ann@x.org", "ann", "anna@x.org")
    found = [Endpoint(id=str(n), account_id=f"a{n}", name="", address=each) for n, each in enumerate(addresses)]
    other = Endpoint(id="9", account_id="a1", name="", phone_number="+442079460958", email_address="ann@x.org")

    directory = Directory(endpoints=[*found, other])

    assert [each.id for each in directory.endpoints_of_mailbox("ANN@x.org")] == ["0", "1", "2", "9"]
    assert directory.endpoints_of_mailbox("nobody@x.org") == ()


def test_records_that_change_change_the_trees() -> None:
    before = customers({"a": None, "b": "a"})
    assert before.customer_subtree(["a"]) == {"a", "b"}

    moved = before.changed(
        customers={"c": Customer(id="c", account_id="a1", name="c", parent_customer_id="b")}, version=2
    )
    without = moved.changed(customers={"b": None}, version=3)

    assert moved.customer_subtree(["a"]) == {"a", "b", "c"}
    assert without.customer_subtree(["a"]) == {"a"}
    assert path(without, "c") == ["c"]


@given(
    st.lists(
        st.tuples(st.sampled_from("123"), st.sampled_from(["a", "b", "A@x.org", None]), st.booleans()), max_size=12
    )
)
def test_a_directory_that_changed_is_one_made_so(changes: list[tuple[str, str | None, bool]]) -> None:
    directory = Directory()
    for region in (None, "GB"):
        directory.endpoint_at("a1", "a", region)
    assert directory.endpoints_of_mailbox("a@x.org") == ()
    for number, address, learnt in changes:
        made = Endpoint(id=number, account_id="a1", name="", address=address, learnt=learnt, other_addresses=("c",))
        directory = directory.changed(endpoints={number: None if address is None else made}, version=1)

    anew = Directory(endpoints=directory.endpoints.values())
    mailboxes = (each.endpoints_of_mailbox("a@X.org") for each in (directory, anew))
    assert len({frozenset(endpoint.id for endpoint in found) for found in mailboxes}) == 1
    for address in "abc":
        for region in (None, "GB"):
            assert directory.endpoints_of("a1", address, region) == anew.endpoints_of("a1", address, region)
            for learnt in (True, False):
                found = (each.endpoint_at("a1", address, region, learnt=learnt) for each in (directory, anew))
                assert len(set(map(repr, found))) == 1


def test_the_accounts_above_are_told_from_the_root_down() -> None:
    above = (("a1", None), ("a2", "a1"), ("a3", "a2"), ("a4", "gone"))
    directory = Directory([Account(id=own, name="", parent_account_id=parent) for own, parent in above])

    assert directory.account_ancestors("a3") == ("a1", "a2")
    assert directory.account_ancestors("a1") == ()
    assert directory.account_ancestors("a4") == ("gone",)
    assert directory.account_ancestors("unknown") == ()


def test_a_cycle_of_accounts_is_cut() -> None:
    directory = Directory([Account(id=own, name="", parent_account_id=other) for own, other in ("ab", "bc", "cb")])

    assert directory.account_ancestors("a") == ("c", "b")
    assert directory.account_ancestors("b") == ("c",)
