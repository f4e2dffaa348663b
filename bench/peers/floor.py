"""The floor: the same documents as ours, read by key and joined, with nothing to find and nothing to count."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import apsw

from bench.data import Data
from bench.peers import Answer, Question, read_list
from switchbook.model.directory import Directory
from switchbook.model.document import Document, names
from switchbook.stores.sqlite.compression import Compression, dictionaries

_BY_KEY = "SELECT n, body FROM document WHERE n IN (SELECT value FROM json_each(?))"


class Floor:
    """See `bench.peers.Peer`. It reads our book; a question is the list of the keys of a page."""

    name = "floor"

    def __init__(self, place: Path, data: Data) -> None:
        self.file = place / "book" / "book.sqlite"
        self._directory: Directory = data.directory
        self._names: dict[tuple[str, str, str], bytes] = {}

    def load(self, data: Data) -> None:
        """Nothing: the documents are those of ours."""

    def open(self) -> None:
        self.connection = apsw.Connection(str(self.file), flags=apsw.SQLITE_OPEN_READONLY)
        self.connection.pragma("mmap_size", 1 << 36)
        self.compression = Compression(dictionaries(self.connection))

    def can(self, question: Question) -> bool:
        return "keys" in question.parameters

    def ask(self, question: Question) -> bytes:
        return self.page(question.parameters["keys"])

    def page(self, keys: str) -> bytes:
        """The body with the documents of these keys, a JSON array, in their order."""
        kept = dict(self.connection.execute(_BY_KEY, (keys,)))
        documents = b",".join(self._document(kept[n]) for n in json.loads(keys))
        return b'{"items":[' + documents + b'],"totalCount":0,"totalPages":0,"hasMorePages":false}'

    def newest(self, count: int) -> str:
        """The keys of the documents that came last and are finished."""
        sql = "SELECT n FROM document WHERE open = 0 ORDER BY n DESC LIMIT ?"
        return json.dumps([n for (n,) in self.connection.execute(sql, (count,))])

    def read(self, body: bytes) -> Answer:
        return read_list(body)

    def close(self) -> None:
        self.connection.close()

    def files(self) -> Sequence[Path]:
        return (self.file,)

    def _document(self, body: bytes) -> bytes:
        kept = Document.unpacked(self.compression.unpack(body))
        place = (kept.account_id, kept.customer_id, kept.endpoint_id)
        named = self._names.get(place)
        if named is None:
            named = self._names[place] = names(self._directory, *place)
        return kept.filled(named)
