"""Takes files into the book: many payloads a transaction, each with how far the file has been taken by then.

The bookmark of a file moves in the transaction that takes what lies before it, so it is never ahead of what is
durable: after a kill, or a power cut, the same command goes on where the book ends. And since deliveries are
idempotent, starting over would be right too, only slower.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import msgspec

from switchbook.errors import StoreError, UnreadableFile
from switchbook.ingest import Source
from switchbook.intake.content import PIECE, Chunk, Content, opened
from switchbook.intake.tally import Tally
from switchbook.recorder import Receipt, Recorder
from switchbook.stores.contract import Bookmark, Ledger, Store

# What is under way together, in bytes and in number, small files among them, shares a commit. Others who write to the
# same book wait for as long as that takes; then a pause lets them have their turn, which they look for every moment.
_BYTES_UNDER_WAY = PIECE
_UNDER_WAY = 256
_PAUSE_SECONDS = 0.005


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How files are read: by which source, into which account, as what media type."""

    source: Source
    account_id: str
    content_type: str


class _UnderWay(msgspec.Struct, frozen=True):
    """Something handed to the recorder (nothing, where only `then` is waited for), its size, what follows."""

    taking: Future[Sequence[Receipt]] | None
    size: int
    then: Callable[[], None] | None


class Intake:
    """Hands what files hold to the recorder. Used by one thread."""

    def __init__(
        self,
        store: Store,
        recorder: Recorder,
        way: Way,
        clock: Callable[[], datetime],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._store = store
        self._recorder = recorder
        self.way = way
        self._clock = clock
        self._stop = stop
        self._under_way: deque[_UnderWay] = deque()
        self._size = 0
        self.tally = Tally()

    def take(
        self,
        path: Path | None,
        *,
        final: bool = True,
        from_start: bool = False,
        after: Bookmark | None = None,
        then: Callable[[], None] | None = None,
        read: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Hand over what has not been taken of a file yet (None is standard input, which has no bookmark).

        `final` says that its end is its end: without it an unfinished payload there is left for later. `from_start`
        ignores the bookmark, `after` is one of the same file under another name. `then` is called once all of it is
        durable, `read` with how far the file has been read, as it lies on the disk. Raises UnreadableFile; what was
        handed over before that stays. Not all is durable before `settle`.
        """
        start = None if path is None or from_start else self._start(path, after)
        with opened(path, lambda: sys.stdin.buffer) as content:
            trace = content.trace_at(start.offset if start is not None else 0)
            if trace is None:
                raise UnreadableFile(f"{path} was cut short while it was read")
            first = True
            for chunk in content.chunks(self.way.source, start.offset if start else 0, trace, final=final):
                self._hand_over(path, chunk, first=first)
                first = False
                read(content.raw.tell() if path is not None else chunk.end)
                if self._stop():
                    return
        if then is not None:
            self._make_room(0)
            self._under_way.append(_UnderWay(None, 0, then))

    def settle(self) -> None:
        """Wait until everything handed over is durable. Raises what went wrong with it."""
        while self._under_way:
            self._finish(self._under_way.popleft())

    def replaced(self, path: Path) -> Bookmark | None:
        """The bookmark of this path when it is not of the file that lies there now. Raises UnreadableFile."""
        kept = self._bookmark(path)
        return None if kept is None or self.belongs(kept, path) else kept

    def belongs(self, kept: Bookmark, path: Path) -> bool:
        """Whether the file at this path is the one that the bookmark was made in, grown or not."""
        with opened(path, lambda: sys.stdin.buffer) as content:
            return _fits(kept, content)

    def forget(self, path: Path) -> None:
        """Drop the bookmark of a file that is gone."""
        self._store.write(lambda ledger: ledger.drop_bookmark(name_of(path), *self._into())).result()

    def _start(self, path: Path, after: Bookmark | None) -> Bookmark | None:
        """The furthest place in this file up to which it has been taken."""
        known = [kept for kept in (self._bookmark(path), after) if kept is not None and self.belongs(kept, path)]
        return max(known, key=lambda kept: kept.offset, default=None)

    def _bookmark(self, path: Path) -> Bookmark | None:
        return self._store.bookmark(name_of(path), *self._into())

    def _into(self) -> tuple[str, str]:
        return self.way.source.name, self.way.account_id

    def _hand_over(self, path: Path | None, chunk: Chunk, *, first: bool) -> None:
        self._make_room(chunk.end - chunk.start)
        also = None if path is None else self._moved(name_of(path), chunk, first=first)
        way = self.way
        taking = self._recorder.take_all(
            way.source, way.account_id, chunk.payloads, way.content_type, self._clock(), also
        )
        self._under_way.append(_UnderWay(taking, chunk.end - chunk.start, None))
        self._size += chunk.end - chunk.start

    def _moved(self, name: str, chunk: Chunk, *, first: bool) -> Callable[[Ledger, Sequence[Receipt]], None]:
        """What moves the bookmark over a chunk; only on from where the chunk before it ended."""
        source, account_id = self._into()

        def move(ledger: Ledger, _: Sequence[Receipt]) -> None:
            kept = ledger.bookmark(name, source, account_id)
            if not first and (kept is None or (kept.offset, kept.trace) != (chunk.start, chunk.before)):
                raise StoreError(f"{name}: what comes before byte {chunk.start} was not taken, or others take it too")
            ledger.put_bookmark(
                Bookmark(path=name, source=source, account_id=account_id, offset=chunk.end, trace=chunk.trace)
            )

        return move

    def _make_room(self, size: int) -> None:
        """Let what is under way end, and others write, where this much more would be too much at once."""
        if self._under_way and (self._size + size > _BYTES_UNDER_WAY or len(self._under_way) >= _UNDER_WAY):
            self.settle()
            time.sleep(_PAUSE_SECONDS)

    def _finish(self, first: _UnderWay) -> None:
        self._size -= first.size
        if first.taking is not None:
            self.tally.add(first.taking.result())
        if first.then is not None:
            first.then()


def name_of(path: Path) -> str:
    """A file's path as it is kept: absolute, links followed; bytes that are no text are spelled out."""
    return os.fsencode(path.resolve()).decode("utf-8", "backslashreplace")


def _fits(kept: Bookmark, content: Content) -> bool:
    trace = content.trace_at(kept.offset)
    return trace is not None and trace.digest() == kept.trace
