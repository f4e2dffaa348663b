"""The page about the life of a session is the one that the tables write."""

from __future__ import annotations

from pathlib import Path

from switchbook.model.lifecycle import LEG_STATES, MOVES, OUTCOMES, SITUATIONS
from switchbook.model.lifecycle_page import lifecycle_page

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"


def test_the_page_in_docs_is_the_generated_one() -> None:
    assert PAGE.read_text("utf-8") == lifecycle_page(), "write it anew: make docs"


def test_every_row_of_every_table_is_on_the_page() -> None:
    page = lifecycle_page()

    for row in LEG_STATES:
        assert f"| {row.name} |" in page
        assert row.name.replace("-", "_") in page.partition("```mermaid")[2]
    for table in (SITUATIONS, OUTCOMES):
        assert all(f"| {row.name} | {row.when} |" in page for row in table)
    assert all(f"`{kind.__name__}`" in page for kind in MOVES)


def test_the_diagram_moves_forward_only() -> None:
    diagram = lifecycle_page().partition("```mermaid")[2].partition("```")[0]
    rank = {row.name.replace("-", "_"): row.rank for row in LEG_STATES}
    arrows = [line.strip().partition(":")[0].split(" --> ") for line in diagram.splitlines() if "-->" in line]

    moves = [(start, end) for start, end in arrows if start in rank and end in rank]

    assert len(moves) == 6
    assert all(rank[start] < rank[end] for start, end in moves)
