"""`switchbook ingest` and `watch`: what they print, how they end, and that they go on where they ended."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support.files import events
from support.program import PROGRAM, Program

INTO = ("--source", "generic", "--account", "north")


def test_files_are_taken_once_and_summed_up(program: Program, tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    for number, file in enumerate(files):
        file.write_bytes(events(10 * number, 3))

    first = program.answer("ingest", *map(str, files), *INTO)
    second = program.answer("ingest", *map(str, files), *INTO)
    anew = program.answer("ingest", *map(str, files), *INTO, "--from-start")

    assert first == {"files": 2, "taken": 24, "repeated": 0, "quarantined": 0, "sessions": 6}
    assert second == {"files": 2, "taken": 0, "repeated": 0, "quarantined": 0, "sessions": 0}
    assert anew == {"files": 2, "taken": 0, "repeated": 24, "quarantined": 0, "sessions": 6}
    assert program.answer("check")["findings"] == []


def test_what_cannot_be_read_ends_with_1_and_the_rest_is_taken(program: Program, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    good.write_bytes(events(0, 1))
    bad.write_bytes(b'{"version": 1, "type": "teleported"}\n')

    missing = program.run("ingest", str(tmp_path / "none"), str(good), *INTO, "--json")
    quarantined = program.run("ingest", str(bad), *INTO, "--json")

    assert (missing.code, json.loads(missing.out)["taken"]) == (1, 4)
    assert f"switchbook: cannot read {tmp_path / 'none'}: No such file or directory\n" in missing.err
    assert (quarantined.code, json.loads(quarantined.out)["quarantined"]) == (1, 1)
    assert len(program.answer("quarantine", "list")["items"]) == 1


def test_a_dry_run_prints_events_and_begins_no_book(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(events(0, 1) + b"{}\n")

    ended = program.run("ingest", str(file), *INTO, "--dry-run")

    told = [json.loads(line) for line in ended.out.splitlines()]
    assert [event["kind"] for line in told for event in line.get("events", [])] == [
        "LegStarted",
        "LegRang",
        "LegAnswered",
        "LegEnded",
    ]
    assert "error" in told[-1]
    assert not program.data.exists()


def test_standard_input_is_a_file_too(program: Program) -> None:
    ended = program.process("ingest", "-", *INTO, "--json", given=events(0, 2).decode())

    assert json.loads(ended.out)["taken"] == 8


def test_zone_and_region_go_with_every_payload(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "bad"
    file.write_bytes(b"{}\n")

    program.run("ingest", str(file), *INTO, "--time-zone", "Europe/Berlin", "--region", "de")

    (kept,) = program.answer("quarantine", "list")["items"]
    assert kept["contentType"] == "application/json; time-zone=Europe/Berlin; region=DE"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--source", "pigeon", "--account", "a"), "unknown source 'pigeon'"),
        (("--source", "generic", "--account", " "), "needs an account"),
        ((*INTO, "--time-zone", "Mars/Base"), "'Mars/Base' is not the name of a time zone"),
        ((*INTO, "--region", "XX"), "'XX' is not a country's two letters"),
    ],
)
def test_options_that_mean_nothing_are_refused(
    program: Program, arguments: tuple[str, ...], complaint: str, tmp_path: Path
) -> None:
    for command in (("ingest", "x"), ("watch", str(tmp_path))):
        ended = program.run(*command, *arguments)

        assert ended.code == 2
        assert complaint in ended.err
    assert not program.data.exists()


def test_a_watched_folder_must_be_there(program: Program, tmp_path: Path) -> None:
    assert program.run("watch", str(tmp_path / "none"), *INTO).code == 2
    assert program.run("watch", str(tmp_path), *INTO, "--done", str(tmp_path)).code == 2


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_watch_takes_a_growing_file_until_it_is_told_to_stop(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    log = folder / "log"
    log.write_bytes(events(0, 1))
    arguments = [PROGRAM, "watch", str(folder), *INTO, "--every", "0.05", "--json"]
    watching = subprocess.Popen(
        arguments, env=program.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        listed = ("sessions", "list", "--simplified-paging", "--count-per-page", "10")
        wait_until(lambda: (program.data / "book.sqlite").exists())
        wait_until(lambda: len(program.answer(*listed)["items"]) == 1)
        with log.open("ab") as more:
            more.write(events(1, 2))
        wait_until(lambda: len(program.answer(*listed)["items"]) == 3)
        watching.send_signal(signal.SIGTERM)
        out, err = watching.communicate(timeout=20)
    finally:
        watching.kill()

    assert watching.returncode == 0, err
    assert json.loads(out) == {"taken": 12, "repeated": 0, "quarantined": 0, "sessions": 3}
