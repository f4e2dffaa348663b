"""The mix of questions and the oracle, on a small world."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bench.asking import measure
from bench.columns import columns
from bench.data import Data
from bench.material import Material
from bench.oracle import Oracle
from bench.peers import Answer, Question, read_list
from bench.queries import GROUPS, PER_GROUP, questions
from switchbook.api.binding import bind
from switchbook.api.context import Context
from switchbook.api.sessions import list_sessions
from switchbook.api.types import ListSessions
from switchbook.formats.json import JsonFormat
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.settings import load
from switchbook.stores.memory import MemoryStore

EVERYBODY = Actor(kind="key", id="test", name="test", role=Role.SystemAdministrator, scope=EVERYTHING)


class Remembered:
    """The memory store as a peer."""

    name = "memory"

    def __init__(self, data: Data) -> None:
        self.store = MemoryStore()
        self.store.write(lambda ledger: [ledger.put_customer(each) for each in data.world.customers]).result()
        for batch in data.batches():
            self.store.write(lambda ledger, batch=batch: ledger.import_sessions(batch)).result()

    def can(self, question: Question) -> bool:
        return True

    def ask(self, question: Question) -> bytes:
        request = bind(ListSessions, "ListSessions", list(question.parameters.items()))
        context = Context(EVERYBODY, self.store, load({}), datetime(2026, 9, 1, tzinfo=UTC))
        return b"".join(JsonFormat().render(list_sessions(request, context)))

    def read(self, body: bytes) -> Answer:
        return read_list(body)


def test_every_class_is_drawn_the_same_each_time_and_binds(data: Data) -> None:
    asked = questions(Material(columns(data), data))

    assert asked == questions(Material(columns(data), data))
    assert {question.group for question in asked} == {group.name for group in GROUPS}
    assert len(asked) > len(GROUPS) * PER_GROUP * 0.7
    for question in asked:
        bind(ListSessions, "ListSessions", list(question.parameters.items()), strict=True)


@pytest.mark.slow
def test_the_oracle_and_the_memory_store_agree(data: Data) -> None:
    kept = columns(data)
    every = questions(Material(kept, data))
    some = [question for at, question in enumerate(every) if at % PER_GROUP < 2]

    expected = dict(enumerate(Oracle(kept, data).answers(some)))
    told = measure(Remembered(data), some, expected, seconds=60)

    assert told.refused == {}
    assert told.compared == len(some)
    assert told.mismatches == []


def test_a_wrong_answer_is_told(data: Data) -> None:
    question = Question("Q3", {"searchArchive": "true"})

    told = measure(Remembered(data), [question], {0: Answer(1, ["no such session"])}, seconds=1)

    assert [wrong.group for wrong in told.mismatches] == ["Q3"]
