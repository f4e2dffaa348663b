"""Chapters of a book's life as a client plays them, each with the operations that it calls."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from clients.foreign import ForeignClient, Refused, Wire
from clients.open_book import OpenBook

Play = Callable[[ForeignClient, OpenBook], None]


class Chapter(NamedTuple):
    """A chapter: how it is played, and the operations it calls."""

    name: str
    play: Play
    calls: frozenset[str]


def calls(*operations: str) -> Callable[[Play], Chapter]:
    """Make a chapter of how it is played, with the operations that it calls."""
    return lambda play: Chapter(play.__name__, play, frozenset(operations))


def refused(client: ForeignClient, operation: str, /, **given: Any) -> tuple[int, str, list[str]]:
    """How an operation is refused: status, code, and the fields at fault."""
    with pytest.raises(Refused) as told:
        client.call(operation, **given)
    return told.value.status, told.value.code, [fault.field for fault in told.value.faults]


def new_account(client: ForeignClient) -> str:
    """An account of the chapter's own; its id."""
    return str(client.call("NewAccount", name=f"Account {unlike()}")["id"])


def unlike() -> str:
    """A word that no other chapter has, whoever plays it."""
    return secrets.token_hex(4)


def ids(answer: Wire) -> list[str]:
    """The ids of what is listed."""
    return [item["id"] for item in answer["items"]]
