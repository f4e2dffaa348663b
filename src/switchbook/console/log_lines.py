"""The log of a session as it is read: lines with the time since the one before, and where searched words stand."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from switchbook.api.types import SessionLogInfo
from switchbook.console.words import read
from switchbook.model.matching import fold, log_needle


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a line; `hit`: it is what was searched for."""

    text: str
    hit: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line. `gap` is how long after the line before, in words, `slow` whether that is long; the first has none.

    `day` is its day in the reader's zone where the line before was of another one.
    """

    number: int
    date: str | None
    gap: str
    slow: bool
    day: str
    pieces: Sequence[Piece]

    @property
    def hit(self) -> bool:
        """Whether the words searched for stand in it."""
        return any(piece.hit for piece in self.pieces)


# From here on a wait is something that a reader of a log looks at twice.
_SLOW_SECONDS = 10.0


def lines_of(log: Sequence[SessionLogInfo], zone: ZoneInfo, words: str = "") -> Sequence[Line]:
    """The lines of a log, the first is number 1. Words are found as the filter `log` finds them."""
    needle = log_needle(words) or ""
    lines = []
    before: datetime | None = None
    for number, told in enumerate(log, 1):
        at = read(told.date)
        seconds, day = (None, "") if at is None or before is None else _since(before, at, zone)
        lines.append(
            Line(
                number=number,
                date=told.date,
                gap="" if seconds is None else gap_in_words(seconds),
                slow=seconds is not None and seconds >= _SLOW_SECONDS,
                day=day,
                pieces=tuple(pieces_of(told.message or "", needle)),
            )
        )
        before = at or before
    return lines


def _since(before: datetime, at: datetime, zone: ZoneInfo) -> tuple[float, str]:
    """The seconds between two lines, and the day of the second if it is another one."""
    day = f"{at.astimezone(zone):%Y-%m-%d}"
    return (at - before).total_seconds(), "" if day == f"{before.astimezone(zone):%Y-%m-%d}" else day


def pieces_of(text: str, needle: str) -> Iterator[Piece]:
    """A text cut where a folded needle stands in it; an empty needle stands nowhere."""
    # Folding is one code point to one, once the text is in NFC: places in one are places in the other.
    text = unicodedata.normalize("NFC", text)
    folded, done = fold(text), 0
    at = folded.find(needle) if needle else -1
    while at != -1:
        if at > done:
            yield Piece(text[done:at])
        done = at + len(needle)
        yield Piece(text[at:done], hit=True)
        at = folded.find(needle, done)
    if done < len(text) or not text:
        yield Piece(text[done:])


def gap_in_words(seconds: float) -> str:
    """A time between two lines, such as `+0.031 s`, `+12.4 s`, `+3:07`."""
    if seconds < 10:
        return f"+{seconds:.3f} s"
    if seconds < 60:
        return f"+{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"+{whole // 60}:{whole % 60:02}"
    return f"+{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
