"""The log of a running server: a line for all that happens, and nothing in it that is a secret or personal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from support.callbacks import ACCOUNT_SID, CALLER, PARENT, generic_event, parent_callback
from support.calling import bearer
from support.program import Program
from twilio.request_validator import RequestValidator

TOKEN, WORD, NEEDLE = "twilios-auth-token-12345", "the-word-of-the-pbx-67890", "5035559876"


class Said:
    """What a server was sent, and what it logged of it."""

    def __init__(self, directory: Path) -> None:
        program = Program(directory)
        twilio = _hook(program, "twilio", TOKEN)
        generic = _hook(program, "generic", WORD)
        self.key = program.answer("keys", "create", "--name", "reports", "--role", "SystemAdministrator")["key"]
        with program.serving() as server, httpx.Client(base_url=server.url) as client:
            form = parent_callback("ringing", 0, 0)
            url = server.url + twilio
            signature = RequestValidator(TOKEN).compute_signature(url, dict(parse_qsl(form.decode())))
            headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
            self.taken = client.post(twilio, content=form, headers=headers)
            self.forged = client.post(twilio, content=form, headers={**headers, "X-Twilio-Signature": "forged"})
            event = generic_event("logged", 1, message="my card number is 4111")
            self.broken = client.post(generic, json=[event, {**event, "type": CALLER}], headers=bearer(WORD))
            self.found = client.get("/sessions", params={"from": NEEDLE, "log": "card"}, headers=bearer(self.key))
            self.posted = client.post("/api/ListSessions", json={"from": NEEDLE}, headers=bearer(self.key))
            client.get("/sessions", headers=bearer("a-key-that-is-wrong"))
            client.post("/auth/credentials", json={"userName": "ann@example.com", "password": "mistyped-pass"})
        assert server.ended is not None
        self.text = server.ended.err
        self.lines: list[dict[str, Any]] = [json.loads(line) for line in self.text.splitlines()]


def _hook(program: Program, source: str, secret: str) -> str:
    """The path of a new hook."""
    made = program.answer("hooks", "create", "--source", source, "--account", "north", "--secret-stdin", given=secret)
    return httpx.URL(made["url"]).path


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Said:
    """A server that was told this and that, and stopped."""
    return Said(tmp_path_factory.mktemp("logged"))


def test_what_was_sent_was_answered(said: Said) -> None:
    answers = (said.taken, said.forged, said.broken, said.found, said.posted)

    assert [answer.status_code for answer in answers] == [204, 403, 400, 200, 200]


def test_every_request_and_every_delivery_has_a_line_with_its_id(said: Said) -> None:
    by_request: dict[str, list[str]] = {}
    for line in said.lines:
        if "request_id" in line:
            by_request.setdefault(line["request_id"], []).append(line["event"])

    for answer in (said.taken, said.forged, said.broken):
        assert by_request[answer.headers["x-request-id"]] == ["delivery", "request"]
    assert by_request[said.found.headers["x-request-id"]] == ["request"]
    results = [line["result"] for line in said.lines if line["event"] == "delivery"]
    assert results == ["taken", "refused", "mixed"]


def test_nothing_personal_and_no_secret_is_logged(said: Said) -> None:
    private = (TOKEN, WORD, said.key, "forged", "a-key-that-is-wrong", "mistyped-pass", "ann@example.com")
    numbers = (CALLER.lstrip("+"), NEEDLE, "4111", "card", PARENT, ACCOUNT_SID)

    assert [word for word in (*private, *numbers) if word in said.text] == []
