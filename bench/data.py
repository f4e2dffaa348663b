"""Makes the sessions of a run: seeded, in chunks on disk, made once per size and seed, the same for every peer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from itertools import islice, zip_longest
from multiprocessing import get_context
from pathlib import Path

import msgspec
import numpy as np
import zstandard

from bench.vocabulary import Notes
from switchbook.demo.founding import found
from switchbook.demo.sessions import sessions as demo_sessions
from switchbook.demo.world import World
from switchbook.model.directory import Directory
from switchbook.model.session import LogLine
from switchbook.stores.contract import ImportedSession

# The makers work side by side, each on its own sessions of all 24 months.
MAKERS = 2
CHUNK = 2_000
# The world is that of a million sessions whatever the size, so that scopes of 990 accounts exist in small runs too.
_WORLD_SIZE = 1_000_000
# A fixed end of the 24 months: equal seeds make equal sessions on every day.
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
# This share of sessions has a note, in words of a vocabulary far larger than that of any flow.
_NOTED = 0.4

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[ImportedSession])


class Data:
    """The sessions of one size and seed, kept below `place`. Made by `make`; read by `batches`."""

    def __init__(self, place: Path, sessions: int, seed: int) -> None:
        self.sessions = sessions
        self.seed = seed
        self.folder = place / f"data-{sessions}-{seed}"

    @cached_property
    def world(self) -> World:
        """Accounts, customers and endpoints."""
        return found(self.seed, max(self.sessions, _WORLD_SIZE))

    @cached_property
    def directory(self) -> Directory:
        """The same as the product's own directory."""
        return Directory(self.world.accounts, self.world.customers, self.world.endpoints)

    def make(self) -> None:
        """Write the chunks that are missing. A run that was cut off is begun anew."""
        done = self.folder / "done"
        if done.exists():
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        counts = [self.sessions // MAKERS + (maker < self.sessions % MAKERS) for maker in range(MAKERS)]
        spawn = get_context("spawn")
        work = [(self.folder, self.sessions, self.seed, maker, count) for maker, count in enumerate(counts)]
        with spawn.Pool(MAKERS) as pool:
            pool.starmap(write_part, work)
        done.touch()

    def batches(self) -> Iterator[Sequence[ImportedSession]]:
        """All sessions in batches of at most CHUNK, about oldest first, decoded."""
        for chunk in self.chunks():
            yield read_chunk(chunk)

    def chunks(self) -> list[Path]:
        """The files of the chunks; those of the makers alternate, so the whole is about oldest first."""
        parts = [sorted(self.folder.glob(f"part{maker}-*.zst")) for maker in range(MAKERS)]
        return [chunk for row in zip_longest(*parts) for chunk in row if chunk is not None]


def read_chunk(chunk: Path) -> list[ImportedSession]:
    """The sessions of one file."""
    return _DECODER.decode(zstandard.ZstdDecompressor().decompress(chunk.read_bytes()))


def write_part(folder: Path, sessions: int, seed: int, maker: int, count: int) -> None:
    """Write one maker's chunks: that many of the sessions of this run."""
    world = found(seed, max(sessions, _WORLD_SIZE))
    compressor = zstandard.ZstdCompressor(level=1)
    told = told_by(world, seed, maker, count)
    number = 0
    while batch := list(islice(told, CHUNK)):
        (folder / f"part{maker}-{number:06}.zst").write_bytes(compressor.compress(_ENCODER.encode(batch)))
        number += 1


def told_by(world: World, seed: int, maker: int, count: int) -> Iterator[ImportedSession]:
    """The sessions that one maker tells, oldest first, some with a note at the end of their log."""
    notes = Notes(seed, maker)
    noted = np.random.default_rng((seed, maker)).random(count) < _NOTED
    for told, with_note in zip(demo_sessions(world, count, seed * MAKERS + maker, NOW), noted, strict=True):
        if with_note and told.log:
            line = LogLine(told.log[-1].date, f"Note: {notes.draw()}")
            yield msgspec.structs.replace(told, log=(*told.log, line))
        else:
            yield told
