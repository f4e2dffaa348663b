"""Answers are read back as what they were written from."""

from __future__ import annotations

import pytest
from msgspec import Struct

from switchbook.api.spelling import read_answer
from switchbook.api.types import CustomerBreadcrumb, UserInfo
from switchbook.api.types_accounts import AccountInfo
from switchbook.api.types_endpoints import EndpointInfo, EndpointTypes
from switchbook.model.actor import Role
from switchbook.model.billing import BillingSettings, Price
from switchbook.model.wire_json import encode


@pytest.mark.parametrize(
    "told",
    [
        EndpointInfo(
            id="e1",
            type=EndpointTypes.Fax,
            customer_breadcrumb=(CustomerBreadcrumb("c1", "Elm"),),
            other_addresses=("+15035550111",),
            data={"floor": [1, 2]},
        ),
        UserInfo(roles=(Role.Manager,), customer_ids=("c1", "c2")),
        AccountInfo(billing_settings=BillingSettings(base=Price(base_cost=2.5))),
    ],
    ids=lambda told: type(told).__name__,
)
def test_an_answer_is_read_back_as_it_was(told: Struct) -> None:
    read = read_answer(type(told), encode(told))

    assert read == told
    assert [type(each) for each in getattr(read, "roles", ())] == [type(each) for each in getattr(told, "roles", ())]
