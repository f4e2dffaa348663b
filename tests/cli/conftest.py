"""The program on a fresh data directory, and one on a directory full of demo data."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.program import Program

DEMO_SESSIONS = 300


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """The program, with nothing in its book."""
    return Program(tmp_path / "book")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program with 300 demo sessions; tests that share it only read."""
    program = Program(tmp_path_factory.mktemp("demo"))
    program.answer("demo", "--sessions", str(DEMO_SESSIONS), "--seed", "7")
    return program
