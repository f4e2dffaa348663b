"""Watches a folder: follows files as they grow, or takes whole ones and moves them once they are durable.

It looks again and again instead of asking the system to be told: that works on every file system, network shares
among them, misses nothing that happened while it did not run, and costs one listing each time.
"""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

from switchbook.errors import SwitchbookError, UnreadableFile
from switchbook.intake.files import Intake
from switchbook.stores.contract import Bookmark

# Names of files that their writers have not finished.
_UNFINISHED = (".tmp", ".part", ".partial", ".filepart", "~")

# What no file's name ends with: so former files are told from those that the pattern matches.
_FORMER = "/"

Signature = tuple[int, int, int]


class Seen(msgspec.Struct):
    """A file as it was last seen: its inode, size and time, since when it is so, and what of it is done with."""

    signature: Signature
    since: float
    done_with: Signature | None = None


class Folder:
    """One folder that is looked into again and again. Without `done` files are followed, with it they are moved there.

    `settled` is how many seconds a file stays unchanged before it counts as whole. `complain` is told, once for each
    state of a file, what is wrong with it; `note` what was noticed.
    """

    def __init__(
        self,
        intake: Intake,
        folder: Path,
        *,
        pattern: str,
        done: Path | None,
        settled: float,
        monotonic: Callable[[], float],
        complain: Callable[[str], None],
        note: Callable[[str], None],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._intake = intake
        self._folder = folder
        self._pattern = pattern
        self._done = done
        self._settled = settled
        self._monotonic = monotonic
        self._complain = complain
        self._note = note
        self._stop = stop
        self._seen: dict[str, Seen] = {}

    def look(self) -> None:
        """Take what is new, and wait until it is durable. Raises UnreadableFile when the folder cannot be read."""
        present = dict(self._present())
        self._seen = {name: seen for name, seen in self._seen.items() if name in present or name.endswith(_FORMER)}
        for name, signature in present.items():
            if self._stop():
                break
            seen = self._saw(name, signature)
            if seen.done_with == signature or (self._done is not None and not self._unchanged(seen)):
                continue
            try:
                self._take(self._folder / name, seen)
            except (UnreadableFile, OSError) as failed:
                self._complain(failed.message if isinstance(failed, SwitchbookError) else str(failed))
                seen.done_with = signature
        self._intake.settle()

    def _present(self) -> Iterator[tuple[str, Signature]]:
        """The files that are wanted, by name, with what changes when they do."""
        try:
            with os.scandir(self._folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as refused:
            raise UnreadableFile(f"cannot read the folder {self._folder}: {refused.strerror}") from refused
        for name in names:
            wanted = fnmatchcase(name, self._pattern) and not name.startswith(".") and not name.endswith(_UNFINISHED)
            signature = _signature(self._folder / name) if wanted else None
            if signature is not None:
                yield name, signature

    def _saw(self, name: str, signature: Signature) -> Seen:
        seen = self._seen.get(name)
        if seen is None or seen.signature != signature:
            before = None if seen is None else seen.done_with
            seen = self._seen[name] = Seen(signature, self._monotonic(), before)
        return seen

    def _unchanged(self, seen: Seen) -> bool:
        return self._monotonic() - seen.since >= self._settled

    def _take(self, path: Path, seen: Seen) -> None:
        signature = seen.signature
        if self._done is not None:
            self._intake.take(path, then=lambda: self._move(path, signature))
            return
        before = self._intake.replaced(path)
        if before is not None and not self._rest_taken(path, before):
            return
        # The end of a file that grows is not its end: a line that is half written is left until it is whole.
        self._intake.take(path, final=False, then=lambda: setattr(seen, "done_with", signature))

    def _rest_taken(self, path: Path, before: Bookmark) -> bool:
        """Another file lies here now: take the rest of the former one first; whether that is done.

        Programs that rotate their files give the old one a longer name beside the new one.
        """
        for name in sorted(glob.glob(glob.escape(path.name) + "?*", root_dir=self._folder)):
            former = self._folder / name
            signature = _signature(former)
            if signature is None or not self._intake.belongs(before, former):
                continue
            # Its writer may have it open still.
            if not self._unchanged(self._saw_former(name, signature)):
                return False
            self._intake.take(former, after=before)
            self._intake.settle()
            self._seen.pop(name + _FORMER, None)
            self._note(f"{path} was replaced; the rest of the former file was taken from {former.name}")
            return True
        self._note(f"{path} was replaced, or cut short; it is taken from its beginning")
        return True

    def _saw_former(self, name: str, signature: Signature) -> Seen:
        """The same as `_saw` for a file that the pattern may not match."""
        return self._saw(name + _FORMER, signature)

    def _move(self, path: Path, signature: Signature) -> None:
        """Put a whole file away, unless it has changed since it was read."""
        if self._done is None or _signature(path) != signature:
            return
        try:
            _put_away(path, self._done)
        except OSError as refused:
            self._complain(f"cannot move {path} to {self._done}: {refused.strerror}; it was taken")
            seen = self._seen.get(path.name)
            if seen is not None:
                seen.done_with = signature
            return
        self._intake.forget(path)


def _signature(path: Path) -> Signature | None:
    """What changes when a file does; None for what is no file, or gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_ino, found.st_size, found.st_mtime_ns) if path.is_file() else None


def _put_away(path: Path, folder: Path) -> None:
    """Move a file into a folder under a name that is free there, whole or not at all."""
    target = folder / path.name
    number = 1
    while target.exists():
        number += 1
        target = folder / f"{path.stem}-{number}{path.suffix}"
    try:
        path.rename(target)
    except OSError:
        # Another file system: copied beside its name first, so that it never lies there in part.
        unfinished = target.with_name(f".{target.name}.part")
        shutil.copy2(path, unfinished)
        with unfinished.open("rb") as copied:
            os.fsync(copied.fileno())
        unfinished.rename(target)
        path.unlink()
