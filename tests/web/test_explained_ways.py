"""The plan that is told is what was done: each way to a total and to a page, beside the SQL that ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import apsw
import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.sessions import NOON, keep, session

from switchbook.model.actor import EVERYTHING
from switchbook.model.query import SessionQuery, Shelf
from switchbook.stores.contract import Store
from switchbook.stores.sqlite import connection, open_store, pages, plan

EXPLAIN = {"X-Switchbook-Explain": "1"}
# What makes a few sessions as many to the choice of a plan.
SEARCH_IS_DEAR = {"MOST_NUMBERS": 0, "ALWAYS_FEW": 0, "MOST_COUNTED": 10}
NEEDLE_IS_LOOKED_UP = {"TESTED_BY_TEXT": 0}
# The SQL of rows by date, by their order; whether dates or a filter bound them stands before it.
BY_DATE = "ORDER BY s.created DESC"


class Way(NamedTuple):
    """A question, what is told of its total and its page, and parts of the SQL that counted and that found rows."""

    asked: str
    total: tuple[str, ...]
    page: tuple[str, ...]
    counts: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    limits: Mapping[str, int] = MappingProxyType({})
    large: int = 20_000


WAYS = {
    "documents are sorted": Way(
        "searchArchive=true&sortField=callSid&log=call",
        ("total: the page is all that matches",),
        (
            "archive shelf, page: begin with log, which visits 12 rows; test nothing",
            "page: read and sort 12 documents by callSid",
        ),
        rows=("SELECT s.n, s.id FROM",),
    ),
    "documents of a search are sorted": Way(
        "searchArchive=true&sortField=callSid&log=call&countPerPage=2",
        ("archive shelf, total: count what the search finds",),
        (
            "archive shelf, page: begin with log, which visits many rows; test nothing",
            "page: read and sort 12 documents by callSid",
        ),
        counts=("FROM archive_log",),
        rows=("SELECT s.n, s.id FROM (SELECT rowid",),
        limits=SEARCH_IS_DEAR,
    ),
    "few are sorted by address": Way(
        "searchArchive=true&sortField=fromAddress",
        ("archive shelf, total: from the rollup",),
        ("archive shelf, page sorted by fromAddress: walk 12 rows as they lie; test nothing",),
        rows=("session AS s NOT INDEXED WHERE s.shelf = ? ORDER BY (SELECT folded",),
    ),
    "address after address": Way(
        "searchArchive=true&sortField=fromAddress&countPerPage=2",
        ("archive shelf, total: from the rollup",),
        ("archive shelf, page by fromAddress: address after address",),
        rows=("INDEXED BY address_folded",),
        large=10,
    ),
    "address after address on one shelf of two": Way(
        "searchAll=true&sortField=fromAddress&countPerPage=2",
        ("live shelf, total: from the rollup", "archive shelf, total: from the rollup"),
        (
            "live shelf, page sorted by fromAddress: walk 3 rows as they lie; test nothing",
            "archive shelf, page by fromAddress: address after address",
        ),
        rows=("ORDER BY (SELECT folded", "INDEXED BY address_folded"),
        large=10,
    ),
    "address after address in vain": Way(
        "searchArchive=true&sortField=fromAddress&countPerPage=11",
        ("archive shelf, total: from the rollup",),
        (
            "archive shelf, page sorted by fromAddress, since too few have an address: "
            "walk 12 rows as they lie; test nothing",
        ),
        rows=("INDEXED BY address_folded", "ORDER BY (SELECT folded"),
        large=10,
    ),
    "all are sorted by a column": Way(
        "searchArchive=true&wasMissed=true&sortField=outcome",
        ("archive shelf, total: walk 12 rows as they lie; test was_missed",),
        ("archive shelf, page sorted by outcome: walk 12 rows as they lie; test was_missed",),
        counts=("NOT INDEXED WHERE s.shelf = ? AND s.was_missed = ?",),
        rows=("NOT INDEXED WHERE s.shelf = ? AND s.was_missed = ? ORDER BY s.outcome",),
    ),
    "a search without a total": Way(
        "searchArchive=true&simplifiedPaging=true&log=call",
        ("total: none asked",),
        ("archive shelf, page by date: begin with log, which visits 12 rows; test nothing",),
        rows=(f"INDEXED BY session_n ON s.n = c.value WHERE s.shelf = ? {BY_DATE}",),
    ),
    "a walk without a total": Way(
        "searchArchive=true&simplifiedPaging=true&wasMissed=true",
        ("total: none asked",),
        ("archive shelf, page by date: walk by date, of 12 rows 12 may be met; test was_missed",),
        rows=(f"INDEXED BY session_date WHERE s.shelf = ? AND s.was_missed = ? {BY_DATE}",),
    ),
    "window after window": Way(
        "searchArchive=true&log=call&countPerPage=1",
        ("archive shelf, total: count what the search finds",),
        (
            "archive shelf, page by date, window after window of days: "
            "begin with log, which visits many rows; test nothing",
        ),
        counts=("FROM archive_log",),
        rows=(f"INDEXED BY session_n ON s.n = c.n WHERE s.shelf = ? AND s.created >= ? AND s.created < ? {BY_DATE}",),
        limits=SEARCH_IS_DEAR,
    ),
    "a total after the page": Way(
        "searchArchive=true&from=0101&countPerPage=2",
        ("archive shelf, total: begin with from, which visits 3 rows; test from",),
        ("archive shelf, page by date: begin with from, which visits 3 rows; test from",),
        counts=("INDEXED BY session_from WHERE s.shelf = ?",),
        rows=("INDEXED BY session_from WHERE s.shelf = ?",),
        limits=NEEDLE_IS_LOOKED_UP,
    ),
    "whom an endpoint was involved with is counted apart": Way(
        "searchArchive=true&involvedEndpointIds=e1&countPerPage=2",
        ("archive shelf, total: count what the search finds",),
        ("archive shelf, page by date: begin with involved endpoint, which visits 4 rows; test nothing",),
        counts=("SELECT DISTINCT n FROM involved WHERE endpoint IN",),
        rows=("SELECT DISTINCT shelf, account, created, n FROM involved",),
    ),
    "days from the rollup": Way(
        "searchArchive=true&countPerPage=2",
        ("archive shelf, total: from the rollup",),
        ("page by date: days from the rollup, a stretch of 3",),
        rows=(f"INDEXED BY session_date WHERE s.shelf = ? AND s.created >= ? AND s.created < ? {BY_DATE}",),
    ),
    "a total of parts of days": Way(
        f"searchArchive=true&countPerPage=2&startDate={NOON + timedelta(days=5):%Y-%m-%dT%H:%M:%SZ}",
        ("archive shelf, total: from the rollup, parts of days from their rows",),
        ("page by date: days from the rollup, a stretch of 3",),
        counts=("INDEXED BY session_date WHERE s.shelf = ? AND s.created >= ?",),
        rows=(f"INDEXED BY session_date WHERE s.shelf = ? AND s.created >= ? AND s.created < ? {BY_DATE}",),
    ),
    "behind the last day": Way(
        "searchArchive=true&countPerPage=2&page=40",
        ("archive shelf, total: from the rollup",),
        ("page by date: the rollup has no days left",),
    ),
    "nothing can match": Way(
        "startDate=2100-01-01",
        ("total: the page is all that matches",),
        ("page: there is nothing to read",),
    ),
    "nothing can match, on a later page": Way(
        "startDate=2100-01-01&page=2&countPerPage=2",
        ("total: there is nothing to count",),
        ("page: there is nothing to read",),
    ),
}


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reading connections ran."""
    statements: list[str] = []
    opened = connection.open_reader

    def traced(directory: Path, vfs: str | None) -> apsw.Connection:
        reader = opened(directory, vfs)

        def note(_cursor: object, sql: str, _bindings: object) -> bool:
            statements.append(" ".join(sql.split()))
            return True

        reader.exec_trace = note
        return reader

    monkeypatch.setattr(connection, "open_reader", traced)
    return statements


