"""A statement under way ends when it is told to, and the next question on the same connection is answered."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sessions import asked, keep, session
from support.stopping import AtSecondLook

from switchbook.errors import GivenUp
from switchbook.model.query import SORT_FIELDS, Shelf, Sort
from switchbook.stores.sqlite import open_store


def test_a_search_is_stopped_and_the_reader_goes_on(tmp_path: Path) -> None:
    store = open_store(tmp_path, readers=1)
    try:
        keep(store, *(session(number, from_address=f"+1503555{number:04}") for number in range(3_000)))
        heavy = asked(sort=Sort(field=SORT_FIELDS["fromaddress"], descending=False), shelf=Shelf.live)
        stop = AtSecondLook()

        with pytest.raises(GivenUp):
            store.find(heavy, stop)
        with pytest.raises(GivenUp):
            store.stream(heavy, lambda: True)

        assert stop.looks == 2
        assert store.find(heavy, lambda: False).total == 3_000
        assert store.find(heavy).total == 3_000
    finally:
        store.close()
