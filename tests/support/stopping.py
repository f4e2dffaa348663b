"""Tells a statement under way to end."""

from __future__ import annotations


class AtSecondLook:
    """A `Stop` that says so when it is asked for the second time: the statement runs by then. It counts the looks."""

    def __init__(self) -> None:
        self.looks = 0

    def __call__(self) -> bool:
        self.looks += 1
        return self.looks >= 2
