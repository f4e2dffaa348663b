"""Answers that take too long, and answers that nobody waits for any more: both are given up, for real."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NoReturn

import pytest
from support.calling import Clock, application, bearer, put_key
from support.serving import Serving, serving

from switchbook.errors import GivenUp
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Page, Stop
from switchbook.stores.memory import MemoryStore


class Endless(MemoryStore):
    """Looks for what it never finds, until it is stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Event()
        self.stopped_after: float | None = None

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        self._look(stop)

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        self._look(stop)

    def _look(self, stop: Stop) -> NoReturn:
        assert stop is not None
        self.begun.set()
        begun = time.monotonic()
        while not stop():
            time.sleep(0.01)
        self.stopped_after = time.monotonic() - begun
        raise GivenUp("given up")


@pytest.fixture
def store() -> Endless:
    """A book in which every question is endless."""
    return Endless()


def served(store: Endless, seconds: int) -> AbstractContextManager[Serving]:
    """A server of it that gives up after so many seconds."""
    return serving(application(store, Clock(), query_seconds=str(seconds)))


def test_what_takes_too_long_is_given_up_and_told_what_would_help(store: Endless) -> None:
    headers = bearer(put_key(store))
    with served(store, 1) as server:
        status, body = server.get("/sessions.json?log=ab&from=503&searchArchive=true&sortField=outcome", headers)

    told = json.loads(body)["responseStatus"]
    assert (status, told["errorCode"]) == (400, "QueryTooExpensive")
    assert "in 1 seconds" in told["message"]
    assert [error["fieldName"] for error in told["errors"]] == [
        *("log", "from", "startDate", "accountIds", "sortField"),
    ]


@pytest.mark.parametrize(("asked", "advised"), [("", True), ("all=true", False), ("sortField=callSid", False)])
def test_leaving_out_the_total_is_advised_where_it_saves_something(store: Endless, asked: str, advised: bool) -> None:
    headers = bearer(put_key(store))
    with served(store, 1) as server:
        status, body = server.get(f"/sessions.json?wasMissed=false&{asked}", headers)

    errors = json.loads(body)["responseStatus"]["errors"]
    assert status == 400
    assert ("simplifiedPaging" in [error["fieldName"] for error in errors]) is advised


def test_a_question_whose_asker_has_gone_is_given_up_long_before_its_time(store: Endless) -> None:
    headers = bearer(put_key(store))
    with served(store, 60) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request("GET", "/sessions", headers=headers)
        assert store.begun.wait(10)
        connection.close()
        end = time.monotonic() + 20
        while store.stopped_after is None and time.monotonic() < end:
            time.sleep(0.05)

    assert store.stopped_after is not None
    assert store.stopped_after < 20
