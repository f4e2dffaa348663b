"""A server and a command that learn: a callback of Twilio's and a file, in one account, of one number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
from support.callbacks import as_json, generic_event
from support.program import Program
from twilio.request_validator import RequestValidator

TOKEN = "12345"  # the auth token of Twilio's own test vectors
LONDON = "+442079460958"
# The fields of a voice status callback as Twilio documents them (constructed values).
RINGING = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallSid": "CA" + "1" * 32,
    "CallStatus": "ringing",
    "CallbackSource": "call-progress-events",
    "Direction": "inbound",
    "From": "+15035550100",
    "SequenceNumber": "0",
    "Timestamp": "Sun, 22 Nov 2026 04:59:58 +0000",
    "To": LONDON,
}


def listed(program: Program) -> list[dict[str, Any]]:
    """The sessions of the book, latest first."""
    items: list[dict[str, Any]] = program.answer("sessions", "list")["items"]
    return items


def call_back(url: str, fields: dict[str, str]) -> int:
    """Send a callback as Twilio does; how it is answered."""
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    return httpx.post(url, data=fields, headers={"X-Twilio-Signature": signature}).status_code


def test_a_callback_and_a_file_of_one_number_have_one_endpoint(tmp_path: Path) -> None:
    program = Program(tmp_path / "book", SWITCHBOOK_LEARN_ENDPOINTS="on")
    hook = program.answer("hooks", "create", "--source", "twilio", "--account", "north", "--secret", TOKEN)
    file = tmp_path / "calls.jsonl"
    parties = {"from": "01632 960001", "to": "020 7946 0958", "direction": "Incoming"}
    file.write_bytes(as_json(generic_event("started", 0, "l1", **parties)) + b"\n")

    with program.serving() as server:
        answered = call_back(f"{server.url}/hooks/twilio/{hook['id']}", RINGING)
        taken = program.answer("ingest", str(file), "--source", "generic", "--account", "north", "--region", "GB")

    assert (answered, taken["taken"]) == (204, 1)
    from_file, called_back = listed(program)
    assert from_file["endpointId"] == called_back["endpointId"]
    assert from_file["endpointName"] == called_back["endpointName"] == LONDON
    assert (from_file["fromAddress"], from_file["toAddress"]) == ("+441632960001", LONDON)
    assert program.answer("check")["findings"] == []
    assert program.answer("refold") == {"sessions": 2, "changed": 0, "problems": []}


def test_the_setting_names_the_accounts_that_learn(tmp_path: Path) -> None:
    program = Program(tmp_path / "book", SWITCHBOOK_LEARN_ENDPOINTS="south, west")
    file = tmp_path / "calls.jsonl"
    file.write_bytes(as_json(generic_event("started", 0, "l1", to=LONDON, direction="Incoming")) + b"\n")

    for account in ("north", "south"):
        program.answer("ingest", str(file), "--source", "generic", "--account", account)

    assert {each["accountId"]: each.get("endpointName") for each in listed(program)} == {"north": None, "south": LONDON}


def test_a_setting_that_says_nothing_clear_is_refused(tmp_path: Path) -> None:
    for text in ("true", "on,south", " "):
        program = Program(tmp_path / "book", SWITCHBOOK_LEARN_ENDPOINTS=text)

        ended = program.run("check", "--json")

        assert ended.code != 0
        assert "wants on, off, or the ids of accounts" in ended.err, json.dumps(ended)
