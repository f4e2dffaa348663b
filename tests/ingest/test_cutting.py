"""Files fall into payloads the same way however they are read, and damage stays where it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchbook.ingest import Cut, parameter
from switchbook.ingest.cutting import LONGEST, LONGEST_RECORD, csv_records, json_objects, lines

Cutter = Callable[[bytes, bool], Cut]
CUTTERS = (lines, csv_records, json_objects)


def cut_in_pieces(cutter: Cutter, pieces: Sequence[bytes]) -> list[bytes]:
    """The payloads of a file that is read piece by piece, as a follower of files does it."""
    payloads: list[bytes] = []
    buffer = b""
    for piece in pieces:
        buffer += piece
        cut = cutter(buffer, False)
        payloads += cut.payloads
        buffer = buffer[cut.used :]
    cut = cutter(buffer, True)
    assert cut.used == len(buffer)
    return [*payloads, *cut.payloads]


def whole(cutter: Cutter, content: bytes) -> list[bytes]:
    return cut_in_pieces(cutter, [content])


def test_each_line_is_a_payload_without_its_end() -> None:
    assert whole(lines, b"\xef\xbb\xbfone\r\ntwo\n\n  \nthree") == [b"one", b"two", b"three"]


def test_a_last_line_waits_for_its_end_while_the_file_may_grow() -> None:
    assert lines(b"one\ntw", False) == Cut((b"one",), 4)
    assert lines(b"tw", True) == Cut((b"tw",), 2)
    assert csv_records(b'"a","b', False) == Cut((), 0)
    assert json_objects(b'{"a": 1', False) == Cut((), 0)


def test_a_csv_record_goes_on_over_line_ends_in_quotes() -> None:
    content = b'"a","say ""hi""\r\nthere"\r\nb,c\r\n"d"'

    assert whole(csv_records, content) == [b'"a","say ""hi""\r\nthere"', b"b,c", b'"d"']


def test_a_lost_quote_costs_its_own_line_only() -> None:
    others = [b'"%d","x"' % number for number in range(100)]
    content = b"\n".join([others[0], b'"broken,"x"', *others[1:]])

    assert whole(csv_records, content) == [others[0], b'"broken,"x"', *others[1:]]


def test_objects_are_found_on_lines_in_arrays_and_over_lines() -> None:
    objects: list[object] = [{"a": 1}, {"b": {"c": [1, {"d": '}{\\"'}]}}, {"e": "\n"}]
    on_lines = "\r\n".join(json.dumps(item) for item in objects)

    for written in (on_lines, json.dumps(objects), json.dumps(objects, indent=2), "\ufeff" + on_lines):
        assert [json.loads(item) for item in whole(json_objects, written.encode())] == objects


def test_an_object_that_was_never_finished_ends_with_its_line() -> None:
    assert whole(json_objects, b'{"a": {"b": 1}\n{"c": 2}\n') == [b'{"a": {"b": 1}', b'{"c": 2}']
    assert whole(json_objects, b'{"a": "b\n{"c": 2}\n') == [b'{"a": "b', b'{"c": 2}']
    assert whole(json_objects, b'junk, more\n{"c": 2} tail') == [b"junk, more", b'{"c": 2}', b"tail"]


@pytest.mark.parametrize("cutter", CUTTERS)
@pytest.mark.parametrize("junk", [b"x", b'"', b"{", b'{"', b"\\", b"{}", b"[", b'{"a\\'])
def test_what_never_ends_is_not_waited_for(cutter: Cutter, junk: bytes) -> None:
    content = junk * (3 * LONGEST // 2 // len(junk))

    cut = cutter(content, False)

    assert len(content) - cut.used <= LONGEST
    assert all(len(payload) <= LONGEST for payload in cut.payloads)


def test_a_line_of_a_csv_file_without_end_is_cut_up() -> None:
    assert [len(piece) for piece in whole(csv_records, b"x" * (LONGEST_RECORD + 5))] == [LONGEST_RECORD, 5]


SYMBOLS = st.sampled_from(
    [b"{", b"}", b'"', b"\\", b"\n", b"\r\n", b",", b"[", b"]", b"a", b" ", b"\xef\xbb\xbf", b":"]
)
PIECES = st.lists(st.lists(SYMBOLS, max_size=8).map(b"".join), max_size=12)


@pytest.mark.parametrize("cutter", CUTTERS)
@given(pieces=PIECES)
def test_how_a_file_is_read_makes_no_difference(cutter: Cutter, pieces: list[bytes]) -> None:
    assert cut_in_pieces(cutter, pieces) == whole(cutter, b"".join(pieces))


@pytest.mark.parametrize("cutter", CUTTERS)
@given(pieces=PIECES)
def test_nothing_but_what_stands_between_payloads_is_left_out(cutter: Cutter, pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    between = b" \r\n" if cutter is not json_objects else b" \r\n,[]"

    def kept(raw: bytes) -> bytes:
        return raw.replace(b"\xef\xbb\xbf", b"").translate(None, between)

    assert kept(b"".join(whole(cutter, content))) == kept(content)


@given(st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.text())), max_size=5))
def test_any_objects_come_out_as_they_went_in(objects: list[object]) -> None:
    for content in (json.dumps(objects), "\n".join(json.dumps(item) for item in objects)):
        assert [json.loads(item) for item in whole(json_objects, content.encode())] == objects


@pytest.mark.parametrize(
    ("content_type", "value"),
    [
        ("text/csv; time-zone=Europe/Berlin", "Europe/Berlin"),
        ("text/csv;Time-Zone = Europe/Berlin ; region=DE", "Europe/Berlin"),
        ('text/csv; note="a; time-zone=x"; time-zone="Europe/\\Berlin"', "Europe/Berlin"),
        ("text/csv; time-zone=", None),
        ('text/csv; time-zone=""', None),
        ("text/csv", None),
        ("", None),
        ("time-zone=Europe/Berlin", None),
    ],
)
def test_a_parameter_of_a_media_type_is_found(content_type: str, value: str | None) -> None:
    assert parameter(content_type, "time-zone") == value
