"""Figures beside those of the period before: by how much they changed, in words, and whether that is good."""

from __future__ import annotations

import pytest

from switchbook.api.types_summary import SessionFigures
from switchbook.console.comparing import Card, Change, cards

BEFORE = "the 7 days before"


def card(name: str, now: SessionFigures, then: SessionFigures | None) -> Card:
    return next(each for each in cards(now, then, BEFORE) if each.name == name)


@pytest.mark.parametrize(
    ("now", "then", "sign", "amount", "words"),
    [
        (110, 100, "▲", "10 %", "10 % more than in the 7 days before"),
        (50, 100, "▼", "50 %", "50 % less than in the 7 days before"),
        (0, 100, "▼", "100 %", "100 % less than in the 7 days before"),
        (1001, 1000, "▲", "under 1 %", "under 1 % more than in the 7 days before"),
        (100, 100, "=", "", "the same as in the 7 days before"),
        (0, 0, "=", "", "the same as in the 7 days before"),
        (3, 0, "▲", "from 0", "none in the 7 days before"),
    ],
)
def test_a_change_is_told_by_a_sign_and_in_words(now: int, then: int, sign: str, amount: str, words: str) -> None:
    told = card("Sessions", SessionFigures(sessions=now), SessionFigures(sessions=then))

    # More sessions are neither good nor bad.
    assert told.change == Change(sign=sign, amount=amount, words=words, tone="")


@pytest.mark.parametrize(
    ("name", "member", "tone"),
    [("Answered", "answered", "good"), ("Missed", "missed", "bad"), ("Abandoned", "abandoned", "bad")],
)
def test_a_part_is_judged_by_its_share(name: str, member: str, tone: str) -> None:
    then = SessionFigures(sessions=100, **{member: 10})
    doubled = SessionFigures(sessions=200, **{member: 20})
    grown = SessionFigures(sessions=100, **{member: 12})

    same = card(name, doubled, then)
    assert same.change
    assert same.change.amount == "100 %"
    assert same.note == "10.0 % of all"
    assert same.note_change == Change(sign="=", amount="", words=f"the same share as in {BEFORE}")

    more = card(name, grown, then)
    said = "better" if tone == "good" else "worse"
    assert more.note_change == Change(
        sign="▲", amount="2.0 points", words=f"2.0 points more than in {BEFORE}, which is {said}", tone=tone
    )


def test_without_sessions_there_are_no_shares_to_compare() -> None:
    some = SessionFigures(sessions=10, missed=1)

    assert card("Missed", SessionFigures(), some).note == "0.0 % of all"
    assert card("Missed", SessionFigures(), some).note_change is None
    assert card("Missed", some, SessionFigures()).note_change is None


def test_without_a_period_before_nothing_is_compared() -> None:
    told = cards(SessionFigures(sessions=10, missed=1, running=2, average_seconds=61, seconds=600), None, "")

    assert all(each.change is None and each.note_change is None for each in told)
    assert [(each.name, each.figure) for each in told] == [
        ("Sessions", "10"),
        ("Answered", "0"),
        ("Missed", "1"),
        ("Abandoned", "0"),
        ("Average duration", "1:01"),
        ("Longest duration", "0 s"),
        ("Total minutes", "10"),
    ]
    assert told[0].note == "2 not over"
