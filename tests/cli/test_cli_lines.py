"""Every command line: help with an example, errors as one line, exit codes, settings from everywhere."""

from __future__ import annotations

import importlib.metadata

import pytest
from support.program import Program

from switchbook.cli import COMMANDS, run


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.path)
def test_help_shows_an_example(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    path, example = command.path, command.example  # type: ignore[attr-defined]

    code = run([*path.split(), "--help"])

    told = capsys.readouterr().out
    assert code == 0
    assert told.startswith(f"Usage: switchbook {path}")
    assert example in told
    assert example.split("|")[-1].strip().startswith(f"switchbook {path}")
    # What writes a file has its formats instead.
    assert "--json" in told or "--format" in told


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["seshuns"], "No such command 'seshuns'."),
        (["users"], "Missing command."),
        (["check", "--colour"], "No such option: --colour"),
        (["keys", "create", "--role", "User"], "Missing option '--name'."),
        (["demo", "--sessions", "many"], "Invalid value for '--sessions'"),
        (["serve", "--port", "99999"], "setting 'port' as a flag: wants a whole number from 0 to 65535"),
        (["check", "--config", "/no/such/file"], "cannot read the settings file /no/such/file"),
    ],
)
def test_a_line_that_is_not_understood_is_one_line(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(arguments)

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith(f"switchbook: {complaint}")
    assert said.err.count("\n") == 1


def test_alone_it_shows_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 0

    told = capsys.readouterr().out
    for command in COMMANDS:
        assert f"  {command.path.split()[0]} " in told


def test_it_knows_its_version(program: Program) -> None:
    assert program.run("--version").out == f"{importlib.metadata.version('switchbook')}\n"


def test_an_unknown_setting_in_the_environment_is_refused(program: Program) -> None:
    program.environment["SWITCHBOOK_PROT"] = "80"

    ended = program.run("check")

    assert ended.code == 2
    assert "unknown setting 'prot' (SWITCHBOOK_PROT)" in ended.err


def test_a_file_sets_what_nothing_else_does(program: Program) -> None:
    file = program.data.with_name("switchbook.toml")
    file.write_text('public_url = "https://calls.example.com"\ndata = "not used: the environment wins"\n')

    hook = program.answer(
        *("hooks", "create", "--config", str(file), "--source", "twilio", "--account", "a", "--secret", "s")
    )

    assert hook["url"].startswith("https://calls.example.com/hooks/twilio/")
    assert program.data.is_dir()


def test_a_directory_that_cannot_be_made_is_one_line(program: Program) -> None:
    program.data.write_text("a file stands where the directory should be")

    ended = program.run("keys", "create", "--name", "k", "--role", "User")

    assert ended.code == 1
    assert ended.err.startswith("switchbook: ")
    assert ended.err.count("\n") == 1