@pytest.fixture
def store(tmp_path: Path, ran: list[str]) -> Iterator[Store]:
    """Twelve archived sessions, each on a day of its own, ten with an address, four with e1, and three live ones."""
    opened = open_store(tmp_path, readers=1)
    archived = (
        session(
            number,
            from_address=f"+1503555010{number % 3}" if number < 10 else None,
            was_missed=number % 2 == 0,
            outcome="Busy",
            endpoint_id="e1" if number % 6 == 0 else "e2",
            answered_by_id="e1" if number % 6 == 1 else None,
            date_created=NOON + timedelta(days=number),
        )
        for number in range(12)
    )
    keep(opened, *archived, log=["a call came", "it was ended"], shelf=Shelf.archive)
    keep(opened, *(session(number, from_address="+15035550101") for number in range(20, 23)))
    yield opened
    opened.close()


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_is_told_is_what_ran(way: Way, store: Store, ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    caller, headers = Caller(application(store, Clock())), {**bearer(put_key(store)), **EXPLAIN}
    for name, limit in way.limits.items():
        monkeypatch.setattr(plan, name, limit)
    monkeypatch.setattr(pages, "LARGE", way.large)

    told = caller.get(f"/sessions?{way.asked}", headers=headers).headers["x-switchbook-plan"].split(" | ")

    assert tuple(line for line in told if ", " in line or line.startswith(("total: t", "total: n", "page"))) == (
        *way.total,
        *way.page,
    )
    # What a filter would visit is counted up to a limit.
    counts = [sql for sql in ran if sql.startswith("SELECT count(*) FROM") and " LIMIT " not in sql]
    rows = [sql for sql in ran if sql.startswith(("SELECT s.n, ", "SELECT * FROM (SELECT s.n, "))]
    for expected, statements in ((way.counts, counts), (way.rows, rows)):
        assert len(statements) == len(expected), statements
        assert all(part in sql for part, sql in zip(expected, statements, strict=True)), statements


def test_all_at_once_are_told_as_sorted(store: Store) -> None:
    """A store may be asked for everything, which the API streams."""
    found = store.find(SessionQuery(scope=EVERYTHING, shelf=Shelf.archive, limit=None))

    assert "archive shelf, page sorted by dateCreated: walk 12 rows as they lie; test nothing" in found.plan()
