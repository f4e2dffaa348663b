"""JSON as ServiceStack writes it."""

from __future__ import annotations

import json
from collections import OrderedDict
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.texts import texts

from switchbook.model.session import CallState, DialState, HoldReason, LogLine, Member, MemberRole, QueueState
from switchbook.model.wire_json import encode, escaped, instant, plain

scalars = st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@given(values)
def test_what_is_written_reads_back(value: object) -> None:
    assert json.loads(encode(value)) == value


@given(values)
def test_no_white_space_and_no_raw_control_character_is_written(value: object) -> None:
    written = encode(value).decode()

    assert not {character for character in written if ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0}
    if not any(isinstance(part, str | dict) for part in parts_of(value)):
        assert " " not in written


def parts_of(value: object) -> list[object]:
    """A value and everything in it."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return [value, *(part for one in inner for part in parts_of(one))]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('say "hi" \\ back', r'"say \"hi\" \\ back"'),
        ("\b\f\n\r\t", r'"\b\f\n\r\t"'),
        ("\0\x01\x0b\x1a\x1f", r'"\u0000\u0001\u000B\u001A\u001F"'),
        ("\x7f\x80\x85\x9f", r'"\u007F\u0080\u0085\u009F"'),
        ("\xa0\xbf\xc2", '"\xa0\xbf\xc2"'),
        ("a/b <c> & 'd'", "\"a/b <c> & 'd'\""),
        ("\u2028\u2029\ufeff\uffff", '"\u2028\u2029\ufeff\uffff"'),
        ("日本語 \U0001f600", '"日本語 \U0001f600"'),
        ("\\u001f", r'"\\u001f"'),
        ("\\\x1f", r'"\\\u001F"'),
        ("\\\\u00\x7f", r'"\\\\u00\u007F"'),
        ("", '""'),
    ],
)
def test_text_is_escaped_as_the_original_does(text: str, written: str) -> None:
    assert encode(text).decode() == written
    assert encode({text: text}).decode() == f"{{{written}:{written}}}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"a": None, "b": False, "c": 0, "d": "", "e": [], "f": {}}, '{"b":false,"c":0,"d":"","e":[],"f":{}}'),
        ([None, {"a": None}], "[null,{}]"),
        ((1, (2,)), "[1,[2]]"),
        (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
        (None, "null"),
        (DialState.None_, '"None"'),
        ([DialState.Active, QueueState.None_, HoldReason.Transferring], '["Active","None","Transferring"]'),
        ({"callState": CallState.Disconnected}, '{"callState":"Disconnected"}'),
        (True, "true"),
        (1.5, "1.5"),
    ],
)
def test_nulls_are_left_out_and_all_else_is_written(value: object, written: str) -> None:
    assert encode(value).decode() == written


def test_a_struct_is_written_in_camel_case_in_its_own_order() -> None:
    member = Member(identity="x", application_data={"b": "1", "a": "2"}, role=MemberRole.Agent)

    assert encode(member).decode() == (
        '{"identity":"x","isOriginalMember":false,"applicationData":{"b":"1","a":"2"},'
        '"callState":"None","role":"Agent","muted":false}'
    )


def test_a_struct_inside_others_is_written_too() -> None:
    line = LogLine(datetime(2026, 5, 9, tzinfo=UTC), "x")

    written = encode({"lines": [line]}).decode()

    assert written == '{"lines":[{"date":"2026-05-09T00:00:00.000Z","message":"x"}]}'
    assert plain(line) == {"date": "2026-05-09T00:00:00.000Z", "message": "x"}


class Colour(Enum):
    red = 1


@pytest.mark.parametrize("value", [object(), {1}, Colour.red, 1j, [object()], {"a": {"b": object()}}])
def test_what_has_no_wire_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="no wire form"):
        encode(value)


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 5, 9, 14, 3, 22, 120_000, UTC), "2026-05-09T14:03:22.120Z"),
        (datetime(2026, 5, 9, 14, 3, 22, tzinfo=UTC), "2026-05-09T14:03:22.000Z"),
        (datetime(2026, 5, 9, 14, 3, 22, 999_999, UTC), "2026-05-09T14:03:22.999Z"),
        (datetime(2026, 5, 9, 14, 3, 22, 999, UTC), "2026-05-09T14:03:22.000Z"),
        (datetime(2026, 5, 9, 1, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))), "2026-05-08T19:30:00.000Z"),
        (datetime(2026, 5, 9, 14, tzinfo=timezone(timedelta(0))), "2026-05-09T14:00:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
        (datetime(9999, 12, 31, 23, 59, 59, 999_000, UTC), "9999-12-31T23:59:59.999Z"),
    ],
)
def test_a_time_is_utc_to_the_millisecond(moment: datetime, written: str) -> None:
    assert instant(moment) == written
    assert encode(moment).decode() == f'"{written}"'


zones = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda offset: timezone(timedelta(minutes=offset // timedelta(minutes=1)))
)


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=zones | st.just(UTC)))  # noqa: DTZ001 - st wants it
def test_a_time_reads_back_to_the_millisecond(moment: datetime) -> None:
    read = datetime.fromisoformat(instant(moment))

    assert timedelta(0) <= moment - read < timedelta(milliseconds=1)
    assert len(instant(moment)) == 24


@given(values)
def test_escaping_twice_changes_nothing_more(value: Any) -> None:
    assert escaped(encode(value)) == encode(value)
