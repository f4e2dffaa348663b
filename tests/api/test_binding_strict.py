"""Reading strictly: every unknown name and every value of another type is told, all at once."""

from __future__ import annotations

import pytest

from switchbook.api.binding import bind, bind_strict
from switchbook.api.types import ListSessions, SortOrders
from switchbook.errors import UnboundRequest


@pytest.mark.parametrize(
    ("members", "bound"),
    [
        ({}, ListSessions()),
        ({"Page": 2, "ALL": True, "from": "5"}, ListSessions(page=2, all=True, from_="5")),
        ({"page": "2", "all": "True", "accountIds": "a,b"}, ListSessions(page=2, all=True, account_ids=("a", "b"))),
        ({"page": None, "accountIds": None, "from": None}, ListSessions()),
        ({"accountIds": ["a", None, "b,c"]}, ListSessions(account_ids=("a", None, "b,c"))),
        ({"sortOrder": "descend"}, ListSessions(sort_order=SortOrders.Descend)),
        ({"sortOrder": 1, "format": "x", "_": 1}, ListSessions(sort_order=SortOrders.Descend)),
    ],
)
def test_what_is_known_and_of_its_type_is_bound(members: object, bound: ListSessions) -> None:
    assert bind_strict(ListSessions, "ListSessions", members) == bound


def test_every_field_at_fault_is_named_as_it_was_spelled() -> None:
    members = {
        "Pages": 1,
        "PAGE": "x",
        "all": 1,
        "from": 5,
        "to": ["a"],
        "countPerPage": True,
        "accountIds": [1],
        "customerIds": {"a": 1},
        "simplifiedPaging": "maybe",
        "page\ud800": 1,
        "log": "fine",
    }

    with pytest.raises(UnboundRequest, match="Unable to bind to request 'ListSessions'") as refused:
        bind_strict(ListSessions, "ListSessions", members)

    assert [error.field for error in refused.value.errors] == [
        *("Pages", "PAGE", "all", "from", "to", "countPerPage", "accountIds", "customerIds", "simplifiedPaging"),
        "page\ufffd",
    ]
    assert refused.value.errors[0].message == "'ListSessions' has no 'Pages'"


@pytest.mark.parametrize("members", [None, [], "x", 5])
def test_what_is_no_object_is_refused(members: object) -> None:
    with pytest.raises(UnboundRequest):
        bind_strict(ListSessions, "ListSessions", members)


def test_pairs_read_strictly_name_unknown_and_bad_ones_together() -> None:
    pairs = [("pages", "1"), ("page", "x"), ("Format", "json"), ("empty", ""), ("pageS", "2")]

    with pytest.raises(UnboundRequest) as refused:
        bind(ListSessions, "ListSessions", pairs, strict=True)

    assert [(error.field, error.message) for error in refused.value.errors] == [
        ("pages", "'ListSessions' has no 'pages'"),
        ("page", "'x' is an Invalid value for 'page'"),
    ]
    assert bind(ListSessions, "ListSessions", [("pages", "1"), ("page", "3")]) == ListSessions(page=3)


def test_pairs_can_lie_over_another_request() -> None:
    under = ListSessions(page=1, from_="a")

    assert bind(ListSessions, "ListSessions", [("page", "2")], over=under) == ListSessions(page=2, from_="a")
