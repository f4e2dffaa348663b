"""Datasette as a peer: over the conventional implementation's table, asked by its JSON API."""

from __future__ import annotations

from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import msgspec

from bench.data import Data
from bench.peers import Answer, Question
from bench.peers.conventional import on_sqlite
from bench.serving import Server, free_port

_TABLE = "/conventional/sessions.json"
_LIMITS = ("sql_time_limit_ms", "120000", "max_returned_rows", "10000", "facet_time_limit_ms", "1")


class _Row(msgspec.Struct):
    id: str


class _Table(msgspec.Struct):
    rows: list[_Row]
    filtered_table_rows_count: int | None = None


class Datasette:
    """See `bench.peers.Peer`. It pages by key only, so questions for later pages cannot be asked of it."""

    name = "datasette"

    def __init__(self, place: Path) -> None:
        self._table = on_sqlite(place)
        self._file = self._table.files()[0]
        self._server: Server | None = None
        self._connection: HTTPConnection | None = None

    def load(self, data: Data) -> None:
        if not self._file.exists():
            self._table.load(data)

    def open(self) -> None:
        port = free_port()
        limits = [word for i in range(0, len(_LIMITS), 2) for word in ("--setting", _LIMITS[i], _LIMITS[i + 1])]
        self._server = Server(["datasette", "serve", str(self._file), "--port", str(port), *limits], port)
        self._server.__enter__()
        self._connection = HTTPConnection("127.0.0.1", port, timeout=300)

    def can(self, question: Question) -> bool:
        refused = {"customerIds", "page"} & question.parameters.keys()
        return not refused and not question.cursor and len(question.parameters.get("accountIds", "")) < 20_000

    def ask(self, question: Question) -> bytes:
        assert self._connection is not None  # noqa: S101 - opened before
        self._connection.request("GET", f"{_TABLE}?{urlencode(_spelled(question))}")
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body[:200]!r}")
        return body

    def read(self, body: bytes) -> Answer:
        told = msgspec.json.decode(body, type=_Table)
        return Answer(told.filtered_table_rows_count, [row.id for row in told.rows])

    def close(self) -> None:
        if self._server is not None:
            self._server.__exit__(None, None, None)

    def files(self) -> Sequence[Path]:
        return (self._file,)


_NAMES = {
    "accountIds": "account_id__in",
    "endpointIds": "endpoint_id__in",
    "specificIds": "id__in",
    "from": "from_address__contains",
    "to": "to_address__contains",
    "log": "log_text__contains",
    "parentSessionId": "parent_session_id__exact",
    "startDate": "date_created__gte",
    "countPerPage": "_size",
}


def _spelled(question: Question) -> list[tuple[str, str]]:
    """The question in Datasette's words."""
    asked = {"countPerPage": "25"} | question.parameters
    told = [(_NAMES[name], value) for name, value in asked.items() if name in _NAMES]
    told += [("_shape", "objects"), ("archived", str(int(asked.get("searchArchive") == "true")))]
    if "endDate" in asked:
        told.append(("date_created__lte", asked["endDate"] + " 23:59:59.999999"))
    field = asked.get("sortField", "dateCreated")
    column = "".join("_" + letter.lower() if letter.isupper() else letter for letter in field)
    descending = asked.get("sortOrder", "" if "sortField" in asked else "Descend") == "Descend"
    told.append(("_sort_desc" if descending else "_sort", column))
    return told if question.total else [*told, ("_nocount", "1")]
