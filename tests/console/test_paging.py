"""Where a page of a list stands, and the addresses of the others."""

from __future__ import annotations

import pytest

from switchbook.api.types_accounts import AccountInfo
from switchbook.console.book import Listed
from switchbook.console.paging import addressed, paging_of


def test_a_page_in_the_middle_leads_on_and_back_and_keeps_the_filters() -> None:
    items = [AccountInfo()] * 25
    listed = Listed(items=items, total=60, pages=3, has_more=True)

    paging = paging_of("/console/accounts?nameFilter=elm+%26+co&page=1", listed, 1, 25)

    assert (paging.first, paging.last) == (26, 50)
    assert paging.before == "/console/accounts?nameFilter=elm+%26+co"
    assert paging.after == "/console/accounts?nameFilter=elm+%26+co&page=2"


def test_an_only_page_leads_nowhere() -> None:
    paging = paging_of("/console/accounts", Listed(items=[], total=0, pages=0, has_more=False), None, 25)

    assert (paging.before, paging.after) == ("", "")


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"a": "3"}, "/x?b=2&a=3"),
        ({"a": ""}, "/x?b=2"),
        ({"c": ("4", "5")}, "/x?a=1&b=2&c=4&c=5"),
        ({"page": "0"}, "/x?a=1&b=2"),
    ],
)
def test_a_parameter_takes_the_place_of_those_of_its_name(
    given: dict[str, str | tuple[str, ...]], address: str
) -> None:
    assert addressed("/x?a=1&b=2", **given) == address
