"""Walks by cursor: pages that stand deep in a list, as questions that can be asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

import msgspec

from bench.peers import Question

# At most so many lists of a class are walked, to PER_GROUP pages together.
_LISTS = 5
PER_GROUP = 30
# A walk goes so far, in few large pages, before its pages are questions of the class.
_DEEP = {"countPerPage": "1000"}
_LARGE_PAGES = 5


class Walk(msgspec.Struct, frozen=True):
    """A class of walks: its name, what it is in words, and the class whose lists it walks."""

    name: str
    says: str
    lists: str


WALKS = (
    Walk("C1", "huge account, by cursor", "Q2"),
    Walk("C2", "all accounts, by cursor", "Q3"),
    Walk("C3", "huge account by another field, by cursor", "Q11"),
    Walk("C4", "all accounts, middling word, by cursor", "Q7d"),
)


def walked(questions: Sequence[Question], after: Callable[[Question], str | None]) -> list[Question]:
    """Pages of all walks; `after` asks a question and says the cursor of what stands after its answer, if anything."""
    return [page for walk in WALKS for page in _pages_of(walk, questions, after)]


def _pages_of(walk: Walk, questions: Sequence[Question], after: Callable[[Question], str | None]) -> Iterator[Question]:
    lists = list(islice(_lists(walk, questions), _LISTS))
    for first in lists:
        cursor = "*"
        for _ in range(_LARGE_PAGES):
            cursor = after(_at(first, cursor, _DEEP)) or cursor
        for _ in range(-(-PER_GROUP // len(lists))):
            page = _at(first, cursor)
            yield page
            further = after(page)
            if further is None:
                break
            cursor = further


def _lists(walk: Walk, questions: Sequence[Question]) -> Iterator[Question]:
    """The different lists that the questions of a class are pages of."""
    seen = set()
    for question in questions:
        kept = {name: value for name, value in question.parameters.items() if name != "page"}
        if question.group == walk.lists and (told := tuple(kept.items())) not in seen:
            seen.add(told)
            yield Question(walk.name, kept)


def _at(first: Question, cursor: str, more: Mapping[str, str] = MappingProxyType({})) -> Question:
    return Question(first.group, {**first.parameters, **more, "cursor": cursor}, cursor=True)
