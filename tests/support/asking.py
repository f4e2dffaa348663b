"""Asks a store while it is written, and says whether the answer is that of some moment meanwhile."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from support.history import History
from support.oracle import Oracle
from support.writing import NOW

from switchbook.api.binding import bind
from switchbook.api.context import Context
from switchbook.api.sessions import list_sessions
from switchbook.api.types import ListSessions
from switchbook.errors import SwitchbookError
from switchbook.model.actor import Actor, Role, Scope
from switchbook.model.answer import ListAnswer
from switchbook.settings import load
from switchbook.stores.contract import Store

_SETTINGS = load({})


def listed(store: Any, scope: Scope, parameters: dict[str, str]) -> ListAnswer:
    """The list as the API answers it, from as much of a store as it asks for. Raises what it raises."""
    actor = Actor(kind="key", id="test", name="test", role=Role.Manager, scope=scope)
    request = bind(ListSessions, "ListSessions", list(parameters.items()))
    return list_sessions(request, Context(actor, store, _SETTINGS, NOW))


class Asked(NamedTuple):
    """A question, what was answered, and the first and last state that the answer may be of."""

    scope: Scope
    parameters: dict[str, str]
    answer: tuple[Any, ...]
    first: int
    last: int


def answered(store: Store | Oracle, scope: Scope, parameters: dict[str, str]) -> tuple[Any, ...]:
    """All that the list tells, or how it refuses."""
    try:
        found = listed(store, scope, parameters)
        documents = [bytes(document) for batch in found.batches for document in batch]
    except SwitchbookError as refused:
        return (refused.code,)
    return documents, found.total_count, found.total_pages, found.has_more_pages, found.next_cursor


def ask(store: Store, history: History, scope: Scope, parameters: dict[str, str]) -> Asked:
    """Ask, and note the states around it."""
    first = history.settled
    answer = answered(store, scope, parameters)
    return Asked(scope, parameters, answer, first, history.begun)


def told_apart(asked: Asked, expected: tuple[Any, ...]) -> str:
    """What a failure shows: the question, and where the two answers part."""
    lines = [f"asked by {asked.scope}: {asked.parameters}", f"states {asked.first} to {asked.last}"]
    if len(asked.answer) == 1 or len(expected) == 1:
        return "\n".join([*lines, *(repr(each)[:200] for each in (asked.answer, expected))])
    for name, one, other in zip(
        ("documents", "total", "pages", "more", "cursor"), asked.answer, expected, strict=False
    ):
        if one != other and name == "documents":
            ids = [[msgspec.json.decode(each).get("id") for each in documents] for documents in (one, other)]
            lines.append(f"ids {ids[0][:10]} of {len(one)}, not {ids[1][:10]} of {len(other)}")
            lines += [f"{a!r}\n{b!r}" for a, b in zip(one, other, strict=False) if a != b][:1]
        elif one != other:
            lines.append(f"{name}: {one!r}, not {other!r}")
    return "\n".join(lines)


def right(oracle: Oracle, asked: Asked) -> bool:
    """Whether an answer is that of one of the states it may be of."""
    states = range(asked.first, asked.last + 1)
    return any(answered(oracle.at(state), asked.scope, asked.parameters) == asked.answer for state in states)
