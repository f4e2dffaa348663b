"""Makes whole sessions ready to be kept: all that needs no book and no writer, so that any process can do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import msgspec

from switchbook.model import document
from switchbook.model.event import encode_events
from switchbook.model.lifecycle import millis
from switchbook.model.query import Shelf
from switchbook.stores.contract import ImportedSession
from switchbook.stores.snapshot import snapshot
from switchbook.stores.sqlite import logs, rows
from switchbook.stores.sqlite.compression import Compression
from switchbook.stores.sqlite.letters import letters_of


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """What the journal keeps of an imported session (see `stores.snapshot`), ready to be written."""

    key: bytes
    digest: bytes
    received: int
    events: bytes


class Prepared(msgspec.Struct, frozen=True, array_like=True):
    """A session ready to be kept. `texts` is what its shelf's search holds: one of all lines, or one for each."""

    shelf: int
    outline: rows.Outline
    document: bytes
    texts: list[str]
    line_count: int
    letters: int
    snapshot: Snapshot


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Prepared])


class Preparer:
    """Turns batches of sessions into bytes that the book takes in. Can be pickled; its dictionaries go with it."""

    def __init__(self, dictionaries: Mapping[int, bytes]) -> None:
        self._dictionaries = dictionaries

    def __call__(self, batch: Sequence[ImportedSession]) -> bytes:
        """See `Store.preparer`."""
        return _ENCODER.encode([self._prepared(item) for item in batch])

    def __getstate__(self) -> dict[str, object]:
        return {"_dictionaries": self._dictionaries}

    @cached_property
    def _compression(self) -> Compression:
        return Compression(self._dictionaries)

    def _prepared(self, item: ImportedSession) -> Prepared:
        session = item.session
        messages = [line.message for line in item.log]
        archived = item.shelf is Shelf.archive
        texts = [logs.searchable(messages)] if archived else [logs.searchable((message,)) for message in messages]
        return Prepared(
            shelf=int(item.shelf),
            outline=rows.outline(session),
            document=self._compression.pack(document.write(session, item.log).packed()),
            texts=texts,
            line_count=len(messages),
            letters=letters_of(texts),
            snapshot=self._snapshot(item),
        )

    def _snapshot(self, item: ImportedSession) -> Snapshot:
        entry = snapshot(item)
        return Snapshot(
            key=entry.key,
            digest=entry.digest,
            received=millis(entry.received),
            events=self._compression.pack(encode_events(entry.events)),
        )


def read(prepared: bytes) -> list[Prepared]:
    """What a preparer made of a batch; of sessions with one id the first."""
    by_id: dict[bytes, Prepared] = {}
    for item in _DECODER.decode(prepared):
        by_id.setdefault(item.outline.id, item)
    return list(by_id.values())
