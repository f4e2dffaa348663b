"""Figures of sessions as cards: what they are, and how they changed against the period before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from switchbook.api.types_summary import SessionFigures
from switchbook.console.words import count, span

_MINUTE = 60


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """How a figure changed: in a sign and a number, in words, and whether that is `good`, `bad` or neither."""

    sign: str
    amount: str
    words: str
    tone: str = ""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One figure under its name; `note` says what share of all it is, `note_change` how that share changed.

    `only` are the parameters of ListSessions that find the sessions it counts, None where it counts none.
    """

    name: str
    figure: str
    change: Change | None = None
    note: str = ""
    note_change: Change | None = None
    only: Mapping[str, object] | None = None


def cards(now: SessionFigures, then: SessionFigures | None, before: str) -> Sequence[Card]:
    """The cards of a page; `before` is what the period of `then` is called."""
    both = _Both(now, then, before)
    running = f"{count(now.running)} not over" if now.running else ""
    return (
        both.whole("Sessions", "sessions", count, note=running, only={}),
        both.part("Answered", "answered", {"outcomes": ("Answered",)}, better=1),
        both.part("Missed", "missed", {"was_missed": True}, better=-1),
        both.part("Abandoned", "abandoned", {"outcomes": ("Abandoned",)}, better=-1),
        both.whole("Average duration", "average_seconds", span),
        both.whole("Longest duration", "longest_seconds", span),
        both.whole("Total minutes", "seconds", lambda seconds: count(round(seconds / _MINUTE))),
    )


class _Both(msgspec.Struct, frozen=True):
    """The figures of a period and, where they are known, of the one before."""

    now: SessionFigures
    then: SessionFigures | None
    before: str

    def whole(
        self,
        name: str,
        member: str,
        write: Callable[[int], str],
        note: str = "",
        only: Mapping[str, object] | None = None,
    ) -> Card:
        """A figure by itself."""
        figure = write(getattr(self.now, member))
        return Card(name=name, figure=figure, change=self._changed(member), note=note, only=only)

    def part(self, name: str, member: str, only: Mapping[str, object], *, better: int) -> Card:
        """A part of all sessions. Whether its change is good is told of its share: more sessions alone mean nothing."""
        share = _share(self.now, member)
        then = self.then if self.now.sessions and self.then and self.then.sessions else None
        return Card(
            name=name,
            figure=count(getattr(self.now, member)),
            change=self._changed(member),
            note=f"{share:.1f} % of all",
            only=only,
            note_change=None if then is None else _points(share, _share(then, member), self.before, better),
        )

    def _changed(self, member: str) -> Change | None:
        if self.then is None:
            return None
        return _change(getattr(self.now, member), getattr(self.then, member), self.before)


def _share(figures: SessionFigures, member: str) -> float:
    """How many percent of all sessions a part is, to the tenth that is shown."""
    return round(getattr(figures, member) / figures.sessions * 100, 1) if figures.sessions else 0.0


def _change(now: int, then: int, before: str) -> Change:
    """By how many percent a figure changed."""
    if now == then:
        return Change(sign="=", amount="", words=f"the same as in {before}")
    if not then:
        return Change(sign="▲", amount="from 0", words=f"none in {before}")
    percent = abs(now - then) / then * 100
    amount = f"{percent:.0f} %" if percent >= 1 else "under 1 %"
    more, sign = ("more", "▲") if now > then else ("less", "▼")
    return Change(sign=sign, amount=amount, words=f"{amount} {more} than in {before}")


def _points(now: float, then: float, before: str, better: int) -> Change:
    """By how many points of percent a share changed; it is good if it changed in the direction of `better`."""
    points = round(now - then, 1)
    if not points:
        return Change(sign="=", amount="", words=f"the same share as in {before}")
    more, sign = ("more", "▲") if points > 0 else ("less", "▼")
    tone, said = ("good", "better") if points * better > 0 else ("bad", "worse")
    amount = f"{abs(points):.1f} points"
    return Change(sign=sign, amount=amount, words=f"{amount} {more} than in {before}, which is {said}", tone=tone)
