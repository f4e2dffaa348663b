"""What telephone systems' records are read into, however they are written, and that no bytes break a reader."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.callbacks import ANNA, CALLER, FRONT_DESK, NINE, RECEIVED, after
from support.pbx import cdr, cel, form, form_in_base64, freeswitch, leg_id, party, raw

from switchbook.ingest import Source
from switchbook.ingest.asterisk import address, number_dialled
from switchbook.ingest.asterisk_cdr import AsteriskCdr
from switchbook.ingest.asterisk_cel import TYPES, AsteriskCel
from switchbook.ingest.freeswitch import FreeSwitch
from switchbook.model.event import Event, FileTold, LegAnswered, LegEnded, LegEnteredFlow, LegStarted
from switchbook.model.session import Direction

FREESWITCH, CDR, CEL = FreeSwitch(), AsteriskCdr(), AsteriskCel()
SOURCES: tuple[Source, ...] = (FREESWITCH, CDR, CEL)
RECORD = freeswitch(
    1, start=0, answer=8, bridge=8, end=51, dialled=[party(2)], caller=("Jane Doe", CALLER), called=FRONT_DESK
)
LINE = cdr(start=0, answer=8, end=51, src=CALLER, dst=FRONT_DESK, channel="SIP/trunk-01", dstchannel="SIP/101-02")
GROUP = "1795424400.1"
EVENT = cel("CHAN_START", 0, GROUP, GROUP, "PJSIP/trunk-00000001", caller=("Jane Doe", CALLER), exten=FRONT_DESK)


def events(source: Source, payload: bytes, content_type: str = "") -> tuple[Event, ...]:
    (reading,) = source.read(payload, content_type, RECEIVED)
    assert reading.error is None
    return reading.events


def error(source: Source, payload: bytes, content_type: str = "") -> str:
    (reading,) = source.read(payload, content_type, RECEIVED)
    assert reading.events == ()
    return reading.error or ""


def first(source: Source, payload: bytes, content_type: str = "") -> Any:
    return events(source, payload, content_type)[0]


def test_a_record_says_the_same_however_it_is_posted_or_kept() -> None:
    told = events(FREESWITCH, raw(RECORD))
    plain = freeswitch(
        1,
        start=0,
        answer=8,
        bridge=8,
        end=51,
        dialled=[party(2)],
        caller=("Jane Doe", CALLER),
        called=FRONT_DESK,
        encoded=False,
    )

    for body in (
        form(RECORD),
        form(RECORD)[4:] + b"\n",
        form_in_base64(RECORD),
        form_in_base64(RECORD)[4:],
        raw(plain),
    ):
        assert events(FREESWITCH, body) == told


def test_values_are_decoded_once_and_a_plus_is_a_plus() -> None:
    for encoded in (True, False):
        record = freeswitch(1, start=0, end=1, encoded=encoded, caller_id_number="+1 50%33+", sip_call_id="a%2Bb")

        assert first(FREESWITCH, raw(record)).facts.from_address == "+1 50%33+"
        assert first(FREESWITCH, raw(record)).facts.call_sid == "a%2Bb"


def test_a_leg_that_came_in_enters_the_flow_and_a_dialled_one_is_answered() -> None:
    dialled = freeswitch(2, start=2, answer=8, end=50, direction="outbound", originating_leg_uuid=leg_id(1))

    assert [type(event) for event in events(FREESWITCH, raw(RECORD))] == [LegStarted, LegEnteredFlow, LegEnded]
    assert [type(event) for event in events(FREESWITCH, raw(dialled))] == [LegStarted, LegAnswered, LegEnded]
    assert first(FREESWITCH, raw(dialled)).parent == leg_id(1)


@pytest.mark.parametrize(
    ("cause", "ending"),
    [
        ("ORIGINATOR_CANCEL", "canceled"),
        ("NO_ANSWER", "no-answer"),
        ("USER_BUSY", "busy"),
        ("CALL_REJECTED", "busy"),
        ("USER_NOT_REGISTERED", "failed"),
        ("UNALLOCATED_NUMBER", "failed"),
    ],
)
def test_a_hangup_cause_says_how_an_unanswered_leg_ended(cause: str, ending: str) -> None:
    *_, ended = events(FREESWITCH, raw(freeswitch(1, start=0, end=9, cause=cause)))

    assert isinstance(ended, LegEnded)
    assert ended.ending == ending


def test_a_record_is_named_by_its_leg_and_not_by_the_core() -> None:
    (reading,) = FREESWITCH.read(raw(RECORD), "", RECEIVED)

    assert reading.key == ("cdr", leg_id(1))
    assert error(FREESWITCH, b'{"variables": {}}') == "uuid is missing, or is none"
    assert error(FREESWITCH, b"cdr=%7B") == "not a record in JSON"


def test_local_stamps_are_the_last_resort_and_read_in_their_zone() -> None:
    record = raw({"variables": {"uuid": leg_id(1), "start_stamp": "2026-11-23 10:00:00"}})

    assert first(FREESWITCH, record, "application/json; time-zone=Europe/Berlin").at == NINE
    assert error(FREESWITCH, record, "application/json; time-zone=Mars") == "time-zone is not the name of a time zone"


@pytest.mark.parametrize(
    ("more", "key", "leg"),
    [
        ((), (), "SIP/trunk-01 2026-11-23T09:00:00+00:00"),
        ((GROUP,), (), GROUP),
        (("a note",), (), "SIP/trunk-01 2026-11-23T09:00:00+00:00"),
        ((GROUP, "a note"), (), GROUP),
        (("", "1795424400.0", 3), (), "SIP/trunk-01 2026-11-23T09:00:00+00:00"),
        ((GROUP, "", "1795424400.0", 3), ("cdr", GROUP, "3"), GROUP),
        ((GROUP, "a note", "", "1795424400.0", 3), ("cdr", GROUP, "3"), GROUP),
    ],
)
def test_a_call_record_has_16_to_21_columns(more: tuple[object, ...], key: tuple[str, ...], leg: str) -> None:
    line = cdr(start=0, answer=8, end=51, src=CALLER, dst=FRONT_DESK, channel="SIP/trunk-01", more=more)

    (reading,) = CDR.read(line, "", RECEIVED)

    assert reading.error is None
    assert reading.key == key
    assert first(CDR, line).leg == leg


def test_a_call_record_is_read_in_its_zone_with_its_quotes() -> None:
    line = cdr(start=0, end=9, clid='"Jane "JJ" Doe" <101>', src="101", channel="SIP/101-01", disposition="BUSY")
    winter = timedelta(hours=1)

    started = first(CDR, line, "text/csv; time-zone=Europe/Berlin")

    assert started.at == NINE - winter
    assert started.facts.from_name == 'Jane "JJ" Doe'
    assert started.facts.direction is Direction.Outgoing
    assert error(CDR, b"a,b").startswith("2 columns")
    assert error(CDR, LINE.replace(b"ANSWERED", b"MAYBE")).startswith("disposition is none of")


def test_a_file_posted_whole_is_a_delivery_for_each_record() -> None:
    readings = CDR.read(LINE + b"\r\nbroken\r\n" + LINE + b"\n", "", RECEIVED)

    assert [reading.error is None for reading in readings] == [True, False, True]


def test_a_recording_in_the_userfield_is_a_file() -> None:
    line = cdr(start=0, end=9, more=(GROUP, "/rec/a.wav"), disposition="NO ANSWER")

    (file,) = (event for event in events(CDR, line) if isinstance(event, FileTold))

    assert (file.file, file.said.uri) == ("a.wav", "/rec/a.wav")


def test_channel_events_are_read_by_name_and_by_number() -> None:
    numbered = cel(str(1 + TYPES.index("CHAN_START")), 0, GROUP, GROUP, "PJSIP/trunk-00000001", exten=FRONT_DESK)

    assert first(CEL, numbered).at == NINE
    assert first(CEL, numbered).facts.to_address == first(CEL, EVENT).facts.to_address == FRONT_DESK
    assert error(CEL, numbered.replace(b'"1"', b'"99"', 1)).startswith("eventtype is no number")


def test_channel_events_may_have_a_date_format_of_their_own() -> None:
    local = cel("CHAN_START", 0, GROUP, GROUP, "SIP/1-1", at="2026-11-23 10:00:00")

    assert first(CEL, local, "text/csv; time-zone=Europe/Berlin").at == NINE
    assert error(CEL, local.replace(b"10:00:00", b"25:00:00")) == "eventtime is not a time that exists"


def test_local_channels_and_ends_of_groups_say_nothing_of_a_session() -> None:
    assert events(CEL, cel("CHAN_START", 0, "9.1", GROUP, "Local/101@queue-00000001;1")) == ()
    assert events(CEL, cel("LINKEDID_END", 0, GROUP, GROUP, "SIP/1-1")) == ()


@pytest.mark.parametrize(
    ("caller", "app", "who"),
    [
        (("Bob", "1002"), "AppDial", "1002"),
        (("", "+15035551234"), "AppDial", "k3x9"),  # the extension that the caller came in by
        (("Carrier", "+18145550100"), "AppDial", "+18145550100"),
        (("Jane", "1001"), "AppDial2", "k3x9"),
        (("", ""), "AppDial", "k3x9"),
    ],
)
def test_a_dialled_channel_goes_by_its_own_number_where_it_has_a_name(
    caller: tuple[str, str], app: str, who: str
) -> None:
    answer = cel("ANSWER", 0, "9.1", GROUP, "PJSIP/k3x9-00000001", caller=caller, app=(app, "(Outgoing Line)"))

    assert first(CEL, answer).facts.to_address == who


def test_a_recording_is_told_by_an_event_of_its_own() -> None:
    began = cel(
        "MIXMONITOR_START", 0, GROUP, GROUP, "SIP/1-1", extra={"filename": "/rec/a.wav", "mixmonitor_id": "0x1"}
    )

    assert (first(CEL, began).file, first(CEL, began).said.uri) == ("a.wav", "/rec/a.wav")
    assert events(CEL, cel("MIXMONITOR_STOP", 9, GROUP, GROUP, "SIP/1-1")) == ()


@pytest.mark.parametrize("cause", [16, 26])
def test_a_dialled_channel_that_was_hung_up_may_have_been_answered_or_not(cause: int) -> None:
    line = {"app": ("AppDial", "(Outgoing Line)"), "extra": {"hangupcause": cause}}

    assert first(CEL, cel("HANGUP", 0, "9.1", GROUP, "SIP/1-1", **line)).ending == "hung-up"


@pytest.mark.parametrize(
    ("data", "channel", "number"),
    [
        ("PJSIP/15550100@west,30", "PJSIP/west-00000002", "15550100"),
        ("SIP/west/15550100,30", "SIP/west-00000002", "15550100"),
        ("PJSIP/101&PJSIP/15550100@west,30", "PJSIP/west-00000002", "15550100"),
        ("PJSIP/101,30", "PJSIP/101-00000002", None),
        ("PJSIP/15550100@west,30", "PJSIP/east-00000002", None),
    ],
)
def test_a_trunk_that_was_dialled_names_the_number(data: str, channel: str, number: str | None) -> None:
    assert number_dialled(data, channel) == number


@pytest.mark.parametrize(
    ("channel", "who"),
    [
        ("PJSIP/101-0000001f", "101"),
        ("SIP/trunk-west-00000001", "trunk-west"),
        ("Local/101@from-queue-00000003;2", "101"),
        ("DAHDI/i1/5035550100-2", "5035550100"),
        ("AsyncGoto", None),
        ("", None),
    ],
)
def test_a_channel_is_named_after_who_is_at_it(channel: str, who: str | None) -> None:
    assert address(channel) == who


@pytest.mark.parametrize("source", SOURCES)
@given(payload=st.binary(max_size=300), content_type=st.text(max_size=30))
def test_no_bytes_break_a_reader(source: Source, payload: bytes, content_type: str) -> None:
    assert source.read(payload, content_type, RECEIVED)


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
PLACES = st.sampled_from(["channel_data", "variables", "app_log", "callflow"])
VARIABLES = st.sampled_from(sorted({*RECORD["variables"], "transfer_history", "hold_events", "cc_queue_joined_epoch"}))


@given(st.dictionaries(PLACES, JUNK, max_size=2), st.dictionaries(VARIABLES, JUNK, max_size=4))
def test_no_misshapen_record_breaks_the_reader(parts: dict[str, Any], variables: dict[str, Any]) -> None:
    record = {**RECORD, "variables": {**RECORD["variables"], **variables}, **parts}

    (reading,) = FREESWITCH.read(raw(record), "", RECEIVED)

    assert bool(reading.events) != (reading.error is not None)


@given(st.sampled_from([(CDR, LINE), (CEL, EVENT)]), st.data())
def test_no_mutated_line_breaks_a_reader(told: tuple[Source, bytes], data: st.DataObject) -> None:
    source, line = told
    at = data.draw(st.integers(0, len(line)))
    cut = data.draw(st.integers(0, 20))

    assert source.read(line[:at] + data.draw(st.binary(max_size=10)) + line[at + cut :], "", RECEIVED)


def test_moments_are_microseconds_where_a_record_has_them() -> None:
    assert first(FREESWITCH, raw(freeswitch(1, start=0.123456, end=9))).at == after(0.123456)
    assert first(FREESWITCH, raw(freeswitch(1, start=0, end=9, called=ANNA))).at == datetime(
        2026, 11, 23, 9, tzinfo=UTC
    )
