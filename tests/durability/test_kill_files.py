"""`ingest` and `watch` killed at any moment: the same command goes on, and the book is as if nothing had been."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from support.files import events
from support.losing import disagreements, payloads
from support.program import PROGRAM, Program

from switchbook.stores.sqlite import open_store

CALLS_PER_ROUND = 150
INTO = ("--source", "generic", "--account", "north")


def killed_after(seconds: float, program: Program, *arguments: str) -> int | None:
    """Start a command and kill it; its code when it had ended by itself."""
    running = subprocess.Popen(
        [PROGRAM, *arguments],
        env=program.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return running.wait(seconds)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGKILL)
        running.wait()
        return None


def kept(program: Program) -> list[bytes]:
    """Every payload in the journal, where all agrees."""
    with closing(open_store(program.data)) as store:
        assert disagreements(store) == []
        return sorted(payloads(store))


@pytest.mark.slow
def test_ingest_killed_again_and_again_takes_every_line_once(tmp_path: Path, kills: int) -> None:
    luck = random.Random(5)
    program, file = Program(tmp_path / "book"), tmp_path / "events.jsonl"
    command = ("ingest", str(file), *INTO)
    calm = Program(tmp_path / "calm")
    file.write_bytes(events(0, CALLS_PER_ROUND))
    begun = time.monotonic()
    calm.process(*command)
    undisturbed = time.monotonic() - begun
    file.unlink()
    interrupted = 0
    for number in range(kills):
        with file.open("ab") as more:
            more.write(events(number * CALLS_PER_ROUND, CALLS_PER_ROUND))
        interrupted += killed_after(luck.uniform(0.4, 0.95) * undisturbed, program, *command) is None
    # What the killed ones had taken was in the book already.
    before = len(kept(program)) if program.data.exists() else 0

    rest = program.answer(*command)

    lines = file.read_bytes().splitlines()
    # A machine that is busy at one time and not at another misses some.
    assert interrupted > kills // 4
    assert (rest["taken"], rest["repeated"]) == (len(lines) - before, 0)
    assert kept(program) == sorted(lines)
    assert len(program.answer("sessions", "list", "--all", "true")["items"]) == kills * CALLS_PER_ROUND


def stopped_when(running: subprocess.Popen[str], done: Callable[[], bool]) -> None:
    """Wait until this is so, then ask the command to end."""
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, running.poll()
        time.sleep(0.1)
    running.send_signal(signal.SIGTERM)


@pytest.mark.slow
@pytest.mark.parametrize("whole", [False, True], ids=["a growing file", "whole files"])
def test_watch_killed_again_and_again_takes_every_line_once(tmp_path: Path, kills: int, whole: bool) -> None:
    luck = random.Random(9)
    program, folder, done = Program(tmp_path / "book"), tmp_path / "in", tmp_path / "done"
    folder.mkdir()
    done.mkdir()
    more = ("--done", str(done), "--settled", "0") if whole else ()
    command = ("watch", str(folder), *INTO, "--every", "0.05", *more)
    lines: list[bytes] = []
    for number in range(kills):
        content = events(number * CALLS_PER_ROUND, CALLS_PER_ROUND)
        lines += content.splitlines()
        if whole:
            for part in range(3):
                (folder / "new.part").write_bytes(b"".join(content.splitlines(keepends=True)[part::3]))
                (folder / "new.part").rename(folder / f"{number}-{part}.jsonl")
        else:
            with (folder / "log").open("ab") as log:
                log.write(content)
        assert killed_after(luck.uniform(0.3, 0.9), program, *command) is None

    running = subprocess.Popen(
        [PROGRAM, *command], env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        stopped_when(running, lambda: not list(folder.iterdir()) if whole else len(kept(program)) == len(lines))
        _, said = running.communicate(timeout=30)
    finally:
        running.kill()

    assert running.returncode == 0, said
    assert kept(program) == sorted(lines)
    if whole:
        assert list(folder.iterdir()) == []
        assert len(list(done.iterdir())) == 3 * kills
