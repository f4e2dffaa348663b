"""`switchbook hooks`: the list, the rotation of secrets, and where a secret comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from support.program import Program

EVENT = {"version": 1, "type": "started", "leg": "l1", "at": "2026-11-22T04:59:58Z", "from": "+15035551234"}


def made(program: Program, *more: str, source: str = "generic", secret: str = "old secret") -> Any:  # noqa: S107 - made up
    return program.answer("hooks", "create", "--source", source, "--account", "north", "--secret", secret, *more)


def test_the_list_tells_everything_but_secrets(program: Program) -> None:
    plain = made(program, source="twilio", secret="s3cret-one")
    zoned = made(program, "--time-zone", "America/New_York", "--region", "us", secret="s3cret-two")

    ended = program.run("hooks", "list", "--json")

    items = {item["id"]: item for item in program.answer("hooks", "list")["items"]}
    assert items[zoned["id"]] == {
        "id": zoned["id"],
        "url": zoned["url"],
        "source": "generic",
        "accountId": "north",
        "timeZone": "America/New_York",
        "region": "US",
        "secrets": 1,
        "lastDelivery": None,
    }
    assert set(items) == {plain["id"], zoned["id"]}
    assert "s3cret" not in ended.out + program.run("hooks", "list").out


def test_who_makes_a_twilio_hook_is_told_where_its_address_ends_calls(program: Program) -> None:
    words = ("hooks", "create", "--account", "north", "--secret", "s", "--source")

    assert "it ends the call" in program.run(*words, "twilio").err
    assert "it ends the call" not in program.run(*words, "generic").err


def test_while_a_secret_is_rotated_both_are_good(program: Program) -> None:
    hook = made(program)["id"]

    def answers(server_url: str) -> list[int]:
        secrets = ("old secret", "new secret")
        url = f"{server_url}/hooks/generic/{hook}"
        return [httpx.post(url, json=EVENT, headers={"Authorization": f"Bearer {s}"}).status_code for s in secrets]

    with program.serving() as server:
        before = answers(server.url)
        assert program.answer("hooks", "rotate", hook, "--secret", "new secret")["secrets"] == 2
        between = answers(server.url)
        assert program.answer("hooks", "rotate", hook, "--finish")["secrets"] == 1
        after = answers(server.url)
        program.answer("hooks", "remove", hook)
        removed = answers(server.url)

    assert (before, between, after, removed) == ([200, 403], [200, 200], [403, 200], [404, 404])


def test_the_last_delivery_is_still_known_after_a_restart(program: Program) -> None:
    hook = made(program)["id"]
    with program.serving() as server:
        url = f"{server.url}/hooks/generic/{hook}"
        httpx.post(url, json=EVENT, headers={"Authorization": "Bearer wrong"})
        (refused,) = program.answer("hooks", "list")["items"]
        httpx.post(url, json=EVENT, headers={"Authorization": "Bearer old secret"})

    (taken,) = program.answer("hooks", "list")["items"]

    assert refused["lastDelivery"] is None
    assert taken["lastDelivery"].endswith("Z")


@pytest.mark.parametrize("way", ["--secret", "--secret-stdin", "--secret-file", "--secret-env"])
def test_a_secret_comes_by_one_of_four_ways(program: Program, tmp_path: Path, way: str) -> None:
    hook = made(program)["id"]
    (tmp_path / "secret").write_text("new secret\n")
    program.environment["NEW_TOKEN"] = "new secret"
    value = {"--secret": ["new secret"], "--secret-file": [str(tmp_path / "secret")], "--secret-env": ["NEW_TOKEN"]}

    program.answer("hooks", "rotate", hook, way, *value.get(way, []), given="new secret\n")

    ended = program.run("hooks", "rotate", hook, "--secret", "third")
    assert (ended.code, "two secrets already" in ended.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--finish",), "there is no rotation to finish"),
        (("--finish", "--secret", "x"), "--finish takes no secret"),
        (("--secret", "old secret"), "has that secret already"),
        (("--secret-env", "NO_SUCH_VARIABLE"), "a hook needs a secret"),
        (("--secret", "x", "--secret-stdin"), "a secret is wanted once"),
        ((), "a secret is wanted once"),
    ],
)
def test_a_rotation_that_cannot_be_is_refused(program: Program, arguments: tuple[str, ...], complaint: str) -> None:
    ended = program.run("hooks", "rotate", made(program)["id"], *arguments)

    assert ended.code == 2
    assert complaint in ended.err


@pytest.mark.parametrize("command", [("rotate", "--secret", "x"), ("remove",)])
def test_a_hook_that_is_not_there_is_missing(program: Program, command: tuple[str, ...]) -> None:
    made(program)

    assert program.run("hooks", command[0], "nobody", *command[1:]).code == 3
