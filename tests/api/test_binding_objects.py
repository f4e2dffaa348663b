"""Reading a JSON object: names in any case, and what cannot be read is left at its default."""

from __future__ import annotations

from typing import Any

import pytest

from switchbook.api.binding import bind_object
from switchbook.api.types import Authenticate, ListSessions, SortOrders
from switchbook.errors import UnboundRequest


def bound(members: object) -> ListSessions:
    return bind_object(ListSessions, "ListSessions", members)


@pytest.mark.parametrize(
    "members",
    [
        {"provider": "credentials", "userName": "a@example.org", "password": "secret", "rememberMe": True},
        {"provider": "credentials", "UserName": "a@example.org", "Password": "secret", "RememberMe": "true"},
        {"PROVIDER": "credentials", "username": "a@example.org", "password": "secret", "rememberMe": 1, "state": 5},
    ],
)
def test_a_login_is_read_from_what_each_client_posts(members: dict[str, object]) -> None:
    assert bind_object(Authenticate, "Authenticate", members) == Authenticate(
        provider="credentials", user_name="a@example.org", password="secret", remember_me=True
    )


@pytest.mark.parametrize(
    ("members", "attribute", "value"),
    [
        ({"all": "true"}, "all", True),
        ({"all": True}, "all", True),
        ({"all": "maybe"}, "all", False),
        ({"all": {}}, "all", False),
        ({"sortOrder": "descend"}, "sort_order", SortOrders.Descend),
        ({"sortOrder": 1}, "sort_order", SortOrders.Descend),
        ({"sortOrder": []}, "sort_order", None),
        ({"page": 3}, "page", 3),
        ({"page": "3"}, "page", 3),
        ({"page": "x"}, "page", 0),
        ({"page": 1.5}, "page", 0),
        ({"page": 10**5000}, "page", 0),
        ({"page": None}, "page", 0),
        ({"page": True}, "page", 0),
        ({"from": 5035551234}, "from_", "5035551234"),
        ({"from": None}, "from_", None),
        ({"from": "a\ud800"}, "from_", "a\ufffd"),
        ({"from": ["a"]}, "from_", None),
        ({"accountIds": ["a", None, 5]}, "account_ids", ("a", None, "5")),
        ({"accountIds": ["a,b"]}, "account_ids", ("a,b",)),
        ({"accountIds": "a,b"}, "account_ids", ("a", "b")),
        ({"accountIds": [["a"]]}, "account_ids", ()),
        ({"page": 1, "Page": 2}, "page", 2),
    ],
)
def test_a_value_is_read_as_its_text_would_be_or_left_out(members: Any, attribute: str, value: object) -> None:
    assert getattr(bound(members), attribute) == value


@pytest.mark.parametrize("body", [None, [], "text", 5, True])
def test_what_is_no_object_is_refused(body: object) -> None:
    with pytest.raises(UnboundRequest, match="Unable to bind to request 'ListSessions'"):
        bound(body)


def test_a_password_does_not_show() -> None:
    assert "secret" not in repr(Authenticate(provider="credentials", user_name="a@example.org", password="secret"))
