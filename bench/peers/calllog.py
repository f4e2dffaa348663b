"""The nearest open-source call-log service, imitated in our own SQL: its schema, and the six statements of a page.

Measured as statements on PostgreSQL; what its web framework and its objects cost is left out, in its favour. It has no
log, no customers, and cannot tell From from To: its one search looks at names and numbers of both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from bench.data import Data
from bench.peers import Answer, Question
from bench.postgres import Cluster
from switchbook.model.session import Direction
from switchbook.stores.contract import ImportedSession

_SCHEMA = Path(__file__).with_name("calllog.sql")
# What its tables lack: an order for lists, and a search index over what is searched.
_INDEXES = """
    CREATE INDEX call_list ON call (tenant, began DESC, id DESC);
    CREATE INDEX call_search ON call USING gin (
        (source_name::varchar) gin_trgm_ops, (source_number::varchar) gin_trgm_ops,
        (destination_name::varchar) gin_trgm_ops, (destination_number::varchar) gin_trgm_ops);
    ANALYZE call;
"""
_SEARCHED = ("source_name", "source_number", "destination_name", "destination_number")
_COLUMNS = (
    *("id", "tenant", "began", "ended", "source_name", "source_number", "destination_name", "destination_number"),
    *("requested_number", "direction", "conversation", "session"),
)
_UNKNOWN = {"log", "customerIds", "endpointIds", "specificIds"}


class CallLog:
    """See `bench.peers.Peer`. It knows no shelves, so it holds the archived sessions alone."""

    def __init__(self, cluster: Cluster, data: Data, *, indexed: bool) -> None:
        self.name = "calllog-indexed" if indexed else "calllog-stock"
        self._cluster = cluster
        self._tenants = [_tenant(account.id) for account in data.world.accounts]
        self._connection: Any = None

    def load(self, data: Data) -> None:
        self._cluster.begin()
        with psycopg.connect(self._cluster.address) as connection:
            connection.execute(_SCHEMA.read_text("utf-8"))
            first = 1
            for batch in data.batches():
                kept = [(first + at, item) for at, item in enumerate(batch) if item.shelf]
                first += len(batch)
                _copy(connection, "call", _COLUMNS, (_call(number, item) for number, item in kept))
                _copy(connection, "participant", ("call", "person", "role", "answered"), _parties(kept))
                details = ((number, "type", item.session.channel.name) for number, item in kept)
                _copy(connection, "destination_detail", ("call", "name", "value"), details)
            connection.commit()
            connection.autocommit = True
            connection.execute("ANALYZE")

    def add_indexes(self) -> None:
        """Give it the indexes it lacks."""
        with psycopg.connect(self._cluster.address, autocommit=True) as connection:
            connection.execute(_INDEXES)

    def open(self) -> None:
        self._connection = psycopg.connect(self._cluster.address, autocommit=True)

    def can(self, question: Question) -> bool:
        sorted_by = question.parameters.get("sortField", "dateCreated")
        archived = question.parameters.get("searchArchive") == "true"
        unknown = _UNKNOWN & question.parameters.keys()
        return archived and not unknown and not question.cursor and sorted_by in ("dateCreated", "dateCompleted")

    def ask(self, question: Question) -> bytes:
        """Counts cannot be turned off, so questions without a total cost the same."""
        asked = question.parameters
        accounts = asked.get("accountIds")
        tenants = [_tenant(each) for each in accounts.split(",")] if accounts else self._tenants
        where, values = _where(asked, tenants)
        page = f"SELECT call.* FROM call WHERE {where} {_order(asked)}"
        run = self._connection.execute
        every = run("SELECT count(*) FROM (SELECT * FROM call WHERE tenant = ANY(%s)) AS c", (tenants,)).fetchone()[0]
        unordered = f"SELECT count(DISTINCT c.id) FROM (SELECT call.* FROM call WHERE {where}) AS c"
        matching = run(unordered, values).fetchone()[0]
        rows = run(
            f"""SELECT c.*, r.id, p.id, p.person, p.role FROM ({page}) AS c LEFT JOIN recording AS r ON r.call = c.id
                LEFT JOIN participant AS p ON p.call = c.id ORDER BY c.began DESC NULLS LAST""",
            values,
        ).fetchall()
        beside = [
            run(f"SELECT x.* FROM ({page}) AS c JOIN {table} AS x ON x.call = c.id {extra}", values).fetchall()
            for table, extra in (
                ("participant", "WHERE x.role = 'source'"),
                ("participant", "WHERE x.role = 'destination'"),
                ("destination_detail", ""),
            )
        ]
        sessions = dict.fromkeys(row[17] for row in rows)
        told = {"total": every, "filtered": matching, "items": list(sessions), "rows": rows, "beside": beside}
        return msgspec.json.encode(told | {"searched": "from" in asked or "to" in asked})

    def read(self, body: bytes) -> Answer | None:
        told: dict[str, Any] = msgspec.json.decode(body)
        # Its search finds more than ours is asked for.
        return None if told["searched"] else Answer(told["filtered"], told["items"])

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def files(self) -> Sequence[Path]:
        return ()


def _where(asked: dict[str, str], tenants: Sequence[str]) -> tuple[str, list[Any]]:
    clauses, values = ["tenant = ANY(%s)", "NOT blocked"], [tenants]  # type: list[str], list[Any]
    if "startDate" in asked:
        clauses.append("began >= %s")
        values.append(f"{asked['startDate']}T00:00:00Z")
    if "endDate" in asked:
        clauses.append("began < %s")
        values.append(f"{date.fromisoformat(asked['endDate']) + timedelta(days=1)}T00:00:00Z")
    for name in ("from", "to"):
        if name in asked:
            clauses.append("(" + " OR ".join(f"CAST({column} AS VARCHAR) ILIKE %s" for column in _SEARCHED) + ")")
            values += [f"%{asked[name]}%"] * len(_SEARCHED)
    if "parentSessionId" in asked:
        clauses.append("conversation = %s")
        values.append(asked["parentSessionId"])
    return " AND ".join(clauses), values


def _order(asked: dict[str, str]) -> str:
    count = int(asked.get("countPerPage", "25"))
    column = "ended" if asked.get("sortField") == "dateCompleted" else "began"
    way = "ASC" if asked.get("sortOrder") == "Ascend" else "DESC"
    return f"ORDER BY {column} {way} NULLS LAST LIMIT {count} OFFSET {int(asked.get('page', '0')) * count}"


def _tenant(account_id: str) -> str:
    return account_id.rjust(32, "0")


def _call(number: int, item: ImportedSession) -> tuple[object, ...]:
    session = item.session
    direction = "inbound" if session.direction is Direction.Incoming else "outbound"
    return (
        *(number, _tenant(session.account_id), session.date_created, session.date_completed, session.from_name),
        *(session.from_address, session.answered_by_name, session.to_address, session.to_address, direction),
        *(session.parent_session_id, session.id),
    )


def _parties(kept: Sequence[tuple[int, ImportedSession]]) -> Iterator[tuple[object, ...]]:
    for number, item in kept:
        for at, member in enumerate(item.session.members[:2]):
            answered = member.endpoint_id is not None and member.endpoint_id == item.session.answered_by_id
            yield number, member.endpoint_id, ("source", "destination")[at], answered


def _copy(connection: Any, table: str, columns: Sequence[str], rows: Iterator[tuple[object, ...]]) -> None:
    with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
