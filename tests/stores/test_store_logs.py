"""Every store: the log is found by any part of any one message, and is shown whole and in order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.sessions import NOON, found, keep, messages, page, save, session, shown, stamped

from switchbook.model.actor import Scope
from switchbook.model.matching import log_needle
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

LOGS: dict[int, list[str]] = {
    1: ["Call received from +15035551234 to +15035550000", "Timeout after 30 s"],
    2: ["call RECEIVED", "time", "out"],
    3: ["50% of _all_ * \\ 'single' \"double\""],
    4: ["Ärztehaus: bitte warten", "straße"],
    5: ["日本語のメッセージ", "\U0001f600 ok"],
    6: ["nul\0here", "", " "],
    7: [],
    8: ["aaa"],
    9: ["line\nbreak\ttab\r\nend"],
    10: ['AND OR NOT NEAR(call) "call'],
    11: ["\U0010ffffmark\ufffd"],
    13: ["x\ufffey"],
    14: ["x\uffffy"],
    15: ["x\U0010fffey"],
    12: ["x" * 3000 + "needle" + "y" * 3000],
}

NEEDLES = [
    ("timeout", {1}),
    ("TIMEOUT AFTER", {1}),
    ("timeo", {1}),
    ("time out", set()),
    ("received", {1, 2}),
    ("receivedtime", set()),
    ("outtime", set()),
    ("ll r", {1, 2}),
    ("call", {1, 2, 10}),
    (" call", set()),
    ("call ", {1, 2}),
    ("5035551234", {1}),
    ("(503) 555", set()),
    ("t", {1, 2, 4, 9, 10}),
    ("im", {1, 2}),
    ("ti", {1, 2}),
    ("aaa", {8}),
    ("aaaa", set()),
    ("aa", {8}),
    ("x", {12, 13, 14, 15}),
    ("%", {3}),
    ("_", {3}),
    ("*", {3}),
    ("\\", {3}),
    ("% of", {3}),
    ("* \\ '", {3}),
    ("_all_", {3}),
    ('"', {3, 10}),
    ('"double"', {3}),
    ("'single'", {3}),
    ("ärztehaus", {4}),
    ("A\u0308RZTE", {4}),
    ("ä", {4}),
    ("STRAẞE", {4}),
    ("strasse", set()),
    ("日本語", {5}),
    ("日", {5}),
    ("のメ", {5}),
    ("\U0001f600", {5}),
    ("\U0001f600 ok", {5}),
    ("l\0h", {6}),
    ("\0", {6, 11, 13, 14}),
    ("\ufffd", {6, 11, 13, 14}),
    ("x\ufffey", {13, 14}),
    ("x\ufffdy", {13, 14}),
    ("x\U0010fffey", {15}),
    ("\U0010ffffm", {11}),
    ("\nbr", {9}),
    ("break\ttab", {9}),
    ("NEAR(call)", {10}),
    ("NOT NEAR", {10}),
    ("xneedley", {12}),
    ("z" * 5000, set()),
    ("", None),
    ("  ", None),
]


@pytest.fixture(params=["imported", "saved"])
def book(request: pytest.FixtureRequest, store: Store) -> Store:
    """A book of the sessions in LOGS, however they came: half of them ended."""
    for number, log in LOGS.items():
        whole = session(number, ended=number % 2 == 0)
        if request.param == "imported":
            keep(store, whole, log=log)
        else:
            save(store, whole, stamped(log))
    keep(store, *(session(100 + n, "a2") for n in range(3)), log=["Timeout of another account"])
    return store


def test_a_log_is_found_by_any_part_of_any_one_message(book: Store) -> None:
    for text, expected in NEEDLES:
        wanted = sorted(expected if expected is not None else LOGS, reverse=True)
        parts: dict[str, Any] = {"log_needle": log_needle(text), "accounts": frozenset({"a1"})}
        assert found(book, **parts) == wanted, text
        answer = page(book, 1, 1, **parts)
        assert (answer.total, answer.has_more) == (len(wanted), len(wanted) > 2), text


def test_a_log_is_searched_in_every_account_and_on_its_own_shelf(book: Store) -> None:
    keep(book, session(200), log=["timeout, archived"], shelf=Shelf.archive)

    assert found(book, log_needle="timeout") == [102, 101, 100, 1]
    assert found(book, log_needle="timeout", shelf=Shelf.archive) == [200]
    assert found(book, log_needle="t", shelf=Shelf.archive) == [200]
    assert found(book, log_needle="timeout", start=NOON + timedelta(minutes=101)) == [102, 101]


def test_a_log_is_shown_as_it_was_told(book: Store) -> None:
    for number, log in LOGS.items():
        assert messages(shown(book, number)) == log


@pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
@pytest.mark.parametrize("begun", [keep, save])
def test_a_late_line_takes_its_place_by_its_time_and_is_found(
    store: Store, begun: Callable[..., object], ended: bool
) -> None:
    begun(store, session(1, ended=ended))
    for mark, (second, message) in enumerate([(0, "zero"), (2, "two"), (1, "one"), (0.5, "half")]):
        save(store, session(1, ended=ended), stamped([message], NOON + timedelta(seconds=second), mark=str(mark)))

    assert messages(shown(store, 1)) == ["zero", "half", "one", "two"]
    for needle in ("half", "two", "zero", "ha", "w"):
        assert found(store, log_needle=needle) == [1], needle


@pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
def test_an_archived_log_that_is_replaced_is_found_by_its_new_lines_alone(store: Store, ended: bool) -> None:
    keep(store, session(1, ended=ended), log=["old words", "kept words"], shelf=Shelf.archive)

    save(store, session(1, ended=ended), stamped(["kept words", "new"]), replace=True)

    assert messages(shown(store, 1, Shelf.archive)) == ["kept words", "new"]
    assert found(store, log_needle="old", shelf=Shelf.archive) == []
    assert found(store, log_needle="ol", shelf=Shelf.archive) == []
    assert found(store, log_needle="kept", shelf=Shelf.archive) == [1]
    assert found(store, log_needle="kept") == []


def test_lines_of_one_instant_are_ordered_by_sequence_then_mark_then_index(store: Store) -> None:
    save(store, session(1), stamped(["first of b", "ignored"], mark="b")[:1])
    save(store, session(1), stamped(["first of a"], mark="a"))

    assert messages(shown(store, 1)) == ["first of a", "first of b"]


@pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
def test_a_log_that_is_replaced_is_found_by_its_new_lines_alone(store: Store, ended: bool) -> None:
    save(store, session(1, ended=ended), stamped(["old words", "kept words"]))

    save(store, session(1, ended=ended), stamped(["kept words", "new"]), replace=True)

    assert messages(shown(store, 1)) == ["kept words", "new"]
    assert found(store, log_needle="old") == []
    assert found(store, log_needle="ol") == []
    assert found(store, log_needle="kept") == found(store, log_needle="new") == [1]

    save(store, session(1, ended=ended), (), replace=True)

    assert messages(shown(store, 1)) == []
    assert found(store, log_needle="kept") == []


@pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
@pytest.mark.parametrize("replace", [False, True], ids=["added to", "replaced"])
def test_a_log_is_found_in_the_account_that_its_session_is_of_now(store: Store, ended: bool, replace: bool) -> None:
    # Not in the order in which they were said, so that rows of lines differ from lines of the log.
    lines = [*stamped(["said last"], NOON + timedelta(seconds=9)), *stamped(["said first"], mark="1")]
    for line in lines:
        save(store, session(1, "a1"), [line])

    save(store, session(1, "a2", ended=ended), lines if replace else (), replace=replace)
    save(store, session(1, "a2", ended=ended), stamped(["then this"], NOON + timedelta(seconds=5), mark="2"))

    assert messages(shown(store, 1)) == ["said first", "then this", "said last"]
    for needle in ("said first", "said last", "then this", "fi"):
        assert found(store, log_needle=needle, accounts=frozenset({"a1"})) == [], needle
        assert found(store, log_needle=needle, accounts=frozenset({"a2"})) == [1], needle
        assert found(store, Scope(accounts=frozenset({"a1"})), log_needle=needle) == [], needle
        assert found(store, Scope(accounts=frozenset({"a2"})), log_needle=needle) == [1], needle
    # Nothing was delivered about it, which is told of too.
    assert [finding for finding in store.check() if "journal" not in finding.part] == []


def test_a_session_that_ends_and_opens_again_keeps_its_log(store: Store) -> None:
    for step, ended in enumerate([False, True, True, False, True]):
        save(store, session(1, ended=ended), stamped([f"step {step}"], NOON + timedelta(seconds=step)))

        expected = [f"step {earlier}" for earlier in range(step + 1)]
        assert messages(shown(store, 1)) == expected
        assert shown(store, 1)["ended"] is ended
        assert all(found(store, log_needle=line) == [1] for line in expected)
