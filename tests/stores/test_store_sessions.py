"""Every store: what a session has beside its document, read without writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from support.sessions import NOON, asked, keep, numbered, read, session

from switchbook.ingest import Reading
from switchbook.model.event import Event, Facts, LegEnded, LegStarted, MessageTold
from switchbook.model.query import Shelf
from switchbook.recorder import rebuilt, take
from switchbook.stores.contract import Store

HOUR = timedelta(hours=1)


def tell(store: Store, *events: Event, account_id: str = "a1") -> None:
    """Take each event as a delivery of its own."""
    for event in events:
        name = repr(event)
        reading = Reading(payload=name.encode(), key=(name,), events=(event,))
        store.write(lambda ledger, told=reading: take(ledger, "test", account_id, told, "", NOON)).result()


def ids(store: Store) -> Iterator[str]:
    """The ids of all live sessions, the oldest first."""
    return (read(each)["id"] for each in reversed(store.find(asked()).documents))


def written(name: str, hours: float, conversation: str = "one") -> MessageTold:
    """A message of a conversation so many hours after noon."""
    return MessageTold(message=name, conversation=conversation, at=NOON + hours * HOUR)


def test_the_state_is_what_the_journal_tells_on_either_shelf(store: Store) -> None:
    tell(store, LegStarted(leg="l1", at=NOON, facts=Facts(from_address="+15035550100")))
    tell(store, LegEnded(leg="l1", at=NOON + HOUR, ending="completed"))
    (session_id,) = ids(store)
    live = store.state(session_id)
    assert live is not None
    assert live.legs["l1"].facts["from_address"].value == "+15035550100"

    assert store.write(lambda ledger: ledger.archive(NOON + 2 * HOUR, 9)).result() == 1

    assert store.state(session_id) == live == rebuilt(store.entries(session_id))[0]


def test_the_state_of_an_import_holds_it(store: Store) -> None:
    keep(store, session(1))
    keep(store, session(2), shelf=Shelf.archive)

    for number in (1, 2):
        state = store.state(numbered(number))
        assert state is not None
        assert state.imported is not None
        assert state.imported.session == session(number)


def test_there_is_no_state_of_what_is_not_there(store: Store) -> None:
    assert store.state(numbered(1)) is None


def test_an_alias_stands_for_the_session_it_went_into(store: Store) -> None:
    tell(store, LegStarted(leg="child", at=NOON))
    (alias,) = ids(store)
    tell(store, LegStarted(leg="child", parent="root", at=NOON), LegStarted(leg="root", at=NOON - HOUR))
    (survivor,) = ids(store)
    assert alias != survivor

    state = store.state(alias)

    assert state is not None
    assert state == store.state(survivor)
    assert set(state.legs) == {"child", "root"}


def test_earlier_chats_are_those_of_the_same_conversation_before(store: Store) -> None:
    tell(store, written("m1", 0), written("m2", 10), written("m3", 20), written("other", 10, "two"))
    tell(store, written("m2", 10), account_id="a2")
    chats = {store.messages(each)[0].id: each for each in ids(store) if read_account(store, each) == "a1"}

    assert store.earlier_chats(chats["m3"], NOON) == [chats["m1"], chats["m2"]]
    assert store.earlier_chats(chats["m3"], NOON + HOUR) == [chats["m2"]]
    assert store.earlier_chats(chats["m2"], NOON) == [chats["m1"]]
    assert store.earlier_chats(chats["m1"], NOON) == []
    assert store.earlier_chats(chats["other"], NOON) == []
    assert store.earlier_chats(numbered(1), NOON) == []


def read_account(store: Store, session_id: str) -> str:
    """The account of a session."""
    (document,) = store.find(asked(ids=frozenset({session_id}))).documents
    return str(read(document)["accountId"])


def test_what_is_deleted_has_neither(store: Store) -> None:
    tell(store, written("m1", 0), written("m2", 10))
    first, second = ids(store)
    store.write(lambda ledger: ledger.delete(first)).result()

    assert store.state(first) is None
    assert store.earlier_chats(second, NOON) == []


def test_a_parent_is_known_on_either_shelf_and_by_an_alias(store: Store) -> None:
    keep(store, session(1), session(2, parent_session_id=numbered(1)))
    keep(store, session(3, parent_session_id="Other"), shelf=Shelf.archive)
    keep(store, session(4))
    store.write(lambda ledger: ledger.absorb(numbered(4), numbered(2))).result()

    told = [store.parent(numbered(number)) for number in range(1, 6)]

    assert told == [None, numbered(1), "Other", numbered(1), None]
