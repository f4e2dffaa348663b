"""Commands beside a running server: a call comes in and is seen every way; what commands write is seen in a second."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.program import Program, Server
from twilio.request_validator import RequestValidator

TOKEN = "12345678901234567890123456789012"
EVERYTHING = ("--role", "SystemAdministrator")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program on a directory that all tests here write into, each for its own account."""
    return Program(tmp_path_factory.mktemp("beside"))


@pytest.fixture(scope="module")
def server(program: Program) -> Iterator[Server]:
    """A server on the same directory, begun empty."""
    with program.serving() as serving:
        program.environment["SWITCHBOOK_PUBLIC_URL"] = serving.url
        yield serving


@pytest.fixture(scope="module")
def key(program: Program, server: Server) -> str:
    """A key that opens all of it."""
    made: str = program.answer("keys", "create", "--name", "k", *EVERYTHING)["key"]
    return made


@pytest.fixture(scope="module")
def ask(program: Program, server: Server, key: str) -> Callable[..., Any]:
    """`sessions list` with these options, through the server."""
    return lambda *options: program.answer("sessions", "list", *options, "--server", server.url, "--key", key)


def callback(account: str, status: str, sequence: int) -> dict[str, str]:
    """A voice status callback with the fields that Twilio documents (constructed); a call for each account."""
    return {
        "AccountSid": "AC00000000000000000000000000000001",
        "ApiVersion": "2010-04-01",
        "CallSid": f"CA{account.encode().hex():0>32}",
        "CallStatus": status,
        "CallbackSource": "call-progress-events",
        "Direction": "inbound",
        "From": "+15035551234",
        "SequenceNumber": str(sequence),
        "Timestamp": format_datetime(datetime.now(UTC)),
        "To": "+15035550100",
    }


def post(url: str, form: dict[str, str], token: str = TOKEN) -> int:
    """Post a form as Twilio does, signed over its address; the status it is answered with."""
    signature = RequestValidator(token).compute_signature(url, form)
    return httpx.post(url, data=form, headers={"X-Twilio-Signature": signature}).status_code


def hook_of(program: Program, account: str) -> str:
    """The address of a new Twilio hook."""
    hook = program.answer("hooks", "create", "--source", "twilio", "--account", account, "--secret-stdin", given=TOKEN)
    url: str = hook["url"]
    return url


def within_a_second(seen: Callable[[], bool]) -> bool:
    """Whether this comes true, and how soon that must be."""
    end = time.monotonic() + 1
    while not seen():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def test_a_signed_call_is_in_the_book_for_every_way_to_ask(
    program: Program, server: Server, key: str, ask: Callable[..., Any]
) -> None:
    url = hook_of(program, "north")

    answered = [post(url, callback("north", status, n)) for n, status in enumerate(("ringing", "completed"))]

    wanted = ("--account-ids", "north", "--from", "(503) 555")
    by_http = httpx.get(
        f"{server.url}/sessions.json?accountIds=north&from=(503)%20555", headers={"Authorization": f"Bearer {key}"}
    ).json()
    (session,) = by_http["items"]
    page = program.run("sessions", "show", session["id"], "--server", server.url, "--key", key).out
    assert answered == [204, 204]
    assert (session["callSid"], session["ended"]) == (callback("north", "", 0)["CallSid"], True)
    assert program.answer("sessions", "list", *wanted) == ask(*wanted) == by_http
    assert "+15035551234" in page
    assert program.answer("check")["ok"] is True


def test_a_wrong_signature_keeps_nothing(program: Program, server: Server, ask: Callable[..., Any]) -> None:
    url = hook_of(program, "east")
    before = program.answer("quarantine", "list")

    assert post(url, callback("east", "ringing", 0), token="another") == 403

    assert ask("--account-ids", "east")["totalCount"] == 0
    assert program.answer("quarantine", "list") == before


def test_an_unreadable_call_waits_in_quarantine(program: Program, server: Server) -> None:
    url = hook_of(program, "south")
    form = {name: value for name, value in callback("south", "ringing", 0).items() if name != "CallSid"}

    assert post(url, form) == 204

    (kept,) = (item for item in program.answer("quarantine", "list")["items"] if item["accountId"] == "south")
    replayed = program.run("quarantine", "replay", kept["id"], "--json")
    assert kept["source"] == "twilio"
    assert (replayed.code, json.loads(replayed.out)) == (1, {"taken": 0, "stillUnreadable": 1})


def test_a_key_made_beside_the_server_opens_it(program: Program, server: Server) -> None:
    made = program.answer("keys", "create", "--name", "another", *EVERYTHING)["key"]

    def opens() -> bool:
        asked = httpx.get(f"{server.url}/sessions.json", headers={"Authorization": f"Bearer {made}"})
        return asked.status_code == httpx.codes.OK

    assert within_a_second(opens)


def test_a_user_made_beside_the_server_signs_in(program: Program, server: Server) -> None:
    ann = Program(program.data, SWITCHBOOK_PASSWORD="a long pass phrase", SWITCHBOOK_SERVER=server.url)
    program.answer(
        *("users", "create", "--email", "ann@example.com", "--password-stdin", *EVERYTHING),
        given="a long pass phrase",
    )

    def signs_in() -> bool:
        return ann.run("sessions", "list", "--user", "ann@example.com").code == 0

    assert within_a_second(signs_in)


def test_demo_data_filled_in_beside_the_server_is_seen(program: Program, ask: Callable[..., Any]) -> None:
    program.answer("demo", "--sessions", "60", "--seed", "4")

    filled = program.answer("sessions", "list", "--search-archive")
    assert filled["items"][0]["accountName"]
    assert within_a_second(lambda: ask("--search-archive") == filled)


def test_a_restored_book_is_the_servers_book(program: Program, ask: Callable[..., Any], tmp_path: Path) -> None:
    before = ask("--search-archive")
    program.answer("backup", str(tmp_path / "copy"))
    program.answer("demo", "--sessions", "50", "--seed", "8")

    program.answer("restore", str(tmp_path / "copy"))

    assert within_a_second(lambda: ask("--search-archive") == before)
    assert program.answer("check")["ok"] is True


@pytest.mark.parametrize(
    ("credentials", "code"), [((), 1), (("--key", "sb_wrong"), 1), (("--user", "nobody@example.com"), 2)]
)
def test_who_may_not_ask_is_told_in_one_line(
    program: Program, server: Server, credentials: tuple[str, ...], code: int
) -> None:
    ended = program.run("sessions", "list", "--server", server.url, *credentials)

    assert (ended.code, ended.out, ended.err.count("\n")) == (code, "", 1)
    assert ended.err.startswith("switchbook: ")


def test_a_server_that_is_not_there_is_one_line(program: Program) -> None:
    ended = program.run("sessions", "list", "--server", "http://127.0.0.1:9", "--key", "k")

    assert ended.code == 1
    assert ended.err.startswith("switchbook: no answer from http://127.0.0.1:9")
    assert ended.err.count("\n") == 1
