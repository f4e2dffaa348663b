"""The lines that events write into the log."""

from __future__ import annotations

import pytest
from support.callbacks import after
from support.folding import first, first_ended, root, root_ended

from switchbook.model.event import (
    Facts,
    LegAnswered,
    LegEnteredFlow,
    LegEvent,
    LegHeld,
    LegQueued,
    LegRang,
    LegResumed,
    LegStarted,
    LineLogged,
    SessionImported,
    StampedLine,
)
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.session import Direction, LogLine, Session
from switchbook.model.story import lines, sentence

CALLED = Facts(from_address="+1", to_address="+2")
KNOWN = Facts(from_address="+1", to_address="+2", endpoint_id="e1", endpoint_name="Anna")
OUTGOING = Facts(direction=Direction.Outgoing, from_address="+1", to_address="+2", endpoint_name="Anna")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (root(LegStarted, facts=CALLED), "Call received from +1 to +2"),
        (root(LegStarted), "Call received from unknown to unknown"),
        (root(LegRang, facts=CALLED), "Call ringing from +1 to +2"),
        (root(LegStarted, facts=OUTGOING), "Dialling +2"),
        (root(LegRang, facts=OUTGOING), "Ringing +2"),
        (root(LegAnswered, facts=OUTGOING), "Answered by +2"),
        (root(LegAnswered, facts=KNOWN), "Answered by Anna"),
        (root(LegAnswered, facts=Facts(answered_by_name="Bob")), "Answered by Bob"),
        (root(LegEnteredFlow), "Call taken by the flow"),
        (root(LegQueued), "Waiting in a queue"),
        (root(LegQueued, facts=Facts(queue_name="Support")), "Waiting in queue Support"),
        (root(LegHeld), "Put on hold"),
        (root(LegResumed), "Taken off hold"),
        (root(LineLogged, message="Pressed 2"), "Pressed 2"),
        (first(LegStarted, facts=KNOWN), "Dialling Anna"),
        (first(LegRang, facts=CALLED), "Ringing +2"),
        (first(LegAnswered), "Answered by the other side"),
        (root_ended(duration=9), "Call ended after 9 s"),
        (root_ended(), "Call ended"),
        (root_ended("no-answer"), "Call was not answered"),
        (first_ended("completed", duration=0, facts=KNOWN), "Call to Anna ended after 0 s"),
        (first_ended("busy", facts=CALLED), "Call to +2 met a busy line"),
        (first_ended("failed"), "Call to the other side failed"),
        (first_ended("canceled", facts=KNOWN), "Call to Anna was cancelled before an answer"),
    ],
)
def test_every_event_is_one_plain_sentence(event: LegEvent, line: str) -> None:
    assert sentence(event) == line


def test_every_ending_has_its_sentence() -> None:
    assert len({sentence(root_ended(ending)) for ending in ENDINGS}) == len(ENDINGS)


def test_a_line_is_stamped_with_its_time_in_milliseconds_and_its_place() -> None:
    assert lines(root(LegHeld, 0.0019, sequence=4), mark="m", first=2) == (
        StampedLine(at=after(0.001), sequence=4, mark="m", index=2, message="Put on hold"),
    )
    assert lines(root(LegHeld), mark="m")[0].sequence == -1


def test_an_imported_log_keeps_its_lines_and_their_order() -> None:
    log = tuple(LogLine(after(0), message) for message in ("b", "a", "c"))
    session = Session(id="1", account_id="a1", date_created=after(0))

    stamped = lines(SessionImported(at=after(9), session=session, log=log), mark="m")

    assert [line.line() for line in sorted(stamped)] == list(log)
