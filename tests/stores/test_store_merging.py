"""Every store: two sessions found to be one, and whole sessions taken in."""

from __future__ import annotations

import pickle
from typing import Any

import msgspec
import pytest
from support.sessions import (
    NOON,
    asked,
    by,
    found,
    keep,
    messages,
    numbered,
    page,
    read,
    save,
    session,
    shown,
    stamped,
    told,
)

from switchbook.model import identity, lifecycle
from switchbook.model.actor import Scope
from switchbook.model.event import LineLogged, SessionImported
from switchbook.model.matching import AddressNeedle
from switchbook.model.projection import project
from switchbook.model.query import Shelf
from switchbook.model.session import Member
from switchbook.model.stretch import Stretch
from switchbook.stores.contract import ImportedSession, JournalEntry, Ledger, Store
from switchbook.stores.memory import MemoryStore


def entry(number: int, session_number: int) -> JournalEntry:
    return JournalEntry(
        account_id="a1",
        source="test",
        key=identity.delivery_key("a1", "test", str(number)),
        digest=identity.payload_digest(str(number).encode()),
        received=NOON,
        content_type="",
        payload=str(number).encode(),
        events=(LineLogged(at=NOON, leg=str(number), message=str(number)),),
        session_id=numbered(session_number),
    )


def test_a_leg_is_found_by_its_name_alone_whatever_account_and_source_it_is_of(store: Store) -> None:
    one, two = (identity.session_id(account, "twilio", "CA1") for account in ("a1", "a2"))

    def work(ledger: Ledger) -> None:
        for number, account, source, leg, owner in (
            (1, "a1", "twilio", "CA1", one),
            (2, "a2", "twilio", "CA1", two),
            (3, "a1", "asterisk", "1716200000.7", one),
        ):
            ledger.append(msgspec.structs.replace(entry(number, number), account_id=account, source=source))
            ledger.bind_leg(account, source, leg, owner)

    store.write(work).result()

    assert store.sessions_of_leg("CA1") == {one, two}
    assert store.sessions_of_leg("1716200000.7") == {one}
    assert store.sessions_of_leg("ca1") == frozenset()


def test_a_session_is_found_by_the_sids_of_its_calls_which_are_no_legs(book: Store) -> None:
    def work(ledger: Ledger) -> None:
        for number, sid in ((1, "CA1"), (3, "CA1"), (3, "CA1 b"), (1, "CA2"), (3, "2")):
            ledger.bind_call("a1", sid, numbered(number))
            ledger.bind_call("a1", sid, numbered(number))

    book.write(work).result()

    assert book.sessions_of_leg("CA1") == {numbered(1), numbered(3)}
    assert book.sessions_of_leg("CA1 b") == {numbered(3)}
    assert book.sessions_of_leg("CA2") == {numbered(1)}
    assert book.sessions_of_leg("2") == {numbered(1), numbered(3)}
    assert book.sessions_of_leg("CA") == book.sessions_of_leg(f"CA1 {numbered(1)}") == frozenset()
    assert book.write(lambda ledger: ledger.session_of_leg("a1", "test", "CA1")).result() is None


def test_the_sids_of_calls_go_and_merge_with_their_sessions(book: Store) -> None:
    book.write(lambda ledger: ledger.bind_call("a1", "CA1", numbered(1))).result()

    book.write(lambda ledger: ledger.absorb(numbered(1), numbered(3))).result()
    assert book.sessions_of_leg("CA1") == {numbered(3)}
    book.write(lambda ledger: ledger.delete(numbered(3))).result()
    assert book.sessions_of_leg("CA1") == frozenset()
    assert not [finding for finding in book.check() if "legs" in finding.part]


@pytest.fixture
def book(store: Store) -> Store:
    """Sessions 1, 2 and 3, each with a line, an address, a leg and a journal entry of its own; 2 goes into 1."""
    for number in (1, 2, 3):
        save(store, session(number, from_address=f"+493000{number}"), stamped([f"line {number}"]))

    def work(ledger: Ledger) -> None:
        for place, number in enumerate((1, 2, 3, 2, 1)):
            ledger.append(entry(place, number))
            ledger.bind_leg("a1", "test", str(number), numbered(number))
        ledger.absorb(numbered(2), numbered(1))

    store.write(work).result()
    return store


def alias_of(store: Store, number: int) -> str | None:
    kept = store.write(lambda ledger: ledger.load(numbered(number))).result()
    return None if kept is None else kept.session_id


