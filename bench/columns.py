"""The data as plain columns and plain text, for the oracle and to draw questions from; made once, beside the data."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import zstandard

from bench.data import Data
from switchbook.model.session import Session
from switchbook.stores.contract import ImportedSession

# Messages of a log stand behind one another with this between them; no needle holds it.
BETWEEN = "\x01"
# Text columns are kept as an index into their distinct values; -1 is absent.
TEXTS = (
    "account_id",
    "customer_id",
    "endpoint_id",
    "from_address",
    "to_address",
    "from_name",
    "outcome",
    "destination",
)
TIMES = ("date_created", "date_completed", "date_last_modified")
NUMBERS = ("channel", "direction", "call_state")
ABSENT = np.iinfo(np.int64).min


class Columns:
    """Columns by name: `number["date_created"]` (ms), `text["outcome"]` (indexes into `values["outcome"]`)."""

    def __init__(self, folder: Path) -> None:
        kept = np.load(folder / "columns.npz")
        self.folder = folder
        self.ids = kept["ids"]
        self.parents = kept["parents"]
        self.archived = kept["archived"]
        self.number = {name: kept[name] for name in (*TIMES, *NUMBERS)}
        self.text = {name: kept[name] for name in TEXTS}
        self.values: dict[str, list[str]] = msgspec.msgpack.decode((folder / "values").read_bytes())

    def logs(self) -> Any:
        """The folded logs, chunk by chunk: the number of the first session, and a text for each."""
        first = 0
        for file in sorted(self.folder.glob("logs-*.zst")):
            texts: list[str] = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(file.read_bytes()))
            yield first, texts
            first += len(texts)


def fold(text: str) -> str:
    """How the oracle compares text: written apart from the product's own rule, the same for all that is asked here."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).lower()


def columns(data: Data) -> Columns:
    """The columns of this data, made when they are missing."""
    if not (data.folder / "columns.npz").exists():
        _Builder(data).build()
    return Columns(data.folder)


class _Builder:
    def __init__(self, data: Data) -> None:
        self.data = data
        self.known: dict[str, dict[str, int]] = {name: {} for name in TEXTS}
        # An array for each batch: over lists of objects, each round of the garbage collector is longer.
        self.kept: list[dict[str, Any]] = []

    def build(self) -> None:
        for number, batch in enumerate(self.data.batches()):
            self.kept.append(self._taken([item.session for item in batch]) | {"archived": _archived(batch)})
            packed = zstandard.ZstdCompressor(level=1).compress(msgspec.msgpack.encode([_log(item) for item in batch]))
            (self.data.folder / f"logs-{number:06}.zst").write_bytes(packed)
        arrays: dict[str, Any] = {name: np.concatenate([kept[name] for kept in self.kept]) for name in self.kept[0]}
        values = {name: list(known) for name, known in self.known.items()}
        (self.data.folder / "values").write_bytes(msgspec.msgpack.encode(values))
        # Last, since its presence says that the rest is there.
        unfinished = self.data.folder / "unfinished.npz"
        np.savez(unfinished, **arrays)
        unfinished.replace(self.data.folder / "columns.npz")

    def _taken(self, sessions: list[Session]) -> dict[str, Any]:
        taken: dict[str, Any] = {
            "ids": np.array([session.id for session in sessions], "S24"),
            "parents": np.array([session.parent_session_id or "" for session in sessions], "S24"),
        }
        for name in TEXTS:
            taken[name] = np.array([self._known(name, getattr(session, name)) for session in sessions], np.int32)
        for name in TIMES:
            taken[name] = np.array([_milliseconds(getattr(session, name)) for session in sessions], np.int64)
        for name in NUMBERS:
            taken[name] = np.array([int(getattr(session, name)) for session in sessions], np.int64)
        return taken

    def _known(self, name: str, value: str | None) -> int:
        known = self.known[name]
        return -1 if value is None else known.setdefault(value, len(known))


def _archived(batch: Sequence[ImportedSession]) -> Any:
    return np.array([bool(item.shelf) for item in batch], bool)


def _milliseconds(moment: datetime | None) -> int:
    return ABSENT if moment is None else round(moment.timestamp() * 1000)


def _log(item: ImportedSession) -> str:
    return fold(BETWEEN.join(line.message for line in item.log))
