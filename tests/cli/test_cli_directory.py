"""`switchbook directory`: files into the directory and back, with dry runs and a report that names lines."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from support.program import Program

from switchbook import settings, wiring
from switchbook.model.audit import AuditQuery
from switchbook.model.directory import Directory

# Constructed. The customer comes before its account, and a cell has two lines.
TABLE = """\
kind,referenceId,accountReferenceId,name,displayName,parentReferenceId,type,phoneNumber,data,tagIds,isStaging
customer,Lab,Main,"Lab, upper
floor",,Clinic,,,"{""vip"": true}","t1,t2",yes
customer,Clinic,Main,'=Clinic,,,,,,"[""t,1""]",true

account,Main,,Main,,,,,,,
endpoint,Desk,Main,,Desk,,PhoneNumber,+1 503-555-1234,,,
"""
GOOD = TABLE.replace(",yes", ",false")


def directory_of(program: Program) -> Directory:
    """The directory in a book."""
    with closing(wiring.open_book(settings.load({}, {"data": program.data}))) as store:
        return store.directory()


def imported(program: Program, file: Path, content: str, *options: str) -> dict[str, Any]:
    """The report of an import that went well."""
    file.write_text(content, "utf-8")
    ended = program.run("directory", "import", str(file), "--json", *options)
    assert ended.code == 0, ended.err
    report: dict[str, Any] = json.loads(ended.out)
    return report


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A file to be."""
    return tmp_path / "directory.csv"


def test_a_table_makes_a_directory(program: Program, table: Path) -> None:
    report = imported(program, table, GOOD)

    assert (report["made"], report["refused"]) == (4, 0)
    assert [each["at"] for each in report["rows"]] == ["line 6", "line 2", "line 4", "line 7"]
    directory = directory_of(program)
    called = {each.reference_id: each for each in directory.customers.values()}
    assert called["Lab"].parent_customer_id == called["Clinic"].id
    assert (called["Lab"].data, called["Lab"].tag_ids) == ({"vip": True}, ("t1", "t2"))
    assert (called["Clinic"].name, called["Clinic"].tag_ids) == ("=Clinic", ("t,1",))
    assert (called["Lab"].is_staging, called["Clinic"].is_staging) == (False, True)
    (endpoint,) = directory.endpoints.values()
    assert (endpoint.name, endpoint.address) == ("Desk", "+15035551234")


def test_what_is_done_by_a_file_is_in_the_audit_trail(program: Program, table: Path) -> None:
    imported(program, table, GOOD)

    with closing(wiring.open_book(settings.load({}, {"data": program.data}))) as store:
        _, lines = store.audited(AuditQuery(accounts=None))

    assert {(each.operation, each.actor_kind, each.address) for each in lines} == {("ImportDirectory", "cli", "")}
    assert len(lines) == 4


def test_a_dry_run_shows_what_would_be_done(program: Program, table: Path) -> None:
    program.answer("demo", "--sessions", "1", "--seed", "1")
    before = directory_of(program).version

    table.write_text(GOOD, "utf-8")
    shown = program.run("directory", "import", str(table), "--dry-run")

    assert (shown.code, directory_of(program).version) == (0, before)
    assert "line 4" in shown.out
    assert "4 made. Nothing was done." in shown.err


def test_a_change_names_its_members_and_what_is_unchanged_is_only_counted(program: Program, table: Path) -> None:
    imported(program, table, GOOD)

    table.write_text(GOOD.replace("'=Clinic,,,,,,", "Clinic,,,,,{},"), "utf-8")
    shown = program.run("directory", "import", str(table))

    assert shown.code == 0
    (row,) = shown.out.splitlines()[1:]
    assert row.split()[:2] == ["line", "4"]
    assert row.rstrip().endswith("name")
    assert "1 changed, 3 unchanged." in shown.err


