"""Every store: hooks, when each was last called, and how far files have been taken in."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from support.sessions import NOON

from switchbook.stores.contract import Bookmark, Ledger, Store
from switchbook.stores.contract_people import Delivery, Hook

HOOK = Hook(id="h2", source="twilio", account_id="a1", secrets=("s1", "ß2"))
ZONED = Hook(id="h1", source="asterisk-cdr", account_id="a1", secrets=("s3",), time_zone="Europe/Berlin", region="DE")
MARK = Bookmark(path="/var/log/Master.csv", source="generic", account_id="a1", offset=1 << 40, trace=bytes(16))


def test_hooks_are_listed_by_id_with_their_zone_and_region(store: Store) -> None:
    assert store.hooks() == []

    for hook in (HOOK, ZONED):
        store.write(lambda ledger, hook=hook: ledger.put_hook(hook)).result()

    assert store.hooks() == [ZONED, HOOK]
    assert (store.hook("h1"), store.hook("h2")) == (ZONED, HOOK)


def test_a_removed_hook_is_gone_with_its_last_delivery(store: Store) -> None:
    def called(ledger: Ledger) -> None:
        ledger.put_hook(HOOK)
        ledger.note_delivery(HOOK.id, NOON)

    store.write(called).result()

    store.write(lambda ledger: ledger.drop_hook(HOOK.id)).result()
    store.write(lambda ledger: ledger.drop_hook("never there")).result()

    assert (store.hook(HOOK.id), store.hooks(), dict(store.last_deliveries())) == (None, [], {})


def test_the_latest_delivery_of_each_hook_is_kept(store: Store) -> None:
    assert dict(store.last_deliveries()) == {}

    later = NOON + timedelta(milliseconds=1)
    calls = (("h1", NOON, True), ("h2", later, True), ("h2", NOON, False), ("h1", later, False), ("h1", NOON, True))
    for hook_id, received, bad in calls:
        store.write(lambda ledger, c=(hook_id, received), bad=bad: ledger.note_delivery(*c, quarantined=bad)).result()

    assert dict(store.last_deliveries()) == {
        "h1": Delivery(at=later, quarantined=False),
        "h2": Delivery(at=later, quarantined=True),
    }


def test_a_bookmark_belongs_to_a_file_a_source_and_an_account(store: Store) -> None:
    key = (MARK.path, MARK.source, MARK.account_id)
    others = [("/other", *key[1:]), (key[0], "twilio", key[2]), (*key[:2], "a2")]

    store.write(lambda ledger: ledger.put_bookmark(MARK)).result()

    assert store.bookmark(*key) == MARK
    assert [store.bookmark(*other) for other in others] == [None] * 3


def test_a_bookmark_moves_on_and_is_forgotten(store: Store) -> None:
    key = (MARK.path, MARK.source, MARK.account_id)
    further = msgspec.structs.replace(MARK, offset=MARK.offset + 1, trace=b"\1" * 16)

    def moved(ledger: Ledger) -> Bookmark | None:
        ledger.put_bookmark(MARK)
        ledger.put_bookmark(further)
        return ledger.bookmark(*key)

    assert store.write(moved).result() == further
    assert store.bookmark(*key) == further

    for _ in range(2):
        store.write(lambda ledger: ledger.drop_bookmark(*key)).result()
    assert store.bookmark(*key) is None


def test_a_bookmark_goes_with_the_work_that_failed(store: Store) -> None:
    def failing(ledger: Ledger) -> None:
        ledger.put_bookmark(MARK)
        ledger.note_delivery("h1", NOON)
        raise RuntimeError("constructed")

    with pytest.raises(RuntimeError, match="constructed"):
        store.write(failing).result()

    assert store.bookmark(MARK.path, MARK.source, MARK.account_id) is None
    assert dict(store.last_deliveries()) == {}
