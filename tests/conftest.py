"""What holds for every test: on the build server a skipped test is a failure."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the tests of durability and of concurrency go on: `make soak` says hundreds."""
    parser.addoption("--rounds", type=int, default=50, help="power cuts a durability test plays, and the like")


@pytest.fixture(name="rounds", scope="session")
def _rounds(request: pytest.FixtureRequest) -> int:
    """How many rounds a test plays."""
    rounds: int = request.config.getoption("--rounds")
    return rounds


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, turn a skip (an expected failure is none) into a failure with the same reason."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure where CI is set: {_reason(report)}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself while it is collected."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure where CI is set: {_reason(report)}"
    return report


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
