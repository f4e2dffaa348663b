"""Walks by cursor, and `all`, through a book that is written meanwhile: what stays is seen exactly once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from random import Random
from typing import NamedTuple

import msgspec
import pytest
from support.asking import Asked, answered, ask, listed, right, told_apart
from support.history import DIRECTORY, History, Watched, imported, unpacked
from support.oracle import Oracle
from support.requests import FILTERS_DRAWN, Draw
from support.writing import Writers, fill, wait_for

from switchbook.model.actor import Scope
from switchbook.model.directory import Directory
from switchbook.model.query import SORT_FIELDS, Place, SessionQuery
from switchbook.stores.contract import Page, Stop
from switchbook.stores.memory_query import matches, sort_value
from switchbook.stores.sqlite import open_store

SESSIONS = 6_000
SEED = 7
FIELDS = list(SORT_FIELDS.values())
# A session may be asked for by an id that it gave up meanwhile; that is for single answers to show.
NARROWING = sorted(FILTERS_DRAWN.keys() - {"specificIds", "parentSessionId", "callSid", "fields"})


class Walked(NamedTuple):
    """A walk: its question as a store hears it, and its pages."""

    query: SessionQuery
    pages: list[Asked]

    @property
    def ids(self) -> list[str]:
        """The sessions that were seen, in order."""
        return [msgspec.json.decode(each)["id"] for page in self.pages for each in page.answer[0]]


class Hearing:
    """Hears the query that a request comes to."""

    def __init__(self, directory: Directory) -> None:
        self.directory = lambda: directory
        self.query: SessionQuery | None = None

    def cursor_key(self) -> bytes:
        return b""

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        self.query = query
        return Page([], 0, has_more=False)


def heard(directory: Directory, scope: Scope, parameters: dict[str, str]) -> SessionQuery:
    """The query that a request comes to."""
    hearing = Hearing(directory)
    listed(hearing, scope, parameters)
    assert hearing.query is not None
    return hearing.query


def walk(watched: Watched, scope: Scope, parameters: dict[str, str]) -> Walked:
    """Go from cursor to cursor until there is no more; every page waits for a work or two."""
    query = heard(watched.history.directory, scope, parameters)
    pages: list[Asked] = []
    cursor: str | None = "*"
    while cursor is not None:
        pages.append(ask(watched.store, watched.history, scope, parameters | {"cursor": cursor}))
        assert len(pages[-1].answer) > 1, (pages[-1].answer, parameters)
        cursor = pages[-1].answer[-1]
        wait_for(watched.history, 1)
    return Walked(query, pages)


def places(oracle: Oracle, query: SessionQuery) -> Mapping[str, Place]:
    """Where every session that matches stands, in one state."""
    return {oracle.columns.ids[row]: oracle.place(query, row) for row in oracle.matches(query)}


def staying(history: History, oracle: Oracle, query: SessionQuery, first: int, last: int) -> set[str]:
    """The sessions that match in every one of these states, and stand at one place in all of them."""
    begun = places(oracle.at(first), query)
    left = set(begun)
    directory = oracle.directory()
    for state in range(first, last):
        patch = history.patches[state]
        if DIRECTORY in patch:
            directory = patch[DIRECTORY][1]
            now = places(oracle.at(state + 1), query)
            left = {each for each in left if now.get(each) == begun[each]}
        for (kind, key), (_, after) in patch.items():
            if kind == "session" and key in left and (after is None or _place(query, after, directory) != begun[key]):
                left.discard(key)
    return left


def _place(query: SessionQuery, packed: bytes, directory: Directory) -> Place | None:
    kept = unpacked(packed)
    if not matches(query, kept, directory):  # type: ignore[arg-type] # a record in all that is asked of it
        return None
    return Place(sort_value(query.sort.field, kept.session, directory), kept.session.id)


@pytest.fixture(name="watched", scope="module")
def _watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    store = open_store(tmp_path_factory.mktemp("book"), readers=2)
    yield Watched(store, History(store, map(imported, fill(store, SESSIONS, SEED))))
    store.close()


@pytest.fixture(name="oracle", scope="module")
def _oracle(watched: Watched) -> Oracle:
    return Oracle(watched.history, watched.cursor_key())


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_walk_sees_what_stays_exactly_once(watched: Watched, oracle: Oracle, rounds: int) -> None:
    history, chance = watched.history, Random(SEED)
    draw = Draw(chance, history.sessions, lambda: history.directory)
    seen_in_all = changed_in_all = 0
    for number in range(rounds):
        field = FIELDS[number % len(FIELDS)]
        draw.refresh()
        scope, asked = draw.scope(), {name: FILTERS_DRAWN[name](draw) for name in chance.sample(NARROWING, number % 2)}
        if scope.accounts is not None:
            asked.pop("accountIds", None)
        asked |= {"sortField": field.name, "sortOrder": chance.choice(["Ascend", "Descend"])}
        # All of it is read for every page of a field without a column.
        asked |= {"searchAll": "true"} if field.columned else {"searchArchive": "false"}
        asked |= {"countPerPage": chance.choice(["50", "100", "200"]), "simplifiedPaging": draw.flag()}
        with Writers(watched, Random(SEED + number), pause=0.01):
            walked = walk(watched, scope, asked)

        for page in walked.pages:
            assert right(oracle, page), told_apart(page, answered(oracle.at(page.first), *page[:2]))
        first, last = walked.pages[0].first, walked.pages[-1].last
        seen = Counter(walked.ids)
        stayed = staying(history, oracle, walked.query, first, last)
        missed_or_doubled = {each: seen[each] for each in stayed if seen[each] != 1}
        assert not missed_or_doubled, (asked, scope, first, last)
        seen_in_all += len(seen)
        changed_in_all += len(seen.keys() - stayed)
    assert seen_in_all > rounds * 100
    assert changed_in_all > rounds


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_everything_at_once_is_what_there_was_at_one_moment(watched: Watched, oracle: Oracle, rounds: int) -> None:
    history, chance = watched.history, Random(SEED)
    draw = Draw(chance, history.sessions, lambda: history.directory)
    gone_in_all = 0
    for number in range(max(10, rounds // 2)):
        draw.refresh()
        scope, field = draw.scope(), chance.choice([each for each in FIELDS if each.columned])
        asked = {"searchAll": "true", "sortField": field.name, "sortOrder": chance.choice(["Ascend", "Descend"])}
        with Writers(watched, Random(SEED * number + 1), pause=0.005):
            first = history.settled
            answer = listed(watched.store, scope, asked | {"all": "true"})
            begun = history.begun
            documents = []
            for batch in answer.batches:
                documents += batch
                wait_for(history, 3)
            last = history.begun
        query = heard(history.directory, scope, asked)
        ids = [msgspec.json.decode(each)["id"] for each in documents]
        gone = [
            told_at(history, oracle, query, state, last, ids)
            for state in range(first, begun + 1)
            if len(oracle.at(state).matches(query)) == answer.total_count
        ]
        assert any(each is not None for each in gone), (asked, scope, first, begun)
        gone_in_all += max(len(each) for each in gone if each is not None)
        assert_shown(history, oracle.at(first), dict(zip(ids, documents, strict=True)), last)
    assert gone_in_all > 0
    assert list(watched.check()) == []


def told_at(
    history: History, oracle: Oracle, query: SessionQuery, state: int, last: int, ids: list[str]
) -> set[str] | None:
    """Of the sessions that matched in a state, those that are not told since they were gone; None if others are not."""
    there = [oracle.columns.ids[row] for row in oracle.at(state).matches(query)]
    gone = {
        key
        for patch in history.patches[state:last]
        for (kind, key), (_, after) in patch.items()
        if kind == "session" and after is None
    }
    left = set(there) - set(ids)
    return left if left <= gone and ids == [each for each in there if each not in left] else None


def assert_shown(history: History, oracle: Oracle, shown: Mapping[str, bytes], last: int) -> None:
    """Every document is that of its session in one of the states from the oracle's to the last."""
    directories = [oracle.directory()]
    versions: dict[str, list[bytes]] = {}
    for session_id in shown:
        row = oracle.columns.row_of.get(session_id)
        packed = None if row is None else oracle.columns.packed[row]
        versions[session_id] = [] if packed is None else [packed]
    for patch in history.patches[oracle.state : last]:
        for (kind, key), (_, after) in patch.items():
            if kind == "directory":
                directories.append(after)
            elif kind == "session" and key in versions and after is not None:
                versions[key].append(after)
    for session_id, document in shown.items():
        kepts = map(unpacked, versions[session_id])
        assert any(document == kept.shown(directory) for kept in kepts for directory in directories), session_id
