"""The demo's directory: a believable tree, numbers that belong to nobody, the same for the same seed."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from switchbook.demo.founding import found
from switchbook.demo.luck import Luck
from switchbook.demo.numbers import PLANS, NumberPlan
from switchbook.demo.world import World
from switchbook.model.directory import Directory

# What the regulators of five countries keep free for fiction (NANPA, Ofcom, Bundesnetzagentur, Arcep, ACMA).
FREE = re.compile(
    r"\+1[2-9]\d\d55501\d\d"
    r"|\+44(11[3-8]4960|1[2-6]14960|1632960|1914980|2079460|2896496|2920180|3069990|7700900|8081570)\d{3}"
    r"|\+49(3023125|6990009|4066969|2214710|8999998)\d{3}"
    r"|\+33(19900|26191|35301|46571|53649|63998)\d{4}"
    r"|\+61[2378](5550|7010)\d{4}"
)


def directory_of(world: World) -> Directory:
    return Directory(world.accounts, world.customers, world.endpoints)


def test_the_same_seed_and_size_give_the_same_world() -> None:
    assert found(3, 5_000) == found(3, 5_000)


def test_another_seed_gives_another_world() -> None:
    assert not {a.id for a in found(3, 5_000).accounts} & {a.id for a in found(4, 5_000).accounts}


def test_an_account_keeps_its_id_and_name_in_a_larger_world() -> None:
    small, large = found(3, 6_000), found(3, 12_000)

    assert [a.id for a in small.accounts] == [a.id for a in large.accounts[: len(small.accounts)]]


@pytest.mark.parametrize(("sessions", "accounts"), [(0, 6), (2_000, 6), (50_000, 50), (1_000_000, 1_000)])
def test_a_world_has_as_many_accounts_as_its_sessions_need(sessions: int, accounts: int) -> None:
    assert len(found(1, sessions).accounts) == accounts


def test_accounts_form_a_tree_of_three_levels_under_one_operator() -> None:
    world = found(1, 60_000)
    parents = {a.id: a.parent_account_id for a in world.accounts}

    def depth(account_id: str) -> int:
        parent = parents[account_id]
        return 1 if parent is None else 1 + depth(parent)

    assert {depth(a) for a in parents} == {1, 2, 3}
    assert list(parents.values()).count(None) == 1


def test_few_accounts_have_most_of_the_sessions() -> None:
    world = found(1, 1_000_000)
    shares = [b - a for a, b in zip((0.0, *world.shares), world.shares, strict=False)]

    assert max(shares) / sum(shares) > 0.1
    assert sum(sorted(shares)[-100:]) / sum(shares) > 0.6


def test_customers_form_trees_inside_their_account(world: World) -> None:
    directory = directory_of(world)

    depths = set()
    for customer in world.customers:
        path = directory.breadcrumb(customer.id)
        depths.add(len(path))
        assert {above.account_id for above in path} == {customer.account_id}

    assert depths == {1, 2, 3}


def test_every_id_is_24_hex_and_unique(world: World) -> None:
    ids = [thing.id for things in (world.accounts, world.customers, world.endpoints) for thing in things]

    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[0-9a-f]{24}", thing) for thing in ids)


def test_endpoints_are_of_every_kind_and_found_by_their_address(world: World) -> None:
    directory = directory_of(world)

    assert {e.type for e in world.endpoints} == {"PhoneNumber", "Fax", "Email", "User", "Team", "SipTrunk"}
    for endpoint in world.endpoints:
        if endpoint.address is not None:
            assert directory.endpoint_at(endpoint.account_id, endpoint.address) is endpoint
        if endpoint.customer_id is not None:
            assert directory.customers[endpoint.customer_id].account_id == endpoint.account_id


def test_twilio_accounts_are_named_as_twilio_names_them(world: World) -> None:
    sids = [a.twilio_account_sid or "" for a in world.accounts]

    assert len(set(sids)) == len(sids)
    assert all(re.fullmatch(r"AC[0-9a-f]{32}", sid) for sid in sids)


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.country)
def test_a_plan_gives_each_of_its_numbers_once_and_only_free_ones(plan: NumberPlan) -> None:
    numbers = [plan.number(index) for index in range(plan.size)]

    assert len(set(numbers)) == plan.size
    assert all(FREE.fullmatch(number) for number in numbers)


def test_nobody_owns_a_number_twice_and_no_caller_has_one(world: World) -> None:
    owned = Counter(e.address for e in world.endpoints if e.type in ("PhoneNumber", "Fax"))
    luck = Luck(1)

    callers = {desk.caller(luck).address for desk in world.desks for _ in range(500)}

    assert set(owned.values()) == {1}
    assert not owned.keys() & callers


def test_a_caller_has_one_name(world: World) -> None:
    luck = Luck(1)
    names: dict[str, set[str | None]] = {}
    for desk in world.desks:
        for _ in range(1_000):
            caller = desk.caller(luck)
            names.setdefault(caller.address, set()).add(caller.name)

    assert all(len(known) == 1 for known in names.values())
    assert any(None in known for known in names.values())
