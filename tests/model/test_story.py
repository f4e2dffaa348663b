"""The lines that events write into the log."""

from __future__ import annotations

import pytest
from hypothesis import given
from support.callbacks import after
from support.folding import first, first_ended, root, root_ended
from support.random_events import events

from switchbook.model.event import (
    QUEUE_RESULTS,
    ConferenceEnded,
    ConferenceStarted,
    Event,
    Facts,
    FileFacts,
    FileTold,
    LegAnswered,
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
    MessageFacts,
    MessageTold,
    SessionExpired,
    SessionImported,
    StampedLine,
)
from switchbook.model.event_by_hand import GuestAdded, GuestRemoved, SessionAmended, SessionClosed, SessionNoted
from switchbook.model.lifecycle import ENDINGS
from switchbook.model.session import Channel, Direction, HoldReason, LogLine, Session
from switchbook.model.story import LEFT_QUEUE, lines, sentence

CALLED = Facts(from_address="+1", to_address="+2")
KNOWN = Facts(from_address="+1", to_address="+2", endpoint_id="e1", endpoint_name="Anna")
OUTGOING = Facts(direction=Direction.Outgoing, from_address="+1", to_address="+2", endpoint_name="Anna")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (root(LegStarted, facts=CALLED), "Call received from +1 to +2"),
        (root(LegStarted), "Call received"),
        (root(LegStarted, facts=Facts(to_address="+2")), "Call received from unknown to +2"),
        (root(LegRang, facts=CALLED), "Call ringing from +1 to +2"),
        (root(LegRang), "Call ringing"),
        (root(LegStarted, facts=Facts(direction=Direction.Outgoing)), "Call placed"),
        (root(LegStarted, facts=OUTGOING), "Call placed from +1 to +2"),
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
        (
            root(LegQueued, facts=Facts(queue_name="Support", queue_member_id="m7")),
            "Waiting in queue Support, given to m7",
        ),
        (root(LegLeftQueue, result="abandoned", waited=31), "Left the queue after 31 s: the caller gave up"),
        (root(LegLeftQueue, result="answered", facts=Facts(queue_name="Support")), "Left queue Support: answered"),
        (root(LegHeld, facts=Facts(held_by_user_id="Anna")), "Held by Anna"),
        (
            root(LegHeld, reason=HoldReason.Transferring, facts=Facts(held_by_user_id="Anna", hold_queue_name="H1")),
            "Held by Anna in queue H1 for a transfer",
        ),
        (root(LegHeld, reason=HoldReason.Transferring), "Put on hold for a transfer"),
        (first(LegHeld, facts=KNOWN), "Anna was put on hold"),
        (first(LegResumed, facts=KNOWN), "Anna was taken off hold"),
        (root(LegMuted, facts=CALLED), "+1 was muted"),
        (first(LegUnmuted, facts=KNOWN), "Anna was unmuted"),
        (root(LegJoinedConference, conference="CF1", facts=CALLED), "+1 joined the conference"),
        (first(LegLeftConference, conference="CF1"), "A participant left the conference"),
        (root(LegTransferred, how="blind", target="+15035550199"), "Transferred to +15035550199 (blind)"),
        (root(LegTransferred, how="attended", target_leg="C"), "Transferred to another party (attended)"),
        (root(LegStarted, facts=Facts(channel=Channel.Fax, from_address="+1")), "Fax received from +1 to unknown"),
        (root_ended("failed", duration=0), "Call failed"),
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


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (ConferenceStarted(at=after(0), conference="CF1", name="Monday"), "Conference Monday started"),
        (ConferenceEnded(at=after(0), conference="CF1"), "Conference CF1 ended"),
        (
            FileTold(at=after(0), file="RE1", said=FileFacts(type="CallRecording", seconds=31)),
            "Recording RE1 is ready, 31 s",
        ),
        (
            FileTold(at=after(0), file="RE1", said=FileFacts(type="VoiceMessage", status="in-progress")),
            "Voicemail RE1 began",
        ),
        (FileTold(at=after(0), file="RE1", said=FileFacts(status="deleted")), "File RE1 is deleted"),
        (FileTold(at=after(0), file="FX1", said=FileFacts(type="Fax", pages=1)), "Received fax FX1 is ready, 1 page"),
        (FileTold(at=after(0), file="https://host/a.wav", said=FileFacts(type="CallRecording")), "Recording is ready"),
        (
            MessageTold(at=after(0), message="SM1", said=MessageFacts(sender="+1", text="Hi")),
            "Message received from +1",
        ),
        (MessageTold(at=after(0), message="SM1", facts=Facts(from_address="+1")), "Message received from +1"),
        (
            MessageTold(
                at=after(0),
                message="SM1",
                said=MessageFacts(direction=Direction.Outgoing, recipient="+2", media=(("https://x", "image/png"),)),
            ),
            "Message sent to +2, with 1 attachment",
        ),
        (
            MessageTold(
                at=after(0),
                message="SM1",
                opens=False,
                said=MessageFacts(recipient="+2", status="undelivered", error_code="30003"),
            ),
            "Message to +2 was not delivered (error 30003)",
        ),
        (
            SessionExpired(at=after(9), session_id="1", since=after(0)),
            "Nothing was heard of this session any more, so it counts as ended",
        ),
        (
            SessionAmended(at=after(0), session_id="1", by="Ann", call_state=3, queue_state=0),
            "Call state Hold and Queue state None set by Ann",
        ),
        (SessionNoted(at=after(0), session_id="1", by="Ann", message="Called back"), "Called back"),
        (SessionClosed(at=after(0), session_id="1", by="Ann"), "Ended by Ann"),
        (GuestAdded(at=after(0), session_id="1", by="Ann", identity="+1", name="Bob"), "Bob was invited by Ann"),
        (GuestRemoved(at=after(0), session_id="1", by="Ann", identity="+1"), "+1 was removed by Ann"),
    ],
)
def test_what_is_of_no_leg_has_its_sentence_too(event: Event, line: str) -> None:
    assert [stamped.message for stamped in lines(event, mark="m")] == [line]


