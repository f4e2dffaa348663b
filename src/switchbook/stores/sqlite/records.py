"""Records beside sessions: dropped from the directory, their audit trail, and answers kept for who asks twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import apsw
import msgspec

from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.lifecycle import millis, moment
from switchbook.model.picture import Picture
from switchbook.stores.contract_records import KeptAnswer
from switchbook.stores.sqlite import tree
from switchbook.stores.sqlite.keys import id_bytes, id_text
from switchbook.stores.sqlite.regrouping import regrouping
from switchbook.stores.sqlite.stretches import cut_of, listed, tests_of


class SqliteRecords:
    """See `contract_records.RecordsLedger` for every duty."""

    _connection: apsw.Connection
    # Whether this transaction has written to the directory: if it is undone, what was read meanwhile does not hold.
    _directory_written: bool

    def drop_account(self, account_id: str) -> None:
        self._drop("account", account_id)

    def drop_customer(self, customer_id: str) -> None:
        with regrouping(self._connection, customer_id):
            self._drop("customer", customer_id)

    def drop_endpoint(self, endpoint_id: str) -> None:
        self._drop("endpoint", endpoint_id)

    def _put(self, key: int, record: Account | Customer | Endpoint) -> None:
        self._directory_written = True
        tree.put(self._connection, key, record)

    def _drop(self, table: str, record_id: str) -> None:
        self._directory_written = True
        tree.drop(self._connection, table, record_id)

    def put_picture(self, picture: Picture) -> None:
        row = (picture.id, picture.account_id, picture.content_type, picture.content)
        self._connection.execute("INSERT OR REPLACE INTO picture VALUES (?, ?, ?, ?)", row)

    def drop_picture(self, picture_id: str) -> None:
        self._connection.execute("DELETE FROM picture WHERE id = ?", (picture_id,))

    def session_count(self, account_id: str) -> int:
        return session_count(self._connection, account_id)

    def audit(self, line: AuditLine) -> None:
        row = (millis(line.at), line.account_id, line.record, line.record_id, line.actor_id, line.operation)
        sql = """INSERT INTO audit (at, account, record, record_id, actor_id, operation, line)
                 VALUES (?, ?, ?, ?, ?, ?, ?)"""
        self._connection.execute(sql, (*row, msgspec.msgpack.encode(line)))

    def kept_answer(self, key: bytes) -> KeptAnswer | None:
        sql = "SELECT request, at, document, session FROM kept_answer WHERE key = ?"
        row = self._connection.execute(sql, (key,)).fetchone()
        if row is None:
            return None
        session_id = None if row[3] is None else id_text(row[3])
        return KeptAnswer(key=key, request=row[0], document=row[2], at=moment(row[1]), session_id=session_id)

    def keep_answer(self, answer: KeptAnswer, before: datetime) -> None:
        self.forget_answers(before)
        session = None if answer.session_id is None else id_bytes(answer.session_id)
        row = (answer.key, answer.request, millis(answer.at), answer.document, session)
        self._connection.execute("INSERT OR REPLACE INTO kept_answer VALUES (?, ?, ?, ?, ?)", row)

    def forget_answers(self, before: datetime) -> int:
        self._connection.execute("DELETE FROM kept_answer WHERE at < ?", (millis(before),))
        return self._connection.changes()


def audited(connection: apsw.Connection, query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
    """How many lines of the trail match, and the page of them that is wanted, newest first."""
    asked = {
        "record = ?": query.record,
        "record_id = ?": query.record_id,
        "actor_id = ?": query.actor_id,
        "operation = ?": query.operation,
        "at >= ?": None if query.start is None else millis(query.start),
        "at < ?": None if query.end is None else millis(query.end),
        "account IN (SELECT value FROM json_each(?))": listed(query.accounts),
        "(record || ' ' || record_id) IN (SELECT value FROM json_each(?))": listed(
            None if query.about is None else {" ".join(each) for each in query.about}
        ),
        # What `lower` does here it does to ASCII alone.
        "instr(lower(operation || ' ' || record || ' ' || record_id), lower(?))": query.text,
    }
    where, values = tests_of(query, asked)
    count = f"SELECT count(*) FROM audit WHERE {where}"  # noqa: S608 - tests of ours
    total: int = connection.execute(count, values).get if query.counted else 0
    cut, bounds = cut_of(query)
    sql = f"SELECT position, line FROM audit WHERE {where} {cut}"  # noqa: S608 - ditto
    return total, [
        msgspec.structs.replace(msgspec.msgpack.decode(line, type=AuditLine), position=position)
        for position, line in connection.execute(sql, (*values, *bounds))
    ]


def picture(connection: apsw.Connection, picture_id: str) -> Picture | None:
    """The picture of this id."""
    sql = "SELECT account, content_type, content FROM picture WHERE id = ?"
    row = connection.execute(sql, (picture_id,)).fetchone()
    return None if row is None else Picture(id=picture_id, account_id=row[0], content_type=row[1], content=row[2])


def session_count(connection: apsw.Connection, account_id: str) -> int:
    """How many sessions of an account there are."""
    sql = """SELECT coalesce(sum(r.sessions), 0) FROM account AS a JOIN rollup_period AS r ON r.account = a.key
             WHERE a.id = ? AND r.shelf IN (0, 1)"""
    counted: int = connection.execute(sql, (account_id,)).get
    return counted
