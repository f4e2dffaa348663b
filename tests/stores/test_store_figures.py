"""Every store: the figures for whoever watches over it, through all that changes them."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from support.quarantine import quarantine_of
from support.sessions import NOON, keep, numbered, save, session

from switchbook.model import identity
from switchbook.model.query import Shelf
from switchbook.stores.contract import SNAPSHOT_SOURCE, JournalEntry, Ledger, Store
from switchbook.stores.contract_figures import HookCalls, JournalTally
from switchbook.stores.contract_people import Hook


def entry(number: int, source: str = "test", **parts: object) -> JournalEntry:
    payload = f"payload {number}".encode()
    whole = JournalEntry(
        account_id="a1",
        source=source,
        key=identity.delivery_key("a1", source, str(number)),
        digest=identity.payload_digest(payload),
        received=NOON + timedelta(seconds=number),
        content_type="",
        payload=payload,
    )
    return msgspec.structs.replace(whole, **parts)


def append(store: Store, *entries: JournalEntry) -> list[int]:
    return store.write(lambda ledger: [ledger.append(one) for one in entries]).result()


def tallies(store: Store) -> dict[str, JournalTally]:
    return {tally.source: tally for tally in store.figures().journal}


def counts(tally: JournalTally) -> tuple[int, int, int]:
    return tally.appended, tally.entries, tally.quarantined


def test_an_empty_book_has_nothing(store: Store) -> None:
    figures = store.figures()

    assert dict(figures.sessions) == {Shelf.live: 0, Shelf.archive: 0}
    assert (list(figures.journal), list(figures.hooks)) == ([], [])
    assert all(size >= 0 for size in figures.files.values())


def test_sessions_are_counted_by_shelf(store: Store) -> None:
    keep(store, session(1, ended=True), session(2, "a2", ended=True), session(3))
    keep(store, session(4), shelf=Shelf.archive)
    assert dict(store.figures().sessions) == {Shelf.live: 3, Shelf.archive: 1}

    store.write(lambda ledger: ledger.archive(NOON + timedelta(days=1), 1)).result()
    assert dict(store.figures().sessions) == {Shelf.live: 2, Shelf.archive: 2}

    store.write(lambda ledger: ledger.delete(numbered(3))).result()
    store.write(lambda ledger: ledger.delete(numbered(4))).result()
    assert dict(store.figures().sessions) == {Shelf.live: 1, Shelf.archive: 1}


def test_the_journal_is_counted_by_source(store: Store) -> None:
    append(store, entry(5), entry(1), entry(2, error="unreadable"), entry(3, "other"))

    told = tallies(store)

    assert list(told) == ["other", "test"]
    assert (counts(told["test"]), counts(told["other"])) == ((3, 3, 1), (1, 1, 0))
    assert told["test"].newest == NOON + timedelta(seconds=5)
    shares = {share.source: share for share in store.journal_shares()}
    assert {name: tally.kept_bytes for name, tally in told.items()} == {
        name: share.kept_bytes for name, share in shares.items()
    }
    assert told["test"].kept_bytes > 0


def test_what_leaves_quarantine_or_the_journal_is_counted_off(store: Store) -> None:
    save(store, session(1))
    first, *_ = append(store, entry(1), entry(2, error="unreadable"), entry(3, session_id=numbered(1)))
    before = tallies(store)["test"].kept_bytes

    (kept,) = quarantine_of(store)
    store.write(lambda ledger: ledger.amend(msgspec.structs.replace(kept, error=None))).result()
    assert counts(tallies(store)["test"]) == (3, 3, 0)
    assert tallies(store)["test"].kept_bytes == before

    store.write(lambda ledger: ledger.drop_entries([first])).result()
    store.write(lambda ledger: ledger.delete(numbered(1))).result()
    (held,) = (share for share in store.journal_shares() if share.source == "test")
    told = tallies(store)["test"]
    assert (counts(told), told.kept_bytes) == ((3, 1, 0), held.kept_bytes)
    assert told.newest == NOON + timedelta(seconds=3)
    assert list(store.check()) == []


def test_a_work_that_raises_is_not_counted(store: Store) -> None:
    def work(ledger: Ledger) -> None:
        ledger.append(entry(1))
        raise LookupError("on purpose")

    assert isinstance(store.write(work).exception(), LookupError)
    assert tallies(store) == {}


def test_an_import_has_no_time_of_arrival(store: Store) -> None:
    keep(store, session(1))
    append(store, entry(1, SNAPSHOT_SOURCE))

    assert {name: tally.newest for name, tally in tallies(store).items()} == {"import": None, SNAPSHOT_SOURCE: None}


def test_hooks_are_told_with_their_last_call(store: Store) -> None:
    def put(ledger: Ledger) -> None:
        for hook_id, source in (("h2", "twilio"), ("h1", "generic")):
            ledger.put_hook(Hook(id=hook_id, source=source, account_id="a1", secrets=("s",)))
        ledger.note_delivery("h2", NOON)

    store.write(put).result()

    assert list(store.figures().hooks) == [
        HookCalls(hook_id="h1", source="generic", last=None),
        HookCalls(hook_id="h2", source="twilio", last=NOON),
    ]
