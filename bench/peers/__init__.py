"""What is measured: whatever can be loaded with the data and asked the questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from bench.data import Data


class Question(msgspec.Struct, frozen=True):
    """One question as a client spells it: the class it belongs to, and the parameters of the API by their wire names.

    A question with a `cursor` of True is a page of a walk by cursor. `total` says whether the exact total is wanted
    too.
    """

    group: str
    parameters: dict[str, str]
    total: bool = True
    cursor: bool = False


class Answer(msgspec.Struct, frozen=True):
    """What a body says: the exact total where it tells one, and the ids of the page in order."""

    total: int | None
    ids: Sequence[str]


class Peer(Protocol):
    """Something that holds the sessions and answers questions about them."""

    name: str

    def load(self, data: Data) -> None:
        """Take in all of the data, every index included, durably. Begins anew."""

    def open(self) -> None:
        """Be ready for the first question."""

    def can(self, question: Question) -> bool:
        """Whether the question can be asked of it at all."""

    def ask(self, question: Question) -> bytes:
        """The body of the answer: everything that is sent, ready to be sent."""

    def read(self, body: bytes) -> Answer | None:
        """What a body says, not timed; None where it answers something that cannot be compared."""

    def close(self) -> None:
        """Let go of everything."""

    def files(self) -> Sequence[Path]:
        """The files it reads from, to be dropped from the page cache; none where that cannot be done."""


class _Item(msgspec.Struct, frozen=True):
    id: str


class _List(msgspec.Struct, frozen=True, rename="camel"):
    items: list[_Item]
    total_count: int = 0


_DECODER = msgspec.json.Decoder(_List)


def read_list(body: bytes) -> Answer:
    """What an answer of the API says."""
    told = _DECODER.decode(body)
    return Answer(told.total_count, [item.id for item in told.items])
