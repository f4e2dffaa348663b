"""`switchbook demo`, `check`, `backup`, `restore`, `refold` and `quarantine` on a data directory."""

from __future__ import annotations

import stat
from pathlib import Path

from support.program import Program


def test_the_same_demo_twice_adds_nothing(program: Program) -> None:
    arguments = ("demo", "--data", str(program.data), "--sessions", "50", "--seed", "3")

    first = program.answer(*arguments)
    second = program.answer(*arguments)

    assert first["sessions"] == 50
    assert second["sessions"] == 0


def test_demo_access_is_kept_for_its_owner_alone(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "access.txt"

    program.answer("demo", "--sessions", "10", "--access", str(file))
    program.answer("demo", "--sessions", "10", "--access", str(file))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [line.split()[0] for line in file.read_text().splitlines()] == ["login", "password", "key"]


def test_a_sound_book_checks_clean(demo: Program) -> None:
    assert demo.answer("check") == {"ok": True, "findings": []}
    assert demo.run("check").out == "Everything agrees.\n"


def test_a_backup_restored_is_the_same_book(demo: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    other = Program(tmp_path / "other")

    kept = demo.answer("backup", str(copy))
    other.answer("restore", str(copy))

    assert kept == {"target": str(copy), "bytes": copy.stat().st_size}
    everything = ("sessions", "list", "--all", "--search-archive")
    assert other.answer(*everything) == demo.answer(*everything)
    assert other.answer("check")["ok"] is True


def test_a_backup_never_overwrites(demo: Program, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious")

    ended = demo.run("backup", str(target))

    assert ended.code == 1
    assert ended.err.startswith("switchbook: ")
    assert target.read_text() == "precious"


def test_what_is_no_backup_is_not_restored(demo: Program, tmp_path: Path) -> None:
    before = demo.answer("sessions", "list")
    page = tmp_path / "page.txt"
    page.write_text("not a book")

    assert demo.run("restore", str(page)).code == 1
    assert demo.run("restore", str(tmp_path / "nothing")).code == 1
    assert demo.answer("sessions", "list") == before


def test_refold_changes_nothing_that_was_right(program: Program) -> None:
    program.answer("demo", "--sessions", "40")

    assert program.answer("refold") == {"sessions": 40, "changed": 0, "problems": []}
    assert program.answer("refold", "--since", "2100-01-01")["sessions"] == 0
    assert program.answer("refold", "--account", "nobody")["sessions"] == 0


def test_refold_wants_a_day_it_can_read(demo: Program) -> None:
    ended = demo.run("refold", "--since", "yesterday")

    assert ended.code == 2
    assert "'yesterday'" in ended.err


def test_an_empty_quarantine_has_nothing_to_replay(demo: Program) -> None:
    assert demo.answer("quarantine", "list") == {"items": []}
    assert demo.answer("quarantine", "replay") == {"taken": 0, "stillUnreadable": 0}
    assert demo.run("quarantine", "replay", "17").code == 3
