"""The archivist cut off by the power at any moment: nothing is lost or doubled, and nothing deleted comes back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.lossy_files import Recording, after_power_cut, recording
from support.sessions import NOON, asked, found, keep, session

from switchbook.archivist import Archivist, Terms
from switchbook.model.directory import Account
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store
from switchbook.stores.sqlite import open_store

CUTS = 30
TERMS = Terms(live=timedelta(days=15), kept=None, news=timedelta(days=30))
# Sessions of 0 to 39 days: those up to 15 stay live, those above 30 are deleted.
AGES = {number: number % 40 + 0.5 for number in range(240)}
KEPT = {number for number, age in AGES.items() if age < 30}
ARCHIVED = {number for number in KEPT if AGES[number] > 15}


def filled(store: Store) -> None:
    store.write(lambda ledger: ledger.put_account(Account(id="a1", name="One", retention_days=30))).result()
    aged = []
    for number, age in AGES.items():
        when = NOON - timedelta(days=age)
        address = f"+1503{number:07d}"
        aged.append(session(number, date_created=when, date_completed=when, ended=True, from_address=address))
    keep(store, *aged, log=("Call received", "Call ended"))


@pytest.fixture(name="kept")
def _kept() -> Iterator[Recording]:
    with recording("archivist-cut") as kept:
        yield kept


@pytest.mark.slow
def test_cut_off_anywhere_the_next_run_ends_the_work(kept: Recording, tmp_path: Path) -> None:
    store = open_store(tmp_path / "written", vfs=kept.name)
    filled(store)
    begun = kept.now()
    progress: list[tuple[int, set[int]]] = []

    def told(_: object) -> None:
        left = {number for shelf in Shelf for number in found(store, shelf=shelf)}
        progress.append((kept.now(), set(AGES) - left))

    Archivist(store, TERMS).run(NOON, told=told)
    store.close()
    luck = random.Random(11)

    for number in range(CUTS):
        cut = luck.randint(begun, kept.now())
        after_power_cut(kept, cut, luck, tmp_path / f"cut{number}")
        reopened = open_store(tmp_path / f"cut{number}")
        shelves = {shelf: found(reopened, shelf=shelf) for shelf in Shelf}
        assert list(reopened.check()) == []
        live, archived = shelves[Shelf.live], shelves[Shelf.archive]
        assert len(live) + len(archived) == len({*live, *archived})
        assert {*live, *archived} >= KEPT
        deleted = max((gone for at, gone in progress if at <= cut), key=len, default=set[int]())
        assert not deleted & {*live, *archived}
        assert [reopened.find(asked(shelf=shelf, limit=1)).total for shelf in Shelf] == [len(live), len(archived)]

        Archivist(reopened, TERMS).run(NOON)
        assert set(found(reopened)) == KEPT - ARCHIVED
        assert set(found(reopened, shelf=Shelf.archive)) == ARCHIVED
        assert list(reopened.check()) == []
        reopened.close()
