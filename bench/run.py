"""Runs the stages of a benchmark in order, each once: what a stage found is kept, and it is then skipped."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from bench import machine
from bench.data import Data

RESULTS = Path(__file__).parent / "results"


class Run(NamedTuple):
    """A run of one size and seed, with everything it keeps below `place`."""

    place: Path
    data: Data

    @property
    def kept(self) -> Path:
        """Where the stages' findings are."""
        return self.place / f"run-{self.data.sessions}-{self.data.seed}"


class Stage(NamedTuple):
    """A stage: its name, what it does in words, and what finds the figures."""

    name: str
    says: str
    work: Callable[[Run], Any]


def run(run_: Run, stages: Sequence[Stage], wanted: str | None = None, results: Path = RESULTS) -> int:
    """Run every stage that has not been run, or the one wanted whether it has or not; how many answers were wrong."""
    run_.kept.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for stage in stages:
        if wanted in (None, stage.name):
            found = None if wanted else _kept(run_, stage)
            if found is None:
                print(f"{stage.name}: {stage.says} ...", flush=True)
                found = _found(run_, stage)
            wrong += _mismatches(found)
            write_results(run_, stages, results)
    return wrong


def write_results(run_: Run, stages: Sequence[Stage], results: Path) -> Path:
    """Put what all stages found into one file, named by the size."""
    found = {stage.name: kept for stage in stages if (kept := _kept(run_, stage)) is not None}
    told = {"sessions": run_.data.sessions, "seed": run_.data.seed, "machine": machine.machine(), "stages": found}
    results.mkdir(parents=True, exist_ok=True)
    file = results / f"{run_.data.sessions}.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    return file


def remove_peers(place: Path, *, but: Sequence[str] = ()) -> None:
    """Make room: one peer is on disk at a time."""
    for name in ("book", "ingest", "conventional.sqlite", "conventional.sqlite-wal", "conventional.sqlite-shm"):
        if name not in but:
            shutil.rmtree(place / name, ignore_errors=True) if (place / name).is_dir() else (place / name).unlink(True)


def _found(run_: Run, stage: Stage) -> Any:
    """Run a stage and keep what it found, whole or not at all."""
    taken = machine.moment()
    begun = time.perf_counter()
    found = stage.work(run_)
    found |= {**taken, "seconds": round(time.perf_counter() - begun), "load_after": os.getloadavg()[0]}
    unfinished = run_.kept / f"{stage.name}.new"
    unfinished.write_bytes(msgspec.json.encode(found))
    unfinished.replace(run_.kept / f"{stage.name}.json")
    print(f"{stage.name}: {found['seconds']} s", flush=True)
    return found


def _kept(run_: Run, stage: Stage) -> Any:
    file = run_.kept / f"{stage.name}.json"
    return msgspec.json.decode(file.read_bytes()) if file.exists() else None


def _mismatches(found: Any) -> int:
    """How many answers in what a stage found were not the oracle's."""
    if isinstance(found, dict):
        return len(found.get("mismatches", ())) + sum(_mismatches(value) for value in found.values())
    return 0
