"""A server killed at any moment has lost nothing that it acknowledged, and starts again as if nothing had been."""

from __future__ import annotations

import random
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import httpx
import pytest
from support.callbacks import callback
from support.program import Program, Server, free_port
from twilio.request_validator import RequestValidator

KILLS = 4
SENDERS = 4
TOKEN = "constructed-token"
STEPS = ("ringing", "in-progress", "completed")


def constructed_callbacks(sender: int, round_: int) -> Iterator[tuple[str, bytes]]:
    """Callbacks without end of one call after another, each with its CallSid."""
    call = 0
    while True:
        sid = f"CA{round_:02x}{sender:02x}{call:028x}"
        for sequence, status in enumerate(STEPS):
            yield (
                sid,
                callback(
                    CallSid=sid,
                    CallStatus=status,
                    From=f"+1503555{call % 10000:04d}",
                    To="+15035550100",
                    Direction="inbound",
                    Timestamp=f"Sun, 01 Mar 2026 12:00:{sequence:02d} +0000",
                    SequenceNumber=sequence,
                    CallbackSource="call-progress-events",
                ),
            )
        call += 1


def send_until_killed(url: str, hook: str, sender: int, round_: int, acknowledged: list[tuple[str, bytes]]) -> None:
    validator = RequestValidator(TOKEN)
    with httpx.Client() as client:
        for sid, body in constructed_callbacks(sender, round_):
            signature = validator.compute_signature(hook, dict(parse_qsl(body.decode())))
            headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
            try:
                answer = client.post(hook, content=body, headers=headers)
            except httpx.TransportError:
                return
            assert answer.status_code == httpx.codes.NO_CONTENT, (url, answer.text)
            acknowledged.append((sid, body))


@pytest.mark.slow
def test_a_killed_server_has_lost_no_acknowledged_delivery(tmp_path: Path) -> None:
    luck = random.Random(11)
    port = free_port()
    program = Program(tmp_path / "book", SWITCHBOOK_PUBLIC_URL=f"http://127.0.0.1:{port}")
    hook = program.answer("hooks", "create", "--source", "twilio", "--account", "acme", "--secret", TOKEN)["url"]
    acknowledged: list[tuple[str, bytes]] = []

    for round_ in range(KILLS):
        server = Server(program, port)
        server.wait()
        senders = [
            threading.Thread(target=send_until_killed, args=(server.url, hook, number, round_, acknowledged))
            for number in range(SENDERS)
        ]
        for sender in senders:
            sender.start()
        time.sleep(luck.uniform(0.1, 0.8))
        server.stop(signal.SIGKILL)
        for sender in senders:
            sender.join()

    assert len(acknowledged) > KILLS * SENDERS
    assert program.answer("check")["findings"] == []
    told: dict[str, int] = {}
    for sid, _ in acknowledged:
        told[sid] = told.get(sid, 0) + 1
    listed = program.answer("sessions", "list", "--account-ids", "acme", "--all", "true")
    lines = {item["callSid"]: len(item["log"]) for item in listed["items"]}
    assert len(lines) == listed["totalCount"]
    # Each delivery is one line; the last one of a sender may have been kept without its answer arriving.
    assert {sid: count for sid, count in told.items() if lines.get(sid, 0) not in (count, count + 1)} == {}
