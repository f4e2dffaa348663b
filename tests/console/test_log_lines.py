"""A log as it is read: the time between lines, where a day begins, and where the words searched for stand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from switchbook.api.types import SessionLogInfo
from switchbook.console.log_lines import gap_in_words, lines_of

BERLIN = ZoneInfo("Europe/Berlin")


def log(*told: tuple[str, str]) -> tuple[SessionLogInfo, ...]:
    return tuple(SessionLogInfo(date, message) for date, message in told)


def test_each_line_says_how_long_after_the_one_before_it_came_and_long_waits_stand_out() -> None:
    lines = lines_of(
        log(
            ("2026-05-09T10:00:00.000Z", "Dialling"),
            ("2026-05-09T10:00:00.120Z", "Ringing"),
            ("2026-05-09T10:00:27.120Z", "No answer"),
        ),
        BERLIN,
    )

    assert [(line.number, line.gap, line.slow) for line in lines] == [
        (1, "", False),
        (2, "+0.120 s", False),
        (3, "+27.0 s", True),
    ]


def test_a_line_of_another_day_of_the_readers_says_which() -> None:
    lines = lines_of(
        log(
            ("2026-05-09T21:59:59.000Z", "before midnight"),
            ("2026-05-09T22:00:01.000Z", "after it"),
            ("2026-05-09T22:00:02.000Z", "still"),
        ),
        BERLIN,
    )

    assert [line.day for line in lines] == ["", "2026-05-10", ""]


@pytest.mark.parametrize(
    ("words", "pieces"),
    [
        ("", [("Grüße an GRÜSSE: grüße", False)]),
        ("grüße", [("Grüße", True), (" an GRÜSSE: ", False), ("grüße", True)]),
        ("an gr", [("Grüße ", False), ("an GR", True), ("ÜSSE: grüße", False)]),
        ("%", [("Grüße an GRÜSSE: grüße", False)]),
    ],
)
def test_words_are_found_as_the_filter_of_the_list_finds_them(words: str, pieces: list[tuple[str, bool]]) -> None:
    # given a line whose letters are written with combining marks
    (line,) = lines_of(log(("2026-05-09T10:00:00.000Z", "Gru\u0308ße an GRU\u0308SSE: grüße")), BERLIN, words)

    assert [(piece.text, piece.hit) for piece in line.pieces] == pieces
    assert line.hit == any(hit for _, hit in pieces)


def test_an_empty_line_is_a_line() -> None:
    (line,) = lines_of(log(("2026-05-09T10:00:00.000Z", "")), BERLIN, "x")

    assert [piece.text for piece in line.pieces] == [""]


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "+0.000 s"), (9.9994, "+9.999 s"), (59.94, "+59.9 s"), (187, "+3:07"), (3723, "+1:02:03")],
)
def test_a_gap_is_written_as_finely_as_it_is_long(seconds: float, written: str) -> None:
    assert gap_in_words(seconds) == written
