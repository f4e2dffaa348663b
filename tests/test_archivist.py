"""The archivist keeps a book to its terms, in steps that may stop anywhere."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from stores.conftest import STORES
from support.sessions import NOON, asked, found, keep, session

from switchbook.archivist import STEP, Archivist, Done, Terms
from switchbook.ingest import Reading
from switchbook.model.directory import Account
from switchbook.model.event import LegEnded, LegStarted, LineLogged
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.recorder import take
from switchbook.stores.contract import Store

TERMS = Terms(live=timedelta(days=15), kept=None, news=timedelta(days=30))
DAY = timedelta(days=1)


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path):  # type: ignore[no-untyped-def]
    """An empty store; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield opened
    opened.close()


def aged(number: int, days: float, account_id: str = "a1", *, ended: bool = True) -> Session:
    """A session that was created, and is over, so many days before NOON."""
    when = NOON - timedelta(days=days)
    return session(number, account_id, date_created=when, date_completed=when if ended else None, ended=ended)


def shelves(store: Store) -> tuple[list[int], list[int]]:
    return sorted(found(store)), sorted(found(store, shelf=Shelf.archive))


def test_what_ended_long_enough_ago_is_archived(store: Store) -> None:
    keep(store, aged(1, 16), aged(2, 14), aged(3, 100, ended=False))

    assert Archivist(store, TERMS).due(NOON) == 1
    assert Archivist(store, TERMS).run(NOON) == Done(archived=1)
    assert shelves(store) == ([2, 3], [1])
    assert Archivist(store, TERMS).run(NOON) == Done()


def test_an_account_keeps_its_sessions_as_long_as_it_says_or_the_setting(store: Store) -> None:
    accounts = (Account(id="a1", name="One"), Account(id="a2", name="Two", retention_days=50))
    ever = Account(id="a3", name="Three", retention_days=0)
    store.write(lambda ledger: [ledger.put_account(account) for account in (*accounts, ever)]).result()
    old = [aged(number, 40, f"a{number}") for number in (1, 2, 3)]
    older = [aged(number + 3, 60, f"a{number}") for number in (1, 2, 3)]
    keep(store, *old, *older, aged(7, 60, "a2", ended=False), aged(8, 60, "unrecorded"))
    terms = Terms(live=DAY, kept=timedelta(days=30), news=30 * DAY)

    done = Archivist(store, terms).run(NOON)

    assert (done.archived, done.deleted) == (3, 4)
    assert shelves(store) == ([7], [2, 3, 6])
    assert list(store.check()) == []


def test_an_archived_session_still_takes_what_comes_late(store: Store) -> None:
    def tell(name: str, event: object) -> None:
        reading = Reading(payload=name.encode(), key=(name,), events=(event,))  # type: ignore[arg-type]
        store.write(lambda ledger: take(ledger, "test", "a1", reading, "", NOON)).result()

    tell("start", LegStarted(at=NOON - 40 * DAY, leg="A"))
    tell("end", LegEnded(at=NOON - 39 * DAY, leg="A", ending="completed"))
    Archivist(store, TERMS).run(NOON)
    tell("late", LineLogged(at=NOON - 39.5 * DAY, leg="A", message="Recording is ready"))
    tell("late", LineLogged(at=NOON - 39.5 * DAY, leg="A", message="Recording is ready"))

    assert len(found(store, shelf=Shelf.archive, log_needle="recording is")) == 1
    assert found(store) == []
    assert list(store.check()) == []


def test_a_run_that_is_stopped_is_taken_up_by_the_next(store: Store) -> None:
    keep(store, *(aged(number, 20) for number in range(3 * STEP)))
    archivist = Archivist(store, TERMS)
    heard: list[Done] = []

    assert archivist.run(NOON, stop=lambda: True, told=heard.append) == Done(archived=STEP)
    assert heard == [Done(archived=STEP)]
    assert archivist.run(NOON).archived == 2 * STEP


@pytest.mark.parametrize("seed", range(6))
def test_stopped_anywhere_no_session_is_lost_or_doubled(store: Store, seed: int) -> None:
    chance = Random(seed)
    store.write(lambda ledger: ledger.put_account(Account(id="a1", name="One", retention_days=30))).result()
    ages = {number: chance.uniform(0, 40) for number in range(250)}
    keep(store, *(aged(number, age) for number, age in ages.items()))
    before = {number: age for number, age in ages.items() if age < 30}

    while True:
        steps_left = chance.randrange(1, 4)

        def stop() -> bool:
            nonlocal steps_left
            steps_left -= 1
            return not steps_left

        done = Archivist(store, TERMS).run(NOON, stop=stop)
        live, archived = shelves(store)
        assert not set(live) & set(archived)
        assert set(live) | set(archived) >= set(before)
        totals = [store.find(asked(shelf=shelf, limit=1)).total for shelf in Shelf]
        assert totals == [len(live), len(archived)]
        if done == Done():
            break

    assert shelves(store) == (
        sorted(number for number, age in before.items() if age <= 15),
        sorted(number for number, age in before.items() if age > 15),
    )
    assert list(store.check()) == []
