"""`check` of the SQLite store says so when any part of a book was damaged behind its back."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from support.sessions import keep, session

from switchbook.model.directory import Account
from switchbook.model.query import Shelf
from switchbook.stores.sqlite import open_store
from switchbook.stores.sqlite.connection import FILE_NAME
from switchbook.stores.sqlite.exchange import exchanged

DAMAGES = {
    "a counter": "UPDATE rollup SET sessions = sessions + 1 WHERE account = 0",
    "a counter of a period": "UPDATE rollup_period SET sessions = sessions + 1 WHERE account = 0",
    "a row's column": "UPDATE session SET was_missed = 1 - was_missed WHERE n = 1",
    "letters of a log": "UPDATE session SET letters = letters | 1 << 57 WHERE n = 1",
    "letters of a log in the archive": "UPDATE session SET letters = 0 WHERE n = 3",
    "an involvement too many": "INSERT INTO involved SELECT 99, 0, shelf, account, created, n FROM session WHERE n = 1",
    "an involvement of the wrong kind": "UPDATE involved SET own = 1 - own WHERE n = 1",
    "an involvement too few": "DELETE FROM involved WHERE n = 1",
    "a document cut short": "UPDATE document SET body = x'01deadbeef' WHERE n = 1",
    "a document of an unknown dictionary": "UPDATE document SET body = x'63deadbeef' WHERE n = 1",
    "an empty document": "UPDATE document SET body = x'' WHERE n = 1",
    "another's document": "UPDATE document SET body = (SELECT body FROM document WHERE n = 2) WHERE n = 1",
    "a missing document": "DELETE FROM document WHERE n = 1",
    "a missing log of the archive": "DELETE FROM archive_log WHERE rowid = 3",
    "a log line under another account": (
        "INSERT OR REPLACE INTO live_log (rowid, account, text) VALUES (1 << 20, '\u4e00\u4e00\u4eff', 'call received')"
    ),
    "a log line with other words": (
        "INSERT OR REPLACE INTO live_log (rowid, account, text) VALUES (1 << 20, '\u4e00\u4e00\u4e01', 'other')"
    ),
    "a missing three-letter word": f"DELETE FROM trigram WHERE text = '{exchanged('rec')}'",  # noqa: S608 - letters of ours
    "an address's digits": "UPDATE address SET digits = '999' WHERE key = 1",
    "a name to sort by": "UPDATE account SET folded_name = 'zzz' WHERE record IS NOT NULL",
    "a count of the journal": "UPDATE journal_tally SET kept_bytes = kept_bytes + 1",
    "a source that is not counted": "DELETE FROM journal_tally",
    "unreadable events": "UPDATE journal SET events = x'01deadbeef' WHERE position = 1",
    "another payload": "UPDATE journal SET digest = x'00' WHERE position = 1",
    "a missing journal entry": "DELETE FROM journal WHERE position = 1",
    "a leg of no session": "INSERT INTO leg VALUES (1, 'twilio', 'CA1', x'00')",
    "a change later than the latest": "UPDATE meta SET value = 1 WHERE name = 'change'",
    "a session that is there and gone": "INSERT INTO gone SELECT 99, 0, id, NULL, 1, 0, '[]' FROM session WHERE n = 1",
    "a session that left where it is": (
        "INSERT INTO gone SELECT changed - 1, 2, id, NULL, account, customer, '[]' FROM session WHERE n = 3"
    ),
    "an alias of no session": "INSERT INTO alias VALUES (x'01', x'00')",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Two live sessions and one in the archive."""
    store = open_store(tmp_path)
    store.write(lambda ledger: ledger.put_account(Account(id="north", name="North"))).result()
    line = {"from_address": "+15035551234", "endpoint_id": "line", "ended": True}
    keep(store, session(1, "north", **line), session(2, "north"), log=("Call received", "Call ended"))
    keep(store, session(3, "north", **line), log=("Call received",), shelf=Shelf.archive)
    assert list(store.check()) == []
    store.close()
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_found(book: Path, damage: str) -> None:
    broken = apsw.Connection(str(book / FILE_NAME))
    broken.execute(DAMAGES[damage])
    assert broken.changes() > 0
    broken.close()

    store = open_store(book)
    findings = list(store.check())
    store.close()

    assert findings, damage