def test_an_absorbed_session_is_gone_from_every_list(book: Store) -> None:
    assert found(book) == [3, 1]
    assert found(book, sort=by("fromAddress")) == [1, 3]
    assert found(book, from_needle=AddressNeedle.of("0002")) == []
    assert found(book, log_needle="line 2") == []
    assert page(book, 0, 1).total == page(book, 0, 1, accounts=frozenset({"a1"})).total == 2
    assert sorted(book.session_ids()) == [numbered(1), numbered(3)]


def test_an_alias_leads_to_the_survivor(book: Store) -> None:
    assert alias_of(book, 2) == numbered(1)
    assert found(book, ids=frozenset({numbered(2)})) == [1]
    assert found(book, ids=frozenset({numbered(1), numbered(2), numbered(3)})) == [3, 1]
    assert found(book, Scope(accounts=frozenset({"a2"})), ids=frozenset({numbered(2)})) == []
    assert [one.payload for one in book.entries(numbered(2))] == [b"0", b"1", b"3", b"4"]
    assert book.journal(numbered(2), Stretch(ascending=True)) == (4, book.entries(numbered(1)))


def test_legs_and_journal_move_to_the_survivor(book: Store) -> None:
    entries = book.entries(numbered(1))

    assert [one.payload for one in entries] == [b"0", b"1", b"3", b"4"]
    assert {one.session_id for one in entries} == {numbered(1)}
    legs = book.write(lambda ledger: [ledger.session_of_leg("a1", "test", leg) for leg in "123"]).result()
    assert legs == [numbered(1), numbered(1), numbered(3)]


def test_an_alias_of_an_alias_leads_to_the_last_survivor(book: Store) -> None:
    book.write(lambda ledger: ledger.absorb(numbered(1), numbered(3))).result()

    assert found(book) == found(book, ids=frozenset({numbered(2)})) == found(book, ids=frozenset({numbered(1)})) == [3]
    assert alias_of(book, 2) == alias_of(book, 1) == numbered(3)
    assert len(book.entries(numbered(3))) == 5


def test_a_survivor_and_its_alias_may_change_places(book: Store) -> None:
    book.write(lambda ledger: ledger.absorb(numbered(1), numbered(2))).result()
    save(book, session(2), stamped(["line 1", "line 2"]), replace=True)

    assert found(book) == [3, 2]
    assert alias_of(book, 1) == alias_of(book, 2) == numbered(2)
    assert found(book, ids=frozenset({numbered(1)})) == found(book, ids=frozenset({numbered(2)})) == [2]
    assert len(book.entries(numbered(1))) == len(book.entries(numbered(2))) == 4
    legs = book.write(lambda ledger: [ledger.session_of_leg("a1", "test", leg) for leg in "12"]).result()
    assert legs == [numbered(2), numbered(2)]


def test_a_session_may_be_absorbed_into_one_that_is_saved_later(store: Store) -> None:
    save(store, session(1), stamped(["first"]))

    def work(ledger: Ledger) -> bool:
        ledger.absorb(numbered(1), numbered(2))
        return ledger.load(numbered(1)) is None

    assert store.write(work).result()
    assert found(store) == found(store, ids=frozenset({numbered(1)})) == []

    save(store, session(2), stamped(["first", "second"]), replace=True)

    assert found(store, ids=frozenset({numbered(1)})) == [2]
    assert alias_of(store, 1) == numbered(2)


def test_a_session_that_was_never_saved_may_be_absorbed(store: Store) -> None:
    save(store, session(2))
    store.write(lambda ledger: ledger.bind_leg("a1", "test", "leg", numbered(1))).result()

    store.write(lambda ledger: ledger.absorb(numbered(1), numbered(2))).result()

    assert store.write(lambda ledger: ledger.session_of_leg("a1", "test", "leg")).result() == numbered(2)
    assert found(store, ids=frozenset({numbered(1)})) == [2]


def test_the_survivor_stays_on_its_shelf(store: Store) -> None:
    keep(store, session(1), shelf=Shelf.archive)
    keep(store, session(2))

    store.write(lambda ledger: ledger.absorb(numbered(2), numbered(1))).result()

    assert found(store) == []
    assert found(store, shelf=Shelf.archive, ids=frozenset({numbered(2)})) == [1]


@pytest.mark.parametrize("shelf", list(Shelf), ids=lambda shelf: shelf.name)
def test_an_imported_session_is_shown_whole_and_journalled_once(store: Store, shelf: Shelf) -> None:
    whole = session(1, outcome="Answered", ended=True, date_last_modified=NOON.replace(hour=15))

    assert keep(store, whole, log=["one", "two"], shelf=shelf) == 1

    assert messages(shown(store, 1, shelf)) == ["one", "two"]
    (kept,) = store.entries(whole.id)
    (event,) = kept.events
    assert isinstance(event, SessionImported)
    assert (event.session, event.log, event.at) == (whole, told(["one", "two"]), whole.date_last_modified)
    assert (kept.source, kept.account_id, kept.received) == ("import", "a1", whole.date_last_modified)


