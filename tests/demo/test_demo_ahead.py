"""Items that a thread takes before they are asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event, active_count

import pytest

from switchbook.demo.workshop import ahead


def test_they_come_as_they_are_in_their_order() -> None:
    assert list(ahead(iter(range(1, 1_000)), 10)) == list(range(1, 1_000))


def test_so_many_are_taken_before_they_are_asked_for_and_no_more() -> None:
    taken: list[int] = []
    enough = Event()

    def told() -> Iterator[int]:
        for number in range(1, 100):
            taken.append(number)
            if number == 6:
                enough.set()
            yield number

    items = ahead(told(), 5)
    first = next(items)

    assert first == 1
    assert enough.wait(10)
    time.sleep(0.05)
    assert taken == [1, 2, 3, 4, 5, 6]
    items.close()


def test_what_they_raise_is_raised_after_those_before_it() -> None:
    def told() -> Iterator[int]:
        yield 1
        raise RuntimeError("the worker ended")

    items = ahead(told(), 5)

    assert next(items) == 1
    with pytest.raises(RuntimeError, match="the worker ended"):
        next(items)


def test_nothing_goes_on_once_they_are_let_go() -> None:
    before = active_count()
    items = ahead(iter(range(1, 1_000)), 5)
    next(items)

    items.close()

    assert active_count() == before