def test_what_is_kept_for_a_console_is_no_step_of_the_story() -> None:
    assert lines(SessionAmended(at=after(0), session_id="1", by="Ann", console_data="x"), mark="m") == ()


def test_that_a_message_arrived_is_no_step_of_the_story() -> None:
    assert lines(MessageTold(at=after(0), message="SM1", opens=False, said=MessageFacts(status="read")), mark="m") == ()


def test_a_log_never_holds_what_was_written_or_recorded() -> None:
    said = FileFacts(type="VoiceMessage", uri="https://s3cret", transcription="s3cret")
    file = FileTold(at=after(0), file="RE1", said=said)
    message = MessageTold(at=after(0), message="SM1", said=MessageFacts(text="s3cret", media=(("s3cret", "a/b"),)))

    assert [line.message for event in (file, message) for line in lines(event, mark="m")] == [
        "Voicemail RE1 was transcribed",
        "Message received from unknown, with 1 attachment",
    ]


def test_every_result_of_a_queue_has_its_sentence() -> None:
    assert set(LEFT_QUEUE) == set(QUEUE_RESULTS)


@given(events())
def test_any_event_has_a_line_of_text(event: Event) -> None:
    assert all(line.message.strip() for line in lines(event, mark="m"))


def test_every_ending_has_its_sentence() -> None:
    assert len({sentence(root_ended(ending)) for ending in ENDINGS}) == len(ENDINGS)


def test_a_line_is_stamped_with_its_time_in_milliseconds_and_its_place() -> None:
    assert lines(root(LegHeld, 0.0019, sequence=4), mark="m", first=2) == (
        StampedLine(at=after(0.001), sequence=4, mark="m", index=2, message="Put on hold"),
    )
    assert lines(root(LegHeld), mark="m")[0].sequence == -1


def test_what_several_deliveries_tell_once_is_one_line_and_what_is_silent_is_none() -> None:
    started = root(LegStarted, once=True)

    assert lines(started, mark="m", first=2) == lines(started, mark="n", first=5)
    assert lines(started, mark="m") != lines(root(LegRang, once=True), mark="m")
    assert lines(root(LegHeld, silent=True), mark="m") == ()


def test_an_imported_log_keeps_its_lines_and_their_order() -> None:
    log = tuple(LogLine(after(0), message) for message in ("b", "a", "c"))
    session = Session(id="1", account_id="a1", date_created=after(0))

    stamped = lines(SessionImported(at=after(9), session=session, log=log), mark="m")

    assert [line.line() for line in sorted(stamped)] == list(log)
