"""How often power is cut and processes are killed: some dozens of times, or as often as `--rounds` says."""

from __future__ import annotations

import pytest


@pytest.fixture(name="kills")
def _kills(rounds: int) -> int:
    """How many processes a test kills: fewer, since each takes a second to start."""
    return max(4, rounds // 6)
