"""How a session went: spans of each party that follow from its events, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from support.callbacks import after
from support.folding import FIRST, ROOT, first, first_ended, root, root_ended, second, session_of, state_of
from support.random_events import events as random_events
from support.random_events import leg_events

from switchbook.model.event import (
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
    LegEnded,
    LegEnteredFlow,
    LegHeld,
    LegJoinedConference,
    LegLeftConference,
    LegLeftQueue,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LegTransferred,
)
from switchbook.model.event_by_hand import SessionAmended
from switchbook.model.evidence import gather
from switchbook.model.leg import begun_at
from switchbook.model.session import CallState, HoldReason, MemberCallState
from switchbook.model.state import millis
from switchbook.model.timeline import Lane, Timeline, timeline_of

QUEUE = Facts(queue_name="Support")


def timeline(*events: Event) -> Timeline:
    """The timeline of the session that these events make."""
    session, state = session_of(*events), state_of(events)
    completed = session.date_completed or session.date_created
    return timeline_of(
        millis(session.date_created), millis(completed) if session.ended else None, session.members, state, events
    )


def told(lane: Lane) -> list[tuple[str, int, int | None]]:
    """Its spans, in seconds since the first event's."""
    zero = millis(after(0))
    return [
        (span.kind, (span.begin - zero) // 1000, None if span.end is None else (span.end - zero) // 1000)
        for span in lane.spans
    ]


def marks(lane: Lane) -> list[tuple[str, str, int]]:
    zero = millis(after(0))
    return [(mark.kind, mark.detail, (mark.at - zero) // 1000) for mark in lane.marks]


def test_an_answered_call_rings_and_talks_on_both_lanes() -> None:
    caller, agent = timeline(
        root(LegStarted),
        root(LegEnteredFlow, 2),
        first(LegStarted, 5),
        first(LegRang, 6),
        first(LegAnswered, 12),
        first_ended("completed", 50),
        root_ended("completed", 51),
    ).lanes

    assert told(caller) == [
        ("ringing", 0, 2),
        ("flow", 2, 5),
        ("ringing", 5, 12),
        ("connected", 12, 50),
        ("flow", 50, 51),
    ]
    assert told(agent) == [("ringing", 5, 12), ("connected", 12, 50)]
    assert marks(agent) == [("answered", "", 12), ("ended", "completed", 50)]
    assert (caller.leg, agent.leg) == (ROOT, FIRST)


def test_a_queue_is_waited_in_until_somebody_answers_however_often_it_rings() -> None:
    caller, one, two = timeline(
        root(LegEnteredFlow),
        root(LegQueued, 3, facts=QUEUE),
        first(LegStarted, 5),
        first_ended("no-answer", 20),
        second(LegStarted, 25),
        second(LegAnswered, 30),
        root(LegLeftQueue, 30, result="answered"),
        second(LegEnded, 90, ending="completed"),
        root_ended("completed", 90),
    ).lanes

    assert told(caller) == [("flow", 0, 3), ("queued", 3, 30), ("connected", 30, 90)]
    assert caller.spans[1].detail == "Support"
    assert told(one) == [("ringing", 5, 20)]
    assert told(two) == [("ringing", 25, 30), ("connected", 30, 90)]


def test_a_hold_is_seen_with_who_holds_and_what_for() -> None:
    caller, agent = timeline(
        root(LegEnteredFlow),
        first(LegAnswered, 5),
        root(LegHeld, 10, reason=HoldReason.Transferring),
        root(LegResumed, 20),
        first(LegHeld, 30, facts=Facts(held_by_name="Ann")),
        first(LegResumed, 35),
        first_ended("completed", 50),
        root_ended("completed", 50),
    ).lanes

    assert told(caller) == [("flow", 0, 5), ("connected", 5, 10), ("held", 10, 20), ("connected", 20, 50)]
    assert caller.spans[2].detail == "transfer"
    assert told(agent) == [("connected", 5, 30), ("held", 30, 35), ("connected", 35, 50)]
    assert agent.spans[1].detail == "Ann"


def test_who_passes_a_call_on_is_gone_from_then() -> None:
    caller, agent, far = timeline(
        root(LegEnteredFlow),
        first(LegAnswered, 5),
        first(LegTransferred, 20, how="blind", target="+15035550111"),
        second(LegStarted, 21),
        second(LegAnswered, 25),
        first_ended("completed", 40),
        second(LegEnded, 60, ending="completed"),
        root_ended("completed", 60),
    ).lanes

    assert told(agent) == [("connected", 5, 20)]
    assert ("transferred", "+15035550111", 20) in marks(agent)
    assert told(far) == [("ringing", 21, 25), ("connected", 25, 60)]
    assert told(caller) == [
        ("flow", 0, 5),
        ("connected", 5, 20),
        ("flow", 20, 21),
        ("ringing", 21, 25),
        ("connected", 25, 60),
    ]


def test_who_leaves_a_conference_and_comes_back_was_away() -> None:
    _, guest = timeline(
        root(LegEnteredFlow),
        root(LegJoinedConference, 1, conference="R"),
        first(LegJoinedConference, 2, conference="R"),
        first(LegLeftConference, 10, conference="R"),
        first(LegJoinedConference, 20, conference="R"),
        first_ended("completed", 30),
        root_ended("completed", 30),
    ).lanes

    assert told(guest) == [("connected", 2, 10), ("connected", 20, 30)]


def test_what_goes_on_has_no_end() -> None:
    found = timeline(root(LegEnteredFlow), first(LegStarted, 5), first(LegAnswered, 9))

    assert found.end is None
    assert [told(lane)[-1] for lane in found.lanes] == [("connected", 9, None)] * 2


def test_a_state_that_somebody_set_by_hand_counts() -> None:
    by_hand = SessionAmended(at=after(10), session_id="5" * 24, by="ann", call_state=CallState.Hold)
    back = SessionAmended(at=after(15), session_id="5" * 24, by="ann", call_state=CallState.Connected)

    (caller,) = timeline(root(LegAnswered), by_hand, back).lanes

    assert told(caller) == [("connected", 0, 10), ("held", 10, 15), ("connected", 15, None)]


def test_a_file_is_marked_where_it_came_within_the_session() -> None:
    early = FileTold(at=after(8), file="RE1", leg=ROOT, said=FileFacts(type="CallRecording"))
    late = FileTold(at=after(500), file="RE2", leg=ROOT, said=FileFacts(type="VoiceMessage"))

    (caller,) = timeline(root(LegAnswered), early, late, root_ended("completed", 30)).lanes

    assert ("file", "recording", 8) in marks(caller)
    assert not [each for each in marks(caller) if each[1] == "voicemail"]


def test_without_its_events_the_state_tells_what_it_knows() -> None:
    events = (
        root(LegEnteredFlow),
        first(LegStarted, 5),
        first(LegAnswered, 12),
        first_ended("completed", 50),
        root_ended("completed", 51),
    )
    session, state = session_of(*events), state_of(events)
    begin, end = millis(session.date_created), millis(session.date_completed or session.date_created)

    caller, agent = timeline_of(begin, end, session.members, state, ()).lanes

    assert told(caller) == [("flow", 0, 5), ("ringing", 5, 12), ("connected", 12, 50), ("flow", 50, 51)]
    assert told(agent) == [("ringing", 5, 12), ("connected", 12, 50)]


def test_a_queue_that_was_told_of_at_its_end_alone_was_waited_in_before() -> None:
    caller, _ = timeline(
        root(LegEnteredFlow),
        first(LegAnswered, 40),
        root(LegLeftQueue, 40, result="answered", waited=30, facts=QUEUE),
        root_ended("completed", 60),
    ).lanes

    assert told(caller) == [("flow", 0, 10), ("queued", 10, 40), ("connected", 40, 60)]
    assert caller.spans[1].detail == "Support"


def test_a_leg_of_which_a_file_alone_is_known_did_not_ring() -> None:
    recording = FileTold(at=after(8), file="RE1", leg="other", said=FileFacts(type="CallRecording"))

    caller, other = timeline(root(LegAnswered), recording, root_ended("completed", 30)).lanes

    assert told(caller) == [("connected", 0, 30)]
    assert told(other) == []
    assert marks(other) == [("file", "recording", 8)]


# What a leg that goes on is shown doing, by where the record says that its member stands. Who passed the call on, or
# left the others, is gone, though the record has the leg still held or ringing.
SHOWN = {
    MemberCallState.None_: {None},
    MemberCallState.Ringing: {"ringing", "flow", "queued", None},
    MemberCallState.Connected: {"connected", "queued"},
    MemberCallState.Hold: {"held", None},
}


@given(st.lists(leg_events(), min_size=1, max_size=10))
@settings(deadline=None, max_examples=40)
def test_what_goes_on_agrees_with_the_members_of_the_record(events: Sequence[Event]) -> None:
    evidence, found = gather(state_of(events)), timeline(*events)

    for named, lane in zip(evidence.every, found.lanes, strict=True):
        last = lane.spans[-1] if lane.spans else None
        doing = last.kind if last is not None and last.end is None else None
        if found.end is not None:
            assert doing is None
        elif named != evidence.root:
            assert doing in SHOWN[lane.member.call_state]
        elif lane.member.call_state is MemberCallState.Hold:
            assert doing in ("held", None)


@given(st.lists(leg_events(), min_size=1, max_size=10))
@settings(deadline=None, max_examples=40)
def test_the_first_lane_is_as_long_as_the_session_where_its_party_never_left(events: Sequence[Event]) -> None:
    stayed = [each for each in events if not isinstance(each, LegTransferred | LegJoinedConference | LegLeftConference)]
    evidence, found = gather(state_of([root(LegStarted), *stayed])), timeline(root(LegStarted), *stayed)

    if found.end is not None and evidence.root is not None and begun_at(evidence.root[1]) == found.begin:
        spans = found.lanes[0].spans
        assert sum((span.end or 0) - span.begin for span in spans) == found.end - found.begin
        assert all(one.end == other.begin for one, other in pairwise(spans))


@given(st.lists(random_events(), min_size=1, max_size=14), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_any_order_and_repetition_tells_the_same_and_spans_lie_apart_within_the_session(
    events: Sequence[Event], chance: Random
) -> None:
    session, state = session_of(*events), state_of(events)
    begin = millis(session.date_created)
    over = session.date_completed or session.date_created + timedelta(seconds=2)
    end = max(begin, millis(over)) if session.ended else None
    mixed = [*events, *chance.choices(events, k=len(events) // 2)]
    chance.shuffle(mixed)

    found = timeline_of(begin, end, session.members, state, events)

    assert timeline_of(begin, end, session.members, state, mixed) == found
    for lane in found.lanes:
        assert all(one.end is not None and one.end <= other.begin for one, other in pairwise(lane.spans))
        assert all(span.begin >= begin and (span.end is None or span.end > span.begin) for span in lane.spans)
        assert all(end is None or (span.end is not None and span.end <= end) for span in lane.spans)
        assert all(begin <= mark.at and (end is None or mark.at <= end) for mark in lane.marks)
