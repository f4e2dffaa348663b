"""The program as an installed program: every command as a process of its own, and pipes that close."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from support.program import PROGRAM, Program


@pytest.mark.slow
def test_every_command_runs_as_a_process(program: Program, tmp_path: Path) -> None:
    lines = [
        (("demo", "--sessions", "60", "--seed", "5"), ""),
        (("users", "create", "--email", "a@b.example", "--role", "manager", "--password-stdin"), "secret"),
        (("keys", "create", "--name", "k", "--role", "SystemAdministrator"), ""),
        (("hooks", "create", "--source", "twilio", "--account", "north", "--secret-stdin"), "token"),
        (("sessions", "list", "--search-archive"), ""),
        (("backup", str(tmp_path / "copy")), ""),
        (("restore", str(tmp_path / "copy")), ""),
        (("refold",), ""),
        (("quarantine", "list"), ""),
        (("quarantine", "replay"), ""),
        (("check",), ""),
    ]
    for arguments, given in lines:
        ended = program.process(*arguments, "--json", given=given)

        assert ended.code == 0, (arguments, ended.err)
        assert isinstance(json.loads(ended.out), dict)
        assert ended.out.count("\n") == 1


def test_a_pipe_that_its_reader_closes_is_no_cause_for_words(demo: Program) -> None:
    with subprocess.Popen(
        [PROGRAM, "sessions", "list", "--all", "--search-archive", "--json"],
        env=demo.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as listing:
        assert listing.stdout is not None
        assert listing.stderr is not None
        listing.stdout.read(10)
        listing.stdout.close()

        assert listing.stderr.read() == b""
        assert listing.wait(20) == 1
