"""What a session shows: every row of the tables, and what is read off the legs."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from support.callbacks import after
from support.folding import first, first_ended, root, root_ended, second, session_of, state_of

from switchbook.model.event import (
    ConferenceEnded,
    ConferenceStarted,
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
    LineLogged,
    MessageTold,
    SessionExpired,
    SessionImported,
)
from switchbook.model.lifecycle import OUTCOMES, SITUATIONS, Situation
from switchbook.model.projection import project, root_leg
from switchbook.model.session import CallState, Channel, DialState, Direction, MemberCallState, QueueState, Session

INCOMING, OUTGOING = Facts(direction=Direction.Incoming), Facts(direction=Direction.Outgoing)

EXPIRED = SessionExpired(at=after(86400), session_id="5" * 24, since=after(0))
WRITTEN = MessageTold(at=after(0), message="SM1")
RECORDING = FileTold(at=after(9), file="RE1", leg="root", said=FileFacts(type="CallRecording"))
VOICE_MESSAGE = FileTold(at=after(9), file="RE1", leg="root", said=FileFacts(type="VoiceMessage"))
BLOCKED = Facts(outcome="Blocked")

# For every situation, events that lead into it.
LEADING_INTO: dict[str, list[list[Event]]] = {
    "ended": [
        [root_ended()],
        [root(LegAnswered), root_ended("busy")],
        [root_ended("canceled"), first(LegAnswered, 100)],
        [first_ended("busy")],
        [first_ended("busy"), second(LegEnded, ending="completed")],
        [ConferenceStarted(at=after(0), conference="room"), ConferenceEnded(at=after(9), conference="room")],
        [root(LegJoinedConference, conference="room"), ConferenceEnded(at=after(9), conference="room")],
        [root(LegJoinedConference, conference="room"), root(LegLeftConference, 9, conference="room")],
        [root(LegAnswered), EXPIRED, root_ended(second=1)],
    ],
    "lost": [
        [root(LegAnswered), EXPIRED],
        [EXPIRED],
        [WRITTEN, EXPIRED],
        [root(LegQueued), first(LegRang), EXPIRED],
    ],
    "told of": [
        [RECORDING],
        [FileTold(at=after(9), file="RE1", conference="room")],
        [FileTold(at=after(9), file="RE1")],
        [MessageTold(at=after(9), message="SM1", opens=False)],
    ],
    "held": [
        [root(LegAnswered), root(LegHeld, 1)],
        [root(LegEnteredFlow), first(LegAnswered, 1), root(LegHeld, 2)],
        [root(LegEnteredFlow), first(LegAnswered, 1), first(LegHeld, 2), second(LegRang, 3)],
        [root(LegEnteredFlow), first(LegAnswered, 1), root(LegHeld, 2), second(LegAnswered, 3)],
        [root(LegEnteredFlow), first(LegAnswered, 1), root(LegHeld, 2), first_ended("completed")],
    ],
    "talking": [
        [root(LegAnswered)],
        [root(LegEnteredFlow), first(LegAnswered, 1)],
        [first(LegAnswered)],
        [root(LegAnswered), root(LegHeld, 1), root(LegResumed, 2)],
        [first(LegAnswered), first(LegHeld, 1), first_ended("completed"), second(LegAnswered, 60)],
        [root(LegEnteredFlow), first(LegAnswered, 1), second(LegRang, 2)],
        [root(LegEnteredFlow), first(LegAnswered, 1), second(LegAnswered, 2), first(LegHeld, 3)],
        [root(LegJoinedConference, conference="room"), first(LegJoinedConference, 1, parent=None, conference="room")],
        [root(LegQueued), root(LegLeftQueue, 1, result="answered")],
        [root(LegAnswered), root(LegTransferred, 1, how="blind"), root_ended(second=2), first(LegAnswered, 3)],
        [root(LegAnswered), EXPIRED, root(LegRang, 1)],
    ],
    "dialling": [
        [root(LegEnteredFlow), first(LegStarted, 1)],
        [root(LegRang), first(LegRang, 1)],
        [root(LegEnteredFlow), first_ended("busy", 1), second(LegStarted, 2)],
        [first(LegRang)],
        [first_ended("busy", 1), second(LegStarted, 2)],
    ],
    "queued": [
        [root(LegQueued)],
        [root(LegAnswered), root(LegQueued, 1)],
        [root(LegQueued), first_ended("no-answer")],
    ],
    "in the flow": [
        [root(LegEnteredFlow)],
        [root(LegEnteredFlow), first_ended("no-answer")],
        [root(LegEnteredFlow), first_ended("completed")],
        [root(LegAnswered), first_ended("completed")],
        [root(LegJoinedConference, conference="room")],
        [ConferenceStarted(at=after(0), conference="room")],
        [root(LegEnteredFlow), root(LegHeld, 1)],
    ],
    "chatting": [
        [WRITTEN],
        [MessageTold(at=after(9), message="SM1", opens=False), WRITTEN],
        [MessageTold(at=after(0), message="SM1", leg="root")],
    ],
    "arriving": [
        [root(LegStarted)],
        [root(LegRang)],
        [root(LineLogged, message="Pressed 2")],
        [root(LegRang), first_ended("busy", 1)],
    ],
}


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda row: row.name)
def test_every_situation_is_reached_and_shown(situation: Situation) -> None:
    for events in LEADING_INTO[situation.name]:
        session = session_of(*events)
        waited = any(isinstance(event, LegQueued | LegLeftQueue) for event in events)

        assert (session.call_state, session.dial_state) == (situation.call, situation.dial), events
        assert session.queue_state is (situation.queue if waited else QueueState.None_)
        assert session.ended is situation.ended
        assert (session.date_completed is not None) is session.ended


@pytest.mark.parametrize(
    ("events", "queue"),
    [
        ([], QueueState.Queued),
        ([first(LegRang, 1)], QueueState.Ringing),
        ([first(LegAnswered, 1)], QueueState.Connected),
        ([first(LegAnswered, 1), first(LegHeld, 2)], QueueState.Hold),
        ([first(LegAnswered, 1), root_ended()], QueueState.Disconnected),
    ],
)
def test_a_session_that_ever_waited_shows_where_it_stands_in_the_queue(events: list[Event], queue: QueueState) -> None:
    assert session_of(root(LegQueued), *events).queue_state is queue


FAILURES = {"busy": "Busy", "no-answer": "NoAnswer", "failed": "Failed", "canceled": "Canceled"}

# For every outcome, ended calls that come to it, with their direction and whether they were missed.
COMING_TO: list[tuple[str, bool, Sequence[Event]]] = [
    ("Answered", False, [root(LegAnswered), root_ended()]),
    ("Answered", False, [root(LegQueued), first_ended("completed"), root_ended("failed")]),
    ("Answered", False, [root(LegStarted, facts=OUTGOING), first(LegAnswered, 1), root_ended()]),
    ("Abandoned", True, [root(LegQueued), root_ended()]),
    ("Abandoned", True, [root(LegQueued), first_ended("no-answer"), root_ended()]),
    ("Abandoned", False, [root(LegQueued, facts=OUTGOING), root_ended()]),
    ("Missed", True, [root(LegEnteredFlow), first_ended("busy"), root_ended()]),
    ("Missed", True, [root(LegEnteredFlow), first(LegRang), root_ended()]),
    ("Missed", True, [first_ended("canceled")]),
    *(
        (outcome, False, [root(LegStarted, facts=OUTGOING), first_ended(ending), root_ended()])
        for ending, outcome in FAILURES.items()
    ),
    *(
        (outcome, facts is INCOMING, [root_ended(ending, facts=facts)])
        for ending, outcome in FAILURES.items()
        for facts in (INCOMING, OUTGOING)
    ),
    ("Completed", False, [root(LegEnteredFlow), root_ended()]),
    ("Completed", False, [WRITTEN, EXPIRED]),
    ("Completed", False, [root(LegAnswered, facts=Facts(channel=Channel.Chat)), root_ended()]),
    ("Busy", True, [root_ended("busy", facts=Facts(channel=Channel.Chat))]),
    ("Unknown", False, [root(LegEnteredFlow), first(LegAnswered), EXPIRED]),
    ("Unknown", False, [RECORDING]),
    ("Answered", False, [root(LegEnteredFlow), first(LegAnswered), EXPIRED, root_ended(second=5)]),
    ("Answered", False, [root(LegEnteredFlow), first_ended("completed"), VOICE_MESSAGE, root_ended()]),
    ("Voicemail", True, [root(LegEnteredFlow), first_ended("no-answer"), VOICE_MESSAGE, root_ended()]),
    ("Voicemail", True, [root(LegQueued), root(LegLeftQueue, 5, result="abandoned"), VOICE_MESSAGE, root_ended()]),
    ("Voicemail", True, [VOICE_MESSAGE]),
    ("Abandoned", True, [root(LegQueued), root(LegLeftQueue, 5, result="abandoned"), root_ended()]),
    ("Missed", True, [root(LegQueued), root(LegLeftQueue, 5, result="redirected"), root_ended()]),
    ("Missed", True, [root(LegQueued), root(LegLeftQueue, 5, result="failed"), root_ended()]),
    ("Answered", False, [root(LegQueued), root(LegLeftQueue, 5, result="answered"), root_ended()]),
    ("Blocked", False, [root_ended("busy", facts=BLOCKED)]),
    ("Rejected", False, [first(LegRang), root_ended("busy", facts=Facts(outcome="Rejected"))]),
    ("Received", False, [root_ended(facts=Facts(channel=Channel.Fax))]),
    ("Sent", False, [root_ended(facts=Facts(channel=Channel.Fax, direction=Direction.Outgoing))]),
    ("Sent", False, [FileTold(at=after(9), file="FX1", leg="root", said=FileFacts(type="FaxOutgoing"))]),
    ("Failed", True, [root(LegAnswered, facts=Facts(channel=Channel.Fax)), root_ended("failed")]),
    ("Completed", False, [root_ended(facts=OUTGOING)]),
    ("Completed", False, [root(LegStarted, facts=OUTGOING), first(LegRang), root_ended()]),
]


@pytest.mark.parametrize(("outcome", "missed", "events"), COMING_TO)
def test_every_outcome_is_come_to(outcome: str, missed: bool, events: Sequence[Event]) -> None:
    session = session_of(*events)

    assert (session.outcome, session.was_missed) == (outcome, missed)


def test_no_outcome_is_left_out_above() -> None:
    assert {outcome for outcome, *_ in COMING_TO} == {row.name for row in OUTCOMES}


def test_a_session_that_goes_on_has_no_outcome_yet_and_was_not_missed() -> None:
    session = session_of(root(LegEnteredFlow), first_ended("busy"))

    assert (session.outcome, session.was_missed, session.date_completed) == (None, False, None)


def test_a_session_ends_with_its_root_whatever_its_other_legs_do() -> None:
    session = session_of(root_ended(second=20), first_ended("completed", 30), second(LegRang, 40))

    assert session.date_completed == after(20)


def test_while_the_root_is_unknown_a_session_ends_with_the_last_leg_it_dialled() -> None:
    session = session_of(first_ended("busy", 20), second(LegEnded, 30, ending="completed"))

    assert session.date_completed == after(30)


def test_the_first_leg_that_nobody_dialled_is_the_root() -> None:
    late = LegStarted(at=after(5), leg="a")
    early = LegStarted(at=after(1), leg="b")
    tied = LegStarted(at=after(1), leg="c")

    assert root_leg(state_of([late, early, tied])) == "b"


def test_an_unheard_parent_names_the_session_and_of_a_ring_the_first_leg() -> None:
    ring = [LegStarted(at=after(1), leg="a", parent="b"), LegStarted(at=after(0), leg="b", parent="a")]

    assert root_leg(state_of([LegStarted(at=after(0), leg="b", parent="a")])) == "a"
    assert root_leg(state_of(ring)) == "b"


def test_of_two_who_answered_the_first_is_shown() -> None:
    session = session_of(
        first(LegAnswered, 5, facts=Facts(endpoint_id="e1", endpoint_name="Anna")),
        second(LegAnswered, 4, facts=Facts(to_address="+1")),
    )

    assert (session.answered_by_id, session.answered_by_name) == (None, "+1")


def test_who_answers_an_outgoing_call_is_the_other_side_and_not_its_endpoint() -> None:
    facts = Facts(direction=Direction.Outgoing, endpoint_id="e1", endpoint_name="Anna", to_address="+1")

    session = session_of(root(LegAnswered, facts=facts))

    assert (session.answered_by_id, session.answered_by_name, session.endpoint_id) == (None, "+1", "e1")


def test_members_are_the_caller_and_then_the_dialled_in_order_of_appearance() -> None:
    session = session_of(second(LegRang, 1), first(LegAnswered, 2), root(LegEnteredFlow, 3))

    assert [member.call_state for member in session.members] == [
        MemberCallState.Connected,
        MemberCallState.Ringing,
        MemberCallState.Connected,
    ]
    assert [member.is_original_member for member in session.members] == [True, False, False]


WHOLE = Session(
    id="f" * 24,
    account_id="a1",
    date_created=after(0),
    from_address="+1",
    destination="4001",
    outcome="Sold",
    call_state=CallState.Connected,
)


def test_a_session_that_came_whole_is_shown_as_it_came() -> None:
    state = state_of([SessionImported(at=after(9), session=WHOLE)])

    assert project(state, session_id=WHOLE.id, account_id="a1") == WHOLE


def test_of_two_imports_of_a_session_the_later_counts() -> None:
    later = msgspec.structs.replace(WHOLE, outcome="Lost")
    for events in ([WHOLE, later], [later, WHOLE]):
        state = state_of([SessionImported(at=after(9 if each is later else 8), session=each) for each in events])

        assert project(state, session_id=WHOLE.id, account_id="a1") == later


def test_events_after_an_import_may_end_it_and_leave_the_rest() -> None:
    session = session_of(SessionImported(at=after(1), session=WHOLE), root(LegAnswered, 2), root_ended(second=9))

    assert (session.ended, session.date_completed, session.call_state) == (True, after(9), CallState.Disconnected)
    assert (session.from_address, session.destination, session.outcome) == ("+1", "4001", "Answered")
    assert session.date_created == after(0)


def test_an_import_that_has_ended_is_not_undone() -> None:
    ended = msgspec.structs.replace(WHOLE, ended=True, call_state=CallState.Disconnected, date_completed=after(5))

    session = session_of(SessionImported(at=after(6), session=ended), root(LegAnswered, 7))

    assert session.id != ended.id
    assert (session.ended, session.outcome, session.dial_state) == (True, "Sold", DialState.None_)
