"""The filters of ListSessions: what each becomes, the meaning of days, and the page made from the table."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.sessions import numbered

from switchbook.api.binding import bind
from switchbook.api.filters import FILTERS, narrowed
from switchbook.api.filters_page import filters_page
from switchbook.api.types import ListRequest, ListSessions
from switchbook.errors import BadRequest
from switchbook.model.actor import EVERYTHING
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import SessionQuery, Shelf

PAGE = Path(__file__).parents[2] / "docs" / "filters.md"
GREENWICH = ZoneInfo("UTC")
BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("request_", "part", "value"),
    [
        (ListSessions(account_ids=("a", None, "b")), "accounts", frozenset({"a", "b"})),
        (ListSessions(account_ids=(None,)), "accounts", frozenset()),
        (ListSessions(customer_ids=("c", "_")), "customers", frozenset({"c", "_"})),
        (ListSessions(endpoint_ids=("e",)), "endpoints", frozenset({"e"})),
        (ListSessions(involved_endpoint_ids=("e", None)), "involved", frozenset({"e"})),
        (ListSessions(specific_ids=(numbered(1), "x", None)), "ids", frozenset({numbered(1)})),
        (ListSessions(specific_ids=("x" * 24, numbered(0xA).upper())), "ids", frozenset()),
        (ListSessions(parent_session_id=numbered(1)), "parent", numbered(1)),
        (ListSessions(parent_session_id="x"), "ids", frozenset()),
        (ListSessions(parent_session_id="x", specific_ids=(numbered(1),)), "ids", frozenset()),
        (ListSessions(from_=" (503) 555 "), "from_needle", AddressNeedle.of("(503) 555")),
        (ListSessions(to="Ann"), "to_needle", AddressNeedle.of("ann")),
        (ListSessions(from_=" "), "from_needle", None),
        (ListSessions(log="TimeOut "), "log_needle", "timeout "),
        (ListSessions(log=" "), "log_needle", None),
        (ListSessions(search_archive=True), "shelf", Shelf.archive),
    ],
)
def test_a_parameter_becomes_a_part_of_the_query(request_: ListSessions, part: str, value: object) -> None:
    assert narrowed(request_, GREENWICH)[part] == value


def test_a_request_without_filters_leaves_the_query_as_it_is() -> None:
    assert SessionQuery(scope=EVERYTHING, **narrowed(ListSessions(), GREENWICH)) == SessionQuery(scope=EVERYTHING)


@pytest.mark.parametrize(
    ("text", "zone", "start", "end"),
    [
        ("2026-05-09", GREENWICH, "2026-05-09T00:00:00+00:00", "2026-05-10T00:00:00+00:00"),
        (" 2026-05-09 ", GREENWICH, "2026-05-09T00:00:00+00:00", "2026-05-10T00:00:00+00:00"),
        ("2026-05-09", BERLIN, "2026-05-08T22:00:00+00:00", "2026-05-09T22:00:00+00:00"),
        ("2024-02-29", GREENWICH, "2024-02-29T00:00:00+00:00", "2024-03-01T00:00:00+00:00"),
        # Clocks go forward, and back.
        ("2026-03-29", BERLIN, "2026-03-28T23:00:00+00:00", "2026-03-29T22:00:00+00:00"),
        ("2026-10-25", BERLIN, "2026-10-24T22:00:00+00:00", "2026-10-25T23:00:00+00:00"),
        # A day that begins at one o'clock.
        ("2018-11-04", ZoneInfo("America/Sao_Paulo"), "2018-11-04T03:00:00+00:00", "2018-11-05T02:00:00+00:00"),
    ],
)
def test_a_day_is_the_whole_day_of_the_zone(text: str, zone: ZoneInfo, start: str, end: str) -> None:
    parts = narrowed(ListSessions(start_date=text, end_date=text), zone)

    assert (parts["start"], parts["end"]) == (instant(start), instant(end))
    assert parts["start"].tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-09T14:03:22Z", "2026-05-09T14:03:22+00:00"),
        ("2026-05-09T14:03:22.120Z", "2026-05-09T14:03:22.120+00:00"),
        ("2026-05-09t14:03:22z", "2026-05-09T14:03:22+00:00"),
        ("2026-05-09T14:03:22+02:00", "2026-05-09T12:03:22+00:00"),
        ("2026-05-09T14:03-0530", "2026-05-09T19:33:00+00:00"),
        ("2026-05-09T14:03:22", "2026-05-09T12:03:22+00:00"),
        ("2026-05-09 14:03", "2026-05-09T12:03:00+00:00"),
    ],
)
def test_an_instant_is_that_instant_and_a_naive_one_is_of_the_zone(text: str, expected: str) -> None:
    parts = narrowed(ListSessions(start_date=text, end_date=text), BERLIN)

    assert parts["start"] == parts["end"] == instant(expected)


@pytest.mark.parametrize(
    ("start", "end", "zone"),
    [
        ("0001-01-01", "9999-12-31", "UTC"),
        ("0001-01-01", "9999-12-31", "Asia/Tokyo"),
        ("0001-01-01", "9999-12-31", "America/New_York"),
        ("0001-01-01T00:00+01:00", "9999-12-31T23:59:59.999999-01:00", "UTC"),
    ],
)
def test_what_falls_off_the_calendar_stays_on_its_edge(start: str, end: str, zone: str) -> None:
    parts = narrowed(ListSessions(start_date=start, end_date=end), ZoneInfo(zone))

    assert BEGIN <= parts["start"] < instant("0001-01-03T00:00:00+00:00")
    assert instant("9999-12-30T00:00:00+00:00") < parts["end"] <= END


NO_DATE = ["soon", " ", "2026", "20260509", "2026-5-9", "09.05.2026", "2026-W19-6", "٢٠٢٦-05-09", "2026-05-09\0"]
NO_SUCH_DATE = ["2026-02-30", "2026-13-01", "0000-01-01", "2026-05-09T25:00:00Z", "2026-05-09T14:03:22+99:00"]


@pytest.mark.parametrize("text", NO_DATE + NO_SUCH_DATE)
@pytest.mark.parametrize("field", ["startDate", "endDate"])
def test_anything_else_is_refused_with_its_field(text: str, field: str) -> None:
    request = bind(ListSessions, "ListSessions", [(field, text)])

    with pytest.raises(BadRequest) as refusal:
        narrowed(request, GREENWICH)

    assert [error.field for error in refusal.value.errors] == [field]
    assert refusal.value.message.endswith(f"not '{text}'")


@given(st.text() | st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?\Z"))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        start = narrowed(ListSessions(start_date=text), BERLIN)["start"]
    except BadRequest:
        start = BEGIN

    assert start.tzinfo is UTC


def test_every_parameter_of_its_own_is_in_the_table_once() -> None:
    paging = {field.encode_name for field in msgspec.structs.fields(ListRequest)} - {"specificIds"}
    fields = msgspec.structs.fields(ListSessions)

    of_its_own = {field.encode_name: field.name for field in fields if field.encode_name not in paging}

    assert {row.name: row.attribute for row in FILTERS} == of_its_own
    assert len(FILTERS) == len(of_its_own)
    parts = [row.part for row in FILTERS if row.part is not None]
    assert set(parts) < set(SessionQuery.__struct_fields__)
    assert len(set(parts)) == len(parts)


def test_the_page_of_filters_is_the_table() -> None:
    assert PAGE.read_text("utf-8") == filters_page(), "write docs/filters.md anew from api.filters_page.filters_page()"
