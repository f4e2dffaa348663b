"""The conventional implementation as a peer: on SQLite and on PostgreSQL, loaded in bulk by the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, insert, text
from sqlalchemy.orm import Session

from bench.data import Data
from bench.peers import Answer, Question, read_list
from bench.peers.conventional_app import (
    AccountRow,
    Base,
    CustomerRow,
    EndpointRow,
    ListRequest,
    SessionRow,
    list_sessions,
)
from bench.postgres import Cluster
from switchbook.model.session import wire_name
from switchbook.model.wire_json import plain
from switchbook.stores.contract import ImportedSession

_COLUMNS = [column.name for column in SessionRow.__table__.columns]
_KEPT_AS_JSON = {"members", "log", "log_text", "archived"}


class Conventional:
    """See `bench.peers.Peer`. `before` makes the database ready to be filled and gives its address."""

    def __init__(self, name: str, url: str, before: Callable[[], None], files: Sequence[Path] = ()) -> None:
        self.name = name
        self.url = url
        self._before = before
        self._files = files
        self._engine: Engine | None = None

    def load(self, data: Data) -> None:
        self._before()
        engine = _engine(self.url)
        # Indexes are made as the rows come, as they would be in a running service.
        Base.metadata.create_all(engine)
        with engine.begin() as connection:
            connection.execute(insert(AccountRow), [{"id": a.id, "name": a.name} for a in data.world.accounts])
            connection.execute(insert(CustomerRow), list(_customers(data)))
            connection.execute(insert(EndpointRow), [{"id": e.id, "name": e.name} for e in data.world.endpoints])
        for batch in data.batches():
            with engine.begin() as connection:
                connection.execute(insert(SessionRow), [_row(item) for item in batch])
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        engine.dispose()

    def open(self) -> None:
        self._engine = _engine(self.url)

    def can(self, question: Question) -> bool:
        return not question.cursor

    def ask(self, question: Question) -> bytes:
        asked = dict(question.parameters) if question.total else {**question.parameters, "simplifiedPaging": "true"}
        with Session(self._engine) as session:
            return list_sessions(session, ListRequest.model_validate(asked)).model_dump_json(by_alias=True).encode()

    def read(self, body: bytes) -> Answer:
        return read_list(body)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def files(self) -> Sequence[Path]:
        return self._files


def on_sqlite(place: Path) -> Conventional:
    """The one on SQLite, through Python's own driver."""
    file = place / "conventional.sqlite"
    return Conventional("conventional-sqlite", f"sqlite:///{file}", lambda: file.unlink(missing_ok=True), (file,))


def on_postgres(cluster: Cluster) -> Conventional:
    """The one on PostgreSQL."""
    return Conventional("conventional-postgres", cluster.url, cluster.begin)


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    if url.startswith("sqlite"):

        @event.listens_for(engine, "connect")
        def _tuned(connection: Any, _record: Any) -> None:
            for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-200000", "mmap_size=4294967296"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


def _customers(data: Data) -> Iterable[dict[str, object]]:
    for customer in data.world.customers:
        crumbs = [{"id": each.id, "name": each.name} for each in data.directory.breadcrumb(customer.id)]
        parent = customer.parent_customer_id
        yield {"id": customer.id, "name": customer.name, "parent_id": parent, "breadcrumb": crumbs}


def _row(item: ImportedSession) -> dict[str, Any]:
    session = item.session
    row: dict[str, Any] = {name: getattr(session, name) for name in _COLUMNS if name not in _KEPT_AS_JSON}
    for name in ("dial_state", "call_state", "queue_state", "channel", "direction", "hold_reason"):
        row[name] = wire_name(row[name])
    shown: Any = plain(session)
    row["archived"] = bool(item.shelf)
    row["members"] = shown["members"]
    row["log"] = [
        {"date": f"{line.date:%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z", "message": line.message} for line in item.log
    ]
    row["log_text"] = "\n".join(line.message for line in item.log)
    return row
