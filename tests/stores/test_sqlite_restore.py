"""A book that is replaced by a backup while somebody reads it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sessions import asked, keep, session

from switchbook.errors import StoreError
from switchbook.model.actor import Scope
from switchbook.stores.sqlite import backup, open_store, restore


def test_a_stream_shows_no_session_of_a_book_that_was_put_in_its_place(tmp_path: Path) -> None:
    # given a backup whose sessions are another account's
    other = open_store(tmp_path / "other")
    keep(other, *(session(n, "south") for n in range(1, 5)))
    other.close()
    backup(tmp_path / "other", tmp_path / "other.sqlite")
    store = open_store(tmp_path / "book")
    keep(store, *(session(n, "north") for n in range(11, 15)))

    # when it is restored between the question and the reading of what was found
    total, batches = store.stream(asked(Scope(accounts=frozenset({"north"}))))
    restore(tmp_path / "other.sqlite", tmp_path / "book")

    # then the reading ends in an error
    assert total == 4
    with pytest.raises(StoreError, match="replaced"):
        next(batches)
    store.close()
