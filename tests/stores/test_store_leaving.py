"""Every store: sessions move to the archive, and are deleted for good."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import apsw
import pytest
from support.sessions import NOON, asked, found, keep, messages, numbered, save, session, shown, stamped

from switchbook.model import identity
from switchbook.model.event import LineLogged
from switchbook.model.matching import AddressNeedle
from switchbook.model.query import Shelf
from switchbook.stores.contract import JournalEntry, Ledger, Store
from switchbook.stores.contract_sessions import ArchiveRun, Shelved
from switchbook.stores.sqlite import open_store

LATER = NOON + timedelta(days=1)


def ended(number: int, account_id: str = "a1", **facts: object):  # type: ignore[no-untyped-def]
    return session(number, account_id, ended=True, date_completed=NOON + timedelta(minutes=number), **facts)


def archive(store: Store, most: int = 100, before=LATER) -> int:  # type: ignore[no-untyped-def]
    return store.write(lambda ledger: ledger.archive(before, most)).result()


def archived(store: Store) -> list[int]:
    return found(store, shelf=Shelf.archive)


def test_what_ended_before_a_time_moves_longest_ago_first(store: Store) -> None:
    keep(store, ended(3), ended(1), ended(2), session(4), ended(2000), log=("said a word",))
    assert store.due(LATER) == 3

    assert archive(store, most=2) == 2
    assert archived(store) == [2, 1]
    assert archive(store) == 1
    assert archive(store) == 0

    assert (found(store), archived(store), store.due(LATER)) == ([2000, 4], [3, 2, 1], 0)
    assert found(store, shelf=Shelf.archive, log_needle="a word") == [3, 2, 1]
    assert found(store, log_needle="a word") == [2000, 4]
    assert store.find(asked(shelf=Shelf.archive, limit=1)).total == 3
    assert list(store.check()) == []


def test_every_account_is_told_how_many_of_its_sessions_are_where_and_due(store: Store) -> None:
    keep(store, ended(1), ended(2), session(4), ended(3, "a2"))
    assert archive(store, most=1) == 1

    assert dict(store.shelved(LATER)) == {"a1": Shelved(live=2, archived=1, due=1), "a2": Shelved(live=1, due=1)}

    store.write(lambda ledger: ledger.delete(numbered(3))).result()

    assert "a2" not in store.shelved(LATER)


def test_the_last_run_is_kept(store: Store) -> None:
    under_way = ArchiveRun(began=LATER)
    over = ArchiveRun(began=LATER, ended=LATER, archived=3, deleted=2, failed=True)
    assert store.archive_run() is None

    store.write(lambda ledger: ledger.keep_archive_run(under_way)).result()
    assert store.archive_run() == under_way
    store.write(lambda ledger: ledger.keep_archive_run(over)).result()
    assert store.archive_run() == over


def test_an_import_without_an_end_counts_from_its_creation(store: Store) -> None:
    keep(store, session(1, ended=True), session(2, ended=True, date_created=LATER))

    assert archive(store) == 1
    assert archived(store) == [1]


def test_a_session_in_the_archive_shows_what_it_showed(store: Store) -> None:
    save(store, ended(1, from_address="+1503"), stamped(["first", "second"]))
    before = shown(store, 1)
    archive(store)

    assert shown(store, 1, Shelf.archive) == before
    assert messages(before) == ["first", "second"]


def test_a_move_is_no_change(store: Store) -> None:
    keep(store, ended(1))
    position = store.position()
    archive(store)

    assert store.position() == position


def test_sessions_of_an_account_are_found_by_when_they_were_created(store: Store) -> None:
    keep(store, ended(1), ended(2), ended(3, "a2"), session(4))
    keep(store, ended(5), shelf=Shelf.archive)

    def listed(ledger: Ledger) -> list[list[str]]:
        start, end = NOON + timedelta(minutes=2), NOON + timedelta(minutes=5)
        return [
            sorted(ledger.ended_sessions("a1", None, None, 100)),
            sorted(ledger.ended_sessions("a1", start, end, 100)),
            sorted(ledger.ended_sessions("a1", start, None, 100)),
            sorted(ledger.ended_sessions("nobody", None, None, 100)),
        ]

    every, window, since, nobody = store.write(listed).result()
    assert every == [numbered(1), numbered(2), numbered(5)]
    assert window == [numbered(2)]
    assert since == [numbered(2), numbered(5)]
    assert nobody == []
    assert len(store.write(lambda ledger: ledger.ended_sessions("a1", None, None, 2)).result()) == 2


@pytest.mark.parametrize("shelf", list(Shelf))
def test_a_deleted_session_leaves_nothing(store: Store, shelf: Shelf) -> None:
    keep(store, ended(1, from_address="+150311", endpoint_id="e1"), log=("a secret word",), shelf=shelf)
    keep(store, ended(2, from_address="+150322"), log=("another word",), shelf=shelf)
    entry = JournalEntry(
        account_id="a1",
        source="test",
        key=identity.delivery_key("a1", "test", "1"),
        digest=identity.payload_digest(b"1"),
        received=NOON,
        content_type="",
        payload=b"1",
        events=(LineLogged(at=NOON, leg="1", message="a secret word"),),
        session_id=numbered(1),
    )

    def told(ledger: Ledger) -> None:
        ledger.append(entry)
        ledger.bind_leg("a1", "test", "1", numbered(1))

    store.write(told).result()
    assert store.write(lambda ledger: ledger.delete(numbered(1))).result()

    assert found(store, shelf=shelf) == [2]
    assert (
        found(store, shelf=shelf, log_needle="secret") == found(store, shelf=shelf, endpoints=frozenset({"e1"})) == []
    )
    assert found(store, shelf=shelf, from_needle=AddressNeedle.of("0311")) == []
    assert store.find(asked(shelf=shelf)).total == 1
    assert store.entries(numbered(1)) == []
    assert store.write(lambda ledger: ledger.session_of_leg("a1", "test", "1")).result() is None
    assert store.write(lambda ledger: ledger.digests(entry.key)).result() == frozenset()
    assert not store.write(lambda ledger: ledger.delete(numbered(1))).result()
    assert list(store.check()) == []


def test_an_alias_deletes_the_survivor(store: Store) -> None:
    save(store, ended(1))
    save(store, ended(2))
    store.write(lambda ledger: ledger.absorb(numbered(2), numbered(1))).result()

    assert store.write(lambda ledger: ledger.delete(numbered(2))).result()

    assert found(store) == []
    assert store.write(lambda ledger: ledger.load(numbered(2))).result() is None


def test_an_address_that_others_have_stays(store: Store) -> None:
    keep(store, ended(1, from_address="+1503"), ended(2, to_address="+1503"))
    store.write(lambda ledger: ledger.delete(numbered(1))).result()

    assert found(store, to_needle=AddressNeedle.of("1503")) == [2]
    keep(store, ended(3, from_address="+1503"))
    assert found(store, from_needle=AddressNeedle.of("1503")) == [3]
    assert list(store.check()) == []


def test_deleted_bytes_leave_the_file_which_gets_smaller(tmp_path: Path) -> None:
    store = open_store(tmp_path, readers=1)
    for first in range(0, 2000, 500):
        keep(store, *(ended(first + n, from_address=f"+1503{first + n}") for n in range(500)), log=("an unusual word",))
    store.close()
    full = (tmp_path / "book.sqlite").stat().st_size
    store = open_store(tmp_path, readers=1)
    store.write(lambda ledger: [ledger.delete(numbered(number)) for number in range(2000)]).result()
    while store.write(lambda ledger: ledger.reclaim(1000)).result():
        pass
    assert list(store.check()) == []
    store.close()

    kept = (tmp_path / "book.sqlite").read_bytes()
    assert b"+15031999" not in kept
    assert len(kept) < full / 2


def test_joining_what_searches_look_into_ends_and_changes_no_answer(store: Store) -> None:
    for number in range(1, 60):
        keep(store, ended(number, from_address=f"+1503{number}"), log=(f"said word {number} of many",))
    archive(store, most=30)
    for number in (3, 4, 50, 51):
        store.write(lambda ledger, number=number: ledger.delete(numbered(number))).result()
    questions = [
        {"shelf": shelf, **filters}
        for shelf in (Shelf.live, Shelf.archive)
        for filters in ({"log_needle": "word 5"}, {"log_needle": "d"}, {"from_needle": AddressNeedle.of("5031")})
    ]
    before = [found(store, **question) for question in questions]

    steps = 0
    while store.write(lambda ledger: ledger.join_searches(1)).result():
        steps += 1
        assert steps < 1_000

    assert [found(store, **question) for question in questions] == before
    assert any(before)
    assert store.write(lambda ledger: ledger.join_searches(500)).result() == 0
    assert list(store.check()) == []


def test_at_rest_a_search_looks_into_few_parts(tmp_path: Path) -> None:
    store = open_store(tmp_path, readers=1)
    for number in range(60):
        keep(store, ended(number), log=("one transaction each",))

    before = parts(tmp_path)
    while store.write(lambda ledger: ledger.join_searches(500)).result():
        pass
    store.close()

    assert parts(tmp_path) < 5 < before


def parts(directory: Path) -> int:
    """How many segments the search of the live shelf has."""
    with closing(apsw.Connection(str(directory / "book.sqlite"))) as connection:
        return int(connection.execute("SELECT count(DISTINCT segid) FROM live_log_idx").get)
