"""What a stage brings into the book of the data goes again, so that the book can be asked once more."""

from __future__ import annotations

from pathlib import Path

from support.sessions import keep, session

from bench.data import Data
from bench.peers import Question
from bench.peers.ours import Ours
from bench.stages_http import forget


def test_sessions_that_came_after_the_data_are_deleted_and_no_others(data: Data, tmp_path: Path) -> None:
    # Given the data's own sessions, and others that came over HTTP
    book = Ours(tmp_path)
    book.load(data)
    before = book.store.position()
    account = min(book.store.directory().accounts)
    for number in range(3):
        keep(book.store, session(number, account))
    assert held(book) == data.sessions + 3

    # When they are forgotten
    forget(book.store, before)

    # Then the book is that of the data
    assert held(book) == data.sessions
    book.close()


def held(book: Ours) -> int:
    told = book.read(book.ask(Question("", {"searchAll": "true"}))).total
    assert told is not None
    return told
