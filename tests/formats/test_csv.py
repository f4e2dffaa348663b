"""CSV: a row for each session, cells that no spreadsheet executes, phone numbers as they are."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest
from support.answers import AWKWARD, ERRORS, USER, documents_of, list_of, rendered, values
from support.jsv import read
from support.read_back import from_csv, rows_of, without_empty_text
from support.sessions import numbered, session

from switchbook.api.types import SessionInfo
from switchbook.formats.csv import CsvFormat, guarded
from switchbook.model.answer import DocumentAnswer, ListAnswer

CSV = CsvFormat()
NAMES = list(SessionInfo.__struct_encode_fields__)


def test_the_header_row_is_the_wire_names_in_their_order_and_lines_end_in_crlf() -> None:
    body = rendered(CSV, list_of(documents_of(session(1), session(2), log=())))
    lines = body.decode().split("\r\n")

    assert lines[0] == ",".join(NAMES)
    assert (len(lines), lines[3]) == (4, "")
    assert "\n" not in "".join(lines)


def test_an_empty_list_is_the_header_row_alone() -> None:
    assert rendered(CSV, list_of([])).decode() == ",".join(NAMES) + "\r\n"


def test_with_fields_the_columns_are_those_in_the_order_of_asking() -> None:
    asked = ("outcome", "log", "id", "members")
    answer = list_of(documents_of(session(1, outcome="Missed"), log=['said "hello"']), fields=asked)
    header, row = csv.reader(io.StringIO(rendered(CSV, answer).decode(), newline=""))

    assert tuple(header) == asked
    assert (row[0], row[2]) == ("Missed", numbered(1))
    assert [each["message"] for each in json.loads(row[1])] == ['said "hello"']
    assert rendered(CSV, list_of([], fields=asked)) == b"outcome,log,id,members\r\n"


def test_every_row_has_every_cell() -> None:
    rows = list(csv.reader(io.StringIO(rendered(CSV, list_of(documents_of(*AWKWARD))).decode(), newline="")))

    assert [len(row) for row in rows] == [len(NAMES)] * 3


def test_a_record_and_any_other_answer_are_one_row() -> None:
    (document,) = documents_of(session(1))

    assert rendered(CSV, DocumentAnswer(document, SessionInfo)) == rendered(CSV, list_of([document]))
    assert rows_of(rendered(CSV, USER))[0]["accountIds"] == '["a1","a,2"]'


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "-2+3+cmd|'x'!A0", "@SUM(1+1)*cmd", "\t=1", "\r=1", "\n=1",
        " =1", "\x00=1", "\u00a0=1", "+A1", "-A1", "+1e5", "+1;x", "++", "'=1", "''=1", "'+1", "' @x",
        "\uff1d1", "\uff0b1", "\uff0da", "\uff20x", "=", "@", "\t", "+\u0661",
    ],
)  # fmt: skip
def test_what_a_spreadsheet_could_execute_gets_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    [
        "+15035551234", "+1 (503) 555-1234", "+44 20 7946.0958", "-1", "-12.5", "+1/2", "+", "-",
        "(503) 555", "a=b", "a+b", "1-2", "'", "''", "'a", "", "client:ann", "ann@example.com", "sip:1@x", "Ünï",
    ],
)  # fmt: skip
def test_numbers_and_plain_text_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_an_error_is_one_cell_of_jsv() -> None:
    ((header,), (cell,)) = csv.reader(io.StringIO(CSV.render_error(ERRORS["error-unbound"]).decode(), newline=""))

    assert header == "ResponseStatus"
    assert [each["fieldName"] for each in read(cell)["errors"]] == ["page", "All"]


FORMULAS = ["=1+1", "=SUM(1;2)", "=LEN(A1)", "+1+1", '=HYPERLINK("http://x.example","y")', "@SUM(1)", "-1+1"]


@pytest.mark.slow
def test_a_spreadsheet_opens_it_and_computes_nothing(tmp_path: Path) -> None:
    sessions = [session(number, outcome=text, from_address="+15035551234") for number, text in enumerate(FORMULAS)]

    rows = opened(tmp_path, list_of(documents_of(*sessions, log=['"quoted", and\nbroken'])))

    assert [row["outcome"].removeprefix("'") for row in rows] == FORMULAS
    assert {row["fromAddress"].removeprefix("+") for row in rows} == {"15035551234"}
    assert r"\"quoted\", and\nbroken" in rows[0]["log"]


@pytest.mark.slow
def test_a_spreadsheet_finds_every_cell_in_its_column(tmp_path: Path) -> None:
    documents = documents_of(*AWKWARD)

    first, second = opened(tmp_path, list_of(documents))

    expected, _ = values(documents)
    assert list(first) == NAMES
    for name in ("outcome", "consoleData", "accountName", "fromName"):
        assert first[name].removeprefix("'") == expected[name]
    assert (first["lastModifiedBy"], second["displayName"], second["outcome"]) == ("", "[]", "TRUE")


def opened(folder: Path, answer: ListAnswer) -> list[dict[str, str]]:
    """The cells that Gnumeric (Debian's `gnumeric`) has after opening the file, as its own converter writes them."""
    (folder / "in.csv").write_bytes(rendered(CSV, answer))
    subprocess.run(
        ["/usr/bin/ssconvert", "-T", "Gnumeric_stf:stf_assistant", "-O", "separator=, quoting-mode=always eol=unix",
         "in.csv", "out.csv"],
        cwd=folder, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return list(csv.DictReader(io.StringIO((folder / "out.csv").read_text("utf-8"), newline="")))


def test_guards_come_off_again() -> None:
    documents = documents_of(*AWKWARD)

    assert from_csv(rendered(CSV, list_of(documents))) == [without_empty_text(each) for each in values(documents)]