def test_a_refused_row_is_named_by_its_line_and_nothing_is_done(program: Program, table: Path) -> None:
    table.write_text(GOOD.replace(',Clinic,,,"{', ',Nowhere,,,"{'), "utf-8")

    ended = program.run("directory", "import", str(table), "--json")

    assert ended.code == 1
    report = json.loads(ended.out)
    (refused,) = [each for each in report["rows"] if each["outcome"] == "refused"]
    assert (refused["at"], report["dryRun"]) == ("line 2", True)
    assert "reference id 'Nowhere'" in refused["reason"]
    assert directory_of(program).accounts == {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TABLE, "'line 2.isStaging' is true or false"),
        (GOOD.replace("tagIds", "tagsIds"), "line 1: no record has 'tagsIds'"),
        (GOOD.replace("kind,", "id,"), "line 1: a column kind is wanted"),
        (GOOD.replace("tagIds", "name"), "each column once"),
        (
            GOOD.replace("\naccount,", "\ntenant,"),
            "kind is one of account, customer, endpoint, user, not 'tenant'",
        ),
        (GOOD.replace("Main,,,,,,,\n", "Main,,,,,,,,,,\n"), "line 6: it has"),
        (GOOD.replace('"{""vip"": true}"', "{vip"), "line 2: data is JSON"),
        (GOOD.replace(",Main,,Main,,,,,,,", ",Main,,Main,,,Team,,,,"), "'line 6.type' is unknown"),
        (GOOD.replace("\naccount,", "\ntenant,"), "line 6: kind"),
        (GOOD + '"open', "the file is no CSV"),
    ],
    ids=["value", "column", "kind", "twice", "unknown kind", "cells", "json", "member", "line", "open"],
)
def test_a_table_that_cannot_be_read_says_where(program: Program, table: Path, content: str, said: str) -> None:
    table.write_text(content, "utf-8")

    ended = program.run("directory", "import", str(table))

    assert ended.code == 2, ended.out
    assert said in ended.err
    assert not program.data.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[", "the file is no JSON"),
        ("[]", "the file holds no object"),
        ('{"accounts": [{"nmae": "N"}]}', "'accounts[0].nmae' is unknown"),
        ('{"dryRun": true}', "say --dry-run"),
    ],
)
def test_json_that_cannot_be_read_says_where(program: Program, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "directory.json"
    file.write_text(content, "utf-8")

    ended = program.run("directory", "import", str(file))

    assert (ended.code, said in ended.err) == (2, True)


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_an_export_is_imported_into_another_book_as_it_was(
    demo: Program, program: Program, tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"all.{suffix}"
    counted = json.loads(demo.run("directory", "export", str(file), "--json").out)
    assert (counted["file"], counted["customers"]) == (str(file), len(directory_of(demo).customers))

    ended = program.run("directory", "import", str(file), "--json")
    again = json.loads(demo.run("directory", "import", str(file), "--json", "--dry-run").out)

    assert ended.code == 0, ended.out
    before, after = directory_of(demo), directory_of(program)
    assert {each: account.name for each, account in after.accounts.items()} == {
        each: account.name for each, account in before.accounts.items()
    }
    assert len(before.customers) == len(after.customers) > 5
    assert {each.id: each.addresses for each in after.endpoints.values()} == {
        each.id: each.addresses for each in before.endpoints.values()
    }
    assert (again["unchanged"], again["changed"], again["made"]) == (len(again["rows"]), 0, 0)
    exported = demo.run("directory", "export", "--format", suffix).out
    assert program.run("directory", "export", "--format", suffix).out == exported == file.read_bytes().decode()


def test_an_export_on_standard_output_is_json_unless_it_is_told_otherwise(program: Program, tmp_path: Path) -> None:
    empty = tmp_path / "empty.json"
    empty.write_text("{}")
    assert program.run("directory", "import", str(empty)).code == 0

    assert json.loads(program.run("directory", "export", "--json").out)["accounts"] == []
    assert program.run("directory", "export", "--format", "csv").out == "kind\r\n"
    assert program.run("directory", "export", "--format", "csv", "--json").code == 2


def test_a_file_comes_by_standard_input_too(program: Program) -> None:
    ended = program.process("directory", "import", "-", given='{"accounts": [{"id": "a1", "name": "One"}]}')

    assert ended.code == 0, ended.err
    assert directory_of(program).accounts["a1"].name == "One"
