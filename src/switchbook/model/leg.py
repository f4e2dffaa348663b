"""Where one leg can stand: the table of its states, what moves it there, and what is read off it alone."""

from __future__ import annotations

import msgspec

from switchbook.model.event import (
    Facts,
    LegAnswered,
    LegEnteredFlow,
    LegQueued,
    LegRang,
    LegStarted,
)
from switchbook.model.state import LegState


class LegRow(msgspec.Struct, frozen=True):
    """One state of a leg: its rank among its kind and whether it is an end."""

    name: str
    rank: int
    ended: bool = False


# Where a leg can stand. Ranks of ends decide only between ends with the same sequence.
LEG_STATES: tuple[LegRow, ...] = (
    LegRow("started", 0),
    LegRow("ringing", 1),
    LegRow("in-flow", 2),
    LegRow("answered", 3),
    LegRow("hung-up", 4, ended=True),
    LegRow("canceled", 5, ended=True),
    LegRow("failed", 6, ended=True),
    LegRow("no-answer", 7, ended=True),
    LegRow("busy", 8, ended=True),
    LegRow("completed", 9, ended=True),
)
BY_NAME = {row.name: row for row in LEG_STATES}
_BY_RANK = {row.rank: row for row in LEG_STATES}
ENDINGS = tuple(row.name for row in LEG_STATES if row.ended)

# The state each event puts its leg into; events not here leave it where it stands. Beside these, `LegEnded` puts it
# into its ending, and `LegLeftQueue` with the result `answered` is an answer.
MOVES: dict[type, str] = {
    LegStarted: "started",
    LegRang: "ringing",
    LegEnteredFlow: "in-flow",
    LegQueued: "in-flow",
    LegAnswered: "answered",
}
# The last word on a leg's queue while it waits there; later ones are of event.QUEUE_RESULTS.
WAITING = "waiting"


def is_ended(leg: LegState) -> bool:
    """Whether this leg is reported to be over."""
    return leg.standing is not None and leg.standing.ended


def standing_of(leg: LegState) -> str | None:
    """The name of the state a leg stands in; None while nothing has said."""
    return None if leg.standing is None else _BY_RANK[leg.standing.rank].name


def answered_at(leg: LegState) -> int | None:
    """When this leg was answered, in milliseconds: as reported, else as its end tells. None: it was not.

    A dialled leg that completed was answered when its talk began (theory, 5).
    """
    if leg.answered is not None:
        return leg.answered
    return leg.talked if leg.parent is not None and standing_of(leg) == "completed" else None


def begun_at(leg: LegState) -> int:
    """When this leg began: the earliest report; where only its end was reported, not later than its talk began."""
    if leg.talked is None or leg.reported is not None:
        return leg.started
    return min(leg.started, leg.talked)


def is_held(leg: LegState) -> bool:
    """Whether the last word is that this leg is on hold, and it is not over."""
    return leg.held is not None and bool(leg.held.value) and not is_ended(leg)


def queue_word(leg: LegState) -> str | None:
    """The last word on this leg's queue: WAITING, one of event.QUEUE_RESULTS; None: it never was in one."""
    return None if leg.queue is None else str(leg.queue.value)


def facts_of(leg: LegState) -> Facts:
    """What was said about a leg, with its types back."""
    return msgspec.convert({name: said.value for name, said in leg.facts.items()}, Facts)
