"""The clock gives up sessions whose end was never reported, and takes that back when something is heard after all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from stores.conftest import STORES
from support.sessions import NOON, asked, keep, messages, read, session

from switchbook.ingest import Reading
from switchbook.model.event import Event, LegAnswered, LegEnded, LegEnteredFlow, LegRang, LegStarted, LineLogged
from switchbook.model.session import Channel
from switchbook.recorder import refold, take
from switchbook.stores.contract import Store
from switchbook.timekeeper import STEP, Timekeeper

LIMITS = {Channel.Voice: timedelta(hours=24), Channel.Fax: timedelta(hours=2), Channel.Chat: timedelta(hours=4)}
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store; every test that takes it runs once for each kind."""
    opened = STORES[request.param](tmp_path / "book")
    yield opened
    opened.close()


def tell(store: Store, *events: Event, received: datetime = NOON) -> None:
    for event in events:
        name = repr(event)
        reading = Reading(payload=name.encode(), key=(name,), events=(event,))
        store.write(lambda ledger, told=reading: take(ledger, "test", "a1", told, "", received)).result()


def shown(store: Store) -> dict[str, object]:
    (document,) = store.find(asked()).documents
    return read(document)


def give_up(store: Store, now: datetime) -> int:
    return Timekeeper(store, LIMITS).run(now)


def test_a_call_whose_end_got_lost_is_ended_once(store: Store) -> None:
    tell(store, LegStarted(at=NOON, leg="A"), LegEnteredFlow(at=NOON + MINUTE, leg="A"))

    assert give_up(store, NOON + DAY) == 0
    assert give_up(store, NOON + DAY + 2 * MINUTE) == 1
    assert give_up(store, NOON + DAY + 2 * MINUTE) == 0

    document = shown(store)
    assert (document["ended"], document["outcome"], document["callState"]) == (True, "Unknown", "Disconnected")
    assert document["dateCompleted"] == "2026-05-09T12:01:00.000Z"
    assert len(messages(document)) == 3
    assert list(store.check()) == []


def test_what_is_heard_later_takes_it_back(store: Store) -> None:
    tell(store, LegStarted(at=NOON, leg="A"))
    give_up(store, NOON + DAY + MINUTE)
    tell(store, LegRang(at=NOON + DAY + MINUTE, leg="A"), received=NOON + DAY + MINUTE)
    assert (shown(store)["ended"], shown(store).get("outcome")) == (False, None)

    assert give_up(store, NOON + 3 * DAY) == 1
    assert shown(store)["outcome"] == "Unknown"


def test_an_end_that_was_only_late_is_the_end(store: Store) -> None:
    tell(store, LegStarted(at=NOON, leg="A"), LegStarted(at=NOON, leg="B", parent="A"))
    tell(store, LegAnswered(at=NOON + MINUTE, leg="B", parent="A"))
    give_up(store, NOON + 2 * DAY)
    tell(store, LegEnded(at=NOON + 30 * timedelta(seconds=1), leg="A", ending="completed"), received=NOON + 2 * DAY)

    document = shown(store)
    assert (document["ended"], document["outcome"]) == (True, "Answered")


def test_what_was_known_before_and_comes_late_does_not_revive(store: Store) -> None:
    tell(store, LegStarted(at=NOON, leg="A"), LegEnteredFlow(at=NOON + 2 * MINUTE, leg="A"))
    give_up(store, NOON + 2 * DAY)
    tell(store, LineLogged(at=NOON + MINUTE, leg="A", message="late"), received=NOON + 2 * DAY)

    assert shown(store)["outcome"] == "Unknown"


def test_each_channel_has_its_own_limit(store: Store) -> None:
    keep(store, *(session(number, channel=channel) for number, channel in enumerate(Channel)))

    def open_ones() -> list[str]:
        return sorted(
            str(read(each)["channel"]) for each in store.find(asked(limit=9)).documents if not read(each)["ended"]
        )

    give_up(store, NOON + timedelta(hours=3))
    assert open_ones() == ["Chat", "Voice"]
    give_up(store, NOON + timedelta(hours=5))
    assert open_ones() == ["Voice"]
    give_up(store, NOON + timedelta(hours=25))
    assert open_ones() == []


def test_many_are_given_up_in_steps_that_may_stop(store: Store) -> None:
    keep(store, *(session(number) for number in range(STEP + 5)))
    stops = iter([False, True])

    assert Timekeeper(store, LIMITS).run(NOON + 2 * DAY, stop=lambda: next(stops)) == STEP
    assert give_up(store, NOON + 2 * DAY) == 5


def test_built_anew_from_the_journal_it_is_the_same(store: Store) -> None:
    tell(store, LegStarted(at=NOON, leg="A"))
    give_up(store, NOON + 2 * DAY)
    before = shown(store)

    assert not store.write(lambda ledger: refold(ledger, str(before["id"]))).result()
    assert shown(store) == before
