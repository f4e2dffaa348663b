"""Every store: the journal, quarantine, and which session a leg belongs to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from support.quarantine import quarantine_of
from support.sessions import NOON, keep, numbered, save, session

from switchbook.model import identity
from switchbook.model.event import Event, Facts, LegEnded, LegStarted, LineLogged, SessionImported
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.session import Channel, Direction, LogLine
from switchbook.model.stretch import Stretch
from switchbook.stores.contract import JournalEntry, Ledger, Store

EVENTS: tuple[Event, ...] = (
    LegStarted(
        at=NOON,
        sequence=0,
        leg="CA1",
        facts=Facts(channel=Channel.Voice, direction=Direction.Incoming, from_address="+4930111", from_name="Ä\0"),
    ),
    LineLogged(at=NOON + timedelta(milliseconds=7), leg="CA1", message="\U0001f600"),
    LegEnded(at=NOON + timedelta(minutes=1), leg="CA2", parent="CA1", ending="busy", duration=0),
    SessionImported(at=NOON, session=session(1), log=(LogLine(NOON, "line"),)),
)


def entry(number: int, *, session_number: int | None = 1, **parts: object) -> JournalEntry:
    payload = f"payload {number}".encode()
    whole = JournalEntry(
        account_id="a1",
        source="test",
        key=identity.delivery_key("a1", "test", str(number)),
        digest=identity.payload_digest(payload),
        received=NOON + timedelta(seconds=number),
        content_type="application/json",
        payload=payload,
        session_id=None if session_number is None else numbered(session_number),
    )
    return msgspec.structs.replace(whole, **parts)


def append(store: Store, *entries: JournalEntry) -> list[int]:
    return store.write(lambda ledger: [ledger.append(one) for one in entries]).result()


def placed(one: JournalEntry, position: int) -> JournalEntry:
    return msgspec.structs.replace(one, position=position)


@pytest.fixture
def book(store: Store) -> Store:
    """A book with the sessions 1 and 2, so that entries may be theirs."""
    save(store, session(1))
    save(store, session(2))
    return store


def test_positions_grow_by_arrival(book: Store) -> None:
    positions = append(book, entry(1), entry(2), entry(3, session_number=2)) + append(book, entry(4))

    assert positions == sorted(set(positions))
    assert positions[0] > 0


def test_an_entry_is_kept_whole(book: Store) -> None:
    awkward = entry(1, payload=bytes(range(256)) * 40, events=EVENTS, content_type="text/plain; charset=ütf-8")
    empty = entry(2, payload=b"", content_type="")

    positions = append(book, awkward, empty)

    expected = [placed(awkward, positions[0]), placed(empty, positions[1])]
    assert list(book.entries(numbered(1))) == expected
    assert list(book.write(lambda ledger: ledger.entries(numbered(1))).result()) == expected


def test_entries_are_those_of_the_session_in_order_of_arrival(book: Store) -> None:
    late_first = [entry(9), entry(3, session_number=2), entry(1), entry(5, session_number=None, error="unreadable")]

    append(book, *late_first)

    assert [one.payload for one in book.entries(numbered(1))] == [b"payload 9", b"payload 1"]
    assert [one.payload for one in book.entries(numbered(2))] == [b"payload 3"]
    assert list(book.entries(numbered(99))) == []


def test_a_stretch_of_the_entries_of_a_session_is_asked_for(book: Store) -> None:
    told = [entry(number, session_number=2 if number == 3 else 1) for number in (1, 2, 3, 4, 5)]
    one, two, other, four, five = append(book, *told)

    def found(number: int = 1, **asked: Any) -> tuple[int, list[int]]:
        total, entries = book.journal(numbered(number), Stretch(**asked))
        return total, [each.position for each in entries]

    assert found() == (4, [five, four, two, one])
    assert found(ascending=True, limit=2, offset=1) == (4, [two, four])
    assert found(positions=frozenset({one, other, 999})) == (1, [one])
    assert found(first=two, last=four, counted=False) == (0, [four, two])
    assert found(limit=0) == (4, [])
    assert found(number=2) == (1, [other])
    assert found(number=99) == (0, [])
    assert book.journal(numbered(1), Stretch(limit=1))[1] == [placed(told[4], five)]


def test_digests_are_those_of_the_key_quarantine_included(book: Store) -> None:
    other_bytes = entry(1, digest=identity.payload_digest(b"other"), session_number=None, error="unreadable")
    append(book, entry(1), other_bytes, entry(2))

    def digests(key: bytes) -> frozenset[bytes]:
        return book.write(lambda ledger: ledger.digests(key)).result()

    assert digests(entry(1).key) == {entry(1).digest, other_bytes.digest}
    assert digests(entry(2).key) == {entry(2).digest}
    assert digests(entry(3).key) == frozenset()


def test_a_work_sees_the_digest_it_appended(store: Store) -> None:
    def work(ledger: Ledger) -> tuple[frozenset[bytes], frozenset[bytes]]:
        before = ledger.digests(entry(1).key)
        ledger.append(entry(1, session_number=None, error="unreadable"))
        return before, ledger.digests(entry(1).key)

    assert store.write(work).result() == (frozenset[bytes](), frozenset({entry(1).digest}))


def test_quarantine_holds_what_could_not_be_read_oldest_first(book: Store) -> None:
    bad = [entry(number, session_number=None, error=f"error {number}") for number in (7, 3)]
    positions = append(book, bad[0], entry(1), bad[1])

    assert list(quarantine_of(book)) == [placed(bad[0], positions[0]), placed(bad[1], positions[2])]


def test_a_stretch_of_the_quarantine_is_asked_for(book: Store) -> None:
    bad = [entry(number, session_number=None, error=f"error {number}") for number in (1, 2, 3, 4)]
    bad[1] = msgspec.structs.replace(bad[1], account_id="a2")
    bad[2] = msgspec.structs.replace(bad[2], source="telex")
    one, two, three, four = append(book, *bad)

    def found(**asked: Any) -> tuple[int, list[int]]:
        total, entries = book.quarantine(QuarantineQuery(**{"accounts": None, **asked}))
        return total, [each.position for each in entries]

    assert found() == (4, [four, three, two, one])
    assert found(ascending=True, limit=2, offset=1) == (4, [two, three])
    assert found(accounts=frozenset({"a2"})) == (1, [two])
    assert found(accounts=frozenset({"a1"}), sources=frozenset({"telex"})) == (1, [three])
    assert found(accounts=frozenset()) == (0, [])
    assert found(positions=frozenset({one, three, 999})) == (2, [three, one])
    assert found(first=two, last=three, counted=False) == (0, [three, two])
    assert book.write(lambda ledger: ledger.quarantined(three)).result() == placed(bad[2], three)
    assert book.write(lambda ledger: ledger.quarantined(999)).result() is None


def test_an_amended_entry_leaves_quarantine_and_keeps_its_bytes_and_place(book: Store) -> None:
    first, second, third = append(book, entry(1), entry(2, session_number=None, error="unreadable"), entry(3))
    (kept,) = quarantine_of(book)

    still_bad = msgspec.structs.replace(kept, error="still unreadable")
    book.write(lambda ledger: ledger.amend(still_bad)).result()
    assert list(quarantine_of(book)) == [still_bad]

    readable = msgspec.structs.replace(kept, events=EVENTS, error=None, session_id=numbered(1))
    book.write(lambda ledger: ledger.amend(readable)).result()

    assert list(quarantine_of(book)) == []
    assert list(book.entries(numbered(1))) == [placed(entry(1), first), readable, placed(entry(3), third)]
    assert readable.position == second


def test_an_amended_entry_may_turn_out_to_be_of_another_account_and_name(book: Store) -> None:
    append(book, entry(1, session_number=None, error="unreadable"))
    (kept,) = quarantine_of(book)
    other = msgspec.structs.replace(
        kept, account_id="a2", key=entry(7).key, events=EVENTS, error=None, session_id=numbered(1)
    )

    # What was sent, and when, stays what it was.
    book.write(lambda ledger: ledger.amend(msgspec.structs.replace(other, payload=b"x", received=NOON))).result()

    assert list(book.entries(numbered(1))) == [other]
    digests = book.write(lambda ledger: [ledger.digests(one.key) for one in (entry(1), entry(7))]).result()
    assert digests == [frozenset(), {entry(1).digest}]


def test_a_leg_belongs_to_the_session_it_was_last_bound_to(store: Store) -> None:
    def legs(*names: tuple[str, str, str]) -> list[str | None]:
        return store.write(lambda ledger: [ledger.session_of_leg(*name) for name in names]).result()

    assert legs(("a1", "twilio", "CA1")) == [None]

    keep(store, session(1), session(2))
    store.write(lambda ledger: ledger.bind_leg("a1", "twilio", "CA1", numbered(1))).result()
    store.write(lambda ledger: ledger.bind_leg("a1", "twilio", "Ä \0 CA2", numbered(1))).result()
    others = [("a2", "twilio", "CA1"), ("a1", "generic", "CA1"), ("a1", "twilio", "ca1")]
    assert legs(("a1", "twilio", "CA1"), ("a1", "twilio", "Ä \0 CA2"), *others) == [numbered(1)] * 2 + [None] * 3

    store.write(lambda ledger: ledger.bind_leg("a1", "twilio", "CA1", numbered(2))).result()
    assert legs(("a1", "twilio", "CA1"), ("a1", "twilio", "Ä \0 CA2")) == [numbered(2), numbered(1)]


def test_a_leg_may_be_bound_before_its_session_is_saved(store: Store) -> None:
    store.write(lambda ledger: ledger.bind_leg("a1", "twilio", "CA1", numbered(1))).result()

    assert store.write(lambda ledger: ledger.load(numbered(1))).result() is None
    save(store, session(1))
    assert store.write(lambda ledger: ledger.session_of_leg("a1", "twilio", "CA1")).result() == numbered(1)
