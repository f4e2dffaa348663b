"""`switchbook archive`: what a run is said to be doing is what it does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from support.program import Program
from support.sessions import keep, session

from switchbook.archivist import Done
from switchbook.cli.archive import doing
from switchbook.stores.sqlite import open_store

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("done", "word"),
    [
        (Done(), "tidying up"),
        (Done(forgotten=3), "tidying up"),
        (Done(pages=300), "tidying up"),
        (Done(deleted=3), "deleting"),
        (Done(deleted=3, archived=500), "archiving"),
        (Done(archived=500, pages=300), "archiving"),
    ],
)
def test_the_word_for_a_run_is_that_of_what_it_did(done: Done, word: str) -> None:
    assert doing(done) == word


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ({}, "tidying up"),
        ({"SWITCHBOOK_ARCHIVE_AFTER_DAYS": "1"}, "archiving"),
        ({"SWITCHBOOK_RETENTION_DAYS": "1"}, "deleting"),
    ],
)
def test_a_run_says_what_it_does(program: Program, setting: dict[str, str], word: str) -> None:
    store = open_store(program.data, readers=1)
    keep(store, session(1, date_created=LONG_AGO, date_completed=LONG_AGO, ended=True))
    store.close()

    ended = Program(program.data, **setting).run("archive", "run")

    assert ended.code == 0
    assert {each for each in ("archiving", "deleting", "tidying up") if each in ended.err} == {word}
