"""Our own generic events, read into events."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.callbacks import RECEIVED, after, as_json, generic_event

from switchbook.ingest import Reading
from switchbook.ingest.generic import Generic
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
)
from switchbook.model.session import Channel, Direction, HoldReason


def read_all(payload: bytes) -> list[Reading]:
    return list(Generic().read(payload, "application/json", RECEIVED))


def read(*events: dict[str, object]) -> Reading:
    (reading,) = read_all(as_json(events[0]))
    return reading


def event(told: dict[str, object]) -> LegEvent:
    reading = read(told)
    assert reading.error is None
    (only,) = reading.events
    assert isinstance(only, LegEvent)
    return only


def test_an_event_is_read_member_by_member() -> None:
    told = generic_event(
        "answered",
        1.5,
        "leg-2",
        id="delivery-7",
        parent="leg-1",
        sequence=4,
        channel="VOICE",
        direction="outgoing",
        **{"from": "+18145550100", "to": "+15035550111", "fromName": "Jane Doe"},
        destination="4001",
        callSid="CA1",
        displayName="Jane",
        callbackNumber="+18145550199",
        outcome="Sold",
        queueName="Sales",
        answeredById="e2",
        answeredByName="Anna Berg",
        endpointId="e1",
        customerId="c1",
    )

    assert event(told) == LegAnswered(
        at=after(1.5),
        sequence=4,
        leg="leg-2",
        parent="leg-1",
        facts=Facts(
            channel=Channel.Voice,
            direction=Direction.Outgoing,
            from_address="+18145550100",
            to_address="+15035550111",
            from_name="Jane Doe",
            destination="4001",
            call_sid="CA1",
            display_name="Jane",
            callback_number="+18145550199",
            outcome="Sold",
            queue_name="Sales",
            answered_by_id="e2",
            answered_by_name="Anna Berg",
            endpoint_id="e1",
            customer_id="c1",
        ),
    )


@pytest.mark.parametrize(
    ("kind", "read_as"),
    [
        ("started", LegStarted(at=after(1), leg="leg-1")),
        ("ringing", LegRang(at=after(1), leg="leg-1")),
        ("in-flow", LegEnteredFlow(at=after(1), leg="leg-1")),
        ("answered", LegAnswered(at=after(1), leg="leg-1")),
        ("queued", LegQueued(at=after(1), leg="leg-1")),
        ("held", LegHeld(at=after(1), leg="leg-1")),
        ("resumed", LegResumed(at=after(1), leg="leg-1")),
    ],
)
def test_every_type_has_its_event(kind: str, read_as: Event) -> None:
    assert event(generic_event(kind, 1)) == read_as


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ({"type": "muted"}, LegMuted(at=after(1), leg="leg-1")),
        ({"type": "unmuted"}, LegUnmuted(at=after(1), leg="leg-1")),
        ({"type": "started", "linked": ["a", "b"]}, LegStarted(at=after(1), leg="leg-1", linked=("a", "b"))),
        (
            {"type": "left-queue", "result": "abandoned", "waited": 31},
            LegLeftQueue(at=after(1), leg="leg-1", result="abandoned", waited=31),
        ),
        (
            {"type": "held", "reason": "transferring", "heldByUserId": "e2", "holdQueueName": "H1"},
            LegHeld(
                at=after(1),
                leg="leg-1",
                reason=HoldReason.Transferring,
                facts=Facts(held_by_user_id="e2", hold_queue_name="H1"),
            ),
        ),
        (
            {"type": "joined-conference", "conference": "room"},
            LegJoinedConference(at=after(1), leg="leg-1", conference="room"),
        ),
        (
            {"type": "left-conference", "conference": "room"},
            LegLeftConference(at=after(1), leg="leg-1", conference="room"),
        ),
        (
            {"type": "transferred", "how": "attended", "target": " +1 ", "targetLeg": "c"},
            LegTransferred(at=after(1), leg="leg-1", how="attended", target="+1", target_leg="c"),
        ),
        (
            {"type": "conference-started", "leg": ..., "conference": "room", "name": "Monday"},
            ConferenceStarted(at=after(1), conference="room", name="Monday"),
        ),
        (
            {"type": "conference-ended", "leg": ..., "conference": "room"},
            ConferenceEnded(at=after(1), conference="room"),
        ),
        (
            {"type": "file", "file": "RE1", "fileType": "CallRecording", "uri": "https://x", "seconds": 31},
            FileTold(
                at=after(1), file="RE1", leg="leg-1", said=FileFacts(type="CallRecording", uri="https://x", seconds=31)
            ),
        ),
        (
            {"type": "message", "leg": ..., "message": "SM1", "from": "+2", "to": "+1", "text": "Hi"},
            MessageTold(
                at=after(1),
                message="SM1",
                conversation="between +1 and +2",
                facts=Facts(from_address="+2", to_address="+1"),
                said=MessageFacts(sender="+2", recipient="+1", text="Hi"),
            ),
        ),
        (
            {"type": "message", "leg": ..., "message": "SM1", "conversation": "c", "media": [{"uri": "u"}]},
            MessageTold(at=after(1), message="SM1", conversation="c", said=MessageFacts(media=(("u", ""),))),
        ),
        (
            {"type": "message", "leg": ..., "message": "SM1", "status": "failed", "errorCode": "30003"},
            MessageTold(
                at=after(1), message="SM1", opens=False, said=MessageFacts(status="failed", error_code="30003")
            ),
        ),
    ],
)
def test_what_events_say_beside_their_facts(told: dict[str, object], read_as: Event) -> None:
    members = generic_event("started", 1) | told
    reading = read({name: value for name, value in members.items() if value is not ...})

    assert reading.events == (read_as,)


def test_an_end_says_how_and_how_long() -> None:
    assert event(generic_event("ended", 1, ending="busy")) == LegEnded(at=after(1), leg="leg-1", ending="busy")
    assert event(generic_event("ended", 1, ending="completed", duration=40)) == LegEnded(
        at=after(1), leg="leg-1", ending="completed", duration=40
    )


def test_a_log_line_is_kept_as_it_is_written() -> None:
    assert event(generic_event("logged", 1, message="  Pressed 2 ✓ \n")) == LineLogged(
        at=after(1), leg="leg-1", message="  Pressed 2 ✓ \n"
    )


@pytest.mark.parametrize("written", ["2026-11-23T09:00:01Z", "2026-11-23 09:00:01", 1795424401, "1795424401000"])
def test_a_time_may_have_any_form_and_without_a_zone_it_is_utc(written: object) -> None:
    assert event(generic_event("held", None, at=written)).at == after(1)


@pytest.mark.parametrize("written", ["", 0, "0", None])
def test_an_event_without_a_time_counts_from_its_arrival(written: object) -> None:
    assert event(generic_event("held", None, at=written)).at == event(generic_event("held", None)).at == RECEIVED


def test_null_and_blank_are_not_said() -> None:
    told = generic_event("started", 1, id=None, parent=None, sequence=None, channel=None, to=None, destination=" ")

    assert event(told | {"from": " +1 "}) == LegStarted(at=after(1), leg="leg-1", facts=Facts(from_address="+1"))


def test_a_leg_that_names_itself_as_parent_has_none() -> None:
    assert event(generic_event("started", 1, parent="leg-1")) == event(generic_event("started", 1))


def test_an_array_holds_deliveries_of_their_own() -> None:
    first, second = (generic_event("started", 1), generic_event("ringing", 2))
    body = b" [" + as_json(first) + b" ,\n " + as_json(second) + b"] "

    readings = read_all(body)

    assert [reading.payload for reading in readings] == [as_json(first), as_json(second)]
    assert readings == [read(first), read(second)]


def test_a_wrong_event_of_an_array_stands_alone() -> None:
    good = generic_event("started", 1)
    readings = read_all(as_json([good, generic_event("started", 1, colour="red"), 7, good | {"at": "noon"}]))

    assert [reading.error for reading in readings] == [
        None,
        "[1].colour: is not a known member",
        "[2]: an event is a JSON object",
        "[3].at: is not a time: wanted is ISO 8601, RFC 2822 or a count since 1970",
    ]
    assert [reading.payload for reading in readings][2] == b"7"


def test_a_delivery_is_named_by_its_id_whatever_else_it_says() -> None:
    assert read(generic_event("started", 1, id="7")).key == read(generic_event("held", 2, id="7")).key == ("id", "7")


def test_a_delivery_without_an_id_is_named_by_leg_type_time_and_sequence() -> None:
    told = generic_event("started", 1)

    assert read(told).key == ("event", "leg-1", "started", "2026-11-23T09:00:01+00:00", "None")
    assert read(told | {"at": 1795424401, "from": "+1"}).key == read(told).key
    others: list[dict[str, object]] = [
        {"leg": "leg-2"},
        {"type": "held"},
        {"at": 1795424402},
        {"sequence": 1},
        {"at": None},
    ]
    assert len({read(told | other).key for other in others} | {read(told).key}) == 6


def test_a_log_line_is_named_by_its_message_too() -> None:
    one, two = (read(generic_event("logged", 1, message=message)) for message in ("one", "two"))

    assert one.key != two.key


def test_files_and_messages_are_named_by_their_status_too_and_legs_by_their_conference() -> None:
    told: list[dict[str, object]] = [
        {"type": "file", "file": "a"},
        {"type": "file", "file": "a", "fileStatus": "completed"},
        {"type": "file", "file": "b"},
        {"type": "message", "message": "a"},
        {"type": "message", "message": "a", "status": "sent"},
        {"type": "joined-conference", "conference": "a"},
        {"type": "joined-conference", "conference": "b"},
        {"type": "left-conference", "conference": "b"},
    ]

    assert len({read(generic_event("started", 1) | each).key for each in told}) == len(told)


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_give_readings(payload: bytes) -> None:
    readings = read_all(payload)

    assert readings
    assert all((reading.error is None) == bool(reading.events) for reading in readings)


VALUES: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just({}) | st.just([])
)
MEMBERS = st.sampled_from(
    ["version", "id", "leg", "parent", "type", "at", "sequence", "message", "ending", "from", "x"]
)


@given(st.dictionaries(MEMBERS, VALUES), st.sampled_from(["started", "ended", "logged"]))
def test_any_object_is_an_event_or_an_error(members: dict[str, object], kind: str) -> None:
    for told in (members, generic_event(kind, 1) | members):
        reading = read(told)

        assert (reading.error is None) == bool(reading.events)


@given(st.datetimes(timezones=st.just(UTC)) | st.just(datetime.min.replace(tzinfo=UTC)))
def test_any_time_is_taken_or_refused_by_name(at: datetime) -> None:
    reading = read(generic_event("held", None, at=at.isoformat()))

    assert reading.error == (None if at.year >= 1970 else "at: is a time before 1970")
