"""A stretch of what has positions, in SQL: its tests, its order, and how many of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from switchbook.model.stretch import Stretch


def listed(values: Collection[str] | Collection[int] | None) -> str | None:
    """Values as a JSON array for a test; None where there is no such test."""
    return None if values is None else msgspec.json.encode(list(values)).decode()


def tests_of(stretch: Stretch, others: Mapping[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """What a row passes that is wanted, and the parameters; of all tests those whose value is not None."""
    asked = {
        **others,
        "position IN (SELECT value FROM json_each(?))": listed(stretch.positions),
        "position >= ?": stretch.first,
        "position <= ?": stretch.last,
    }
    tests = {test: value for test, value in asked.items() if value is not None}
    return " AND ".join(tests) or "1", tuple(tests.values())


def cut_of(stretch: Stretch) -> tuple[str, tuple[int, int]]:
    """Its order and how many from where on, and the parameters."""
    order = "ASC" if stretch.ascending else "DESC"
    return f"ORDER BY position {order} LIMIT ? OFFSET ?", (
        -1 if stretch.limit is None else stretch.limit,
        stretch.offset,
    )
