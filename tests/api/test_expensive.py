"""What is advised when a question is too heavy: only what would make it lighter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from switchbook.api.expensive import too_expensive
from switchbook.model.actor import EVERYTHING
from switchbook.model.matching import LONG_NEEDLE, AddressNeedle, log_needle
from switchbook.model.query import SORT_FIELDS, SessionQuery, Sort

NARROW: dict[str, Any] = {
    "start": datetime(2026, 5, 1, tzinfo=UTC),
    "end": datetime(2026, 5, 2, tzinfo=UTC),
    "accounts": frozenset({"a1"}),
}


def advice(**parts: Any) -> dict[str | None, str]:
    """What is told of each field that is named."""
    error = too_expensive(SessionQuery(scope=EVERYTHING, **parts), 1)
    return {each.field: each.message for each in error.errors}


def sort(name: str) -> Sort:
    return Sort(field=SORT_FIELDS[name.lower()])


def test_a_needle_of_few_letters_is_to_be_longer() -> None:
    needle = AddressNeedle.of("50")

    told = advice(**NARROW, log_needle=log_needle("ab"), from_needle=needle, to_needle=needle, either_needle=needle)

    assert [field for field in told if field != "simplifiedPaging"] == ["log", "from", "to", "number"]
    assert told["log"] == "a longer text in log"


@pytest.mark.parametrize("letters", [5, LONG_NEEDLE])
def test_a_needle_that_is_looked_up_whole_is_no_cause(letters: int) -> None:
    assert set(advice(log_needle="x" * letters, text=AddressNeedle.of("x" * letters))) == {
        *("startDate", "accountIds", "simplifiedPaging"),
    }


def test_a_needle_for_which_logs_are_read_is_to_be_shorter() -> None:
    long = "x" * (LONG_NEEDLE + 1)

    told = advice(log_needle=long, text=AddressNeedle.of(long), from_needle=AddressNeedle.of(long))

    assert set(told) == {"log", "text", "startDate", "accountIds", "simplifiedPaging"}
    assert told["log"] == "a shorter text in log, of at most 192 letters"
    assert told["text"] == "a shorter text in text, of at most 192 letters"


def test_leaving_out_the_total_is_advised_where_a_page_then_ends_early() -> None:
    assert "simplifiedPaging" in advice(was_missed=False)
    assert "simplifiedPaging" not in advice(was_missed=False, with_total=False)


@pytest.mark.parametrize("name", ["callSid", "displayName", "outcome", "fromAddress"])
def test_leaving_out_the_total_is_not_advised_where_an_order_reads_every_match(name: str) -> None:
    told = advice(**NARROW, sort=sort(name), was_missed=False)

    assert told == {"sortField": "the order of dateCreated"}


def test_leaving_out_the_total_is_not_advised_where_everything_is_asked_for() -> None:
    assert set(advice(limit=None)) == {"startDate", "accountIds"}


def test_there_is_always_something_to_do() -> None:
    assert set(advice(**NARROW, limit=None)) == {"startDate"}
