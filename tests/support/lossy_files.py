"""A file layer that remembers every write and sync, so that a test can lose what was never synced.

`kill -9` is no test of durability: the machine's page cache survives it. Here a power cut is played: after any number
of operations, each file keeps what was synced, and of what was written later a random part.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import apsw


class Operation(NamedTuple):
    """One thing done to a file. `what` is write, truncate, sync or delete."""

    path: str
    what: str
    offset: int = 0
    data: bytes = b""


class Recording:
    """Everything done through one recording file layer, in order."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.operations: list[Operation] = []
        self._lock = threading.Lock()

    def add(self, operation: Operation) -> None:
        """Remember one operation, before it is done."""
        with self._lock:
            self.operations.append(operation)

    def now(self) -> int:
        """How many operations there have been."""
        return len(self.operations)


class _File(apsw.VFSFile):
    def __init__(self, recording: Recording, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._recording = recording
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._recording.add(Operation(self._path, "write", offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        self._recording.add(Operation(self._path, "truncate", newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        super().xSync(flags)
        self._recording.add(Operation(self._path, "sync"))


class _Layer(apsw.VFS):
    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        super().__init__(recording.name, "")

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return _File(self._recording, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        self._recording.add(Operation(filename, "delete"))
        super().xDelete(filename, syncdir)


@contextmanager
def recording(name: str) -> Iterator[Recording]:
    """A recording file layer registered under this name while the block runs."""
    kept = Recording(name)
    layer = _Layer(kept)
    try:
        yield kept
    finally:
        layer.unregister()


def after_power_cut(kept: Recording, cut: int, luck: random.Random, target: Path) -> None:
    """Write into `target` the files as a power cut after `cut` operations may have left them."""
    files: dict[str, bytearray] = {}
    unsynced: dict[str, list[Operation]] = {}
    for operation in kept.operations[:cut]:
        if operation.what == "sync":
            for waiting in unsynced.pop(operation.path, []):
                _apply(files, waiting)
        elif operation.what == "delete":
            files.pop(operation.path, None)
            unsynced.pop(operation.path, None)
        else:
            unsynced.setdefault(operation.path, []).append(operation)
    share = luck.choice((0.0, 0.5, 0.9))
    for waiting in unsynced.values():
        for operation in waiting:
            if luck.random() < share:
                _apply(files, operation)
    target.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        target.joinpath(Path(path).name).write_bytes(content)


def _apply(files: dict[str, bytearray], operation: Operation) -> None:
    content = files.setdefault(operation.path, bytearray())
    if operation.what == "truncate":
        del content[operation.offset :]
        return
    end = operation.offset + len(operation.data)
    content.extend(bytes(max(0, end - len(content))))
    content[operation.offset : end] = operation.data
