"""Random events and deliveries about a handful of legs, with many equal times, stamps, parents and contradictions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from support.callbacks import after, generic_event

from switchbook.ingest.generic_event import KNOWN_VALUES
from switchbook.model import lifecycle
from switchbook.model.event import (
    FILE_TYPES,
    QUEUE_RESULTS,
    TRANSFERS,
    ConferenceEnded,
    ConferenceStarted,
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegLeftQueue,
    LegMuted,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LegTransferred,
    LegUnmuted,
    LineLogged,
    MessageTold,
    SessionExpired,
    SessionImported,
)
from switchbook.model.event_by_hand import (
    GuestAdded,
    GuestRemoved,
    SessionAmended,
    SessionClosed,
    SessionNoted,
)
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.session import Channel, Direction, HoldReason, LogLine, MemberRole, Session
from switchbook.model.state import FoldState

LEGS = ("A", "B", "C", "D", "E", "F")
SECONDS = st.sampled_from([0, 0.0005, 1, 1, 2, 3])
SEQUENCES = st.none() | st.integers(0, 2)
MARKS = st.sampled_from(["0", "1", "2"])
NAMES = st.none() | st.sampled_from(["one", "two"])

ROOMS = st.sampled_from(["R", "S"])

FACTS = st.builds(
    Facts,
    channel=st.none() | st.sampled_from(Channel),
    direction=st.none() | st.sampled_from(Direction),
    from_address=NAMES,
    to_address=NAMES,
    outcome=NAMES,
    queue_id=NAMES,
    queue_member_id=NAMES,
    hold_queue_name=NAMES,
    held_by_user_id=NAMES,
    role=st.none() | st.sampled_from(MemberRole),
    answered_by_name=NAMES,
    endpoint_id=NAMES,
)
PLAIN: st.SearchStrategy[type[LegEvent]] = st.sampled_from(
    [LegStarted, LegRang, LegEnteredFlow, LegAnswered, LegAnswered, LegQueued, LegResumed, LegMuted, LegUnmuted],
)
# What an event of these kinds says beside what all events of a leg do.
SAYING: dict[type[LegEvent], dict[str, st.SearchStrategy[Any]]] = {
    LegEnded: {"ending": st.sampled_from(ENDINGS), "duration": st.none() | st.integers(0, 3)},
    LineLogged: {"message": st.sampled_from(["one", "two"])},
    LegHeld: {"reason": st.sampled_from(HoldReason)},
    LegLeftQueue: {"result": st.sampled_from(QUEUE_RESULTS), "waited": st.none() | st.integers(0, 3)},
    LegJoinedConference: {"conference": ROOMS},
    LegLeftConference: {"conference": ROOMS},
    LegTransferred: {
        "how": st.sampled_from(TRANSFERS),
        "target": NAMES,
        "target_leg": st.none() | st.sampled_from(LEGS),
    },
}


@st.composite
def leg_events(draw: st.DrawFn) -> LegEvent:
    """An event of a leg, of any kind."""
    common: dict[str, Any] = {
        "at": after(draw(SECONDS)),
        "leg": draw(st.sampled_from(LEGS)),
        "parent": draw(st.none() | st.sampled_from(LEGS)),
        "linked": draw(st.sampled_from([(), (), ("A",), ("X", "B")])),
        "sequence": draw(SEQUENCES),
        "facts": draw(FACTS),
    }
    kind = draw(PLAIN | st.sampled_from([LegEnded, *SAYING]))
    return kind(**common, **{name: draw(values) for name, values in SAYING.get(kind, {}).items()})


def by_hand(at: datetime) -> st.SearchStrategy[Event]:
    """An event that somebody brought about through the API."""
    common = {"at": st.just(at), "sequence": SEQUENCES, "session_id": st.just("f" * 24), "by": st.just("Ann")}
    amended = {
        "made": st.booleans(),
        "console_data": st.sampled_from([None, "", "one"]),
        "call_state": st.none() | st.integers(0, 4),
    }
    return st.one_of(
        st.builds(SessionAmended, **common, **amended),
        st.builds(SessionNoted, **common, message=st.sampled_from(["one", "two"])),
        st.builds(SessionClosed, **common),
        st.builds(GuestAdded, **common, identity=st.sampled_from("56"), name=NAMES, endpoint_id=NAMES),
        st.builds(GuestRemoved, **common, identity=st.sampled_from("56")),
    )


@st.composite
def side_events(draw: st.DrawFn) -> Event:
    """An event that is of no leg: of a conference, a file, a message, the clock, or of a whole session."""
    at, kind = after(draw(SECONDS)), draw(st.integers(0, 6))
    leg = draw(st.none() | st.sampled_from(LEGS))
    if kind == 0:
        session = Session(id="f" * 24, account_id="a1", date_created=at, outcome=draw(NAMES), ended=draw(st.booleans()))
        return SessionImported(at=at, session=session, log=(LogLine(at, "Imported"),))
    if kind == 1:
        said = FileFacts(type=draw(st.none() | st.sampled_from(FILE_TYPES)), seconds=draw(SEQUENCES))
        return FileTold(at=at, file=draw(st.sampled_from("12")), leg=leg, conference=draw(st.none() | ROOMS), said=said)
    if kind == 2:
        return ConferenceStarted(at=at, conference=draw(ROOMS), name=draw(NAMES))
    if kind == 3:
        return ConferenceEnded(at=at, conference=draw(ROOMS), name=draw(NAMES))
    if kind == 4:
        return SessionExpired(at=after(9), session_id="f" * 24, since=at)
    if kind == 5:
        return draw(by_hand(at))
    message = draw(st.sampled_from("34"))
    return MessageTold(at=at, message=message, leg=leg, opens=draw(st.booleans()), facts=draw(FACTS))


def events() -> st.SearchStrategy[Event]:
    """An event of a leg, or now and then another."""
    return st.one_of(leg_events(), leg_events(), leg_events(), side_events())


@st.composite
def states(draw: st.DrawFn) -> FoldState:
    """What some random events say together."""
    state: FoldState | None = None
    for event in draw(st.lists(events(), min_size=1, max_size=5)):
        arrived = after(draw(st.integers(0, 3)))
        state = lifecycle.fold(state, event, mark=draw(MARKS), arrived=arrived)
    assert state is not None
    return state


OF_LEGS = [kind for kind in KNOWN_VALUES["type"] if kind not in ("message", "conference-started", "conference-ended")]


@st.composite
def generic_events(draw: st.DrawFn) -> dict[str, object]:
    """A generic event about one of the legs; the parents may contradict one another, or form a ring."""
    kind = draw(st.sampled_from(OF_LEGS))
    names = st.none() | st.sampled_from(LEGS)
    needed: dict[str, dict[str, object]] = {
        "ended": {"ending": draw(st.sampled_from(ENDINGS)), "duration": draw(st.none() | st.integers(0, 3))},
        "logged": {"message": draw(st.sampled_from(["one", "two"]))},
        "left-queue": {"result": draw(st.sampled_from(QUEUE_RESULTS)), "waited": draw(SEQUENCES)},
        "joined-conference": {"conference": draw(ROOMS)},
        "left-conference": {"conference": draw(ROOMS)},
        "transferred": {"how": draw(st.sampled_from(TRANSFERS)), "target": draw(NAMES), "targetLeg": draw(names)},
    }
    known = {"id": draw(st.none() | st.sampled_from("12")), "sequence": draw(SEQUENCES)}
    seconds, leg = draw(st.none() | SECONDS), draw(st.sampled_from(LEGS))
    if kind == "file":
        return generic_event(kind, seconds, leg, file=draw(st.sampled_from("34")), fileType=None, **known)
    parties = {"from": draw(NAMES), "to": draw(NAMES), "parent": draw(names)}
    linked = draw(st.sampled_from([None, [], ["A"], ["X", "B"]]))
    return generic_event(kind, seconds, leg, linked=linked, **known, **parties, **needed.get(kind, {}))
