"""The SQLite store's writer goes on after errors that end a transaction, and never tells less than it did."""

from __future__ import annotations

import threading
from pathlib import Path

import apsw
import pytest

from switchbook.errors import StoreError
from switchbook.model.directory import Account
from switchbook.stores.contract import Ledger
from switchbook.stores.sqlite import open_store
from switchbook.stores.sqlite.connection import FILE_NAME


def test_the_writer_outlives_a_transaction_that_cannot_begin(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    other = apsw.Connection(str(tmp_path / FILE_NAME))
    other.execute("ALTER TABLE meta RENAME TO elsewhere")
    with pytest.raises(StoreError):
        store.write(lambda ledger: ledger.put_account(Account(id="north", name="North"))).result(timeout=10)

    other.execute("ALTER TABLE elsewhere RENAME TO meta")
    store.write(lambda ledger: ledger.put_account(Account(id="north", name="North"))).result(timeout=10)

    assert "north" in store.directory().accounts
    other.close()
    store.close()


def test_what_is_told_to_have_failed_after_a_rollback_did_not_happen(tmp_path: Path) -> None:
    # given a book that takes back the whole transaction at one work of a group
    store = open_store(tmp_path)
    other = apsw.Connection(str(tmp_path / FILE_NAME))
    other.execute(
        "CREATE TRIGGER full BEFORE INSERT ON account WHEN NEW.id = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'full'); END"
    )
    queued = threading.Event()

    def first(ledger: Ledger) -> None:
        queued.wait(10)
        ledger.put_account(Account(id="before", name="Before"))

    # when works before and after it share its commit
    futures = [store.write(first)]
    for name in ("bad", "after"):
        account = Account(id=name, name=name)
        futures.append(store.write(lambda ledger, account=account: ledger.put_account(account)))  # type: ignore[misc]
    queued.set()

    # then all of them are told so, and none of them happened
    for future in futures:
        with pytest.raises(StoreError):
            future.result(timeout=10)
    assert set(store.directory().accounts) == set()
    store.write(lambda ledger: ledger.put_account(Account(id="later", name="Later"))).result(timeout=10)
    assert set(store.directory().accounts) == {"later"}
    other.close()
    store.close()
