"""`switchbook sessions`: the API's parameters as options, on a data directory."""

from __future__ import annotations

import json

import pytest
from support.program import Program

from switchbook.api.types import ListSessions, descriptions
from switchbook.cli.parameters import option_of


def test_the_list_is_a_list_response(demo: Program) -> None:
    listed = demo.answer("sessions", "list", "--count-per-page", "3", "--search-archive")

    assert list(listed) == ["items", "totalCount", "totalPages", "hasMorePages"]
    assert len(listed["items"]) == 3
    assert listed["totalPages"] == -(-listed["totalCount"] // 3)
    assert listed["hasMorePages"] is True


def test_a_yes_or_no_parameter_may_stand_alone_or_have_a_value(demo: Program) -> None:
    alone = demo.answer("sessions", "list", "--all", "--search-archive")
    valued = demo.answer("sessions", "list", "--search-archive", "true", "--all=1")
    denied = demo.answer("sessions", "list", "--search-archive", "false", "--all")

    assert alone == valued
    assert alone["totalCount"] + denied["totalCount"] == 300


def test_parameters_narrow_as_they_do_on_the_wire(demo: Program) -> None:
    session = demo.answer("sessions", "list", "--search-archive", "--count-per-page", "1")["items"][0]

    by_id = demo.answer("sessions", "list", "--search-archive", "--specific-ids", session["id"])
    by_several = demo.answer(
        *("sessions", "list", "--search-archive", "--account-ids", session["accountId"]),
        *("--specific-ids", "0" * 24, "--specific-ids", session["id"], "--from", session["fromAddress"]),
    )

    assert by_id["items"] == by_several["items"] == [session]


def test_every_parameter_is_an_option(demo: Program) -> None:
    told = demo.run("sessions", "list", "--help").out

    for wire in descriptions(ListSessions).keys() - {"cursor"}:
        assert f"{option_of(wire)} " in told


def test_bad_values_are_named_all_at_once_on_one_line(demo: Program) -> None:
    ended = demo.run("sessions", "list", "--page", "x", "--count-per-page", "1.5")

    assert ended.code == 2
    assert ended.out == ""
    assert ended.err == (
        "switchbook: 'x' is an Invalid value for 'page'; '1.5' is an Invalid value for 'countPerPage'\n"
    )


def test_an_unknown_sort_field_lists_the_known(demo: Program) -> None:
    ended = demo.run("sessions", "list", "--sort-field", "colour")

    assert ended.code == 2
    assert "dateCreated" in ended.err


def test_the_table_has_one_line_for_each_session(demo: Program) -> None:
    ended = demo.run("sessions", "list", "--search-archive", "--count-per-page", "4")

    assert len(ended.out.splitlines()) == 1 + 4
    assert ended.err.startswith("4 of ")


@pytest.mark.parametrize("shelf", [(), ("--search-archive",)])
def test_a_session_is_shown_wherever_it_is_kept(demo: Program, shelf: tuple[str, ...]) -> None:
    session = demo.answer("sessions", "list", "--count-per-page", "1", *shelf)["items"][0]

    page = demo.run("sessions", "show", session["id"]).out

    assert session["accountName"] in page
    for line in session["log"]:
        assert line["message"] in page
    assert json.loads(demo.run("sessions", "show", session["id"], "--json").out) == session


@pytest.mark.parametrize("session_id", ["0" * 24, "no-such-id"])
def test_an_unknown_session_is_missing(demo: Program, session_id: str) -> None:
    ended = demo.run("sessions", "show", session_id)

    assert (ended.code, ended.err) == (3, "switchbook: Session not found\n")


def test_where_no_book_is_none_is_begun(program: Program) -> None:
    ended = program.run("sessions", "list")

    assert ended.code == 3
    assert "there is no book in" in ended.err
    assert not program.data.exists()


def test_a_directory_without_a_book_is_left_as_it_is(program: Program) -> None:
    program.data.mkdir()

    assert program.run("sessions", "list").code == 3
    assert list(program.data.iterdir()) == []
