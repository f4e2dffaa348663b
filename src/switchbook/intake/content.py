"""What a file holds, piece by piece: plain, gzip or zstd, from any place, and a trace of what lies before that."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple, cast

import zstandard

from switchbook.errors import UnreadableFile
from switchbook.ingest import Source

# One transaction's worth of payloads: a hundred or two, so that others who write wait for some hundredths of a second.
PIECE = 1 << 14
# What is looked at of a file at its beginning, and before the place where the last look ended.
_WINDOW = 4096
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Chunk(NamedTuple):
    """Payloads one after the other in a file, where they begin and end, and the trace at either place."""

    start: int
    before: bytes
    end: int
    trace: bytes
    payloads: tuple[bytes, ...]


class Trace:
    """What tells a file from every other by what was read of it: its first bytes, and the last before this place.

    Not its inode: a copy, a restored backup and what rsync brings have new ones, and a file that was emptied and
    filled again keeps its own.
    """

    def __init__(self) -> None:
        self._head = b""
        self._tail = b""

    def go_on(self, data: bytes) -> None:
        """Take note of what was read next."""
        if len(self._head) < _WINDOW:
            self._head += data[: _WINDOW - len(self._head)]
        self._tail = (self._tail + data[-_WINDOW:])[-_WINDOW:]

    def digest(self) -> bytes:
        """16 bytes that stand for it."""
        return hashlib.blake2b(self._head + self._tail, digest_size=16).digest()


class Content:
    """An open file, as what it holds."""

    def __init__(self, raw: IO[bytes], beginning: bytes) -> None:
        self.raw = raw
        self._plain = not beginning.startswith((_GZIP, _ZSTD))
        self._held: IO[bytes] = raw
        if beginning.startswith(_GZIP):
            self._held = cast(IO[bytes], gzip.GzipFile(fileobj=raw))
        elif beginning.startswith(_ZSTD):
            self._held = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)

    def trace_at(self, offset: int) -> Trace | None:
        """Go to this place; the trace there, or None when the file is shorter. From the beginning of the file only."""
        trace = Trace()
        passed = 0
        if self._plain and offset > 2 * _WINDOW:
            trace.go_on(self._held.read(_WINDOW))
            passed = self._held.seek(offset - _WINDOW)
        while passed < offset:
            data = self._held.read(min(PIECE, offset - passed))
            if not data:
                return None
            trace.go_on(data)
            passed += len(data)
        return trace

    def chunks(self, source: Source, start: int, trace: Trace, *, final: bool) -> Iterator[Chunk]:
        """The payloads from here on. What is unfinished at the end is one too where the file is `final`."""
        buffer = b""
        before = trace.digest()
        while True:
            piece = self._held.read(PIECE)
            buffer += piece
            payloads, used = _cut(source, buffer, final=final and not piece)
            if used:
                trace.go_on(buffer[:used])
                after = trace.digest()
                yield Chunk(start, before, start + used, after, payloads)
                start, before, buffer = start + used, after, buffer[used:]
            if not piece:
                return


@contextmanager
def opened(path: Path | None, standard_input: Callable[[], IO[bytes]]) -> Iterator[Content]:
    """The file, or standard input where there is none. Raises UnreadableFile, also for what goes wrong inside."""
    name = "standard input" if path is None else str(path)
    try:
        with standard_input() if path is None else path.open("rb") as raw:
            yield Content(raw, raw.peek(4)[:4])  # type: ignore[attr-defined]
    except (EOFError, zlib.error, zstandard.ZstdError, gzip.BadGzipFile) as damaged:
        raise UnreadableFile(f"{name} is damaged: {damaged}") from damaged
    except OSError as refused:
        raise UnreadableFile(f"cannot read {name}: {refused.strerror or refused}") from refused


def _cut(source: Source, buffer: bytes, *, final: bool) -> tuple[tuple[bytes, ...], int]:
    cut = source.cut(buffer, final)
    return cut.payloads, cut.used