def test_an_import_can_be_built_anew_from_its_journal(store: Store) -> None:
    whole = session(1, outcome="Answered", ended=True)
    keep(store, whole, log=["one", "two"])
    (kept,) = store.entries(whole.id)

    state = lifecycle.fold(None, kept.events[0], mark=kept.mark, arrived=kept.received)

    assert project(state, session_id=whole.id, account_id="a1") == whole
    loaded = store.write(lambda ledger: ledger.load(whole.id)).result()
    assert loaded is not None
    assert loaded.state in (None, state)


def test_known_ids_are_left_alone(store: Store) -> None:
    assert keep(store, session(1, outcome="first"), session(2), log=["first"]) == 2

    assert keep(store, session(1, outcome="second"), session(3), session(2), log=["second"]) == 1
    assert keep(store, session(1, outcome="third"), shelf=Shelf.archive) == 0

    assert found(store) == [3, 2, 1]
    assert found(store, shelf=Shelf.archive) == []
    assert shown(store, 1)["outcome"] == "first"
    assert messages(shown(store, 1)) == ["first"]
    assert len(store.entries(numbered(1))) == 1
    assert page(store, 0, 1).total == 3


def test_an_id_twice_in_one_batch_is_taken_once(store: Store) -> None:
    assert keep(store, session(1, outcome="first"), session(1, outcome="second")) == 1

    assert shown(store, 1)["outcome"] == "first"


def test_an_alias_is_a_known_id(book: Store) -> None:
    assert keep(book, session(2, outcome="again")) == 0
    assert found(book) == [3, 1]


def test_more_is_folded_into_an_imported_session(store: Store) -> None:
    keep(store, session(1), log=["one"], shelf=Shelf.archive)
    more = msgspec.structs.replace(session(1), outcome="late")

    save(store, more, stamped(["two"], NOON.replace(hour=13)))

    assert messages(shown(store, 1, Shelf.archive)) == ["one", "two"]
    assert shown(store, 1, Shelf.archive)["outcome"] == "late"


def test_a_batch_made_ready_elsewhere_is_taken_in_as_it_is(store: Store) -> None:
    keep(store, session(1, outcome="known"))
    whole = session(2, "a2", customer_id="c1", from_address="+4930111", members=(Member(endpoint_id="e1"),))
    batch = [
        ImportedSession(session=session(1)),
        ImportedSession(session=whole, log=told(["a line", "\ufffe\0é"])),
        ImportedSession(session=session(3), log=told(["an archived line"]), shelf=Shelf.archive),
        ImportedSession(session=session(3, outcome="again")),
    ]
    prepare = pickle.loads(pickle.dumps(store.preparer()))  # noqa: S301 - our own bytes

    assert store.write(lambda ledger: ledger.import_prepared(prepare(batch))).result() == 2
    assert store.write(lambda ledger: ledger.import_prepared(prepare(batch))).result() == 0

    other = MemoryStore()
    keep(other, session(1, outcome="known"))
    other.write(lambda ledger: ledger.import_sessions(batch)).result()
    parts: dict[str, Any]
    for parts in ({}, {"shelf": Shelf.archive}, {"log_needle": "line"}, {"log_needle": "\ufffd"}):
        assert list(store.find(asked(**parts)).documents) == list(other.find(asked(**parts)).documents)
    assert [one.events for one in store.entries(whole.id)] == [one.events for one in other.entries(whole.id)]
    assert list(store.check()) == []


def test_a_large_import_counts_right_by_account_and_day(store: Store) -> None:
    for shelf in Shelf:
        numbers = range(2 - shelf, 5001, 2)
        keep(store, *(session(number, f"a{number % 7}") for number in numbers[:1000]), shelf=shelf)
        keep(store, *(session(number, f"a{number % 7}") for number in numbers[1000:]), shelf=shelf)

    assert page(store, 0, 1).total == page(store, 0, 1, shelf=Shelf.archive).total == 2500
    day = {"start": NOON.replace(day=10, hour=0), "end": NOON.replace(day=11, hour=0)}
    assert page(store, 0, 1, **day).total == 720
    assert page(store, 0, 1, **day, accounts=frozenset({"a1"})).total == len(
        [n for n in range(720, 2160) if n % 2 == 0 and n % 7 == 1]
    )
    deep = page(store, 2000, 3, accounts=None)
    assert [int(read(one)["id"], 16) for one in deep.documents] == [1000, 998, 996]
    assert list(store.check()) == []
