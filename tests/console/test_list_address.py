"""Addresses of lists: tidy, shared, changed one filter at a time; and what they say in chips and fields."""

from __future__ import annotations

from datetime import date

import pytest

from switchbook.api.filters import FILTERS
from switchbook.console.address import Address
from switchbook.console.chips import chips_of
from switchbook.console.columns import COLUMNS, chosen, exported_of, members_of
from switchbook.console.filter_fields import ELSEWHERE, Kind, fields_of
from switchbook.console.listing import KNOWN, PATH
from switchbook.console.marking import line_marked, marked
from switchbook.console.offered import periods
from switchbook.model.matching import AddressNeedle


def at(*pairs: tuple[str, str]) -> Address:
    return Address.of(PATH, pairs, KNOWN)


def test_an_address_has_each_parameter_once_and_none_that_means_nothing() -> None:
    address = at(("FROM", " +1 "), ("channels", "Voice"), ("to", " "), ("channels", "Chat"), ("colour", "red"))

    assert str(address) == f"{PATH}?from=%2B1&channels=Voice,Chat"
    assert str(address.having({"from": "", "log": "a&b"})) == f"{PATH}?channels=Voice,Chat&log=a%26b"
    assert str(address.having({"channels": "Fax"})) == f"{PATH}?from=%2B1&channels=Fax"
    assert str(address.without("from", "channels")) == PATH


def test_each_filter_is_a_chip_that_takes_only_itself_away() -> None:
    address = at(
        ("number", "212"), ("q", "(212)"), ("as", "number"), ("outcomes", "Missed,NoAnswer"), ("customerIds", "c1"),
        ("wasMissed", "true"), ("minDuration", "90"), ("startDate", "2026-05-09"), ("searchArchive", "true"),
    )  # fmt: skip

    chips = chips_of(address, {"c1": "Sycamore, Plymouth"}, "Europe/Berlin")

    assert [chip.told for chip in chips] == [
        "Since 9 May 2026",
        "Archive only",
        "Customer: Sycamore, Plymouth",
        "Outcome: Missed",
        "Outcome: No answer",
        "Missed",
        "Number contains 212",
        "Took 1:30 or longer",
    ]
    without = {chip.told: chip.without for chip in chips}
    assert "outcomes=NoAnswer" in without["Outcome: Missed"]
    assert "number" not in without["Number contains 212"]
    assert "q=" not in without["Number contains 212"]
    assert "q=%28212%29" in without["Missed"]


def test_days_of_another_zone_say_so() -> None:
    address = at(("startDate", "2026-05-09"), ("endDate", "2026-05-09"), ("timeZone", "Asia/Tokyo"))

    assert [c.told for c in chips_of(address, {}, "Asia/Tokyo")] == ["On 9 May 2026"]
    assert [c.told for c in chips_of(address, {}, "Europe/Berlin")] == ["On 9 May 2026", "Time of Asia/Tokyo"]


def test_every_filter_of_the_table_has_a_field_or_a_place_of_its_own() -> None:
    fields = fields_of(at(("minDuration", "x"), ("outcomes", "Odd")), {"minDuration": "no"})

    assert {field.name for field in fields} | ELSEWHERE == {row.name for row in FILTERS}
    assert all(field.label and field.hint for field in fields)
    by_name = {field.name: field for field in fields}
    assert (by_name["minDuration"].value, by_name["minDuration"].wrong) == ("x", "no")
    assert ("Odd", "Odd") in by_name["outcomes"].choices
    assert by_name["channels"].kind is Kind.choices
    assert by_name["modifiedAfter"].kind is Kind.day


def test_columns_are_those_named_in_their_order_else_the_usual() -> None:
    assert [column.key for column in chosen("to, began,unknown,to")] == ["to", "began"]
    assert chosen("") == [column for column in COLUMNS if column.usual] == chosen("unknown")
    assert {"id", "dateCreated", "toAddress"} <= set(members_of(chosen("to")))


def test_a_file_of_the_columns_shown_has_their_members_in_their_order() -> None:
    assert exported_of(chosen("from,missed")) == ("fromAddress", "fromName", "wasMissed", "id")
    assert exported_of(chosen("id,outcome")) == ("id", "outcome", "callState", "queueState", "ended")


def test_a_period_is_offered_by_the_readers_calendar() -> None:
    offers = periods(at(("startDate", "2026-05-03"), ("endDate", "2026-05-09"), ("timeZone", "Asia/Tokyo")),
                     date(2026, 5, 9), "Asia/Tokyo")  # fmt: skip

    assert [offer.label for offer in offers if offer.chosen] == ["7 days"]
    assert offers[0].address == PATH
    assert offers[2].address == f"{PATH}?startDate=2026-05-08&endDate=2026-05-08&timeZone=Asia%2FTokyo"


@pytest.mark.parametrize(
    ("text", "needle", "shown"),
    [
        ("+12125550123", "2125550123", "+1 [212-555-0123]"),
        ("+12125550123", "55501", "+1 212-[555-01]23"),
        ("+12125550123", "999", "+1 212-555-0123"),
        ("sip:Emma@example.com", "emma@", "sip:[Emma@]example.com"),
        ("Grüße", "GRÜ", "[Grü]ße"),
        ("", "1", ""),
    ],
)
def test_what_was_sought_is_marked_however_the_number_is_written(text: str, needle: str, shown: str) -> None:
    pieces = marked(text, AddressNeedle.of(needle))

    assert "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces) == shown


def test_of_a_long_line_the_part_with_the_hit_is_shown() -> None:
    pieces = line_marked("a" * 500 + " timeout " + "b" * 500, "timeout")

    assert pieces[0].text.startswith("…")
    assert [piece.text for piece in pieces if piece.hit] == ["timeout"]
    assert sum(len(piece.text) for piece in pieces) < 300
