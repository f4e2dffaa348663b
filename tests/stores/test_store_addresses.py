"""Every store: From and To contain a needle, however either is written."""

from __future__ import annotations

from typing import Any

import pytest
from support.sessions import NOON, found, keep, page, save, session

from switchbook.model.actor import EVERYTHING
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

ADDRESSES = {
    1: "+15035551234",
    2: "(503) 555-9999",
    3: "sip:Anna.Meier@example.org;transport=tls",
    4: "client:anna_meier",
    5: "ANNA@Example.ORG",
    6: '50%_of*\\\'"all"',
    7: "Straße 5, ÄRZTEHAUS",
    8: "a\u0308rztehaus",
    9: "日本語 03-1234",
    10: "  +44 20 7946 0000  ",
    11: "1001",
    12: "anonymous",
    13: "",
    14: None,
    15: "\U0001f4de 911",
    16: "nul\0here",
    17: "ΣΊΣΥΦΟΣ",
    18: 'AND OR NOT NEAR(x) "quoted',
    19: "   ",
    20: "\U0010ffffend",
    21: "x\ufffey",
    22: "x\uffffy",
}

NEEDLES = [
    ("+15035551234", {1}),
    ("5035551234", {1}),
    ("(503) 555", {1, 2}),
    ("503.555", {1, 2}),
    ("503555", {1, 2}),
    ("+503", {1, 2}),
    ("555-9999", {2}),
    ("5", {1, 2, 6, 7}),
    ("50", {1, 2, 6}),
    ("0", {1, 2, 6, 9, 10, 11}),
    ("03", {1, 2, 9}),
    ("1", {1, 9, 11, 15}),
    ("(", {2, 18}),
    ("+", {1, 10}),
    (" ", None),
    ("", None),
    ("()", set()),
    ("anna", {3, 4, 5}),
    ("ANNA", {3, 4, 5}),
    ("a", {3, 4, 5, 6, 7, 8, 12, 18}),
    ("an", {3, 4, 5, 12, 18}),
    ("@example.org", {3, 5}),
    ("sip:", {3}),
    ("client:a", {4}),
    ("_", {4, 6}),
    ("anna_", {4}),
    ("%", {6}),
    ("50%", {6}),
    ("%_", {6}),
    ("*", {6}),
    ("\\", {6}),
    ("*\\'", {6}),
    ('"', {6, 18}),
    ('"all"', {6}),
    ("'", {6}),
    ("ärztehaus", {7, 8}),
    ("A\u0308RZTE", {7, 8}),
    ("ä", {7, 8}),
    ("är", {7, 8}),
    ("straße", {7}),
    ("strasse", set()),
    ("STRAẞE", {7}),
    ("日", {9}),
    ("本語", {9}),
    ("日本語 0", {9}),
    ("1234", {1, 9}),
    ("020 7946", set()),
    ("+44 20 7946 0000", {10}),
    ("+442079460000", {10}),
    ("20-7946", {10}),
    ("\U0001f4de", {15}),
    ("911", {15}),
    ("9-1-1", set()),
    ("σίσυφος", {17}),
    ("ίσ", {17}),
    ("AND OR", {18}),
    ("NEAR(x)", {18}),
    ("l\0h", {16}),
    ("\ufffdhere", {16}),
    ("x\ufffey", {21, 22}),
    ("\0y", {21, 22}),
    ("\U0010ffffe", {20}),
    ("nobody", set()),
    ("x" * 5000, set()),
]


@pytest.mark.parametrize(("side", "attribute"), [("from_needle", "from_address"), ("to_needle", "to_address")])
def test_an_address_is_found_by_any_part_of_it(store: Store, side: str, attribute: str) -> None:
    other = "to_address" if attribute == "from_address" else "from_address"

    keep(store, *(session(number, "a1", **{attribute: address}) for number, address in ADDRESSES.items()))
    keep(store, *(session(100 + number, "a2", **{other: address}) for number, address in ADDRESSES.items()))

    for text, expected in NEEDLES:
        needle = AddressNeedle.of(text)
        wanted = sorted(expected if expected is not None else ADDRESSES, reverse=True)
        of_a1: dict[str, Any] = {side: needle, "accounts": frozenset({"a1"})}
        assert found(store, **of_a1) == wanted, text
        answer = page(store, 1, 2, **of_a1)
        assert (answer.total, answer.has_more) == (len(wanted), len(wanted) > 3), text
        if needle is not None:
            assert found(store, EVERYTHING, **{side: needle}) == wanted, text


def test_from_and_to_are_anded(store: Store) -> None:
    keep(store, session(1, from_address="+4930111", to_address="+4930222"))
    keep(store, session(2, from_address="+4930222", to_address="+4930111"))

    from_one: dict[str, Any] = {"from_needle": AddressNeedle.of("111")}
    to_one: dict[str, Any] = {"to_needle": AddressNeedle.of("111")}

    assert found(store, **from_one) == [1]
    assert found(store, **to_one) == [2]
    assert found(store, **from_one, **to_one) == []
    assert found(store, from_needle=AddressNeedle.of("4930"), to_needle=AddressNeedle.of("4930")) == [2, 1]


def test_an_address_used_again_and_again_finds_every_session_of_it_on_its_shelf(store: Store) -> None:
    numbers = range(1, 61)
    keep(store, *(session(n, f"a{n % 3}", from_address="+4930111", to_address=f"+49{n % 2}") for n in numbers))
    keep(store, *(session(100 + n, from_address="+4930111") for n in numbers), shelf=Shelf.archive)
    needle = AddressNeedle.of("30111")

    assert found(store, from_needle=needle) == list(numbers)[::-1]
    assert found(store, from_needle=needle, accounts=frozenset({"a1"})) == [n for n in numbers if n % 3 == 1][::-1]
    assert found(store, from_needle=needle, to_needle=AddressNeedle.of("490"), start=session(58).date_created) == [
        60,
        58,
    ]
    assert page(store, 0, 1, from_needle=needle, shelf=Shelf.archive).total == 60


def test_an_address_that_changes_is_found_by_what_it_is_now(store: Store) -> None:
    keep(store, session(2, from_address="+4930111"))
    save(store, session(1, from_address="+4930111", date_created=NOON))

    save(store, session(1, from_address="+4930222", date_created=NOON))

    assert found(store, from_needle=AddressNeedle.of("111")) == [2]
    assert found(store, from_needle=AddressNeedle.of("222")) == [1]

    save(store, session(1, from_address=None, date_created=NOON))

    assert found(store, from_needle=AddressNeedle.of("222")) == []
