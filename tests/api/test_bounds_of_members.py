"""What a stranger may send in a body that holds objects: none of it is our own fault, and no answer grows with it."""

from __future__ import annotations

import pytest

from switchbook.api.binding import bind_strict
from switchbook.api.nested import MOST_FAULTS
from switchbook.api.types_customers import PatchCustomer
from switchbook.errors import UnboundRequest


def nested(levels: int) -> object:
    """Lists in lists."""
    value: object = "core"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(("levels", "fits"), [(6, True), (7, False), (900, False), (100_000, False)])
def test_what_nests_too_deep_is_a_fault_of_its_own(levels: int, fits: bool) -> None:
    members = {"data": {"a": nested(levels)}}

    if fits:
        assert bind_strict(PatchCustomer, "PatchCustomer", members) == PatchCustomer(data=members["data"])
        return
    with pytest.raises(UnboundRequest) as refused:
        bind_strict(PatchCustomer, "PatchCustomer", members)
    assert [(each.field, each.message) for each in refused.value.errors] == [("data", "'data' nests too deep")]


@pytest.mark.parametrize("cost", [10**400, "9" * 400, 10.0**300 * 10.0**300])
def test_a_number_beyond_all_bounds_is_named(cost: object) -> None:
    with pytest.raises(UnboundRequest) as refused:
        bind_strict(PatchCustomer, "PatchCustomer", {"billingSettings": {"base": {"unitCost": cost}}})

    assert [each.field for each in refused.value.errors] == ["billingSettings.base.unitCost"]


@pytest.mark.parametrize(
    "members",
    [
        {f"u{number}": 1 for number in range(MOST_FAULTS * 3)},
        {"billingSettings": {f"u{number}": 1 for number in range(MOST_FAULTS * 3)}},
        {"tagIds": [1], "billingSettings": {f"u{number}": 1 for number in range(MOST_FAULTS * 3)}},
    ],
)
def test_of_faults_without_end_so_many_are_named(members: dict[str, object]) -> None:
    with pytest.raises(UnboundRequest) as refused:
        bind_strict(PatchCustomer, "PatchCustomer", members)

    assert MOST_FAULTS <= len(refused.value.errors) <= MOST_FAULTS + 1
