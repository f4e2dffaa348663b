"""`switchbook explain`: the plan of a page in words."""

from __future__ import annotations

from support.program import Program

ASKED = ("--search-archive", "--log", "answered", "--count-per-page", "5")


def test_it_tells_figures_plan_and_times(demo: Program) -> None:
    told = demo.answer("explain", *ASKED)
    shown = demo.run("explain", *ASKED)
    listed = demo.answer("sessions", "list", *ASKED)

    assert (told["items"], told["totalCount"]) == (len(listed["items"]), listed["totalCount"])
    parts = [line.partition(":")[0] for line in told["plan"]]
    assert parts[:4] == ["archive shelf", "archive shelf", "archive shelf, total", "archive shelf, page by date"]
    assert sorted(parts[4:]) == ["documents", "plan", "rows of the page", "total"]
    assert shown.out.splitlines()[0] == told["plan"][0]
    assert shown.err == f"5 of {listed['totalCount']} sessions\n"


def test_it_tells_what_was_done_and_not_what_might_have_been(demo: Program) -> None:
    asked = ("--search-archive", "--log", "answered", "--sort-field", "callSid")
    listed = demo.answer("sessions", "list", *asked)

    plan = demo.answer("explain", *asked, "--simplified-paging")["plan"]

    assert "total: none asked" in plan
    assert f"page: read and sort {listed['totalCount']} documents by callSid" in plan
    assert not [line for line in plan if "by date" in line]


def test_everything_at_once_has_no_page_to_explain(demo: Program) -> None:
    ended = demo.run("explain", "--all")

    assert ended.code == 2
    assert "leave --all out" in ended.err
