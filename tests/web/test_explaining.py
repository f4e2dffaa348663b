"""X-Switchbook-Explain: an administrator is told how an answer was found, and nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.sessions import keep, session

from switchbook.model.actor import Role
from switchbook.stores.contract import Store
from switchbook.stores.sqlite import open_store

EXPLAIN = {"X-Switchbook-Explain": "1"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A book of seven sessions."""
    opened = open_store(tmp_path, readers=2)
    keep(opened, *(session(number, from_address="+15035550100") for number in range(7)))
    yield opened
    opened.close()


def test_an_administrator_is_told_the_plan_without_a_word_of_the_question(store: Store) -> None:
    caller = Caller(application(store, Clock()))

    answer = caller.get("/sessions?to=5035559&log=hello&outcomes=Busy", headers={**bearer(put_key(store)), **EXPLAIN})
    found = caller.get("/sessions?from=5035550", headers={**bearer(put_key(store)), **EXPLAIN})

    assert answer.headers["x-switchbook-plan"].startswith("nothing can match | total: ")
    parts = found.headers["x-switchbook-plan"].split(" | ")
    assert parts[0] == "live shelf: at most 7 rows within accounts and dates"
    assert [part.partition(":")[0] for part in parts[1:]] == [
        *("live shelf, total", "live shelf, page by date", "plan", "total", "rows of the page", "documents"),
    ]
    assert "5035550" not in found.headers["x-switchbook-plan"]


def test_nobody_else_is_told(store: Store) -> None:
    caller = Caller(application(store, Clock()))
    manager = bearer(put_key(store, role=Role.Manager))
    # Its figures would tell how much there is beyond these accounts.
    limited = bearer(put_key(store, accounts=frozenset({"a1"})))

    assert "x-switchbook-plan" not in caller.get("/sessions", headers={**manager, **EXPLAIN}).headers
    assert "x-switchbook-plan" not in caller.get("/sessions", headers={**limited, **EXPLAIN}).headers
    assert "x-switchbook-plan" not in caller.get("/sessions", headers=bearer(put_key(store))).headers
