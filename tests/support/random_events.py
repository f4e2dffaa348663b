"""Random events and deliveries about a handful of legs, with many equal times, stamps, parents and contradictions."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from support.callbacks import after, generic_event

from switchbook.ingest.generic_event import KNOWN_VALUES
from switchbook.model import lifecycle
from switchbook.model.event import (
    Event,
    Facts,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LineLogged,
    SessionImported,
)
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.session import Channel, Direction, LogLine, Session
from switchbook.model.state import FoldState

LEGS = ("A", "B", "C", "D", "E", "F")
SECONDS = st.sampled_from([0, 0.0005, 1, 1, 2, 3])
SEQUENCES = st.none() | st.integers(0, 2)
MARKS = st.sampled_from(["0", "1", "2"])
NAMES = st.none() | st.sampled_from(["one", "two"])

FACTS = st.builds(
    Facts,
    channel=st.none() | st.sampled_from(Channel),
    direction=st.none() | st.sampled_from(Direction),
    from_address=NAMES,
    to_address=NAMES,
    outcome=NAMES,
    answered_by_name=NAMES,
    endpoint_id=NAMES,
)
PLAIN: st.SearchStrategy[type[LegEvent]] = st.sampled_from(
    [LegStarted, LegRang, LegEnteredFlow, LegAnswered, LegAnswered, LegQueued, LegHeld, LegResumed],
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """An event of a leg, or now and then a whole session."""
    at = after(draw(SECONDS))
    if draw(st.integers(0, 20)) == 20:
        session = Session(id="f" * 24, account_id="a1", date_created=at, outcome=draw(NAMES), ended=draw(st.booleans()))
        return SessionImported(at=at, session=session, log=(LogLine(at, "Imported"),))
    common: dict[str, Any] = {
        "at": at,
        "leg": draw(st.sampled_from(LEGS)),
        "parent": draw(st.none() | st.sampled_from(LEGS)),
        "sequence": draw(SEQUENCES),
        "facts": draw(FACTS),
    }
    kind = draw(st.integers(0, 2))
    if kind == 1:
        return LegEnded(**common, ending=draw(st.sampled_from(ENDINGS)), duration=draw(st.none() | st.integers(0, 3)))
    if kind == 2:
        return LineLogged(**common, message=draw(st.sampled_from(["one", "two"])))
    return draw(PLAIN)(**common)


@st.composite
def states(draw: st.DrawFn) -> FoldState:
    """What some random events say together."""
    state: FoldState | None = None
    for event in draw(st.lists(events(), min_size=1, max_size=5)):
        arrived = after(draw(st.integers(0, 3)))
        state = lifecycle.fold(state, event, mark=draw(MARKS), arrived=arrived)
    assert state is not None
    return state


@st.composite
def generic_events(draw: st.DrawFn) -> dict[str, object]:
    """A generic event about one of the legs; the parents may contradict one another, or form a ring."""
    kind = draw(st.sampled_from(KNOWN_VALUES["type"]))
    needed: dict[str, dict[str, object]] = {
        "ended": {"ending": draw(st.sampled_from(ENDINGS)), "duration": draw(st.none() | st.integers(0, 3))},
        "logged": {"message": draw(st.sampled_from(["one", "two"]))},
    }
    return generic_event(
        kind,
        draw(st.none() | SECONDS),
        draw(st.sampled_from(LEGS)),
        parent=draw(st.none() | st.sampled_from(LEGS)),
        sequence=draw(SEQUENCES),
        **{"from": draw(NAMES), "to": draw(NAMES), "id": draw(st.none() | st.sampled_from("12"))},
        **needed.get(kind, {}),
    )
