"""Short ways to write events of a root and the legs it dialled, and to fold them into a session."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from support.callbacks import RECEIVED, after

from switchbook.model import lifecycle
from switchbook.model.event import Event, LegEnded, LegEvent
from switchbook.model.projection import project
from switchbook.model.session import Session
from switchbook.model.state import FoldState, LegState

ROOT, FIRST, SECOND = "root", "first", "second"


def root(kind: type[LegEvent], second: float = 0, **more: Any) -> LegEvent:
    """An event of the root leg."""
    return kind(**{"at": after(second), "leg": ROOT, **more})


def first(kind: type[LegEvent], second: float = 0, **more: Any) -> LegEvent:
    """An event of the leg that was dialled first."""
    return root(kind, second, **{"leg": FIRST, "parent": ROOT, **more})


def second(kind: type[LegEvent], second: float = 0, **more: Any) -> LegEvent:
    """An event of the leg that was dialled after it."""
    return first(kind, second, **{"leg": SECOND, **more})


def root_ended(ending: str = "completed", second: float = 99, **more: Any) -> LegEvent:
    """The root's end."""
    return root(LegEnded, second, ending=ending, **more)


def first_ended(ending: str, second: float = 50, **more: Any) -> LegEvent:
    """The end of the leg that was dialled first."""
    return first(LegEnded, second, ending=ending, **more)


def state_of(events: Iterable[Event]) -> FoldState:
    """What these events say together, each from a payload of its own."""
    state: FoldState | None = None
    for number, event in enumerate(events):
        state = lifecycle.fold(state, event, mark=str(number), arrived=RECEIVED)
    assert state is not None
    return state


def leg_of(*events: Event, name: str = ROOT) -> LegState:
    """What these events say of a leg."""
    return state_of(events).legs[name]


def session_of(*events: Event) -> Session:
    """The session that these events make."""
    return project(state_of(events), session_id="5" * 24, account_id="a1")
