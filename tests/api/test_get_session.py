"""GetSession: live or archived, within scope, with its log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support.sessions import keep, messages, numbered, read, session

from switchbook.api.context import Context
from switchbook.api.sessions import get_session
from switchbook.api.types import GetSession
from switchbook.errors import NotFound
from switchbook.model.actor import Scope
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store

Asking = Callable[..., Context]


@pytest.mark.parametrize("shelf", list(Shelf))
def test_a_session_is_found_on_either_shelf_with_its_log(store: Store, asking: Asking, shelf: Shelf) -> None:
    keep(store, session(1), log=["Call received", "Call ended"], shelf=shelf)

    answer = get_session(GetSession(numbered(1)), asking())

    assert messages(read(answer.document)) == ["Call received", "Call ended"]


@pytest.mark.parametrize("session_id", [None, "", "unknown", numbered(2), numbered(1).upper() + "\0", "x" * 24])
def test_an_unknown_session_is_not_found(store: Store, asking: Asking, session_id: str | None) -> None:
    keep(store, session(1))

    with pytest.raises(NotFound, match=r"^Session not found$"):
        get_session(GetSession(session_id), asking())


def test_a_session_outside_the_scope_is_not_found(store: Store, asking: Asking) -> None:
    keep(store, session(1, "a1"))

    with pytest.raises(NotFound, match=r"^Session not found$"):
        get_session(GetSession(numbered(1)), asking(Scope(accounts=frozenset({"a2"}))))
