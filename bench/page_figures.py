"""Figures as the page shows them, and where in the results they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NOT_RUN = "*not run*"


def figure(stages: Mapping[str, Any], place: Sequence[str], group: str, kind: str = "with_total") -> Any:
    """The figures of a peer for a class, or None."""
    found: Any = stages
    for name in (*place, kind, group):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def ms(value: float | None) -> str:
    """Milliseconds with no more digits than mean something."""
    if value is None:
        return NOT_RUN
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2g}"


def times(value: float | None) -> str:
    """A ratio."""
    if value is None:
        return NOT_RUN
    return f"{value:,.0f}×" if value >= 10 else f"{value:.1f}×"
