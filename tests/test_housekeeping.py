"""Chores are done when they are due, whatever one of them does, until told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from switchbook.housekeeping import Chore, Housekeeping

SOON = timedelta(milliseconds=5)
NEVER_AGAIN = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC)


class Counted:
    """A chore that counts how often it was done."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.enough = threading.Event()

    def __call__(self, at: datetime, _stop: Callable[[], bool]) -> None:
        """Do it once more."""
        assert at.tzinfo is UTC
        self.left -= 1
        if self.left <= 0:
            self.enough.set()


def test_a_chore_is_done_again_when_it_is_due() -> None:
    often, once = Counted(5), Counted(1)
    keeping = Housekeeping([Chore("often", SOON, often), Chore("once", NEVER_AGAIN, once)], now)

    keeping.start()
    assert often.enough.wait(10)
    keeping.stop()

    assert once.left == 0


def test_a_chore_that_fails_is_tried_again_and_stops_no_other() -> None:
    failures, others = Counted(3), Counted(3)

    def fail(at: datetime, stop: Callable[[], bool]) -> None:
        failures(at, stop)
        raise RuntimeError("a number: +15035551234")

    keeping = Housekeeping([Chore("fails", SOON, fail), Chore("works", SOON, others)], now)
    keeping.start()

    assert failures.enough.wait(10)
    assert others.enough.wait(10)
    keeping.stop()


def test_the_chore_under_way_is_told_to_stop_and_waited_for() -> None:
    begun, ended = threading.Event(), threading.Event()

    def endless(_at: datetime, stop: Callable[[], bool]) -> None:
        begun.set()
        while not stop():
            pass
        ended.set()

    keeping = Housekeeping([Chore("endless", SOON, endless)], now)
    keeping.start()
    assert begun.wait(10)
    keeping.stop()

    assert ended.is_set()


@pytest.mark.parametrize("chores", [[], [Chore("unused", SOON, Counted(1))]])
def test_what_never_began_can_be_stopped(chores: list[Chore]) -> None:
    Housekeeping(chores, now).stop()
