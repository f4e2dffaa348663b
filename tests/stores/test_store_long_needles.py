"""Every store: a needle far longer than what is looked up of it is found as a short one is, by all of its letters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support.sessions import asked, found, keep, numbered, page, save, session, stamped
from support.stopping import AtSecondLook

from switchbook.errors import GivenUp
from switchbook.model.directory import Account
from switchbook.model.matching import LONG_NEEDLE, AddressNeedle, log_needle
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store
from switchbook.stores.sqlite import logs, open_store

# Told apart by what stands between the parts that are looked up alone.
STEM = "".join(f"<step {number} of Überweisung> " for number in range(40))
DIGITS = "".join(str(number * number) for number in range(300))
LOGS = {
    1: [f"before {STEM} after"],
    2: [STEM.swapcase()],
    3: [f"{STEM[:500]}x{STEM[501:]}"],
    4: [STEM[:-1]],
    5: [STEM[:600], STEM[600:]],
    6: [STEM[400:], STEM[:800]],
    7: ["ab" * 400],
    8: ["ab" * 300, "ab" * 300],
    9: ["short", STEM],
    10: [],
}
ADDRESSES = {
    11: DIGITS,
    12: f"+{DIGITS[:90]}-{DIGITS[90:]}",
    13: f"{DIGITS[:90]}0{DIGITS[90:]}",
    14: DIGITS[:-1],
    15: f"sip:{STEM}",
    16: STEM.upper(),
}
SIDES = {"from_needle": "from_address", "to_needle": "to_address"}


@pytest.fixture(params=["open", "ended", "imported", "archived"])
def book(request: pytest.FixtureRequest, store: Store) -> Store:
    """Sessions with these logs, wherever a log is kept."""
    for number, log in LOGS.items():
        whole = session(number, ended=request.param != "open")
        if request.param in ("open", "ended"):
            save(store, whole, stamped(log))
        else:
            keep(store, whole, log=log, shelf=Shelf.archive if request.param == "archived" else Shelf.live)
    return store


def in_log(book: Store, needle: str) -> tuple[list[int], list[int]]:
    """What is found by it in the log, and in the log or elsewhere."""
    by_log: dict[str, Any] = {"log_needle": log_needle(needle), "both_shelves": True}
    by_text: dict[str, Any] = {"text": AddressNeedle.of(needle), "both_shelves": True}
    assert page(book, 0, 1, **by_log).total == len(found(book, **by_log))
    return found(book, **by_log), found(book, **by_text)


def test_a_long_needle_is_found_within_one_message_alone(book: Store) -> None:
    assert in_log(book, STEM[:-1]) == ([9, 4, 2, 1], [9, 4, 2, 1])
    assert in_log(book, STEM)[0] == [9, 2, 1]
    assert in_log(book, STEM.upper())[0] == [9, 2, 1]
    assert in_log(book, f"{STEM[:500]}X{STEM[501:-1]}") == ([3], [3])
    assert in_log(book, f"{STEM[:500]}y{STEM[501:]}") == ([], [])
    assert in_log(book, f"{STEM}!") == ([], [])
    assert in_log(book, "ab" * 400) == ([7], [7])
    assert in_log(book, "aB" * 60_000) == ([], [])
    assert in_log(book, "a" * 120_000) == ([], [])


def test_a_needle_just_as_long_as_is_looked_up_whole_and_one_letter_more(book: Store) -> None:
    for length in range(LONG_NEEDLE - 1, LONG_NEEDLE + 3):
        assert in_log(book, STEM[:length])[0] == [9, 6, 5, 4, 3, 2, 1], length
        assert in_log(book, f"{STEM[: length - 1]}\u1234") == ([], []), length


@pytest.mark.parametrize("side", [*SIDES, "either_needle", "text"])
@pytest.mark.parametrize("held", SIDES.values())
def test_a_long_address_is_found_by_all_of_its_letters_or_digits(store: Store, side: str, held: str) -> None:
    for number, address in ADDRESSES.items():
        keep(store, session(number, **{held: address}))
    expected = SIDES.get(side, held) == held

    def found_by(needle: str) -> list[int]:
        return found(store, **{side: AddressNeedle.of(needle)})

    for needle, numbers in {
        DIGITS: [12, 11],
        f"({DIGITS[:300]}) {DIGITS[300:]}": [12, 11],
        DIGITS[:-1]: [14, 12, 11],
        f"{DIGITS[:90]}0{DIGITS[90:]}": [13],
        f"{DIGITS}0": [],
        STEM.strip().lower(): [16, 15],
        f"sip:{STEM}".swapcase(): [15],
        f"{STEM}sip": [],
        "5035551234" * 12_000: [],
        "(503) 555-1234 " * 8_000: [],
    }.items():
        assert found_by(needle) == (numbers if expected else []), needle[:20]


def test_a_long_text_is_found_in_names_and_in_the_log_of_the_same_account(store: Store) -> None:
    store.write(lambda ledger: [ledger.put_account(Account(id="a1", name=STEM.upper().strip()))]).result()
    keep(store, session(1), session(2, "a2"))
    keep(store, session(3, "a2"), session(4, "a3"), log=[STEM])

    assert found(store, text=AddressNeedle.of(STEM)) == [4, 3, 1]
    assert found(store, text=AddressNeedle.of(STEM), accounts=frozenset({"a1", "a2"})) == [3, 1]
    assert found(store, log_needle=log_needle(STEM), accounts=frozenset({"a2"})) == [3]
    assert found(store, log_needle=log_needle(STEM), ids=frozenset({numbered(4)})) == [4]


PIECES = st.lists(st.sampled_from(["ab", "ba", "Ab", "x", " ", "é", "503", "-", '"', "日"]), min_size=1, max_size=60)


@given(st.lists(PIECES, min_size=1, max_size=5), st.data())
@example([["ab"] * 40, ["ab"] * 30], None)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_any_message_is_found_in_just_those_that_hold_it(
    tmp_path_factory: pytest.TempPathFactory, logs_told: list[list[str]], data: st.DataObject | None
) -> None:
    texts = ["".join(pieces) for pieces in logs_told]
    needle = texts[0]
    if data is not None:
        first = data.draw(st.integers(0, len(needle)))
        needle = needle[first : data.draw(st.integers(first, len(needle)))] + data.draw(st.sampled_from(["", "", "y"]))
    folded = log_needle(needle)
    wanted = [n for n, text in enumerate(texts) if folded is None or folded in (log_needle(text) or " ")]
    with pytest.MonkeyPatch.context() as limits:
        # The least of which each part is a word of the index.
        limits.setattr(logs, "LONG_NEEDLE", 18)
        store = open_store(tmp_path_factory.mktemp("book"), readers=1)
        try:
            for number, text in enumerate(texts):
                keep(store, session(number + 1), log=[text])
            if folded is not None:
                assert found(store, log_needle=folded) == [n + 1 for n in reversed(wanted)]
        finally:
            store.close()


def test_reading_the_logs_that_hold_the_parts_of_a_needle_is_given_up_too(tmp_path: Path) -> None:
    store = open_store(tmp_path, readers=1)
    try:
        keep(store, *(session(number) for number in range(2_100)), log=[STEM])
        heavy = asked(log_needle=log_needle(STEM), limit=1)
        stop = AtSecondLook()

        with pytest.raises(GivenUp):
            store.find(heavy, stop)

        assert store.find(heavy).total == 2_100
    finally:
        store.close()
